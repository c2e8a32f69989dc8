"""The checking process: a child that does one thing at a time and may be killed at any moment.

RQ forks one anew for every job, which it calls the work horse; this one lives on, because opening databases and a
fork for each of a stream of 20 ms articles costs more than the articles. It is replaced when it dies or is killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from copytaster.runtime import confined, lifeline
from copytaster.runtime.confined import cpu_time
from workers.answer import Cause

Request = Mapping[str, Any]
Work = Callable[[Request], Mapping[str, Any]]

_TICK = 0.1
_WALL_FACTOR = 4.0
"""Wall-clock seconds allowed for each CPU second: a busy machine is not the article's fault, a dead lock is caught."""
_WALL_LEAST = 20.0
_STILL = 4.0
"""Seconds asleep, without a single instruction, after which the child is taken to be dead-locked. Who waits for a lock
of SQLite looks at it ten times a second; who waits for a server is answered or gives up, and `Cause.STILL` tells them
apart from a dead lock no better than that: ask the server before blaming the article. Who was stopped, or waits for a
slow disk, does not sleep."""
_OPEN_SECONDS = 60.0


class CheckingDied(RuntimeError):
    """The child ended, or was ended, before it answered; the message is a reason that an editor can read."""

    def __init__(self, reason: str, cause: str) -> None:
        super().__init__(reason)
        self.cause = cause
        """One of `Cause`, or the name of the signal that ended it."""


class CheckingProcess:
    """Runs `open_work()` once in a child, then its result for every `ask`. Only one thread may use it."""

    def __init__(
        self, open_work: Callable[[], Work], *, cpu_seconds: float, megabytes: int,
        before_fork: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """`megabytes`: address space that an answer may take above what the child holds when it is asked.
        `before_fork` closes what must not be shared: a database connection above all."""
        self._open_work = open_work
        self._cpu_seconds = cpu_seconds
        self._megabytes = megabytes
        self._before_fork = before_fork
        self._pid = 0
        self._socket: socket.socket | None = None

    @property
    def pid(self) -> int:
        """0 while there is none."""
        return self._pid

    def ask(
        self, request: Request, tick: Callable[[], None] = lambda: None, cpu_limit: float | None = None
    ) -> dict[str, Any]:
        """The child's answer. `tick` is called several times a second meanwhile. Raises `CheckingDied`.

        `cpu_limit`: CPU seconds for this request, when they are not those that it was made with."""
        limit = cpu_limit or self._cpu_seconds
        self.start()
        line = self._socket
        assert line is not None
        began = time.monotonic()
        wall = max(_WALL_LEAST, _WALL_FACTOR * limit)
        first = spent = cpu_time(self._pid)
        since = began
        try:
            line.sendall(json.dumps(request).encode() + b"\n")
            received = b""
            while not received.endswith(b"\n"):
                tick()
                with contextlib.suppress(TimeoutError):
                    part = line.recv(65536)
                    if not part:
                        raise self._bury()
                    received += part
                    continue
                last, spent = spent, cpu_time(self._pid)
                if first is not None and spent is not None and spent - first > limit * 1e9:
                    self.kill()
                    raise CheckingDied(f"took more than {limit:g} s of CPU time (check_seconds)", Cause.CPU)
                now = time.monotonic()
                if now - began > wall:
                    self.kill()
                    raise CheckingDied(f"gave no answer within {wall:g} s", Cause.NO_ANSWER)
                if spent is None or spent != last:
                    since = now
                elif now - since > _STILL and cpu_limit is None:
                    if confined.asleep(self._pid):
                        self.kill()
                        raise CheckingDied(f"did nothing for {_STILL:g} s", Cause.STILL)
                    since = now
        except OSError:
            raise self._bury() from None
        answer: dict[str, Any] = json.loads(received)
        return answer

    def start(self) -> None:
        """Have a child ready, waiting for it to open what it needs. Raises `CheckingDied` when it cannot."""
        if self._socket is not None:
            return
        self._before_fork()
        line = self._fork()
        deadline = time.monotonic() + _OPEN_SECONDS
        while True:
            try:
                if not line.recv(1):
                    raise self._bury()
                return
            except TimeoutError:
                if time.monotonic() > deadline:
                    self.kill()
                    raise CheckingDied(f"was not ready within {_OPEN_SECONDS:g} s", Cause.NOT_READY) from None
            except OSError:
                raise self._bury() from None

    def kill(self) -> None:
        if self._pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            self._bury()

    def _fork(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                lifeline.die_with(parent)
                # A stop is the parent's to handle: it lets the article at hand finish.
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                ours.close()
                self._serve(theirs)
                status = 0
            except BaseException as error:
                sys.stderr.write(f"checking: {type(error).__name__}: {error}\n")
                sys.stderr.flush()
            finally:
                os._exit(status)
        theirs.close()
        ours.settimeout(_TICK)
        self._pid, self._socket = pid, ours
        return ours

    def _serve(self, line: socket.socket) -> None:
        work = self._open_work()
        confined.bound(self._megabytes)
        line.sendall(b"\n")
        with line.makefile("rb") as requests:
            for request in requests:
                confined.make_room(self._megabytes)
                line.sendall(json.dumps(work(json.loads(request))).encode() + b"\n")

    def _bury(self) -> CheckingDied:
        """Forget the child, and say how it ended."""
        if self._socket:
            self._socket.close()
            self._socket = None
        pid, self._pid = self._pid, 0
        if not pid:
            return CheckingDied("the checking process was gone", Cause.VANISHED)
        with contextlib.suppress(ChildProcessError):
            _, status = os.waitpid(pid, 0)
            if os.WIFSIGNALED(status):
                name = signal.Signals(os.WTERMSIG(status)).name
                return CheckingDied(f"the checking process was ended by {name}", name)
            return CheckingDied(f"the checking process ended with status {os.WEXITSTATUS(status)}", Cause.ENDED)
        return CheckingDied("the checking process was gone", Cause.VANISHED)
