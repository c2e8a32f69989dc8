"""The attribution: the fewest, earliest sources that explain an article, and which sentence came from which.

Invariants
    * A function of the views it is given, in whatever order: nothing here knows when an article arrived.
    * A sentence is attributed to one source; a source that explains nothing which another does not is none.
    * An article was made from all its sources together, or from none: one number says how surely (`odds`).
    * Who came later, who shares a form and who was rejected is no source. Quotations prove nothing.

The source that explains most comes first; among those that explain about as much, a wire, then the one that the article
credits, then the earliest. Versions of one wire explain alike: the one whose words it carries is taken. Another source
is added for at least two sentences and a twentieth of the article, compared by how like the sentences are. What a wire
explains, no other outlet explains.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import datetime

import numpy as np

from copytaster.fingerprint.vectors import Floats
from copytaster.frozen import frozen
from copytaster.match.case import LIFTED, MADE, UNSAID, Cases, Claim, Said, adds, claims_of, length_of, odds_of
from copytaster.match.digest import ITEM, may_be_digest
from copytaster.match.model import Models
from copytaster.match.relate import View, same_publisher
from copytaster.match.statements import heard, releases, said_by_releases
from copytaster.match.weights import Weights
from copytaster.model import Article, Correspondence, Direction, Kind
from copytaster.text.lexicon import lexicon

WIRES_FIRST = 0.4
"""A wire that explains, or adds, this share of what the best source does, is asked before it; so is one from which
alone the article was made, whatever others explain."""
AS_MUCH = 0.9
"""Sources that explain this share of what the best one does, explain as much."""
MORE_SENTENCES = 2
MORE = 0.05
"""What a further source must add: sentences, and share of the article."""
ITEM_WORDS = 10
"""Words of somebody's choice in one sentence that are lifted, not chance: one such sentence may stand for two."""
RIVAL_FIVES = 0.15
"""Share of five words in a row, outside quotations, that one agency's wire needs to be made from another's."""
PRINTED_FIVES = 0.5
"""The same of a wire that prints a release. What else an agency has from one, it quotes."""
OUTLET_MADE, OUTLET_LIFTED = 0.4, 1.5
"""Log-odds asked of two outlets, neither of which is an agency, that one was made from the other, or has passages of
it: they seldom rewrite each other, and often have a sentence from elsewhere."""
ONLY_MEANT = 4.0
"""The same of whoever it is, where nothing is in common but what sentences mean."""
FIGURES, ROOM = 4, 60
"""Figures of a source of which somebody who rewrites it keeps one, in so many words."""
TELLS = 0.1
"""Share of an article that a wire says, each sentence by its probability, from which it tells of the same matter."""
MOST_SOURCES = 12
FEWEST_CHARACTERS = 50
"""Characters of an article, what stands there often counted once, under which nobody can tell where it is from: nine
words, however often they are said."""


@frozen
class Attribution:
    """`claims`: number of the sentence → whom it is attributed to."""

    sources: tuple[View, ...]
    claims: Mapping[int, Claim]
    odds: float
    """Log-odds that the article was made from `sources`, less what is asked of such sources."""
    features: Floats = field(default_factory=lambda: np.zeros(len(MADE), np.float32))
    """The numbers of `MADE`."""
    lifts: Floats = field(default_factory=lambda: np.zeros(len(LIFTED), np.float32))
    """The numbers of `LIFTED`."""
    item: Floats = field(default_factory=lambda: np.ones(len(ITEM), np.float32))
    """The numbers of `digest.ITEM`."""

    @property
    def derived(self) -> bool:
        """Whether the article more likely than not was made from its sources."""
        return self.odds > 0


NOTHING = Attribution((), {}, -9.0)


def attribute(
    article: Article, views: Sequence[View], models: Models, credited: Collection[str] = (), taken: Collection[int] = ()
) -> Attribution:
    """`credited`: agencies that the article names as its source; `taken`: sentences that are explained already, and
    are left out of account."""
    usable = sorted((v for v in views if may_be_source(v)), key=lambda v: v.other.id)
    told = {v.other.id: _sentences(v, taken) for v in usable}
    usable = [v for v in usable if told[v.other.id]]
    if not usable or length_of(article, usable) < FEWEST_CHARACTERS:
        return NOTHING
    statements = releases(usable)
    by_release = said_by_releases(statements)
    said = told | {v.other.id: heard(told[v.other.id], by_release) for v in usable if v not in statements}
    digest, whole = may_be_digest(usable), not taken
    case = Cases(article, said, models, credited, statements, by_release, digest=digest, whole=whole)
    chosen, among = _chosen(article, usable, said, case, credited)
    everything, asked = case(chosen), _asked(article, chosen)
    odds = max(everything.odds(asked), case(chosen[:1]).odds(asked))
    chosen += _versions(chosen, among, said)[: MOST_SOURCES - len(chosen)]
    claims = claims_of(chosen, said)
    if by_release:  # as they are told, whatever they prove
        claims = {i: Claim(c.source, told[c.source.other.id][i], c.odds) for i, c in claims.items()}
    return Attribution(tuple(chosen), claims, odds, everything.features, everything.lifts, everything.item)


def _chosen(
    article: Article, usable: Sequence[View], said: Said, case: Cases, credited: Collection[str]
) -> tuple[list[View], Sequence[View]]:
    """The sources that explain the article, the first one first; and those of whom they were chosen."""
    if len(usable) == 1:  # as in most cases: nobody to be weighed against
        return list(usable), usable
    weigh = Weights(article, said)
    if any(v.other.is_wire and weigh.explained(said[v.other.id]) >= TELLS for v in usable):
        usable = [v for v in usable if not _beside_a_wire(v)]
    alone = {v.other.id: case([v]).odds() for v in usable if v.other.is_wire}
    chosen = [_first(usable, said, weigh, credited, {wire for wire, odds in alone.items() if odds > 0})]
    while len(chosen) < MOST_SOURCES and (more := _next(chosen, usable, said, weigh)):
        chosen.append(more)
    return chosen, usable


def may_be_source(v: View) -> bool:
    """Whether the article can have been made from the other at all."""
    if v.direction is Direction.TO_SOURCE or v.same_form:
        return False
    if not v.article.is_wire or same_publisher(v.article, v.other):
        return True
    return v.mine("fives") >= (RIVAL_FIVES if v.other.is_wire else PRINTED_FIVES)


def _asked(article: Article, chosen: Sequence[View]) -> tuple[float, float]:
    """How much surer it must be, given who they are, and whether anything is in common but what it means."""
    if all(map(_only_meant, chosen)):
        return ONLY_MEANT, ONLY_MEANT
    if any(v.other.is_wire or same_publisher(article, v.other) for v in chosen):
        return 0.0, 0.0
    return OUTLET_MADE, OUTLET_LIFTED


def _only_meant(v: View) -> bool:
    """Whether the two share no words, and the article has none of all the figures of the other: two lists of advice on
    one matter say the same things. Who rewrites keeps a figure."""
    if v.evidence("facts_agree") or v.mine("fives") or v.article.language != v.other.language:
        return False
    if same_publisher(v.article, v.other) or v.mine("words") < ROOM:
        return False
    if not lexicon(v.article.language).numbers:
        return False  # where no words for numbers are known, nobody can say which figures are missing
    figures = v.theirs("new_figures") * v.theirs("words") / 100
    sure = [c.kind for c in v.links if odds_of(c) > 0]
    return figures >= FIGURES and all(kind is Kind.PARAPHRASE for kind in sure)


def _sentences(v: View, taken: Collection[int]) -> dict[int, Correspondence]:
    """Number of the sentence → its likest link."""
    found: dict[int, Correspondence] = {}
    for c in v.links:
        if c.odds_a is not None and c.i not in taken and (c.i not in found or c.odds_a > odds_of(found[c.i])):
            found[c.i] = c
    return found


def _first(
    usable: Sequence[View], said: Said, weigh: Weights, credited: Collection[str], made_from: Collection[str]
) -> View:
    gains = {v.other.id: weigh.explained(said[v.other.id]) for v in usable}
    best = max(gains.values())
    wires = [
        v for v in usable
        if v.other.is_wire and (gains[v.other.id] >= WIRES_FIRST * best or v.other.id in made_from)
    ]  # fmt: skip
    asked = wires or usable
    most = max(gains[v.other.id] for v in asked)
    near = [v for v in asked if gains[v.other.id] >= AS_MUCH * most]
    first = min(near, key=lambda v: (v.other.agency not in credited, v.time, -gains[v.other.id], *_place(v)))
    versions = [v for v in near if v is first or same_publisher(v.other, first.other)]
    return min(versions, key=lambda v: (-_carried(said[v.other.id]), v.time, -gains[v.other.id], *_place(v)))


def _place(v: View) -> tuple[datetime, str, str]:
    """Who comes first: the earlier one; of one moment their texts decide, for an id, which decides last, is chance."""
    return v.time, v.other.text, v.other.id


def _carried(sentences: Mapping[int, Correspondence]) -> float:
    """How much of its words an article carries: sentences that stand in it unchanged."""
    return float(sum(c.kind is Kind.VERBATIM and not c.changes for c in sentences.values()))


def _next(chosen: Sequence[View], usable: Sequence[View], said: Said, weigh: Weights) -> View | None:
    """The source that adds most to those chosen, if any adds enough."""
    known = {i: max(odds_of(said[v.other.id][i]) for v in chosen if i in said[v.other.id])
             for i in {i for v in chosen for i in said[v.other.id]}}  # fmt: skip
    wire = any(v.other.is_wire for v in chosen)
    adding: list[tuple[float, View]] = []
    for v in usable:
        if v in chosen or (wire and _beside_a_wire(v)):
            continue
        rival = v.other.is_wire or not wire
        added = [
            c for i, c in said[v.other.id].items()
            if c.kind is not Kind.QUOTE and adds(odds_of(c), known.get(i, UNSAID), rival)
        ]  # fmt: skip
        counted = len(added) + any(c.own >= ITEM_WORDS for c in added)
        share = sum(weigh[c.i] for c in added)
        if counted >= MORE_SENTENCES and share >= MORE:
            adding.append((share, v))
    most = max((share for share, _ in adding), default=0.0)
    wires = [(share, v) for share, v in adding if v.other.is_wire and share >= WIRES_FIRST * most]
    return min(wires or adding, key=lambda one: (-one[0], *_place(one[1])), default=(0.0, None))[1]


def _versions(chosen: Sequence[View], usable: Sequence[View], said: Said) -> list[View]:
    """Other versions of the wires chosen that say a sentence which none of those does: one wire, in parts."""
    if len(usable) == len(chosen):
        return []
    known: dict[int, float] = {}
    for v in chosen:
        for i, c in said[v.other.id].items():
            known[i] = max(odds_of(c), known.get(i, UNSAID))
    wires = [v.other for v in chosen if v.other.is_wire]
    found: list[View] = []
    for v in sorted(usable, key=_place):
        if not v.other.is_wire or v in chosen or not any(same_publisher(v.other, wire) for wire in wires):
            continue
        more = {
            i: odds_of(c) for i, c in said[v.other.id].items()
            if c.kind is not Kind.QUOTE and adds(odds_of(c), known.get(i, UNSAID), True)
        }  # fmt: skip
        if more:
            found.append(v)
            known |= more
    return found


def _beside_a_wire(v: View) -> bool:
    """Whether the other is an outlet that gives nothing beside a wire. One in another language has what it has from
    that wire too; of two outlets of one time nobody knows who came first: both have the rest from elsewhere."""
    if v.other.is_wire:
        return False
    return v.direction is Direction.UNDETERMINED or v.other.language not in (v.article.language, "und")
