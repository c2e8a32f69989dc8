"""The units of a text while it is judged, and what every judgement of them looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from copytaster.clean.phrases import Phrase, Table
from copytaster.frozen import frozen
from copytaster.model import BoilerplateKind

MOST_CHARACTERS = 600
"""Longest unit that can be boilerplate."""
MOST_WORDS = 60
SHORT_WORDS = 12
HEADLINE_WORDS = 22
FRAGMENT = 160
"""Longest unit on which phrases are tried that have no anchor."""
HEAD = 6
"""Paragraphs at the beginning of a text in which a dateline or a note to editors may stand."""


WORD = re.compile(r"[\w'’-]+")
"""Words as printed. Units are short: the arrays of `copytaster.text.words` take 39 µs for one, this takes 3."""
_PARTED = bytes(n if WORD.match(chr(n)) else ord(" ") for n in range(128)).ljust(256, b" ")
WRAPPING = " \t()[]{}<>*_|-–—•·:;,.!?\"'…=~#/\\►▶→➡↓✱★。।۔？؟！：；،"


def count(words: str) -> int:
    """How many of `WORD` are in a unit."""
    if words.isascii():  # in a third of the time
        return len(words.encode("ascii").translate(_PARTED).split())
    return len(WORD.findall(words))


@dataclass(slots=True)
class Unit:
    """A unit of a text: where it stands, the phrases whose anchors it has, and what was found of it."""

    start: int
    end: int
    paragraph: int
    first: bool
    """Whether it opens its paragraph."""
    alone: bool
    """Whether it is its whole paragraph."""
    quoted: bool = False
    """Whether it begins inside a quotation."""
    tried: list[Phrase] = field(default_factory=list)
    named: bool = False
    """Whether it names an agency."""
    kind: BoilerplateKind | None = None
    length: int = 0
    """Characters of it that are boilerplate, from its beginning."""
    hint: BoilerplateKind | None = None
    """What it would be beside other furniture."""
    headline: bool = False
    """Whether its paragraph is the headline of the text."""

    @property
    def whole(self) -> bool:
        """Whether nearly all of it is boilerplate."""
        return self.kind is not None and self.length > 0.9 * (self.end - self.start)


@frozen
class Page:
    """What is known while a text is marked."""

    text: str
    plain: str
    """`text` with plain quotes and spaces; offsets are the same."""
    table: Table
    outlet: frozenset[str]
    """Words of the outlet's name, in small letters; none where the text has not got them all."""
    agencies: frozenset[str] = frozenset()
    """Names of agencies beside those of the list."""
