"""Two articles in, a `Pair` out: their alignment, weighed, and what of it stands.

Invariants
    * ``compare(a, b)`` and ``compare(b, a)`` give the same `Pair`, and other ids only turn it: articles are aligned in
      an order that their texts decide.
    * A pair without evidence of a rewrite or a lift keeps only shared quotations.

Whether the whole is a rewrite is decided before any single sentence: in a rewrite, a weak likeness in the right place
is a correspondence; between two reporters, a strong one may be chance. So the third model, which accepts or drops a
link, sees the odds of the whole.
"""

from __future__ import annotations

import math

import numpy as np

from copytaster.fingerprint.analysis import Analysis, Ints
from copytaster.fingerprint.vectors import Floats
from copytaster.match.align import Alignment, Link, align, span_of
from copytaster.match.changes import changes
from copytaster.match.evidence import LIFT, REWRITE, SAME_MATTER, content, digest_item, lifted, mutual, rewrite_evidence
from copytaster.match.model import Models, models
from copytaster.match.similarity import cosines, trigram_places, trigram_resemblance
from copytaster.model import Change, Correspondence, Kind, Pair

ACCEPT = (
    "chance",
    "in_order",
    "rewrite_odds",
    "lift_odds",
    "share_in_common",
    "longest_run",
    "length",
    "lexical",
    "odds",
    "beside",
    "covered",
)
FEW_TRIGRAMS = 4
"""Places of shared word 3-grams from which two articles are aligned."""
ALIKE = 0.30
"""Mean cosine of the six likest pairs of sentences from which they are."""
ITEM_ODDS = 1.0
"""Log-odds given to an item in a digest, which no model was trained on: there are too few."""
REWRITTEN = frozenset({"en", "und"})
"""Languages whose words the vectors know, so that a paraphrase can be told; in others only words in common count."""
QUOTE_RUN = 5
"""Words in a row from which a shared quotation is worth reporting."""


def compare(x: Analysis, y: Analysis, trained: Models | None = None) -> Pair | None:
    """What two articles have in common; None when that is nothing worth keeping."""
    a, b = sorted((x, y), key=lambda one: (len(one.text), one.text, one.article_id))
    runs = trigram_places(a, b)
    if not suspicious(a, b, runs[0]):
        return None
    trained = trained or models()
    alignment = align(a, b, trained, runs)
    rewrite = rewrite_evidence(alignment)
    known = {a.language, b.language} <= REWRITTEN
    rewrite_odds = float(trained["rewrite"].odds(rewrite)) if known else -9.0
    lift, link_odds = lifted(alignment, trained["lift"])
    lift_odds = max(link_odds, default=-9.0)
    chances = accepted(alignment, rewrite_odds, lift_odds, trained)
    item = digest_item(alignment) if max(rewrite_odds, lift_odds) <= 0 else set()
    lift_odds = max(lift_odds, ITEM_ODDS) if item else lift_odds
    derived = max(rewrite_odds, lift_odds) > 0
    least = trained.thresholds["accept"]
    kept: list[Correspondence] = []
    for link, chance, odds in zip(alignment.links, chances, link_odds, strict=True):
        if (link.i, link.j) in item:
            kept.append(_correspondence(alignment, link, link.kind, max(chance, link.chance)))
        elif link.quoted and link.run >= QUOTE_RUN:
            kept.append(_correspondence(alignment, link, Kind.QUOTE, max(chance, link.chance)))
        elif derived and (link.lexical or known) and (chance >= least or odds > 0):
            kept.append(_correspondence(alignment, link, link.kind, max(chance, 1 / (1 + math.exp(-odds)))))
    if not kept and rewrite_odds < trained.thresholds["same_event"]:
        return None
    if a.article_id > b.article_id:
        kept = [turned(c) for c in kept]
    return Pair(
        min(a.article_id, b.article_id),
        max(a.article_id, b.article_id),
        tuple(sorted(kept, key=lambda c: (c.a, c.b))),
        trigram_resemblance(a, b),
        {
            "rewrite": round(rewrite_odds, 3),
            "lift": round(lift_odds, 3),
            **{n: round(float(v), 3) for n, v in zip(REWRITE, rewrite, strict=True)},
            **{n: round(float(v), 3) for n, v in zip(LIFT, lift, strict=True)},
            "lifts": round(sum(max(0.0, x) for x in link_odds), 3),
            "digest_item": float(bool(item)),
            "identical": float(len(a.words) == len(b.words) and bool((a.words.hashes == b.words.hashes).all())),
        },
    )


def beside(text: Analysis, wire: Analysis) -> Pair | None:
    """A pair without correspondences, of a text and a wire about the same matter; None when they are not.

    No sentence of the one need be in the other, and yet what several wires say together tells how much of a text is
    news to them: `derive` asks for that.
    """
    shared = content(text, [wire])
    if shared < SAME_MATTER:
        return None
    one, other = sorted((text.article_id, wire.article_id))
    evidence = {"rewrite": -9.0, "lift": -9.0, "content": round(shared, 3)}
    return Pair(one, other, (), trigram_resemblance(text, wire), evidence)


def suspicious(a: Analysis, b: Analysis, runs: Ints) -> bool:
    """A quick look that spares most candidates the alignment: runs of words in common, or sentences that are alike.
    `runs`: where in `a` three words begin that stand in `b` too, ascending.

    Every labelled derived pair passes with room to spare; of two articles on different events one pair in 300 does.
    """
    if len(runs) and np.count_nonzero(np.diff(runs)) >= FEW_TRIGRAMS - 1:
        return True
    alike = cosines(a, b)
    best = sorted((float(alike[p]) for p in mutual(alike)), reverse=True)[:6]
    return bool(best) and sum(best) / len(best) >= ALIKE


def turned(c: Correspondence) -> Correspondence:
    """The same correspondence seen from the other article."""
    return Correspondence(c.b, c.a, c.kind, c.score, tuple(Change(x.what, x.b, x.a) for x in c.changes))


def accept_features(alignment: Alignment, rewrite_odds: float, lift_odds: float) -> Floats:
    """(links, `ACCEPT`). `beside` is the chance of a link with the sentence before or after, on either side: a sentence
    that was split, or two that were merged."""
    chances = {(k.i, k.j): k.chance for k in alignment.links}
    rows = [
        (
            math.log(max(k.chance, 1e-3) / (1 - min(k.chance, 0.999))),
            float(k.ordered),
            max(-6.0, min(6.0, rewrite_odds)),
            max(-6.0, min(6.0, lift_odds)),
            k.common / max(1, min(k.a[1] - k.a[0], k.b[1] - k.b[0])),
            math.log1p(k.run),
            math.log1p(min(k.a[1] - k.a[0], k.b[1] - k.b[0])),
            float(k.lexical),
            float(alignment.odds[k.i, k.j]),
            max(chances.get((k.i + di, k.j + dj), 0.0) for di, dj in ((0, 1), (0, -1), (1, 0), (-1, 0))),
            float(alignment.covered[k.i, k.j]),
        )
        for k in alignment.links
    ]
    return np.array(rows, np.float32).reshape(len(rows), len(ACCEPT))


def accepted(alignment: Alignment, rewrite_odds: float, lift_odds: float, trained: Models) -> list[float]:
    """The probability of each link given the whole."""
    if not alignment.links:
        return []
    return [float(p) for p in trained["accept"].probability(accept_features(alignment, rewrite_odds, lift_odds))]


def _correspondence(alignment: Alignment, link: Link, kind: Kind, chance: float) -> Correspondence:
    a, b = alignment.a, alignment.b
    likeness = link.common / max(1, link.a[1] - link.a[0], link.b[1] - link.b[0])
    return Correspondence(
        span_of(a, link.a),
        span_of(b, link.b),
        kind,
        round((chance + min(1.0, likeness)) / 2, 3),
        changes(a, link.a, b, link.b, kind),
    )
