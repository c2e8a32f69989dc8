"""How two sentences that correspond are worded: the same words, mostly the same, or others; and which part was reused.

Read off the longest common subsequence of their words. A sentence of which only a clause was lifted is reported by that
clause; one that was retold, as a whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from copytaster.fingerprint.analysis import Analysis
from copytaster.match.similarity import place_of, sentence_bounds
from copytaster.model import Kind, Span

try:
    from copytaster.match import _wording
except ImportError:
    _wording = None  # type: ignore[assignment]

EDITED = 0.46
"""Share of a sentence's words that stand in order in the other from which it counts as edited, not paraphrased."""
RUN = 4
"""Words in a row that mark the core of a lifted part of a sentence."""
SHORTEST = 3
"""Words in a row from which somebody chose them; fewer any two sentences on one matter share."""
PART = 0.5
"""A core smaller than this share of its sentence is reported alone, unless the rest says the same in other words."""
LONG_RUN = 8
"""Words in a row from which a clause was lifted, however long the sentence around it."""
MOST = 4_000_000
"""Words of the longest sentence of one article times those of the other's up to which the compiled loop is the faster
one; a long sentence of news has 80 words."""
KINDS = Kind.VERBATIM, Kind.EDITED, Kind.PARAPHRASE
"""In the order in which the compiled loop is told of them."""

Part = tuple[int, int]
"""Words [first, last)."""
Run = tuple[int, int, int]
"""Words [first, last) of the one that stand in a row in the other too, from the third on."""


class Wording(NamedTuple):
    """Sentence `i` of a beside sentence `j` of b: the reused words on both sides, [first, last)."""

    kind: Kind
    a: Part
    b: Part
    common: int
    """Words in common, in order."""
    run: int
    """The longest run of words in common."""
    quoted: bool
    """Whether the words in common, names and chance ones aside, stand in quotation marks on one side or on both: what
    one quotes of a statement, the statement itself says without."""
    own: int
    """Distinct words in runs in common, neither names nor quoted on either side: those a reporter chose."""

    @property
    def likeness(self) -> float:
        """The share of the longer part that both have, in [0, 1]."""
        return min(1.0, self.common / max(1, self.a[1] - self.a[0], self.b[1] - self.b[0]))


def wordings(a: Analysis, b: Analysis, links: list[tuple[int, int, bool]]) -> list[Wording]:
    """How a sentence of a and one of b are worded, of each link between two, with whether they say the same throughout,
    whatever their words."""
    if _wording is None or int(a.lengths.max(initial=0)) * int(b.lengths.max(initial=0)) > MOST:
        return [plain_wording(a, i, b, j, whole) for i, j, whole in links]
    found = _wording.wordings(
        a.words.hashes, a.quoted, a.bounds, a.capital, a.respelt, b.words.hashes, b.quoted, b.bounds, links,
        KINDS, EDITED, RUN, PART, LONG_RUN,
    )  # fmt: skip
    return list(map(Wording._make, found))


def plain_wording(a: Analysis, i: int, b: Analysis, j: int, whole: bool) -> Wording:
    """The same of one link, without a compiler."""
    (first_a, last_a), (first_b, last_b) = here, there = sentence_bounds(a, i), sentence_bounds(b, j)
    size_a, size_b = last_a - first_a, last_b - first_b
    runs, chosen, spoken, own = _in_common(a, here, b, there)
    common = run = 0
    for start, end, _ in runs:
        common += end - start
        run = max(run, end - start)
    long = run >= min(RUN, size_a, size_b)
    core_a, core_b = _cores(runs, size_a, size_b) if long else (None, None)
    kind, part_a, part_b = Kind.PARAPHRASE, (0, size_a), (0, size_b)
    if core_a and core_b and _verbatim(runs, core_a, core_b) and core_a[1] - core_a[0] >= min(size_a, size_b):
        kind, part_a, part_b = Kind.VERBATIM, core_a, core_b
    elif common >= EDITED * min(size_a, size_b) or (core_a and core_b and run >= LONG_RUN):
        kind, part_a, part_b = Kind.EDITED, _part(core_a, size_a, whole), _part(core_b, size_b, whole)
        if part_a == core_a and part_b == core_b and _verbatim(runs, part_a, part_b):
            kind = Kind.VERBATIM
    if kind is Kind.VERBATIM and a.respelt is not None and a.respelt[first_a + part_a[0] : first_a + part_a[1]].any():
        kind = Kind.EDITED
    here, there = (first_a + part_a[0], first_a + part_a[1]), (first_b + part_b[0], first_b + part_b[1])
    return Wording(kind, here, there, common, run, chosen > 0 and spoken >= 0.8 * chosen, own)


def _in_common(a: Analysis, here: Part, b: Analysis, there: Part) -> tuple[list[Run], int, int, int]:
    """The words that parts of two texts have in common, in order, as runs that count from where the parts begin; and
    of these words how many are no names, how many of those are quoted, and how many distinct ones are not.

    Words in common that stand alone or in twos are not counted: any two sentences on one matter share some. A word is
    quoted that either side quotes; but in misread print quotation marks are misread too, and one side alone tells
    nothing.
    """
    mine, theirs = a.words.hashes[slice(*here)].tolist(), b.words.hashes[slice(*there)].tolist()
    runs = [(m.a, m.a + m.size, m.b) for m in LCSseq.opcodes(mine, theirs).as_matching_blocks() if m.size]
    chosen = spoken = 0
    own: set[int] = set()
    capital, quoted, quoted_there = (
        flags[slice(*part)].tolist() for flags, part in ((a.capital, here), (a.quoted, here), (b.quoted, there))
    )
    for start, end, first in runs:
        if end - start < SHORTEST and len(runs) > 1:
            continue
        for k in range(start, end):
            if not capital[k]:
                chosen += 1
                sides = quoted[k], quoted_there[first + k - start]
                if all(sides) if a.respelt is not None else any(sides):
                    spoken += 1
                else:
                    own.add(mine[k])
    return runs, chosen, spoken, len(own)


def _cores(runs: list[Run], size_a: int, size_b: int) -> tuple[Part | None, Part | None]:
    """The words from the first long run in common to the last, on either side."""
    long_a = [run for run in runs if run[1] - run[0] >= min(RUN, size_a)]
    long_b = long_a if min(size_a, size_b) >= RUN else [run for run in runs if run[1] - run[0] >= min(RUN, size_b)]
    return (
        (long_a[0][0], long_a[-1][1]) if long_a else None,
        (long_b[0][2], long_b[-1][2] + long_b[-1][1] - long_b[-1][0]) if long_b else None,
    )


def _part(core: Part | None, size: int, whole: bool) -> Part:
    small = core is not None and core[1] - core[0] < PART * size
    return core if core and small and not whole else (0, size)


def _verbatim(runs: list[Run], core_a: Part, core_b: Part) -> bool:
    """Whether nothing but the words in common stands in the cores, on both sides."""
    size = core_a[1] - core_a[0]
    return size == core_b[1] - core_b[0] == sum(e - s for s, e, _ in runs if s >= core_a[0] and e <= core_a[1])


def spans_in(x: Analysis) -> Callable[[int, Part], Span]:
    """The span in the text of words [first, last) of a sentence, which is named first, with the marks that open and
    close the sentence but no boilerplate."""
    whole, bounds = x.once("whole", _whole), x.once("parts", _parts)
    return lambda i, part: whole[i] if part == bounds[i] else _span(x, part, i)


def _parts(x: Analysis) -> list[Part]:
    """The words of each sentence."""
    return [sentence_bounds(x, i) for i in range(len(x))]


def _whole(x: Analysis) -> list[Span]:
    """The span of each sentence."""
    return [_span(x, sentence_bounds(x, i), i) for i in range(len(x))]


def _span(x: Analysis, part: Part, i: int) -> Span:
    start, end = place_of(x, part)
    first, last = sentence_bounds(x, i)
    if part[0] == first:
        start = _opened(x.text, x.spans[i].start, start)
    if part[1] == last:
        end = _closed(x.text, end, x.spans[i].end)
    while x.text[start].isspace():
        start += 1
    while x.text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _opened(text: str, least: int, start: int) -> int:
    """Where the marks before the first word of a sentence begin, `least` or later. Behind words that were set aside, as
    a dateline is, only those that touch the word are its own: the others close the dateline."""
    aside = any(c.isalnum() for c in text[least:start])
    while start > least and not text[start - 1].isalnum() and not (aside and text[start - 1].isspace()):
        start -= 1
    return start


def _closed(text: str, end: int, most: int) -> int:
    """Where the marks behind its last word end, `most` or sooner; before words that were set aside only those that
    touch it."""
    aside = any(c.isalnum() for c in text[end:most])
    while end < most and not text[end].isalnum() and not (aside and text[end].isspace()):
        end += 1
    return end
