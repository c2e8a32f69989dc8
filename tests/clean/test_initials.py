"""Initials of writers and editors under an agency's sign-off, over it or beside it, in the manner of many agencies."""

from __future__ import annotations

import pytest

from copytaster.clean import boilerplate
from copytaster.model import BoilerplateKind

STORY = (
    "The harbour board voted on Tuesday to close the eastern basin for weeks.\n\n"
    "Fishing crews said they had been given no time to move."
)


def marked(body: str, language: str) -> list[str]:
    """What is marked, but for what stands there twice: the texts of these tests repeat themselves (`test_repeats`)."""
    found = boilerplate.mark(body, language)
    return [body[span.start : span.end] for span in found if span.kind is not BoilerplateKind.REPEATED]


@pytest.mark.parametrize(
    ("sign_off", "initials", "language"),
    [
        ("(PAP)", "mkl/ jar/", "pl"),
        ("(PAP)", "jk/ mir/", "pl"),
        ("(dpa)", "xyz", "de"),
        ("(APA)", "(Schluss) abc/def", "de"),
        ("(SDA)", "xy", "de"),
        ("AFP", "abc-def/gh", "fr"),
        ("(Belga)", "ABC/DEF", "nl"),
        ("(ANSA).", "XYZ", "it"),
        ("EFE", "mlb/jac/ess", "es"),
        ("Reuters", "JD", "en"),
        ("(Reuters)", "J.D.", "en"),
        ("(Reuters)", "[jd]", "en"),
        ("PTI", "SNR BDJ", "en"),
        ("(CNA)", "HY/cs", "en"),
        ("(NAN)", "AB/CD", "en"),
        ("(Bernama)", "RS", "ms"),
        ("TT", "JAN", "sv"),
        ("STT", "ab/cd/", "fi"),
        ("NTB", "kmo", "no"),
        ("/ritzau/", "abc", "da"),
        ("ČTK", "mjn mka", "cs"),
        ("(MTI)", "kj", "hu"),
        ("(HINA)", "xmd yln", "hr"),
        ("(Beta)", "M.D.", "sr"),
        ("(Tanjug)", "М. Д.", "sr"),
        ("(BTA)", "/IV", "bg"),
        ("(TASS)", "аб/вг", "ru"),
        ("(Интерфакс)", "ИП ВК", "ru"),
        ("(Укринформ)", "ав", "uk"),
        ("(Anadolu)", "A.K.", "tr"),
        ("(共同)", "(田)", "ja"),
    ],
)
def test_under_a_sign_off(sign_off: str, initials: str, language: str) -> None:
    assert marked(f"{STORY}\n\n{sign_off}\n\n{initials}", language) == [sign_off, initials]


@pytest.mark.parametrize(
    ("line", "language"),
    [("(PAP) mkl/ jar/", "pl"), ("(Hina) xmd yln", "hr"), ("EFE mlb/jac/ess", "es"), ("(ČTK) mjn", "cs")],
)
def test_beside_a_sign_off(line: str, language: str) -> None:
    assert marked(f"{STORY} {line}", language) == [line]
    assert marked(f"{STORY}\n\n{line}", language) == [line]


def test_over_a_sign_off() -> None:
    assert marked(f"{STORY}\n\nABC // DEF\n\nLusa/Fim", "pt") == ["ABC // DEF", "Lusa/Fim"]


def test_each_of_the_desk_on_a_line_of_its_own() -> None:
    tail = ["(PAP)", "autor: Jan Kowalski", "mkl/", "jar/"]
    assert marked("\n\n".join([STORY, *tail]), "pl") == tail


def test_at_the_end_without_a_sign_off() -> None:
    assert marked(f"{STORY}\n\n(Schluss) abc/def", "de") == ["(Schluss) abc/def"]
    assert marked(f"{STORY}\n\nmkl/ jar/", "pl") == ["mkl/ jar/"]


def test_under_the_sign_off_of_each_item_of_a_digest() -> None:
    body = f"{STORY}\n\n(PAP)\n\nmkl/ jar/\n\n{STORY}\n\n(PAP)\n\nab/ cd/"
    assert marked(body, "pl") == ["(PAP)", "mkl/ jar/", "(PAP)", "ab/ cd/"]


@pytest.mark.parametrize(
    "line",
    [
        "USA", "AC/DC", "UK and EU", "No", "on and on", "Nobody knows.", "i", "Jan Kowalski", "war",
        "EU/US trade talks",
    ],
)  # fmt: skip
def test_short_lines_of_a_story_are_none(line: str) -> None:
    assert marked(f"{STORY}\n\n{line}\n\n{STORY}", "en") == []
    assert marked(f"{STORY}\n\n{line}", "en") == []


def test_a_heading_behind_a_signed_item_is_none() -> None:
    assert marked(f"{STORY}\n\n(AFP)\n\nUSA\n\n{STORY}", "en") == ["(AFP)"]
