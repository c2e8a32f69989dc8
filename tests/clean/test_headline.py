"""A first line that opens with a word for its form is the headline of its text; further down it points elsewhere. The
word itself is set aside either way."""

from __future__ import annotations

import re

import pytest

from copytaster.clean import boilerplate

LEAD = "The harbour board voted on Tuesday to close the eastern basin."
NEXT = "Fishing crews said they had been given no time to move their boats."
HEADLINES = [
    ("en", "Opinion: Why the harbour must stay open"),
    ("en", "Opinion | Why the harbour must stay open"),
    ("en", "Live: Harbour fire spreads to second ferry"),
    ("en", "Live updates: Harbour fire spreads"),
    ("en", "Analysis: What the harbour vote means. And what not"),
    ("en", "Exclusive: Harbour board chief to resign"),
    ("en", "Watch: Ferry rams the pier in Harlow Bay"),
    ("en", "Fact check: No, the ferry did not sink"),
    ("de", "Kommentar: Der Hafen muss offen bleiben"),
    ("de", "Analyse: Europas Ohnmacht"),
    ("de", "Video: Fähre rammt die Pier"),
    ("sv", "Ledare: Hamnen måste vara öppen"),
    ("da", "Leder: Havnen skal være åben"),
    ("no", "Kommentar: Havnen må være åpen"),
    ("nl", "Opinie: De haven moet open"),
    ("fr", "Analyse : ce que change le vote"),
    ("es", "Opinión: Por qué el puerto debe seguir abierto"),
    ("it", "Video: Il traghetto finisce contro il molo"),
    ("pt", "Opinião: O porto deve ficar aberto"),
    ("pl", "Komentarz: Port musi zostać otwarty"),
    ("cs", "Komentář: Přístav musí zůstat otevřený"),
    ("ru", "Мнение: Порт должен работать"),
    ("el", "Βίντεο: Το πλοίο χτύπησε στην προβλήτα"),
    ("tr", "Yorum: Liman açık kalmalı"),
    ("ar", "فيديو: العبارة تصطدم بالرصيف"),
    ("hi", "वीडियो: नौका घाट से टकराई"),
    ("zh", "视频：渡轮撞上码头"),
    ("ja", "動画：フェリーが桟橋に衝突"),
    ("ko", "[영상] 여객선이 부두에 충돌"),
]


def marked(body: str, language: str, title: str | None = None) -> list[str]:
    return [body[s.start : s.end] for s in boilerplate.mark(body, language, title=title)]


LABEL = re.compile(r".*?[:：|\]]")


@pytest.mark.parametrize(("language", "line"), HEADLINES)
def test_the_headline_stays_without_its_label(language: str, line: str) -> None:
    label = LABEL.match(line)[0].rstrip()
    assert marked(f"{line}\n\n{LEAD}\n\n{NEXT}", language) == [label]
    dated = f"Published 5 March 2026\n\n{line}\n\n{LEAD}\n\n{NEXT}"
    assert marked(dated, language) == ["Published 5 March 2026", label]


@pytest.mark.parametrize(
    ("language", "line", "label"),
    [
        ("en", "Why the harbour must stay open | Opinion", "| Opinion"),
        ("de", "Der Hafen muss offen bleiben | Kommentar", "| Kommentar"),
        ("es", "Por qué el puerto debe seguir abierto | Opinión", "| Opinión"),
    ],
)
def test_a_label_behind_a_bar_is_set_aside(language: str, line: str, label: str) -> None:
    assert marked(f"{line}\n\n{LEAD}\n\n{NEXT}", language) == [label]
    assert marked(f"{line} of the harbour\n\n{LEAD}\n\n{NEXT}", language) == []


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", HEADLINES[0][1]), ("en", HEADLINES[2][1]), ("de", HEADLINES[8][1]), ("zh", HEADLINES[26][1])],
)
def test_the_same_line_further_down_points_elsewhere(language: str, line: str) -> None:
    assert marked(f"{LEAD}\n\n{line}\n\n{NEXT}", language) == [line]
    assert marked(f"{LEAD}\n\n{NEXT}\n\n{line}", language) == [line]


def test_where_the_headline_is_known_and_is_another_it_points_elsewhere() -> None:
    line = "Opinion: Why the harbour must stay open"
    body = f"{line}\n\n{LEAD}\n\n{NEXT}"
    assert marked(body, "en", "Board closes the basin") == [line]
    assert marked(body, "en", "Why the harbour must stay open") == ["Opinion:"]
    assert marked(body, "en", "Opinion: Why the harbour must stay open | Harlow Bay Post") == ["Opinion:"]


@pytest.mark.parametrize("label", ["Opinion", "Analysis", "LIVE", "Opinion:", "Exclusive"])
def test_a_label_alone_on_its_line_is_set_aside(label: str) -> None:
    assert marked(f"{label}\n\nWhy the harbour must stay open\n\n{LEAD}\n\n{NEXT}", "en") == [label]


def test_pointers_in_a_row_are_no_headline() -> None:
    first, second = "Live: Fire spreads", "Analysis: What the vote means"
    assert marked(f"{first}\n\n{second}\n\n{LEAD}\n\n{NEXT}", "en") == [first, second]


@pytest.mark.parametrize(
    "line", ["Video: Mara Lindqvist", "Opinion: By Ines Corrie", "Read more: Ferry sinks", "Next: The tide tables"]
)
def test_what_names_no_form_or_only_a_person_points_elsewhere_there_too(line: str) -> None:
    assert marked(f"{line}\n\n{LEAD}\n\n{NEXT}", "en") == [line]


def test_a_caption_over_the_headline_is_set_aside() -> None:
    line = "Video: Aerial pictures show the ferry at the pier"
    assert marked(f"{line}\n\nFerry rams the pier\n\n{LEAD}\n\n{NEXT}", "en") == [line]
