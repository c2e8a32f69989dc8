"""Words with their places: the one tokenisation that everything else counts in.

A word is a run of letters, marks and digits of any script, with its inner apostrophes and, in figures, inner points
and commas; scripts written without spaces (Han, kana, Thai, Lao, Khmer, Burmese) give one word a character. Its
`norm` is blind to what copies change without changing a word: case, compatibility forms (ligatures, full-width
digits), soft hyphens, zero-width characters, curly apostrophes, diacritics on Latin letters and the English possessive.

Bounds: linear in the text; a word is cut at 64 characters, so no input makes a quadratic token.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import regex
import xxhash

from copytaster.model import Hashes

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
    r"|\p{Nd}+(?:[.,:]\p{Nd}+)*+"
    r"|[\p{L}\p{M}\p{N}\u00ad\u200b-\u200d]{1,64}(?:['\u2019\u02bc](?=\p{L})[\p{L}\p{M}]{1,64})*+"
)
_LATIN_MARKED = regex.compile(r"[\p{Latin}--[a-zßæœøłđðþıħŋ]]\p{M}*|[a-z]\p{M}+", regex.V1)
"""Latin letters with diacritics: copies drop and restore them ("Coruña", "Coruna")."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: `norms[i]` stands at ``text[starts[i]:ends[i]]`` and hashes to `hashes[i]`."""

    norms: list[str]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    hashes: npt.NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.norms)

    def first(self, count: int) -> Words:
        """The first `count` of them."""
        return Words(self.norms[:count], self.starts[:count], self.ends[:count], self.hashes[:count])


@lru_cache(maxsize=200_000)
def norm(surface: str) -> tuple[str, int]:
    """The normal form of a word and its 64-bit hash."""
    form = (
        unicodedata.normalize("NFKC", surface.translate(_INVISIBLE))
        .casefold()
        .replace("\u2019", "'")
        .replace("\u02bc", "'")
    )
    if form.endswith("'s"):
        form = form[:-2]
    if not form.isascii():
        form = _LATIN_MARKED.sub(lambda m: unicodedata.normalize("NFD", m.group())[0], form)
    return form, xxhash.xxh3_64_intdigest(form.encode())


def words(text: str, keep: npt.NDArray[np.bool_] | None = None) -> Words:
    """The words of `text`, in order; with `keep` (one flag a code point) only those that begin on a kept one."""
    places = np.array([match.span() for match in _WORD.finditer(text)], np.int32).reshape(-1, 2)
    if keep is not None:
        places = places[keep[places[:, 0]]]
    found = [norm(text[start:end]) for start, end in places.tolist()]
    said = [k for k, (form, _) in enumerate(found) if form]
    if len(said) < len(found):
        places, found = places[said], [found[k] for k in said]
    hashes = np.array([hashed for _, hashed in found], np.uint64)
    return Words([form for form, _ in found], places[:, 0].copy(), places[:, 1].copy(), hashes)


_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def gram_hashes(words: Words, size: int) -> Hashes:
    """(n - size + 1,) one 64-bit hash for every `size` words in a row."""
    h = words.hashes
    if len(h) < size:
        return np.zeros(0, np.uint64)
    total = np.zeros(len(h) - size + 1, np.uint64)
    for k in range(size):
        total = (total ^ h[k : len(h) - size + 1 + k]) * _MULTIPLIER
        total ^= total >> np.uint64(31)
    return total


REPEATED = range(4, 41)
"""Words in a phrase that a page says twice in a row; shorter ones are style, longer ones are not furniture."""


def _periods(grams: Hashes) -> list[int]:
    """The distances in `REPEATED` at which any of the grams stands again. Few texts have one."""
    order = np.argsort(grams, kind="stable")
    ordered = grams[order]
    found: set[int] = set()
    for step in range(1, len(grams)):
        apart = (order[step:] - order[:-step])[ordered[step:] == ordered[:-step]]
        apart = apart[apart < REPEATED.stop]
        if not len(apart):
            break
        found.update(apart[apart >= REPEATED.start].tolist())
    return sorted(found)


def without_repeats(found: Words) -> Words:
    """The words without phrases that stand twice or more in a row, as headlines do on badly made pages."""
    h = found.hashes
    keep = np.ones(len(h), np.bool_)
    if len(np.unique(h)) > 0.9 * len(h):
        return found
    for period in _periods(gram_hashes(found, REPEATED.start)):
        same = np.concatenate([np.zeros(period, np.bool_), h[period:] == h[:-period]])
        # a run of at least one whole period that equals what stood a period before
        edges = np.flatnonzero(np.diff(np.concatenate([[0], same.view(np.int8), [0]])))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if end - start >= period:
                keep[start:end] = False
    if keep.all():
        return found
    kept = np.flatnonzero(keep)
    return Words([found.norms[i] for i in kept], found.starts[kept], found.ends[kept], h[kept])
