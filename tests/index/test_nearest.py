"""Of a term that has become common, those who had it nearest in time are named, in an index of any size; of a run of
words nobody is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copytaster.fingerprint.anchors import MOST_FIGURES, MOST_NAMES
from copytaster.fingerprint.ranks import NOT_A_WIRE
from copytaster.fingerprint.terms import FIGURES, WORDS
from copytaster.index import EVERYBODY, FIRST, NEAR, Index
from copytaster.index.memory import MemoryIndex
from copytaster.model import Fingerprint
from tests.index.made import keyed, plain, ranked

DAY = 24 * 60


def told(minute: int, *, wire: bool = False, ties: int = 0) -> Fingerprint:
    """An article with one term and one passage."""
    return keyed(terms=[1], passages=[1], rank=ranked(minute, wire=wire, ties=ties))


def named(index: Index, fingerprint: Fingerprint) -> tuple[list[int], list[int]]:
    """By the term, and by the passage."""
    answer = plain(index.probe(fingerprint))[1]
    [(_, term)], [(_, passage)] = answer["terms"], answer["passages"]
    return term, passage


@pytest.fixture
def decade(index: Index) -> Index:
    """A wire and two reports on each of 300 days: the wires are 0 to 299, the reports 1,000 + n and 2,000 + n."""
    reports = [(start + n, told(n * DAY + 9)) for n in range(300) for start in (1_000, 2_000)]
    index.add_many([(n, told(n * DAY, wire=True)) for n in range(300)] + reports)
    return index


@pytest.mark.parametrize("wire", [False, True])
@pytest.mark.parametrize("day", [0, 7, 150, 299])
def test_the_nearest_wires_and_the_nearest_others_before_and_after_are_named(
    decade: Index, day: int, wire: bool
) -> None:
    term, passage = named(decade, told(day * DAY + 1, wire=wire))
    wires = range(max(0, day + 1 - NEAR), min(300, day + 1 + NEAR))
    others = range(max(0, day - NEAR // 2), min(300, day + NEAR // 2))
    assert term == [*wires, *(1_000 + n for n in others), *(2_000 + n for n in others)]
    assert passage == []


def test_who_asks_before_anybody_or_after_all_is_told_of_the_ends(decade: Index) -> None:
    term, _ = named(decade, told(0, wire=True))
    assert term == [*range(NEAR), *range(1_000, 1_000 + NEAR // 2), *range(2_000, 2_000 + NEAR // 2)]
    term, _ = named(decade, told(9_000 * DAY))
    first = 300 - NEAR // 2
    assert term == [*range(300 - NEAR, 300), *range(1_000 + first, 1_300), *range(2_000 + first, 2_300)]


@pytest.mark.parametrize("asks", [0, 399 * DAY])
def test_the_first_of_a_burst_are_named_as_well(index: Index, asks: int) -> None:
    """A story of one day among articles of a year; whoever asks long after it hears of its beginning, too."""
    index.add_many((n, told(n * DAY)) for n in range(400))
    index.add_many((1_000 + n, told(200 * DAY + n, wire=n < 5)) for n in range(900))
    term, passage = named(index, told(asks))
    wires = [*range(1_000, 1_005)]
    near = range(NEAR) if asks == 0 else range(399 - NEAR, 400)
    assert set(wires) | set(near) <= set(term)
    assert len(term) <= FIRST + 2 * NEAR
    assert set(wires) <= set(passage)
    assert len(passage) == FIRST


def test_in_the_midst_of_a_burst_nobody_is_named_twice(index: Index) -> None:
    index.add_many((n, told(n, wire=n % 3 == 0)) for n in range(300))
    seqs = index.probe(told(40)).channels["terms"].seqs[0].tolist()
    assert len(seqs) == len(set(seqs))
    assert seqs == sorted(seqs, key=lambda seq: (seq % 3 != 0, seq))  # by rank, wires before others


def test_few_holders_are_named_wherever_they_lie(index: Index) -> None:
    index.add_many((n, told(n * DAY)) for n in range(20))
    assert named(index, told(9_000 * DAY)) == ([*range(20)], [*range(20)])


def nearest(holders: list[tuple[int, int]], rank: int) -> set[int]:
    """By counting, for each holder, who stands between it and the one who asks."""
    found = set()
    for wire in (True, False):
        at = rank % NOT_A_WIRE + (0 if wire else NOT_A_WIRE)
        alike = [(other, seq) for other, seq in holders if (other < NOT_A_WIRE) == wire]
        for one in alike:
            if one[0] < at:
                between = sum(one < other and other[0] < at for other in alike)
            else:
                between = sum(other < one and other[0] >= at for other in alike)
            if between < NEAR:
                found.add(one[1])
    return found


times = st.tuples(st.integers(0, 40 * DAY), st.booleans(), st.integers(0, 2))


@given(st.lists(times, min_size=17, max_size=300), times)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_against_an_oracle_that_counts(have: list[tuple[int, bool, int]], asks: tuple[int, bool, int]) -> None:
    index = MemoryIndex(common=FIRST)
    for seq, (minute, wire, ties) in enumerate(have):
        index.add(seq, told(minute, wire=wire, ties=ties))
    me = told(asks[0], wire=asks[1], ties=asks[2])
    term, _ = named(index, me)
    holders = [(ranked(minute, wire=wire, ties=ties), seq) for seq, (minute, wire, ties) in enumerate(have)]
    near = nearest(holders, me.rank)
    assert near <= set(term)
    assert len(set(term) - near) <= FIRST  # the first of a burst, if it is carried in one


def test_an_answer_is_bounded_however_many_terms_are_common(index: Index) -> None:
    """An article has no more terms than these, and each names a bounded number of holders."""
    keys = range(2 * WORDS + FIGURES + MOST_FIGURES + MOST_NAMES)
    crowd = [keyed(terms=keys, rank=ranked(n * DAY, wire=n % 2 == 0)) for n in range(600)]
    index.add_many(enumerate(crowd))
    for minute in (0, 300 * DAY, 600 * DAY):
        found = index.probe(keyed(terms=keys, rank=ranked(minute))).channels["terms"]
        assert found.counts.tolist() == [600] * len(keys)
        assert found.lengths.max() <= 4 * NEAR + FIRST < EVERYBODY
