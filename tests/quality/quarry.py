"""One invented story, told by seventeen documents: wires, copies, rewrites, excerpts, and some that owe nobody."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from copytaster.model import Article, Fingerprint
from tests.quality.library import Library, prepare

DOCUMENTS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "own" / "quarry.json").read_text())


@cache
def prepared(name: str) -> tuple[Article, Fingerprint]:
    return prepare(**{key: value for key, value in DOCUMENTS[name].items() if value is not None})


def id_of(name: str) -> str:
    return prepared(name)[0].id


def library_of(names: Iterable[str]) -> Library:
    """A library to which these came, in this order."""
    library = Library()
    for name in names:
        library.check(*prepared(name))
    return library
