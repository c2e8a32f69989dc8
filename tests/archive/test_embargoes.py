"""The end of an embargo is told of once, in order, whoever was there at that moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from copytaster.archive import Archive, Event
from copytaster.archive.embargoes import GRACE
from copytaster.model import Article, PubStatus, RelationKind

from .make import NOW, accept, article, check, later, pair

SOON, LATER = later(3600), later(7200)


def held(id: str | None = None, until: object = SOON, **fields: object) -> Article:
    return article(id, status=PubStatus.WITHHELD, embargoed_until=until, **fields)


def told(archive: Archive, after: int, seconds: float = 0) -> list[Event]:
    """What is told when it is `seconds` past `NOW`, and nothing is left to tell."""
    while archive.free(later(seconds) + GRACE):
        pass
    return archive.events(after)


def test_an_end_is_told_of_once_and_not_before(archive: Archive) -> None:
    given, free, endless = held(), article(), article(status=PubStatus.WITHHELD)
    ended = article(embargoed_until=NOW - timedelta(seconds=1))
    accept(archive, given, free, endless, ended)
    last = archive.last_event()
    assert told(archive, last, 3599) == []
    (event,) = told(archive, last, 3600)
    assert (event.kind, event.article_id, event.detail) == ("freed", given.id, {})
    assert told(archive, event.id, 10_000) == []
    accept(archive, given)  # known, and free
    assert told(archive, event.id, 10_000) == []


def test_nobody_was_there_at_the_moment(archive: Archive) -> None:
    """In the order of the ends, each as it would have been told of on time."""
    late, soon, wire = held(until=LATER), held(until=SOON), held(until=LATER, agency="NTB")
    for given in (late, wire, soon):
        check(archive, given)
    taker = article(outlet="Quay")
    check(archive, taker, [pair(taker.id, soon.id), pair(taker.id, wire.id, score=0.95)])
    last = archive.last_event()
    found = told(archive, last, 50_000)
    assert [(e.kind, e.article_id) for e in found] == [
        ("freed", soon.id), ("changed", taker.id), ("freed", late.id), ("freed", wire.id), ("changed", taker.id),
    ]  # fmt: skip
    assert "agencies" not in found[1].detail, "the wire was still under embargo then"
    assert found[1].detail["source_id"] == soon.id
    assert found[0].detail["derivation"] == "not_derived"
    assert "agencies" in found[-1].detail
    assert {e.at for e in found} == {later(50_000) + GRACE}


def test_who_tells_nothing_new_is_not_told_of_again(archive: Archive) -> None:
    wire, unread = held(agency="NTB"), article()
    other, alone = article(), article()
    check(archive, wire)
    check(archive, other)
    check(archive, alone, [pair(alone.id, other.id)])
    accept(archive, unread)
    last = archive.last_event()
    assert [(e.kind, e.article_id) for e in told(archive, last, 3600)] == [("freed", wire.id)]


def test_a_version_that_becomes_free_is_told_of_where_its_wire_is_used(archive: Archive) -> None:
    """A kill under embargo: when it ends, who prints the wire is told that it was killed."""
    wire = article(agency="NTB", published_at=NOW)
    kill = article(agency="NTB", published_at=later(60), status=PubStatus.CANCELED, embargoed_until=SOON)
    taker = article(outlet="Quay", published_at=later(30))
    check(archive, wire)
    check(archive, taker, [pair(taker.id, wire.id)])
    check(archive, kill, [pair(kill.id, wire.id, RelationKind.UPDATE)])
    before = [e for e in archive.events() if e.article_id == taker.id][-1]
    assert "source_superseded_by" not in before.detail
    found = {(e.kind, e.article_id): e.detail for e in told(archive, archive.last_event(), 3600)}
    assert found["changed", taker.id]["source_superseded_by"] == {"article_id": kill.id, "status": "canceled"}
    assert [one["article_id"] for one in found["freed", kill.id]["printed_by"]] == [taker.id]


def test_several_tell_of_an_end_once(archive: Archive) -> None:
    given = [held() for _ in range(30)]
    accept(archive, *given)
    last = archive.last_event()
    with ThreadPoolExecutor(4) as pool:
        freed = sum(pool.map(lambda _: archive.free(LATER), range(8)))
    assert freed == 30
    assert [e.article_id for e in archive.events(last)] == [a.id for a in given]


def test_what_is_deleted_before_its_end_is_told_of_to_nobody_else(archive: Archive) -> None:
    given, free = held(), article()
    accept(archive, given, free)
    last = archive.last_event()
    archive.delete(given.id, NOW)
    archive.delete(free.id, NOW)
    everything = archive.events_for(last, 10, None)
    assert [(e.kind, e.article_id) for e in everything.events] == [("deleted", given.id), ("deleted", free.id)]
    assert everything.events[0].detail["withheld"] is True
    for moment in (NOW, later(100_000)):
        heard = archive.events_for(last, 10, moment)
        assert [e.article_id for e in heard.events] == [free.id]
        assert heard.last == everything.last
    assert told(archive, everything.last, 10_000) == []


@pytest.mark.parametrize("behind", [0, 1.9])
def test_a_reader_whose_clock_is_late_misses_nothing(archive: Archive, behind: float) -> None:
    given = held()
    accept(archive, given)
    last = archive.last_event()
    assert archive.free(SOON) == 0
    (event,) = told(archive, last, 3600)
    assert archive.events_for(last, 10, event.at - timedelta(seconds=behind)).events == [event]
