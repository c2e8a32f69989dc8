"""Words in another spelling: misread print, other houses' rules, slips; and what stays another word."""

from __future__ import annotations

import time

import numpy as np
import pytest

from copytaster.fingerprint import Analysis, analyse
from copytaster.match.compare import compare
from copytaster.match.similarity import trigram_places
from copytaster.match.spelling import MOST_RUNS, garbled, respelt
from copytaster.model import Article, Kind, Pair
from tests.match.meanings import meaning
from tests.match.misread import misread

STORY = (
    "Rescue teams with two dogs were working on the northern edge of the quarry on Friday after a slope gave way "
    "beneath the crusher. Four men were taken to hospital in Dunsop, and the owner said that the pit would stay closed "
    "until the inspectorate had finished its report. Residents of the lane below were told to leave their houses for "
    "the night. The parish opened the school hall, where volunteers served soup and found blankets for everybody. "
    "An engineer who had warned of cracks in the spring said that nobody had answered his letters."
)


def read(text: str) -> Analysis:
    return analyse(Article(text, text, language="en"))


def reading(one: str, other: str) -> list[tuple[str, str]]:
    """The words of the one that are read as words of the other."""
    a, b = read(one), read(other)
    found = respelt(a, b, trigram_places(a, b))
    if found.respelt is None:
        return []
    names = dict(zip(b.words.hashes.tolist(), b.words.norms, strict=True))
    return [(a.words.norms[i], names[int(found.words.hashes[i])]) for i in np.flatnonzero(found.respelt)]


def pair(one: str, other: str) -> Pair:
    found = compare(read(one), read(other), meaning)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("nobody had answered his letters", "nobody had answcrcd his letters"),
        ("the parish opened the school hall", "the parish openned the school hall"),
        ("the labour council organised it all", "the labor council organised it all"),
        ("the labour council organised it all", "the labour council organized it all"),
        ("the town of Kharkiv was hit again", "the town of Kharkov was hit again"),
        ("until the inspectorate had finished it", "until the inspec torate had finished it"),
        ("he met President Zelensky in the hall", "he met President Zelenskyy in the hall"),
    ],
)
def test_a_word_between_the_same_words_is_one_in_another_spelling(written: str, spelt: str) -> None:
    for one, other in ((spelt, written), (written, spelt)):
        found = reading(f"They said {one} on Friday.", f"They said {other} on Friday.")
        assert found
        assert all(a in one.lower() and b in other.lower() for a, b in found)
        assert min(len({a for a, _ in found}), len({b for _, b in found})) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the council meets on Tuesday in Leeds", "the council meets on Friday in Leeds"),
        ("there were 1,250 people in the hall", "there were 1,260 people in the hall"),
        ("there were 14 people in the hall", "there were 15 people in the hall"),
        ("a court in the town of Leeds fined", "a court in the town of Hull fined"),
        ("they went to the north side of it", "they went to the south side of it"),
        ("it rose in the first half of it", "it rose in the second half of it"),
    ],
)
def test_another_word_stays_another(one: str, other: str) -> None:
    assert reading(f"They said {one} again.", f"They said {other} again.") == []


def test_a_letter_of_a_script_without_spaces_is_not_read_as_another() -> None:
    one = "ชาวประมงในจังหวัดตรังพบแนวปะการังใหม่ยาว 3 กิโลเมตรเมื่อวันอังคาร"
    other = "ชาวประมงในจังหวัดตราดพบแนวปะการังเก่ายาว 3 กิโลเมตรเมื่อวันอังคาร"
    assert reading(one, other) == []


def test_misread_print_is_read_as_what_was_printed() -> None:
    scanned = misread(STORY, 0.08, 1)
    a, b = read(scanned), read(STORY)
    assert len(trigram_places(a, b)[0]) < 0.4 * len(b.words)
    found = respelt(a, b, trigram_places(a, b))
    assert garbled(found)
    assert len(trigram_places(found, b)[0]) > 0.7 * len(b.words)
    assert found.words.norms == a.words.norms  # nothing but the comparison reads it so
    assert found.facts is a.facts


def test_what_was_misread_is_a_copy_edited_and_tells_no_changes() -> None:
    found = pair(misread(STORY, 0.08, 1), STORY)
    assert {c.kind for c in found.correspondences} <= {Kind.EDITED, Kind.VERBATIM}
    assert sum(len(c.a) for c in found.correspondences) > 0.85 * len(STORY)
    assert not any(c.changes for c in found.correspondences)
    assert found.evidence["respelt"] > 0.1


def test_a_word_in_another_spelling_makes_no_sentence_verbatim() -> None:
    (link,) = pair("They said the labor council had met on Friday.", "They said the labour council had met on Friday.").correspondences  # noqa: E501
    assert link.kind is Kind.EDITED


def test_it_is_the_same_from_either_side() -> None:
    scanned = misread(STORY, 0.08, 1)
    assert pair(scanned, STORY) == pair(STORY, scanned)


def test_other_words_are_not_read_as_these() -> None:
    """Two reporters of one event, of whom neither was misread."""
    other = (
        "Four men were in hospital in Dunsop on Friday after part of the quarry fell in. Neighbours were moved out of "
        "the lane below, and the parish opened the school hall. The owner of the pit would not answer questions. "
        "Cracks had been seen in the spring by an engineer, who wrote letters to the firm."
    )
    a, b = read(other), read(STORY)
    assert not garbled(respelt(a, b, trigram_places(a, b)))


@pytest.mark.parametrize(
    "texts",
    [
        ("the cat sat on the mat and " * 3_000, "the cat sat on the rnat and " * 3_000),
        ("x" * 60 + " " + ("abc def ghi " + "y" * 64 + " ") * 2_000, ("abc def ghi " + "z" * 64 + " ") * 2_000),
        (" ".join(f"a{n} b c d{n % 7} e f g" for n in range(3_000)), " ".join(f"b{n} b c d{n % 5} e f g" for n in range(3_000))),  # noqa: E501
        (misread(STORY * 20, 0.1, 1), misread(STORY * 20, 0.1, 2)),
    ],
    ids=["repetition", "long words", "table", "misread twice"],
)
def test_it_is_bounded(texts: tuple[str, str]) -> None:
    a, b = map(read, texts)
    places = trigram_places(a, b)
    before = time.process_time()
    respelt(a, b, places)
    assert time.process_time() - before < 1.0, MOST_RUNS
