"""What the facts of two articles say of each other.

Facts **agree**, **differ** (the same slot, another value) or are **new** (in no source). A slot is a place in two
sentences that correspond: of what stands there and agrees with nothing, two of one sort face each other in the order of
the text.

`compare_facts` looks at linked sentences only: a figure that stands somewhere else in the other article is no answer.
`new_facts` looks at the whole of every source: what stands anywhere in it is not new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import compress, repeat

from copytaster.fingerprint.facts import DATE, FIGURE, NAME, QUOTATION, Fact, Facts
from copytaster.frozen import frozen
from copytaster.text.names import same_name

__all__ = [
    "DATE", "FIGURE", "NAME", "QUOTATION", "Fact", "FactAgreement", "Facts", "Slot", "compare_facts", "new_facts",
]  # fmt: skip

MOST = 40_000
"""Comparisons of two facts that one question may cost; a long article has some hundred facts."""


SLOTS = NAME, FIGURE, DATE
"""What may stand in a slot. Who shares a quotation has heard it or read it, and `same-form` is about what was filled
in."""


@frozen
class Slot:
    """Two facts in the same place of two corresponding sentences that differ."""

    a: Fact
    b: Fact


@frozen
class FactAgreement:
    """What the facts of linked sentences say. Swapping the articles swaps the slots."""

    agree: int
    differ: int
    slots: tuple[Slot, ...]

    @property
    def share(self) -> float:
        """The share of the slots that agree, in [0, 1]; 1 where there is none."""
        return self.agree / max(1, self.agree + self.differ) if self.agree + self.differ else 1.0


def compare_facts(a: Facts, b: Facts, links: Iterable[tuple[int, int]]) -> FactAgreement:
    """Which facts agree and which differ in linked sentences: `links` are pairs of a sentence of `a` and one of `b`.

    Quotations are left out. Sentences that were split or merged are read together.
    """
    agree = 0
    slots: list[Slot] = []
    for mine, theirs in _groups(links):
        if sum(len(a.rows[i]) for i in mine) * sum(len(b.rows[j]) for j in theirs) > MOST:
            agree += _same_to_the_letter(a, mine, b, theirs)
            continue
        for what in SLOTS:
            here = [fact for i in mine for fact in a.sorts[what][i]]
            there = [fact for j in theirs for fact in b.sorts[what][j]] if here else []
            if there:
                matched, left, right = _match(what, here, there)
                agree += matched
                slots += map(Slot, left, right)
    return FactAgreement(agree, len(slots), tuple(slots))


def _groups(links: Iterable[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """The links as groups of sentences of one side and of the other that hang together."""
    of_a: dict[int, int] = {}
    of_b: dict[int, int] = {}
    groups: list[tuple[set[int], set[int]]] = []
    for i, j in links:
        one, other = of_a.get(i), of_b.get(j)
        if one is None:
            home = len(groups) if other is None else other
        elif other is None or one == other:
            home = one
        else:
            home, left = sorted((one, other))
            of_a.update(dict.fromkeys(groups[left][0], home))
            of_b.update(dict.fromkeys(groups[left][1], home))
            for mine, moved in zip(groups[home], groups[left], strict=True):
                mine.update(moved)
            groups[left] = (set(), set())
        of_a[i] = of_b[j] = home
        if home == len(groups):
            groups.append((set(), set()))
        groups[home][0].add(i)
        groups[home][1].add(j)
    return [(sorted(mine), sorted(theirs)) for mine, theirs in groups if mine]


def _same_to_the_letter(a: Facts, mine: Iterable[int], b: Facts, theirs: Iterable[int]) -> int:
    """How many facts of two groups of sentences state the same to the letter. Where there are more than `MOST`
    comparisons, no other agree, and none differ: what was not looked at is no difference."""
    here, there = (
        Counter(fact.stated for what in SLOTS for i in group for fact in x.sorts[what][i])
        for x, group in ((a, mine), (b, theirs))
    )
    return sum((here & there).values())


def _match(what: str, here: Sequence[Fact], there: Sequence[Fact]) -> tuple[int, list[Fact], list[Fact]]:
    """How many facts of one sort agree, one with one, and what is left on either side that agrees with nothing on the
    other."""
    names = [g.name for g in there] if what == NAME else []
    agreed_there: set[int] = set()
    left: list[Fact] = []
    matched = 0
    for f in here:
        # names, which most are, are asked for without a detour
        agree = map(same_name, repeat(f.name), names) if what == NAME else map(f.agrees, there)
        like = list(compress(range(len(there)), agree))
        if not like:
            left.append(f)
            continue
        matched += not agreed_there.issuperset(like)
        agreed_there.update(like)
    return matched, left, [g for n, g in enumerate(there) if n not in agreed_there]


def new_facts(
    x: Facts, sources: Sequence[Facts], worth: Callable[[Fact], bool] = lambda fact: True
) -> tuple[list[Fact], int]:
    """The facts of an article that stand nowhere in any of its sources, in the order of the text, each once; of those
    that are `worth` it.

    Beside them: how many of the last facts of the text were not looked for, because `MOST` comparisons were made.
    """
    known: dict[Hashable, Fact] = {}  # what many sources state is compared once
    for source in sources:
        known.update(source.by_statement)
    unknown = [fact for stated, fact in x.stated if stated not in known and worth(fact)]
    theirs, found = _Held(known.values()), _Held()
    left = MOST
    for n, fact in enumerate(unknown):
        left -= len(theirs.of(fact)) + len(found.facts)
        if left < 0:
            return found.facts, len(unknown) - n
        if not theirs.agrees(fact) and not found.agrees(fact):
            found.add(fact)
    return found.facts, 0


class _Held:
    """Facts that others are held against, by their sort."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self.facts: list[Fact] = []
        self._of: dict[str, list[Fact]] = {NAME: [], FIGURE: [], DATE: [], QUOTATION: []}
        self._names: list[tuple[str, ...]] = []
        for fact in facts:
            self.add(fact)

    def add(self, fact: Fact) -> None:
        self.facts.append(fact)
        self._of[fact.what].append(fact)
        if fact.what == NAME:
            self._names.append(fact.name)

    def of(self, fact: Fact) -> Sequence[Fact]:
        """Those of its sort."""
        return self._of[fact.what]

    def agrees(self, fact: Fact) -> bool:
        """Whether one of them agrees with it. Names, which most are, are asked for without a detour."""
        if fact.what == NAME:
            return any(map(same_name, repeat(fact.name), self._names))
        return any(map(fact.agrees, self._of[fact.what]))
