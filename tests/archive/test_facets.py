from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from copytaster.archive import Archive, BadCursor, Carried, Filters, Sort
from copytaster.archive.facets import MOST, NAMES
from copytaster.model import Article, Grounds, Outdated, PubStatus, RelationKind, Span, Status, Verdict

from . import make
from .make import NOW, accept, article, check, later, pair, refresh


def _ids(archive: Archive, filters: Filters, sort: Sort = Sort.RECEIVED) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        rows, cursor = archive.list(filters, cursor, 2, sort=sort)
        found += [row.article.id for row in rows]
        if cursor is None:
            return found


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """A wire that was killed, one that was corrected, who prints them, and what has nothing to do with either."""
    wire = article("wire", agency="Reuters", outlet="Reuters", language="en", published_at=later(-9000))
    copy = article("copy", outlet="Herald", language="en", published_at=later(-8000))
    late = article("late", outlet="Courier", language="fr", published_at=later(-7000))
    dead = article("dead", agency="AFP", language="fr", status=PubStatus.CANCELED, published_at=later(-6000))
    dupe = article("dupe", outlet="Herald", language="fr", published_at=later(-5000))
    soon = article(
        "soon", outlet="Herald", status=PubStatus.WITHHELD, embargoed_until=later(9000), published_at=None,
    )  # fmt: skip
    check(archive, wire)
    check(archive, copy, [pair("wire", "copy")])
    check(archive, late, [pair("wire", "late", RelationKind.REWRITE), pair("copy", "late", RelationKind.SAME_SOURCE)])
    check(archive, dead)
    check(archive, dupe, [pair("dead", "dupe")])
    check(archive, soon)
    refresh(archive)
    accept(archive, article("next", outlet="Post", language="en"))
    _outdate(archive, "copy")
    return archive


def _outdate(archive: Archive, article_id: str) -> None:
    """Checks an article again; it then has a figure that its wire has corrected."""

    def resolve(grounds: Grounds) -> Verdict:
        return replace(make.resolve(grounds), outdated=(Outdated("figure", Span(0, 3), "44", "wire", "dead"),))

    archive.retry(article_id, NOW)
    lease = next(one for one in archive.claim(10, "tester", 60) if one.article_id == article_id)
    assert archive.record(lease, [], resolve, NOW)


NARROWED: list[dict[str, Any]] = [
    {}, {"outlet": "Herald"}, {"agency": "Reuters"}, {"language": "fr"}, {"status": "checked"}, {"relation": "copy"},
    {"relation": "rewrite", "outlet": "Courier"}, {"derivation": "wholly_derived"}, {"credit_status": "not_applicable"},
    {"pubstatus": "usable"}, {"outdated": "killed"}, {"outdated": "corrected"}, {"since": later(-6500)},
    {"until": later(-6500), "outlet": "Herald"}, {"received_since": NOW}, {"received_until": NOW}, {"q": "crane"},
    {"source_id": "wire"}, {"source_agency": "AFP"}, {"visible_at": NOW}, {"visible_at": NOW, "outlet": "Herald"},
    {"story": "wire"}, {"outlet": "nobody"},
]  # fmt: skip


@pytest.mark.parametrize("narrowed", NARROWED, ids=str)
def test_a_count_is_how_many_the_list_then_has(filled: Archive, narrowed: dict[str, Any]) -> None:
    filters = Filters(**narrowed)
    facets = filled.facets(filters, NAMES)
    assert facets.total == len(_ids(filled, filters))
    for name, facet in facets.found.items():
        for value, n in facet.values.items():
            assert (name, value, n) == (name, value, len(_ids(filled, replace(filters, **{name: value}))))
        known = {str(v) for v in _values(filled, name, replace(filters, **{name: None})) if v is not None}
        assert known <= facet.values.keys()


def _values(archive: Archive, name: str, filters: Filters) -> set[Any]:
    """What the listed articles themselves say, where one row says it."""
    rows, _ = archive.list(filters, limit=500)
    if name in ("outlet", "agency", "language"):
        return {getattr(row.article, name) for row in rows}
    if name == "pubstatus":
        return {row.article.status for row in rows}
    return {getattr(row, name) for row in rows} if name in ("status", "derivation", "credit_status") else set()


def test_what_is_killed_or_corrected_names_who_still_prints_it(filled: Archive) -> None:
    assert _ids(filled, Filters(outdated=Carried.KILLED)) == ["dupe"]
    assert _ids(filled, Filters(outdated="corrected")) == ["copy"]
    assert _ids(filled, Filters(outdated="nonsense")) == []
    row = filled.find("copy")
    assert row is not None
    assert row.outdated == 1


def test_a_killed_version_kills_the_versions_before_it(archive: Archive) -> None:
    first = article("first", agency="AP", published_at=later(-900), external_id="x")
    copy = article("copy", outlet="Herald", published_at=later(-800))
    kill = article("kill", agency="AP", published_at=later(-700), status=PubStatus.CANCELED, external_id="x")
    fresh = article("fresh", agency="AP", published_at=later(-600), external_id="x")
    taken = article("taken", outlet="Herald", published_at=later(-500))
    own = article("own", agency="AP", published_at=later(-400))
    check(archive, first)
    check(archive, copy, [pair("copy", "first")])
    check(archive, kill, [pair("first", "kill", RelationKind.UPDATE)])
    check(archive, fresh, [pair("fresh", "kill", RelationKind.UPDATE)])
    check(archive, taken, [pair("fresh", "taken")])
    check(archive, own, [pair("first", "own")])
    refresh(archive)
    assert set(_ids(archive, Filters(outdated=Carried.KILLED))) == set(archive.carriers("kill")) - {"taken"}
    assert _ids(archive, Filters(outdated=Carried.KILLED)) == ["copy"]


def test_by_publication_and_by_arrival(filled: Archive) -> None:
    assert _ids(filled, Filters()) == ["next", "soon", "dupe", "dead", "late", "copy", "wire"]
    accept(filled, article("old", published_at=later(-86400)), article("twin1", published_at=later(-5000)))
    accept(filled, article("twin2", published_at=later(-5000)))
    by_time = ["next", "soon", "twin2", "twin1", "dupe", "dead", "late", "copy", "wire", "old"]
    assert _ids(filled, Filters(), Sort.PUBLISHED) == by_time
    assert _ids(filled, Filters(outlet="Herald"), Sort.PUBLISHED) == ["soon", "dupe", "copy"]
    assert _ids(filled, Filters(status=Status.QUEUED), Sort.PUBLISHED) == ["twin2", "twin1", "old"]


def test_a_cursor_belongs_to_its_order(filled: Archive) -> None:
    _, received = filled.list(limit=2)
    _, published = filled.list(limit=2, sort=Sort.PUBLISHED)
    with pytest.raises(BadCursor):
        filled.list(cursor=published, limit=2)
    with pytest.raises(BadCursor):
        filled.list(cursor=received, limit=2, sort=Sort.PUBLISHED)


def test_the_most_frequent_values_come_first_and_more_are_said(archive: Archive) -> None:
    some = [article(outlet=f"Outlet {n:03}") for n in range(MOST + 3)]
    again = [Article(f"again{n}", "Again.", outlet="Outlet 050", received_at=NOW + timedelta(n)) for n in range(2)]
    accept(archive, *some, *again)
    facet = archive.facets(Filters(), ["outlet"]).found["outlet"]
    assert next(iter(facet.values.items())) == ("Outlet 050", 3)
    assert (len(facet.values), facet.more) == (MOST, True)
    assert not archive.facets(Filters(outlet="Outlet 001"), ["status"]).found["status"].more


def test_parts_are_ordered_as_the_report_names_them(filled: Archive) -> None:
    parts = filled.parts(["late", "copy", "wire", "nobody"])
    assert [(p.source_id, p.relation) for p in parts["late"]] == [
        ("wire", RelationKind.REWRITE), ("copy", RelationKind.SAME_SOURCE),
    ]  # fmt: skip
    assert "nobody" not in parts
    verdict = filled.verdict("late")
    assert verdict is not None
    assert {p.source_id for p in parts["late"]} == {s.article_id for s in verdict.sources}


def test_views_are_kept_by_name_for_one_or_for_all(archive: Archive) -> None:
    assert archive.keep_view("Uncredited AP", "agency=AP&credit=uncredited", None, NOW)
    assert archive.keep_view("Mine", "q=harbour", "key1", NOW)
    assert archive.keep_view("Uncredited AP", "credit=uncredited", None, later(5))
    assert [(v.name, v.query, v.owner) for v in archive.views(["key1"])] == [
        ("Uncredited AP", "credit=uncredited", None), ("Mine", "q=harbour", "key1"),
    ]  # fmt: skip
    assert [v.name for v in archive.views()] == [v.name for v in archive.views(["key2"])] == ["Uncredited AP"]
    (ours, mine) = archive.views(["key1"])
    assert not archive.drop_view(mine.id, ["key2"])
    assert not archive.drop_view(mine.id)
    assert not archive.drop_view(2**63)
    assert archive.drop_view(mine.id, ["team:night", "key1"])
    assert not archive.drop_view(ours.id, ["key2"], everybody=False)
    assert archive.drop_view(ours.id, ["key2"])
    assert archive.views(["key1"]) == []


def test_there_is_an_end_to_the_views_of_one(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copytaster.archive.views.MOST", 2)
    made = [archive.keep_view(name, "", None, NOW) for name in "abca"]
    assert [view and view.name for view in made] == ["a", "b", None, "a"]
    assert made[0] == made[3] == archive.views()[0]
