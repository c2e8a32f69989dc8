"""Rewrites and translations are found where each word, figure and name of theirs is in many articles, as in an archive
of any size.

The others are made of the very terms that wires and what was made from them have, drawn at random: no term is left that
is not common, strangers share some with a translation by chance, and what brings its wire up is that it lies in the
same days. Only suspicion is tested; what becomes of it then is `test_tongues`' and `test_ratchet`'s matter.
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
"""So that an anchor is in an article and a quarter a day, as a figure of made-up news is at 700 articles a day; a word
is in one or two."""
ANCHORS, TERMS = 15, 84
"""Of an article, as made-up news has on average."""
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROLES = {
    "translation": ("tongues", "more"), "ai_rewrite": ("hard", "more"), "brief": ("hard", "more"),
    "explainer": ("hard", "more"),
}  # fmt: skip
"""What is planted, and the folders of the labelled events where it stands."""


@cache
def labelled(role: str) -> tuple[list[tuple[pipeline.Prepared, list[str]]], list[pipeline.Prepared]]:
    """What has the role, with the ids of what each was made from; and all that one was made from."""
    folders = [score.HERE / name for name in ROLES[role]]
    docs = {name: doc for folder in folders for name, doc in score.documents(folder).items()}
    made, sources = [], {}
    for doc in docs.values():
        if not doc["role"].startswith(role):
            continue
        names = sorted({name for row in doc["body"] for s in row for name, _ in s.get("src") or ()})
        for name in names:
            sources.setdefault(name, read(docs[name], NOON))
        made.append((read(doc, NOON + timedelta(hours=2)), [sources[name].article.id for name in names]))
    return made, list(sources.values())


def read(doc: dict[str, object], when: datetime) -> pipeline.Prepared:
    article, _ = prepare(**score.submission(doc) | {"published_at": when.isoformat()})
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
def crowd(role: str) -> Library:
    """Strangers and wires."""
    made, sources = labelled(role)
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


@pytest.mark.parametrize(
    ("role", "planted", "fewest", "read_for_one"),
    [
        # 203-d8 shares no anchor with its wire, 203-d6 (since "11時" is a time of day) and 205-d8 two, 80-d7 three that
        # are too common here. The strangers are made of few words, so that one in thirty shares seven
        # with a translation; of real ones it is one in 300.
        ("translation", 41, 37, 22),
        ("ai_rewrite", 80, 80, 5),
        ("brief", 71, 67, 2),
        ("explainer", 56, 56, 4),
    ],
)
@pytest.mark.parametrize("days", [0, 7])
def test_what_shares_nothing_but_common_terms_is_suspected(
    role: str, planted: int, fewest: int, read_for_one: float, days: int
) -> None:
    """Also a week after its wire. When a common term named nobody, none of them was."""
    made, _ = labelled(role)
    assert len(made) == planted
    library, suspected, read_in_all, rarest = crowd(role), [], 0, 1_000
    for plant, wires in made:
        plant = at(plant, NOON + timedelta(days=days, hours=2))
        answer = library.index.probe(plant.fingerprint)
        counts = answer.channels["terms"].counts
        rarest = min(rarest, int((counts[plant.fingerprint.anchored] if role == "translation" else counts).min()))
        read_for = pipeline.compared_with(None, plant, answer, cast(Archive, library), library.settings)
        read_in_all += len(read_for)
        if any(other.id in wires for other in read_for.values()):
            suspected.append(plant.article.external_id)
    assert rarest > library.settings.common
    assert len(suspected) >= fewest, sorted({p.article.external_id for p, _ in made} - set(suspected))
    assert read_in_all <= read_for_one * len(made)
