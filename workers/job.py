"""The job that RQ runs, by name: a batch of leases, each article on its own in the checking process.

`check` and `refresh` are what the relay enqueues. They find the worker they run in through `bench`.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, replace
from typing import Any, Protocol

from redis import Redis, RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from copytaster.archive import Archive, ArchiveUnavailable, Lease
from copytaster.runtime import clock, keys, signs
from copytaster.runtime.logs import about, event
from copytaster.settings import Settings
from workers import presence
from workers.account import Account, Try
from workers.answer import Answer, Cause, Said
from workers.blame import Blame
from workers.checking import CheckingDied, Request

log = logging.getLogger("copytaster.worker")

CHECK = "workers.job.check"
REFRESH = "workers.job.refresh"
_HEALINGS = 3
"""How often one article may meet a lost index before it has to wait."""
_HEAL_CPU_SECONDS = 3_600.0
_LOOK = 3.0
_KILLED = signal.SIGKILL.name
"""How a checking process ends that somebody else has killed; those that this worker ends have a `Cause`."""
_PAUSE = 1.0
"""Seconds to wait when a database or Redis does not answer, before the job is given back."""

bench: Bench | None = None
"""What this worker process works with; None outside of one."""


def check(leases: list[list[Any]], claimed: float | None = None) -> None:
    """RQ: check the articles under these leases, each of them the fields of a `Lease` in order.

    `claimed`: when the relay took them, in seconds since 1970. A relay of an earlier version leaves it out, and the
    last fields.
    """
    _bench().check([Lease(*lease) for lease in leases], claimed)


def refresh(ids: list[str]) -> None:
    """RQ: resolve these articles' verdicts again, because what they rest on has changed."""
    _bench().refresh(ids)


def as_arguments(leases: Iterable[Lease]) -> list[list[Any]]:
    return [list(astuple(lease)) for lease in leases]


def _bench() -> Bench:
    if bench is None:
        raise RuntimeError("this job runs in `copytaster worker` only")
    return bench


class Asked(Protocol):
    """What a `CheckingProcess` is to the job."""

    def start(self) -> None: ...

    def ask(
        self, request: Request, tick: Callable[[], None] = ..., cpu_limit: float | None = None
    ) -> dict[str, Any]: ...

    def kill(self) -> None: ...


class Bench:
    """Works through a batch: renews leases, has the articles checked one by one, and says what became of each."""

    def __init__(
        self, name: str, archive: Archive, client: Redis, checking: Asked, settings: Settings,
        stopping: Callable[[], bool] = lambda: False, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """`clock`: seconds that only go forward."""
        self.name = name
        self.archive = archive
        self.client = client
        self.checking = checking
        self.settings = settings
        self.stopping = stopping
        self.account = Account(name, client)
        self.blame = Blame(client, settings.max_tries, settings.lease_seconds)
        self._clock = clock
        self._open: list[Lease] = []
        """What is being worked on at this moment, and nothing else: these leases are renewed."""
        self._renew_after = 0.0
        self._announce_after = 0.0
        self._look_after = 0.0
        self._seen_whole = False

    def check(self, leases: Sequence[Lease], claimed: float | None = None) -> None:
        try:
            held = self._held(leases, claimed)
        except ArchiveUnavailable as error:
            event(log, "archive-unavailable", logging.WARNING, reason=error)
            time.sleep(_PAUSE)
            return
        with self._working_on(held) as left:
            while left:
                lease = left[0]
                with about(request=lease.request_id):
                    go_on = not self.stopping() and self._one(lease, claimed)
                if not go_on:
                    return self._give_back(left)
                left.pop(0)

    def _held(self, leases: Sequence[Lease], claimed: float | None) -> list[Lease]:
        """Those of the leases that still stand, prolonged. Some may have run out while the job waited, or while this
        process was stopped. Of what was claimed a moment ago nobody asks, which spares a transaction: the fence
        refuses whoever is late all the same."""
        every = self.settings.lease_seconds / 4
        age = time.time() - claimed if claimed is not None else every
        if 0 <= age < every / 2:
            self._renew_after = self._clock() + every - age
            return list(leases)
        held = self.archive.renew(leases, self.settings.lease_seconds)
        self._renew_after = self._clock() + every
        return [lease for lease in leases if lease.seq in held]

    @contextlib.contextmanager
    def _working_on(self, leases: list[Lease]) -> Iterator[list[Lease]]:
        """Has the leases renewed until the block ends, in whichever way, or they are taken off the list."""
        self._open = leases
        try:
            yield leases
        finally:
            self._open = []

    def refresh(self, ids: Sequence[str]) -> None:
        rest = self.blame.resting(ids)
        for article_id in ids:
            if self.stopping():
                return
            if article_id in rest:
                continue
            answer = self._ask({"refresh": article_id}, Said.FAILED)
            self.account.refreshed(answer)
            if answer.outcome is Said.UNAVAILABLE:
                time.sleep(_PAUSE)
                return
            if answer.outcome is Said.FAILED:
                event(log, "refresh-failed", logging.ERROR, article=article_id, reason=answer.reason)
                self.blame.unresolved(article_id)

    def tick(self) -> None:
        """Signs of life: to the relay, and for every lease that this worker was given and has not finished."""
        self.account.flush()
        now = self._clock()
        if now >= self._announce_after:
            self._announce_after = now + signs.SECONDS / 4
            with contextlib.suppress(RedisError):  # the relay cannot see Redis either
                presence.announce(self.client, self.name)
        if self._open and now >= self._renew_after:
            self._renew_after = now + self.settings.lease_seconds / 4
            try:
                self.archive.renew([*self._open, *self._queued()], self.settings.lease_seconds)
            except ArchiveUnavailable as error:
                event(log, "lease-not-renewed", logging.WARNING, reason=error)

    def idle(self) -> None:
        """Between jobs: a sign of life, and a look whether the index is still there, before a draft asks for it."""
        self.tick()
        now = self._clock()
        if now < self._look_after:
            return
        self._look_after = now + _LOOK
        answer = self._ask({"look": True}, Said.UNAVAILABLE)
        if answer.outcome is Said.INDEX_LOST:
            self._heal(answer.reason)
        self._seen_whole = True

    def _one(self, lease: Lease, claimed: float | None = None) -> bool:
        """Check one article. False: the rest of the batch should wait too."""
        try:
            self.checking.start()
        except CheckingDied as died:  # before it saw the article: not the article's fault
            self.account.died(died.cause)
            event(log, "checking-not-ready", logging.ERROR, reason=died)
            time.sleep(_PAUSE)
            return False
        deaths, rest = self.blame.begins(lease)
        if rest:
            self._return(lease, rest)
            return True
        attempt = self.account.begun(lease, claimed)
        if self.blame.too_many(deaths):
            reason = f"those who checked it were killed or stood still {deaths} times while they did"
            self._set_aside(attempt, Answer(Said.FAILED, reason, Cause.KILLED), reason)
            return True
        answer = self._check(lease)
        for _ in range(_HEALINGS):
            if answer.outcome is not Said.INDEX_LOST or not self._heal(answer.reason):
                break
            answer = self._check(lease)
        if answer.spent:
            self.checking.kill()
        if answer.cause == _KILLED:
            self.blame.killed(lease)
            self._again(attempt, answer)
            return True
        self.blame.survived(lease)
        if answer.outcome in (Said.UNAVAILABLE, Said.INDEX_LOST):
            self.account.settled(attempt, "waiting", answer)
            event(log, "waiting", logging.WARNING, article=lease.article_id, reason=answer.reason)
            time.sleep(_PAUSE)
            return False
        if answer.outcome is Said.FAILED:
            self._charge(attempt, answer)
        else:
            if lease.tries > 1:
                self.blame.forget(lease)
            self.account.settled(attempt, answer.outcome, answer)
            told = {stage: end - start for stage, start, end in answer.laps}
            event(log, answer.outcome, logging.INFO if answer.outcome is Said.RECORDED else logging.WARNING,
                  article=lease.article_id, pairs=answer.pairs, tries=lease.tries,
                  seconds=attempt.ended() - attempt.began, **told)  # fmt: skip
        return True

    def _check(self, lease: Lease) -> Answer:
        answer = self._ask({"lease": asdict(lease)}, Said.FAILED)
        if answer.cause == Cause.STILL and not self._answered():
            return replace(answer, outcome=Said.UNAVAILABLE)
        return answer

    def _ask(self, request: Request, when_it_dies: Said, cpu_limit: float | None = None) -> Answer:
        """What the checking process answers; when it dies of it, that, with the outcome that it then has."""
        try:
            return Answer.of(self.checking.ask(request, self.tick, cpu_limit))
        except CheckingDied as died:
            self.account.died(died.cause)
            return Answer(when_it_dies, str(died), died.cause)

    def _answered(self) -> bool:
        """Whether the servers answer: if not, the article is not to blame for waiting."""
        try:
            self.archive.ping()
            self.client.ping()
        except (ArchiveUnavailable, RedisError):
            return False
        return True

    def _heal(self, reason: str) -> bool:
        """Bring the index back from the archive. However long that takes, no article is charged for it."""
        began = time.monotonic()
        # Before the first look it is news to nobody: a first start has no index yet.
        event(log, "index-lost", logging.WARNING if self._seen_whole else logging.INFO, reason=reason)
        answer = self._ask({"heal": True}, Said.UNAVAILABLE, _HEAL_CPU_SECONDS)
        self.account.healed(answer.outcome, time.monotonic() - began)
        event(log, "index", seconds=time.monotonic() - began, **answer.data())
        return answer.outcome is Said.HEALED

    def _charge(self, attempt: Try, answer: Answer) -> None:
        """The article took the check down: try it again alone, or set it aside."""
        charges = self.blame.charge(attempt.lease)
        if charges < self.settings.max_tries:
            self._again(attempt, answer)
        else:
            self._set_aside(attempt, answer, f"{answer.reason}; set aside after {charges} tries")

    def _again(self, attempt: Try, answer: Answer) -> None:
        lease = attempt.lease
        self.account.settled(attempt, "again", answer)
        event(log, "trying-again", logging.WARNING, article=lease.article_id, tries=lease.tries, reason=answer.reason)
        self._return(lease, 0.0)

    def _set_aside(self, attempt: Try, answer: Answer, reason: str) -> None:
        lease = attempt.lease
        self.account.settled(attempt, "failed", answer)
        event(log, "failed", logging.ERROR, article=lease.article_id, tries=lease.tries, reason=reason)
        try:
            if self.archive.fail(lease, reason, clock.now()):
                self.blame.forget(lease)
        except ArchiveUnavailable as error:
            event(log, "lease-not-returned", logging.WARNING, article=lease.article_id, reason=error)

    def _return(self, lease: Lease, seconds: float) -> None:
        """Have the article go out again after so long. It is not released, which would take the try back: its lease
        runs out then, and the relay's sweep sees it."""
        try:
            self.archive.renew([lease], seconds)
        except ArchiveUnavailable as error:
            event(log, "lease-not-returned", logging.WARNING, article=lease.article_id, reason=error)

    def _give_back(self, leases: Sequence[Lease]) -> None:
        try:
            self.archive.release(leases)
        except ArchiveUnavailable as error:
            event(log, "lease-not-returned", logging.WARNING, articles=len(leases), reason=error)

    def _queued(self) -> list[Lease]:
        """The leases of jobs that wait for this worker; none while Redis is away."""
        queue = Queue(keys.queue(self.name), connection=self.client, serializer=JSONSerializer)
        try:
            waiting = [job for job in queue.get_jobs() if job.func_name == CHECK]
        except RedisError as error:  # what is being worked on is renewed all the same
            event(log, "lease-not-renewed", logging.WARNING, reason=error)
            return []
        return [Lease(*lease) for job in waiting for lease in job.args[0]]
