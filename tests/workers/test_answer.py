"""What the checking process answers crosses the line as JSON, without what goes without saying."""

from __future__ import annotations

import json

import pytest

from workers.answer import Answer, Cause, Said

LAPS = (("load", 0.001, 0.002), ("record", 0.002, 0.25))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(Said.WHOLE),
        Answer(Said.RECORDED, pairs=5, received=1.5, began=1.25, laps=LAPS),
        Answer(Said.FAILED, "ran out of memory", Cause.MEMORY, spent=True, began=0.0, laps=LAPS[:1]),
        Answer(Said.HEALED, added=3, removed=1),
    ],
)
def test_it_comes_over_as_it_was(answer: Answer) -> None:
    assert Answer.of(json.loads(json.dumps(answer.data()))) == answer


def test_what_is_as_always_is_left_out() -> None:
    assert Answer(Said.LATE).data() == {"outcome": "late"}
    assert set(Answer(Said.RECORDED, pairs=1, laps=LAPS).data()) == {"outcome", "pairs", "laps"}
