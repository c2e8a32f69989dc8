"""Anchors: what an article still shares with its translation: figures as stated, and names by their consonants.

"1.3 lakh", "130 тыс." and "13万" are one figure; "Vaghela" and "Вагхела" one name. Where a script has capitals, names
are what is written with one; where it has none (Arabic, Devanagari, Hangul …), any word may be a name, so those with
the most consonants stand in for them in the index, which tells the rare ones from the common. In Japanese, runs of
katakana are names. Chinese characters are read one way in Chinese and another in Japanese, and no name is looked for.

Measured on nine events in fourteen languages: of 36 translations, cuts, retold ones and excerpts, 35 had their wire
first among all wires in other languages; figures alone did it for 34.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt
import regex
import xxhash

from copytaster.frozen import frozen
from copytaster.model import Hashes, ascending
from copytaster.text.figures import Figure
from copytaster.text.names import NOUNS_HAVE_CAPITALS, Flags, skeleton
from copytaster.text.scripts import LETTERS_A_WORD, RUN_TOGETHER, has_capitals, script_of
from copytaster.text.words import Words

LARGER = 10
"""A whole number up to this one is in every other story, and no anchor."""
UNSURE = frozenset(["date", "clock", "year"])
"""Units of figures that stories of one day share whatever they are about."""
CONSONANTS = 3
"""Least consonants of a name that is told from others by them."""
MOST_NAMES, MOST_WORDS = 64, 24
"""Names of an article in the index, and words in their stead where nobody can see which are names."""
MOST_FIGURES = 48
_ARTICLE = regex.compile(r"^[وفبكل]?(?:ال|لل)(?=\p{L}{3})|^و(?=\p{L}{4})")
"""What is written onto an Arabic word before it: the article, and "and", "by", "for", "as"."""
_NASAL = regex.compile(r"[\u0900-\u0902]$")
"""A nasal vowel that ends an Indian word, most often a plural's, and no consonant."""
_WAW = regex.compile(r"(?<=.)و")
"""Inside an Arabic word more often a vowel than a consonant."""
_ONE = str.maketrans("vp", "fb")
_KATAKANA = regex.compile(r"[\p{Katakana}ー]{3,}+")
_SYLLABLES = (2, 3, 4)
"""Of a Korean word, which carries its particles behind it, so many syllables may be the name."""


class Parsed(Protocol):
    """What anchors and facts are read from: words, sentences and figures of an article, as `Analysis` has them."""

    @property
    def text(self) -> str:
        """All of it."""

    @property
    def language(self) -> str:
        """BCP 47."""

    @property
    def words(self) -> Words:
        """Those that are compared."""

    @property
    def capital(self) -> Flags:
        """(n,) which of them are names: written with a capital where no sentence begins."""

    @property
    def bounds(self) -> npt.NDArray[np.int32]:
        """(s + 1,) sentence i holds the words ``bounds[i]:bounds[i + 1]``."""

    @property
    def figures(self) -> Sequence[Sequence[Figure]]:
        """(s,) those of each sentence."""


@frozen
class Anchors:
    """The anchors of an article, by sentence."""

    figures: tuple[frozenset[str], ...]
    """(s,)"""
    names: tuple[frozenset[str], ...]
    """(s,) of a script without capitals, all words that may be names."""
    named: bool
    """Whether it can be seen which words are names."""
    legible: bool
    """Whether its words are written apart, so that a name in it can be read."""

    def all(self) -> frozenset[str]:
        """Those of all sentences."""
        return frozenset().union(*self.figures, *self.names)


def read_anchors(x: Parsed) -> Anchors:
    """The anchors of an article."""
    named = has_capitals(x.text)
    names = _names(x) if named else _by_forms(x)
    if x.language == "ja":
        ends = x.words.starts[x.bounds[1:] - 1] if len(x.bounds) > 1 else np.zeros(0, np.int32)
        for found in _KATAKANA.finditer(x.text):
            at = int(np.searchsorted(ends, found.start()))
            if at < len(names):
                names[at].add(consonants(found.group()))
    legible = 2 * _run_together(x.words.norms) <= len(x.words)
    return Anchors(_figures(x), tuple(_told(row) for row in names), named, legible)


def read_stems(x: Parsed) -> tuple[frozenset[str], ...]:
    """(s,) the figures of each sentence, and all its words by their consonants, in whatever script."""
    return tuple(stated | _told(row) for stated, row in zip(_figures(x), _by_forms(x), strict=True))


def _figures(x: Parsed) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(s for f in row if (s := stated(f))) for row in x.figures)


def _names(x: Parsed) -> list[set[str]]:
    """What is written with a capital, by sentence."""
    found: list[set[str]] = [set() for _ in x.figures]
    shown = np.flatnonzero(x.capital)
    if x.language in NOUNS_HAVE_CAPITALS:
        starts = x.words.starts.tolist()
        shown = np.union1d(shown, [i for i, start in enumerate(starts) if x.text[start].isupper()]).astype(np.intp)
    rows = np.searchsorted(x.bounds, shown, side="right") - 1
    for i, row in zip(shown.tolist(), rows.tolist(), strict=True):
        found[row].add(consonants(x.words.norms[i]))
    return found


def _by_forms(x: Parsed) -> list[set[str]]:
    """Every word, in each form in which it may be a name, by sentence."""
    found: list[set[str]] = [set() for _ in x.figures]
    sentence = np.repeat(np.arange(len(x.bounds) - 1), np.diff(x.bounds)).tolist()
    for word, row in zip(x.words.norms, sentence, strict=True):
        found[row].update(_forms(word))
    return found


def _run_together(words: Sequence[str]) -> int:
    """How many begin in a script that puts no space between words."""
    every = "".join(words)
    if every.isascii() or not RUN_TOGETHER.search(every):
        return 0
    first = Counter(word[0] for word in words)
    return sum(times for char, times in first.items() if script_of(char) in LETTERS_A_WORD)


@lru_cache(maxsize=100_000)
def consonants(word: str) -> str:
    """The consonants of a name; v and f, and b and p, are one: Arabic has one of each, Korean and Japanese another."""
    return skeleton(word)[1].translate(_ONE)


def stated(figure: Figure) -> str:
    """A figure as an anchor: its value in the unit in which it is stated, whatever that unit is called; empty where
    it is none."""
    value = figure.value / figure.scale
    if figure.unit in UNSURE or (value <= LARGER and value % 1 == 0):
        return ""
    return f"{value:.4g}"


def _told(names: set[str]) -> frozenset[str]:
    """Those with enough consonants to be told from others."""
    return frozenset(name for name in names if len(name) >= CONSONANTS)


@lru_cache(maxsize=100_000)
def _forms(word: str) -> tuple[str, ...]:
    """The consonants of a word, in each form in which it may be a name that something is written onto."""
    script = script_of(word[0])
    if script is None or script in LETTERS_A_WORD:
        return ()
    if script == "hangul":
        return tuple({consonants(word[:n]) for n in _SYLLABLES if len(word) >= n})
    if script == "arabic":
        return tuple({consonants(_WAW.sub("", form)) for form in (word, _ARTICLE.sub("", word))})
    return (consonants(_NASAL.sub("", word)),)


def anchor_keys(anchors: Anchors) -> Hashes:
    """(n,) the keys of the anchors in the index, ascending; at most `MOST_FIGURES` and `MOST_NAMES`."""
    figures = sorted(frozenset().union(*anchors.figures))[:MOST_FIGURES]
    most = MOST_NAMES if anchors.named else MOST_WORDS
    names = sorted(frozenset().union(*anchors.names), key=lambda name: (-len(name), name))[:most]
    keys = [xxhash.xxh3_64_intdigest(key.encode()) for key in ["a:" + f for f in figures] + ["s:" + n for n in names]]
    return ascending(np.array(keys, np.uint64))
