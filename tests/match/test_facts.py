"""Facts of two articles: which agree, which differ, which are new; and patterns told from copies by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from copytaster.fingerprint import analyse
from copytaster.match.facts import FIGURE, NAME, Fact, Facts, Slot, compare_facts, new_facts
from copytaster.match.form import form, misread
from copytaster.match.said import likeness
from copytaster.model import Article, Span
from tests.match.meanings import meaning

WIRE = (
    "Zamir Kabulov said on Thursday that 1.3 million people in Afghanistan had waited almost five months for aid. "
    "“We shall not wait for another winter to send it”, he told reporters in Moscow."
)
QUOTED = "“We shall not wait for another winter to send it”"
REWRITE = (
    "For 140 days 1,300,000 Afghans have been waiting, Mr Kabulov said. The envoy, speaking in Moscow with "
    "Ada Brenneke, said: “We shall not wait for another winter to send it”. It costs 25 dollars a head."
)


def read(text: str, when: str | None = "2026-10-08T10:00:00", language: str = "en") -> Facts:
    published = datetime.fromisoformat(when).replace(tzinfo=UTC) if when else None
    return analyse(Article(id=text[:40], text=text, language=language, published_at=published)).facts


def said(text: str, facts: Facts) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fact in facts.all():
        found.setdefault(fact.what, []).append(text[fact.span.start : fact.span.end])
    return found


def test_facts_have_their_kind_and_place() -> None:
    found = said(WIRE, read(WIRE))
    assert found["name"] == ["Zamir Kabulov", "Afghanistan", "Moscow"]
    assert found["figure"] == ["1.3 million", "five months"]
    assert found["date"] == ["Thursday"]
    assert found["quotation"] == [QUOTED]


def test_what_a_source_has_in_another_form_is_not_new() -> None:
    wire, rewrite = read(WIRE), read(REWRITE)
    new = [REWRITE[f.span.start : f.span.end] for f in new_facts(rewrite, [wire])[0]]
    assert "Ada Brenneke" in new
    assert "25" in new
    assert not {"140 days", "1,300,000", "Kabulov", "Moscow", QUOTED} & set(new)
    assert new_facts(wire, [wire]) == ([], 0)
    facts = wire.all()
    assert new_facts(wire, [])[0] == [f for n, f in enumerate(facts) if not any(f.agrees(g) for g in facts[:n])]


def plainly_new(x: Facts, sources: list[Facts], worth: Callable[[Fact], bool]) -> list[Fact]:
    """What is new, every fact held against every other."""
    known = [f for source in sources for f in source.all()]
    out: list[Fact] = []
    for fact in filter(worth, x.all()):
        if not any(fact.stated == g.stated or fact.agrees(g) for g in known + out):
            out.append(fact)
    return out


@pytest.mark.parametrize("worth", [lambda f: True, lambda f: f.what == NAME, lambda f: False])
@pytest.mark.parametrize("sources", [[], [WIRE], [REWRITE], [WIRE, REWRITE], [WIRE, WIRE]])
def test_new_is_what_agrees_with_nothing(sources: list[str], worth: Callable[[Fact], bool]) -> None:
    text = f"{REWRITE} Ada Brenneke and Mr Halvorsen counted 25 lorries, 31 tents and 140 days. Halvorsen left."
    theirs = [read(source) for source in sources]
    for x in (read(text), read(text)):  # what was read off the facts once is the same when it is asked for again
        assert new_facts(x, theirs, worth) == (plainly_new(x, theirs, worth), 0)
        assert new_facts(x, theirs, worth) == (plainly_new(x, theirs, worth), 0)


def test_slots_agree_and_differ() -> None:
    one = "A van hit a tree near Osterrode on Tuesday and a 47-year-old man died."
    other = "A van hit a tree near Osterrode on Tuesday and a 48-year-old man died."
    found = compare_facts(read(one), read(other), [(0, 0)])
    assert (found.agree, found.differ) == (2, 1)
    (slot,) = found.slots
    assert one[slot.a.span.start : slot.a.span.end] == "47-year"
    assert other[slot.b.span.start : slot.b.span.end] == "48-year"
    turned = compare_facts(read(other), read(one), [(0, 0)])
    assert [(s.b, s.a) for s in turned.slots] == [(s.a, s.b) for s in found.slots]


def test_a_figure_that_went_the_other_way_differs() -> None:
    one, other = "The index of Dunsop fell 2.4 percent.", "The index of Dunsop rose 2.4 percent."
    assert (found := compare_facts(read(one), read(other), [(0, 0)])).differ == 1
    assert [s.a.figure.direction for s in found.slots if s.a.figure] == [-1]
    assert compare_facts(read(one), read("The index of Dunsop moved 2.4 percent."), [(0, 0)]).differ == 0


def test_a_sentence_that_was_split_is_read_as_one() -> None:
    one = "Ruth Ackerley lost 19 ewes at Dunsop."
    other = "Ms Ackerley lives at Dunsop. She lost nineteen ewes."
    found = compare_facts(read(one), read(other), [(0, 0), (0, 1)])
    assert (found.agree, found.differ) == (3, 0)


CRASH = (
    "A {age}-year-old man died on {day} when a van left the road and hit a tree on the {road} near {town}, police said."
    "\n\n"
    "The driver was alone in the vehicle and was pronounced dead at the scene.\n\n"
    "The road was closed for {hours} hours while officers examined the scene, a spokesman for {town} police said."
)
TUESDAY = {"age": 47, "day": "Tuesday", "road": "B 214", "town": "Osterrode", "hours": "four"}


@pytest.mark.parametrize(
    ("changed", "same_form"),
    [
        ({}, False),
        ({"age": 48}, False),
        ({"age": 48, "hours": "five"}, False),
        ({"age": 22, "day": "Saturday", "road": "L 91", "town": "Wiedenbach", "hours": "two"}, True),
        ({"age": 61, "town": "Nörten", "road": "K 7", "day": "Friday", "hours": "six"}, True),
    ],
)
def test_a_pattern_is_told_from_a_copy_by_its_facts(changed: dict[str, object], same_form: bool) -> None:
    texts = [CRASH.format(**TUESDAY), CRASH.format(**{**TUESDAY, **changed})]
    when = datetime(2026, 11, 8, tzinfo=UTC)
    a, b = (analyse(Article(id=t, text=t, language="en", published_at=when)) for t in texts)
    cosine = meaning(a) @ meaning(b).T
    here = form(a, b, likeness(a, b, cosine))
    there = form(b, a, likeness(b, a, cosine.T))
    assert here.same is there.same is same_form


EARNINGS = (
    "DULUTH (AP) — Corvane Tooling (CVT) on Thursday reported {quarter} net income of ${income} million.\n\n"
    "On a per-share basis, the Duluth-based company said it had profit of {profit} cents.\n\n"
    "The results {beat} Wall Street expectations. The average estimate of three analysts surveyed by Zacks Investment "
    "Research was for earnings of {estimate} cents per share.\n\n"
    "The company posted revenue of ${revenue} million in the period."
)
THIRD: dict[str, Any] = {
    "quarter": "third-quarter", "income": 41.2, "profit": 37, "beat": "topped", "estimate": 31, "revenue": 512.6,
}  # fmt: skip
FOURTH: dict[str, Any] = {
    "quarter": "fourth-quarter", "income": 28.4, "profit": 26, "beat": "missed", "estimate": 30, "revenue": 477.0,
}  # fmt: skip


def test_one_company_reports_two_quarters_in_one_form() -> None:
    """Its name stands in words in common, and is no fact by which the two agree more than by the others."""
    a, b = (
        analyse(Article(told["quarter"], EARNINGS.format(**told), language="en", published_at=when))
        for told, when in ((THIRD, datetime(2026, 7, 22, tzinfo=UTC)), (FOURTH, datetime(2026, 10, 22, tzinfo=UTC)))
    )
    assert form(a, b, likeness(a, b, meaning(a) @ meaning(b).T)).same


SEISMIC = (
    "Bulletin {bulletin}, automatic, reviewed by one analyst.\n\nDepth: {depth} km, fixed by depth phases.\n\n"
    "Magnitude: {magnitude} from {stations} stations.\n\nPopulation exposed to intensity VII or above: {exposed}.\n\n"
    "Past events within 100 km since 1970 with magnitude {least} or above: {past}.\n\n"
    "Bulletins are revised without notice. Cite number and time."
)
FIRST_BULLETIN: dict[str, object] = {
    "bulletin": 1188, "depth": 14, "magnitude": 6.7, "stations": 88, "exposed": "96,000", "least": 6.5, "past": 7,
}  # fmt: skip
NEXT_BULLETIN: dict[str, object] = {
    "bulletin": 1014, "depth": 6, "magnitude": 5.4, "stations": 41, "exposed": "11,500", "least": 5.5, "past": 9,
}  # fmt: skip
TOLL = (
    "DURÁN — A landslide buried {houses} houses on a slope of the town on Sunday night and killed at least {dead} "
    "people, the mayor, Luz Arteaga, said.\n\nRescuers from Guayaquil and Milagro dug through the mud with {machines} "
    "excavators and pulled {alive} survivors out.\n\nArteaga put the number of missing at {missing}. Schools in Durán "
    "stay closed until Wednesday, and {beds} beds were set up in the Colegio Olmedo.\n\nIt had rained for 31 hours, "
    "said the institute INAMHI in Quito. Heavier rain fell last in March 1998, it said."
)


@pytest.mark.parametrize(
    ("pattern", "one", "other", "same_form"),
    [
        (
            SEISMIC,
            FIRST_BULLETIN,
            NEXT_BULLETIN,
            True,
        ),
        (
            TOLL,
            {"houses": 12, "dead": 4, "machines": 3, "alive": 9, "missing": 40, "beds": 60},
            {"houses": 31, "dead": 22, "machines": 8, "alive": 17, "missing": 25, "beds": 200},
            False,
        ),
    ],
    ids=["bulletins", "a toll"],
)  # fmt: skip
def test_where_nothing_differs_but_figures_their_number_tells_a_pattern_from_a_new_toll(
    pattern: str, one: dict[str, object], other: dict[str, object], same_form: bool
) -> None:
    when = datetime(2026, 11, 8, tzinfo=UTC)
    a, b = (
        analyse(Article(text, text, language="en", published_at=when))
        for text in (pattern.format(**said) for said in (one, other))
    )
    cosine = meaning(a) @ meaning(b).T
    for x, y, like in ((a, b, likeness(a, b, cosine)), (b, a, likeness(b, a, cosine.T))):
        found = form(x, y, like)
        assert {slot.a.what for slot in found.facts.slots} == {FIGURE}
        assert found.same is same_form


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Ryde District Hospital", "Ryde Dlstiict Hospital", True),
        ("Arthur Jones", "Arthur Tones", True),
        ("Kalinga Stadium", "Afraha Stadium", False),
        ("Whitmoor Athletic", "Calderwick Town", False),
        ("Osterrode", "Wiedenbach", False),
    ],
)
def test_letters_that_were_misread_make_no_other_name(one: str, other: str, expected: bool) -> None:
    a, b = (Fact(NAME, Span(0, len(x)), 0, name=tuple(x.casefold().split())) for x in (one, other))
    assert misread(Slot(a, b)) is misread(Slot(b, a)) is expected
