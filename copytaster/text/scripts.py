"""Which script a character is written in, as far as counting words and telling languages needs it."""

from __future__ import annotations

import bisect
import re
from collections import Counter

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

# Letters of scripts that put no space between words, and how many of them make a word on average.
_UNSPACED = {"han": 1.6, "kana": 2.5, "thai": 4.5, "lao": 4.5, "khmer": 5.0, "myanmar": 5.0}
_UNSPACED_PUNCTUATION = frozenset("、。，．！？；：「」『』（）〈〉《》【】・ー…—")
_ANY_UNSPACED = re.compile(
    "[" + "".join(f"{chr(low)}-{chr(high)}" for low, high, script in _RANGES if script in _UNSPACED) + "]"
)
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")


def script_of(char: str) -> str | None:
    """The script of a letter, or None for anything else and for scripts that we do not tell apart."""
    point = ord(char)
    at = bisect.bisect_right(_STARTS, point) - 1
    if at < 0 or point > _RANGES[at][1]:
        return None
    return _RANGES[at][2] if char.isalpha() or _RANGES[at][2] not in ("latin", "greek") else None


def is_unspaced(char: str) -> bool:
    """Whether words run together in the script of this character (Chinese, Japanese, Thai …)."""
    return char in _UNSPACED_PUNCTUATION or script_of(char) in _UNSPACED


def scripts(text: str) -> Counter[str]:
    """Letters of each script."""
    found: Counter[str] = Counter()
    for char, times in Counter(text).items():
        if char.isalpha() and (script := script_of(char)):
            found[script] += times
    return found


def count_words(text: str) -> int:
    """Words of `text`; where words run together, an estimate from the letters (±30 %)."""
    if not _ANY_UNSPACED.search(text):
        return sum(1 for _ in _WORD.finditer(text))
    unspaced: Counter[str] = Counter()
    spaced = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isascii():
            spaced += 1
            continue
        inside = Counter(s for s in map(script_of, word) if s in _UNSPACED)
        unspaced.update(inside)
        spaced += not inside
    return spaced + round(sum(times / _UNSPACED[script] for script, times in unspaced.items()))
