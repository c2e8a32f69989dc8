"""Whether a figure is more or less: "rose 2 %" and "fell 2 %", "plus 2 Grad" and "minus 2 Grad", "+2" and "-2".

The value of such figures is one, and what they say is the opposite. The word that tells is looked for beside the
figure, in its clause and up to the next figure; the nearest before it counts, else the nearest behind it. Words are
data (``directions.toml``). Of what is denied, stands in a score or a range, or is said against another ("gained 2 %
against the dollar", which lost them), nothing is told.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import regex

from copytaster.frozen import frozen
from copytaster.model import Span
from copytaster.text.figures import Figure
from copytaster.text.folding import fold
from copytaster.text.lexicon import code_of
from copytaster.text.words import Words

BEFORE, BEHIND = 4, 3
"""Words before a figure and behind it among which one may say whether it is more or less."""
_LED = 3
"""Words that may stand between one that leads and the figure."""
_WRITTEN = 12
"""Characters beside a figure where words run together."""
_SIGNED = regex.compile(r"(?:^|[\s(\[„“\"'])(?P<sign>[+\-\u2212\u2013])[$€£]?$")
_PARTED = regex.compile(r"[^\s'’\-\u2011$€£¥%.]|\.(?=\s|$)")
"""What ends a clause, between two words."""
_SIGNS = frozenset("+-\u2212\u2013$€£")
_JOINTS = frozenset("-:–/")
_SCORE = regex.compile(r"[-:–/]\p{Nd}")
_NONE = (None, None)
_UNDIRECTED = frozenset(("date", "year", "clock"))


class _Near(NamedTuple):
    """What a word says by itself, and by its place before a figure or behind it."""

    before: Mapping[str, int]
    nouns: Mapping[str, int]
    behind: Mapping[str, int]
    closes: Mapping[str, int]
    leads: Mapping[str, int]
    trails: Mapping[str, int]


@frozen
class _Told:
    """The words of one language, folded; patterns where its words run together."""

    near: _Near
    every: frozenset[str]
    """All of its words."""
    written: tuple[regex.Pattern[str] | None, ...]
    """What says more and what says less before a figure."""
    on: tuple[regex.Pattern[str] | None, ...]
    """The same behind it."""


class _Beside(NamedTuple):
    passed: frozenset[str]
    of: frozenset[str]
    denied: frozenset[str]
    against: frozenset[str]


def directed(text: str, language: str, found: Words, figures: Sequence[Figure]) -> list[Figure]:
    """The figures, with what their text says of whether they are more or less; `found` are its words."""
    if not figures:
        return []
    told, beside = _told(code_of(language)), _beside()
    here = _Clause(text, found.norms, found.starts.tolist(), found.ends.tolist())
    out = []
    for figure in figures:
        if figure.unit in _UNDIRECTED or _scored(text, figure.span):
            out.append(figure)
            continue
        sign = _by_sign(text, figure.span) or _by_script(text, figure.span, told)
        if sign is None:
            first, last = (bisect_left(here.starts, place) for place in (figure.span.start, figure.span.end))
            # beside most figures nothing tells
            if not told.every.isdisjoint(here.forms[max(0, first - BEFORE) : last + BEHIND]):
                sign = _by_words(here, first, last, told.near, beside)
        out.append(figure if sign is None else replace(figure, direction=sign[0], told=sign[1]))
    return out


class _Clause(NamedTuple):
    """A text with its words, folded, and where they stand."""

    text: str
    forms: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    def parted(self, i: int) -> bool:
        """Whether a clause ends behind word `i`; before the first word and behind the last one does."""
        if not 0 <= i < len(self.forms) - 1:
            return True
        return _PARTED.search(self.text, self.ends[i], self.starts[i + 1]) is not None

    def digits(self, i: int) -> bool:
        """Whether a word is a figure."""
        return self.forms[i][:1].isdecimal()

    def span(self, i: int) -> Span:
        """Where a word stands."""
        return Span(self.starts[i], self.ends[i])


def _scored(text: str, span: Span) -> bool:
    """Whether a figure stands in a score or a range: "lost 3-2"."""
    if text[span.end : span.end + 1] in _JOINTS and _SCORE.match(text, span.end):
        return True
    return span.start > 1 and text[span.start - 1] in _JOINTS and text[span.start - 2].isdecimal()


def _by_sign(text: str, span: Span) -> tuple[int, Span] | None:
    if text[max(0, span.start - 1) : span.start] not in _SIGNS:
        return None
    sign = _SIGNED.search(text, max(0, span.start - 3), span.start)
    if sign is None:
        return None
    before = text[max(0, sign.start("sign") - 2) : sign.start("sign")].rstrip()
    if before[-1:].isdecimal():  # "10 -20" is a range
        return None
    return (1 if sign["sign"] == "+" else -1), Span(*sign.span("sign"))


def _by_script(text: str, span: Span, told: _Told) -> tuple[int, Span] | None:
    if told.written == told.on == _NONE:
        return None
    for sign, pattern in zip((1, -1), told.written, strict=True):
        if pattern is not None and (found := pattern.search(text, max(0, span.start - _WRITTEN), span.start)):
            return sign, Span(*found.span())
    behind = [(f.end(), sign, f) for sign, p in zip((1, -1), told.on, strict=True)
              if p is not None and (f := p.match(text, span.end, min(len(text), span.end + _WRITTEN)))]  # fmt: skip
    if not behind:
        return None
    _, sign, found = min(behind, key=lambda x: x[0])
    return sign, Span(*found.span())


def _by_words(here: _Clause, first: int, last: int, near: _Near, beside: _Beside) -> tuple[int, Span] | None:
    """By the nearest word before the figure in words `first` to `last`, else by the nearest behind it."""
    found = _before(here, first, near, beside)
    if found is None:
        return _behind(here, first, last, near)
    after = here.forms[last : last + BEHIND]
    return None if not beside.against.isdisjoint(after) else found


def _before(here: _Clause, first: int, near: _Near, beside: _Beside) -> tuple[int, Span] | None:
    led, of = True, True
    for i in range(first - 1, max(-1, first - 1 - BEFORE), -1):
        if here.parted(i) or here.digits(i):
            return None
        form = here.forms[i]
        sign = near.before.get(form, 0) or (near.leads.get(form, 0) if led else 0)
        sign = sign or (near.nouns.get(form, 0) if of else 0)
        if sign:
            denied = any(not here.parted(k) and here.forms[k] in beside.denied for k in range(max(0, i - 2), i))
            return None if denied else (sign, here.span(i))
        led = led and form in beside.passed
        of = of and (form in beside.passed or form in beside.of)
    return None


def _behind(here: _Clause, first: int, last: int, near: _Near) -> tuple[int, Span] | None:
    for i in range(last, min(len(here.forms), last + BEHIND)):
        if here.parted(i - 1) or here.digits(i):
            return None
        form = here.forms[i]
        sign = (near.trails.get(form, 0) if i <= last + 1 else 0) or near.behind.get(form, 0)
        sign = sign or (near.closes.get(form, 0) if here.parted(i) else 0)
        if sign:
            return sign, here.span(i)
    return None


@cache
def _told(code: str) -> _Told:
    data = _data()

    def words(kind: str) -> dict[str, int]:
        return {fold(w): sign for sign, side in ((1, "more"), (-1, "less")) for w in _line(data[side][kind], code)}

    def patterns(kind: str) -> tuple[regex.Pattern[str] | None, ...]:
        found = [data[side][kind].get(code) for side in ("more", "less")]
        return tuple(None if one is None else regex.compile(one) for one in found)

    near = _Near(*(words(kind) for kind in _Near._fields))
    return _Told(near, frozenset().union(*near), patterns("written"), patterns("on"))


def _line(table: Mapping[str, str], code: str) -> list[str]:
    return table.get(code, "").split()


@cache
def _beside() -> _Beside:
    data = _data()["beside"]
    return _Beside(*(frozenset(map(fold, data[name].split())) for name in ("passed", "of", "not", "against")))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("copytaster.text") / "directions.toml").read_text("utf-8"))
