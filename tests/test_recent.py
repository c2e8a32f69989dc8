"""A memory that stays within its bound and forgets what nobody asked for longest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from copytaster.recent import Made, Recent


def test_what_nobody_asked_for_longest_goes() -> None:
    recent: Recent[str, str] = Recent(2)
    recent.put("a", "A")
    recent.put("b", "B")
    assert recent.get("a") == "A"
    recent.put("c", "C")
    assert [recent.get(key) for key in "abc"] == ["A", None, "C"]


def test_weights_count_and_the_last_is_kept_whatever_it_weighs() -> None:
    gone: list[str] = []
    recent: Recent[int, str] = Recent(5, len, gone.append)
    recent.put(1, "xx")
    recent.put(2, "yyy")
    assert (len(recent), recent.weight) == (2, 5)
    recent.put(3, "z" * 9)
    assert (len(recent), recent.weight) == (1, 9)
    recent.put(3, "z")
    assert (len(recent), recent.weight) == (1, 1)
    recent.drop(3)
    recent.drop(3)
    recent.put(4, "w")
    recent.clear()
    assert (len(recent), recent.weight) == (0, 0)
    assert gone == ["xx", "yyy", "z" * 9, "z", "w"]


def test_what_holds_little_weighs_something() -> None:
    """Or a memory of two million characters would hold two million articles of one character."""
    recent: Recent[int, str] = Recent(100, len, least=20)
    made: Made[str] = Made(100, least=20)
    for number in range(50):
        recent.put(number, "")
        made(lambda number=number: str(number), [number], weight=0)  # type: ignore[misc]
    assert (len(recent), recent.weight) == (5, 100)
    assert (len(made), made.weight) == (5, 100)
    recent.put(50, "x" * 70)
    assert (len(recent), recent.weight) == (2, 90)
    recent.clear()
    assert (len(recent), recent.weight) == (0, 0)


def test_threads_leave_it_whole() -> None:
    recent: Recent[int, int] = Recent(100, lambda value: value)

    def work(seed: int) -> None:
        for n in range(2_000):
            key = (n * 7 + seed) % 40
            if recent.get(key) is None:
                recent.put(key, 1 + key % 9)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    held = [value for key in range(40) if (value := recent.get(key)) is not None]
    assert sum(held) == recent.weight <= 100


def test_what_was_made_is_found_by_which_objects_it_was_made_of() -> None:
    made: Made[list[str]] = Made(2)
    one, other = ["a"], ["a"]
    of_one = made(lambda: ["of one"], one, weight=1)
    assert made(lambda: ["again"], one, weight=1) is of_one
    assert made(lambda: ["of the other"], other, weight=1) == ["of the other"]
    assert made(lambda: ["of both"], one, other, weight=1, beside="x") == ["of both"]
    assert made(lambda: ["anew"], one, other, weight=1, beside="y") == ["anew"]


def test_no_new_object_stands_for_one_that_is_gone() -> None:
    made: Made[int] = Made(50)
    for number in range(5_000):  # most of them get the place in memory of one before
        assert made(lambda number=number: number, [number], weight=1) == number  # type: ignore[misc]


def test_what_is_made_of_much_leaves_room_for_less() -> None:
    made: Made[str] = Made(10)
    one, long = ["a"], ["b"] * 9
    made(lambda: "first", one, weight=1)
    made(lambda: "long", long, weight=9)
    assert made(lambda: "again", one, weight=1) == "first"
    made(lambda: "longer", ["c"], weight=8)
    assert made(lambda: "anew", long, weight=9) == "anew"
