"""What confines a process that works on submitted text: one place for both kinds.

Cleaners (`service.cleaning`) come from a fork server, because the web process has threads and must not fork; a worker
has none, and forks its checking process (`workers.checking`) itself. A cleaner may take so much CPU time that a timer
of its own ends it; a checking process waits for servers too, and is watched from outside. All else is the same.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import time
from typing import Any

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
_FORBIDDEN = frozenset(
    {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen", "os.exec",
     "os.posix_spawn", "os.system", "os.fork", "os.forkpty", "os.remove", "os.rename", "os.mkdir"}
)  # fmt: skip


def single_threaded() -> None:
    """Have the libraries of linear algebra and of tokenizing work in the thread that calls them.

    To be called before any of them is imported: they start threads then, and a process with threads must not fork.
    """
    os.environ.update(dict.fromkeys(_THREADS, "1"), TOKENIZERS_PARALLELISM="false")


KEPT = 2
"""What a process may keep of those before (words, articles, pairs), in what one article may take."""


def bound(megabytes: int) -> None:
    """Let this process dump no core, and never hold more than `KEPT` and one times `megabytes` above what it holds now.
    How much of that one article may take, `make_room` says."""
    with contextlib.suppress(OSError, ValueError):  # macOS knows no such bound
        most = _address_space() + (KEPT + 1) * megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def make_room(megabytes: int) -> None:
    """Bound the address space of this process to `megabytes` above what it holds now. Called before each article, so
    that what is kept of those before takes nothing from it, as long as it is within `bound`."""
    with contextlib.suppress(OSError, ValueError):
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (min(most, _address_space() + megabytes * 1_000_000), most))


def reach_nothing() -> None:
    """From now on this process opens no socket, starts no program and writes no file.

    The last line of defence, since nothing in cleaning should try: what does gets a `PermissionError`.
    """
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"a cleaner may not do {event}")
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes or (isinstance(mode, str) and mode.strip("rbtU")):
            raise PermissionError("a cleaner may not write files")


def _address_space() -> int:
    """Bytes of this process."""
    with open("/proc/self/statm", "rb") as statm:
        return int(statm.read().split()[0]) * resource.getpagesize()


def cpu_time(pid: int) -> int | None:
    """Nanoseconds of CPU time that a process has used, all its threads; None where the system does not say.

    Linux has a clock for each process, which ``clock_getcpuclockid`` would name: reading it takes a hundredth of what
    reading two files in ``/proc`` does.
    """
    try:
        return time.clock_gettime_ns(~pid << 3 | _OF_A_PROCESS)
    except OSError:
        return None


def asleep(pid: int) -> bool:
    """Whether a process waits for something that it could be woken from; where the system does not say, it does.

    One that somebody stopped, that waits for its disk, or that no processor has time for is not asleep.
    """
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return stat.read().rpartition(b")")[2].split()[0] in b"SI"
    except OSError:
        return True


_OF_A_PROCESS = 2
"""The kernel's CPUCLOCK_SCHED: by the time that it ran, to the nanosecond."""
