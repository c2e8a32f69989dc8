"""What every index promises, asked of each: in memory, on Valkey, on Redis 6.2, and in five shards."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from copytaster.index import CHANNELS, FIRST, NEAR, Index, identities
from copytaster.index.memory import MemoryIndex
from copytaster.model import Fingerprint
from tests.index.made import Item, archive, keyed, plain, ranked, same


def of(items: list[Item]) -> Callable[[object], dict[int, Fingerprint]]:
    return lambda seqs: {seq: fingerprint for seq, fingerprint in items if seq in set(seqs)}  # type: ignore[call-overload]


def test_an_empty_index_answers_with_nothing(index: Index) -> None:
    answer = index.probe(keyed([1, 2], [3], []))
    assert plain(answer) == (0, {"bands": [(0, []), (0, [])], "passages": [(0, [])], "terms": [], "exact": []})
    assert index.members().tolist() == []
    assert index.dump() == {channel: {} for channel in CHANNELS}


def test_answers_come_in_the_order_asked_and_by_channel(index: Index) -> None:
    index.add(5, keyed([1, 2], [10, 11], [1]))
    index.add(3, keyed([2], [11, 12], []))
    size, found = plain(index.probe(keyed([2, 1, 9, 2], [12, 10], [2, 1])))
    assert size == 2
    assert found == {
        "bands": [(2, [3, 5]), (1, [5]), (0, []), (2, [3, 5])],
        "passages": [(1, [3]), (1, [5])],
        "terms": [(0, []), (1, [5])],
        "exact": [],
    }


def test_an_answer_has_the_types_it_says(index: Index) -> None:
    index.add(1, keyed([1], [2], [3]))
    postings = index.probe(keyed([1, 7], [2], [3])).channels["bands"]
    assert postings.counts.dtype == np.uint32
    assert [part.dtype for part in postings.seqs] == [np.uint32, np.uint32]


@pytest.mark.parametrize("count", [1, 15, 16, 17, 19, 20, 21, 300])
def test_a_posting_of_any_length_is_whole_and_beyond_common_its_first_are_named(index: Index, count: int) -> None:
    seqs = list(range(1, 2 * count, 2))
    for seq in seqs:
        index.add(seq, keyed(passages=[77]))
    _, found = plain(index.probe(keyed(passages=[77])))
    assert found["passages"] == [(count, seqs if count <= 20 else seqs[:FIRST])]
    assert list(index.dump()["passages"].values()) == [tuple(seqs)]


ORDERS = [lambda n: n, lambda n: -n, lambda n: n * 7919 % 101]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("channel", ["bands", "passages"])
def test_the_first_holders_of_a_common_key_are_wires_then_the_earliest_whoever_came_first(
    index: Index, channel: str, order: Callable[[int], int]
) -> None:
    story = [(n, keyed(**{channel: [5]}, rank=ranked(1_000 + n))) for n in range(90)]
    story += [(100 + n, keyed(**{channel: [5]}, rank=ranked(2_000 - n, wire=True))) for n in range(3)]
    for seq, fingerprint in sorted(story, key=lambda item: order(item[0])):
        index.add(seq, fingerprint)
    ((count, first),) = plain(index.probe(keyed(**{channel: [5]})))[1][channel]
    assert (count, first) == (93, [*range(13), 100, 101, 102])
    index.remove(4, story[4][1])
    index.remove(101, story[91][1])
    index.forget([5])
    ((count, first),) = plain(index.probe(keyed(**{channel: [5]})))[1][channel]
    assert (count, first) == (90, [0, 1, 2, 3, *range(6, 16), 100, 102])
    assert sorted(index.dump()[channel].popitem()[1]) == [0, 1, 2, 3, *range(6, 90), 100, 102]


def test_a_text_that_many_carry_names_all_its_holders_by_rank(index: Index) -> None:
    items = [(n, keyed(exact=[9], rank=ranked(1_000_000 - 50_000 * n))) for n in range(60)]
    index.add_many(items)
    index.add(70, keyed(exact=[9], rank=ranked(7, wire=True)))
    found = index.probe(keyed(exact=[9])).channels["exact"]
    assert found.counts.tolist() == [61]
    assert found.all_seqs.tolist() == [70, *range(59, -1, -1)]


def test_what_goes_round_for_weeks_names_nobody(index: Index) -> None:
    """A disclaimer, a background paragraph: not a story that everybody carries within days."""
    day = 24 * 60
    for n in range(80):
        index.add(n, keyed(passages=[1], rank=ranked(40 * day + n if n > 15 else n * day)))
        index.add(100 + n, keyed(passages=[3], rank=ranked(n * day // 2)))
    found = plain(index.probe(keyed(passages=[1, 3])))[1]["passages"]
    assert found == [(80, [*range(16)]), (80, [])]


def test_of_a_name_the_first_of_a_burst_are_named_and_not_who_had_it_long_before(index: Index) -> None:
    for n in range(10):
        index.add(n, keyed(terms=[1], passages=[1], rank=ranked(n)))
    for n in range(10, 210):
        index.add(n, keyed(terms=[1], passages=[1], rank=ranked(500_000 + n)))
    found = plain(index.probe(keyed(passages=[1], terms=[1], rank=ranked(600_000))))[1]
    assert found["terms"] == [(210, [*range(10, 26), *range(210 - NEAR, 210)])]
    assert found["passages"] == [(210, [*range(16)])]


def test_the_first_wire_is_told_of_everybody_and_a_late_one_of_the_first(index: Index) -> None:
    for n in range(60):
        index.add(n, keyed([1], [1], [1], rank=ranked(1_000 + n)))
    late, early = (keyed([1], [1], [1], rank=ranked(minute, wire=True)) for minute in (5_000, 900))
    index.add(200, early)
    found = plain(index.probe(early))[1]
    assert found["passages"] == found["bands"] == [(61, [*range(60), 200])]
    second = keyed([1], [1], [1], rank=ranked(1_050, wire=True))
    index.add(201, second)
    found = plain(index.probe(second))[1]
    assert found["passages"] == [(62, [*range(14), *range(50, 60), 200, 201])]
    for n in range(FIRST):
        index.add(300 + n, keyed([1], [1], [1], rank=ranked(950 + n, wire=True)))
    found = plain(index.probe(late))[1]
    assert found["passages"] == [(78, [200, *range(300, 315)])]


@pytest.mark.parametrize("order", ORDERS)
def test_ranks_that_are_equal_are_told_apart_by_seq(index: Index, order: Callable[[int], int]) -> None:
    for n in sorted(range(50), key=order):
        index.add(n, keyed(passages=[1]))
    for n in range(0, 50, 2):
        index.remove(n, keyed(passages=[1]))
    assert plain(index.probe(keyed(passages=[1])))[1]["passages"] == [(25, [*range(1, 32, 2)])]


@pytest.mark.parametrize("count", [3, 16, 17, 40])
def test_the_order_of_arrival_leaves_no_trace(make: Callable[[], Index], count: int) -> None:
    items = [(seq, keyed([seq % 3], [seq], [1, 2])) for seq in range(count)]
    forward, backward, inside_out = make(), make(), make()
    for seq, fingerprint in items:
        forward.add(seq, fingerprint)
    for seq, fingerprint in reversed(items):
        backward.add(seq, fingerprint)
    for seq, fingerprint in sorted(items, key=lambda item: (item[0] * 7) % count):
        inside_out.add(seq, fingerprint)
    same(forward, backward)
    same(forward, inside_out)


def test_all_at_once_is_the_same_as_one_at_a_time(make: Callable[[], Index]) -> None:
    items = archive(150)
    one, many, oracle = make(), make(), MemoryIndex(common=20)
    for seq, fingerprint in items:
        one.add(seq, fingerprint)
        oracle.add(seq, fingerprint)
    assert many.add_many(iter(items)) == 150
    same(one, oracle)
    same(many, oracle)
    for _, fingerprint in items[::10]:
        assert plain(many.probe(fingerprint)) == plain(oracle.probe(fingerprint))


def test_adding_again_changes_nothing(index: Index) -> None:
    items = archive(60)
    index.add_many(items)
    before = index.dump()
    for seq, fingerprint in items[::3]:
        index.add(seq, fingerprint)
    index.add_many(reversed(items))
    assert index.dump() == before
    assert index.probe(items[0][1]).size == 60


@pytest.mark.parametrize("wires", [False, True])
def test_who_meets_others_is_added_and_told_what_a_probe_would_tell(make: Callable[[], Index], wires: bool) -> None:
    """Of keys of its own and shared ones, some of them said twice, common ones and ones beyond what a block holds."""
    one, other, oracle = make(), make(), MemoryIndex(common=20)
    for seq, fingerprint in archive(400):
        shared = keyed(
            [*fingerprint.bands[:4], 5, 5], [seq, 7, seq % 3, 7], [*fingerprint.terms, seq % 9], [seq % 2],
            ranked(seq * 7 % 400 * (4_000 if seq % 4 == 0 else 1), wire=wires and seq % 5 == 0),
        )  # fmt: skip
        found = plain(one.meet(seq, shared))
        other.add(seq, shared)
        assert found == plain(oracle.meet(seq, shared))
        if seq % 20 == 0:
            assert found == plain(other.probe(shared))
    same(one, other)
    same(one, oracle)


def test_meeting_again_changes_nothing(index: Index) -> None:
    items = archive(60)
    index.add_many(items)
    before = index.dump()
    for seq, fingerprint in items[::3]:
        assert plain(index.meet(seq, fingerprint)) == plain(index.probe(fingerprint))
    assert index.dump() == before


def test_the_same_article_twice_in_one_batch_counts_once(index: Index) -> None:
    fingerprint = keyed([1, 1], [2, 2, 2], [3])
    index.add_many([(4, fingerprint), (4, fingerprint)])
    assert plain(index.probe(keyed([1], [2], [3]))) == (
        1,
        {"bands": [(1, [4])], "passages": [(1, [4])], "terms": [(1, [4])], "exact": []},
    )


def test_removing_leaves_what_was_there_before(make: Callable[[], Index]) -> None:
    items = archive(80)
    kept, whittled = make(), make()
    kept.add_many(items[::2])
    whittled.add_many(items)
    for seq, fingerprint in items[1::2]:
        whittled.remove(seq, fingerprint)
        whittled.remove(seq, fingerprint)
    same(kept, whittled)
    assert whittled.probe(items[0][1]).size == 40


def test_removing_what_is_not_there_changes_nothing(index: Index) -> None:
    index.add_many(archive(30))
    before, members = index.dump(), index.members().tolist()
    index.remove(999, archive(1)[0][1])
    assert index.dump() == before
    assert index.members().tolist() == members


def test_removing_all_leaves_nothing(index: Index) -> None:
    items = archive(50)
    index.add_many(items)
    for seq, fingerprint in items:
        index.remove(seq, fingerprint)
    assert index.dump() == {channel: {} for channel in CHANNELS}
    assert index.members().tolist() == []
    assert index.probe(items[0][1]).size == 0


def test_forgetting_needs_no_fingerprints(make: Callable[[], Index]) -> None:
    items = archive(90)
    kept, cut = make(), make()
    kept.add_many(items[:5] + items[60:])
    cut.add_many(items)
    cut.forget(seq for seq, _ in items[5:60])
    cut.forget([])
    cut.forget([5000])
    same(kept, cut)
    for seq, fingerprint in items[:5] + items[60:]:
        cut.remove(seq, fingerprint)
    assert cut.dump() == {channel: {} for channel in CHANNELS}


@pytest.mark.parametrize("seqs", [[0, 1, 65_535, 65_536, 131_071, 20_000_000], [2**32 - 1, 2**31, 7]])
def test_any_seq_of_32_bits_is_kept_exactly(index: Index, seqs: list[int]) -> None:
    for seq in seqs:
        index.add(seq, keyed([1], [seq], []))
    assert index.members().tolist() == sorted(seqs)
    assert plain(index.probe(keyed([1])))[1]["bands"] == [(len(seqs), sorted(seqs))]
    index.remove(seqs[0], keyed([1], [seqs[0]]))
    assert index.members().tolist() == sorted(seqs[1:])


def test_an_article_without_keys_is_a_member(index: Index) -> None:
    index.add(9, keyed())
    index.add_many([(10, keyed()), (11, keyed())])
    assert index.members().tolist() == [9, 10, 11]


def test_clearing_leaves_an_index_that_can_be_filled(index: Index) -> None:
    index.add_many(archive(70))
    index.clear()
    assert index.dump() == {channel: {} for channel in CHANNELS}
    assert index.members().tolist() == []
    index.add(2, keyed([1]))
    assert index.members().tolist() == [2]


def test_a_rebuilt_index_equals_the_live_one(make: Callable[[], Index]) -> None:
    items = archive(100)
    live, rebuilt = make(), make()
    for seq, fingerprint in items:
        live.add(seq, fingerprint)
    live.add_many(archive(40, first=300, seed=8))
    for seq, fingerprint in archive(40, first=300, seed=8):
        live.remove(seq, fingerprint)
    rebuilt.add(77_777, keyed([5]))
    assert rebuilt.rebuild(items, force=True)
    same(live, rebuilt)


def test_reconciling_makes_the_members_those_of_the_archive(make: Callable[[], Index]) -> None:
    items = archive(100)
    whole, index = make(), make()
    whole.add_many(items)
    index.add_many(items[:70])
    index.add_many(archive(6, first=500, seed=3))
    assert index.reconcile((seq for seq, _ in items), of(items)) == (30, 6)
    same(whole, index)
    assert index.reconcile((seq for seq, _ in items), of(items)) == (0, 0)


def test_reconciling_passes_over_what_the_archive_lost_meanwhile(index: Index) -> None:
    items = archive(10)
    assert index.reconcile((seq for seq, _ in items), of(items[:8])) == (8, 0)
    assert index.members().tolist() == [seq for seq, _ in items[:8]]


def test_keys_with_a_pattern_are_told_apart(index: Index) -> None:
    keys = [0, 1, 2**48, 2**63, 2**64 - 1, *(n << 40 for n in range(1, 50)), *(n << 16 for n in range(1, 50))]
    for seq, key in enumerate(keys):
        index.add(seq, keyed(passages=[key]))
    assert plain(index.probe(keyed(passages=keys)))[1]["passages"] == [(1, [seq]) for seq in range(len(keys))]


@pytest.mark.parametrize("shift", range(0, 50, 7))
def test_identities_have_40_bits_and_spread_over_the_lowest_byte(shift: int) -> None:
    keys = np.arange(25_600, dtype=np.uint64) << np.uint64(shift)
    ids = identities(keys)
    assert keys[1] == 1 << shift  # the keys themselves are left alone
    assert int(ids.max()) < 2**40
    assert len(np.unique(ids)) == 25_600
    assert np.bincount((ids & np.uint64(255)).astype(int), minlength=256).max() < 200  # 100 each when even
