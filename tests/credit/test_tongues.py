"""Whom a text relies on, in the grammar of many languages: cases, quotation marks around a name, words that only look
like a name; and lines that deny a source."""

from __future__ import annotations

import time

import pytest

from copytaster.credit import detect, is_credit_line
from copytaster.credit.mentions import case, find
from copytaster.model import Article

RELIED_ON = [
    ("A vezérigazgató az MTI-nek azt mondta, hogy a gyár bezár.", "MTI"),
    ("A zsilip bezár – közölte a minisztérium csütörtökön az MTI-vel.", "MTI"),
    ("Az MTI szerint a gyár bezár.", "MTI"),
    ("A gyár bezár – írja az MTI.", "MTI"),
    ("Az elnök a Reutersnek nyilatkozott a döntésről.", "Reuters"),
    ("A Reuters értesülései szerint a gyár bezár.", "Reuters"),
    ("Minister ütles BNS-ile, et seadus viibib.", "BNS"),
    ("Agentuur AFP vahendas, et tehas suletakse.", "AFP"),
    ("Gamykla bus uždaryta, BNS sakė ministras.", "BNS"),
    ("Gamykla bus uždaryta, praneša „Reuters“.", "Reuters"),
    ("Aģentūrai LETA ministrs sacīja, ka rūpnīca tiks slēgta.", "LETA"),
    ('Rūpnīca tiks slēgta, ziņo "Reuters".', "Reuters"),
    ("Фабриката ще затвори, съобщава БТА.", "BTA"),
    ("Фабриката ще затвори, предава Ройтерс.", "Reuters"),
    ("به گزارش رویترز، کارخانه تعطیل می‌شود.", "Reuters"),
    ("به گزارش خبرگزاری ایرنا، کارخانه تعطیل می‌شود.", "IRNA"),
    ("המפעל ייסגר, כך דיווחה סוכנות רויטרס.", "Reuters"),
    ("השר אמר לרויטרס כי המפעל ייסגר.", "Reuters"),
    ("Továreň zatvoria, informuje agentúra Reuters.", "Reuters"),
    ("Tovarno bodo zaprli, poroča STA.", "STA"),
    ("Tvornica će se zatvoriti, rekao je ministar za Hinu.", "HINA"),
    ("Министар је изјавио за Танјуг да ће се фабрика затворити.", "Tanjug"),
    ("Rzecznik przekazał PAP-owi, że ustawa czeka.", "PAP"),
    ("Reuters'a konuşan yetkili, fabrikanın kapanacağını söyledi.", "Reuters"),
    ("Reutersin mukaan tehdas suljetaan.", "Reuters"),
    ("Bloombergin mukaan tehdas suljetaan.", "Bloomberg"),
    ("Ministeri sanoi Reutersille, että tehdas suljetaan.", "Reuters"),
    ("STT:n mukaan tehdas suljetaan.", "STT"),
    ("কারখানা বন্ধ হবে, জানিয়েছে রয়টার্স।", "Reuters"),
    ("Завод закроют, передает «Интерфакс».", "Interfax"),
    ("Завод закроют, сообщил «Интерфаксу» министр.", "Interfax"),
    ("Fabryka zostanie zamknięta, podaje „Reuters”.", "Reuters"),
    ("Selon « Reuters », l'usine ferme.", "Reuters"),
    ("สำนักข่าวรอยเตอร์รายงานว่า โรงงานจะปิด", "Reuters"),
    ("โรงงานจะปิด ตามรายงานของรอยเตอร์", "Reuters"),
    ("รัฐมนตรีกล่าวกับเอเอฟพีว่า โรงงานจะปิด", "AFP"),
    ("据路透报道，工厂将关闭。", "Reuters"),
    ("新华社报道，工厂将关闭。", "Xinhua"),
    ("ロイターによると、工場は閉鎖される。", "Reuters"),
    ("AFPによると、工場は閉鎖される。", "AFP"),
]
NOBODY = [
    "新华社区工作人员告诉记者，活动将持续一周。",  # a neighbourhood
    "中新社区工作人员告诉记者，活动将持续一周。",
    "中央社会工作部负责人告诉记者，将加强基层治理。",  # a department of the party
    "網路透露的消息指出，該公司將裁員。",  # the net tells
    "记者从网路透过视讯报道了现场情况。",
    "デトロイターズが伝えた。",
    "日中両政府の共同声明によると、協力を強化する。",  # a joint statement
    "首相は共同記者会見で記者団に語った。",
    "Michael Bloombergin mukaan tehdas suljetaan.",
    "โรงงานจะปิดในเดือนหน้า",
    "Students in pre AP classes passed, she said.",
    "The AP-led inquiry said so.",
    "Az AFP-nek nincs tudósítója a városban.",
    "Reutersa nie było na sali.",
]
DENIED = [
    "This story was not provided by AFP and has been written by our own staff.",
    "This article was not written by Reuters.",
    "Not AFP",
    "(Photo: not Reuters)",
    "Source: not Reuters",
    "Text: nicht dpa",
    "Avec pas AFP",
    "Bron: niet ANP",
    "Foto: ikke NTB",
    "Источник: не ТАСС",
]
AND_YET_CREDITED = [
    ("This story has not been edited by our staff and is auto-generated from PTI feed.", "PTI"),
    ("(Except for its headline this story has not been edited by NDTV staff and is published from a PTI feed.)", "PTI"),
    ("Source: Reuters. Not for sale.", "Reuters"),
    ("Nicht redigiert. Quelle: dpa", "dpa"),
]


def stated(text: str) -> set[str]:
    return {e.agency for e in detect(Article(id="a", text=text))}


@pytest.mark.parametrize(("text", "agency"), RELIED_ON)
def test_whom_running_text_relies_on(text: str, agency: str) -> None:
    """None of these was read, but for three: the articles were called uncredited."""
    evidence = detect(Article(id="a", text=text))
    assert {(e.agency, e.where) for e in evidence} == {(agency, "attribution")}
    for e in evidence:
        assert e.span is not None
        assert text[e.span.start : e.span.end] == e.evidence


@pytest.mark.parametrize("text", NOBODY)
def test_what_only_looks_like_the_name_of_an_agency(text: str) -> None:
    assert stated(text) == set()


@pytest.mark.parametrize("line", DENIED)
def test_a_line_that_denies_a_source_credits_nobody(line: str) -> None:
    assert stated(f"The lock closes on Monday.\n\n{line}") == set()


@pytest.mark.parametrize(("line", "agency"), AND_YET_CREDITED)
def test_what_is_denied_of_others_is_no_denial(line: str, agency: str) -> None:
    assert stated(f"The lock closes on Monday.\n\n{line}") == {agency}


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("Reutersnek", "nek"), ("MTI-vel", "-vel"), ("STT:lle", ":lle"), ("AA'ya", "'ya"), ("PAP-owi", "-owi"),
        ("Reuters", ""), ("Reutersberg", ""), ("AFP-led", ""), ("AFP-owned", ""), ("AP's", ""), ("APn", ""),
    ],
)  # fmt: skip
def test_the_ending_of_a_case(text: str, ending: str) -> None:
    name = next(n for n in ("Reuters", "MTI", "STT", "AA", "PAP", "AFP", "AP") if text.startswith(n))
    assert case(text, 0, len(name)) == len(ending)
    assert bool(ending) <= bool(find(text))


def test_the_work_is_linear() -> None:
    begun = time.process_time()
    detect(Article(id="a", text="«Reuters-nek " * 20_000))
    is_credit_line("not " * 60 + "AFP")
    assert time.process_time() - begun < 4
