from __future__ import annotations

import pytest

from copytaster.archive import Archive
from copytaster.model import Ruling

from .make import NOW, article, check, later, pair, refresh


def test_the_history_of_a_ruling(archive: Archive) -> None:
    a, b, c = article(), article(), article()
    check(archive, a)
    check(archive, b, [pair(a.id, b.id)])
    check(archive, c, [pair(b.id, c.id)])
    refresh(archive)
    first = archive.judge(a.id, b.id, Ruling.REJECTED, "Ada", "Same press conference.", NOW)
    assert first is not None
    assert (first.article_id, first.source_id, first.ruling, first.who, first.note, first.at) == (
        a.id, b.id, Ruling.REJECTED, "Ada", "Same press conference.", NOW,
    )  # fmt: skip
    assert set(archive.stale()) == {a.id, b.id}
    for one, other in ((a, b), (b, a)):
        grounds = archive.grounds(one.id)
        assert grounds is not None
        assert grounds.rulings == {other.id: Ruling.REJECTED}
    refresh(archive)
    # From the other side it is the same pair.
    archive.judge(b.id, a.id, Ruling.CONFIRMED, "Bea", None, later(1))
    grounds = archive.grounds(a.id)
    assert grounds is not None
    assert grounds.rulings == {b.id: Ruling.CONFIRMED}
    assert set(archive.stale()) == {a.id, b.id}
    refresh(archive)
    archive.judge(a.id, b.id, Ruling.CONFIRMED, "Cleo", None, later(2))
    assert archive.stale() == []  # a second voice for the same ruling changes nothing
    archive.judge(a.id, b.id, None, "Cleo", None, later(3))
    assert set(archive.stale()) == {a.id, b.id}
    grounds = archive.grounds(a.id)
    assert grounds is not None
    assert grounds.rulings == {}
    history = [(j.who, j.ruling, j.article_id) for j in archive.judgements(b.id)]
    assert history == [
        ("Ada", Ruling.REJECTED, a.id),
        ("Bea", Ruling.CONFIRMED, b.id),
        ("Cleo", Ruling.CONFIRMED, a.id),
        ("Cleo", None, a.id),
    ]
    assert archive.judgements(c.id) == []
    assert len(archive.judgements()) == 4
    event = archive.events()[-1]
    assert (event.kind, event.article_id, event.detail) == ("judged", a.id, {"ruling": None, "source_id": b.id})


def test_the_summary_passes_over_what_was_rejected(archive: Archive) -> None:
    a, b, c = article(), article(), article()
    check(archive, a)
    check(archive, b)
    check(archive, c, [pair(a.id, c.id, score=0.9), pair(b.id, c.id, score=0.4)])
    archive.judge(c.id, a.id, Ruling.REJECTED, "e", None, NOW)
    refresh(archive)
    row = archive.find(c.id)
    assert row is not None
    assert row.source_id == b.id
    archive.judge(c.id, b.id, Ruling.REJECTED, "e", None, NOW)
    refresh(archive)
    row = archive.find(c.id)
    assert row is not None
    assert (row.source_id, row.relation) == (None, None)


def test_who_is_not_here_cannot_be_judged(archive: Archive) -> None:
    a = article()
    check(archive, a)
    assert archive.judge(a.id, "nobody", Ruling.REJECTED, "e", None, NOW) is None
    assert archive.judge("nobody", a.id, None, "e", None, NOW) is None
    assert archive.judgements() == []
    with pytest.raises(ValueError, match="two articles"):
        archive.judge(a.id, a.id, Ruling.REJECTED, "e", None, NOW)
