from __future__ import annotations

import sqlalchemy as sa

from copytaster.archive import Archive, Filters, schema
from copytaster.model import Ruling

from .make import NOW, accept, article, check, later, pair, recheck, refresh, resolve


def _left(archive: Archive) -> dict[str, int]:
    tables = [t for t in schema.metadata.sorted_tables if t is not schema.events]
    with archive.reading() as connection:
        counts = {t.name: connection.execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in tables}
        counts[schema.FULL_TEXT] = connection.execute(sa.text(f"SELECT count(*) FROM {schema.FULL_TEXT}")).scalar_one()
    return counts


def test_nothing_of_it_is_left(archive: Archive) -> None:
    kept = article()
    check(archive, kept)
    before = _left(archive)
    gone = article(title="Needle")
    archive.accept(gone, b"print", 3, "key", NOW)
    (lease,) = archive.claim(1, "w", 60)
    archive.record(lease, [pair(kept.id, gone.id)], resolve, NOW)
    archive.judge(gone.id, kept.id, Ruling.CONFIRMED, "e", None, NOW)
    refresh(archive)
    row = archive.find(gone.id)
    assert archive.delete(gone.id, later(5)) == row
    assert _left(archive) == before
    assert archive.find(gone.id) is None
    assert archive.list(Filters(q="needle")) == ([], None)
    # Its neighbour's verdict named it, so it is stale, and resolves without it.
    assert archive.stale() == [kept.id]
    refresh(archive)
    verdict = archive.verdict(kept.id)
    assert verdict is not None
    assert verdict.sources == ()
    assert archive.delete(gone.id, NOW) is None
    event = [e for e in archive.events() if e.kind == "deleted"]
    assert [(e.article_id, e.at, e.detail) for e in event] == [(gone.id, later(5), {"seq": lease.seq})]
    # It may come again, and is then checked anew.
    check(archive, gone, [pair(kept.id, gone.id)])
    recheck(archive, kept.id)


def test_purging_in_batches(archive: Archive) -> None:
    articles = [article() for _ in range(7)]
    for n, given in enumerate(articles):
        archive.accept(given, b"print %d" % n, 2, None, later(n))
    assert archive.purge(later(0), 10) == []
    gone = archive.purge(later(5), 3)
    assert [r.article_id for r in gone] == [a.id for a in articles[:3]]
    assert [r.fingerprint and r.fingerprint.body for r in gone] == [b"print 0", b"print 1", b"print 2"]
    assert [r.article_id for r in archive.purge(later(5), 3)] == [a.id for a in articles[3:5]]
    assert archive.purge(later(5), 3) == []
    assert [row.article.id for row in archive.list()[0]] == [articles[6].id, articles[5].id]


def test_purging_bounds_the_events(archive: Archive) -> None:
    given = article()
    accept(archive, given)
    for n in range(20):
        archive.judge(given.id, given.id + "x", None, "e", None, later(n))
    for n in range(10):
        lease = archive.claim(1, "w", 60)[0]
        archive.fail(lease, "no", later(n))
        archive.retry(given.id, later(n))
    assert len(archive.events()) == 11
    last = archive.last_event()
    archive.purge(later(4), 2, later(20))  # takes the article, and two events
    kept = archive.events()
    assert [e.kind for e in kept].count("failed") == 9
    assert kept[-1].kind == "deleted"
    assert kept[-1].id == last + 1
    archive.purge(later(100), 1000, later(20))
    assert archive.events() == []
    accept(archive, article())
    assert archive.events()[-1].id == last + 2  # ids go on, so that no reader misses what comes after
