"""What the machine moves: workers whose checking process does as it is told, and an archive that may be away."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from redis import RedisError
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy.engine import Connection

from copytaster.archive import Archive, ArchiveUnavailable, Lease
from copytaster.runtime import keys
from copytaster.settings import Settings
from tests.lifecycle import history
from workers.checking import CheckingDied
from workers.job import Bench

if TYPE_CHECKING:
    from tests.lifecycle.machine import Lifecycle

LEASE = 20.0
SETTINGS = Settings(lease_seconds=LEASE, max_tries=3, job_articles=2)


class Killed(BaseException):
    """The process ends here, as by SIGKILL."""


class Flaky(Archive):
    """An archive that can be away, and that can lose the answer to a commit."""

    away = False
    lose_answer = False
    die_before_commit = False

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        self._refuse()
        with super().reading() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        self._refuse()
        with super().writing() as connection:
            yield connection
            if self.die_before_commit:
                self.die_before_commit = False
                raise CheckingDied("the checking process was ended by SIGKILL", "SIGKILL")
        if self.lose_answer:
            self.lose_answer = False
            raise ArchiveUnavailable("the server went away during the commit")

    def _refuse(self) -> None:
        if self.away:
            raise ArchiveUnavailable("the server is away")


class Hand:
    """A worker process: its bench, and itself as the checking process."""

    def __init__(self, machine: Lifecycle, name: str) -> None:
        self.machine, self.name = machine, name
        self.bench = Bench(
            name, machine.archive, machine.client, self, SETTINGS, lambda: self.told_to_stop, machine.clock
        )
        self.lease: Lease | None = None
        """What it stands still at."""
        self.paused = self.told_to_stop = False
        self._up: queue.Queue[BaseException | Lease | None] = queue.Queue()
        self._down: queue.Queue[str] = queue.Queue()
        self.idle()

    # what the machine does with it

    def idle(self) -> None:
        with contextlib.suppress(RedisError):
            self.bench.idle()

    def take(self) -> None:
        """Do as RQ's worker does when there is a job: take it off the queue, and run it."""
        try:
            jobs = Queue(keys.queue(self.name), connection=self.machine.client, serializer=JSONSerializer)
            job = next((job for job in jobs.get_jobs() if job), None)
            if job is None:
                return
            jobs.remove(job)
            job.delete()
        except RedisError:
            return
        leases = [Lease(*lease) for lease in job.args[0]] if job.func_name == "workers.job.check" else []
        threading.Thread(target=self._run, args=(leases,), daemon=True).start()
        self._wait()

    def tell(self, what: str) -> None:
        assert self.lease
        self._down.put(what)
        self._wait()

    def _wait(self) -> None:
        said = self._up.get(timeout=60)
        self.lease = said if isinstance(said, Lease) else None
        if isinstance(said, BaseException):
            raise said

    # in its thread

    def _run(self, leases: list[Lease]) -> None:
        try:
            self.bench.check(leases, None)
        except Killed:
            self._up.put(None)
        except BaseException as error:
            self._up.put(error)
        else:
            self._up.put(None)

    def start(self) -> None:
        pass

    def kill(self) -> None:
        pass

    def ask(
        self, request: Mapping[str, Any], tick: Callable[[], None] = lambda: None, cpu_limit: float | None = None
    ) -> dict[str, Any]:
        if "lease" not in request:
            return {"outcome": "whole"}
        lease = Lease(**request["lease"])
        while True:
            self._up.put(lease)
            what = self._down.get()
            if what != "tick":
                return self._do(what, lease)
            tick()

    def _do(self, what: str, lease: Lease) -> dict[str, Any]:
        match what:
            case "be killed":
                raise Killed
            case "fail":
                return {"outcome": "failed", "reason": "ValueError: no"}
            case "be unavailable":
                return {"outcome": "unavailable", "reason": "no answer"}
            case "die":
                raise CheckingDied("the checking process was ended by SIGSEGV", "SIGSEGV")
        try:
            self.machine.archive.die_before_commit = what == "die before the commit"
            done = self.machine.record(lease)
        except ArchiveUnavailable as error:
            return {"outcome": "unavailable", "reason": str(error)}
        finally:
            self.machine.archive.die_before_commit = False
        if what == "die after the commit":
            raise CheckingDied("the checking process was ended by SIGKILL", "SIGKILL")
        self.machine.deeds.append(history.Deed(lease.seq, lease.fence, "recorded" if done else "late"))
        return {"outcome": "recorded" if done else "late"}
