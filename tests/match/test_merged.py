"""One sentence against two: the sentence beside the likest one that says the rest."""

from __future__ import annotations

import numpy as np

from copytaster.archive.codec import dump_pair, load_pair
from copytaster.fingerprint import Analysis, analyse
from copytaster.match.compare import align, by_words, compare
from copytaster.match.merged import together
from copytaster.match.model import models
from copytaster.match.similarity import trigram_places
from copytaster.model import Article
from tests.match.meanings import meaning
from tests.quality.library import Library

WHOLE = (
    "The ferry company halted every crossing to Lindholm on Tuesday after divers found a crack in the harbour wall, "
    "which engineers expect to take three weeks to mend.\n\n"
    "Passengers were sent home by bus. Nobody was hurt."
)
SPLIT = (
    "Buses brought travellers home.\n\n"
    "All sailings to Lindholm were stopped on Tuesday by the ferry company.\n\n"
    "Engineers think that it will take three weeks to mend the crack which divers discovered in the harbour wall.\n\n"
    "There were no injuries."
)


def read(text: str) -> Analysis:
    return analyse(Article(text, text, language="en"))


def rests(one: str, other: str) -> list[int]:
    """Of each sentence of the one, the sentence of the other that says the rest of it."""
    x, y = read(one), read(other)
    found = align(x, y, *by_words(x, y, trigram_places(x, y)), meaning, models())
    mine, theirs = together(x, y, found.like, found.of_a, found.of_b)
    back = together(y, x, found.like.turned(), found.of_b, found.of_a)
    assert [b.rest for b in back] == [theirs.rest, mine.rest]
    assert [b.best for b in back] == [theirs.best, mine.best]
    return [mine.rest.get(i, -1) for i in range(len(x))]


def test_what_was_split_is_found_together() -> None:
    assert rests(WHOLE, SPLIT) == [1, -1, -1]
    assert set(rests(SPLIT, WHOLE)) == {-1}


def test_the_source_of_a_merged_sentence_is_both() -> None:
    pair = compare(read(WHOLE), read(SPLIT), meaning)
    assert pair is not None
    turned = pair.a != WHOLE
    (rest,) = {c.rest_a if turned else c.rest_b for c in pair.correspondences} - {None}
    assert rest is not None
    assert SPLIT[rest.start : rest.end].startswith("All sailings")
    assert load_pair(pair.a, pair.b, dump_pair(pair)) == pair


def test_a_passage_names_both() -> None:
    library = Library()
    library.add(text=SPLIT, outlet="Reuters", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    report = library.report(library.add(text=WHOLE, outlet="The Post", published_at="2026-11-20T10:00:00Z"))
    (first,) = [p for p in report["passages"] if p["start"] == 0]
    assert first["source"]["text"].startswith("All sailings")
    assert first["source"]["text"].endswith("harbour wall.")


def test_a_sentence_in_the_same_words_has_no_rest() -> None:
    assert rests(WHOLE, WHOLE) == [-1, -1, -1]


def test_boilerplate_between_two_keeps_them_apart() -> None:
    text = SPLIT.replace("company.\n\n", "company.\n\nRead more: ten ferries to see this summer\n\n")
    y = analyse(Article("y", text, language="en"))
    assert len(y) == 5
    x = read(WHOLE)
    found = align(x, y, *by_words(x, y, trigram_places(x, y)), meaning, models())
    mine, _ = together(x, y, found.like, found.of_a, found.of_b)
    assert not np.isin(mine.rest, [1, 3]).any()
