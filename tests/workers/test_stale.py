from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stale import HANDED, MOST, PATIENT, SETTLE, Stale


class Rig:
    """Verdicts that are stale until somebody resolved them, and a clock that is set by hand."""

    def __init__(self, *ids: str) -> None:
        self.ids, self.now = list(ids), 0.0
        self.stale = Stale(lambda most: self.ids[:most], lambda: self.now)

    def dealt(self, free: str, alive: str = "") -> dict[str, list[str]]:
        return self.stale.dealt(free.split(), (alive or free).split())

    def after(self, seconds: float, free: str, alive: str = "") -> dict[str, list[str]]:
        self.dealt(free, alive)
        self.now += seconds
        return self.dealt(free, alive)


def test_who_checked_an_article_resolves_it_again() -> None:
    rig = Rig("a", "b", "c", "d")
    for article, worker in zip("abcd", ("two", "two", "one", "two"), strict=True):
        rig.stale.checked(article, worker)
    assert rig.after(SETTLE, "one two") == {"one": ["c"], "two": ["a", "b", "d"]}


def test_the_last_who_checked_it_counts() -> None:
    rig = Rig("a")
    rig.stale.checked("a", "one")
    rig.stale.checked("a", "two")
    assert rig.after(SETTLE, "one two") == {"two": ["a"]}


def test_what_nobody_here_checked_is_shared_out_evenly() -> None:
    rig = Rig("a", "b", "c", "d")
    rig.stale.checked("d", "gone")
    assert rig.after(SETTLE, "one two") == {"one": ["a", "c"], "two": ["b", "d"]}


def test_it_waits_for_a_worker_that_is_busy_but_not_for_long() -> None:
    rig = Rig("a", "b")
    rig.stale.checked("a", "one")
    rig.stale.checked("b", "two")
    assert rig.after(SETTLE, "two", alive="one two") == {"two": ["b"]}
    rig.ids.remove("b")
    rig.now = PATIENT - 0.1
    assert rig.dealt("two", alive="one two") == {}
    rig.now = PATIENT
    assert rig.dealt("two", alive="one two") == {"two": ["a"]}


def test_what_was_handed_out_is_not_handed_out_again_at_once() -> None:
    rig = Rig("a")
    assert rig.after(SETTLE, "one") == {"one": ["a"]}
    rig.now += HANDED
    assert rig.dealt("one") == {}, "it may be at it still"
    assert rig.after(0.1, "one") == {}, "it is seen stale anew"
    rig.now += SETTLE
    assert rig.dealt("one") == {"one": ["a"]}


@given(
    st.lists(st.sampled_from(["one", "two", "three", ""]), max_size=60),
    st.lists(st.lists(st.sampled_from(["one", "two", "three"]), min_size=1, unique=True), min_size=1, max_size=4),
)
def test_each_is_dealt_to_one_free_worker_and_all_are_dealt_in_the_end(
    checked_by: Sequence[str], free: Sequence[Sequence[str]]
) -> None:
    rig = Rig(*(f"article {n}" for n in range(len(checked_by))))
    for article_id, worker in zip(rig.ids, checked_by, strict=True):
        if worker:
            rig.stale.checked(article_id, worker)
    done: list[str] = []
    for step in range(200):
        here = free[step % len(free)]
        dealt = rig.stale.dealt(here, {"one", "two", "three"})
        assert dealt.keys() <= set(here)
        assert all(0 < len(batch) <= MOST for batch in dealt.values())
        now = [article_id for batch in dealt.values() for article_id in batch]
        done += now
        rig.ids = [article_id for article_id in rig.ids if article_id not in now]
        rig.now += 0.5
    assert len(done) == len(set(done)) == len(checked_by)
    assert not rig.ids


@pytest.mark.parametrize("count", [1, 3 * MOST])
def test_a_single_worker_is_given_all_of_them_a_few_at_a_time(count: int) -> None:
    rig = Rig(*map(str, range(count)))
    assert rig.after(SETTLE, "one") == {"one": rig.ids[:MOST]}
