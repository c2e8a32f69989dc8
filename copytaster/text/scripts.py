"""Which script a character is written in, and what it does in a word: the one table, for everybody.

`classes` answers for a whole text at once, from a table of the Basic Multilingual Plane that is made when it is first
asked for (5 ms); the few characters beyond it are looked up one by one.
"""

from __future__ import annotations

import bisect
import re
import string
from collections import Counter
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import regex

Classes = npt.NDArray[np.uint8]

OTHER, LETTER, MARK, DIGIT, UNSPACED, APOSTROPHE, POINT, SPACE, UNSEEN = range(9)
"""What a character does in a word. A letter, or a figure that is no decimal digit; a mark on the letter before it; a
decimal digit; a letter of a script that puts no spaces between words; an apostrophe; a point, comma or colon, which may
stand inside a figure; a space that may part its thousands; a character that leaves no mark on the page."""

_PATTERNS = (
    (LETTER, r"[\p{L}\p{N}]"),
    (MARK, r"[\p{M}\uff9e\uff9f]"),
    (DIGIT, r"\p{Nd}"),
    (UNSPACED, r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}&&[\p{L}\p{So}\p{Nl}]]"),
    (APOSTROPHE, r"['\u2018\u2019\u201b\u2032\uff07`\u00b4]"),
    (POINT, r"[.,:\uff0e\uff0c\uff1a\u066b\u066c]"),
    (SPACE, r"[ \u00a0\u2009\u202f]"),
    (UNSEEN, r"\p{Default_Ignorable_Code_Point}"),
)
_BEYOND = 0x10000


@cache
def _table() -> Classes:
    table = np.zeros(_BEYOND, np.uint8)
    plane = "".join(map(chr, range(0xD800))) + "\x00" * 0x800 + "".join(map(chr, range(0xE000, _BEYOND)))
    for kind, pattern in _PATTERNS:
        for run in regex.finditer(f"{pattern}+", plane, regex.V1):
            table[run.start() : run.end()] = kind
    return table


@lru_cache(maxsize=10_000)
def _one(point: int) -> int:
    kind = OTHER
    for wanted, pattern in _PATTERNS:
        if regex.fullmatch(pattern, chr(point), regex.V1):
            kind = wanted
    return kind


def points(text: str) -> npt.NDArray[np.uint32]:
    """(n,) the code points of `text`."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def classes(text: str) -> Classes:
    """(n,) what each code point of `text` does in a word."""
    found = points(text)
    if text.isascii() or not len(found) or int(found.max()) < _BEYOND:
        return np.asarray(_table()[found], np.uint8)
    kinds = _table()[np.minimum(found, _BEYOND - 1)]
    for at in np.flatnonzero(found >= _BEYOND).tolist():
        kinds[at] = _one(int(found[at]))
    return np.asarray(kinds, np.uint8)
_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x024F, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x06FF, "arabic"),
    (0x0750, 0x077F, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0980, 0x09FF, "bengali"),
    (0x0A00, 0x0A7F, "gurmukhi"),
    (0x0A80, 0x0AFF, "gujarati"),
    (0x0B00, 0x0B7F, "oriya"),
    (0x0B80, 0x0BFF, "tamil"),
    (0x0C00, 0x0C7F, "telugu"),
    (0x0C80, 0x0CFF, "kannada"),
    (0x0D00, 0x0D7F, "malayalam"),
    (0x0D80, 0x0DFF, "sinhala"),
    (0x0E00, 0x0E7F, "thai"),
    (0x0E80, 0x0EFF, "lao"),
    (0x1000, 0x109F, "myanmar"),
    (0x10A0, 0x10FF, "georgian"),
    (0x1100, 0x11FF, "hangul"),
    (0x1200, 0x137F, "ethiopic"),
    (0x1780, 0x17FF, "khmer"),
    (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "greek"),
    (0x3040, 0x30FF, "kana"),
    (0x31F0, 0x31FF, "kana"),
    (0x3400, 0x4DBF, "han"),
    (0x4E00, 0x9FFF, "han"),
    (0xAC00, 0xD7AF, "hangul"),
    (0xF900, 0xFAFF, "han"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFF, "arabic"),
    (0x20000, 0x3134F, "han"),
)
_STARTS = [low for low, _, _ in _RANGES]

LETTERS_A_WORD = {"han": 1.6, "kana": 2.5, "thai": 4.5, "lao": 4.5, "khmer": 5.0, "myanmar": 5.0}
"""Scripts that put no space between words, and how many letters, marks included, make a word on average."""
_UNSPACED_PUNCTUATION = frozenset("、。，．！？；：「」『』（）〈〉《》【】・ー…—")


def _letters(*names: str) -> str:
    """The letters of some scripts as a class of a regular expression, without its brackets."""
    return "".join(f"{chr(low)}-{chr(high)}" for low, high, script in _RANGES if script in names)


ONE_BY_ONE = re.compile(f"([{_letters('han', 'kana')}])")
"""A letter of Chinese or Japanese."""
RUN_TOGETHER = re.compile(f"[{_letters(*LETTERS_A_WORD)}]")
"""A letter of a script that puts no space between words."""
_GLUED = re.compile(f"[{_letters('hangul', *LETTERS_A_WORD)}]")


def script_of(char: str) -> str | None:
    """The script of a letter, or None for anything else and for scripts that we do not tell apart."""
    point = ord(char)
    at = bisect.bisect_right(_STARTS, point) - 1
    if at < 0 or point > _RANGES[at][1]:
        return None
    return _RANGES[at][2] if char.isalpha() or _RANGES[at][2] not in ("latin", "greek") else None


def is_unspaced(char: str) -> bool:
    """Whether words run together in the script of this character (Chinese, Japanese, Thai …)."""
    return char in _UNSPACED_PUNCTUATION or script_of(char) in LETTERS_A_WORD


def glued(text: str) -> bool:
    """Whether `text` has a script that puts no spaces between words (Han, kana, Thai), or glues particles on."""
    return _GLUED.search(text) is not None


_ASCII = string.ascii_letters.encode("ascii")


def scripts(text: str) -> Counter[str]:
    """Letters of each script."""
    if text.isascii():  # nothing but Latin
        return Counter(latin=letters) if (letters := _ascii_letters(text)) else Counter()
    found: Counter[str] = Counter()
    for char, times in Counter(_not_ascii(text)).items():
        if char.isalpha() and (script := script_of(char)):
            found[script] += times
    if letters := _ascii_letters(text):
        found["latin"] += letters
    return found


_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def _not_ascii(text: str) -> str:
    """The characters of `text` that are not ASCII."""
    return "".join(_NOT_ASCII.findall(text))


def _ascii_letters(text: str) -> int:
    plain = text.encode("ascii", "ignore")
    return len(plain) - len(plain.translate(None, _ASCII))


def has_capitals(text: str, sample: int = 2_000) -> bool:
    """Whether most letters at the beginning of `text` are of a script that has capitals."""
    text = text[:sample]
    if text.isascii():  # whose letters all have
        return text.lower() != text.upper()
    plain = _ascii_letters(text)
    letters = {char: times for char, times in Counter(_not_ascii(text)).items() if char.isalpha()}
    cased = sum(times for char, times in letters.items() if char.lower() != char.upper())
    return (plain + cased) * 2 > plain + sum(letters.values())
