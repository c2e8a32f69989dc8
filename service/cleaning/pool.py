"""The pool of cleaner processes, as the web process sees it.

Promises
    * A submission costs no more than `clean_seconds` of CPU and `clean_megabytes` of memory, whatever it holds; one
      that takes more is refused with a 422 that names the limit.
    * A cleaner that dies, hangs or runs out of memory takes nobody along: it is replaced, and the next submission
      finds the pool as it was.
    * Bounded waiting: when every cleaner is busy for longer than `PATIENCE`, the answer is 503, not a hanging thread.

Each cleaner has a pipe of its own and is lent to one thread at a time, so no lock is shared with a process that may
be killed. Processes come from a fork server that loaded the libraries once and has no threads.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import queue
import select
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any, TypeVar

from copytaster.clean import Rejected, Submission
from copytaster.clean.split import Part
from copytaster.pipeline import Packed
from copytaster.runtime import clock, logs
from copytaster.settings import Settings
from service.cleaning import child
from service.cleaning.answer import Defect, Items, Loss, Spent, unpack
from service.errors import Problem, unavailable
from service.observe import Metrics

PATIENCE = 10.0
"""Seconds that a submission waits for a cleaner."""
START = 60.0
"""Seconds that a new cleaner may take to get warm."""
STILL = 10
"""Seconds for which a cleaner may take nothing of a submission, or send nothing more of an answer that it began."""
RETIRE = 5_000
"""Submissions after which a cleaner is replaced, so that no library can leak for ever."""

Target = Callable[[Connection, Settings], None]

_processes = threading.Lock()
"""multiprocessing polls all its children whenever it starts one, and is not made for doing so from two threads."""

log = logging.getLogger("copytaster.service")


class Died(Exception):
    """A cleaner ended, or was ended, without an answer."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(loss)
        self.loss = loss


class NotStarted(Exception):
    """A new cleaner did not come to be ready; the argument says how it ended."""



Task = Submission | child.Splitting
T = TypeVar("T", Packed, Items)


@dataclass(slots=True)
class _Cleaner:
    process: ForkServerProcess
    pid: int
    pipe: Connection
    served: int = 0
    _poll: select.poll = field(default_factory=select.poll)

    def __post_init__(self) -> None:
        self._poll.register(self.pipe.fileno(), select.POLLIN)
        # Who stops in the middle of a message, its own or ours, would have a thread wait for the rest for ever.
        with socket.socket(fileno=os.dup(self.pipe.fileno())) as line:
            for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                line.setsockopt(socket.SOL_SOCKET, way, struct.pack("ll", STILL, 0))

    def says(self, seconds: float = 0.0) -> bool:
        """Whether there is something to read within so many seconds, or it has ended. (`Connection.poll` makes a
        selector each time, and a submission asks three times.)"""
        return bool(self._poll.poll(max(0.0, seconds) * 1_000))

    def ended(self) -> int | None:
        """The exit code, waiting up to five seconds for it. (multiprocessing reads it from a pipe, once.)"""
        with _processes:
            self.process.join(5)
            return self.process.exitcode

    def close(self) -> None:
        self.pipe.close()
        with _processes:
            self.process.kill()
            self.process.join(5)
            with contextlib.suppress(ValueError):
                self.process.close()


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """A cleaner needs nothing of the program that started this process; without this it would import it again."""
    main = sys.modules["__main__"]
    hidden: dict[str, Any] = {name: vars(main).pop(name) for name in ("__spec__", "__file__") if name in vars(main)}
    main.__spec__ = None
    try:
        yield
    finally:
        vars(main).update(hidden)


class Cleaners:
    """`settings.cleaners` processes. `start` returns at once; `clean` waits for one to be ready."""

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics | None = None,
        patience: float = PATIENCE,
        target: Target = child.main,
    ) -> None:
        self._settings = settings
        self._target = target
        self._metrics = metrics
        self._patience = patience
        self._size = max(1, settings.cleaners)
        self._idle: queue.LifoQueue[_Cleaner] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._alive: set[int] = set()
        self._spawning = 0
        self._closed = False
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["service.cleaning.warm"])

    # -- the pool ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Bring the pool to its size, in the background. Safe to call again."""
        with self._lock:
            missing = 0 if self._closed else self._size - len(self._alive) - self._spawning
            self._spawning += missing
        for _ in range(missing):
            threading.Thread(target=self._spawn, name="cleaner-start", daemon=True).start()

    def ready(self) -> bool:
        """Whether at least one cleaner is warm."""
        return bool(self._alive)

    def wait_ready(self, seconds: float) -> bool:
        """Wait until a cleaner is warm. False: none was in time."""
        deadline = time.monotonic() + seconds
        while not self._alive and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.ready()

    def alive(self) -> int:
        return len(self._alive)

    def pids(self) -> list[int]:
        return sorted(self._alive)

    def close(self) -> None:
        """Stop all cleaners; those at work finish and are not lent again."""
        with self._lock:
            self._closed = True
        while True:
            try:
                self._discard(self._idle.get_nowait())
            except queue.Empty:
                return

    def _spawn(self) -> None:
        pause = 0.2
        while not self._closed:
            try:
                cleaner = self._new()
            except (NotStarted, OSError, EOFError) as error:
                log.error("a cleaner could not be started: %s", error)
                time.sleep(pause)
                pause = min(10.0, pause * 2)
                continue
            with self._lock:
                self._spawning -= 1
                if not self._closed:
                    self._alive.add(cleaner.pid)
                    self._idle.put(cleaner)
                    return
            cleaner.close()
            return
        with self._lock:
            self._spawning -= 1

    def _new(self) -> _Cleaner:
        ours, theirs = multiprocessing.Pipe()
        process = self._context.Process(target=self._target, args=(theirs, self._settings), name="cleaner", daemon=True)
        with _processes, _without_main():
            process.start()
        theirs.close()
        cleaner = _Cleaner(process, process.pid or 0, ours)
        if not ours.poll(START):
            cleaner.close()
            raise NotStarted("not ready in time")
        try:
            ours.recv_bytes()
        except EOFError:
            code = cleaner.ended()
            cleaner.close()
            raise NotStarted(f"ended with {code} before it was ready") from None
        return cleaner

    def _discard(self, cleaner: _Cleaner) -> None:
        with self._lock:
            self._alive.discard(cleaner.pid)
        cleaner.close()

    def _give_back(self, cleaner: _Cleaner) -> None:
        cleaner.served += 1
        if self._closed or cleaner.served >= RETIRE:
            self._discard(cleaner)
            self.start()
        else:
            self._idle.put(cleaner)

    # -- one submission ---------------------------------------------------------------------------------------------

    def clean(self, submission: Submission, received_at: datetime) -> Packed:
        """Clean and fingerprint away from this process.

        Raises `Rejected` for what is wrong with the submission, limits of time and memory included, and `Problem`
        (503) when no cleaner could be had, or somebody killed those that were.
        """
        began = time.monotonic()
        try:
            return self._answered(submission, received_at, Packed)
        finally:
            if self._metrics is not None:
                self._metrics.cleaning.observe(time.monotonic() - began)

    def split(self, body: bytes, media_type: str) -> list[Part]:
        """The items of a document of many, away from this process. Raises as `clean` does."""
        return self._answered(child.Splitting(body, media_type), clock.now(), Items).parts

    def _answered(self, task: Task, received_at: datetime, wanted: type[T]) -> T:
        try:
            return self._attempt(task, received_at, wanted)
        except Died as died:
            # Maybe it was not the submission. One that dies again on the same submission died of it.
            if died.loss not in (Loss.KILLED, Loss.CRASH, Loss.GARBLED):
                raise self._refusal(died.loss) from None
        try:
            return self._attempt(task, received_at, wanted)
        except Died as died:
            raise self._refusal(died.loss) from None

    def _borrow(self, began: float) -> _Cleaner:
        self.start()
        try:
            while True:
                remaining = self._patience - (time.monotonic() - began)
                cleaner = self._idle.get(timeout=max(0.01, remaining))
                if not cleaner.says():
                    return cleaner
                self._lost(cleaner, Loss.IDLE)  # it has nothing to say but its end
        except queue.Empty:
            raise Problem(
                503, "cleaners_busy", "All cleaners are busy; try again.", limit="cleaners", maximum=self._size,
                retry_after=1,
            ) from None  # fmt: skip

    def _attempt(self, task: Task, received_at: datetime, wanted: type[T]) -> T:
        began = time.monotonic()
        while True:
            cleaner = self._borrow(began)
            if self._begins(cleaner, task, received_at):
                return self._collect(cleaner, wanted)
            self._lost(cleaner, Loss.IDLE)  # it was gone before it began: nobody's fault, take another

    def _begins(self, cleaner: _Cleaner, task: Task, received_at: datetime) -> bool:
        try:
            cleaner.pipe.send((task, received_at))
            return cleaner.says(PATIENCE) and cleaner.pipe.recv_bytes() == b"began"
        except (OSError, EOFError):
            return False

    def _collect(self, cleaner: _Cleaner, wanted: type[T]) -> T:
        settings = self._settings
        # CPU is bounded inside the process; the wall clock only guards against one that sleeps, or a machine that is
        # so busy that nothing gets done. Then the submission is not to blame.
        deadline = time.monotonic() + settings.clean_seconds * 4 + 2
        try:
            answer = unpack(self._receive(cleaner, deadline))
        except Died as died:
            self._lost(cleaner, died.loss)
            raise
        except (OSError, ValueError, TypeError, KeyError) as error:
            self._lost(cleaner, Loss.GARBLED)
            raise Died(Loss.GARBLED) from error
        match answer:
            case Spent(loss):
                self._lost(cleaner, loss)
                raise Died(loss)
            case Rejected():
                self._give_back(cleaner)
                raise answer
            case Defect(trace):
                self._give_back(cleaner)
                log.error("a defect in cleaning: %s", trace)
                raise Rejected(422, "not_cleanable", "This submission could not be cleaned; the reason was logged.")
        if not isinstance(answer, wanted):
            self._lost(cleaner, Loss.GARBLED)
            raise Died(Loss.GARBLED)
        self._give_back(cleaner)
        return answer

    def _receive(self, cleaner: _Cleaner, deadline: float) -> bytes:
        if not cleaner.says(deadline - time.monotonic()):
            raise Died(Loss.WALL)
        try:
            return cleaner.pipe.recv_bytes()
        except BlockingIOError:
            raise Died(Loss.WALL) from None
        except (EOFError, ConnectionError):
            code = cleaner.ended()
            if code in (-signal.SIGPROF, -signal.SIGXCPU):
                raise Died(Loss.CPU) from None
            raise Died(Loss.KILLED if code == -signal.SIGKILL else Loss.CRASH) from None

    def _lost(self, cleaner: _Cleaner, loss: Loss) -> None:
        logs.event(log, "cleaner-lost", logging.WARNING, reason=loss, pid=cleaner.pid)
        if self._metrics is not None:
            self._metrics.cleaner_deaths.labels(loss).inc()
        self._discard(cleaner)
        self.start()

    def _refusal(self, loss: Loss) -> Exception:
        s = self._settings
        match loss:
            case Loss.CPU:
                return Rejected(
                    422, "cleaning_too_long", f"Cleaning this submission takes more than {s.clean_seconds:g} s of CPU.",
                    limit="clean_seconds",
                )  # fmt: skip
            case Loss.MEMORY:
                return Rejected(
                    422, "cleaning_too_large", f"Cleaning this submission takes more than {s.clean_megabytes} MB.",
                    limit="clean_megabytes",
                )  # fmt: skip
            case Loss.DEPTH:
                return Rejected(422, "too_deep", "This submission is nested too deeply.", limit="max_html_depth")
            case Loss.KILLED:  # by somebody else: a submission that takes too much is told so in the process itself
                return unavailable("The cleaner was killed, and another one too; try again.", "cleaner_killed")
            case Loss.WALL:
                return unavailable("The cleaner did not answer in time; try again.", "cleaner_stuck")
            case _:
                return Rejected(
                    422, "cleaning_crashed",
                    f"This submission crashed its cleaner, which may take {s.clean_megabytes} MB and "
                    f"{s.clean_seconds:g} s of CPU.",
                    limit="clean_megabytes",
                )  # fmt: skip
