"""The audit page: who did what, told as somebody would; of everybody or of one, of every kind or of one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from copytaster.frozen import frozen, names_of
from service.errors import Problem
from service.pages.oddities import legible
from service.schemas.answers import Fault

SAID = {
    "signed-in": "signed in",
    "signed-out": "signed out",
    "sign-in-refused": "was refused at the door",
    "judged": "judged a source",
    "noted": "wrote a note",
    "assigned": "assigned an article",
    "deleted": "deleted an article",
    "key-added": "made an API key",
    "key-revoked": "revoked an API key",
    "started": "started a process",
}
"""What is done, and the words for it; what is not here is shown as the log calls it."""
_TOLD = frozenset({"id", "at", "what", "who", "name", "article", "source", "editor"})
_ARTICLE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@frozen
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


@frozen
class Asked:
    """What the page is narrowed to. Empty, or None: to nothing."""

    who: str
    what: str
    before: int | None


def read(query: Mapping[str, str]) -> Asked:
    """What an address asks for. Raises `Problem` (422) for what this page does not know."""
    odd = [legible(name)[:60] for name in query if name not in names_of(Asked)]
    faults: list[Fault] = [{"field": name, "detail": f"This page has no filter “{name}”."} for name in odd]
    who, what, before = (" ".join(query.get(name, "").split())[:80] for name in names_of(Asked))
    if what and what not in SAID:
        faults.append({"field": "what", "detail": f"“{legible(what)}” is nothing that is done here."})
    if before and not (before.isascii() and before.isdigit() and len(before) < 19):
        faults.append({"field": "before", "detail": "before is the number of a line."})
    if faults:
        raise Problem(422, "invalid_parameter", " ".join(f["detail"] for f in faults[:3]), errors=faults[:20])
    return Asked(who, what, int(before) if before else None)


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
