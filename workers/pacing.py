"""How those who call others take turns: round after round, a name for who holds a lease, the pause after a failure.

The pause doubles from one failure to the next, up to a longest one, and is drawn by luck between a least share of that
and all of it, so that many who failed together do not come back together.
"""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Callable

from copytaster.archive import ArchiveUnavailable

HELD = 5.0
"""Seconds until the next look where somebody else holds the lease, or the archive is away."""
BROKEN = 60.0
"""Seconds after a defect of ours."""
_MOST_DOUBLINGS = 20


def rounds(
    stop: threading.Event, step: Callable[[], float], away: Callable[[ArchiveUnavailable], None],
    broken: Callable[[Exception], None], wait: Callable[[float], object] | None = None,
) -> None:  # fmt: skip
    """Calls `step`, which returns how many seconds nothing will be to do, until `stop`; every failure is waited out.

    `away` is told once that the archive is away, until it is back. `broken` is told of every defect: one must not end
    the thread, or nobody would be told of anything, and nobody would know. `wait` waits so many seconds, or less.
    """
    wait, gone = wait or stop.wait, False
    while not stop.is_set():
        try:
            pause = step()
            gone = False
        except ArchiveUnavailable as error:
            if not gone:
                away(error)
            gone, pause = True, HELD
        except Exception as error:
            broken(error)
            pause = BROKEN
        wait(pause)


def holder() -> str:
    """A name for one holder of a lease, which no other one has: machine, process, and a part that is new each time."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


def pause(first: float, longest: float, failures: int, luck: float, least: float = 0.75) -> float:
    """Seconds until the next try after `failures` more than the first; `luck` is in [0, 1)."""
    whole = min(longest, first * 2.0 ** min(failures, _MOST_DOUBLINGS))
    return whole * (least + (1 - least) * luck)
