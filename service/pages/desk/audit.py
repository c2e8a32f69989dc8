"""The audit page: lines of the audit log, told as somebody would."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SAID = {
    "signed-in": "signed in",
    "signed-out": "signed out",
    "sign-in-refused": "was refused at the door",
    "judged": "judged a source",
    "noted": "wrote a note",
    "assigned": "gave an article away",
    "deleted": "deleted an article",
    "key-added": "made an API key",
    "key-revoked": "revoked an API key",
    "started": "started a process",
}
"""What is done, and the words for it; what is not here is shown as the log calls it."""
_TOLD = frozenset({"at", "what", "who", "name", "article", "source", "editor"})
_ARTICLE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Deed:
    """One line. `who`: a name where one is known, else an id."""

    at: str
    what: str
    said: str
    who: str
    known: bool
    article: str | None
    source: str | None
    more: Sequence[tuple[str, str]]


def build(deeds: Sequence[Mapping[str, Any]]) -> list[Deed]:
    return [_deed(deed) for deed in deeds]


def _deed(deed: Mapping[str, Any]) -> Deed:
    what, name = str(deed.get("what", "")), deed.get("name") or deed.get("editor")
    more = [(key.replace("_", " "), _words(value)) for key, value in deed.items() if key not in _TOLD]
    if deed.get("editor") and deed["editor"] != name:
        more.append(("editor", str(deed["editor"])))
    return Deed(
        str(deed.get("at", "")), what, SAID.get(what, what), str(name or deed.get("who", "")), bool(name),
        _article(deed.get("article")), _article(deed.get("source")), [pair for pair in more if pair[1]],
    )  # fmt: skip


def _article(value: object) -> str | None:
    return value if isinstance(value, str) and _ARTICLE.fullmatch(value) else None


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={some}" for key, some in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
