from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from copytaster.archive import Archive, Note, Person, Session

from .make import NOW, accept, article, later

IDA = Person("p1", "https://login.example", "ida", "Ida Aalto", "ida@paper.example", ("newsroom", "ä"), NOW, NOW)


def test_somebody_is_known_by_what_the_provider_calls_them(archive: Archive) -> None:
    archive.meet(IDA)
    archive.meet(replace(IDA, name="Ida Berg", email=None, said=(), met_at=later(9), seen_at=later(9)))
    archive.meet(replace(IDA, id="p2", subject="ada", name="Ada"))
    assert archive.people() == [
        replace(IDA, id="p2", subject="ada", name="Ada"),
        replace(IDA, name="Ida Berg", email=None, said=(), seen_at=later(9)),
    ]


def test_a_session_is_over_at_its_time_and_when_it_is_closed(archive: Archive) -> None:
    archive.meet(IDA)
    until = NOW + timedelta(hours=1)
    mine, keys = Session("d1", None, None, "p1", until), Session("d2", "k1", "proof", None, until + timedelta(hours=1))
    archive.open_session(mine, NOW)
    archive.open_session(keys, NOW)
    assert archive.session("d1", NOW) == (mine, IDA)
    assert archive.session("d2", NOW) == (keys, None)
    assert archive.session("d1", until) is None
    assert archive.close_session("d2")
    assert not archive.close_session("d2")
    assert archive.session("d2", NOW) is None
    archive.open_session(keys, until)  # and what is over is forgotten
    assert archive.session("d1", NOW) is None


def test_the_last_word_says_who_has_an_article(archive: Archive) -> None:
    a, b = article(), article()
    accept(archive, a, b)
    first = Note(0, a.id, "Ida", "p1", "Look at this.", False, None, None, NOW)
    written = archive.annotate(first)
    assert written is not None
    assert written == replace(first, id=written.id)
    archive.annotate(replace(first, text="", assigns=True, assignee="Ben", assignee_id="p2"))
    archive.annotate(replace(first, article_id=b.id, assigns=True, assignee="Ida", assignee_id="p1"))
    assert archive.annotate(replace(first, article_id="nowhere")) is None
    assert [n.text for n in archive.notes(a.id)] == ["Look at this.", ""]
    assert archive.assigned([a.id, b.id, "nowhere"]) == {a.id: "Ben", b.id: "Ida"}
    archive.annotate(replace(first, assigns=True))
    assert archive.assigned([a.id, b.id]) == {b.id: "Ida"}
    archive.delete(a.id, NOW)
    assert archive.notes(a.id) == []
