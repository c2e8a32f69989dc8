"""The relay: from the outbox in the archive to the queues of live workers.

Promises
    * Pull, not push: a worker is given a job when it has none waiting, so few leases are out at any time, and those are
      renewed by the worker that has them.
    * Several relays may run: a claim is one transaction under a fence, and what one has claimed the other does not see.
    * Redis down, or emptied: the relay keeps trying, leases that were lost run out, and their articles go out again.
    * An article that failed before rides alone.
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence

from redis import Redis, RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from copytaster.archive import Archive, ArchiveUnavailable, Lease
from copytaster.runtime import failover, keys, signs, tally
from copytaster.runtime.logs import event
from copytaster.settings import Settings
from workers import job, presence
from workers.stale import Stale

log = logging.getLogger("copytaster.relay")

IDLE = 0.2
"""Seconds between looks at the outbox when there was nothing in it and nobody rang."""
FULL = 0.5
"""Longest pause while every worker has a job waiting. A worker that begins one says so; whoever rings the doorbell
meanwhile brings nothing that could be handed out, and what comes together rides together."""
SWEEP = 1.0
"""Seconds between sweeps of leases that ran out."""
BACK_OFF = 2.0
"""Longest pause while Redis or the database is away."""


class Relay:
    def __init__(
        self, archive: Archive, client: Redis, settings: Settings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock`: seconds that only go forward."""
        self._archive = archive
        self._clock = clock
        self._client = client
        self._settings = settings
        self._name = f"relay-{socket.gethostname()}-{os.getpid()}"
        self._sweep_after = 0.0
        self._queues: dict[str, Queue] = {}
        """Of the workers that lived at the last look, by name."""
        self._full = False
        """Whether each of them had a job waiting then."""
        self._emptied = False
        """Whether the last claim took all there was: whoever brings more will ring."""
        self._tally = tally.shared
        self._stale = Stale(archive.stale, clock)

    def run(self, stop: threading.Event) -> None:
        """Relay until `stop`; every failure of a server is waited out."""
        pause = IDLE
        away = ""
        while not stop.is_set():
            try:
                busy = self.step()
            except (RedisError, ArchiveUnavailable) as error:
                what = "redis" if isinstance(error, RedisError) else "archive"
                if away != what:
                    event(log, f"{what}-away", logging.WARNING, reason=error)
                away = what
                failover.let_go(self._client)
                pause = min(BACK_OFF, pause * 2)
                stop.wait(pause)
                continue
            if away:
                event(log, f"{away}-back")
                away = ""
            pause = IDLE
            if self._full:
                self._listen(keys.TAKEN, FULL, stop)
            elif not busy or self._emptied:
                self._listen(keys.DOORBELL, IDLE, stop)
        with contextlib.suppress(RedisError):
            self._tally.flush(self._client)

    def step(self) -> bool:
        """One round; True when something was handed out. Raises `RedisError` or `ArchiveUnavailable`."""
        self._sweep()
        free = self._free_workers()
        self._emptied = False
        if not free:
            return False
        most = len(free) * self._settings.job_articles
        leases = self._archive.claim(most, self._name, self._settings.lease_seconds)
        self._emptied = 0 < len(leases) < most
        if not leases:
            return self._refresh(free)
        handed: set[int] = set()
        try:
            for queue, batch in _deal(leases, free, self._settings.job_articles):
                _enqueue(queue, job.CHECK, job.as_arguments(batch), time.time())
                handed.update(lease.seq for lease in batch)
                self._tell(queue, batch)
        finally:
            if left := [lease for lease in leases if lease.seq not in handed]:
                with contextlib.suppress(ArchiveUnavailable):
                    self._archive.release(left)
        return True

    def _tell(self, queue: Queue, batch: Sequence[Lease]) -> None:
        self._tally.count(tally.CLAIMS, n=len(batch))
        worker = keys.worker_of(queue.name)
        for lease in batch:
            self._stale.checked(lease.article_id, worker)
            if log.isEnabledFor(logging.INFO):
                event(log, "handed", request=lease.request_id or "-", article=lease.article_id, worker=worker,
                      tries=lease.tries)  # fmt: skip

    def _listen(self, bell: str, longest: float, stop: threading.Event) -> None:
        """Wait until somebody rings, or it is time to look anyway."""
        try:
            self._client.brpop([bell], timeout=longest)
        except RedisError:
            stop.wait(longest)

    def _sweep(self) -> None:
        if self._clock() < self._sweep_after:
            return
        self._sweep_after = self._clock() + SWEEP
        if requeued := self._archive.expire():
            self._tally.count(tally.EXPIRED, "requeued", n=requeued)
            event(log, "leases-ran-out", logging.WARNING, requeued=requeued)
        self._client.set(keys.RELAY, self._name, ex=signs.SECONDS)
        self._tally.flush(self._client)

    def _free_workers(self) -> list[Queue]:
        """The queues of live workers that have no job waiting."""
        waiting = self._waiting()
        if waiting is None:
            self._look()
            waiting = self._waiting() or []
        free = [queue for queue, length in zip(self._queues.values(), waiting, strict=False) if not length]
        self._full = bool(waiting) and not free
        return free

    def _waiting(self) -> list[int] | None:
        """How many jobs wait for each worker; None when there is none, or one came or went since the last look."""
        return presence.still(self._client, list(self._queues), [queue.key for queue in self._queues.values()])

    def _look(self) -> None:
        alive, gone = presence.look(self._client)
        for name in gone:
            self._tally.count(tally.WORKERS_GONE)
            event(log, "worker-gone", logging.WARNING, worker=name)
            self._queue(name).delete(delete_jobs=True)
        self._queues = {name: self._queue(name) for name in alive}

    def _refresh(self, free: Sequence[Queue]) -> bool:
        """Have some stale verdicts resolved again, because nothing waits to be checked."""
        queues = {keys.worker_of(queue.name): queue for queue in free}
        dealt = self._stale.dealt(list(queues), self._queues)
        for worker, batch in dealt.items():
            _enqueue(queues[worker], job.REFRESH, batch)
        return bool(dealt)

    def _queue(self, worker: str) -> Queue:
        return Queue(keys.queue(worker), connection=self._client, serializer=JSONSerializer)


def _deal(leases: Sequence[Lease], free: Sequence[Queue], most: int) -> list[tuple[Queue, list[Lease]]]:
    """Jobs: even shares for the free workers, and one of its own for each article that was tried before."""
    fresh = [lease for lease in leases if lease.tries == 1]
    again = [lease for lease in leases if lease.tries > 1]
    share = min(most, math.ceil(len(fresh) / len(free))) or 1
    dealt = [fresh[start : start + share] for start in range(0, len(fresh), share)] + [[lease] for lease in again]
    return [(free[number % len(free)], batch) for number, batch in enumerate(dealt)]


def _enqueue(queue: Queue, name: str, *arguments: object) -> None:
    # A job that never ran is worthless once its leases ran out.
    with queue.connection.pipeline() as pipe:  # else RQ sends the queue's name and the job apart
        queue.enqueue_call(name, args=arguments, timeout=-1, result_ttl=0, ttl=600, description=name, pipeline=pipe)
        pipe.execute()
