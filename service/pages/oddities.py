"""Characters that make a text look like something else: bidi controls, invisible ones, mixed alphabets.

Nothing is removed from what the editor sees. Controls that reorder or hide text are shown as a small
labelled sign instead of being obeyed; words that mix alphabets are pointed out. Marks that honest
right-to-left writing needs (LRM, RLM, ALM, joiners between Indic or Arabic letters) are left alone.
"""

from __future__ import annotations

import re
import unicodedata

from copytaster.frozen import frozen

_SIGNS = {
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
    0x200B: "ZWSP",
    0x2060: "WJ",
    0xFEFF: "BOM",
    0x00AD: "SHY",
    0x180E: "MVS",
}
_CONTROLS = re.compile(
    "[" + "".join(map(chr, _SIGNS)) + "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\U000e0000-\U000e007f\ud800-\udfff]"
)
_LATIN = "A-Za-z\u00c0-\u024f"
_OTHER = "\u0370-\u03ff\u0400-\u052f\u0531-\u058f"  # Greek, Cyrillic, Armenian
_MIXED = re.compile(rf"(?<![{_LATIN}{_OTHER}])(?:[{_LATIN}]++[{_OTHER}]|[{_OTHER}]++[{_LATIN}])[{_LATIN}{_OTHER}]*+")


@frozen
class Oddity:
    """One odd stretch of a text: what it is called on the page and, for a control, the sign shown in its place."""

    start: int
    end: int
    label: str
    sign: str | None


def find(text: str) -> list[Oddity]:
    """Every odd stretch of `text`, in order and without overlap."""
    found = []
    if not text.isascii() or _CONTROLS.search(text):
        for hit in _CONTROLS.finditer(text):
            code = ord(hit.group())
            name = unicodedata.name(hit.group(), "control character").lower()
            found.append(Oddity(hit.start(), hit.end(), f"U+{code:04X} {name}", _SIGNS.get(code, f"U+{code:04X}")))
        for hit in _MIXED.finditer(text):
            found.append(Oddity(hit.start(), hit.end(), "a word of mixed alphabets: " + _alphabets(hit.group()), None))
    found.sort(key=lambda o: (o.start, o.end))
    kept: list[Oddity] = []
    for oddity in found:
        if not kept or oddity.start >= kept[-1].end:
            kept.append(oddity)
    return kept


def _alphabets(word: str) -> str:
    names = []
    for letter in word:
        name = unicodedata.name(letter, "?").split()[0].capitalize()
        if name not in names:
            names.append(name)
    return " and ".join(names)


def legible(text: str | None) -> str:
    """`text` for a headline or name: one line, each control replaced by its bracketed sign."""
    if not text:
        return ""
    return _CONTROLS.sub(
        lambda hit: f"[{_SIGNS.get(ord(hit.group()), f'U+{ord(hit.group()):04X}')}]", " ".join(text.split())
    )
