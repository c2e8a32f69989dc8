"""Speech in every typography; and what is no speech."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copytaster.text.lexicon import table
from copytaster.text.quotations import quotations

SPEECH = "We have lost the barn, the tractor and nineteen ewes"


@pytest.mark.parametrize(
    "marks",
    ["“”", '""', "„“", "„”", "«»", "»«", "「」", "『』", "‘’", "''", "‚‘", "`'", "＂＂", "‹›", "»»", "””"],
)
def test_marks_of_every_kind(marks: str) -> None:
    text = f"Her land was flooded. {marks[0]}{SPEECH}{marks[1]}, said Ruth Ackerley at the farmer's gate."
    (span,) = quotations(text)
    assert text[span.start : span.end] == f"{marks[0]}{SPEECH}{marks[1]}"


@pytest.mark.parametrize(
    ("paragraph", "spoken"),
    [
        (f"– {SPEECH}, says Ruth Ackerley at her gate.", [f"{SPEECH},"]),
        (f"— {SPEECH}, Ms Ackerley told a public meeting.", [f"{SPEECH},"]),
        ("- Vi har mistet fjøset, sier Rut Åkerli.", ["Vi har mistet fjøset,"]),
        ("– Alt er borte, sier Åkerli. – Og traktoren, legger hun til.", ["Alt er borte,", "Og traktoren,"]),
        ("— Мы потеряли всё, — сказал фермер.", ["Мы потеряли всё,"]),
        ("– Straciliśmy wszystko – powiedziała pani Nowak.", ["Straciliśmy wszystko"]),
        ("– Straciliśmy wszystko – mówi Nowak. – I traktor.", ["Straciliśmy wszystko", "I traktor."]),
        ("—Lo hemos perdido todo —dice Ana—. No queda nada.", ["Lo hemos perdido todo", "No queda nada."]),
        ("—Lo hemos perdido todo —dice Ana—, ¿y ahora?", ["Lo hemos perdido todo", "¿y ahora?"]),
        ("— Perdemos tudo — diz Ana. — Não resta nada.", ["Perdemos tudo", "Não resta nada."]),
        ("– Vi har mistet alt, sier Åkerli – som bor i Bergen.", ["Vi har mistet alt,"]),
        ("– Alt er borte, sier Åkerli. – Og traktoren.", ["Alt er borte,", "Og traktoren."]),
        ("– Bauernhof – abgebrannt am Dienstag", []),
        ("– The barn – reported lost on Tuesday, called at by nobody", []),
        ("– the barn\n– the tractor\n– nineteen ewes", []),
    ],
)
def test_dialogue_that_a_dash_opens(paragraph: str, spoken: list[str]) -> None:
    found = [paragraph[s.start : s.end].strip() for s in quotations(paragraph)]
    assert found == spoken


SAID = """en says|said|adds, de sagt|sagte|erklärt|meint|ergänzt, fr dit|explique|déclare|ajoute|raconte,
nl zegt|zei|vertelt, es dice|dijo|señala|añade|explicó|agregó, it dice|disse|spiega|aggiunge|racconta,
pt diz|disse|afirma|acrescenta|contou, nb sier|sa|forteller|påpeker|tilføyer,
da siger|sagde|fortæller|tilføjer, sv säger|sade|sa|berättar|tillägger|tillade,
fi sanoo|sanoi|kertoo|toteaa|lisää, pl mówi|powiedział|dodaje|podkreśla|wyjaśnia,
ru говорит|сказал|добавил|рассказала, uk каже|сказав|додала|розповів, cs říká|řekl|dodává|vysvětlila,
tr diyor|dedi|ekledi, sr kaže|rekao|dodala"""


@pytest.mark.parametrize("language", SAID.split(","))
@pytest.mark.parametrize("form", ["– {0}, {1} Ruth Ackerley.", "— {0} — {1} Ruth Ackerley.", "—{0} —{1} Ackerley—."])
def test_verbs_of_speech_tell_a_dialogue_in_each_language(language: str, form: str) -> None:
    code, verbs = language.split()
    for verb in verbs.split("|"):
        text = form.format(SPEECH, verb)
        for known in (code, "und"):
            (span,) = quotations(text, known)
            assert text[span.start : span.end].strip("—– ,") == SPEECH, verb


def test_a_verb_of_another_language_tells_no_dialogue() -> None:
    assert quotations("– die Säge, sa Anna\n– der Hammer", "de") == []


def test_every_language_whose_speakers_are_read_has_verbs_that_tell_a_dialogue() -> None:
    assert set(table("pronouns")) <= set(table("said"))
    for code, words in table("uttered").items():
        assert not words & table("said")[code]


def test_speech_that_runs_on_over_paragraphs() -> None:
    text = f"“{SPEECH}.\n\n“Nobody has rung us.”\n\nThe lane is under silt."
    assert [text[s.start : s.end] for s in quotations(text)] == [f"“{SPEECH}.", "“Nobody has rung us.”"]


@pytest.mark.parametrize("marks", ["“”", '""', "„“", "„”", "«»", "»«", "「」", "『』", "””", "»»"])
@pytest.mark.parametrize("between", ["", "The herd is gone too.\n\n"])
def test_speech_that_runs_on_without_a_mark_at_the_paragraph(marks: str, between: str) -> None:
    """The mark that closes it opened speech, and what the paper tells was somebody's words."""
    opens, closes = marks
    text = f"{opens}{SPEECH}.\n\n{between}Nobody has rung us{closes}, she said. The lane is under silt.\n\nIt rained."
    found = [text[s.start : s.end] for s in quotations(text)]
    assert found == [f"{opens}{SPEECH}.", *between.split("\n\n")[:-1], f"Nobody has rung us{closes}"]


def test_french_repeats_the_closing_mark_at_the_paragraph() -> None:
    text = "« Nous avons tout perdu.\n\n» Personne n’a appelé », dit-elle. La route est « coupée »."
    found = [text[s.start : s.end] for s in quotations(text)]
    assert found == ["« Nous avons tout perdu.", "» Personne n’a appelé »", "« coupée »"]


@pytest.mark.parametrize(
    "text",
    [
        'The 5" pipe burst and the lane is under silt.',
        f"Nobody has rung us”, and {SPEECH}.",
        "» Read more",
        "“We have lost the barn.\n\nIt rained.\n\nThe lane is under silt.",
    ],
)
def test_a_mark_that_closes_nothing_opens_no_speech(text: str) -> None:
    found = [text[s.start : s.end] for s in quotations(text)]
    assert found in ([], ["» Read more"], ["“We have lost the barn."])


@pytest.mark.parametrize("text", ["The farmers' union, the ewes' pen", "It's Ruth's", "a 'nickname'", "rock 'n' roll"])
def test_apostrophes_and_nicknames_are_no_speech(text: str) -> None:
    assert quotations(text) == []


PIECES = [*"ab ,.\n–-—“”\"'‘’«»「」„‚`‹›", " said ", ", says "]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_speech_stands_inside_the_text_in_order(text: str) -> None:
    found = quotations(text)
    assert all(0 <= s.start < s.end <= len(text) for s in found)
    assert all(a.end < b.start for a, b in pairwise(found))


@pytest.mark.parametrize("unit", ["– a, ", ", a", "“", "– a, says b. – ", "'a ", ", " + "b" * 50])
def test_the_work_is_linear(unit: str) -> None:
    begun = time.process_time()
    quotations("– " + unit * 20_000)
    assert time.process_time() - begun < 4
