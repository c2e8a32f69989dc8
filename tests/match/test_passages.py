"""Passages: claims as spans of the article, in order and apart from each other, and what they add up to."""

from __future__ import annotations

import itertools
import math
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from copytaster.match.case import MADE, Claim
from copytaster.match.model import chance
from copytaster.match.passages import (
    ALTERNATIVES,
    DOUBTFUL,
    LEAST,
    MOST_ODDS,
    NEVER,
    STANDS,
    coverage_of,
    passages_of,
    shares_of,
    standing,
    stands_features,
)
from copytaster.match.relate import View, view
from copytaster.model import (
    Article,
    Boilerplate,
    Change,
    Correspondence,
    Kind,
    Pair,
    Passage,
    PassageChange,
    Place,
    Span,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SENTENCES = [f"Sentence {n} has thirty-nine letters in it." for n in range(6)]
STORY = Article("story", " ".join(SENTENCES), outlet="Argus", published_at=NOON + timedelta(hours=5))


def at(n: int) -> Span:
    start = sum(len(s) + 1 for s in SENTENCES[:n])
    return Span(start, start + len(SENTENCES[n]))


def link(i: int, j: int = 0, kind: Kind = Kind.EDITED, span: Span | None = None, **more: object) -> Correspondence:
    said = {"odds_a": 2.0, "odds_b": 2.0, **more}
    return Correspondence(span or at(i), Span(j * 40, j * 40 + 40), kind, 0.8, i=i, j=j, **said)  # type: ignore[arg-type]


def source(name: str, *links: Correspondence, hours: int = 0, agency: str | None = "AFP") -> View:
    other = Article(name, "x" * 400, agency=agency, published_at=NOON + timedelta(hours=hours))
    assert name > STORY.id  # so that the story is the first of the pair
    return view(STORY, other, Pair(STORY.id, name, links, 0.1))


def claims(v: View, odds: float = 2.0) -> dict[int, Claim]:
    return {c.i: Claim(v, c, odds) for c in v.links}


def test_a_claim_becomes_the_passage_of_its_link() -> None:
    change = Change("figure", Span(9, 10), Span(1, 2))
    wire = source("wire", link(0, 3, changes=(change,)))
    (found,) = passages_of(STORY, claims(wire), [wire])
    assert (found.span, found.kind, found.source) == (at(0), Kind.EDITED, Place("wire", Span(120, 160), 0.8))
    assert found.changes == (PassageChange("figure", Span(9, 10), Span(1, 2)),)
    assert 0 < found.score <= 1


def test_others_that_have_the_words_are_named_wires_first_then_by_time() -> None:
    wire = source("wire", link(0))
    others = [source("z-late", link(0), hours=3, agency=None), source("z-early", link(0), hours=1, agency=None)]
    others += [source("z-rival", link(0), hours=4), source("z-doubtful", link(0, odds_a=-1.0, odds_b=-1.0))]
    (found,) = passages_of(STORY, claims(wire), [*others, wire])
    assert [a.article_id for a in found.alternatives] == ["z-rival", "z-early", "z-late"]
    many = [source(f"z{n}", link(0)) for n in range(ALTERNATIVES + 3)]
    assert len(passages_of(STORY, claims(wire), many)[0].alternatives) == ALTERNATIVES


def test_passages_are_in_order_and_apart() -> None:
    wire = source("wire", link(2), link(0, span=Span(0, at(1).start + 20)), link(1))
    found = passages_of(STORY, claims(wire), [wire])
    assert [p.span.start for p in found] == sorted(p.span.start for p in found)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))
    assert not any(STORY.text[p.span.start].isspace() for p in found)
    assert found[2].span == at(2)


def test_what_little_another_passage_leaves_is_none() -> None:
    wire = source("wire", link(0, span=Span(0, at(1).end - 5)), link(1))
    assert [p.span for p in passages_of(STORY, claims(wire), [wire])] == [Span(0, at(1).end - 5)]


def test_changes_in_what_was_cut_off_are_not_told() -> None:
    start = at(1).start
    gone, kept = Change("name", Span(start, start + 8), None), Change("figure", Span(start + 30, start + 36), None)
    wire = source("wire", link(0, span=Span(0, start + 20)), link(1, changes=(gone, kept)))
    second = passages_of(STORY, claims(wire), [wire])[1]
    assert [c.what for c in second.changes] == ["figure"]


def test_of_a_sentence_merged_from_two_each_part_has_its_own_place() -> None:
    half = Span(at(0).start + 22, at(0).end)
    wire = source("wire", link(0, 1, Kind.PARAPHRASE), link(0, 4, Kind.VERBATIM, span=half, odds_a=1.0))
    found = passages_of(STORY, {0: Claim(wire, wire.links[0], 2.0)}, [wire])
    assert [(p.span, p.kind, p.source.span) for p in found] == [
        (Span(0, 22), Kind.PARAPHRASE, Span(40, 80)),
        (half, Kind.VERBATIM, Span(160, 200)),
    ]


def passage(span: Span, kind: Kind, name: str) -> Passage:
    return Passage(span, kind, 0.9, Place(name, Span(0, 1), 0.9))


def test_shares_and_what_is_original_make_one() -> None:
    """White space and boilerplate are nobody's."""
    article = Article("a", "0123456789 " * 10, boilerplate=(Boilerplate(88, 110),))
    found = [passage(Span(0, 22), Kind.VERBATIM, "x"), passage(Span(22, 44), Kind.QUOTE, "y")]
    coverage = coverage_of(article, found)
    assert coverage == {
        "verbatim": 0.25, "edited": 0, "paraphrase": 0, "translation": 0, "quote": 0.25, "original": 0.5
    }  # fmt: skip
    assert sum(coverage.values()) == pytest.approx(1.0)
    assert shares_of(article, found) == {"x": 0.25, "y": 0.25}
    assert coverage_of(article, [])["original"] == 1.0


def attributed(v: View, odds: float) -> Any:
    """An attribution of all links of v; `odds`: that the story was made from it."""
    features = np.zeros(len(MADE), np.float32)
    return SimpleNamespace(claims=claims(v), odds=odds, derived=odds > 0, features=features, sources=[v])


def judging(*odds: float) -> Any:
    """Models that give the claims these log-odds."""
    return SimpleNamespace(trees={"stands": SimpleNamespace(odds=lambda rows: np.array(odds))})


@pytest.mark.parametrize(
    ("identical", "kind", "odds", "own", "shown"),
    [
        (1.0, Kind.VERBATIM, 5.0, 0, True),
        (0.0, Kind.VERBATIM, 5.0, 7, False),  # a short sentence of a copy that says more
        (0.0, Kind.VERBATIM, 5.0, 8, True),  # nobody writes so long a one again
        (0.0, Kind.EDITED, 5.0, 20, False),
        (1.0, Kind.EDITED, 5.0, 0, False),
        (1.0, Kind.VERBATIM, -1.0, 20, False),  # another gave what both have
    ],
)
def test_the_very_same_words_are_nobody_elses(
    identical: float, kind: Kind, odds: float, own: int, shown: bool
) -> None:
    """However little a sentence shows by itself: "県はトラック輸送への補助を検討している。" """
    v = source("wire", link(0, kind=kind, own=own), link(1))
    v.pair.evidence["identical"] = identical
    assert (0 in standing(attributed(v, odds), judging(-0.67, 2.0))) is shown


def test_other_words_whose_place_is_doubtful_are_asked_for_more() -> None:
    doubtful = link(0, kind=Kind.PARAPHRASE, odds_a=-0.5, odds_b=None)
    for other in (
        link(0, kind=Kind.PARAPHRASE, odds_a=-0.5, odds_b=-1.0),  # each is the other's likest
        link(0, kind=Kind.EDITED, odds_a=-0.5, odds_b=None),  # in the same words
    ):
        for one, least in ((doubtful, LEAST + DOUBTFUL), (other, LEAST)):
            v = source("wire", one, link(1))
            found = attributed(v, 5.0)
            found.claims[0] = Claim(v, one, -0.5)
            assert 0 in standing(found, judging(least + 0.01, 2.0))
            assert 0 not in standing(found, judging(least - 0.01, 2.0))


def test_a_doubtful_place_gives_way_to_one_whose_likest_sentence_this_is() -> None:
    first = link(0, 1, kind=Kind.PARAPHRASE, odds_a=-0.5, odds_b=None)
    for said, place in ((-1.4, 3), (-1.6, 1)):
        other = link(0, 3, kind=Kind.PARAPHRASE, odds_a=None, odds_b=said)
        v = source("wire", first, other)
        found = attributed(v, 5.0)
        found.claims = {0: Claim(v, first, -0.5)}
        assert standing(found, judging(2.0))[0].link.j == place
    sure = link(0, 1, kind=Kind.PARAPHRASE, odds_a=0.5, odds_b=None)  # alone it seems taken from there
    v = source("wire", sure, link(0, 3, kind=Kind.PARAPHRASE, odds_a=None, odds_b=0.4))
    found = attributed(v, 5.0)
    found.claims = {0: Claim(v, sure, 0.5)}
    assert standing(found, judging(2.0))[0].link.j == 1


def test_a_further_source_shows_nothing_by_a_doubtful_sentence_alone() -> None:
    wire, more = source("wire", link(0), link(1)), source("z-more", link(2, odds_a=-0.3), link(3, odds_a=-0.3))
    for odds, shown in ((-0.3, [0, 1]), (0.3, [0, 1, 2, 3])):
        found = attributed(wire, 5.0)
        found.sources.append(more)
        found.claims |= {2: Claim(more, more.links[0], odds), 3: Claim(more, more.links[1], -0.3)}
        assert list(standing(found, judging(1.0, 1.0, 1.0, 1.0))) == shown
    turned = attributed(more, 5.0)  # the first source needs none
    turned.claims = {n: Claim(more, c, -0.3) for n, c in enumerate(more.links, start=2)}
    assert list(standing(turned, judging(1.0, 1.0))) == [2, 3]


def test_what_was_made_from_others_shows_by_what() -> None:
    v = source("wire", link(0), link(1), link(2, kind=Kind.QUOTE))
    unsure = judging(-2.0, -2.0, -2.0)
    assert list(standing(attributed(v, 1.0), unsure)) == [0, 1, 2]
    assert list(standing(attributed(v, -1.0), unsure)) == [2]  # a quotation that both heard
    assert list(standing(attributed(v, 1.0), judging(2.0, -2.0, -2.0))) == [0, 2]


def test_the_style_of_an_article_is_that_of_what_it_took() -> None:
    """By its definition: mean, spread and share over the sentences, by length and by how surely they were taken."""
    links = [
        Correspondence(at(0), Span(0, 40), Kind.EDITED, 0.9, i=0, j=0, odds_a=3.0, odds_b=3.0, own=6),
        Correspondence(at(1), Span(40, 80), Kind.PARAPHRASE, 0.3, i=1, j=1, odds_a=-1.0, odds_b=None),
        Correspondence(at(2), Span(80, 120), Kind.TRANSLATION, 0.5, i=2, j=2, odds_a=0.0, odds_b=-3.0),
    ]
    found = attributed(source("wire", *links), 9.0)
    for c in links:
        assert c.odds_a is not None
        found.claims[c.i] = Claim(found.sources[0], c, c.odds_a)
    rows = stands_features(found)
    assert rows.shape == (3, len(STANDS))
    named = dict(zip(STANDS, rows.T.tolist(), strict=True))
    sure = [chance(3.0), chance(-1.0), 0.5]
    likeness = [2 * 0.9 - sure[0], 2 * 0.3 - sure[1], 0.5]
    mean = sum(s * x for s, x in zip(sure, likeness, strict=True)) / sum(sure)
    spread = math.sqrt(sum(s * (x - mean) ** 2 for s, x in zip(sure, likeness, strict=True)) / sum(sure))
    assert named["likeness"] == pytest.approx(likeness)
    assert named["style"] == pytest.approx([mean] * 3)
    assert named["spread"] == pytest.approx([spread] * 3)
    assert named["unlike"] == pytest.approx([sure[1] / sum(sure)] * 3)
    assert named["length"] == pytest.approx([math.log(len(at(n))) for n in range(3)])
    assert named["words"] == pytest.approx([math.log(len(STORY.text.split()))] * 3)
    assert named["article"] == [MOST_ODDS] * 3
    assert named["back"] == [3.0, NEVER, -3.0]
    nobody = SimpleNamespace(claims={}, odds=-9.0, derived=False, features=None, sources=[])
    assert stands_features(nobody).shape == (0, len(STANDS))  # type: ignore[arg-type]
    assert standing(nobody, judging()) == {}  # type: ignore[arg-type]
