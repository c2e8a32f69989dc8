"""What holds for any text: offsets point at the evidence, nothing breaks, the work stays linear."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copytaster.credit import (
    agencies,
    attribution,
    context,
    datelines,
    detect,
    is_credit_line,
    lines,
    mentions,
    sourced,
)  # fmt: skip
from copytaster.model import Article
from tests.credit import cases

NAMES = [n for a in agencies.load() for n in (*a.aliases[:1], *a.short[:1], *a.scripts[:1])]
MARKS = [
    "(",
    ")",
    "[",
    "】",
    "/",
    "©",
    "(c)",
    "@",
    "—",
    "-",
    "--",
    "=",
    "…",
    ".",
    ",",
    "\xa0",
    "\xad",
    "ﬁ",
    "\n",
    "\n\n",
]
WORDS = [
    "agencies",
    "news agencies",
    "told ",
    " said",
    " reports",
    "@AFP",
    "PARIS",
    "Oct. 7",
    "By ",
    "Source: ",
    "Photo: ",
]
WORDS += [
    "with inputs from ",
    "l'",
    " contributed",
    "facts from ",
    "h/t ",
    ", per ",
    "l'agence ",
    "Getty Images/",
    "Jane Doe",
    "ل",
    "据",
    "报道",
    "के अनुसार",
    "Enditem",
]
PIECES = st.sampled_from([*NAMES, *MARKS, *WORDS])
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=25).map("".join))


@given(text=TEXTS, title=TEXTS, byline=TEXTS, credit=TEXTS, outlet=st.text(max_size=10))
def test_offsets_point_at_the_evidence(text: str, title: str, byline: str, credit: str, outlet: str) -> None:
    article = Article(
        "a", text, title=title, byline=byline, credit=credit, outlet=outlet, url="https://x.example/" + outlet
    )
    known = {a.name for a in agencies.load()} | {agencies.GENERIC}
    for evidence in detect(article):
        assert evidence.agency in known
        assert evidence.evidence
        if evidence.span is not None:
            whole = getattr(article, evidence.field)
            assert whole[evidence.span.start : evidence.span.end] == evidence.evidence
        else:
            assert evidence.where == "metadata"


@given(text=TEXTS)
def test_mentions_are_in_order_and_name_what_they_say(text: str) -> None:
    found = mentions.find(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    lent = {(name, agency.name) for agency in agencies.load() for name in agency.ambiguous}
    assert all(
        m.generic or agencies.canonical(name) == m.agency or (name, m.agency) in lent
        for m in found
        for name in [text[m.start : m.end]]
    )


@given(text=TEXTS)
def test_a_letter_of_another_alphabet_behind_a_text_changes_no_mention(text: str) -> None:
    assert mentions.find(f"{text}\n") == mentions.find(f"{text}\n\nЖ")


@given(line=TEXTS)
def test_credit_lines_never_break(line: str) -> None:
    assert is_credit_line(line) in (True, False)


@pytest.mark.parametrize("text", [t for t, _, _ in cases.TEXTS])
def test_detecting_again_says_the_same(text: str) -> None:
    article = Article("a", text)
    assert detect(article) == detect(article)


class Counted(str):
    """A text that counts how many code points are sliced out of it."""

    taken = 0

    def __getitem__(self, key: object) -> str:
        piece = str.__getitem__(self, key)  # type: ignore[index]
        Counted.taken += len(piece)
        return piece


@pytest.mark.parametrize(
    "unit",
    [
        "told Reuters ",
        "(AP) ",
        "Reuters said ",
        "with inputs from AFP and ",
        "AP/",
        "- AP\n",
        "PA, ",
        "Jane Doe/AFP ",
        "@AFP AFP ",
        "「共同」",
        "facts from AP, ",
        "Sources: AP; docket; ",
        "per AFP. ",
        "coal (AFP). ",
        "Nampa-AFP\n",
        "l'agence x AFP ",
    ],
)
def test_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    def taken(times: int) -> int:
        text = Counted(unit * times)
        found = mentions.find(text)
        Counted.taken = 0
        for mention in found:
            datelines.dateline(text, 0, mention)
            lines.credit_line(text, mention, found)
            lines.photo(text, mention)
            sourced.listed(text, mention, found)
            attribution.attribution(text, mention, stated=True)
        return Counted.taken

    assert taken(400) <= 6 * taken(100) + 10_000


def test_hostile_sizes_come_back() -> None:
    units = ("a - ", "(", "told ", "Reuters ", "A. ", "Name Name/", "共同", "PA, ", "\n", "=", "@AFP ")
    for unit in (*units, "facts from AP, ", "(AFP). ", "Nampa-AFP\n", ", per ", "with "):
        article = Article("a", unit * (60_000 // len(unit)), title=unit * 50, byline=unit * 50)
        assert len(detect(article)) <= 200


SEEDS = Path(__file__).parents[2] / "seeds"


def test_the_first_seed_names_afp_in_a_tweet() -> None:
    text = (SEEDS / "000_af7d90daf64bce6f.txt").read_text("utf-8")
    found = {e.agency: e for e in detect(Article("a", text))}
    assert set(found) == {"AFP", "agencies"}
    assert (found["AFP"].evidence, found["AFP"].where) == ("AFP News Agency (@AFP)", "handle")
    assert found["agencies"].evidence == "agencies"


def test_the_second_seed_names_russian_news_agencies() -> None:
    text = (SEEDS / "004_b14f0bb254a44b0a.txt").read_text("utf-8")
    assert [(e.agency, e.evidence) for e in detect(Article("a", text))] == [("agencies", "Russian news agencies")]


@pytest.mark.parametrize(
    ("text", "acronym", "defined"),
    [
        ("the Data Protection Authority (DPA)", "DPA", True),
        ("the Bank of the Coast (BC)", "BC", True),
        ("in KAMPALA, Nov 13 (AA)", "AA", False),
        ("Smith (AP)", "AP", False),
    ],
)
def test_acronyms_are_known_by_their_words(text: str, acronym: str, defined: bool) -> None:
    assert context.defines(text, text.index("("), acronym) is defined


def test_metadata_is_evidence() -> None:
    article = Article(
        "a", "Text.", agency="Agence France-Presse", outlet="Reuters", url="https://www.tass.com/world/1", credit="dpa"
    )
    assert {(e.agency, e.field) for e in detect(article)} == {
        ("AFP", "agency"), ("Reuters", "outlet"), ("TASS", "url"), ("dpa", "credit"),
    }  # fmt: skip


def test_a_story_about_an_agency_is_not_credited_by_what_the_agency_says() -> None:
    text = cases.LEAD + "Reuters reported a walkout at the harbour gates." + cases.TAIL
    assert [e.agency for e in detect(Article("a", text))] == ["Reuters"]
    assert detect(Article("a", text, title="Reuters staff walk out over pay")) == ()
