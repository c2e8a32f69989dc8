"""How two sentences that correspond are worded: the same words, mostly the same, or others; and which part was reused.

Read off the longest common subsequence of their words. A sentence of which only a clause was lifted is reported by that
clause; one that was retold, as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from copytaster.fingerprint.analysis import Analysis
from copytaster.match.similarity import place_of, sentence_bounds, sentence_of
from copytaster.model import Kind, Span

EDITED = 0.46
"""Share of a sentence's words that stand in order in the other from which it counts as edited, not paraphrased."""
RUN = 4
"""Words in a row that mark the core of a lifted part of a sentence."""
PART = 0.5
"""A core smaller than this share of its sentence is reported alone, unless the rest says the same in other words."""
LONG_RUN = 8
"""Words in a row from which a clause was lifted, however long the sentence around it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentence `i` of a beside sentence `j` of b: the reused words on both sides, [first, last)."""

    kind: Kind
    a: tuple[int, int]
    b: tuple[int, int]
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


def wording(a: Analysis, i: int, b: Analysis, j: int, whole: bool) -> Wording:
    """`whole`: the two say the same throughout, whatever their words."""
    (first_a, last_a), (first_b, last_b) = sentence_bounds(a, i), sentence_bounds(b, j)
    words_a = a.once("hash_list", _hashes)[first_a:last_a]
    words_b = b.once("hash_list", _hashes)[first_b:last_b]
    size_a, size_b = len(words_a), len(words_b)
    matching = LCSseq.opcodes(words_a, words_b).as_matching_blocks()
    blocks = [(m.a, m.a + m.size, m.b) for m in matching if m.size]
    common = sum(end - start for start, end, _ in blocks)
    run = max((end - start for start, end, _ in blocks), default=0)
    core_a = _core(blocks, size_a)
    core_b = _core([(d, d + e - s, s) for s, e, d in blocks], size_b)
    kind, part_a, part_b = Kind.PARAPHRASE, (0, size_a), (0, size_b)
    if core_a and core_b and _verbatim(blocks, core_a, core_b) and core_a[1] - core_a[0] >= min(size_a, size_b):
        kind, part_a, part_b = Kind.VERBATIM, core_a, core_b
    elif common >= EDITED * min(size_a, size_b) or (core_a and core_b and run >= LONG_RUN):
        kind, part_a, part_b = Kind.EDITED, _part(core_a, size_a, whole), _part(core_b, size_b, whole)
        if part_a == core_a and part_b == core_b and _verbatim(blocks, part_a, part_b):
            kind = Kind.VERBATIM
    if kind is Kind.VERBATIM and a.respelt is not None and a.respelt[first_a + part_a[0] : first_a + part_a[1]].any():
        kind = Kind.EDITED
    quoted, own = _own(a, b, [(first_a + s, first_a + e, first_b + d) for s, e, d in blocks])
    here, there = (first_a + part_a[0], first_a + part_a[1]), (first_b + part_b[0], first_b + part_b[1])
    return Wording(kind, here, there, common, run, quoted, own)


def _hashes(x: Analysis) -> list[int]:
    found: list[int] = x.words.hashes.tolist()
    return found


def _core(blocks: list[tuple[int, int, int]], length: int) -> tuple[int, int] | None:
    """The words from the first long run in common to the last."""
    long = [(s, e) for s, e, _ in blocks if e - s >= min(RUN, length)]
    return (long[0][0], long[-1][1]) if long else None


def _part(core: tuple[int, int] | None, size: int, whole: bool) -> tuple[int, int]:
    small = core is not None and core[1] - core[0] < PART * size
    return core if core and small and not whole else (0, size)


def _verbatim(blocks: list[tuple[int, int, int]], core_a: tuple[int, int], core_b: tuple[int, int]) -> bool:
    """Whether nothing but the words in common stands in the cores, on both sides."""
    inside = sum(e - s for s, e, _ in blocks if s >= core_a[0] and e <= core_a[1])
    return inside == core_a[1] - core_a[0] == core_b[1] - core_b[0]


def _own(a: Analysis, b: Analysis, blocks: list[tuple[int, int, int]]) -> tuple[bool, int]:
    """Whether the words in common are a shared quotation, and how many distinct words in common are not.

    Words in common that stand alone or in twos are left out: any two sentences on one matter share some. In misread
    print quotation marks are misread too, and one side alone tells nothing.
    """
    misread = a.respelt is not None
    chosen = spoken = 0
    own: set[int] = set()
    quoted, theirs = (x.once("quoted_list", lambda x: x.quoted.tolist()) for x in (a, b))
    capital, hashes = a.once("capital_list", lambda x: x.capital.tolist()), a.once("hash_list", _hashes)
    for start, end, there in blocks:
        if end - start < 3 and len(blocks) > 1:
            continue
        for k in range(start, end):
            if not capital[k]:
                chosen += 1
                here, there_too = quoted[k], theirs[there + k - start]
                if (here and there_too) if misread else (here or there_too):
                    spoken += 1
                else:
                    own.add(hashes[k])
    return chosen > 0 and spoken >= 0.8 * chosen, len(own)


def span_of(x: Analysis, part: tuple[int, int]) -> Span:
    """The span of words [first, last) in the text, with the marks that open and close its sentences but no
    boilerplate."""
    first = sentence_of(x, part[0])
    if part == sentence_bounds(x, first):  # most are whole
        return x.once("whole", _whole)[first]
    return _span(x, part, first, sentence_of(x, part[1] - 1))


def _whole(x: Analysis) -> list[Span]:
    """The span of each sentence."""
    return [_span(x, sentence_bounds(x, i), i, i) for i in range(len(x))]


def _span(x: Analysis, part: tuple[int, int], first: int, last: int) -> Span:
    start, end = place_of(x, part)
    if part[0] == sentence_bounds(x, first)[0]:
        while start > x.spans[first].start and not x.text[start - 1].isalnum():
            start -= 1
    if part[1] == sentence_bounds(x, last)[1]:
        while end < x.spans[last].end and not x.text[end].isalnum():
            end += 1
    while x.text[start].isspace():
        start += 1
    while x.text[end - 1].isspace():
        end -= 1
    return Span(start, end)
