# ruff: noqa: E501  (lines stand here as pages have them, not wrapped)
"""In every language with a table: what papers print around a story is set aside, and prose like it stays."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from copytaster.clean import phrases
from copytaster.clean.spellings import spellings
from tests.clean.test_furniture import marked
from tests.clean.test_telling import STORIES as OLD_STORIES

STORIES = OLD_STORIES | {
    "bg": ("Съветът на пристанището реши във вторник да затвори източния басейн.", "Рибарите твърдят, че не са имали време да преместят лодките си."),
    "hr": ("Lučko vijeće odlučilo je u utorak zatvoriti istočni bazen.", "Ribari tvrde da nisu imali vremena premjestiti brodice."),
    "sr": ("Лучки савет одлучио је у уторак да затвори источни базен.", "Рибари тврде да нису имали времена да преместе чамце."),
    "he": ("מועצת הנמל החליטה ביום שלישי לסגור את האגן המזרחי.", "הדייגים טוענים שלא היה להם זמן להזיז את הסירות."),
    "fa": ("شورای بندر روز سه‌شنبه تصمیم گرفت حوضچه شرقی را ببندد.", "ماهیگیران می‌گویند فرصتی برای جابه‌جایی قایق‌ها نداشتند."),
    "vi": ("Hội đồng cảng hôm thứ Ba quyết định đóng cửa bến phía đông.", "Ngư dân cho biết họ không có thời gian di chuyển thuyền."),
    "id": ("Dewan pelabuhan pada hari Selasa memutuskan untuk menutup kolam timur.", "Para nelayan menyatakan mereka tidak punya waktu untuk memindahkan perahu."),
}  # fmt: skip
MATRIX = tomllib.loads(Path(__file__).with_name("matrix.toml").read_text("utf-8"))
LINES = tomllib.loads(Path(__file__).with_name("lines.toml").read_text("utf-8"))
SORTS = {"comments", "share", "app", "newsletter", "more", "related", "follow", "subscribers", "editors", "author"}


def _lines(*sorts: str) -> list[tuple[str, str]]:
    return [(language, line) for language, row in MATRIX.items() for sort in sorts for line in row[sort]]


def test_every_language_has_every_sort_of_line() -> None:
    assert set(MATRIX) == set(phrases.languages()) - {"any"}
    for row in MATRIX.values():
        assert set(row) == SORTS | {"kept"}
        assert all(row.values())
        assert len(row["kept"]) >= 3


@pytest.mark.parametrize(("language", "line"), _lines(*sorted(SORTS - {"author"})))
def test_furniture_is_set_aside(language: str, line: str) -> None:
    first, last = STORIES[language]
    found = marked(f"{first}\n\n{line}\n\n{last}", language)
    assert " ".join(words.rstrip(".!?।。") for words, _ in found) == line.rstrip(".!?।。")


@pytest.mark.parametrize(
    ("language", "line"),
    [(tongue, line) for tongue, row in LINES.items() for sort in row if sort != "kept" for line in row[sort]],
)
def test_as_papers_word_it(language: str, line: str) -> None:
    test_furniture_is_set_aside(language, line)


@pytest.mark.parametrize(("language", "line"), [(tongue, s) for tongue, row in LINES.items() for s in row["kept"]])
def test_sentences_that_begin_alike_stay(language: str, line: str) -> None:
    test_prose_like_it_stays(language, line)


def test_a_phrase_stands_in_each_spelling_of_its_language() -> None:
    assert list(spellings("sr", "(pročitaj|vidi) komentar[ie]{count}\\w*")) == [
        "(pročitaj|vidi) komentar[ie]{count}\\w*", "(прочитај|види) коментар[ие]{count}\\w*",
    ]  # fmt: skip
    assert list(spellings("el", "διαφήμιση")) == ["διαφήμιση", "διαφημιση"]
    assert list(spellings("zh", "請繼續閱讀")) == ["请继续阅读"]
    assert list(spellings("de", "mehr lesen")) == ["mehr lesen"]


@pytest.mark.parametrize(("language", "line"), _lines("author"))
def test_what_the_author_is_at_this_paper(language: str, line: str) -> None:
    first, last = STORIES[language]
    assert [words for words, _ in marked(f"{first}\n\n{last}\n\n{line}", language)] == [line]


@pytest.mark.parametrize(("language", "line"), _lines("kept"))
def test_prose_like_it_stays(language: str, line: str) -> None:
    first, last = STORIES[language]
    for text in (f"{first}\n\n{line}\n\n{last}", f"{first} {line} {last}", f"{first}\n\n{last}\n\n{line}"):
        assert marked(text, language) == []
