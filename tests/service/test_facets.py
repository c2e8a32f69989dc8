"""Facets over the API, and how long a count is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient

from copytaster.archive import Facets, Filters
from copytaster.index.memory import MemoryIndex
from service.facets import KEPT, Counts
from service.kept import CHEAP, OLDEST, SPARE
from service.state import State
from tests.service.support import TEXT, body_of, check_all


def listed(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/articles?{query}")
    assert answer.status_code == 200, answer.text
    return body_of(answer)


def test_counts_are_over_all_pages_and_leave_their_own_filter_out(
    client: FlaskClient, state: State, index: MemoryIndex
) -> None:
    wire = client.post(
        "/api/v1/articles", json={"text": TEXT, "agency": "Reuters", "published_at": "2026-11-20T08:00:00Z"}
    )
    for n, outlet in enumerate(("Quay", "Quay", "Herald")):
        client.post("/api/v1/articles", json={"text": f"{TEXT}\n\nMore of it, {n}.", "outlet": outlet,
                                              "published_at": f"2026-11-20T1{n}:00:00Z"})  # fmt: skip
    check_all(state, index)
    found = listed(client, "outlet=Quay&facets=outlet,source_agency,relation,credit_status&limit=1")
    assert (found["total"], len(found["items"])) == (2, 1)
    assert found["facets"]["outlet"] == {
        "values": [{"value": "Quay", "articles": 2}, {"value": "Herald", "articles": 1},
                   {"value": "Reuters", "articles": 1}], "more": False,
    }  # fmt: skip
    assert found["facets"]["source_agency"]["values"] == [{"value": "Reuters", "articles": 2}]
    assert found["facets"]["credit_status"]["values"] == [{"value": "uncredited", "articles": 2}]
    assert "facets" not in listed(client, "outlet=Quay")
    taken = listed(client, f"source_id={body_of(wire)['id']}&sort=published")
    assert [item["published_at"][11:13] for item in taken["items"]] == ["12", "11", "10"]
    assert len(listed(client, "source_agency=Reuters&received_since=2020-01-01")["items"]) == 3
    assert listed(client, "source_agency=AFP")["items"] == []
    assert listed(client, "received_until=2020-01-01")["items"] == []


def test_a_facet_that_is_none_is_named(client: FlaskClient) -> None:
    answer = client.get("/api/v1/articles?facets=outlet,colour")
    assert answer.status_code == 422
    assert "colour" in answer.text
    assert client.get("/api/v1/articles?sort=size").status_code == 422


class Clock:
    def __init__(self, takes: float) -> None:
        self.now, self.takes, self.counted = 0.0, takes, 0

    def __call__(self) -> float:
        return self.now

    def count(self, filters: Filters, names: Sequence[str]) -> Facets:
        self.now += self.takes
        self.counted += 1
        return Facets(self.counted, {})


def test_what_is_cheap_is_counted_for_everybody() -> None:
    clock = Clock(CHEAP / 2)
    counts = Counts(clock)
    assert [counts.of(clock.count, Filters(), ["outlet"]).total for _ in range(3)] == [1, 2, 3]


def test_what_costs_much_is_kept_for_a_while_and_no_longer() -> None:
    clock = Clock(1.0)
    counts = Counts(clock)
    assert [counts.of(clock.count, Filters(), ["outlet"]).total for _ in range(3)] == [1, 1, 1]
    assert counts.of(clock.count, Filters(outlet="Quay"), ["outlet"]).total == 2
    clock.now = SPARE + 1.0
    assert counts.of(clock.count, Filters(), ["outlet"]).total == 3
    slow = Clock(1000.0)
    counts = Counts(slow)
    counts.of(slow.count, Filters(), [])
    slow.now += OLDEST
    assert counts.of(slow.count, Filters(), []).total == 2


def test_who_may_see_everything_is_not_told_what_others_are() -> None:
    clock = Clock(1.0)
    counts = Counts(clock)
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    assert counts.of(clock.count, Filters(), []).total == 1
    assert counts.of(clock.count, Filters(visible_at=moment), []).total == 2
    assert counts.of(clock.count, Filters(visible_at=moment.replace(second=1)), []).total == 2


def test_there_is_an_end_to_what_is_kept() -> None:
    clock = Clock(CHEAP * 2)
    counts = Counts(clock)
    for n in range(KEPT + 5):
        counts.of(clock.count, Filters(outlet=str(n)), [])
    assert len(counts._kept) == KEPT
