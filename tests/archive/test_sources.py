from __future__ import annotations

from dataclasses import replace

from copytaster.archive import Archive, Source, Taken

from .make import NOW, accept, article, at, later


def take(archive: Archive, holder: str = "one", when: float = 0.0, source: str = "s") -> Source | None:
    return at(archive, when).take_source(source, "feed", "a feed", holder, 60)


def held(archive: Archive, holder: str = "one", when: float = 0.0, source: str = "s") -> Source:
    found = take(archive, holder, when, source)
    assert found is not None
    return found


def item(name: str = "i", **more: object) -> Taken:
    made = Taken("s", name, "v1", f"item {name}", "article-1", None, 0, NOW)
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_new_source_begins_with_nothing(archive: Archive) -> None:
    assert archive.sources() == []
    source = held(archive)
    assert (source.cursor, source.taken, source.refused, source.failures, source.error) == ("{}", 0, 0, 0, None)
    assert (source.holder, source.fence, source.lease_until) == ("one", 1, later(60))
    assert archive.sources() == [source]


def test_one_process_at_a_time_reads_it_and_only_the_last_writes(archive: Archive) -> None:
    first = held(archive)
    assert take(archive, "two", 59) is None
    assert at(archive, 50).hold_source(first, 60) is not None
    assert take(archive, "two", 109) is None
    second = held(archive, "two", 110)
    assert second.fence == first.fence + 1
    assert archive.looked(first, '{"etag": "x"}', later(111), later(120), 60) is None
    assert archive.not_looked(first, "late", later(111), later(120), 60) is None
    archive.leave_source(first)
    assert archive.sources() == [second]
    archive.leave_source(second)
    assert held(archive, "three", 112).fence == 3


def test_a_failure_keeps_the_cursor_and_a_look_ends_the_failures(archive: Archive) -> None:
    source = held(archive)
    assert archive.looked(source, '{"etag": "x"}', later(1), later(61), 60) is not None
    for n in (2, 3):
        assert archive.not_looked(source, "no answer", later(n), later(n + 100), 60) is not None
    (stored,) = archive.sources()
    assert (stored.cursor, stored.failures, stored.error) == ('{"etag": "x"}', 2, "no answer")
    assert (stored.failing_since, stored.next_look, stored.looked_at) == (later(2), later(103), later(1))
    assert archive.looked(source, "{}", later(4), later(64), 60) is not None
    (stored,) = archive.sources()
    assert (stored.failures, stored.error, stored.failing_since) == (0, None, None)


def test_what_became_of_an_item_is_counted_with_its_source(archive: Archive) -> None:
    held(archive)
    archive.note_taken(item("a"))
    archive.note_taken(item("b", article_id=None, reason="too short", at=later(5)))
    archive.note_taken(item("c", article_id=None, reason="no answer", tries=1, at=later(6)))
    (stored,) = archive.sources()
    assert (stored.taken, stored.refused, stored.taken_at) == (1, 1, NOW)
    assert set(archive.taken("s", ["a", "b", "c", "d"])) == {"a", "b", "c"}
    assert archive.taken("other", ["a"]) == {}
    assert [found.item for found in archive.not_taken()] == ["c", "b"]
    archive.note_taken(item("c", at=later(7)))  # at last
    archive.note_taken(item("a", version="v2", article_id="article-2", at=later(8)))  # it says something else now
    (stored,) = archive.sources()
    assert (stored.taken, stored.taken_at) == (3, later(8))
    assert archive.taken("s", ["a"])["a"].version == "v2"
    assert [found.item for found in archive.not_taken()] == ["b"]


def test_a_source_that_is_dropped_is_new_again(archive: Archive) -> None:
    held(archive)
    archive.note_taken(item("a"))
    assert archive.drop_source("s")
    assert not archive.drop_source("s")
    assert archive.taken("s", ["a"]) == {}
    assert held(archive, when=1).taken == 0


def test_items_of_long_ago_are_forgotten_some_at_a_time(archive: Archive) -> None:
    held(archive)
    for n in range(5):
        archive.note_taken(item(f"i{n}", at=later(n)))
    assert archive.forget_taken(later(3), 2) == 2
    assert archive.forget_taken(later(3), 2) == 1
    assert set(archive.taken("s", [f"i{n}" for n in range(5)])) == {"i3", "i4"}


def test_the_headline_of_an_item_goes_with_its_article(archive: Archive) -> None:
    held(archive)
    gone, kept = article(), article()
    accept(archive, gone, kept)
    archive.note_taken(item("one", article_id=gone.id))
    archive.note_taken(item("two", article_id=kept.id))
    archive.delete(gone.id, NOW)
    found = archive.taken("s", ["one", "two"])
    assert [(found[name].label, found[name].article_id) for name in ("one", "two")] == [
        ("", gone.id), ("item two", kept.id),
    ]  # fmt: skip
