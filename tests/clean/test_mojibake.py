"""UTF-8 that was read in a wrong encoding is undone, once and twice, in many languages; what is right is left alone."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copytaster.clean import mojibake
from copytaster.model import Article

Clean = Callable[..., Article]

RIGHT = {
    "ru": "Жители посёлка Каменка с понедельника остались без воды: лопнула труба, «и не одна», — сказал Юрий Иванов.",
    "uk": "Мешканці селища Кам’янка з понеділка залишилися без гарячої води, її вимкнули.",
    "bg": "Жителите на Каменка останаха без топла вода от понеделник.",
    "el": "Οι κάτοικοι του χωριού έμειναν χωρίς νερό από τη Δευτέρα.",
    "fr": "Le théâtre « d’État » de Marlô n’ouvrira pas à Noël, a déclaré sa directrice, Ève Müller, à l’été.",
    "de": "Die Bürger von Köln müssen für Öl über zehn Euro zahlen – „viel“, sagt Größe.",
    "es": "El niño pidió una cañería mañana: «¿cuánto cuesta?», preguntó Ángel.",
    "pl": "Pociąg towarowy wykoleił się we wtorek rano pod Brzezinką Małą i zablokował linię. Łódź.",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy.",
    "tr": "Şehirdeki köprü İzmir’de çığ yüzünden kapandı, ölü yok.",
    "lt": "Šiaulių gyventojai nuo pirmadienio liko be karšto vandens, pranešė ąžuolas.",
    "sv": "Åklagaren i Älvsborg säger att båten sjönk på natten.",
    "en": "The board’s chairwoman said “no” — twice. It cost £40 at the café.",
    "ar": "لن يفتح المسرح موسمه يوم السبت بسبب عطل في ستارة الأمان.",
    "he": "תושבי הכפר נותרו ללא מים חמים מיום שני.",
    "hi": "बोर्ड ने मंगलवार को बंदरगाह बंद करने का फैसला किया।",
    "ja": "サンマの水揚げは月曜日、北浜港で前年の3割にとどまり、漁協によると42トンだった。",
    "zh": "国立剧院星期六宣布取消首演。",
    "ko": "국립극장은 토요일 개막 공연을 취소했다.",
}
ALPHABETS = ("ja", "zh", "ko", "he", "hi", "lt")
EVERYWHERE = ("cp1252", "latin-1")
MOSTLY = ("cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "koi8-r", "mac-roman", "cp866", "cp437")


def misread(text: str, encoding: str) -> str:
    """`text` as a program shows its UTF-8 that takes it for `encoding`; gaps are filled as browsers fill them."""
    return "".join(_sign(byte, encoding) for byte in text.encode())


def _sign(byte: int, encoding: str) -> str:
    try:
        return bytes((byte,)).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


@pytest.mark.parametrize("language", RIGHT)
@pytest.mark.parametrize("encoding", EVERYWHERE)
@pytest.mark.parametrize("times", [1, 2])
def test_what_was_read_as_latin_is_undone(language: str, encoding: str, times: int) -> None:
    text = RIGHT[language]
    for _ in range(times):
        text = misread(text, encoding)
    assert mojibake.undo(text)[0] == RIGHT[language]


@pytest.mark.parametrize("language", [language for language in RIGHT if language not in ALPHABETS])
@pytest.mark.parametrize("encoding", MOSTLY)
@pytest.mark.parametrize("times", [1, 2])
def test_what_was_read_in_other_code_pages_is_undone(language: str, encoding: str, times: int) -> None:
    text = RIGHT[language]
    for _ in range(times):
        text = misread(text, encoding)
    assert mojibake.undo(text)[0] == RIGHT[language]


def test_letters_that_look_like_what_is_lost_stay() -> None:
    text = "СССР распался, и в АССР выбирали ЦИК Р Ф."
    assert mojibake.undo(misread(text, "cp1251"))[0] == text


def test_two_different_mistakes_are_undone() -> None:
    assert mojibake.undo(misread(misread(RIGHT["ru"], "cp1251"), "cp1252"))[0] == RIGHT["ru"]
    assert mojibake.undo(misread(misread(RIGHT["de"], "cp1252"), "cp1250"))[0] == RIGHT["de"]


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("Le thÃ©Ã¢tre ouvrira Ã  NoÃ«l.", "Le théâtre ouvrira à Noël."),  # the no-break space is a plain one
        ("Le thÃ©Ã¢tre ouvrira Ã NoÃ«l.", "Le théâtre ouvrira à Noël."),  # and ran together with the next
        ("He said â€œnoâ€ on Friday.", "He said “no” on Friday."),  # the last byte has no sign
        ("РџРµС‚СЂ Р?РІР°РЅРѕРІ РїСЂРёРµС…Р°Р».", "Петр Иванов приехал."),
        ("A fine of Â£40 at 20Â°C", "A fine of £40 at 20°C"),
    ],
)
def test_what_was_lost_on_the_way(wrong: str, meant: str) -> None:
    assert mojibake.undo(wrong)[0] == meant


@pytest.mark.parametrize(
    "text",
    [
        *RIGHT.values(),
        *(text.upper() for text in RIGHT.values()),
        "CAFÉ’S OWNER SAYS NO",
        "São Paulo: IRMÃ\u00a0DULCE É SANTA",
        "„DAS WAR GROẞ“, SAGTE JÄ…",
        "The sign read “CafÃ©”, which nobody understood, said the café’s owner, José.",
        "ТВ» и «ЕЁ» С\u00a0НАМИ, В\u00a0МОСКВЕ",
        "Её лінії, мрії, Європі",
        "┌────┐\n│ 7° │\n└────┘ √2 ≈ 1,41",
        "Angefangen hat’s in Ä“ – und Â ist ein Buchstabe, Ð auch.",
        "— А — Б — В —",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert mojibake.undo(text) == (text, None)


def test_an_article_is_what_was_meant_and_says_so(cleaned: Clean) -> None:
    article = cleaned(text=misread(RIGHT["ru"], "cp1251"), title=misread("Котельная", "cp1251"))
    assert (article.text, article.title, article.language) == (RIGHT["ru"], "Котельная", "ru")
    assert [note.what for note in article.notes] == ["misread_encoding"]
    assert "cp1251" in article.notes[0].detail
    assert cleaned(text=RIGHT["ru"]).notes == ()


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1251"])
def test_so_is_a_page(cleaned: Clean, encoding: str) -> None:
    page = (
        "<!doctype html><html lang='fr'><head><title>Le théâtre fermé</title></head><body><article><h1>Le théâtre fermé"
        f"</h1><p>{RIGHT['fr']}</p><p>Il a été rénové pour dix-neuf millions d’euros, à Noël.</p></article></body>"
    )
    article = cleaned(body=misread(page, encoding).encode(), media_type="text/html; charset=utf-8")
    assert article.title == "Le théâtre fermé"
    assert article.text.startswith(RIGHT["fr"])


@given(st.text(max_size=200))
def test_undoing_again_changes_nothing_in_text_of_any_kind(text: str) -> None:
    once = mojibake.undo(text)[0]
    assert mojibake.undo(once)[0] == once


@pytest.mark.parametrize("text", ["Ã©" * 200_000, "Ñ‚" * 200_000, misread(RIGHT["ru"] + "\n", "cp1251") * 2_000])
def test_it_takes_time_in_proportion_to_the_text(text: str) -> None:
    start = time.process_time()
    mojibake.undo(text)
    assert time.process_time() - start < 2.0
