"""A glance by words: it spares what shares a courtroom and no sentence, and no source that is labelled as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from copytaster.fingerprint.analysis import Analysis, analyse
from copytaster.match.compare import align, by_words, compare, suspicious
from copytaster.match.glance import WORDS, nothing_said
from copytaster.match.items import may_hold_an_item
from copytaster.match.model import models
from copytaster.match.said import likeness
from copytaster.match.similarity import trigram_places
from copytaster.model import Article
from tests.match.meanings import meaning, never
from tests.quality import score
from tests.quality.library import prepare

ARSON = (
    "A baker who set fire to his own shop has been jailed for six years. The jury at Kelmarsh Crown Court took two "
    "hours to convict Osric Penhale, 41, of arson. Judge Imelda Rook told the defendant that neighbours were asleep "
    "above the flames. Prosecutor Dunstan Airey said insurers had refused the claim within a week. Penhale wept in "
    "the dock as his sister left the gallery. Firemen found petrol under the flour sacks and a timer wired to the "
    "oven."
)
FRAUD = (
    "Three councillors sold road contracts to a friend, a trial was told yesterday. Opening the case at Tarleigh "
    "Crown Court, prosecutor Nerys Quill described envelopes that changed hands in a golf club. The jury saw "
    "photographs of a yacht which one defendant, Barnaby Stroud, had bought in Malta. Judge Lionel Amory warned them "
    "to read no newspapers. All three deny corruption. Their barristers will say that the money paid for lawful "
    "surveys of bridges."
)


def read(text: str, language: str = "en") -> Analysis:
    return analyse(Article(id=text[:9], text=text, language=language))


def refused(x: Analysis, y: Analysis) -> bool:
    places = trigram_places(x, y)
    return nothing_said(x, y, likeness(x, y, None, places), places, models())


def suspected(x: Analysis, y: Analysis) -> bool:
    return suspicious(x, y, trigram_places(x, y)[0]) or may_hold_an_item(x, y) or may_hold_an_item(y, x)


def test_what_shares_a_courtroom_and_no_sentence_is_not_encoded() -> None:
    arson, fraud = read(ARSON), read(FRAUD)
    assert suspected(arson, fraud)
    assert compare(arson, fraud, never) is None
    found = align(arson, fraud, *by_words(arson, fraud, trigram_places(arson, fraud)), meaning, models())
    assert max(found.of_a.odds.max(), found.of_b.odds.max()) < 0, "nothing is lost"


def test_it_says_the_same_from_either_side() -> None:
    assert refused(read(ARSON), read(FRAUD))
    assert refused(read(FRAUD), read(ARSON))


TOLD = " Petrol stood beneath flour sacks, firemen found, and a timer had been wired to an oven."
SPOKEN = " “I never meant to hurt anybody,” he said."


@pytest.mark.parametrize("more", [TOLD, SPOKEN])
def test_one_sentence_that_is_told_or_spoken_in_both_is_looked_into(more: str) -> None:
    arson, fraud = ARSON + (SPOKEN if more is SPOKEN else ""), FRAUD + more
    assert not refused(read(arson), read(fraud))


def test_a_brief_is_looked_into() -> None:
    brief = read(ARSON[: ARSON.index("Penhale wept")])
    assert len(brief.words) < WORDS < len(read(ARSON).words)
    assert not refused(brief, read(FRAUD))


@pytest.mark.parametrize("language", ["de", "und"])
def test_in_other_languages_words_cannot_tell(language: str) -> None:
    assert not refused(read(ARSON, language), read(FRAUD, language))
    assert not refused(read(ARSON), read(FRAUD, language))


def test_the_same_words_a_hundred_times_are_looked_into_at_once() -> None:
    refrain = " The jury was told so."
    assert not refused(read(ARSON + refrain * 100), read(FRAUD + refrain * 100))


WHEN = "2026-01-01T00:00:00Z"
UNFOUND = {
    "251-d4 251-w2", "251-d10 251-w1", "304-d11 304-r1", "321-d1 321-w2", "326-d1 326-w3", "326-d2 326-w2",
    "328-d1 328-w3", "355-d11 355-w1", "374-d10 374-w1", "374-d12 374-w1", "375-d10 375-w1",
}  # fmt: skip
"""Of 1,696 labelled sources, those that are refused. Nobody found them before either: they share too little to be
suspected, or what their sentences mean leaves them other stories too."""


def sources(docs: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """A document, and another of which it has more than a quotation."""
    for name, doc in docs.items():
        told = [s for row in doc["body"] for s in row if s["k"] not in ("quote", "new", "boilerplate")]
        yield from ((name, wire) for wire in sorted({w for s in told for w, _ in s.get("src") or ()} - {name}))


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["desk", "hard", "tongues", "more", "unseen"])
def test_no_labelled_source_is_refused(folder: str) -> None:
    docs = score.documents(score.HERE / folder)
    labelled = list(sources(docs))
    known: dict[str, Analysis] = {}
    for name in sorted({name for pair in labelled for name in pair}):
        article, _ = prepare(**score.submission(docs[name]) | {"published_at": WHEN})
        known[name] = analyse(replace(article, id=name))
    pairs = [(a, b) for a, b in labelled if suspected(known[a], known[b])]
    assert len(pairs) >= 30
    assert {f"{a} {b}" for a, b in pairs if refused(known[a], known[b])} <= UNFOUND
