"""Translations are found where each figure and name of theirs is in many articles, as in an archive of any size.

The others are made of the very terms that wires and translations have, drawn at random: no anchor is left that is not
common, strangers share three of them with a translation by chance, and what brings its wire up is that it lies in the
same days. Only suspicion is tested; what becomes of it then is `test_tongues`' matter.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import cast

import numpy as np
import pytest

from copytaster import pipeline
from copytaster.archive import Archive
from copytaster.fingerprint import VERSION, fingerprint
from copytaster.fingerprint.ranks import rank_of
from copytaster.model import Article, Fingerprint, Hashes
from copytaster.settings import Settings
from tests.quality import score
from tests.quality.library import Library, prepare

CROWD = 6_000
DAYS = 120
"""So that an anchor is in an article and a quarter a day, as a figure of made-up news is at 700 articles a day."""
ANCHORS, TERMS = 15, 84
"""Of an article, as made-up news has on average."""
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEWEST = {0: 38, 7: 38}
"""Days after its wire → how many of 41 are suspected at least. 203-d8 shares no anchor with its wire, 205-d8 two and
80-d7 three, which are too common here. When a common anchor named nobody it was none of the 41."""


@cache
def labelled() -> tuple[list[tuple[pipeline.Prepared, list[str]]], list[pipeline.Prepared]]:
    """The translations, with the ids of what each was made from; and all that one was made from."""
    folders = [score.HERE / name for name in ("tongues", "more")]
    docs = {name: doc for folder in folders for name, doc in score.documents(folder).items()}
    made, sources = [], {}
    for doc in docs.values():
        if not doc["role"].startswith("translation"):
            continue
        names = sorted({name for row in doc["body"] for s in row for name, _ in s.get("src") or ()})
        for name in names:
            sources.setdefault(name, read(docs[name], NOON))
        made.append((read(doc, NOON + timedelta(hours=2)), [sources[name].article.id for name in names]))
    return made, list(sources.values())


def read(doc: dict[str, object], when: datetime) -> pipeline.Prepared:
    article, _ = prepare(**score.submission(doc))
    article = replace(article, published_at=when, received_at=when)
    return pipeline.Prepared(article, fingerprint(article))


def at(prepared: pipeline.Prepared, when: datetime) -> pipeline.Prepared:
    """The same article, published at another time."""
    article = replace(prepared.article, published_at=when, received_at=when)
    return pipeline.Prepared(article, replace(prepared.fingerprint, rank=rank_of(article)))


def stranger(number: int, anchors: Hashes, terms: Hashes) -> tuple[Article, Fingerprint]:
    when = NOON + timedelta(days=DAYS * (number / CROWD - 0.5))
    article = Article(id=f"{number:032}", text="-", language=("en", "fr", "hi", "ja")[number % 4],
                      agency="TASS" if number % 5 == 0 else None, published_at=when, received_at=when)  # fmt: skip
    none = np.zeros(0, np.uint64)
    keys, exact, signed = np.union1d(anchors, terms), np.array([number], np.uint64), np.zeros(128, np.uint32)
    return article, Fingerprint(signed, none, none, keys, 300, VERSION, exact, rank_of(article), anchors)


@cache
def crowd() -> Library:
    """Strangers and wires."""
    made, sources = labelled()
    prints = [one.fingerprint for one in [*sources, *(plant for plant, _ in made)]]
    anchors = np.unique(np.concatenate([one.anchors for one in prints]))
    terms = np.setdiff1d(np.concatenate([one.terms for one in prints]), anchors)
    rng = np.random.default_rng(3)
    library = Library(Settings(common=16))
    for number in range(CROWD):
        drawn = (np.sort(rng.choice(pool, many, replace=False)) for pool, many in ((anchors, ANCHORS), (terms, TERMS)))
        library.store(*stranger(number, *drawn))
    for source in sources:
        library.store(*source)
    return library


@pytest.mark.parametrize("days", FEWEST)
def test_translations_are_suspected_though_all_that_they_share_is_common(days: int) -> None:
    made, _ = labelled()
    assert len(made) == 41
    library, suspected, read_in_all, fewest = crowd(), [], 0, 1_000
    for plant, wires in made:
        plant = at(plant, NOON + timedelta(days=days, hours=2))
        answer = library.index.probe(plant.fingerprint)
        fewest = min(fewest, int(answer.channels["terms"].counts[plant.fingerprint.anchored].min()))
        read_for = pipeline.compared_with(None, plant, answer, cast(Archive, library), library.settings)
        read_in_all += len(read_for)
        if any(other.id in wires for other in read_for.values()):
            suspected.append(plant.article.external_id)
    assert fewest > library.settings.common
    assert len(suspected) >= FEWEST[days], sorted({p.article.external_id for p, _ in made} - set(suspected))
    assert read_in_all <= 10 * len(made)
