"""What is a credit and what only looks like one."""

from __future__ import annotations

import time

import pytest

from copytaster.credit import detect, is_credit_line
from copytaster.model import Article
from tests.credit import cases, lines


def article(**fields: str) -> Article:
    return Article(**{"id": "a", "text": cases.LEAD + cases.TAIL, **fields})


def stated(**fields: str) -> set[str]:
    return {e.agency for e in detect(article(**fields))}


@pytest.mark.parametrize(("text", "agencies", "where"), cases.TEXTS)
def test_credits_in_text(text: str, agencies: set[str], where: str | None) -> None:
    evidence = detect(article(text=text))
    assert {e.agency for e in evidence} == agencies
    if where is not None:
        assert where in {e.where for e in evidence if e.agency in agencies}


@pytest.mark.parametrize(("byline", "agencies"), lines.BYLINES)
def test_credits_in_byline(byline: str, agencies: set[str]) -> None:
    assert stated(byline=byline) == agencies


@pytest.mark.parametrize(("title", "agencies"), lines.TITLES)
def test_credits_in_title(title: str, agencies: set[str]) -> None:
    assert stated(title=title) == agencies


@pytest.mark.parametrize("text", cases.NOT_TEXTS)
def test_no_credit_in_text(text: str) -> None:
    assert detect(article(text=text)) == ()


@pytest.mark.parametrize("byline", lines.NOT_BYLINES)
def test_no_credit_in_byline(byline: str) -> None:
    outlet = "The Wollongong Argus" if "Argus" in byline else "Pune Plus"
    assert stated(byline=byline, outlet=outlet) == set()


@pytest.mark.parametrize(
    ("fields", "agencies"),
    [
        ({"outlet": "ScreenPlay Asia", "byline": "SPA Culture Desk"}, set()),
        ({"outlet": "ScreenPlay Asia", "text": cases.LEAD + "“It is over,” she told SPA."}, set()),
        ({"outlet": "ScreenPlay Asia", "byline": "SPA"}, {"SPA"}),
        ({"outlet": "Eastmere Echo", "byline": "SPA Culture Desk"}, {"SPA"}),
        ({"outlet": "Alaska Post", "byline": "AP Staff"}, {"AP"}),
        ({"outlet": "Asian Farming Post", "text": "LIMA (AFP) - " + cases.LEAD}, {"AFP"}),
    ],
)
def test_what_an_outlet_calls_itself_is_no_agency(fields: dict[str, str], agencies: set[str]) -> None:
    assert stated(**fields) == agencies


@pytest.mark.parametrize("line", ["Photos from AFP and the town hall", "Picture: AFP, staff", "(Images via AP)"])
def test_a_photo_credit_stays_one(line: str) -> None:
    found = detect(article(text=cases.LEAD + cases.TAIL + "\n\n" + line))
    assert {e.where for e in found} <= {"photo"}


@pytest.mark.parametrize("title", lines.NOT_TITLES)
def test_no_credit_in_title(title: str) -> None:
    assert stated(title=title) == set()


@pytest.mark.parametrize("line", lines.CREDIT_LINES)
def test_is_credit_line(line: str) -> None:
    assert is_credit_line(line)


@pytest.mark.parametrize("line", lines.NOT_CREDIT_LINES)
def test_is_not_credit_line(line: str) -> None:
    assert not is_credit_line(line)


@pytest.mark.parametrize(
    "text",
    [
        "Ambulancierswaerenunterwegsund imEinsatzgewesensagtemandortnoch*" * 4 + " (dpa) - Ein Bericht.",
        "Rettungskräfte waren am Abend noch lange im Einsatz. - © Foto: Marta Ekdahl/dpa-Zentralbild/zb",
        "a" * 240 + "* (AFP) -",
    ],
)
def test_a_place_that_is_none_is_refused_at_once(text: str) -> None:
    began = time.process_time()
    detect(article(text=text))
    assert time.process_time() - began < 0.5


UNKNOWN = ["Bay City News", "Korsvik Nyhetsbyrå", "The Conversation", "Local Democracy Reporting Service", "Sundnytt"]
"""Agencies that only an archive knows."""


@pytest.mark.parametrize(
    ("fields", "agency"),
    [
        ({"byline": "Bay City News"}, "Bay City News"),
        ({"byline": "Mara Lindqvist, Local Democracy Reporting Service"}, "Local Democracy Reporting Service"),
        ({"byline": "By Mara Lindqvist and Bay City News"}, "Bay City News"),
        ({"credit": "Bay City News"}, "Bay City News"),
        ({"credit": "© Bay City News 2026"}, "Bay City News"),
        ({"text": "KORSVIK (Korsvik Nyhetsbyrå) – " + cases.LEAD}, "Korsvik Nyhetsbyrå"),
        ({"text": "KORSVIK, Oct. 5 (Bay City News) -- " + cases.LEAD}, "Bay City News"),
        ({"text": "BAY CITY NEWS - " + cases.LEAD}, "Bay City News"),
        ({"text": cases.LEAD + "\n\nCopyright © 2026 Bay City News, Inc. All rights reserved."}, "Bay City News"),
        ({"text": cases.LEAD + "\n\nSource: Bay City News"}, "Bay City News"),
        ({"text": cases.LEAD + "\n\n(Sundnytt)"}, "Sundnytt"),
        ({"text": cases.LEAD + "\n\nKilde: Sundnytt"}, "Sundnytt"),
        ({"text": cases.LEAD + "\n\nThis is republished from The Conversation under a licence."}, "The Conversation"),
        ({"text": cases.LEAD + " The mayor told Bay City News that it was late."}, "Bay City News"),
        ({"title": "Terminal to close - Bay City News"}, "Bay City News"),
    ],
)
def test_an_agency_that_only_the_archive_knows(fields: dict[str, str], agency: str) -> None:
    assert agency in {e.agency for e in detect(article(**fields), UNKNOWN)}
    assert agency not in {e.agency for e in detect(article(**fields))}


@pytest.mark.parametrize(
    "text",
    [
        "The Conversation about the terminal went on for hours. " + cases.LEAD,
        cases.LEAD + " Bay City News was founded in 1979 and has forty reporters.",
        cases.LEAD + " Sundnytt is what islanders call gossip.",
    ],
)
def test_an_agency_that_is_spoken_of_is_no_credit_whoever_knows_it(text: str) -> None:
    assert detect(article(text=text), UNKNOWN) == ()


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("[Reuters](https://www.reuters.com/world/ferry)", "Reuters"),
        ("/ritzau/", "Ritzau"),
        ("BNS inf.", "BNS"),
        ("via AP", "AP"),
        ("Via Reuters", "Reuters"),
        ("Kilde: NTB", "NTB"),
        ("Källa: TT", "TT"),
        ("Lähde: STT", "STT"),
        ("Bron: ANP", "ANP"),
        ("Quelle: APA", "APA"),
        ("Źródło: PAP", "PAP"),
        ("Zdroj: ČTK", "ČTK"),
        ("Fonte: ANSA", "ANSA"),
        ("Fuente: EFE", "EFE"),
        ("Источник: ТАСС", "TASS"),
        ("Kaynak: AA", "Anadolu"),
        ("स्रोत: पीटीआई", "PTI"),
        ("/TT-AFP/", "AFP"),
        ("(APA/dpa)", "dpa"),
        ("(AFP)", "AFP"),
        ("afp/ats", "AFP"),
        ("Tekst: NTB", "NTB"),
        ("--IANS abc/", "IANS"),
        ("Met medewerking van Reuters", "Reuters"),
        ("ELTA", "ELTA"),
    ],
)
def test_sign_offs_and_source_lines(line: str, agency: str) -> None:
    body = cases.LEAD + cases.TAIL + "\n\n" + line
    assert agency in {e.agency for e in detect(article(text=body))}
    assert is_credit_line(line)


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("[Korsvik AFP-Jiji] ", "AFP"), ("[Tokyo Jiji] ", "Jiji"), ("(Tokyo, AFP-Jiji) ", "AFP"),
        ("KORSVIK (AP)— ", "AP"), ("Korsvik (dpa/lno) - ", "dpa"), ("VILNIUS, spalio 5 d. (BNS) – ", "BNS"),
        ("Korsvik, 5. okt. (NTB-AFP) – ", "NTB"), ("Korsvik, AAP – ", "AAP"), ("Helsinki, STT – ", "STT"),
        ("(ANSA) - ROMA, 05 OTT - ", "ANSA"), ("BEOGRAD, 5. oktobra (Tanjug) - ", "Tanjug"),
        ("Vilnius, spalio 5 d. (BNS). ", "BNS"), ("新华社北京10月5日电（记者李明）", "Xinhua"),
        ("(서울=연합뉴스) 김철수 기자 = ", "Yonhap"), ("ROMA (ITALPRESS) - ", "Italpress"),
        ("KORSVIK, 5 oct 2026 (AFP) - ", "AFP"), ("Korsvik/Wien (APA) - ", "APA"),
    ],
)  # fmt: skip
def test_datelines_of_partners(opening: str, agency: str) -> None:
    assert agency in {e.agency for e in detect(article(text=opening + cases.LEAD)) if e.where == "dateline"}
