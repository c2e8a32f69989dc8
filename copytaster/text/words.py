"""Words with their places: the one tokenizer, for everybody who counts, matches, compares or searches.

A word is a run of letters, marks and digits of any script, with its inner apostrophes. A figure is a run of digits with
its inner points, commas and colons, and with the spaces and apostrophes that part its thousands. Scripts written
without spaces (Han, kana, Thai, Lao, Khmer, Burmese) give one word a letter, marks included. Characters that nobody
sees stand in no word's way: "wa\u00adter" is one word. What makes two spellings one word is said in `folding`.

Code points are looked up in one table, and words cut in one pass over what is found there (`_cut.c`); folding is
remembered. Linear in the text; a word is cut at `LONGEST` characters, so no input makes a quadratic one.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import xxhash

from copytaster.frozen import frozen
from copytaster.lookup import Lookup
from copytaster.model import Hashes, ascending
from copytaster.text import scripts
from copytaster.text.folding import fold, key

try:
    from copytaster.text import _cut
except ImportError:  # built without a compiler
    _cut = None  # type: ignore[assignment]
try:
    from copytaster.text import _runs
except ImportError:
    _runs = None  # type: ignore[assignment]

LONGEST = 64
"""Characters of a word; what follows is another word."""
_INSIDE = np.array([False, True, True, True, False, False, False, False, False])
"""By class: whether a character belongs to a run of letters and digits."""
_NO_FIGURE_BEFORE = (scripts.LETTER, scripts.MARK, scripts.POINT)


@frozen
class Words:
    """The words of a text: `norms[i]` stands at ``text[starts[i]:ends[i]]`` and hashes to `hashes[i]`.

    Two words are the same where their hashes are; norms, which read well, may then still differ ("mueller", "muller").
    """

    norms: list[str]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    hashes: npt.NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.norms)

    def first(self, count: int) -> Words:
        """The first `count` of them."""
        return Words(self.norms[:count], self.starts[:count], self.ends[:count], self.hashes[:count])


def _norm(surface: str) -> tuple[str, int]:
    form = fold(surface)
    if "0" <= form[:1] <= "9":
        form = _figure(form)
    return form, xxhash.xxh3_64_intdigest(key(form).encode())


_norms = Lookup(_norm, 200_000)


def norm(surface: str) -> tuple[str, int]:
    """The folded form of a word and the 64-bit hash of its key."""
    return _norms[surface]


def _figure(form: str) -> str:
    """A figure without what parts its thousands: "12,500", "12 500", "12'500" and "12500" are one word."""
    parts = form.replace("\u066c", ",").replace("\u066b", ".").replace("'", " ").split()
    if len(parts) > 1:
        return "".join(parts)
    groups = form.split(",")
    if len(groups) > 1 and 0 < len(groups[0]) <= 3 and all(len(g) == 3 and g.isdecimal() for g in groups[1:]):
        return "".join(groups)
    return form


@lru_cache(maxsize=1)  # an article's are asked for twice in a row: they are counted before they are read
def places(text: str) -> npt.NDArray[np.int32]:
    """(n, 2) where the words of `text` begin and end, in order. Nobody writes into it."""
    found = cut(scripts.classes(text))
    if len(found) and int((found[:, 1] - found[:, 0]).max()) > LONGEST:
        found = _bounded(found)
    return found


def cut(kinds: scripts.Classes) -> npt.NDArray[np.int32]:
    """(n, 2) where the words among characters of these classes begin and end, in order."""
    if _cut is None:
        return plainly_cut(kinds)
    return np.frombuffer(_cut.cut(kinds), np.int32).reshape(-1, 2)


def plainly_cut(kinds: scripts.Classes) -> npt.NDArray[np.int32]:
    """The same on arrays: the oracle of `_cut.c`, and what is used where that could not be compiled."""
    seen = np.flatnonzero(kinds != scripts.UNSEEN)
    starts, ends = _seen(kinds[seen])
    return np.stack([seen[starts], seen[ends - 1] + 1], axis=1).astype(np.int32)


def _seen(kinds: scripts.Classes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Starts and ends of the words among characters of these classes, all of which are seen."""
    n = len(kinds)
    if not n:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    inside = _INSIDE[kinds]
    unspaced = kinds == scripts.UNSPACED
    digit = kinds == scripts.DIGIT
    joins = inside.copy()  # whether a character belongs to a word at all
    joins |= unspaced
    middle = _between(kinds == scripts.APOSTROPHE, inside & ~digit, inside & ~digit)
    middle |= _between(kinds == scripts.POINT, digit, digit)
    thousands = _thousands(kinds, digit)
    middle |= thousands
    joins |= middle
    begins = joins.copy()
    begins[1:] &= ~joins[:-1]
    # a letter without spaces opens a word of its own, and so does what follows it, marks apart
    begins |= unspaced
    after = np.zeros(n, np.bool_)
    after[1:] = unspaced[:-1]
    marks = kinds == scripts.MARK
    if unspaced.any() and marks.any():
        last = np.maximum.accumulate(np.where(~marks, np.arange(n), 0))
        after[1:] = unspaced[last[:-1]]
    begins |= after & joins & ~marks
    # a figure ends where letters follow it
    starts = np.flatnonzero(begins)
    numeral = digit | thousands | (middle & (kinds != scripts.APOSTROPHE))
    opened = starts[digit[starts]]
    if len(opened):
        stops = np.flatnonzero(~numeral)
        at = np.searchsorted(stops, opened)
        split = stops[at[at < len(stops)]]
        begins[split[joins[split]]] = True
        starts = np.flatnonzero(begins)
    gaps = np.flatnonzero(~joins)
    ends = np.full(len(starts), n)
    ends[:-1] = starts[1:]
    if len(gaps):
        at = np.searchsorted(gaps, starts)
        ends = np.minimum(ends, np.where(at < len(gaps), gaps[np.minimum(at, len(gaps) - 1)], n))
    return starts, ends


def _between(
    sign: npt.NDArray[np.bool_], before: npt.NDArray[np.bool_], after: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """The signs that stand between one sort of character and another."""
    found = np.zeros(len(sign), np.bool_)
    found[1:-1] = sign[1:-1] & before[:-2] & after[2:]
    return found


def _thousands(kinds: scripts.Classes, digit: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The spaces and apostrophes that part the thousands of a figure: after one to three digits, before exactly three,
    and again."""
    found = np.zeros(len(kinds), np.bool_)
    parting = (kinds == scripts.SPACE) | (kinds == scripts.APOSTROPHE)
    candidates = np.flatnonzero(_between(parting, digit, digit))
    for at in candidates.tolist():
        group = kinds[at + 1 : at + 5]
        three = len(group) >= 3 and bool((group[:3] == scripts.DIGIT).all())
        if not three or (len(group) == 4 and group[3] in (scripts.DIGIT, scripts.LETTER)):
            continue
        before = kinds[max(0, at - 4) : at][::-1]
        own = int(np.argmin(before == scripts.DIGIT)) if not (before == scripts.DIGIT).all() else len(before)
        if own == 3 and at > 3 and found[at - 4]:
            found[at] = True  # goes on a figure
        elif own <= 3 and not (own < len(before) and before[own] in _NO_FIGURE_BEFORE):
            found[at] = own < 3 or not (at > 4 and kinds[at - 4] == scripts.SPACE and digit[at - 5])
    return found


def _bounded(found: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    cut: list[tuple[int, int]] = []
    for start, end in found.tolist():
        cut += [(at, min(at + LONGEST, end)) for at in range(start, end, LONGEST)]
    return np.array(cut, np.int32)


def words(text: str, keep: npt.NDArray[np.bool_] | None = None) -> Words:
    """The words of `text`, in order; with `keep` (one flag a code point) only those that begin on a kept one."""
    at = places(text)
    if keep is not None:
        at = at[keep[at[:, 0]]]
    found = [_norms[text[start:end]] for start, end in zip(*at.T.tolist(), strict=True)]  # no list for each word
    forms = [form for form, _ in found]
    if not all(forms):
        said = [k for k, form in enumerate(forms) if form]
        at, found, forms = at[said], [found[k] for k in said], [forms[k] for k in said]
    hashes = np.array([hashed for _, hashed in found], np.uint64)
    return Words(forms, at[:, 0].copy(), at[:, 1].copy(), hashes)


def count(text: str) -> int:
    """How many words a reader counts in `text`; where words run together, an estimate from the letters (±30 %)."""
    at = places(text)
    if text.isascii():
        return len(at)
    together = scripts.classes(text)[at[:, 0]] == scripts.UNSPACED
    letters: Counter[str | None] = Counter()
    for start, end in at[together].tolist():
        letters[scripts.script_of(text[start])] += end - start
    estimate = sum(times / scripts.LETTERS_A_WORD.get(script or "", 1.0) for script, times in letters.items())
    return len(at) - int(together.sum()) + round(estimate)


_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def gram_hashes(words: Words, size: int) -> Hashes:
    """(n - size + 1,) one 64-bit hash for every `size` words in a row."""
    if _runs is None:
        return plain_gram_hashes(words.hashes, size)
    return np.frombuffer(_runs.grams(words.hashes, size), np.uint64)


def plain_gram_hashes(h: Hashes, size: int) -> Hashes:
    """The same of the hashes of words, on arrays: the oracle of `_runs.c`, and what is used where that could not be
    compiled."""
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
    if len(ascending(grams)) == len(grams):
        return []  # none stands twice, at whatever distance
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
    if len(ascending(h)) > 0.9 * len(h):
        return found  # as most short texts, which have hardly a word twice
    periods = _periods(gram_hashes(found, REPEATED.start))
    if not periods:
        return found
    keep = np.ones(len(h), np.bool_)
    for period in periods:
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
