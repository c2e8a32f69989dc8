"""ANPA 1312 and IPTC 7901: the teleprinter formats that some wires still send. Framed by control characters."""

from __future__ import annotations

import re

from copytaster.clean import byline
from copytaster.clean.draft import Draft
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits

_SOH, _STX, _ETX = "\x01", "\x02", "\x03"
# A line of ANPA's own header: ^slug<, ^headline<, ^By SOMEONE=
_MARKED = re.compile(r"\^?(?P<text>[^\n]*)(?P<end>[<=])\s*$")
_MARKS = re.compile(r"^\^|(?<=[^<])<\s*$|^<?\^?END<?\s*$")
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
            value = " ".join([*pending, match["text"].strip()]).strip(" ^")
            pending = []
            if value.lower().startswith("by "):
                names.append(value)
            elif value:
                marked.append(value)
            continue
        if not line.strip():
            if marked and not pending:
                continue
            if pending:
                end = at
                break
            continue
        if not marked and not line.startswith((" ", "\t")) and len(pending) < 3:
            pending.append(line.strip())
            continue
        end = at
        break
    if pending and not marked:  # no marked line at all: the heading was the text
        return None, names, 0
    title = (
        next((m for m in marked[1:] if not re.match(r"(?:AP|Eds|EDS|Editor)\b", m)), None)
        if lines[0].startswith("^")
        else None
    )
    return title or (marked[0] if marked else None), names, end


def _sent(rest: str) -> list[str]:
    """IPTC 7901 ends with the time of sending: ``212101 GMT Nov 18``."""
    match = re.search(r"\b(\d{2})(\d{2})(\d{2}) (?:GMT|UTC) ([A-Z][a-z]{2}) (\d{2})\b", rest[-200:])
    if not match:
        return []
    day, hour, minute, month, year = match.groups()
    return [f"{day} {month} 20{year} {hour}:{minute}:00 +0000"]
