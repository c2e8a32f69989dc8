"""Items of a digest: what a bullet opens is a line of its own, also where several stand in one line.

"▪ Three died in the fire (AP). ▪ Ferries stop for a day." Cleaning joins what a page shows as a list, and mail breaks
lines where they are full, so a bullet says more than a line break where an item and its credit end.
"""

from __future__ import annotations

import re

from copytaster.credit.forms import BULLETS
from copytaster.text.sentences import ENDS

MARKS = "*·–—-"
"""Bullets that are other marks as well: one opens an item where the same opens the line, a dash behind the end of a
sentence or a bracket."""

_SIGN = re.compile(rf"[^\S\n](?=[{BULLETS}]\s)")
_OPENED = re.compile(rf"^[^\S\n]*+([{MARKS}])[^\S\n].*", re.M)
_BEHIND = rf"(?<=[{ENDS})\]）】”»\"'’])"
_NEXT = {
    mark: re.compile(rf"{'' if mark in '*·' else _BEHIND}[^\S\n](?={re.escape(mark)}[^\S\n])") for mark in MARKS
}  # fmt: skip
_OPENS = re.compile(rf"[^\S\n]*+[{BULLETS}{MARKS}]\s")
_FURTHEST = 600
"""Code points that are looked back for the bullet of an item."""


def apart(text: str) -> str:
    """`text` with a line break before each bullet that stands inside a line, in place of a blank; offsets stay."""
    text = _SIGN.sub("\n", text)
    return _OPENED.sub(lambda line: _NEXT[line[1]].sub("\n", line[0]), text)


def in_item(text: str, at: int) -> bool:
    """Whether the line that `at` stands in opens with a bullet."""
    line = text.rfind("\n", max(0, at - _FURTHEST), at) + 1
    return (line > 0 or at <= _FURTHEST) and _OPENS.match(text, line) is not None
