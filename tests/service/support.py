"""What the service's tests share: submissions, and a worker's work done in this process."""

from __future__ import annotations

import json
from typing import Any

from copytaster import fingerprint, pipeline
from copytaster.archive import Evidence
from copytaster.index import Index
from copytaster.model import Verdict
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
        found = state.archive.articles([lease.seq])[lease.seq]
        mark = fingerprint.decode(state.archive.fingerprints([lease.seq])[lease.seq])
        index.add(lease.seq, mark)
        pairs = pipeline.check(lease.seq, found, mark, state.archive, index, state.settings)
        assert state.archive.record(lease, pairs, lambda found: _resolve(found, state), state.now())
        done += 1
    return done


def _resolve(found: Evidence, state: State) -> Verdict:
    return pipeline.resolve(found.article, found.pairs, found.neighbours, found.rulings, state.settings)
