"""ANPA 1312 and IPTC 7901: the teleprinter formats that some wires still send. Framed by control characters."""

from __future__ import annotations

import re

from copytaster.clean import byline
from copytaster.clean.draft import Draft
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits

MOST_LINES = 6
"""Lines of a headline."""
_SOH, _STX, _ETX = "\x01", "\x02", "\x03"
# A line of ANPA's own header: ^slug<, ^headline<, ^By SOMEONE=
_MARKED = re.compile(r"\^?(?P<text>[^\n]*)(?P<end>[<=])\s*$")
_MARKS = re.compile(r"^\^|(?<=[^<])<\s*$|^<?\^?END<?\s*$")
_SENT = re.compile(r"-(\d{2})-(\d{2})-(\d{2}) (\d{2})(\d{2})\s?([A-Z]{3,4})\b")
# Without a zone only where the text has just ended, as dpa sends it by its own clocks.
_GROUP = re.compile(r"\b(\d{2})(\d{2})(\d{2}) (?:(GMT|UTC) |(?<=\x03\d{6} ))([^\W\d_]{3}) (\d{2})\b")
# What says only which version this is, and what is for editors.
_LABEL = re.compile(
    r"(?:(?:1st|2nd|3rd|\d{1,2}th) (?:lead|ld|add|take)"
    r"|lead|refile|extra|urgent|recast|update\d?|bulletin|repeat|eilt?)"
    r"[.:]?",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"\W{0,4}(?:AP (?:Photo|Graphic|Video|Sports|Business)|Eds?:|Editors?:|By |(?:The )?Associated Press$"
    r"|\d{4}<|[A-Z]{2,3}-\S)"
)
# What stands around the name of a story: a number before it, the version and the count of words behind it.
_COUNT = re.compile(
    r"^\*?\d{1,6}<\s?\^?|(?:,\s?(?:\d{1,2}\w\w )?(?:ld|add)(?:-writethru)?)?,\s?\d{0,5}\s{0,9}$", re.IGNORECASE
)
_DESK_NOTE = re.compile(r"^#+ .*", re.MULTILINE)
_SERVICE = re.compile(
    r"\b(dpa|afp|ap|apa|ats|reuters|rtr|sid|efe|ansa|belga|ritzau|tt|ntb|stt|pa|aap)\b", re.IGNORECASE
)


def looks_like(text: str) -> bool:
    """Whether a text opens with the start of heading of these formats and has a start of text."""
    head = text[:40].lstrip("\x00\x16\x13\r\n \x7f")
    return head.startswith(_SOH) and _STX in text


def read(text: str, limits: Limits) -> Draft:
    """A teleprinter message. Raises `Rejected` when nothing stands between its start and end of text."""
    heading, _, rest = text.partition(_STX)
    content = rest.partition(_ETX)[0].replace("\r", "")
    lines = content.lstrip("\n").split("\n")
    title, names, at = _heading_lines(lines)
    body = "\n".join(_MARKS.sub("", line) for line in lines[at:])
    # What follows a line of dpa's that opens with # is for editors.
    body = _DESK_NOTE.split(body, maxsplit=1)[0]
    if not body.strip():
        raise Rejected(422, "no_text", "there is no text between the start and the end of this message")
    service = _SERVICE.search(heading)
    sent = _sent(rest)
    return Draft(
        text=body,
        wrapped=True,
        title=title,
        byline=byline.join(names),
        slug=_slug(heading, lines),
        publishers=[service.group(1)] if service else [],
        holders=[*names, "AP"]
        if names and "Associated Press" in names[0]
        else [
            n for n in ("AP",) if re.search(r"^\^?(?:The )?Associated Press=", content, re.M) or "(AP)" in body[:200]
        ],
        published=sent,
    )


def _heading_lines(lines: list[str]) -> tuple[str | None, list[str], int]:
    """(headline, writers, index of the first line of text)."""
    marked: list[str] = []
    names: list[str] = []
    end = len(lines)
    pending: list[str] = []
    for at, line in enumerate(lines):
        match = _MARKED.match(line) if line.strip() else None
        if match and (line.startswith("^") or match["end"] == "="):
            pieces = [piece for line in (*pending, match["text"]) if (piece := line.strip(" ^<"))]
            pending = []
            names.extend(piece for piece in pieces if piece.lower().startswith("by "))
            value = " ".join(p for p in pieces if not p.lower().startswith("by ") and not _LABEL.fullmatch(p))
            if value:
                marked.append(value)
            continue
        if not line.strip():
            if marked and not pending:
                continue
            if pending:
                end = at
                break
            continue
        if not marked and not line.startswith((" ", "\t")) and len(pending) < MOST_LINES:
            pending.append(line.strip())
            continue
        end = at
        break
    if pending and not marked:  # no marked line at all: the heading was the text
        return None, names, 0
    first = marked[1:] if lines[0].startswith("^") else marked  # ANPA opens with the name of the story
    return next((m for m in first if not _NO_TITLE.match(m)), None), names, end


def _slug(heading: str, lines: list[str]) -> str | None:
    """The name of the story: the last line of IPTC 7901's heading, or what ANPA's first line says before its count of
    words."""
    named = heading.replace("\r", "").strip("\n").rpartition("\n")[2].strip(" /\x00")
    opening = lines[0].strip(" ^<") if lines and lines[0].startswith("^") else ""
    said = _COUNT.sub("", opening) if opening else named
    return said[:200] if re.search(r"[A-Za-z]{3}", said) and " i " not in said else None


def _sent(rest: str) -> list[str]:
    """The time of sending, at the end: ``212101 GMT Nov 18`` or ``211259 Nov 18`` in IPTC 7901, ``AP-WF-11-13-13
    1509GMT`` in ANPA."""
    if match := _SENT.search(rest[-200:]):
        month, day, year, hour, minute, zone = match.groups()
        return [f"20{year}-{month}-{day} {hour}:{minute} {zone}"]
    if match := _GROUP.search(rest[-200:]):
        day, hour, minute, zone, month, year = match.groups()
        return [f"{day} {month} 20{year} {hour}:{minute}:00{' +0000' if zone else ''}"]
    return []
