"""The worker process: an RQ worker with one queue of its own, and one checking process under it."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from redis import Redis, RedisError
from redis.client import Pipeline
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker import WorkerStatus

from copytaster.archive import Archive
from copytaster.runtime import failover, keys, traces
from copytaster.runtime.logs import event
from copytaster.settings import Settings
from workers import job, presence
from workers.checking import CheckingDied, CheckingProcess, Work

log = logging.getLogger("copytaster.worker")

_BLOCK = 2
"""Seconds that one wait for a job lasts; between two of them the worker gives a sign of life."""
_BEAT = 1.0
"""Least seconds between two of RQ's own signs of life; ours, `presence`, are apart from them."""
_BACK_OFF = 5.0


class QueueWorker(SimpleWorker):
    """RQ's worker, made to notice a lost Redis within seconds, and without a channel for remote commands.

    It runs jobs in this process because they only pass articles on to the checking process, which is the one that may
    die.
    """

    max_connection_wait_time = 2.0
    log_result_lifespan = False
    announce: Callable[[], None] = staticmethod(lambda: None)
    stop: threading.Event
    _beat_after = 0.0

    @property
    def dequeue_timeout(self) -> int:
        return _BLOCK

    def heartbeat(self, timeout: int | None = None, pipeline: object = None) -> None:
        """RQ tells Redis before and after each job, in three calls, of what it then believes for minutes."""
        now = time.monotonic()
        if pipeline is not None or now >= self._beat_after:
            super().heartbeat(timeout, pipeline)  # type: ignore[arg-type]
            self._beat_after = now + _BEAT
        if pipeline is None:
            self.announce()

    def set_state(self, state: str, pipeline: Pipeline | None = None) -> None:
        """Nobody asks Redis whether a worker is at a job."""
        self._state = state

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Forget the job, tell the relay that the next may come, then run it.

        RQ writes down in four transactions that a job was begun, by whom, and how it ended, for those who run it again
        or look for its result. Ours has none, and is run again by nobody: when it is lost, the leases in it run out and
        their articles go out anew. What a job raises is in the log.
        """
        self.set_state(WorkerStatus.BUSY)
        with self.connection.pipeline(transaction=False) as pipe:
            pipe.delete(job.key)
            pipe.lrem(queue.intermediate_queue_key, 1, job.id)  # where RQ keeps what was taken and not begun
            pipe.lpush(keys.TAKEN, 1)
            pipe.ltrim(keys.TAKEN, 0, 0)
            pipe.execute()
        try:
            job.perform()
        except Exception:
            self.handle_exception(job, *sys.exc_info())
        self.set_state(WorkerStatus.IDLE)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Stop as soon as the article at hand is done. A second signal changes nothing: SIGKILL is the harder way."""
        self.stop.set()
        if self.get_state() == WorkerStatus.BUSY:
            self._stop_requested = True
        else:
            raise StopRequested

    def subscribe(self) -> None:
        """No channel: nobody stops a worker through Redis, and the process stays free of threads, so it may fork."""

    def unsubscribe(self) -> None:
        """See `subscribe`."""


def run(
    settings: Settings, open_work: Callable[[], Work], archive: Archive, client: Redis, name: str | None = None
) -> None:
    """Work until SIGTERM or SIGINT. The article at hand is finished, the rest of its job given back."""
    name = name or f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    def before_fork() -> None:
        archive.close()
        traces.pause()

    checking = CheckingProcess(
        open_work, cpu_seconds=settings.check_seconds, megabytes=settings.check_megabytes, before_fork=before_fork
    )
    bench = job.Bench(name, archive, client, checking, settings, stop.is_set)
    job.bench = bench
    pause = 0.5
    try:
        while not stop.is_set():
            began = time.monotonic()
            try:
                checking.start()
                failover.let_go(client)
                worker = _worker(name, client, bench, stop)
                event(log, "ready", worker=name)
                worker.work(logging_level="WARNING")  # what Redis refuses ends it without a word to us
            except StopRequested:
                break
            except (RedisError, CheckingDied) as error:
                event(log, "waiting", logging.WARNING, reason=error)
            if time.monotonic() - began > _BACK_OFF:
                pause = 0.5
            with contextlib.suppress(StopRequested):
                stop.wait(pause)
            pause = min(_BACK_OFF, pause * 2)
    finally:
        checking.kill()
        with contextlib.suppress(RedisError):
            presence.withdraw(client, name)
        bench.account.flush(now=True)
        traces.pause()
        event(log, "stopped", worker=name)


def _worker(name: str, client: Redis, bench: job.Bench, stop: threading.Event) -> QueueWorker:
    # RQ's registry remembers a name for minutes after its worker lost Redis: each start takes a new one.
    worker = QueueWorker(
        [Queue(keys.queue(name), connection=client, serializer=JSONSerializer)],
        name=f"{name}-{secrets.token_hex(2)}", connection=client, serializer=JSONSerializer, log_job_description=False,
    )  # fmt: skip
    worker.announce = bench.idle
    worker.stop = stop
    return worker
