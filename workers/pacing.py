"""How those who call others take turns: a name for who holds a lease, and the pause after a failure.

The pause doubles from one failure to the next, up to a longest one, and is drawn by luck between a least share of that
and all of it, so that many who failed together do not come back together.
"""

from __future__ import annotations

import os
import socket
import uuid

_MOST_DOUBLINGS = 20


def holder() -> str:
    """A name for one holder of a lease, which no other one has: machine, process, and a part that is new each time."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


def pause(first: float, longest: float, failures: int, luck: float, least: float = 0.75) -> float:
    """Seconds until the next try after `failures` more than the first; `luck` is in [0, 1)."""
    whole = min(longest, first * 2.0 ** min(failures, _MOST_DOUBLINGS))
    return whole * (least + (1 - least) * luck)
