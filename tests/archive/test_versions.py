"""Versions of one article on both engines: who may be one, what ended whom, who still prints it."""

from __future__ import annotations

from datetime import timedelta

from copytaster.archive import Archive, Filters
from copytaster.model import PubStatus, RelationKind

from .make import NOW, article, check, pair, refresh

DAYS = timedelta(days=3)


def test_kin_by_identifier_and_by_agency_and_time(archive: Archive) -> None:
    story = article(agency="PA", external_id="1", published_at=NOW)
    again = article(agency="PA", external_id="1", published_at=NOW + timedelta(days=40))
    named = article(outlet="Argus", version_of="1")
    kill = article(agency="PA", status=PubStatus.CANCELED, published_at=NOW + timedelta(hours=1))
    late = article(agency="PA", status=PubStatus.CANCELED, published_at=NOW + timedelta(days=9))
    other = article(agency="PA", published_at=NOW)
    for a in (story, again, named, kill, late, other):
        check(archive, a)

    def kin(a: object) -> set[str]:
        return {found.id for found in archive.kin(a, DAYS).values()}  # type: ignore[arg-type]

    assert kin(story) == {again.id, named.id, kill.id}
    assert kin(kill) == {story.id, other.id}
    assert kin(named) == {story.id, again.id}


def test_what_was_killed_says_by_what_and_who_prints_it(archive: Archive) -> None:
    story = article(agency="PA", published_at=NOW)
    copy = article(outlet="Argus", published_at=NOW + timedelta(hours=1))
    fixed = article(agency="PA", status=PubStatus.CORRECTED, published_at=NOW + timedelta(hours=3))
    kill = article(agency="PA", status=PubStatus.CANCELED, published_at=NOW + timedelta(hours=2))
    check(archive, story)
    check(archive, copy, [pair(copy.id, story.id, RelationKind.COPY)])
    for later in (fixed, kill):
        check(archive, later, [pair(later.id, story.id, RelationKind.UPDATE)])
    endings = archive.endings([story.id, copy.id, kill.id])
    assert {i: (e.article_id, e.status) for i, e in endings.items()} == {story.id: (kill.id, PubStatus.CANCELED)}
    assert endings[story.id].at == kill.published_at
    assert archive.carriers(story.id) == archive.carriers(kill.id) == [copy.id]
    assert archive.carriers(copy.id) == []
    assert archive.carriers("nobody") == []


def test_lists_leave_out_what_is_under_embargo(archive: Archive) -> None:
    free, over = article(), article(embargoed_until=NOW, status=PubStatus.WITHHELD)
    held = article(embargoed_until=NOW + timedelta(hours=1), status=PubStatus.WITHHELD)
    open_end = article(status=PubStatus.WITHHELD)
    for a in (free, over, held, open_end):
        check(archive, a)
    rows, _ = archive.list(Filters(visible_at=NOW))
    assert {row.article.id for row in rows} == {free.id, over.id}
    assert all(not a.hidden(NOW) for a in (free, over))
    assert all(a.hidden(NOW) for a in (held, open_end))
    rows, _ = archive.list(Filters(pubstatus=PubStatus.WITHHELD))
    assert {row.article.id for row in rows} == {over.id, held.id, open_end.id}


def test_the_size_of_a_story_leaves_out_what_is_under_embargo(archive: Archive) -> None:
    wire, copy = article(agency="Reuters", published_at=NOW), article()
    held = article(status=PubStatus.WITHHELD)
    check(archive, wire)
    check(archive, copy, [pair(wire.id, copy.id)])
    check(archive, held, [pair(wire.id, held.id)])
    refresh(archive)
    assert archive.story_sizes([wire.id]) == {wire.id: 3}
    assert archive.story_sizes([wire.id], NOW) == {wire.id: 2}
    story = archive.story(wire.id, visible_at=NOW)
    assert story is not None
    assert (story.size, len(story.rows)) == (2, 2)
