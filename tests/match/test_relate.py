"""One pair from one side: who came first, what a derived relation is called, and how much of an article spans are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from copytaster.match import relate
from copytaster.match.relate import View, direction, kind_of, merged, own, own_length, same_publisher, share, view
from copytaster.model import (
    Article,
    Boilerplate,
    Change,
    Correspondence,
    Direction,
    Kind,
    Pair,
    PassageChange,
    RelationKind,
    Span,
)  # fmt: skip

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = "a" * 100


def article(name: str, size: int = 100, **said: object) -> Article:
    return Article(name, TEXT[:size], **said)  # type: ignore[arg-type]


def link(a: tuple[int, int], b: tuple[int, int], kind: Kind = Kind.EDITED, **more: object) -> Correspondence:
    return Correspondence(Span(*a), Span(*b), kind, 0.9, **more)  # type: ignore[arg-type]


def seen(
    *links: Correspondence, here: int = 100, there: int = 100, resemblance: float = 0.5, publisher: str | None = None,
    **evidence: float,
) -> View:  # fmt: skip
    """Two articles, and what was found between them."""
    mine, other = article("a", here, outlet=publisher), article("b", there, outlet=publisher)
    return view(mine, other, Pair("a", "b", links, resemblance, evidence))


@pytest.mark.parametrize(
    ("mine", "other", "expected"),
    [
        ({"agency": "AFP"}, {}, Direction.TO_SOURCE),
        ({}, {"agency": "AFP"}, Direction.FROM_SOURCE),
        ({"published_at": NOON}, {"published_at": NOON - timedelta(hours=1)}, Direction.FROM_SOURCE),
        ({"published_at": NOON}, {"published_at": NOON + timedelta(hours=1)}, Direction.TO_SOURCE),
        ({"published_at": NOON}, {"published_at": NOON - timedelta(seconds=59)}, Direction.UNDETERMINED),
        ({"published_at": NOON}, {}, Direction.UNDETERMINED),
        # a wire that came later is still not made from what is no wire
        ({"published_at": NOON}, {"agency": "AFP", "published_at": NOON + timedelta(days=1)}, Direction.FROM_SOURCE),
    ],
)
def test_who_can_have_taken_from_whom(
    mine: dict[str, object], other: dict[str, object], expected: Direction
) -> None:
    x, y = article("x", **mine), article("y", **other)
    back = {Direction.FROM_SOURCE: Direction.TO_SOURCE, Direction.TO_SOURCE: Direction.FROM_SOURCE}
    assert direction(x, y) is expected
    assert direction(y, x) is back.get(expected, expected)


@pytest.mark.parametrize(
    ("view", "whole", "expected"),
    [
        (seen(link((0, 100), (0, 100)), identical=1.0), True, RelationKind.IDENTICAL),
        (seen(link((0, 40), (0, 40)), publisher="Argus"), False, RelationKind.UPDATE),
        (seen(link((0, 39), (0, 39)), publisher="Argus"), False, RelationKind.EXCERPT),
        # a round-up, a third of which is about the matter of one of its publisher's stories, and its opposite
        (seen(link((0, 39), (0, 60)), publisher="Argus", matter_a=0.35, matter_b=0.7), False, RelationKind.EXCERPT),
        (seen(link((0, 60), (0, 39)), publisher="Argus", matter_a=0.7, matter_b=0.35), False, RelationKind.EXCERPT),
        # a story retold, and one that has all of the line before it
        (seen(link((0, 39), (0, 60)), publisher="Argus", matter_a=0.8, matter_b=0.7), False, RelationKind.UPDATE),
        (seen(link((0, 20), (0, 90)), publisher="Argus", matter_a=0.2, matter_b=1.0), False, RelationKind.UPDATE),
        (seen(link((0, 80), (0, 80))), False, RelationKind.COPY),
        (seen(link((0, 100), (0, 20)), there=100), True, RelationKind.EXCERPT),  # less than a quarter of the source
        (seen(link((0, 100), (0, 30)), there=100), True, RelationKind.COPY),  # a cut copy
        (seen(link((0, 80), (0, 80), Kind.PARAPHRASE)), False, RelationKind.REWRITE),
        (seen(link((0, 80), (0, 80)), resemblance=0.1), False, RelationKind.REWRITE),  # each word, another order
        (seen(link((0, 20), (0, 20), Kind.PARAPHRASE)), False, RelationKind.EXCERPT),
        (seen(link((0, 20), (0, 20), Kind.PARAPHRASE)), True, RelationKind.REWRITE),
        (seen(link((0, 80), (0, 80), Kind.TRANSLATION)), False, RelationKind.TRANSLATION),
        (seen(link((0, 20), (0, 20), Kind.TRANSLATION)), True, RelationKind.EXCERPT),
    ],
)
def test_what_a_derived_relation_is_called(view: View, whole: bool, expected: RelationKind) -> None:
    assert kind_of(view, view.links, whole) is expected


def test_a_pair_is_turned_to_the_article_that_looks() -> None:
    change = Change("figure", Span(1, 2), Span(51, 52))
    both = link((0, 10), (50, 60), odds_a=1.0, odds_b=2.0, changes=(change,))
    pair = Pair("a", "b", (both,), 0.5, {"same_form": 1.0})
    here, there = article("a"), article("b", agency="AFP")
    mine, theirs = view(here, there, pair), view(there, here, pair)
    assert (mine.here, mine.there, theirs.here, theirs.there) == ("a", "b", "b", "a")
    assert mine.links == pair.correspondences
    (link_back,) = theirs.links
    assert (link_back.a, link_back.b, link_back.odds_a, link_back.odds_b) == (Span(50, 60), Span(0, 10), 2.0, 1.0)
    assert relate.changes_of(link_back) == (PassageChange("figure", Span(51, 52), Span(1, 2)),)
    assert mine.turned() == theirs
    assert theirs.turned() == mine
    assert mine.same_form
    assert mine.evidence("absent") == 0


def test_links_in_furniture_are_nobodys_evidence() -> None:
    pair = Pair("a", "b", (link((0, 20), (0, 20)), link((30, 50), (30, 50))), 0.5)
    ignored = [Span(0, 11)]  # more than half of the first
    assert [c.a for c in view(article("a"), article("b"), pair, ignored).links] == [Span(30, 50)]
    assert len(view(article("a"), article("b"), pair, [Span(0, 10)]).links) == 2


def test_publishers_are_the_same_by_name_and_nobody_is_none() -> None:
    assert same_publisher(article("a", agency="AFP"), article("b", agency="AFP", outlet="Site"))
    assert not same_publisher(article("a", agency="AFP"), article("b", outlet="AFP"))
    assert same_publisher(article("a", outlet="Argus"), article("b", outlet="Argus"))
    assert not same_publisher(article("a"), article("b"))


def test_what_is_counted_is_the_articles_own() -> None:
    text = Article("a", "ab cd\n\nMore news", boilerplate=(Boilerplate(7, 11),))
    assert own_length(text) == 8
    assert own(text, Span(0, 5)) == 4
    assert own(text, Span(7, 11)) == 0
    assert share(text, [Span(0, 4), Span(1, 5), Span(7, 11)]) == pytest.approx(0.5)
    assert merged([Span(6, 9), Span(0, 4), Span(4, 6)]) == [Span(0, 9)]
    assert own_length(Article("b", "  ")) == 1
