"""Two texts, one pair: the same from either side, with places that exist, on whatever the texts are."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings

from copytaster.fingerprint import Analysis, analyse
from copytaster.match.compare import compare
from copytaster.model import Article, Change, Correspondence, Kind, Pair, Span
from tests.fingerprint.unicode import prose
from tests.match.meanings import meaning
from tests.quality import score
from tests.quality.quarry import DOCUMENTS, prepared

NAMES = sorted(DOCUMENTS)
def read(name: str, id: str | None = None) -> Analysis:
    article = prepared(name)[0]
    return analyse(replace(article, id=id) if id else article)


@pytest.fixture(scope="module")
def quarry() -> dict[str, Analysis]:
    return {name: read(name) for name in NAMES}


def nameless(pair: Pair | None, *, swapped: bool = False) -> object:
    """A pair without its names, `swapped` with its sides exchanged: what must stay when the articles swap names."""
    if pair is None:
        return None

    def sides(x: Correspondence | Change) -> tuple[Span | None, Span | None]:
        return (x.b, x.a) if swapped else (x.a, x.b)

    found = sorted(
        (*sides(c), c.kind, c.score, *((c.j, c.i) if swapped else (c.i, c.j)),
         *((str(c.odds_b), str(c.odds_a)) if swapped else (str(c.odds_a), str(c.odds_b))),
         sorted((x.what, *sides(x)) for x in c.changes))
        for c in pair.correspondences
    )  # fmt: skip
    other = {"a": "b", "b": "a"}
    evidence = {
        name[:-1] + other[name[-1]] if swapped and name[-2:] in ("_a", "_b") else name: value
        for name, value in pair.evidence.items()
    }
    return pair.resemblance, evidence, found


def test_the_order_of_the_arguments_is_nothing(quarry: dict[str, Analysis]) -> None:
    for one, other in combinations(NAMES, 2):
        assert compare(quarry[one], quarry[other], meaning) == compare(quarry[other], quarry[one], meaning)


def test_nor_is_which_of_them_has_the_smaller_id() -> None:
    """Ids come from the submitted bytes: a space more, and the two change sides."""
    shuffle = random.Random(7)
    for one, other in shuffle.sample(list(combinations(NAMES, 2)), 30):
        forth = compare(read(one, "a" * 32), read(other, "b" * 32), meaning)
        back = compare(read(one, "b" * 32), read(other, "a" * 32), meaning)
        assert nameless(forth) == nameless(back, swapped=True), (one, other)


def test_labelled_pairs_swap_as_well() -> None:
    docs = list(score.documents().values())[:22]
    texts = [Article(id="", text=str(score.submission(d)["text"]), language="en") for d in docs]
    for x, y in random.Random(3).sample(list(combinations(texts, 2)), 40):
        forth = compare(analyse(replace(x, id="a")), analyse(replace(y, id="b")), meaning)
        back = compare(analyse(replace(x, id="b")), analyse(replace(y, id="a")), meaning)
        assert nameless(forth) == nameless(back, swapped=True)


def holds(pair: Pair, a: Analysis, b: Analysis) -> None:
    assert 0 <= pair.resemblance <= 1
    for c in pair.correspondences:
        assert 0 <= c.a.start < c.a.end <= len(a.text)
        assert 0 <= c.b.start < c.b.end <= len(b.text)
        assert 0 <= c.score <= 1
        assert a.text[c.a.start : c.a.end].strip() == a.text[c.a.start : c.a.end]
        for change in c.changes:
            for span, whole in ((change.a, c.a), (change.b, c.b)):
                assert span is None or whole.start <= span.start < span.end <= whole.end


@given(prose, prose, prose)
@settings(max_examples=80)
def test_any_two_texts(one: str, other: str, shared: str) -> None:
    """Nothing raises, and every place is inside its text."""
    a = analyse(Article(id="a", text=f"{one}\n\n{shared}", language="en"))
    b = analyse(Article(id="b", text=f"{shared}\n\n{other}", language="en"))
    pair = compare(a, b, meaning)
    assert nameless(pair) == nameless(compare(b, a, meaning))
    if pair is not None:
        holds(pair, a, b)


@pytest.mark.parametrize("text", ["", " ", "One.", "One two three four five.", "…", "1 2 3"])
def test_hardly_any_text(text: str, quarry: dict[str, Analysis]) -> None:
    short = analyse(Article(id="a", text=text, language="en"))
    assert compare(short, quarry["wire"], meaning) is None


def test_a_text_that_repeats_itself_is_bounded() -> None:
    """Thirty thousand times the same words: no product of places, no stack."""
    a = analyse(Article(id="a", text="The same words again and again. " * 5_000, language="en"))
    b = analyse(Article(id="b", text="again and again the same words " * 5_000, language="en"))
    pair = compare(a, b, meaning)
    if pair is not None:
        holds(pair, a, b)


@pytest.mark.parametrize("name", ["wire", "rewrite", "excerpt", "roundup"])
def test_an_article_against_itself(name: str) -> None:
    a, b = read(name, "a"), read(name, "b")
    pair = compare(a, b, meaning)
    assert pair is not None
    assert pair.evidence["identical"]
    assert pair.resemblance == 1.0
    sure = [c for c in pair.correspondences if c.a == c.b]
    assert {c.kind for c in sure} <= {Kind.VERBATIM, Kind.QUOTE}
    assert sum(len(c.a) for c in sure) > 0.95 * len("".join(a.text.split()))


@pytest.mark.parametrize("cut", [(0, 0), (3, 0), (0, 3), (2, 2)])
def test_a_run_of_words_inside_other_words_is_found_with_its_places(cut: tuple[int, int]) -> None:
    """Part of a sentence, from anywhere in it, inside a sentence of one's own."""
    sentence = [
        "rescue",
        "teams",
        "with",
        "listening",
        "devices",
        "and",
        "two",
        "dogs",
        "were",
        "working",
        "on",
        "the",
        "northern",
        "edge",
        "of",
        "the",
        "debris",
        "where",
        "the",
        "workers",
        "had",
        "parked",
        "their",
        "van",
    ]
    part = " ".join(sentence[cut[0] : len(sentence) - cut[1]])
    own = (
        DOCUMENTS["unrelated"]["text"]
        + f"\n\nAs she shelved them the librarian remarked that {part}, or so her cousin had it."
    )
    a = analyse(Article(id="a", text=DOCUMENTS["wire"]["text"], language="en"))
    b = analyse(Article(id="b", text=own, language="en"))
    pair = compare(a, b, meaning)
    assert pair is not None
    (found,) = [c for c in pair.standing if c.b.overlap(Span(own.index(part), own.index(part) + len(part)))]
    assert found.kind in (Kind.VERBATIM, Kind.EDITED)
    assert part in own[found.b.start : found.b.end]
    assert part.lower() in a.text[found.a.start : found.a.end].replace(",", "").lower()


WIRE = (
    "The council approved the bridge on Tuesday after two hours of debate. "
    '"We have waited for this since the flood," the mayor, Ines Farrow, told the meeting. '
    "Work on the north bank begins in March and lasts three years."
)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (WIRE, 0.0),
        (WIRE.replace('"', ""), 0.0),
        # the wire's own quotation, half of it
        ('Councillors approved the bridge. "We have waited for this," the mayor, Ines Farrow, told the meeting.', 0.0),
        # somebody else is quoted, in twelve words of 44 or so
        (WIRE + ' "Nobody asked the people who live under it what they think of it," said Tom Reed, a boatman.', 20.0),
    ],
)
def test_what_is_quoted_and_not_said_by_the_other_is_new(text: str, new: float) -> None:
    pair = compare(analyse(Article("a", text)), analyse(Article("b", WIRE)), meaning)
    assert pair is not None
    assert pair.evidence["new_quotes_a"] == pytest.approx(new, abs=5.0)
    assert pair.evidence["new_quotes_b"] < 6.0


def test_facts_are_counted_where_the_encoder_knows_one_of_the_languages_only() -> None:
    """The figures of a translation from the Ukrainian agree, though no sentence is linked by what it means."""
    wire = (
        "На вокзалі відкрили музей забутих речей, у якому зібрано 1400 предметів, залишених пасажирами з "
        "1961 року. Серед експонатів - скрипка без струн, 212 парасольок і весільна сукня, яку ніхто не забрав. "
        "Створення експозиції коштувало 900 тисяч гривень, гроші виділила Укрзалізниця."
    )
    translated = (
        "Na dworcu otwarto muzeum zapomnianych rzeczy: 1400 przedmiotów, które pasażerowie zostawili od "
        "1961 roku. Wśród eksponatów są skrzypce bez strun, 212 parasoli i suknia ślubna, po którą nikt się nie "
        "zgłosił. Ekspozycja kosztowała 900 tysięcy hrywien, a pieniądze wyłożyły koleje ukraińskie."
    )
    one, other = (
        analyse(Article(id=language, text=text, language=language))
        for language, text in (("uk", wire), ("pl", translated))
    )
    pair = compare(one, other, meaning)
    assert pair is not None
    assert {c.kind for c in pair.correspondences} == {Kind.TRANSLATION}
    assert (pair.evidence["facts_agree"], pair.evidence["facts_differ"]) == (4, 0)
