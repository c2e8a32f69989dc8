"""The desk: what is folded, what an item says, and what it may be narrowed to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from copytaster.archive import Facet, Facets, Part, Sort
from copytaster.model import Direction, RelationKind
from service.errors import Problem
from service.pages import days, wording
from service.pages.colours import colour
from service.pages.data import Entry, Filters
from service.pages.desk import facets as desk_facets
from service.pages.desk import filters
from service.pages.desk import view as desk_view
from service.pages.report import view as report_view
from tests.pages import fake, reports, stories
from tests.pages.draw import NOW


def desk(entries: Sequence[Entry], filters: Filters, anchors: Mapping[str, Entry] | None = None) -> desk_view.DeskView:
    listed = desk_view.Listed(entries, None, anchors or {}, {"reuters1": 12}, {}, {}, {})
    none = {name: Facet({}) for name in desk_facets.FILTERS}
    return desk_view.build(listed, filters, None, Facets(len(entries), none), [])


def test_copies_fold_under_their_origin_even_when_it_is_on_another_page() -> None:
    rows = list(stories.harbour().entries)
    anchor = rows.pop(0)
    view = desk(rows, Filters(sort="published"), {"reuters1": anchor})
    assert [(g.head.article_id, len(g.folded), g.size) for g in view.groups] == [("reuters1", 11, 12)]
    assert view.groups[0].uncredited == sum(e.credit == "uncredited" for e in rows) > 0


@pytest.mark.parametrize("narrowed", [{"q": "strike"}, {"credit": "uncredited"}, {"since": "today"}])
def test_a_narrowed_desk_lists_what_fits_and_nothing_else(narrowed: dict[str, str]) -> None:
    rows = list(stories.harbour().entries)
    assert [g.head.article_id for g in desk(rows, Filters(**narrowed)).groups] == [e.article_id for e in rows]


def test_the_bar_of_an_item_has_the_colours_of_its_report() -> None:
    report = reports.ordinary()
    data = fake.FakeData()
    entry = fake.entry_of(report)
    line = desk_view.entry_view(entry, {}, data.parts([entry.article_id])[entry.article_id])
    view = report_view.build(report)
    shares = [s for s in view.sources if s.share > 0]
    assert [x.colour for x in line.bar] == [colour(s.number) for s in shares]
    assert line.shares.startswith(f"{shares[0].name} {wording.share(shares[0].share)}")
    assert sum(x.width for x in line.bar) <= 100


def test_nobody_is_accused_of_what_either_may_have_taken() -> None:
    entry = stories.entry("a", "A", "Quay", 1)
    entry = replace(entry, relation="rewrite", source_id="b")
    way = Part("b", None, "Herald", RelationKind.REWRITE, Direction.UNDETERMINED, 0.7)
    assert desk_view.entry_view(entry, {}, [way]).relation == "Rewrite of or by"
    assert desk_view.entry_view(entry, {}, [way._replace(direction=Direction.FROM_SOURCE)]).relation == "Rewrite of"
    sibling = replace(entry, relation="same-source")
    assert desk_view.entry_view(sibling, {}, [way]).relation == "Same source as"


def test_an_item_tells_the_time_that_it_is_ordered_by() -> None:
    entry = replace(stories.entry("a", "A", "Quay", 5), received_at=NOW)
    received = desk_view.entry_view(entry, {}, sort=Sort.RECEIVED)
    assert (received.when, received.published) == (NOW, False)
    published = desk_view.entry_view(entry, {}, sort=Sort.PUBLISHED)
    assert (published.when, published.published) == (entry.published_at, True)


def test_a_facet_links_to_the_desk_narrowed_and_widened_again() -> None:
    found = Facets(9, {name: Facet({}) for name in desk_facets.FILTERS} | {
        "outlet": Facet({f"O{n}": 9 - n for n in range(9)}), "language": Facet({"en": 9}),
        "credit_status": Facet({"uncredited": 2, "credited": 7}),
    })  # fmt: skip
    credit, outlet = desk_facets.build(found, Filters(q="x", credit="uncredited"))
    assert (credit.label, [(v.label, v.count, v.chosen) for v in credit.first]) == (
        "Credit", [("Uncredited", 2, True), ("Credited", 7, False)]
    )  # fmt: skip
    assert [v.query for v in credit.first] == [{"q": "x"}, {"q": "x", "credit": "credited"}]
    assert (len(outlet.first), len(outlet.rest)) == (desk_facets.FEW, 3)
    chosen = desk_facets.chosen(Filters(credit="uncredited", since="today"), {})
    assert [(c.label, c.value, c.query) for c in chosen] == [
        ("Credit", "Uncredited", {"since": "today"}), ("", "Today", {"credit": "uncredited"}),
    ]  # fmt: skip


def test_a_filter_that_nothing_has_can_be_taken_away() -> None:
    none = Facets(0, {name: Facet({}) for name in desk_facets.FILTERS})
    (facet,) = desk_facets.build(none, Filters(outlet="Nobody"))
    assert [(v.label, v.count, v.query) for v in facet.first] == [("Nobody", 0, {})]


@pytest.mark.parametrize(
    ("day", "zone", "begins"),
    [
        ("today", "UTC", "2026-11-25T00:00:00+00:00"), ("today", "Asia/Tokyo", "2026-11-25T15:00:00+00:00"),
        ("yesterday", "Europe/Oslo", "2026-11-23T23:00:00+00:00"), ("week", "UTC", "2026-11-19T00:00:00+00:00"),
        ("2026-03-29", "Europe/Oslo", "2026-03-28T23:00:00+00:00"), ("0001-01-01", "Asia/Tokyo", None),
        ("nonsense", "UTC", None),
    ],
)  # fmt: skip
def test_a_day_begins_where_the_newsroom_is(day: str, zone: str, begins: str | None) -> None:
    now = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
    found = days.moment(day, now, ZoneInfo(zone))
    if begins is not None:
        assert found == datetime.fromisoformat(begins)
    end = days.moment(day, now, ZoneInfo(zone), end=True)
    assert (found is None) == (end is None) == (day == "nonsense")


@pytest.fixture
def client() -> FlaskClient:
    return fake.make_app().test_client()


def test_filters_stand_in_the_address_and_are_carried_by_every_form_and_link(client: FlaskClient) -> None:
    page = client.get("/?q=harbour&credit=uncredited&since=2026-11-01&sort=published").text
    search = page.partition("<search>")[2].partition("</search>")[0]
    assert 'name="q" type="search" value="harbour"' in search
    assert '<input type="hidden" name="credit" value="uncredited">' in search
    assert 'value="2026-11-01"' in page
    chosen = page.partition('class="chosen"')[2].partition("</ul>")[0]
    assert re.findall(r'href="([^"]+)"', chosen) == [
        "/?credit=uncredited&amp;since=2026-11-01&amp;sort=published",
        "/?q=harbour&amp;since=2026-11-01&amp;sort=published",
        "/?q=harbour&amp;credit=uncredited&amp;sort=published", "/",
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["colour=red", "since=tomorrow", "until=today", "outdated=perhaps", "sort=size"])
def test_what_is_no_filter_is_named(query: str) -> None:
    name, _, value = query.partition("=")
    with pytest.raises(Problem, match=r"no filter|is no"):
        filters.read({name: value})


def test_the_total_and_the_facets_are_of_all_that_fits(client: FlaskClient) -> None:
    page = client.get("/?status=checked").text
    held = sum(r.get("status") == "checked" for r in reports.everything().values())
    assert f'<h2 id="stream-h">{held} articles</h2>' in page
    assert page.count('class="facet"') >= 3


def test_a_view_is_kept_and_found_and_forgotten(client: FlaskClient) -> None:
    assert "Keep this view" not in client.get("/").text
    assert "Keep this view" in client.get("/?credit=uncredited").text
    form = {"name": "  Uncredited\n<b>AP</b> ", "credit": "uncredited", "since": "yesterday"}
    answer = client.post("/views", data=form)
    assert (answer.status_code, answer.location) == (303, "/?credit=uncredited&since=yesterday")
    page = client.get(answer.location).text
    assert "Keep this view" not in page
    assert "Uncredited &lt;b&gt;AP&lt;/b&gt;" in page
    assert 'href="/?credit=uncredited&amp;since=yesterday" aria-current="true"' in page
    assert client.post("/views/1/forget").status_code == 303
    assert client.post("/views/1/forget").status_code == 404
    assert client.post("/views", data={"name": "Nothing"}).status_code == 422
    assert client.post("/views", data={"credit": "uncredited"}).status_code == 422
