from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from copytaster.archive import Archive, events

from .make import NOW, accept, article


def test_a_reader_goes_on_where_it_was(archive: Archive) -> None:
    assert archive.last_event() == 0
    given = [article() for _ in range(5)]
    accept(archive, *given)
    first = archive.events(0, 2)
    assert [e.article_id for e in first] == [a.id for a in given[:2]]
    rest = archive.events(first[-1].id)
    assert [e.article_id for e in rest] == [a.id for a in given[2:]]
    assert archive.events(rest[-1].id) == []
    assert archive.last_event() == rest[-1].id
    assert {e.at for e in first + rest} == {NOW}


def test_a_reader_misses_nothing(archive: Archive) -> None:
    """Many writers, one reader that follows: it sees every event once, in the order of their ids."""
    done = threading.Event()
    seen: list[int] = []
    articles = [[article() for _ in range(12)] for _ in range(8)]

    def follow() -> None:
        while True:
            last_round = done.is_set()
            while page := archive.events(seen[-1] if seen else 0, 7):
                seen.extend(e.id for e in page)
            if last_round:
                return

    reader = threading.Thread(target=follow)
    reader.start()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda some: accept(archive, *some), articles))
    done.set()
    reader.join()
    assert seen == [e.id for e in archive.events(0, 1000)]
    assert len(seen) == 96


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_an_event_that_commits_late_is_not_overtaken(archive: Archive) -> None:
    """PostgreSQL deals ids before it commits: a reader must not go past one that is still on its way."""
    accept(archive, article())
    start = archive.last_event()
    got: list[list[str]] = []
    with archive.engine.begin() as late:
        events.emit(late, "late", ["x"], NOW)
        accept(archive, article())  # a higher id, committed first
        reader = threading.Thread(target=lambda: got.append([e.kind for e in archive.events(start)]))
        reader.start()
        reader.join(0.1)
        assert reader.is_alive()
        assert got == []
    reader.join()
    assert got == [["late", "accepted"]]


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_stuck_writer_delays_but_does_not_lose(archive: Archive) -> None:
    accept(archive, article())
    start = archive.last_event()
    with archive.engine.begin() as stuck:
        events.emit(stuck, "late", ["x"], NOW)
        accept(archive, article())
        assert archive.events(start) == []
    assert [e.kind for e in archive.events(start)] == ["late", "accepted"]
