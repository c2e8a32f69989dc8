# ruff: noqa: E501  (documents stand here as they come, not wrapped)
"""What is boilerplate is marked, in its place, and no sentence of a story is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copytaster.clean import boilerplate
from copytaster.clean.formats import text
from copytaster.clean.units import units
from copytaster.model import BoilerplateKind

STORY = "The harbour board voted on Tuesday to close the eastern basin."
NEXT = "Fishing crews said they had been given no time to move their boats."


def marked(body: str, language: str = "en", **known: str) -> list[str]:
    """What is marked, but for what stands there twice: the texts of these tests repeat themselves (`test_repeats`)."""
    found = boilerplate.mark(body, language, **known)
    return [body[s.start : s.end] for s in found if s.kind is not BoilerplateKind.REPEATED]


@pytest.mark.parametrize(
    "promo",
    [
        "Also Read: Ferry sold to island trust",
        "ALSO READ | Ten harbours you must see",
        "Read more: Why does the sea smell? Here is what we know",
        "You May Also Like: The Best Fish Pies Of The Year",
        "Subscribe to our newsletter for the tide tables.",
        "Download the Bay App for live alerts!",
        "Follow us on Instagram for more.",
        "Follow @BayPost on Twitter and on Facebook",
        "Advertisement",
        "Story continues below advertisement",
        "© 2026 Harlow Bay Post. All rights reserved.",
        "(Reporting by Mara Lindqvist; Editing by Tom Achebe)",
        "With inputs from AFP",
        "(This story has not been edited by our staff and is auto-generated from a syndicated feed.)",
        "Photo: Mara Lindqvist",
        "Image credit: Getty",
        "12 comments",
        "Updated 4.15 pm",
        "Last updated: 4 March 2026",
        "Have you been affected? Email our newsdesk",
        "This article is for information only and is not medical advice.",
        "We may earn a commission when you buy through links.",
        "Click here to read the full report",
        "ENDS",
    "This is a developing story. Check back for updates.",
    "You've reached your free article limit.",
    "Published March 3, 2026 4:10 pm",
        "___",
        "https://bay.example/ferry",
    ],
)
def test_promos_are_marked_alone_and_behind_a_sentence(promo: str) -> None:
    assert "".join(marked(f"{STORY}\n\n{promo}\n\n{NEXT}")) == promo
    assert marked(f"{STORY}\n\n{NEXT} {promo}")[-1:] == [promo]


@pytest.mark.parametrize(
    ("language", "body", "promo"),
    [
        ("de", "Der Hafenrat stimmte am Dienstag zu.", "Lesen Sie auch: Fähre verkauft"),
        ("de", "Der Hafenrat stimmte am Dienstag zu.", "Abonnieren Sie unseren Newsletter!"),
        ("fr", "Le conseil du port a voté mardi soir.", "À lire aussi : le bac est vendu"),
        ("es", "La junta del puerto votó el martes.", "Lea también: venden el transbordador"),
        ("ru", "Совет порта проголосовал во вторник.", "Читайте также: паром продан"),
        ("ru", "Совет порта проголосовал во вторник.", "Подписывайтесь на наш Telegram-канал"),
        ("hi", "बंदरगाह बोर्ड ने मंगलवार को मतदान किया।", "यह भी पढ़ें: नौका बिक गई"),
        ("ar", "صوت مجلس الميناء يوم الثلاثاء.", "اقرأ أيضا: بيع العبارة"),
        ("zh", "港口委员会星期二投票。", "责任编辑：李雷"),
        ("zh", "港口委员会星期二投票。", "未经授权不得转载"),
        ("ja", "港湾委員会は火曜日に投票した。", "関連記事：フェリー売却"),
    ],
)
def test_other_languages(language: str, body: str, promo: str) -> None:
    assert marked(f"{body}\n\n{promo}", language) == [promo]
    assert marked(f"{body}\n\n{promo}", "und") == [promo]


@pytest.mark.parametrize(
    "sentence",
    [
        "More than forty boats left: some for good.",
        "Reporting by inspectors had stopped in 2019, the audit found after it had looked at every single page of the harbour's own log.",
        "Follow-up surveys by the university will cost £40,000.",
        "Subscribers to the harbour fund were told by letter.",
        "“Sign up for the newsletter and download the app,” the mayor told the meeting.",
        "The report was published by the ministry in May.",
        "Published in 2019, the survey had warned of rust in the gates and of divers who would have to work at night.",
        "The photograph shows the basin at low tide.",
        "Read, who is 61, has run the ferry since 1998.",
        "Share prices of the ferry company fell 4 per cent.",
        "The AFP office in the port was closed.",
        "He told Reuters the gates had failed.",
        "Our harbour is dying, she said.",
        "Advertisements for the ferry had run for weeks.",
        "Click beetles were found in the hull.",
        "Facebook and Instagram were down for an hour.",
        "The company said its app had been downloaded four million times.",
        "Source water in the bay is tested weekly.",
        "Watch officers saw the light at 3 am.",
        "By Friday, the basin will be dry.",
    ],
)
def test_sentences_of_a_story_are_not(sentence: str) -> None:
    assert marked(f"{STORY}\n\n{sentence} {NEXT}\n\n{sentence}\n\n{STORY}") == []


def test_an_embedded_tweet_keeps_its_words_and_loses_its_tail() -> None:
    tweet = "#BREAKING Basin to close: board pic.twitter.com/aB3dE5 — Bay News (@baynews) March 3, 2026"
    assert marked(f"{STORY}\n\n{tweet}\n\n{NEXT}") == ["pic.twitter.com/aB3dE5 — Bay News (@baynews) March 3, 2026"]


def test_the_initials_that_end_a_story_are_a_sign_off() -> None:
    assert marked(f"{STORY}\n\n{NEXT}\n\nAAP RTV ar") == ["AAP RTV ar"]
    assert marked(f"{STORY}\n\n{NEXT}\n\nhh/ph/ts") == ["hh/ph/ts"]
    assert marked(f"{STORY}\n\n{NEXT}\n\ndpa ks xx n1 ar") == ["dpa ks xx n1 ar"]


@pytest.mark.parametrize(
    ("note", "language"),
    [
        ("BC-Harbour, 1st Ld-Writethru,350", "en"),
        ("PA 1st Lead", "en"),
        ("1. Zusammenfassung", "de"),
        ("(Actualisé avec réactions)", "fr"),
        ("(Amplía con más datos)", "es"),
        ("(Complétée par une citation)", "fr"),
        ("(Tillägg: citat)", "sv"),
    ],
)
def test_notes_to_editors_of_many_agencies(note: str, language: str) -> None:
    assert marked(f"{note}\n\n{STORY}\n\n{NEXT}", language) == [note]


def test_a_headline_that_begins_like_a_note_is_none() -> None:
    assert marked(f"Amplían el puerto de Gdava\n\n{STORY}\n\n{NEXT}", "es") == []


@pytest.mark.parametrize(
    "opening",
    [
        "(ANSA) - ROMA, 03 NOV - ",
        "Canberra, AAP – ",
        "Tehran, IRNA – ",
        "Vilnius, lapkričio 3 d. (BNS). ",
        "BEOGRAD, 3. novembra (Tanjug) - ",
        "新华社北京11月3日电（记者李明）",
        "(서울=연합뉴스) 김철수 기자 = ",
    ],
)
def test_datelines_are_marked_whole(opening: str) -> None:
    assert marked(f"{opening}{STORY}\n\n{NEXT}") == [opening.strip()]


def test_a_phrase_inside_running_text_is_cut_out() -> None:
    body = f"{STORY} Article continues below the ad Fishing crews said “no”. {NEXT}"
    assert marked(body) == ["Article continues below the ad"]


def test_a_note_in_brackets_does_not_take_the_sentence_behind_it() -> None:
    assert marked(f"{STORY} (Image: Bay Post) {NEXT}") == ["(Image: Bay Post)"]


def test_a_known_byline_that_opens_the_text() -> None:
    body = f"By Mara Lindqvist, PA Surgeons at the port clinic were told on Tuesday.\n\n{STORY}"
    assert marked(body, byline="Mara Lindqvist") == ["By Mara Lindqvist, PA"]
    assert marked(f"By Mara Lindqvist\n\n{STORY}") == ["By Mara Lindqvist"]


def test_a_publisher_that_speaks_of_itself() -> None:
    assert marked(f"{STORY}\n\nThe Bay Post is on WhatsApp.", outlet="Bay Post") == ["The Bay Post is on WhatsApp."]
    assert marked(f"{STORY}\n\nThe Bay Post is on WhatsApp.") == []


@given(
    st.lists(
        st.sampled_from(
            [
                STORY,
                NEXT,
                "Also Read: x",
                "(AFP)",
                "©",
                "“",
                '"',
                "a. b",
                "By A B",
                "— x (@y) 2026",
                "?",
                "app",
                "our",
                "\n\n",
            ]
        ),
        max_size=30,
    ).map(" ".join)
    | st.text(max_size=300),
    st.sampled_from(["en", "de", "zh", "und", "xx"]),
)
def test_spans_are_in_order_apart_and_inside(body: str, language: str) -> None:
    body = text.normalise(body)
    spans = boilerplate.mark(body, language, byline="A B", outlet="our app")
    at = 0
    for span in spans:
        assert at <= span.start < span.end <= len(body)
        assert body[span.start : span.end] == body[span.start : span.end].strip()
        at = span.end


@given(st.text('aA. !?()[]"“”—_1\u0301中。', max_size=200))
def test_units_cover_a_paragraph_but_for_spaces(body: str) -> None:
    body = " ".join(body.split())
    found = list(units(body, 0, len(body)))
    assert "".join(body[u.start : u.end] for u in found).replace(" ", "") == body.replace(" ", "")


@pytest.mark.parametrize("mark", ["-30-", "–30–", "-- 30 --", "-0-", "###"])
def test_the_end_mark_of_the_trade_is_no_text(mark: str) -> None:
    story = "The council voted 9-2 to shut the greenhouse.\n\nThe score was 21-0 at half-time, and 30 people saw it."
    assert marked(f"{story}\n\n{mark}") == [mark]


@pytest.mark.parametrize("row", ["Share | Print | Save", "Facebook · Email · Copy link", "Share / Comments (8)"])
def test_a_row_of_buttons(row: str) -> None:
    assert marked(f"{STORY}\n\n{NEXT}\n\n{row}") == [row]


@pytest.mark.parametrize("row", ["Hope | Share | Glory", "Print / Ekdahl", "Boats – nets – ropes"])
def test_a_row_that_has_more_than_buttons_stays(row: str) -> None:
    assert marked(f"{STORY}\n\n{row}\n\n{NEXT}") == []


@pytest.mark.parametrize("tags", ["AP/WKQT", "WKQT/AP", "AP & WKQT", "AP/WKQT 6", "AP, WKQT", "AFP/Le Monde", "AFP, dpa"])
def test_a_dateline_of_two_houses(tags: str) -> None:
    dateline = f"MARQUETTE, Mich. ({tags}) -"
    assert marked(f"{dateline} {STORY}\n\n{NEXT}") == [dateline]


def test_who_the_author_is_over_how_to_reach_him() -> None:
    bio = "Moira Kettle is the Chronicle's health correspondent."
    reach = "Contact her at m.kettle@a.example"
    assert " ".join(marked(f"{STORY}\n\n{bio} {reach}\n\n{NEXT}")) == f"{bio} {reach}"
    assert marked(f"{STORY}\n\n{bio}\n\n{NEXT}") == []
