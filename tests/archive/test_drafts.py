from __future__ import annotations

from copytaster.archive import Archive

from .make import NOW, accept, article, later


def test_a_draft_is_kept_until_its_end_under_a_link_that_the_table_does_not_hold(archive: Archive) -> None:
    report = {"article": {"text": "Grüße, “so” it went."}, "sources": []}
    archive.keep_draft("a-link-of-its-own", report, True, later(86400))
    found = archive.draft("a-link-of-its-own", later(86399))
    assert found is not None
    assert (found.report, found.embargo, found.until) == (report, True, later(86400))
    assert archive.draft("a-link-of-its-own", later(86400)) is None
    assert archive.draft("another", NOW) is None
    assert archive.draft("\ud800\0", NOW) is None
    with archive.engine.connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM drafts").all()
    assert not any("a-link-of-its-own" in str(value) for value in row)
    assert archive.forget_drafts(later(86399)) == 0
    assert archive.forget_drafts(later(86400)) == 1


def test_a_draft_is_forgotten_with_an_article_that_it_names(archive: Archive) -> None:
    source, other = article(), article()
    accept(archive, source, other)
    archive.keep_draft("one", {"sources": [{"article_id": source.id}]}, False, later(9))
    archive.keep_draft("two", {"sources": [{"article_id": other.id}]}, False, later(9))
    archive.delete(source.id, NOW)
    assert archive.draft("one", NOW) is None
    assert archive.draft("two", NOW) is not None
