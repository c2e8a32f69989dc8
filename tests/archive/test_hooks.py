from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC

from copytaster.archive import Archive, Hook

from .make import NOW, accept, article, at, later


def take(archive: Archive, holder: str = "one", when: float = 0.0, target: str = "t") -> Hook | None:
    return at(archive, when).take_hook(target, f"https://{target}.example", holder, 60)


def taken(archive: Archive, holder: str = "one", when: float = 0.0, target: str = "t") -> Hook:
    hook = take(archive, holder, when, target)
    assert hook is not None
    return hook


def stored(archive: Archive) -> Hook:
    (hook,) = archive.hooks()
    return hook


def test_a_new_target_begins_now(archive: Archive) -> None:
    assert archive.hooks() == []
    accept(archive, article(), article())
    hook = taken(archive)
    assert (hook.delivered, hook.missed, hook.failures, hook.error) == (archive.last_event(), 0, 0, None)
    assert (hook.holder, hook.fence, hook.lease_until) == ("one", 1, later(60))
    accept(archive, article())
    assert stored(archive) == hook
    archive.leave_hook(hook)
    assert taken(archive, when=1).delivered == hook.delivered


def test_one_at_a_time(archive: Archive) -> None:
    first = taken(archive)
    assert take(archive, "two", 59) is None
    assert at(archive, 50).told(first, 0, later(50), 60) is not None  # and so the lease goes on
    assert take(archive, "two", 109) is None
    second = taken(archive, "two", 110)
    assert second.fence == first.fence + 1
    assert at(archive, 111).told(first, 7, later(111), 60) is None
    assert archive.not_told(first, 8, "late", later(120), later(111)) is None
    archive.leave_hook(first)
    assert stored(archive) == second


def test_only_one_of_many_gets_it(archive: Archive) -> None:
    gate = threading.Barrier(8)

    def go(n: int) -> Hook | None:
        gate.wait()
        return take(archive, str(n))

    with ThreadPoolExecutor(8) as pool:
        found = [hook for hook in pool.map(go, range(8)) if hook]
    assert len(found) == 1
    assert stored(archive).holder == found[0].holder


def test_targets_do_not_share(archive: Archive) -> None:
    one, other = taken(archive), taken(archive, target="u")
    archive.told(one, 5, NOW, 60)
    assert [(hook.target, hook.delivered) for hook in archive.hooks()] == [("t", 5), ("u", other.delivered)]
    assert archive.drop_hook("t")
    assert not archive.drop_hook("t")
    assert [hook.target for hook in archive.hooks()] == ["u"]


def test_failures_keep_the_cursor_and_a_success_ends_them(archive: Archive) -> None:
    hook = taken(archive)
    for number in range(1, 4):
        failed = archive.not_told(hook, 2, "answered 500 \0" + "x" * 900, later(number + 9), later(number))
        assert failed is not None
        assert (failed.delivered, failed.failures, failed.failing_since) == (2, number, later(1))
        assert (failed.next_try, failed.delivered_at) == (later(number + 9), later(1))
        assert failed.error is not None
        assert failed.error.startswith("answered 500 \ufffd")
        assert len(failed.error) == 500
    moved = at(archive, 5).told(hook, 2, later(5), 60, sent=False)  # still waiting: nothing was sent
    assert moved is not None
    assert (moved.failures, moved.lease_until) == (3, later(65))
    well = at(archive, 20).told(hook, 3, later(20), 60)
    assert well is not None
    assert (well.delivered, well.delivered_at, well.failures) == (3, later(20), 0)
    assert (well.failing_since, well.next_try, well.error) == (None, None, None)
    assert well.delivered_at is not None
    assert well.delivered_at.tzinfo is UTC


def test_the_cursor_never_goes_back(archive: Archive) -> None:
    hook = taken(archive)
    archive.told(hook, 9, NOW, 60)
    for moved in (archive.told(hook, 4, NOW, 60), archive.not_told(hook, 4, "no", NOW, NOW)):
        assert moved is not None
        assert moved.delivered == 9


def test_skipping_takes_the_lease_away_and_counts(archive: Archive) -> None:
    hook = taken(archive)
    failed = archive.not_told(hook, 3, "answered 400", later(9), NOW)
    assert failed is not None
    skipped = archive.skip(failed, 5, 2)
    assert skipped is not None
    assert (skipped.delivered, skipped.missed, skipped.failures, skipped.next_try) == (5, 2, 0, None)
    assert (skipped.holder, skipped.lease_until) == (None, None)
    assert archive.told(hook, 4, NOW, 60) is None
    assert archive.skip(failed, 6, 1) is None  # it was read before
    assert taken(archive, "two").delivered == 5


def test_retention_moves_the_cursor_and_says_what_was_missed(archive: Archive) -> None:
    """Events leave with the articles of their age; who was not told of them by then never will be."""
    quick, slow = taken(archive), taken(archive, target="u")
    accept(archive, *(article() for _ in range(4)))
    ids = [event.id for event in archive.events()]
    archive.told(quick, ids[2], NOW, 60)
    archive.told(slow, ids[0], NOW, 60)
    last = archive.last_event()
    while archive.purge(later(1), 2, later(2)):
        pass
    assert {hook.target: hook.missed for hook in archive.hooks()} == {"t": 1, "u": 3}
    left = archive.events()
    assert [event.kind for event in left] == ["deleted"] * 4
    assert {hook.delivered for hook in archive.hooks()} == {last}
    moved = archive.told(slow, ids[1], NOW, 60)  # who did not notice yet keeps the lease, and cannot go back
    assert moved is not None
    assert moved.delivered == last
    assert archive.events(moved.delivered) == left
