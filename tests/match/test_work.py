"""What comparing costs, counted in advance; and what is kept so that it is not done twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from copytaster.fingerprint import analyse
from copytaster.match.budget import MOST_WORK, comparing, not_aligned, reading
from copytaster.match.twins import Twins, retold, text_of
from copytaster.model import Article, Boilerplate, Correspondence, Kind, Pair, Span

SENTENCE = "Rescue teams with two dogs were working on the northern edge of the debris on Friday. "


def board(sentences: int) -> str:
    return " ".join(f"Harbour board {n} closed lock {n} until spring, a clerk said." for n in range(sentences))


def test_work_grows_with_both_texts_and_does_not_ask_for_their_order() -> None:
    short, long = (analyse(Article(id="a", text=board(n), language="en")) for n in (3, 30))
    assert 0 < reading(short) < reading(long)
    assert comparing(short, short) < comparing(short, long) < comparing(long, long)
    assert comparing(short, long) == comparing(long, short)


def test_ordinary_articles_are_far_from_the_bound() -> None:
    """Forty candidates of 600 words."""
    article = analyse(Article(id="a", text=board(55), language="en"))
    assert len(article.words) > 600
    assert reading(article) + 40 * (reading(article) + comparing(article, article)) < MOST_WORK / 2


def test_what_was_not_compared_says_so() -> None:
    pair = not_aligned("b", "a")
    assert (pair.a, pair.b) == ("a", "b")
    assert not pair.aligned
    assert Pair("a", "b", (), 0.0).aligned


def test_texts_are_the_same_when_all_that_pairs_follow_from_is() -> None:
    one = Article("a", SENTENCE, language="en", published_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    later = datetime(2026, 3, 1, 21, tzinfo=UTC)
    assert text_of(one) == text_of(replace(one, id="b", outlet="Argus", published_at=later))
    for other in (
        replace(one, text=SENTENCE + "x"), replace(one, agency="AFP"), replace(one, language="de"),
        replace(one, boilerplate=(Boilerplate(0, 6),)), replace(one, published_at=None),
    ):  # fmt: skip
        assert text_of(one) != text_of(other)


LINKS = (
    Correspondence(Span(0, 9), Span(50, 59), Kind.EDITED, 0.9, i=0, j=5, odds_a=1.0, odds_b=2.0),
    Correspondence(Span(20, 29), Span(0, 9), Kind.VERBATIM, 0.9, i=2, j=0, odds_a=3.0),
)
FOUND = Pair("b", "c", LINKS, 0.4, {"words_a": 10.0, "words_b": 20.0})


def test_a_pair_is_told_of_twins_in_their_order() -> None:
    assert retold(FOUND, ("b", "c"), ("d", "e")) == replace(FOUND, a="d", b="e")
    turned = retold(FOUND, ("b", "c"), ("z", "a"))
    assert (turned.a, turned.b, turned.evidence) == ("a", "z", {"words_a": 20.0, "words_b": 10.0})
    assert [(c.a, c.b, c.odds_a, c.odds_b) for c in turned.correspondences] == [
        (Span(0, 9), Span(20, 29), None, 3.0),
        (Span(50, 59), Span(0, 9), 2.0, 1.0),
    ]
    assert retold(turned, ("z", "a"), ("b", "c")) == FOUND


def test_twins_remember_what_was_asked_for_last() -> None:
    twins = Twins(most=4, least=2)
    one, two, three = (text_of(Article("x", f"{SENTENCE}{n}")) for n in range(3))
    twins.put((one, two), ("b", "c"), FOUND)
    twins.put((one, three), ("b", "d"), None)
    assert twins.get((one, two), ("e", "f")) == (True, replace(FOUND, a="e", b="f"))
    assert twins.get((one, three), ("e", "f")) == (True, None)
    assert twins.get((two, three), ("e", "f")) == (False, None)
    twins.put((two, three), ("c", "d"), None)
    assert twins.get((one, two), ("e", "f")) == (False, None)  # the longest unasked
    twins.clear()
    assert twins.get((two, three), ("e", "f")) == (False, None)
