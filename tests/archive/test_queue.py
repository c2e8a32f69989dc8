from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa

from copytaster.archive import Archive, store
from copytaster.model import Status

from .make import NOW, accept, article, at, check, claim, later, resolve


def test_first_come_first_served(archive: Archive) -> None:
    seqs = accept(archive, *(article() for _ in range(5)))
    first = at(archive, 0).claim(3, "one", 60)
    assert [lease.seq for lease in first] == seqs[:3]
    assert {(lease.fence, lease.tries) for lease in first} == {(1, 1)}
    assert [lease.seq for lease in at(archive, 0).claim(3, "two", 60)] == seqs[3:]
    assert at(archive, 0).claim(3, "three", 60) == []
    queue = archive.queue()
    assert (queue.waiting, queue.checking, queue.failed, queue.oldest) == (0, 5, 0, NOW)
    row = archive.find(first[0].article_id)
    assert row is not None
    assert row.status is Status.CHECKING


def test_nobody_shares_a_lease(archive: Archive) -> None:
    seqs = accept(archive, *(article() for _ in range(60)))
    gate = threading.Barrier(10)

    def work(n: int) -> list[int]:
        gate.wait()
        mine: list[int] = []
        while leases := at(archive, 0).claim(4, f"w{n}", 60):
            mine += [lease.seq for lease in leases]
        return mine

    with ThreadPoolExecutor(10) as pool:
        done = [seq for mine in pool.map(work, range(10)) for seq in mine]
    assert sorted(done) == seqs


def test_a_renewed_lease_does_not_run_out(archive: Archive) -> None:
    accept(archive, article(), article())
    kept, lost = at(archive, 0).claim(2, "w", 10)
    assert at(archive, 9).renew([kept], 10) == {kept.seq}
    assert at(archive, 11).expire() == 1
    assert at(archive, 12).renew([kept, lost], 10) == {kept.seq}
    (again,) = at(archive, 13).claim(2, "w", 10)
    assert (again.seq, again.fence, again.tries) == (lost.seq, 2, 2)
    assert at(archive, 14).renew([lost], 10) == set()
    assert at(archive, 14).renew([again, replace(again, seq=10**6)], 10) == {again.seq}


def test_whoever_asks_the_clock_is_that_of_the_database(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker whose clock is a minute behind, or ahead, holds a lease for no longer and no shorter than others."""
    archive.clock = None
    accept(archive, article())
    if archive.postgres:  # this machine's clock is wrong; the server's is not
        monkeypatch.setattr(store, "datetime", None)
    (lease,) = archive.claim(1, "w", 20)
    with archive.engine.connect() as connection:
        now = "now()" if archive.postgres else "strftime('%Y-%m-%d %H:%M:%f', 'now')"
        row = connection.execute(sa.text(f"SELECT lease_until, {now} FROM outbox")).one()
    if archive.postgres:
        left = (row[0] - row[1]).total_seconds()
    else:
        left = (datetime.fromisoformat(row[0]) - datetime.fromisoformat(row[1])).total_seconds()
    assert 19 < left <= 20.001  # SQLite tells the time to the millisecond
    assert archive.expire() == 0
    assert archive.renew([lease], 0.0) == {lease.seq}
    assert archive.expire() == 1


def test_expiry_waits_for_the_moment(archive: Archive) -> None:
    accept(archive, article())
    at(archive, 0).claim(1, "w", 10)
    assert at(archive, 9.9).expire() == 0
    assert at(archive, 10).expire() == 1
    assert at(archive, 10).expire() == 0


def test_leases_that_run_out_set_nothing_aside(archive: Archive) -> None:
    """Redis may have lost the job, or a worker died that never began it: the article is due again, however often."""
    given = article()
    accept(archive, given)
    for attempt in range(1, 101):
        (lease,) = at(archive, attempt * 100).claim(1, "w", 10)
        assert lease.tries == attempt
        assert at(archive, attempt * 100 + 50).expire() == 1
    row = archive.find(given.id)
    assert row is not None
    assert (row.status, row.error, row.checks) == (Status.QUEUED, None, 0)


def test_a_released_article_waits_again_and_lost_no_try(archive: Archive) -> None:
    accept(archive, article(), article())
    mine = at(archive, 0).claim(2, "w", 10)
    assert at(archive, 1).release(mine[:1]) == 1
    assert at(archive, 1).release(mine[:1]) == 0
    (again,) = at(archive, 2).claim(2, "w", 10)
    assert (again.seq, again.fence, again.tries) == (mine[0].seq, 2, 1)
    assert archive.queue().checking == 2


def test_failing_and_trying_again(archive: Archive) -> None:
    given = article()
    accept(archive, given)
    lease = claim(archive, given.id)
    assert not archive.retry(given.id, NOW)
    assert archive.fail(lease, "the text cannot be read", later(1))
    assert not archive.fail(lease, "twice", later(1))
    row = archive.find(given.id)
    assert row is not None
    assert (row.status, row.error) == (Status.FAILED, "the text cannot be read")
    assert archive.retry(given.id, later(2))
    assert not archive.retry(given.id, later(2))
    assert not archive.retry("nobody", later(2))
    row = archive.find(given.id)
    assert row is not None
    assert (row.status, row.error, row.tries) == (Status.QUEUED, None, 0)
    assert archive.queue().oldest == later(2)
    lease = claim(archive, given.id)
    assert (lease.fence, lease.tries) == (2, 1)
    assert archive.record(lease, [], resolve, NOW)


def test_checking_again_keeps_the_verdict_meanwhile(archive: Archive) -> None:
    given = article()
    check(archive, given)
    assert archive.retry(given.id, NOW)
    row = archive.find(given.id)
    assert row is not None
    assert (row.status, row.checks, row.stale) == (Status.QUEUED, 1, False)
    assert archive.verdict(given.id) is not None


def test_a_dead_lease_does_nothing(archive: Archive) -> None:
    """A worker that wakes after its lease went to another: nothing that it does has an effect."""
    given = article()
    accept(archive, given)
    late = claim(archive, given.id)
    at(archive, 100).expire()
    fresh = claim(archive, given.id)
    assert at(archive, 101).renew([late], 60) == set()
    assert at(archive, 101).release([late]) == 0
    assert not archive.fail(late, "late", later(101))
    assert not archive.record(late, [], resolve, later(101))
    row = archive.find(given.id)
    assert row is not None
    assert (row.status, row.checks, row.error) == (Status.CHECKING, 0, None)
    assert archive.record(fresh, [], resolve, later(102))
    assert not archive.record(fresh, [], resolve, later(102))
    row = archive.find(given.id)
    assert row is not None
    assert (row.status, row.checks, row.checked_at) == (Status.CHECKED, 1, later(102))


def test_sweepers_and_workers_at_once(archive: Archive) -> None:
    """Claims, renewals, sweeps and results from many threads: no deadlock, each article checked once."""
    seqs = accept(archive, *(article() for _ in range(40)))
    gate = threading.Barrier(8)

    def work(n: int) -> int:
        gate.wait()
        done = turn = 0
        while leases := at(archive, 0).claim(5, f"w{n}", 60):
            turn += 1
            if (turn + n) % 4 == 0:
                at(archive, 61).expire()  # as if everybody were late, this worker too
            held = at(archive, 0).renew(list(reversed(leases)), 60)
            done += sum(archive.record(lease, [], resolve, NOW) for lease in leases if lease.seq in held)
        return done

    with ThreadPoolExecutor(8) as pool:
        total = sum(pool.map(work, range(8)))
    while leases := at(archive, 0).claim(5, "last", 60):  # what was swept at the very end
        total += sum(archive.record(lease, [], resolve, NOW) for lease in leases)
    assert total == len(seqs)
    assert archive.counts()[Status.CHECKED] == len(seqs)


def test_a_reason_may_hold_anything(archive: Archive) -> None:
    """The message of an exception is not ours; that it cannot be stored must not keep an article in the queue."""
    given = article()
    accept(archive, given)
    assert archive.fail(claim(archive, given.id), "bad \0 byte, half a pair \ud83c, ü", NOW)
    row = archive.find(given.id)
    assert row is not None
    assert row.error is not None
    assert row.error.startswith("bad \ufffd byte, half a pair \ufffd")
    assert row.error.endswith(", ü")


def test_a_lease_names_the_request_that_the_article_came_with(archive: Archive) -> None:
    given = [article() for _ in range(3)]
    for request_id, one in zip((None, "f00d", "x" * 80 + "\0"), given, strict=True):
        archive.accept(one, b"", 1, None, NOW, request_id)
    leases = at(archive, 0).claim(5, "tester", 60)
    assert [lease.request_id for lease in leases] == [None, "f00d", "x" * 64]
    assert {lease.due for lease in leases} == {NOW.timestamp()}
    assert archive.accept(given[1], b"", 1, None, NOW, "another").created is False
    archive.fail(leases[1], "reason", NOW)
    archive.retry(given[1].id, NOW)
    assert at(archive, 0).claim(5, "tester", 60)[0].request_id == "f00d"
