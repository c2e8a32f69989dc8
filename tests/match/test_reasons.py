"""The reasons for a verdict: sentences that restate its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from copytaster.match.reasons import of_article, of_source
from copytaster.model import (
    Article,
    Credit,
    CreditStatus,
    Derivation,
    Direction,
    Kind,
    New,
    Passage,
    Place,
    RelationKind,
    Ruling,
    Source,
    Span,
    Verdict,
)  # fmt: skip
from tests.match.made import START, article, place

STORY, WIRE = article("story", 8, hours=3), article("wire", 8, agency="Reuters")
HOUR = timedelta(hours=1)
EVIDENCE = {
    "facts_agree": 31.0, "facts_differ": 1.0, "words_a": 200.0, "new_names_a": 0.0, "new_figures_a": 1.0, "odds": 4.0,
}  # fmt: skip
SOURCE = Source("wire", RelationKind.REWRITE, 0.9, Direction.FROM_SOURCE, 0.04, 0.7, 0.6, evidence=EVIDENCE, share=0.7)
PASSAGES = tuple(
    Passage(place(n), kind, 0.9, Place("wire", place(n), 0.9))
    for n, kind in enumerate((Kind.PARAPHRASE, Kind.PARAPHRASE, Kind.EDITED))
)
VERDICT = Verdict(
    Derivation.WHOLLY, 0.98, {"edited": 0.2, "paraphrase": 0.5, "original": 0.3}, {"Reuters": 0.7}, (SOURCE,), PASSAGES,
    Credit(CreditStatus.UNCREDITED),
)  # fmt: skip
NOTHING = Verdict(Derivation.NOT, 0.9, {"original": 1.0}, {}, (), (), Credit(CreditStatus.NOT_APPLICABLE))


def test_of_a_source() -> None:
    assert of_source(STORY, WIRE, SOURCE, VERDICT) == [
        "3 passages of the article stand in the other: 2 in other words and 1 lightly edited.",
        "31 facts agree, 1 differs.",
        "The article has no name and no figure that the other lacks.",
        "The other is an agency's and the article is not, so the agency had it first.",
        "That the one was made from the other is almost certain (98 %).",
    ]


def test_what_another_lacks_is_what_comparison_counted_where_it_is_no_source() -> None:
    near = replace(SOURCE, relation=RelationKind.SAME_EVENT)
    assert "The article has no name and 2 figures that the other lacks." in of_source(STORY, WIRE, near, NOTHING)
    second = replace(SOURCE, article_id="second")
    both = replace(VERDICT, sources=(SOURCE, second))
    assert not any("lacks" in reason for reason in of_source(STORY, WIRE, SOURCE, both))


def test_of_an_article() -> None:
    assert of_article(VERDICT) == [
        "Of the article, 20 % lightly edited and 50 % in other words stands in 1 other article.",
        "30 % of it stands in none.",
        "It has no name, figure or quotation that its sources lack.",
        "It is almost certain (98 %) that it was made from others throughout.",
    ]
    new = (New("name", Span(0, 5)), New("name", Span(6, 9)), New("figure", Span(10, 12)))
    assert "2 names and 1 figure of it stand in no source." in of_article(replace(VERDICT, new=new))
    assert "1 name of it stands in no source." in of_article(replace(VERDICT, new=new[:1]))


@pytest.mark.parametrize("relation", [r for r in RelationKind if not r.derived])
def test_what_was_not_made_from_another_is_not_said_to_be(relation: RelationKind) -> None:
    said = of_source(STORY, WIRE, replace(SOURCE, relation=relation), NOTHING)
    assert not any(reason.startswith("That the one was made") for reason in said)
    assert said[0].endswith(".")
    assert not said[0][0].isdigit()


def test_who_speaks_of_itself_came_first() -> None:
    at = WIRE.published_at
    release = Article("r", "Corvane Tooling has closed its works.", outlet="Corvane Tooling", published_at=at)
    wire = replace(WIRE, text="Corvane Tooling closed its works.")
    said = of_source(release, wire, replace(SOURCE, direction=Direction.TO_SOURCE), NOTHING)
    assert "The article is a statement of its publisher about itself." in said
    said = of_source(wire, release, replace(SOURCE, article_id="r"), NOTHING)
    assert "The other is a statement of its publisher about itself." in said


def test_an_agency_may_say_itself_whose_news_it_is() -> None:
    named = replace(WIRE, text=WIRE.text + " The Story said so.", published_at=START + HOUR)
    first = replace(STORY, outlet="The Story", published_at=START)
    said = "The agency came later, and names the outlet of the {} as where it has it."
    assert said.format("article") in of_source(first, named, SOURCE, VERDICT)
    back = replace(SOURCE, article_id="story")
    assert said.format("other") in of_source(named, first, back, VERDICT)


def test_times_and_rulings() -> None:
    early = article("early", 8, hours=-48)
    assert "The other came 2 days earlier." in of_source(STORY, early, replace(SOURCE, article_id="early"), NOTHING)
    late = article("late", 8, hours=4.5)
    assert "The other came 90 minutes later." in of_source(STORY, late, replace(SOURCE, article_id="late"), NOTHING)
    other = article("untold", 8, hours=None)
    untold = replace(SOURCE, article_id="untold", direction=Direction.UNDETERMINED)
    assert "Nobody can tell which of the two came first." in of_source(STORY, other, untold, NOTHING)
    rejected = of_source(STORY, WIRE, replace(SOURCE, ruling=Ruling.REJECTED), VERDICT)
    assert rejected == ["An editor rejected this relation, and it counts for nothing."]


def test_misread_print_is_said_to_be() -> None:
    scanned = replace(SOURCE, evidence={**EVIDENCE, "respelt": 0.26})
    (said,) = [reason for reason in of_source(STORY, WIRE, scanned, NOTHING) if "misread" in reason]
    assert "26 %" in said


def test_nothing_is_in_log_odds() -> None:
    for reason in [*of_article(VERDICT), *of_source(STORY, WIRE, SOURCE, VERDICT)]:
        assert reason[0].isupper() or reason[0].isdigit()
        assert reason.endswith(".")
        assert "_" not in reason
        assert "odds" not in reason
