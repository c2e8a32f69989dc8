"""Names: runs of words that are written with a capital for what they are, not for where they stand.

Works for alphabets that have capitals (Latin, Greek, Cyrillic, Armenian); in Japanese, runs of katakana stand in for
names. In German, where every noun has a capital, only runs of two and more are names, and the words of such runs
wherever they stand again. A text all in capitals has none.

Two names are the same when one has all the words of the other ("Mr Kabulov", "Zamir Kabulov"), or is its initials
("WHO"). Words of names are compared by spelling, and, where alphabets or transliterations differ ("Kiev", "Kyiv",
"Киев"), by the consonants that are left of them in ASCII.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import regex
from anyascii import anyascii
from rapidfuzz.distance import Levenshtein

from copytaster.frozen import frozen
from copytaster.lookup import Lookup
from copytaster.model import Span
from copytaster.text.folding import key
from copytaster.text.lexicon import Lexicon, currency, lexicon, words_of
from copytaster.text.scripts import points
from copytaster.text.words import Words

Flags = npt.NDArray[np.bool_]

NOUNS_HAVE_CAPITALS = frozenset({"de", "lb", "nds", "gsw"})
SHOUTED = 0.6
"""Share of words with a capital from which a stretch of text is a heading, or shouts: its capitals say nothing."""
FEWEST_SHOUTED = 6
"""Words of such a stretch: fewer may be a list of names."""
LONGEST = 6
"""Words of a name; longer runs are headings."""
TITLES = words_of("titles")
"""Words that stand in front of a name and are none of its own."""
_ZONES = words_of("zones")
_BETWEEN = frozenset(" \u00a0-\u2011'’&./")
PARTICLES = words_of("particles")
"""Words that may stand inside a name and are none of its own."""
_KATAKANA = regex.compile(r"[\p{Katakana}ー・]{3,}+")
_OPENING = "\"“‘'«„(「『"
ASCII = 127
MOST = 1_000
"""Names of a text that are read, from its beginning."""


@frozen
class Name:
    """A name at `span`, with its folded words, titles left out."""

    words: tuple[str, ...]
    span: Span


def _upper(text: str, places: npt.NDArray[np.int32]) -> Flags:
    """(n,) whether a capital stands at each of these places."""
    signs = points(text)[places]
    found = (signs >= ord("A")) & (signs <= ord("Z"))
    for i in np.flatnonzero(signs > ASCII).tolist():
        found[i] = text[places[i]].isupper()
    return np.asarray(found, np.bool_)


def capitals(text: str, found: Words, openings: Sequence[int], language: str = "und") -> Flags:
    """(n,) which words have a capital that is not owed to the start of a sentence, and their like at starts.

    `openings`: the numbers of the words that open sentences. Sentences that shout have none. Where every noun has a
    capital, only those count that stand beside another, and their like.
    """
    capital = _upper(text, found.starts)
    opening = np.zeros(len(found), np.bool_)
    firsts = [i for i in openings if i < len(found)]
    opening[firsts] = True
    shown = capital.tobytes()  # counts them faster than the array does
    for first, last in pairwise([*firsts, len(found)]):
        if last - first >= FEWEST_SHOUTED and shown.count(1, first, last) > SHOUTED * (last - first):
            capital[first:last] = False
    inside = np.flatnonzero(capital & ~opening)
    sure: set[str] = set()
    for i, start in zip(inside.tolist(), found.starts[inside].tolist(), strict=True):
        if text[max(0, start - 1)] in _OPENING:
            opening[i] = True
        else:
            sure.add(found.norms[i])
    for i in np.flatnonzero(capital & opening).tolist():
        capital[i] = found.norms[i] in sure
    if language in NOUNS_HAVE_CAPITALS:
        beside = [run for run in _runs(text, found, capital, firsts) if run[1] - run[0] > 1]
        known = {found.norms[i] for run in beside for i in range(*run)}
        capital &= np.array([form in known for form in found.norms], np.bool_)
    return capital


def names(
    text: str, language: str, found: Words, capital: Flags, bounds: Sequence[int], common: Flags | None = None
) -> list[Name]:
    """The names of `text`; `capital` as `capitals` gives it, sentence k holds the words ``bounds[k]:bounds[k + 1]``.

    `common`: which words are so common (the, but, said) that a capital alone makes no name of them.
    """
    out = _katakana(text) if language == "ja" else []
    if not len(found) or not capital.any():
        return out
    common = np.zeros(len(found), np.bool_) if common is None else common
    shown = _with_openings(text, found, capital, bounds, common)
    lex = lexicon(language)
    calendar = {*lex.days, *lex.months}
    openings = set(bounds)
    for first, last in _runs(text, found, shown, bounds):
        if last == first + 1 and _opens_clause(text, found, first, capital):
            continue
        counted = any(_figure(found.norms[i], lex) for i in range(max(0, first - 1), min(last + 1, len(found))))
        words = [
            i for i in range(first, last)
            if found.norms[i] not in calendar and not (counted and _counts(found.norms[i]))
        ]  # fmt: skip
        while words and (found.norms[words[0]] in TITLES or (common[words[0]] and words[0] in openings)):
            words.pop(0)
        while words and (found.norms[words[-1]] in PARTICLES or not shown[words[-1]]):
            words.pop()
        own = tuple(found.norms[i] for i in words if found.norms[i] not in PARTICLES)
        if own and not all(common[i] for i in words) and len(words) <= LONGEST and any(len(w) > 1 for w in own):
            span = Span(int(found.starts[words[0]]), int(found.ends[words[-1]]))
            possessive = text[span.end - 2 : span.end]
            out.append(Name(own, Span(span.start, span.end - 2 * (possessive in ("'s", "’s")))))
    if language in NOUNS_HAVE_CAPITALS:
        known = {w for n in out if len(n.words) > 1 for w in n.words}
        out = [n for n in out if len(n.words) > 1 or n.words[0] in known]
    return sorted(out, key=lambda n: n.span)[:MOST]


def _with_openings(text: str, found: Words, capital: Flags, bounds: Sequence[int], common: Flags) -> Flags:
    """`capital`, and the first word of a sentence where another name follows it."""
    shown = capital.copy()
    forms, starts, named = found.norms, found.starts.tolist(), capital.tolist()
    opening = [
        first for first, last in pairwise(bounds)
        if last - first > 1 and named[first + 1] and text[starts[first]].isupper() and _beside(text, found, first + 1)
        and len(forms[first]) > 1 and forms[first] not in TITLES and not common[first]
    ]  # fmt: skip
    if not opening:
        return shown
    asked = {forms[first] for first in opening}
    low = {
        form for form, start, name in zip(forms, starts, named, strict=True)
        if form in asked and not name and not text[start].isupper()
    }  # fmt: skip
    shown[[first for first in opening if forms[first] not in low]] = True
    return shown


def _runs(text: str, found: Words, shown: Flags, bounds: Sequence[int]) -> list[tuple[int, int]]:
    """Words in a row with a capital, particles between two of them included, never across a sentence."""
    runs: list[tuple[int, int]] = []
    ends = set(bounds)
    for i in np.flatnonzero(shown).tolist():
        if runs and i not in ends:
            first, last = runs[-1]
            beside = last == i or (
                last == i - 1 and found.norms[last] in PARTICLES and last not in ends and _beside(text, found, last)
            )
            if beside and _beside(text, found, i):
                runs[-1] = (first, i + 1)
                continue
        runs.append((i, i + 1))
    return runs


def _opens_clause(text: str, found: Words, i: int, capital: Flags) -> bool:
    """Whether a word with a capital stands behind a colon and before a small letter, and nowhere else with one: as in
    many languages what a colon announces begins with a capital, that is no more than the start of a sentence."""
    before = text[max(0, found.starts[i] - 2) : found.starts[i]]
    if before[:1] != ":" or not before[1:].isspace() or i + 1 == len(found):
        return False
    if text[found.ends[i] : found.starts[i + 1]] != " " or not text[found.starts[i + 1]].islower():
        return False
    return sum(form == found.norms[i] and bool(named) for form, named in zip(found.norms, capital, strict=True)) == 1


def _counts(word: str) -> bool:
    """Whether a word with a capital, beside a figure, only says what that counts."""
    return word in _ZONES or currency(word) or (any(c.isdecimal() for c in word) and not word[0].isalpha())


def _figure(word: str, lex: Lexicon) -> bool:
    """Whether a word is a figure, or the end of one."""
    return word[0].isdecimal() or word in lex.numbers or word in lex.powers or word in _ZONES


def _beside(text: str, found: Words, i: int) -> bool:
    gap = text[found.ends[i - 1] : found.starts[i]]
    ended = gap == ". " and found.ends[i - 1] - found.starts[i - 1] > 3  # longer than an initial or a title
    return len(gap) <= 2 and all(c in _BETWEEN for c in gap) and not ended


def _katakana(text: str) -> list[Name]:
    return [
        Name(tuple(part for part in key(m.group()).split("・") if part), Span(*m.span()))
        for m in _KATAKANA.finditer(text)
        if m.group().strip("ー・")
    ]


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> tuple[str, str]:
    """A word of a name in ASCII, and its consonants as transliterations agree on them: ``skeleton("киев")`` and
    ``skeleton("kyiv")`` both end in ``kv``."""
    plain = _NO_LETTER.sub("", anyascii(word).lower())
    bare = _ALIKE.sub(lambda m: _AS[m.group()], plain)
    return plain, _NO_CONSONANT.sub("", bare)


_NO_LETTER = regex.compile(r"[^a-z]")
_NO_CONSONANT = regex.compile(r"(?<=.)[aeiouyhwj]|(.)(?=\1)")


_AS = {
    **{"ph": "f", "ts": "c", "tz": "c", "ck": "k", "kh": "h", "ch": "c", "sh": "s", "zh": "z", "sch": "s", "tch": "c"},
    **{"tsch": "c", "x": "ks", "q": "k", "c": "k", "z": "s", "w": "v", "dj": "j", "dzh": "j", "gh": "g", "th": "t"},
    **{"szcz": "s", "cz": "c", "sz": "s"},
}
"""What transliterations write differently, and one way to write it."""
_ALIKE = regex.compile("|".join(sorted(_AS, key=lambda s: (-len(s), s))))


_HOUSE = regex.compile(r"ie|yi|iy|yy|ij|yj|(?<=[^aeiou])i$")
_PLACES = {word: number for number, places in enumerate(sorted(words_of("places"))) for word in places.split("/")}


def same_in_style(one: str, other: str) -> bool:
    """Whether two words of names are one word as two houses write it: Kyiv and Kiev, Zelensky and Zelenskyy. A slip
    of the pen ("Halvorson" for Halvorsen) is another word here."""
    return one == other or _one_style(_spelt[one], _spelt[other])


class _Spelt(NamedTuple):
    """A word of a name, and all that its spellings are compared by."""

    key: str
    place: int | None
    """Which place it names in one language or another."""
    house: str
    """In ASCII, with one way to write what houses write differently."""
    plain: str
    bare: str
    """As `skeleton` gives them."""
    sounds: str
    """`plain`, with i for y."""
    letters: int
    """Which letters are among `sounds`, a bit for each."""
    apart: float
    """More letters than so many that only one of two words has tell that they are two, but for `key` and `place`:
    `house` writes three letters otherwise at most, and a slip changes one for another."""


def _spell(word: str) -> _Spelt:
    plain, bare = skeleton(word)
    sounds = plain.replace("y", "i")
    letters = 0
    for letter in sounds:
        letters |= 1 << (ord(letter) - 97)
    apart = max(HOUSE_LETTERS, 2 * _most_slips(ONE_SKELETON, plain))
    return _Spelt(key(word), _PLACES.get(word), _HOUSE.sub("y", plain), plain, bare, sounds, letters, apart)


_spelt = Lookup(_spell, 100_000)


def _one_style(one: _Spelt, other: _Spelt) -> bool:
    return (
        one.key == other.key
        or (one.place is not None and one.place == other.place)
        or (bool(one.house) and one.house == other.house)
    )


def same_word(one: str, other: str) -> bool:
    """Whether two words of names are one word, in two spellings, forms or alphabets."""
    if one == other:
        return True
    mine, theirs = _spelt[one], _spelt[other]
    letters = (mine.letters ^ theirs.letters).bit_count()
    if letters > mine.apart and letters > theirs.apart:  # as of most two words, and cheap to ask
        place = mine.place
        return mine.key == theirs.key or (place is not None and place == theirs.place)
    return _one_word(mine, theirs)


def _one_word(mine: _Spelt, theirs: _Spelt) -> bool:
    """The same of any two words, however few letters they have in common."""
    if _one_style(mine, theirs):
        return True
    short, long = (mine, theirs) if len(mine.plain) <= len(theirs.plain) else (theirs, mine)
    if not short.plain:
        return False
    if len(short.plain) >= 4 and long.plain.startswith(short.plain) and long.plain[len(short.plain) :] in _ENDINGS:
        return True
    least = ONE_SKELETON if short.bare == long.bare else SPELT
    most = _most_slips(least, long.plain)
    if len(long.plain) - len(short.plain) > most or (short.letters ^ long.letters).bit_count() > 2 * most:
        return False
    return Levenshtein.normalized_similarity(short.sounds, long.sounds, score_cutoff=least) >= least


def _most_slips(least: float, longer: str) -> float:
    """How many slips leave two words so similar, the longer of which this is. A slip changes one letter for another, or
    the number of letters by one: most words are further apart."""
    return (1 - least) * len(longer) + 0.001


ONE_SKELETON = 0.7
"""Similarity from which two words with the same consonants are one."""
SPELT = 0.87
"""Similarity from which any two are: one slip in eight letters."""
HOUSE_LETTERS = 3
"""Letters of `sounds` that houses write otherwise: e, i and j."""
_ENDINGS = frozenset((
    *("s", "es", "n", "a", "u", "e", "i", "y", "om", "em", "oi", "oy", "ach", "ami", "ow", "ksi", "ssa", "sta", "lla"),
    *("lta", "lle", "nal", "nel", "ban", "ben", "bol", "rol", "hoz", "hez", "tol", "nak", "nek", "val", "vel"),
))
"""What names end in besides, as cases and plurals, in ASCII: Turk, Turks; Путин, Путина; Budapest, Budapestnek."""


@lru_cache(maxsize=200_000)
def same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names may be names of the same: one has all the words of the other, or is its initials."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    for word in short:  # loops, for most of two hundred names that an article is asked about differ in their first word
        for another in long:
            if same_word(word, another):
                break
        else:
            break
    else:
        return True
    if len(short) == 1 and len(long) > 1 and 2 <= len(short[0]) <= 6:
        return short[0] == "".join(w[0] for w in long)
    return False
