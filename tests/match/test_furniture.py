"""What goes round for days, in articles that have nothing else in common, is nobody's evidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from copytaster.match.furniture import DAYS, furniture
from copytaster.model import Article, Correspondence, Kind, Pair, Span

FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE = Article("m", "x" * 300)
PROMO = Span(100, 140)


def carrier(
    number: int, day: int | None, *spans: Span, kind: Kind = Kind.VERBATIM, odds: float | None = 2.0
) -> tuple[Pair, Article]:
    """A pair with another article of that day that shares `spans` with this one; every other one is the first of it."""
    other = Article(f"{'a' if number % 2 else 'z'}{number}", "y" * 300, published_at=None)
    if day is not None:
        other = Article(other.id, other.text, published_at=FIRST + timedelta(days=day))
    there = Span(0, 40)
    links = tuple(
        Correspondence(there, s, kind, 0.9, odds_b=odds) if other.id < HERE.id
        else Correspondence(s, there, kind, 0.9, odds_a=odds)
        for s in spans
    )  # fmt: skip
    return Pair(min(other.id, HERE.id), max(other.id, HERE.id), links, 0.01), other


def test_what_goes_round_for_days_is_furniture() -> None:
    known = [carrier(n, n, PROMO) for n in range(DAYS)]
    assert furniture(HERE, known) == [PROMO]
    assert furniture(HERE, known[1:]) == []


def test_a_storys_sentence_is_carried_by_many_at_about_the_same_time() -> None:
    assert furniture(HERE, [carrier(n, n % (DAYS - 1), PROMO) for n in range(50)]) == []


def test_articles_that_share_more_are_no_strangers() -> None:
    own = [Span(0, 40), Span(150, 190)]
    assert furniture(HERE, [carrier(n, n, PROMO, *own) for n in range(DAYS)]) == []


def test_quotations_doubtful_links_and_articles_without_a_day_do_not_count() -> None:
    assert furniture(HERE, [carrier(n, n, PROMO, kind=Kind.QUOTE) for n in range(DAYS)]) == []
    assert furniture(HERE, [carrier(n, n, PROMO, odds=-0.1) for n in range(DAYS)]) == []
    assert furniture(HERE, [carrier(n, None, PROMO) for n in range(DAYS)]) == []


def test_spans_that_mostly_lie_in_each_other_are_one() -> None:
    wider = Span(98, 140)
    known = [carrier(n, n, PROMO if n % 2 else wider) for n in range(DAYS)]
    assert furniture(HERE, known) == [wider, PROMO]
