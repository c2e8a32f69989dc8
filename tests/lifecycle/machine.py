"""The life of articles as a state machine: the real archive, relay, benches and Redis; only time and death are made up.

Every worker is a real `Bench` in a thread that runs only when it is told to: it stops wherever it asks its checking
process, and hypothesis decides what happens there. So a worker can stand still for three leases in the middle of an
article and then go on, and time passes at no cost.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import sqlalchemy as sa
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from redis import ConnectionPool, Redis, RedisError, UnixDomainSocketConnection

from copytaster.archive import ArchiveUnavailable, Lease
from copytaster.archive.schema import outbox
from copytaster.model import Article
from copytaster.runtime import keys, signs
from tests.lifecycle import history
from tests.lifecycle.hand import LEASE, SETTINGS, Flaky, Hand
from tests.workers.support import nothing_found
from workers import presence
from workers.blame import DEATHS
from workers.relay import Relay

START = datetime(2026, 11, 25, tzinfo=UTC)
MOST_ARTICLES = 5
MOST_WORKERS = 3
ENDS_WITHIN = 8
"""Leases after the last fault within which everything has come to an end."""


DEEDS = (
    "record", "record", "tick", "fail", "be unavailable", "die", "die before the commit", "die after the commit",
)  # fmt: skip
OUTAGES = (
    "", "", "", "Redis is emptied", "Redis goes or comes", "the database goes or comes", "a commit is not answered",
)  # fmt: skip
HANDS = st.integers(0, MOST_WORKERS - 1)


class Lifecycle(RuleBasedStateMachine):
    """Subclasses say where: `fresh` gives the URL of an empty archive with its history, `redis_url` a Redis."""

    redis_url: str

    @staticmethod
    def fresh() -> str:
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0
        self.archive = Flaky.open(self.fresh())
        self.archive.clock = self.now
        self.client = Redis.from_url(self.redis_url, retry=None)
        self.client.flushall()
        self._pool = self.client.connection_pool
        self.relay = Relay(self.archive, self.client, SETTINGS, self.clock)
        self.hands: list[Hand] = []
        self.deeds: list[history.Deed] = []
        self.leases: list[Lease] = []
        self.ids: list[str] = []
        self.charges: Counter[int] = Counter()
        self.deaths: Counter[int] = Counter()
        """What was seen of each article since it was asked for, by number; Redis may have forgotten some of it."""
        self._names = 0

    @initialize()
    def begin(self) -> None:
        for _ in range(2):
            self.submit()
            self.a_worker_comes()
        self.relay.step()

    def clock(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def record(self, lease: Lease) -> bool:
        return self.archive.record(lease, [], nothing_found, self.now())

    def hand(self, number: int) -> Hand | None:
        hand = self.hands[number] if number < len(self.hands) else None
        return None if hand is None or hand.paused else hand

    # what newsrooms and operators do

    @precondition(lambda self: len(self.ids) < MOST_ARTICLES)
    @rule()
    def submit(self) -> None:
        article = Article(id=f"a{len(self.ids):04}", text="The bridge is shut.", received_at=self.now())
        with contextlib.suppress(ArchiveUnavailable):
            self.archive.accept(article, b"fingerprint", 1, None, self.now())
        self.ids.append(article.id)

    @rule(number=st.integers(0, MOST_ARTICLES - 1), what=st.sampled_from(["retry", "retry", "delete"]))
    def ask_again_or_delete(self, number: int, what: str) -> None:
        if number < len(self.ids):
            with contextlib.suppress(ArchiveUnavailable):
                getattr(self.archive, what)(self.ids[number], self.now())

    # what processes do

    @rule()
    def relay_goes_round(self) -> None:
        with contextlib.suppress(RedisError, ArchiveUnavailable):
            self.relay.step()

    @precondition(lambda self: len(self.hands) < MOST_WORKERS)
    @rule()
    def a_worker_comes(self) -> None:
        self._names += 1
        self.hands.append(Hand(self, f"w{self._names}"))

    @rule(number=HANDS)
    def worker_looks_for_a_job(self, number: int) -> None:
        if (hand := self.hand(number)) and not hand.lease:
            hand.idle()
            hand.take()

    @rule(number=HANDS, what=st.sampled_from(DEEDS), outage=st.sampled_from(OUTAGES))
    def worker_works(self, number: int, what: str, outage: str) -> None:
        """And perhaps a server is away just then."""
        if (hand := self.hand(number)) and hand.lease:
            self.leases.append(hand.lease)
            before = self.client.connection_pool, self.archive.away
            self._happen(outage)
            self._note(hand.lease, what)
            hand.tell(what)
            self.client.connection_pool, self.archive.away = before

    @rule()
    def somebody_claims(self) -> None:
        """A relay on another machine, whose job no worker ever sees."""
        with contextlib.suppress(ArchiveUnavailable):
            self.leases += self.archive.claim(1, "somebody", LEASE)

    # what goes wrong

    @rule(number=HANDS, what=st.sampled_from(["stands still or goes on", "is told to stop", "is killed"]))
    def worker_suffers(self, number: int, what: str) -> None:
        if number >= len(self.hands):
            return
        hand = self.hands[number]
        if what == "stands still or goes on":
            hand.paused = not hand.paused
        elif what == "is killed":
            self.hands.remove(hand)
            if hand.lease:
                self.leases.append(hand.lease)
                self._note(hand.lease, "be killed")
                hand.tell("be killed")
        elif not hand.paused:
            hand.told_to_stop = True
            self._leave()

    def _note(self, lease: Lease, what: str) -> None:
        self.charges[lease.seq] += what in ("fail", "die")
        self.deaths[lease.seq] += what in ("be killed", "die before the commit", "die after the commit")

    def _to_blame(self, seq: int) -> bool:
        """Healthy articles are not set aside, whatever happens around them."""
        most = SETTINGS.max_tries
        return self.charges[seq] >= most or self.deaths[seq] >= most * DEATHS

    @rule(what=st.sampled_from(OUTAGES))
    def a_server_goes_or_comes(self, what: str) -> None:
        self._happen(what)

    def _happen(self, outage: str) -> None:
        match outage:
            case "Redis is emptied":
                with contextlib.suppress(RedisError):
                    self.client.flushall()
            case "Redis goes or comes":
                nowhere = ConnectionPool(connection_class=UnixDomainSocketConnection, path="/nowhere/redis.sock")
                self.client.connection_pool = nowhere if self.client.connection_pool is self._pool else self._pool
            case "the database goes or comes":
                self.archive.away = not self.archive.away
            case "a commit is not answered":
                self.archive.lose_answer = True

    @rule(seconds=st.sampled_from([1.0, LEASE / 4, LEASE / 4, LEASE, 2.5 * LEASE]))
    def time_passes(self, seconds: float) -> None:
        self.seconds += seconds
        if seconds >= LEASE:
            self._rested()
        standing = {hand.name for hand in self.hands if not hand.paused}
        if seconds >= signs.SECONDS:  # the keys have a life in real time, which does not pass here
            with contextlib.suppress(RedisError):
                names: Any = self.client.smembers(keys.WORKERS)
                for name in names:
                    if name.decode() not in standing:
                        self.client.delete(keys.worker(name.decode()))

    def _rested(self) -> None:
        """The rests of articles last in real time, which does not pass here."""
        with contextlib.suppress(RedisError):
            for key in self.client.scan_iter("ct:rests:*"):  # type: ignore[arg-type]
                self.client.delete(key)

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), what=st.sampled_from(["renew", "release", "fail", "record"]))
    def a_lease_of_old_is_used(self, data: st.DataObject, what: str) -> None:
        """Whoever held it: it may be dead, asleep, or somebody who sends what it has kept."""
        lease = data.draw(st.sampled_from(self.leases))
        row = self._rows().get(lease.seq)
        stale = row is None or row.status != "checking" or row.fence != lease.fence
        if not stale:
            return
        done: object = None
        with contextlib.suppress(ArchiveUnavailable):
            match what:
                case "renew":
                    done = self.archive.renew([lease], LEASE)
                case "release":
                    done = self.archive.release([lease])
                case "fail":
                    done = self.archive.fail(lease, "late", self.now())
                case "record":
                    done = self.record(lease)
        assert not done, f"{what} under fence {lease.fence} of {row}"
        assert self._rows().get(lease.seq) == row, f"{what} under fence {lease.fence} changed {row}"

    def _leave(self) -> None:
        """Workers that were told to stop and have nothing at hand are gone."""
        for hand in [hand for hand in self.hands if hand.told_to_stop and not hand.lease]:
            self.hands.remove(hand)
            with contextlib.suppress(RedisError):
                presence.withdraw(self.client, hand.name)

    # what is true at any time

    @invariant()
    def each_article_is_in_one_state(self) -> None:
        for row in self._rows().values():
            held = row.status == "checking"
            assert row.status in ("queued", "checking", "checked", "failed")
            assert (row.lease_until is not None) is held, row
            assert (row.worker is not None) is held, row
            assert (row.error is not None) is (row.status == "failed"), row
            assert row.status != "failed" or self._to_blame(row.seq), row

    def _rows(self) -> dict[int, sa.Row[Any]]:
        with self.archive.engine.connect() as connection:
            return {row.seq: row for row in connection.execute(sa.select(outbox))}

    def teardown(self) -> None:
        """The faults stop. Everything must come to an end within some leases, and its history be in order."""
        try:
            self._come_to_an_end()
            assert not history.faults(history.read(self.archive), self.deeds)
        finally:
            for hand in self.hands:
                while hand.lease:
                    hand.tell("be killed")
            self.archive.close()
            self.client.close()

    def _come_to_an_end(self) -> None:
        self.archive.away = self.archive.lose_answer = False
        self.client.connection_pool = self._pool
        for hand in self.hands:
            hand.paused = False
        self.a_worker_comes()
        for _ in range(ENDS_WITHIN * 4):
            if all(row.status in ("checked", "failed") for row in self._rows().values()):
                return
            self.time_passes(LEASE / 4)
            self._rested()
            self.relay.step()
            self._leave()
            for hand in self.hands:
                if not hand.lease:
                    hand.idle()
                    hand.take()
                while hand.lease:
                    hand.tell("record")
        states = Counter(row.status for row in self._rows().values())
        raise AssertionError(f"{ENDS_WITHIN} leases after the last fault there are {dict(states)}")
