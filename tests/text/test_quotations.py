"""Speech in every typography; and what is no speech."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copytaster.text.quotations import quotations

SPEECH = "We have lost the barn, the tractor and nineteen ewes"


@pytest.mark.parametrize(
    "marks",
    ["“”", '""', "„“", "„”", "«»", "»«", "「」", "『』", "‘’", "''", "‚‘", "`'", "＂＂", "‹›"],
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
        ("– Straciliśmy wszystko – powiedziała pani Nowak.", None),
        ("– the barn\n– the tractor\n– nineteen ewes", []),
    ],
)
def test_dialogue_that_a_dash_opens(paragraph: str, spoken: list[str] | None) -> None:
    found = [paragraph[s.start : s.end].strip() for s in quotations(paragraph)]
    if spoken is None:  # where no comma closes the speech, all of it or none is a fair reading
        assert found in ([], [paragraph.lstrip("– ")])
    else:
        assert found == spoken


def test_speech_that_runs_on_over_paragraphs() -> None:
    text = f"“{SPEECH}.\n\n“Nobody has rung us.”\n\nThe lane is under silt."
    assert [text[s.start : s.end] for s in quotations(text)] == [f"“{SPEECH}.", "“Nobody has rung us.”"]


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
