"""However full the buckets are, no call of a sweep holds the server for long, and empty ones take few calls."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copytaster.index.pace import FIRST, LONG, MOST, SHORT, Pace

BUCKETS = 4_096


def sweep(seconds: float) -> list[tuple[int, float]]:
    """The steps over all buckets and how long each took, when a bucket takes so long."""
    pace, walked, calls = Pace(), 0, []
    while walked < BUCKETS:
        step = pace.step
        calls.append((step, step * seconds))
        pace.took(step * seconds)
        walked += step
    return calls


@given(st.floats(0, 0.1))
def test_no_call_takes_longer_than_the_first_one_would(seconds: float) -> None:
    calls = sweep(seconds)
    assert max(took for _, took in calls) <= max(FIRST * seconds, 2 * SHORT)
    settled = calls[FIRST.bit_length() :]
    assert all(took <= LONG or step == 1 for step, took in settled)
    assert all(1 <= step <= MOST for step, _ in calls)


def test_what_is_empty_takes_few_calls() -> None:
    assert len(sweep(0)) <= 4 + BUCKETS // MOST
