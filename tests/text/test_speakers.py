"""Who says a quotation: named where the text surely tells, and nobody where two may be meant."""

from __future__ import annotations

import time

import pytest

from copytaster.fingerprint import analyse
from copytaster.fingerprint.facts import QUOTATION
from copytaster.model import Article
from copytaster.text.speakers import Speaker

OPENED = "Zamir Kabulov, the envoy, arrived in Moscow on Monday with Zamira Tashkulova of the relief fund. "


def said(text: str, language: str = "en") -> list[tuple[str, Speaker | None]]:
    """Each quotation that is a fact, and who says it."""
    x = analyse(Article("one", text, language=language))
    return [(text[f.span.start : f.span.end], x.speakers.get(f.span)) for f in x.facts.all() if f.what == QUOTATION]


def who(text: str, language: str = "en") -> list[str | None]:
    """The fullest name of who says each."""
    return [s and text[s.full.start : s.full.end] for _, s in said(text, language)]


@pytest.mark.parametrize(
    "told",
    [
        "“We shall send aid before the snow,” said Zamir Kabulov.",
        "“We shall send aid before the snow,” Mr Kabulov told reporters on Monday.",
        "“We shall send aid before the snow,” said envoy Zamir Kabulov of the ministry.",
        "“We shall send aid before the snow,” said the envoy, Zamir Kabulov.",
        "“We shall send aid before the snow,” Russia's envoy, Zamir Kabulov, said in a statement.",
        "“We shall send aid before the snow”, according to Zamir Kabulov.",
        "Zamir Kabulov said: “We shall send aid before the snow.”",
        "According to Kabulov, “we shall send aid before the snow”.",
        "Kabulov, who arrived from Kabul with Ada Brenneke, told Reuters: “We shall send aid before the snow.”",
        "Kabulov: “We shall send aid before the snow.”",
        "The plan was called by Kabulov “an aid that comes before the snow”, was it not.",
    ],
)
def test_a_name_beside_the_quotation(told: str) -> None:
    assert who(OPENED + "\n" + told)[-1] == "Zamir Kabulov"


@pytest.mark.parametrize(
    "told",
    [
        "“We shall send aid before the snow,” said a spokesman for Zamir Kabulov.",
        "“We shall send aid before the snow,” Kabulov's lawyer said.",
        "Jailing Kabulov, of Kabul, Judge Ada Brenneke said: “We shall send aid before the snow.”",
        "A Kabulov spokesperson said: “We shall send aid before the snow.”",
        "“We shall send aid before the snow,” said Kabulov and Tashkulova.",
        "“We shall send aid before the snow,” the ministry told Zamir Kabulov.",
        "“We shall send aid before the snow,” Kabulov was told.",
        "“We shall send aid before the snow,” said the driver, who had met Zamir Kabulov.",
        "A driver told Kabulov: “We shall send aid before the snow.”",
        "The letter to Zamir Kabulov read: “We shall send aid before the snow.”",
        "“We shall send aid before the snow.” Kabulov left the room.",
        "“We shall send aid before the snow.”",
        "We said: “We shall send aid before the snow.”",
    ],
)
def test_whom_nobody_names_is_not_the_next_one_who_is(told: str) -> None:
    assert who(OPENED + "\n" + told) == [None]


def test_a_quotation_goes_on() -> None:
    text = "“We shall send aid before the snow,” said Zamir Kabulov. “Nobody is to freeze again.”"
    assert who(text) == ["Zamir Kabulov"] * 2
    text = "“We shall send aid,” Zamir Kabulov said, “and nobody is to freeze again.”"
    assert who(text) == ["Zamir Kabulov"] * 2
    text = "Zamir Kabulov said: “We shall send aid before the snow.\n\n“Nobody is to freeze again.”"
    assert who(text) == ["Zamir Kabulov"] * 2
    text = "“We shall send aid before the snow,” said Zamir Kabulov. The hall was cold. “Nobody is to freeze again.”"
    assert who(text) == ["Zamir Kabulov", None]
    text = "“We shall send aid before the snow,” said Zamir Kabulov.\n\n“Nobody is to freeze again.”"
    assert who(text) == ["Zamir Kabulov", None]


def test_a_pronoun_stands_for_the_last_who_was_spoken_of() -> None:
    text = "Zamir Kabulov arrived in Moscow on Monday. “We shall send aid before the snow,” he told reporters."
    (told,) = said(text)
    assert told[1] is not None
    assert (who(text), told[1].named, told[1].person) == (["Zamir Kabulov"], False, True)
    assert who("Zamir Kabulov met Ada Brenneke in Oslo. “We shall send aid before the snow,” she said.") == [None]
    assert who("Ada Brenneke was there. Her brother Zamir slept. “We shall send aid before,” she said.") == [None]
    assert who("The Ministry of Aid was closed. “We shall send aid before the snow,” he said.") == [None]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("ru", "«Мы отправим помощь до первого снега», — сказал спецпредставитель Замир Кабулов.", "Замир Кабулов"),
        ("fr", "« Nous enverrons de l'aide », a déclaré lundi l'émissaire, Zamir Kabulov.", "Zamir Kabulov"),
        ("de", "„Wir schicken Hilfe vor dem ersten Schnee“, sagte Zamir Kabulov am Montag.", "Zamir Kabulov"),
        ("es", "«Enviaremos ayuda a todos», dijo el lunes el enviado Zamir Kabulov a la prensa.", "Zamir Kabulov"),
        ("it", "«Manderemo aiuti prima della neve», ha detto l'inviato di Mosca, Zamir Kabulov.", "Zamir Kabulov"),
        ("pt", "«Vamos enviar ajuda antes da neve», disse Zamir Kabulov aos jornalistas.", "Zamir Kabulov"),
        ("nl", "„Wij sturen hulp voordat de sneeuw valt”, zei gezant Zamir Kabulov maandag.", "Zamir Kabulov"),
        ("pl", "„Wyślemy pomoc przed pierwszym śniegiem” – powiedział Zamir Kabulow.", "Zamir Kabulow"),
        ("sv", "”Vi skickar hjälp innan snön faller”, säger Zamir Kabulov till Ada.", "Zamir Kabulov"),
        ("es", "Zamir Kabulov llegó a Moscú. «Enviaremos ayuda a todos», declaró a los periodistas.", "Zamir Kabulov"),
        ("de", "Am Montag reiste wie geplant Zamir Kabulov ab. „Wir schicken bald Hilfe“, sagte er.", "Zamir Kabulov"),
    ],
)  # fmt: skip
def test_other_languages(language: str, text: str, name: str) -> None:
    assert who(text, language) == [name]


def test_names_as_people_bear_them() -> None:
    assert who("“We shall send aid before the snow,” said Bae Sang-hoon, an aid worker.") == ["Bae Sang-hoon"]
    office = "In May Norway's Prime Minister Ada Brenneke said: “We shall send aid before the snow.”"
    assert who(office) == ["Ada Brenneke"]
    assert who("“We shall send aid,” said Ada Brenneke of Larkspur Capital in Oslo.") == ["Ada Brenneke"]


def test_who_is_surely_somebody_else() -> None:
    def speaker(name: str) -> Speaker:
        (told,) = said(f"“We shall send aid before the snow,” said {name} on Monday in the capital.")
        assert told[1] is not None
        return told[1]

    smith, jones = speaker("Ada Smith"), speaker("Bo Jones")
    assert smith.other_than(jones)
    assert not smith.other_than(speaker("Mrs Smith"))
    assert not speaker("Zamir Kabulov").other_than(speaker("Zamir Kabulof"))
    assert not smith.other_than(speaker("Norges Bank"))
    assert not smith.other_than(speaker("Oslo"))
    assert not smith.other_than(speaker("the Recorder of London"))


def test_work_is_bounded() -> None:
    """Thousands of quotations, names and pronouns, and no sentence that ends."""
    for piece in ("“we shall send aid” said Ada Brenneke ", "“we shall send aid”, he said. ", "Ada Bo, ", "“", "said "):
        text = (piece * 40_000)[:200_000]
        x = analyse(Article("one", text, language="en"))
        began = time.process_time()
        assert isinstance(x.speakers, dict)
        assert time.process_time() - began < 10
