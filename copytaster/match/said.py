"""How much of each sentence of one article another article says: named numbers, and log-odds that it was taken from it.

A sentence of x is looked at beside its two likest sentences of y, for a sentence may be split or merged, and beside all
of y, for figures and names may stand anywhere. Where a sentence stands, and in what order, decides nothing.

Six models, by what can be known of the two texts: `said` for English, `said_own` for other languages that the vectors
know, `said_words` where nobody encoded the texts, `said_across` between two languages; `said_stems` and `said_anchors`
are for one language, and for two, that the vectors do not know (`beside`). In languages other than English the surer
one of `said` and `said_own` counts: of the independent stories there none comes near to being called a rewrite. Trained
by ``bench/train.py``.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from copytaster.fingerprint.analysis import GRAM, Analysis, Flags, Ints
from copytaster.fingerprint.vectors import Floats
from copytaster.frozen import frozen
from copytaster.match import joins
from copytaster.match.beside import ACROSS, STEMS, anchored_features, anchored_share, stem_features, supported
from copytaster.match.content import Shared, likest, shared_content
from copytaster.match.joins import Longs, Ordered, missing, shares, shares_in_rows, spread
from copytaster.match.model import Models
from copytaster.match.similarity import agreeing_figures, in_runs, ordered_grams, trigram_places
from copytaster.model import Hashes
from copytaster.text.lexicon import lexicon

SAID = (
    "cosine",
    "cosine_squared",
    "second_cosine",
    "mutual",
    "own_runs",
    "runs",
    "content",
    "figures_agreeing",
    "figures_missing",
    "names_missing",
    "quoted",
    "rare",
    "length",
)
"""`cosine`, `second_cosine`: of the two likest sentences; `mutual`: whether they are each other's likest; `runs`: share
of the words in runs of three or more that y has, `own_runs` outside quotations; `content`: share of the content words,
by rareness, in the two likest sentences; `figures_*`, `names_missing`: counts, at most so many; `quoted`: share of
the words in quotation marks; `rare`: log of the weight of the words shared with the likest sentence, each by how few
sentences of the two articles have it; `length`: log of the number of words.

What the sentences beside it say would tell a single sentence better still, and an article worse: the neighbourhoods of
two reports on one event are alike, whether anything was taken or not. It counts where passages are shown."""
LITTLE, LITTLE_ALONE = 0.1, 0.5
"""What words in common count beside meaning and runs, and beside runs alone, in choosing the likest sentence: they
decide between equals."""
MOST_FIGURES, MOST_NAMES = 3.0, 4.0
"""Figures and names of a sentence that count: more say no more."""
SHORT = 5
"""Words under which a sentence is evidence of nothing: a sign-off, a label, a name."""
SHORT_ODDS = -0.5
FIVE = 5


@frozen
class Said:
    """What y says of x. s sentences of x."""

    odds: Floats
    """(s,) log-odds that the sentence was taken from y, seen alone."""
    best: Ints
    """(s,) its likest sentence of y."""
    second: Ints
    """(s,) the next."""
    features: Floats
    """(s, `SAID`)"""
    shared: Shared
    """The content words of both."""

    def numbers(self, name: str) -> list[float]:
        """(s,) those of one name of `SAID`."""
        found: list[float] = self.features[:, SAID.index(name)].tolist()
        return found


@frozen
class Likeness:
    """(sx, sy) matrices of two articles; `cosine` is None where nobody encoded them."""

    cosine: Floats | None
    runs_x: Floats
    runs_y: Floats

    def turned(self) -> Likeness:
        """The same with the two articles in the other order."""
        return Likeness(None if self.cosine is None else self.cosine.T, self.runs_y.T, self.runs_x.T)


def likeness(x: Analysis, y: Analysis, cosine: Floats | None, places: tuple[Ints, Ints] | None = None) -> Likeness:
    """`runs_x`: share of the words of each sentence of x in runs of each of y's; `runs_y` the other way.
    `places`: `trigram_places` of x and y, where known."""
    here, there = places or trigram_places(x, y)
    return Likeness(cosine, in_runs(x, y, here, there), in_runs(y, x, there, here).T)


def said_features(
    x: Analysis, y: Analysis, like: Likeness, shared: Shared | None = None
) -> tuple[Floats, Ints, Ints]:  # fmt: skip
    """(s, `SAID`) numbers, and the likest and second likest sentence of y for each of x. `shared`: `shared_content` of
    the two, where known."""
    shared = shared or shared_content(x, y)
    found = likest(shared, like.cosine, like.runs_x, LITTLE if like.cosine is not None else LITTLE_ALONE)
    mine, theirs = (z.once("own_grams", _own_grams) for z in (x, y))
    columns = Columns(
        found.first_cosine,
        found.second_cosine,
        found.mutual,
        shares_in_rows(mine, theirs.hashes, x.bounds, GRAM),
        shares_in_rows(ordered_grams(x), y.ordered_grams, x.bounds, GRAM),
        found.content,
        agreeing_figures(x, y),
        missing(y.ordered_words, *x.once("names_held", _names_held), len(x)),
        x.once("quoted", lambda x: shares(x.quoted, x.bounds)),
        np.log1p(found.rare),
        x.once("log_length", lambda x: np.log(np.maximum(1, x.lengths)).astype(np.float32)),
    )
    return features_of(columns), found.best, found.second


class Columns(NamedTuple):
    """(s,) what the numbers of `SAID` are made of; of figures (2, s) how many agree, and how many are missing."""

    cosine: Floats
    second_cosine: Floats
    mutual: Floats
    own_runs: Floats
    runs: Floats
    content: Floats
    figures: Floats
    names_missing: Floats
    quoted: Floats
    rare: Floats
    length: Floats


def features_of(columns: Columns) -> Floats:
    """(s, `SAID`) the numbers."""
    if joins._joins is None:
        return plain_features_of(columns)
    found = joins._joins.features(*columns, MOST_FIGURES, MOST_NAMES)
    return np.frombuffer(found, np.float32).reshape(-1, len(SAID))


def plain_features_of(columns: Columns) -> Floats:
    """The same on arrays."""
    of = columns
    agreeing, missing = np.minimum(of.figures, MOST_FIGURES)
    return np.stack([
        of.cosine, np.square(np.maximum(of.cosine, 0)), of.second_cosine, of.mutual, of.own_runs, of.runs, of.content,
        agreeing, missing, np.minimum(of.names_missing, MOST_NAMES), of.quoted, of.rare, of.length,
    ], axis=1)  # fmt: skip


def said(x: Analysis, y: Analysis, like: Likeness, models: Models, how: str = "") -> Said:
    """`how`: the name of the model that knows most of the two languages; by default `said` or `said_words`."""
    shared = shared_content(x, y)
    if not len(x) or not len(y):
        none = np.zeros(0, np.int32)
        return Said(np.zeros(0, np.float32), none, none, np.zeros((0, len(SAID)), np.float32), shared)
    features, best, second = said_features(x, y, like, shared)
    how = how or ("said_words" if like.cosine is None else "said")
    if how in ("said_anchors", "said_across"):
        features[:, SAID.index("content")] = anchored_share(x, y)
    model = models[how]
    numbers = features if model.names == SAID else features[:, _places(model.names)]
    if how == "said_anchors":
        numbers, best = anchored_features(x, y)
        second = best
    elif how == "said_stems":
        numbers, best = stem_features(x, y, numbers)
        second = best
    elif how == "said_across" and like.cosine is not None:
        numbers = across_features(x, y, features, like.cosine, best)
    elif how == "said_own" and like.cosine is not None:
        numbers = own_features(x, y, features, like.cosine, best)
    odds = model.odds(numbers)
    if how == "said_own":
        odds = np.maximum(odds, models["said"].odds(features))
    short = x.once("short", _short)
    if len(short):
        odds[short] = np.minimum(odds[short], SHORT_ODDS)
    return Said(odds, best, second, features, shared)


def _short(x: Analysis) -> Longs:
    """The sentences that are evidence of nothing."""
    return np.flatnonzero(x.lengths < SHORT)


@cache
def _places(names: tuple[str, ...]) -> list[int]:
    """Where in `SAID` those of the names stand that are there."""
    return [SAID.index(name) for name in names if name in SAID]


def across_features(x: Analysis, y: Analysis, features: Floats, cosine: Floats, best: Ints) -> Floats:
    """(s, `ACROSS`) numbers for two languages, from those of `SAID` and the matrix of cosines."""
    known = [features[:, SAID.index(name)] for name in ACROSS[: ACROSS.index("supported")]]
    anchored, _ = anchored_features(x, y)
    return np.concatenate([np.stack([*known, supported(cosine, best)], axis=1), anchored], axis=1).astype(np.float32)


OWN = (*SAID, "supported", "shared", "support")
"""Within a language other than English: what words are rare is not known there, so stems and neighbours help out. The
last three as in `beside.ACROSS` and `beside.STEMS`."""


def own_features(x: Analysis, y: Analysis, features: Floats, cosine: Floats, best: Ints) -> Floats:
    """(s, `OWN`) numbers for one language, from those of `SAID` and the matrix of cosines."""
    stems, _ = stem_features(x, y, features[:, [SAID.index(name) for name in STEMS if name in SAID]])
    beside = [supported(cosine, best), *(stems[:, STEMS.index(name)] for name in OWN[-2:])]
    return np.concatenate([features, np.stack(beside, axis=1)], axis=1).astype(np.float32)


def named(x: Analysis) -> Flags:
    """(n,) whether each word is a name, and no month and no day: those are times, and written in many ways."""
    return x.once("named", _named)


def _named(x: Analysis) -> Flags:
    lex = lexicon(x.language)
    calendar = {*lex.days, *lex.months}
    flags = x.capital.copy()
    for i in np.flatnonzero(flags).tolist():
        flags[i] = x.words.norms[i] not in calendar
    return flags


def in_any_run(x: Analysis, y: Analysis) -> tuple[Flags, Flags]:
    """(n,) whether each word of x stands in a run of three that y has; the same outside quotations in both."""
    own, theirs = (z.once("own_grams", _own_grams) for z in (x, y))
    return spread(ordered_grams(x), y.ordered_grams, len(x.words), GRAM), spread(own, theirs.hashes, len(x.words), GRAM)


def own_fives(x: Analysis, y: Analysis) -> Flags:
    """(n,) whether each word of x stands in five words in a row that y has, outside quotations in both."""
    mine, theirs = (z.once("own_fives", _own_fives) for z in (x, y))
    return spread(mine, theirs.hashes, len(x.words), FIVE)


def _own_fives(x: Analysis) -> Ordered:
    """The hashes of five words in a row outside quotations."""
    if len(x.grams) < FIVE - 2:
        return Ordered(np.zeros(0, np.uint64), np.zeros(0, np.int64))
    hashes = (x.grams[:-2] * np.uint64(0x9E3779B97F4A7C15)) ^ x.grams[2:]
    places = np.flatnonzero(_unquoted(x, FIVE))
    order = places[np.argsort(hashes[places], kind="stable")]
    return Ordered(hashes[order], order)


def _own_grams(x: Analysis) -> Ordered:
    """The hashes of three words in a row outside quotations."""
    if not len(x.grams):
        return ordered_grams(x)
    order = x.gram_order[_unquoted(x, GRAM)[x.gram_order]]
    return Ordered(x.grams[order], order)


def _unquoted(x: Analysis, size: int) -> Flags:
    """(n - size + 1,) whether a row of so many words from each on stands outside quotations."""
    rows = len(x.quoted) - size + 1
    return np.asarray(~np.logical_or.reduce([x.quoted[k : k + rows] for k in range(size)]), np.bool_)


def _names_held(x: Analysis) -> tuple[Hashes, Longs]:
    """The hash of each word that is a name, and its sentence."""
    at = np.flatnonzero(named(x))
    return x.words.hashes[at], np.searchsorted(x.bounds, at, side="right") - 1
