"""What every form of credit shares: what it is called, where it stands, and the marks around it."""

from __future__ import annotations

from copytaster.frozen import frozen
from copytaster.model import Span

BULLETS = "•●▪◦‣∙⁃■□▶►▸➤▲△▼▽◆◇"
"""Signs that open an item of a list, and are nothing else."""
OPEN, CLOSE = "([【［（/〔", ")]】］）/〕"
DASHES = "-–—―=‐‑"
_RULES = "-–—―=*,;:|" + BULLETS
_BLANKS = " \t\u00a0*" + BULLETS


@frozen
class Form:
    """`where` as in `CreditEvidence`; `span` is the evidence."""

    where: str
    span: Span


def trim(text: str, span: Span) -> Span:
    """The span without white space and rules at its ends."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in _RULES or text[start] == "\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _RULES):
        end -= 1
    return Span(start, end)


def starts_line(text: str, at: int) -> bool:
    """Whether nothing but blanks and bullets stands before `at` in its line."""
    i = at - 1
    while i >= 0 and text[i] in _BLANKS:
        i -= 1
    return i < 0 or text[i] in "\n\r|"


def ends_line(text: str, at: int) -> bool:
    """Whether nothing but blanks and closing marks stands after `at` in its line."""
    i = at
    while i < len(text) and text[i] in " \t\u00a0.*)]=/":
        i += 1
    return i >= len(text) or text[i] in "\n\r|"
