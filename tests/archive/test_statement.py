"""A statement that is made once says the same as SQLAlchemy does, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from copytaster.archive import Archive, ArchiveUnavailable
from copytaster.archive.rows import ARTICLE
from copytaster.archive.schema import articles, events, outbox
from copytaster.archive.statement import Statement
from copytaster.model import Boilerplate, BoilerplateKind, Note, PubStatus

from .make import NOW, accept, article

BY_SEQ = sa.select(*ARTICLE, articles.c.known_at).where(
    articles.c.seq.in_(sa.bindparam("seqs", expanding=True)), articles.c.pubstatus.in_([PubStatus.USABLE, "canceled"])
)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_rows_are_those_of_sqlalchemy(archive: Archive, count: int) -> None:
    given = {
        "published_at": NOW.astimezone(timezone(timedelta(hours=5, minutes=30))),
        "boilerplate": (Boilerplate(0, 4, BoilerplateKind.PROMO),),
    }
    seqs = accept(archive, *(article(**given) for _ in range(7)))
    statement = Statement(BY_SEQ.order_by(articles.c.seq))
    with archive.reading() as connection:
        for some in (seqs[:count], seqs[-count:]):
            expected = connection.execute(BY_SEQ.order_by(articles.c.seq), {"seqs": some}).all()
            found = statement.all(connection, {"seqs": some})
            assert found == [tuple(row) for row in expected]
            assert [row.known_at for row in found] == [row.known_at for row in expected]
            assert found[0].known_at.tzinfo is UTC
        assert statement.first(connection, {"seqs": [10_000]}) is None
        assert statement.scalar(connection, {"seqs": [10_000]}) is None
        assert statement.scalar(connection, {"seqs": seqs}) == seqs[0]


def test_few_forms_are_made_of_many_lengths(archive: Archive) -> None:
    seqs = accept(archive, *(article() for _ in range(5)))
    statement = Statement(BY_SEQ)
    with archive.reading() as connection:
        for length in range(1, 501):
            found = statement.all(connection, {"seqs": [*range(10_000, 10_000 + length - 1), seqs[0]]})
            assert [row.seq for row in found] == seqs[:1]
    assert len(statement._forms) == 10


def test_a_subquery_needs_no_name(archive: Archive) -> None:
    accept(archive, article(), article())
    latest = sa.select(sa.func.max(articles.c.accepted_at)).scalar_subquery()
    statement = sa.select(sa.select(sa.func.count()).select_from(articles).scalar_subquery(), latest)
    with archive.reading() as connection:
        assert Statement(statement).all(connection) == [tuple(connection.execute(statement).one())]


def test_changes_are_counted(archive: Archive) -> None:
    seqs = accept(archive, *(article() for _ in range(3)))
    worker = Statement(
        sa.update(outbox)
        .where(outbox.c.seq.in_(sa.bindparam("seqs", expanding=True)))
        .values(worker=sa.bindparam("to"))
    )
    with archive.writing() as connection:
        assert worker.run(connection, {"seqs": seqs[:2], "to": "one"}) == 2
        assert worker.run(connection, {"seqs": [10_000], "to": "one"}) == 0
    with archive.reading() as connection:
        assert connection.execute(sa.select(outbox.c.worker).order_by(outbox.c.seq)).scalars().all() == [
            "one", "one", None,
        ]  # fmt: skip


def test_many_rows_go_in_at_once(archive: Archive) -> None:
    new = Statement(sa.insert(events))
    with archive.writing() as connection:
        new.run_each(connection, [])
        new.run_each(connection, [{"kind": "k", "article_id": str(n), "at": NOW, "detail": "{}"} for n in range(40)])
    assert [event.article_id for event in archive.events()] == [str(n) for n in range(40)]
    bare = [{"kind": "k", "article_id": "x", "at": datetime(2026, 1, 1), "detail": "{}"}]
    with pytest.raises(ValueError, match="without a time zone"), archive.writing() as connection:
        new.run_each(connection, bare)
    assert len(archive.events()) == 40


def test_trouble_is_told_in_sqlalchemys_words(archive: Archive) -> None:
    [seq] = accept(archive, article())
    twice = Statement(sa.insert(outbox))
    row = {
        "seq": seq, "status": "queued", "fence": 0, "tries": 0, "checks": 0, "queued_at": NOW, "request_id": "r-17",
    }  # fmt: skip
    with pytest.raises(sa.exc.IntegrityError) as told, archive.writing() as connection:
        twice.run(connection, row)
    assert "r-17" not in str(told.value)
    with pytest.raises(ArchiveUnavailable, match="migrate it first"), archive.writing() as connection:
        Statement(sa.text("DELETE FROM nowhere")).run(connection)
    with archive.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one() == 1


def test_a_connection_that_is_lost_is_given_up(archive: Archive) -> None:
    if not archive.postgres:
        pytest.skip("there is none")
    own = Statement(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with pytest.raises(ArchiveUnavailable), archive.writing() as connection:
        own.run(connection)
    archive.ping()


@pytest.mark.parametrize("years", [1, 2026, 9999])
def test_a_moment_comes_back_to_the_microsecond(archive: Archive, years: int) -> None:
    """Also the second time, when it is known from the first."""
    moment = datetime(years, 3, 1, 23, 59, 58, 7, tzinfo=UTC)
    [seq] = accept(archive, article(published_at=moment))
    with archive.reading() as connection:
        for _ in range(2):
            row = Statement(BY_SEQ).first(connection, {"seqs": [seq]})
            assert (row.published_at, row.published_at.tzinfo) == (moment, UTC)
            other = connection.execute(BY_SEQ, {"seqs": [seq]}).one()
            assert other.published_at == moment


def test_two_fields_with_the_same_words_are_kept_apart(archive: Archive) -> None:
    """Both are lists, and written alike; long ones are not kept at all."""
    spans = tuple(Boilerplate(n, n + 1, BoilerplateKind.PROMO) for n in range(100))
    notes = (Note("0", "4"),)
    seqs = accept(archive, article(boilerplate=spans), article(notes=notes), article(boilerplate=spans[:1]))
    with archive.reading() as connection:
        for _ in range(2):
            rows = Statement(BY_SEQ).all(connection, {"seqs": seqs})
            assert [row.boilerplate for row in rows] == [spans, (), spans[:1]]
            assert [row.notes for row in rows] == [(), notes, ()]
