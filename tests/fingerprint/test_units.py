"""Where a text has more sentences than are told apart, some in a row stand for one: see `analysis._in_units`."""

from __future__ import annotations

import random

from copytaster.fingerprint.analysis import MOST_SENTENCES, Analysis, analyse
from tests.archive.make import article

ADDED = "Nobody had asked the harbour master about it until then."


def text(sentences: list[str]) -> str:
    return "\n\n".join(" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3))


def invented(count: int, seed: int) -> list[str]:
    luck = random.Random(seed)
    letters = "abcdefghijklmnoprstuvw"
    return [
        " ".join("".join(luck.choices(letters, k=6)) for _ in range(luck.randint(4, 12))).capitalize() + "."
        for _ in range(count)
    ]


def units(analysis: Analysis) -> set[str]:
    return {" ".join(analysis.text[span.start : span.end].split()) for span in analysis.spans}


def read(sentences: list[str]) -> Analysis:
    return analyse(article(text=text(sentences)))


def test_every_word_is_in_one_unit_and_there_are_so_many() -> None:
    known = read(invented(MOST_SENTENCES * 3, 1))
    assert len(known) == MOST_SENTENCES
    assert known.bounds[0] == 0
    assert known.bounds[-1] == len(known.words)
    assert (known.bounds[1:] > known.bounds[:-1]).all()
    assert all(before.end <= after.start for before, after in zip(known.spans, known.spans[1:], strict=False))


def test_a_sentence_more_changes_the_units_about_it_alone() -> None:
    sentences = invented(MOST_SENTENCES * 2, 2)
    before = units(read(sentences))
    for at in (0, 333, len(sentences)):
        after = units(read([*sentences[:at], ADDED, *sentences[at:]]))
        assert len(before - after) <= 3, at


def test_a_unit_of_a_longer_text_is_some_of_the_shorter_ones() -> None:
    sentences = invented(MOST_SENTENCES * 4, 3)
    part = sentences[: MOST_SENTENCES * 2]
    ends = {unit.split()[-1] for unit in units(read(part))}
    words = set(text(part).split())
    whole = {unit.split()[-1] for unit in units(read(sentences))} & words
    assert len(whole) > MOST_SENTENCES / 4
    assert whole <= ends


def test_one_sentence_again_and_again_is_cut_all_over_the_text() -> None:
    known = read([ADDED] * (MOST_SENTENCES * 4))
    assert len(known) <= MOST_SENTENCES
    sizes = [len(span) for span in known.spans]
    assert max(sizes) < len(known.text) / 8
