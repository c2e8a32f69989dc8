"""What the service's tests share: submissions, and a worker's work done in this process."""

from __future__ import annotations

import json
from typing import Any

from copytaster import pipeline
from copytaster.index import Index
from service.state import State

TEXT = """Harbour workers in Lindholm voted on Tuesday to end a strike that had kept 41 ships outside the port.

The union said 1,200 of its members accepted an offer of 3.5 percent more pay from next April.

"We did not get all we asked for," said the union's chairwoman, Marta Ekdahl. "But the men want to work."
"""


def article(n: int = 0, **more: Any) -> dict[str, Any]:
    """A submission that is different for each `n`."""
    return {"text": f"{TEXT}\nIt was ballot number {n} of the year, the port authority said in a notice.", **more}


def body_of(response: Any) -> Any:
    return json.loads(response.get_data())


def check_all(state: State, index: Index) -> int:
    """Check everything that waits, as a worker does, in this process."""
    done = 0
    for lease in state.archive.claim(1_000, "test", 60):
        checked = pipeline.check(lease, state.archive, index, state.settings, state.now)
        assert checked.outcome is pipeline.Outcome.RECORDED
        done += 1
    return done
