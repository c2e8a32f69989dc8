"""Captions in plain text, whose picture is credited: no part of the story, and no credit of it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copytaster.credit import captions, detect
from copytaster.model import Article

Clean = Callable[..., Article]
STORY = (
    "The bells of St Osyth's will be silent for a year while a crack in the tower is filled, the diocese said.",
    "Scaffolding worth £90,000 goes up next week, and the 11 ringers will practise in a barn.",
    "The tower was last repaired in 1926.",
)
CAPTIONS = [
    "The tower of St Osyth's on Monday. Picture: Joe Lane/PA Wire",
    "The tower of St Osyth's on Monday. Photo: Joe Lane/PA",
    "The tower of St Osyth's on Monday. Photo: AFP",
    "The tower of St Osyth's on Monday. (Photo: AFP)",
    "The tower of St Osyth's on Monday (Photo by Joe Lane/AFP)",
    "The tower of St Osyth's on Monday. (AP Photo/Joe Lane)",
    "The tower of St Osyth's on Monday. AP Photo/Joe Lane",
    "The tower of St Osyth's on Monday. | Photo/AFP",
    "The tower of St Osyth's on Monday. Photo/AFP",
    "The tower of St Osyth's on Monday. © AFP/Joe Lane",
    "The tower of St Osyth's on Monday © Joe Lane / AFP",
    "The tower of St Osyth's on Monday. Joe Lane/Getty Images",
    "The tower of St Osyth's on Monday. [Joe Lane/Reuters]",
    "The tower of St Osyth's on Monday. REUTERS/Joe Lane",
    "The tower of St Osyth's on Monday. Image: Joe Lane/PA Archive",
    "The tower of St Osyth's on Monday. Image credit: Joe Lane/AP",
    "The tower of St Osyth's on Monday. Photograph: Joe Lane/PA",
    "The tower of St Osyth's on Monday. Photo courtesy of Joe Lane",
    "The tower of St Osyth's on Monday. Picture: Joe Lane",
    "The tower of St Osyth's on Monday. Picture by Joe Lane",
    "The tower of St Osyth's on Monday. Pic: Joe Lane",
    "The tower of St Osyth's on Monday. (Joe Lane/PA)",
    "The tower of St Osyth's on Monday. File photo: Reuters",
    "The tower of St Osyth's on Monday. (File picture: Joe Lane/PA)",
    "The tower of St Osyth's on Monday / Joe Lane/AFP via Getty Images",
    "St Osyth's tower, pictured on Monday. Credit: Joe Lane/AFP",
    "Der Turm von St. Osyth am Montag. Foto: Joe Lane/dpa",
    "Der Turm von St. Osyth am Montag. Bild: Joe Lane/dpa",
    "Der Turm von St. Osyth am Montag. © Joe Lane/dpa",
    "Der Turm von St. Osyth am Montag. Foto: dpa",
    "Der Turm von St. Osyth am Montag. (Foto: Joe Lane/dpa/dpa-tmn)",
    "Der Turm von St. Osyth am Montag. Foto: picture alliance / dpa",
    "Tårnet i Holm mandag. Foto: Joe Lane / NTB",
    "Tårnet i Holm mandag. Foto: Joe Lane / NTB scanpix",
    "Tornet i Holm i måndags. Foto: Joe Lane/TT",
    "Tornet i Holm i måndags. Bild: Joe Lane/TT",
    "La tour de Saint-Osyth lundi. Photo Joe Lane/AFP",
    "La tour de Saint-Osyth lundi. PHOTO JOE LANE, AFP",
    "La tour de Saint-Osyth lundi © AFP - Joe Lane",
    "La tour de Saint-Osyth lundi. Crédit photo : Joe Lane / AFP",
    "La torre de San Osyth el lunes. Foto: Joe Lane/EFE",
    "La torre de San Osyth el lunes. EFE/Joe Lane",
    "La torre de San Osyth el lunes. (Joe Lane/EFE)",
    "A torre de Santo Osyth na segunda. Foto: Joe Lane/Lusa",
    "La torre di Sant'Osyth lunedì. Foto Ansa/Joe Lane",
    "La torre di Sant'Osyth lunedì (foto Ansa)",
    "De toren van Sint Osyth maandag. Foto: ANP / Joe Lane",
    "De toren van Sint Osyth maandag. Beeld: Joe Lane/ANP",
    "Wieża w Holm w poniedziałek. Fot. PAP/Joe Lane",
    "The tower of St Osyth's on Monday Picture: Joe Lane/PA",
    "Ringers on Monday Photo: JOE LANE",
    "Joe Lane, 24, and Anna Berg, 30, walk past the tower in Holm, Monday, March 3, 2026. The tower "
    "was last repaired in 1926. (AP Photo/Joe Lane, File)",
    "HOLM, ENGLAND - MARCH 03: Ringers stand by the tower. (Photo by Joe Lane/Getty Images)",
    "HOLM, ENGLAND - MARCH 03: Ringers stand by the tower. (Photo by JOE LANE/AFP via Getty Images)",
    "The tower. Photo courtesy: Joe Lane",
    "The tower [File: Joe Lane/Reuters]",
    "The tower. Photograph: Joe Lane/AFP/Getty Images",
    "The tower. Photograph by Joe Lane for The Osyth Standard",
    "The tower. Photo: Handout",
    "The tower on Monday. AFP PHOTO / JOE LANE",
    "The tower on Monday. EPA-EFE/JOE LANE",
    "The tower on Monday. EPA/JOE LANE",
    "The tower on Monday (Image: Joe Lane/PA)",
    "The tower on Monday (Image: Getty)",
    "Башня в понедельник. Фото: РИА Новости / Joe Lane",
]
PROSE = [
    "The tower is the picture of decay, the ringers said. Reuters reported it first.",
    "A new picture emerged on Monday. Image is everything, she told PA.",
    "The tower of St Osyth's on Monday was closed by police, who said photos by the AP showed cracks.",
    "The museum bought the picture on Monday. Joe Lane/Anna Berg won the doubles.",
    "A photo shows the tower. Photo: the one that went round the world is now in court.",
    "The big picture: Joe Lane wants to build a tower.",
    "Her picture: a tower, a river and a cow.",
    "The ringers were told on Monday. (Reuters)",
    "The ringers were told on Monday. Reuters/AFP",
    "The ringers were told on Monday. © AFP",
    "The tower fell on Monday, photographs by PA show.",
    "Joe Lane and his brother took the picture. The diocese bought it for £40, from Joe Lane/PA.",
    "The rate rose to 4% on Monday. Graphic: how it hits you.",
    "The council voted on Monday to close the tower, the first to be closed since 1926, and said "
    "that it had no choice. The diocese, which owns it, said it would appeal. Picture: Joe Lane/PA Wire",
    "The bank was sold. It is now part of Credit Suisse/UBS.",
    "Winners were given a cup. Doubles: Joe Lane/Anna Berg",
    "The ringers voted on Monday to stay. They won 4-2. By Joe Lane/PA",
    "He put the photo online. Photo: taken on Monday.",
    "Credit Suisse/UBS is one bank now.",
    "He reads Picture Post/Life.",
    "“It is ours,” he said. Photo: Joe Lane/PA",
]


def with_line(line: str, at: int) -> str:
    return "\n\n".join((*STORY[:at], line, *STORY[at:]))


def set_aside(article: Article) -> list[str]:
    return [article.text[b.start : b.end] for b in article.boilerplate]


@pytest.mark.parametrize("line", CAPTIONS)
def test_a_caption_is_no_text_and_its_credit_the_pictures(cleaned: Clean, line: str) -> None:
    for at in (0, 1):
        article = cleaned(text=with_line(line, at), outlet="Osyth Standard")
        assert set_aside(article) == [line]
        assert {e.where for e in detect(article)} <= {"photo", "copyright"}


@pytest.mark.parametrize("line", PROSE)
def test_a_sentence_is_text_whatever_it_says_of_pictures(cleaned: Clean, line: str) -> None:
    for at in (0, 1):
        assert line not in set_aside(cleaned(text=with_line(line, at), outlet="Osyth Standard"))


@pytest.mark.parametrize("end", ["Joe Lane/PA", "(Joe Lane/PA)", "EFE/Joe Lane"])
def test_under_a_story_a_name_beside_an_agency_may_be_the_writers(cleaned: Clean, end: str) -> None:
    assert STORY[0] not in " ".join(set_aside(cleaned(text="\n\n".join((*STORY[1:], f"It will ring in May. {end}")))))
    line = f"It will ring in May. {end}"
    assert line not in set_aside(cleaned(text=with_line(line, 3)))
    assert f"{line} Photo: AFP" not in set_aside(cleaned(text=f"{line} Photo: AFP"))


def test_a_series_of_pictures_is_its_captions(cleaned: Clean) -> None:
    line = "The tower of St Osyth's in {}, seen from the barn. Photo: Joe Lane/PA"
    text = "\n\n".join(map(line.format, range(1990, 2000)))
    assert not any("seen from the barn" in found for found in set_aside(cleaned(text=text)))


def test_time_is_linear(cleaned: Clean) -> None:
    for piece in ("Photo: Joe Lane/PA ", "Photo: A/B. ", "(Joe Lane/", "© Joe Lane / AFP - ", "Joe Lane/PA Wire\n\n"):
        text = "The tower stood there. " + piece * 4_000 + "It stands."
        begun = time.process_time()
        cleaned(text=text)
        assert time.process_time() - begun < 4


PARTS = (
    "Photo", "Foto:", "©", "(c)", " ", " ", "/", "-", " via ", "Joe", "Lane", "PA Wire", "dpa", "AFP", "la", "2024",
    ".", ")", "(", "…", "it rang", "\u00a0", "’s", "Фото:", "&", "\n",
)  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_what_the_last_word_excludes_is_no_credit(text: str) -> None:
    found = captions.begins(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(captions, "_CLOSES", re.compile(""))
        assert captions.begins(text) == found
