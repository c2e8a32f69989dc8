"""Lengths from sums are those that are counted character by character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copytaster.match.lengths import Lengths, counted
from copytaster.match.relate import own, own_length, visible
from copytaster.model import Article, Boilerplate, BoilerplateKind, Span

TEXTS = st.text(st.sampled_from("a é\u00a0\u2003\u3000\u200b\n\t\x1c\x85中\U0001f309"), max_size=60)


@given(TEXTS, st.lists(st.integers(0, 60), min_size=6, max_size=6))
def test_own_is_what_is_visible_less_boilerplate(text, places):
    a, b, c, d, start, end = sorted(places)[:4] + sorted(places[4:])
    marks = tuple(
        Boilerplate(min(x, len(text)), min(y, len(text)), BoilerplateKind.BIO) for x, y in ((a, b), (c, d)) if x < y
    )
    article = Article(id="x", text=text, boilerplate=marks)
    span = Span(min(start, len(text)), min(end, len(text)))
    inside = [n for n in range(span.start, span.end) if not any(m.start <= n < m.end for m in marks)]
    assert own(article, span) == sum(visible(text, n, n + 1) for n in inside)
    assert own_length(article) == max(1, own(article, Span(0, len(text))))


def test_little_is_remembered():
    remembered = Lengths(most=100, least=1)
    articles = [Article(id=str(n), text="word " * 8) for n in range(10)]
    for article in articles:
        assert remembered(article)[-1] == 32
    assert len(remembered._recent) == 2
    assert remembered._recent.weight <= 100
    twin = Article(id="0", text="other")
    assert remembered(twin).tolist() == counted(twin).tolist() == [0, 1, 2, 3, 4, 5]
