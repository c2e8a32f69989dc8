"""Alignment: which sentences of two articles correspond, and word by word what was reused inside them.

In two steps. *Which sentences correspond* is a matter of probability (`correspondence`). *How* they correspond is read
off their words: the longest common subsequence of the two sentences says whether the words are the same
(verbatim), mostly the same (edited) or different (paraphrase), and which part of each sentence was really reused.

Nothing here decides whether the correspondences mean anything; that is `compare`. Cost is bounded: sentences are
compared as matrices, and words only inside the few pairs of sentences that correspond.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import LCSseq

from copytaster.fingerprint.analysis import Analysis, Ints
from copytaster.fingerprint.vectors import Floats
from copytaster.match.correspondence import chances_in_context, odds_alone
from copytaster.match.evidence import chain, mutual
from copytaster.match.model import Models
from copytaster.match.similarity import Similarity, sentence_of, similarity
from copytaster.model import Kind, Span

WEAK = 0.05
"""Probability under which two sentences are not even a weak link, unless they are each other's best, in order."""
EDITED = 0.46
"""Share of a sentence's words that stand in order in the other from which it counts as edited, not paraphrased."""
RUN = 4
"""Words in a row that mark the core of a lifted part of a sentence."""
PART = 0.5
"""A core smaller than this share of its sentence is reported alone, unless the rest says the same in other words."""
SAID = 0.35
"""Coverage from which the rest of the sentence does."""
WHOLE = 0.5
"""Probability, runs of words apart, from which two sentences correspond as wholes."""


@dataclass(frozen=True, slots=True)
class Link:
    """Sentence `i` of a and `j` of b that correspond, with the reused words on both sides."""

    i: int
    j: int
    chance: float
    kind: Kind
    a: tuple[int, int]
    """Reused words of a, [first, last)."""
    b: tuple[int, int]
    common: int
    """Words in common, in order."""
    run: int
    """The longest run of words in common."""
    quoted: bool
    """Whether the words in common, names and chance ones aside, stand in quotation marks on both sides."""
    own_words: int
    """Distinct words in runs in common, neither names nor part of a quotation on both sides: those a reporter chose."""
    own_run: int
    """The longest run of words in common outside such a quotation."""
    ordered: bool
    """Whether the two are each other's best partner and keep the order of the articles."""

    @property
    def lexical(self) -> bool:
        return self.kind is not Kind.PARAPHRASE


@dataclass(frozen=True, slots=True)
class Alignment:
    """All links of two articles, in the order of a, and the log-odds of every two sentences seen alone."""

    a: Analysis
    b: Analysis
    links: list[Link]
    odds: Floats
    covered: Floats
    """How much of the one sentence the other says, whichever way that is more."""


def align(a: Analysis, b: Analysis, models: Models, runs: tuple[Ints, Ints] | None = None) -> Alignment:
    """The links of two articles. Swapping the articles swaps the links. `runs`: `trigram_places`, where known."""
    if not len(a) or not len(b):
        nothing = np.zeros((len(a), len(b)), np.float32)
        return Alignment(a, b, [], nothing, nothing)
    sim = similarity(a, b, runs)
    odds = odds_alone(a, b, sim, models["sentence"])
    alike = chances_in_context(odds, models["context"])
    # words in a row count on their own: a clause lifted into a long sentence has no like sentence
    chance = np.maximum(alike, np.maximum(_lifted(sim.trigrams_a, a), _lifted(sim.trigrams_b.T, b).T))
    ordered = chain(mutual(odds))
    chosen = {(i, int(j)) for i, j in enumerate(chance.argmax(axis=1)) if chance[i, j] >= WEAK}
    chosen |= {(int(i), j) for j, i in enumerate(chance.argmax(axis=0)) if chance[i, j] >= WEAK}
    chosen |= ordered
    found = [
        _link(a, b, sim, i, j, float(chance[i, j]), float(alike[i, j]) >= WHOLE, (i, j) in ordered)
        for i, j in sorted(chosen)
    ]
    return Alignment(a, b, found, odds, np.maximum(sim.covered_a, sim.covered_b))


def _lifted(shares: Floats, x: Analysis) -> Floats:
    """A chance for sentences that share words in runs, from how many: 8 words are even odds, 16 near certain."""
    words = shares * np.diff(x.bounds)[:, None]
    cubes = words * words * words
    return (cubes / (cubes + 8.0**3)).astype(np.float32)


def _link(
    a: Analysis, b: Analysis, sim: Similarity, i: int, j: int, chance: float, whole: bool, ordered: bool
) -> Link:
    first_a, last_a = int(a.bounds[i]), int(a.bounds[i + 1])
    first_b, last_b = int(b.bounds[j]), int(b.bounds[j + 1])
    size_a, size_b = last_a - first_a, last_b - first_b
    words_a = a.words.hashes[first_a:last_a].tolist()
    words_b = b.words.hashes[first_b:last_b].tolist()
    blocks = [(o.src_start, o.src_end, o.dest_start) for o in LCSseq.opcodes(words_a, words_b) if o.tag == "equal"]
    common = sum(end - start for start, end, _ in blocks)
    run = max((end - start for start, end, _ in blocks), default=0)
    core_a = _core(blocks, size_a)
    core_b = _core([(d, d + e - s, s) for s, e, d in blocks], size_b)
    whole_a, whole_b = (0, size_a), (0, size_b)
    kind, part_a, part_b = Kind.PARAPHRASE, whole_a, whole_b
    if core_a and core_b and _verbatim(blocks, core_a, core_b) and core_a[1] - core_a[0] >= min(size_a, size_b):
        kind, part_a, part_b = Kind.VERBATIM, core_a, core_b
    elif common >= EDITED * min(size_a, size_b) or (core_a and core_b and run >= 8):
        kind = Kind.EDITED
        part_a = _part(core_a, size_a, whole or float(sim.covered_a[i, j]) >= SAID)
        part_b = _part(core_b, size_b, whole or float(sim.covered_b[i, j]) >= SAID)
        if part_a == core_a and part_b == core_b and _verbatim(blocks, part_a, part_b):
            kind = Kind.VERBATIM
    quoted, own_words, own_run = _own(a, b, [(first_a + s, first_a + e, first_b + d) for s, e, d in blocks])
    return Link(
        i,
        j,
        chance,
        kind,
        (first_a + part_a[0], first_a + part_a[1]),
        (first_b + part_b[0], first_b + part_b[1]),
        common,
        run,
        quoted,
        own_words,
        own_run,
        ordered,
    )


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


def _own(a: Analysis, b: Analysis, blocks: list[tuple[int, int, int]]) -> tuple[bool, int, int]:
    """Whether the words in common are a shared quotation; how many distinct words are not; the longest run of those.

    Words in common that stand alone or in twos are left out: any two sentences on one matter share some.
    """
    chosen = spoken = longest = 0
    own: set[int] = set()
    for start, end, there in blocks:
        if end - start < 3 and len(blocks) > 1:
            continue
        quoted = a.quoted[start:end] & b.quoted[there : there + end - start]
        plain = ~a.capital[start:end]
        own.update(a.words.hashes[start:end][~quoted & plain].tolist())
        run = 0
        for inside in quoted.tolist():
            run = 0 if inside else run + 1
            longest = max(longest, run)
        chosen += int(plain.sum())
        spoken += int((quoted & plain).sum())
    return chosen > 0 and spoken >= 0.8 * chosen, len(own), longest


def span_of(x: Analysis, part: tuple[int, int]) -> Span:
    """The span of words [first, last) in the text, with the marks that open and close its sentences but no
    boilerplate."""
    start, end = int(x.words.starts[part[0]]), int(x.words.ends[part[1] - 1])
    first, last = sentence_of(x, part[0]), sentence_of(x, part[1] - 1)
    if part[0] == int(x.bounds[first]):
        while start > x.spans[first].start and not x.text[start - 1].isalnum():
            start -= 1
    if part[1] == int(x.bounds[last + 1]):
        while end < x.spans[last].end and not x.text[end].isalnum():
            end += 1
    while x.text[start].isspace():
        start += 1
    while x.text[end - 1].isspace():
        end -= 1
    return Span(start, end)
