"""Static files: their addresses, stamped with what they contain, and their text for the download."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import url_for
from markupsafe import Markup

STATIC = Path(__file__).resolve().parent.parent / "static"
ALONE_STYLE, ALONE_SCRIPT = "copytaster.css", "report.js"


@lru_cache
def _stamp(name: str) -> str:
    return hashlib.blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()


def address(name: str) -> str:
    """The address of a static file; it changes with the file, so that it may be cached for ever."""
    return url_for("pages.static", filename=name, v=_stamp(name))


@lru_cache
def inline(name: str) -> Markup:
    """The text of a static file, for the self-contained download."""
    text = (STATIC / name).read_text("utf-8")
    if "</" in text:
        raise ValueError(f"{name} cannot stand inside a page: it holds '</'")
    return Markup(text)


@lru_cache
def alone_policy() -> str:
    """The Content-Security-Policy of the download: its own style and script, by their hashes, and nothing else."""
    return (
        f"default-src 'none'; style-src '{_hash(ALONE_STYLE)}'; script-src '{_hash(ALONE_SCRIPT)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(name: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(inline(name).encode()).digest()).decode()
