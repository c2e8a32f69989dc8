# ruff: noqa: E501  (lines stand here as pages have them, not wrapped)
"""What a paper says of an author under a column; and last sentences of stories that name somebody."""

from __future__ import annotations

import pytest

from copytaster.model import BoilerplateKind as Kind
from tests.clean.test_furniture import marked
from tests.clean.test_matrix import STORIES as ALL_STORIES
from tests.clean.test_telling import STORIES

SIGNED = {
    "en": [
        "Ada Roe teaches history at the University of Ostrum and is the author of three books.", "The writer is a former minister of fisheries.",
    ],
    "de": [
        "Der Autor ist Professor für Geschichte an der Universität Ostrum.", "Mara Lind lehrt Wirtschaftsgeschichte an der Universität Ostrum und ist Autorin von vier Büchern.",
    ],
    "fr": [
        "Jeanne Roux est professeure d'histoire à l'université de Lyon et autrice de quatre livres.",
    ],
    "es": [
        "Ana Ruiz es profesora de historia en la Universidad de Sevilla y autora de cuatro libros.",
    ],
    "it": [
        "Anna Rossi insegna storia all'Università di Padova ed è autrice di quattro libri.",
    ],
    "pt": [
        "Ana Reis é professora de história na Universidade do Porto e autora de quatro livros.",
    ],
    "nl": [
        "Anna de Roos is hoogleraar geschiedenis aan de Universiteit Leiden en auteur van vier boeken.",
    ],
    "sv": [
        "Maja Roos är professor i historia vid Uppsala universitet.",
    ],
    "no": [
        "Kari Roe er professor i historie ved Universitetet i Oslo.",
    ],
    "da": [
        "Karen Roe er professor i historie ved Aarhus Universitet.",
    ],
    "pl": [
        "Anna Nowak jest profesorką historii na Uniwersytecie Warszawskim i autorką czterech książek.",
    ],
    "ru": [
        "Анна Орлова — профессор истории Московского университета, автор четырёх книг.",
    ],
}


@pytest.mark.parametrize(("language", "line"), [(lang, line) for lang, lines in SIGNED.items() for line in lines])
def test_an_author_s_biography_under_a_column(language: str, line: str) -> None:
    first, last = STORIES[language]
    assert marked(f"{first}\n\n{last}\n\n{line}", language) == [(line, Kind.BIO)]
    assert marked(f"{first}\n\n{line}\n\n{last}", language) == []


@pytest.mark.parametrize(("language", "line"), [(lang, line) for lang, lines in SIGNED.items() for line in lines])
def test_whom_the_story_tells_of_is_not_its_author(language: str, line: str) -> None:
    first, last = STORIES[language]
    name = " ".join(line.split()[:3])
    told = f"{first[:-1]} ({name}). {first[:-1]}."
    if not name.startswith(("The writer", "Der Autor")):
        assert marked(f"{told}\n\n{last}\n\n{line}", language) == []


def test_a_biography_is_its_whole_paragraph() -> None:
    first, last = STORIES["en"]
    bio = "Tilda Roe lectures on harbours at the University of Ostrum and is the author of “Salt”. She lives by the sea."
    assert marked(f"By Tilda Roe\n\n{first}\n\n{last}\n\n{bio}")[-1] == (bio, Kind.BIO)
    told = f"{bio} She told the board that the university had paid for her journey."
    assert marked(f"{first}\n\n{last}\n\n{told}") == []


HEADINGS = {
    "en": "About the author", "de": "Über die Autorin", "fr": "À propos de l'auteur", "es": "Sobre el autor", "it": "Sull'autore", "pt": "Sobre a autora", "nl": "Over de auteur", "sv": "Om författaren",
    "no": "Om forfatteren", "da": "Om forfatteren", "fi": "Kirjoittajasta", "pl": "O autorze", "cs": "O autorovi", "ru": "Об авторе", "uk": "Про автора", "bg": "За автора", "sr": "О аутору", "hr": "O autoru",
    "ro": "Despre autor", "hu": "A szerzőről", "el": "Σχετικά με τον συντάκτη", "tr": "Yazar hakkında", "ar": "عن الكاتب", "hi": "लेखक के बारे में", "ja": "筆者プロフィール", "ko": "필자 소개", "zh": "作者简介", "id": "Tentang penulis",
}  # fmt: skip


@pytest.mark.parametrize(("language", "heading"), HEADINGS.items())
def test_what_stands_under_a_heading_that_says_so(language: str, heading: str) -> None:
    first, last = ALL_STORIES[language]
    bio = "Moira Kettle writes on water for the Post since 2019. Before, she worked in radio on Walcheren."
    assert " ".join(words for words, _ in marked(f"{first}\n\n{last}\n\n{heading}\n\n{bio}", language)) == f"{heading} {bio}"
    assert marked(f"{first}\n\n{last}\n\n{bio}", language) == []
