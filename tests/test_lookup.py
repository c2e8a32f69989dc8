from __future__ import annotations

from copytaster.lookup import Lookup


def test_what_was_made_once_is_not_made_again() -> None:
    made: list[int] = []
    squares: Lookup[int, int] = Lookup(lambda n: made.append(n) or n * n, 3)  # type: ignore[func-returns-value]
    assert [squares[n] for n in (2, 3, 2, 3)] == [4, 9, 4, 9]
    assert made == [2, 3]


def test_where_there_are_too_many_all_are_forgotten() -> None:
    squares: Lookup[int, int] = Lookup(lambda n: n * n, 3)
    assert [squares[n] for n in range(100)] == [n * n for n in range(100)]
    assert len(squares) <= 3
