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

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from copytaster.fingerprint.vectors import Floats
from copytaster.match.digest import ITEM, item_features, lifted_odds, may_be_digest
from copytaster.match.model import Models, chance
from copytaster.match.relate import MOST_LINKS, View, own_length, owns, same_publisher
from copytaster.match.statements import heard, releases, said_by_releases
from copytaster.match.weights import Weights
from copytaster.model import Article, Correspondence, Direction, Kind
from copytaster.recent import Made
from copytaster.text.sentences import asks

MADE = ("coverage", "share", "first", "second", "third", "own_runs", "new_names", "new_figures", "sentences", "mean",
        "matter", "credited")  # fmt: skip
"""Of an article that was made from others as a whole. `coverage`: share of the article, by characters, that its sources
say, each sentence by its probability; `share`: of sentences more likely said than not; `first`, `second`, `third`:
log-odds of its three surest sentences; `own_runs`: share of its words that stand in runs which somebody chose;
`new_names`, `new_figures`: log of the names, and of the figures, that no source has, in 100 words; `sentences`: log of
how many; `mean`: mean log-odds of all sentences; `matter`: share of what it says on its sources' matter that they say
too, of a reporter's own story half; `credited`: 1 where the article names one of its sources as such, else 0.
Quotations are left out, and questions, which say nothing."""
LIFTED = ("lift", "first", "second", "matter", "item", "new_names", "credited")
"""Of one into which passages were lifted. `lift`: of its sentence that was surest lifted, log-odds times the log of the
words in runs that somebody chose; `first`, `second`, `matter`: as above; `item`: the last of them times how surely its
sentences were said, log-odds together; `new_names`, `credited`: as above."""
UNSAID = -4.0
"""Log-odds of a sentence that no link was worth keeping for."""
SUREST = 6.0
WIRES_FIRST = 0.4
"""A wire that explains, or adds, this share of what the best source does, is asked before it; so is one from which
alone the article was made, whatever others explain."""
AS_MUCH = 0.9
"""Sources that explain this share of what the best one does, explain as much."""
LIKER = 1.0
"""Log-odds by which a sentence must be liker to another source to be counted for it."""
LIKE = -0.7
"""Log-odds that it must have there: in an article that was made from others, a weak likeness is one."""
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
SURE, LEAST_MATTER = 4.0, 0.2
"""Log-odds beyond which a sentence counts no more for what an article says on a matter, and the least share of the
article that a matter is."""
TELLS = 0.1
"""Share of an article that a wire says, each sentence by its probability, from which it tells of the same matter."""
MOST_SOURCES = 12


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of the article, and the source that it is attributed to."""

    source: View
    link: Correspondence
    odds: float


@dataclass(frozen=True, slots=True)
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
    if not usable:
        return NOTHING
    statements = releases(usable)
    by_release = said_by_releases(statements)
    said = told | {v.other.id: heard(told[v.other.id], by_release) for v in usable if v not in statements}
    digest, whole = may_be_digest(usable), not taken
    case = _Cases(article, said, models, credited, statements, by_release, digest=digest, whole=whole)
    chosen, among = _chosen(article, usable, said, case, credited)
    everything, asked = case(chosen), _asked(article, chosen)
    odds = max(everything.odds(asked), case(chosen[:1]).odds(asked))
    chosen += _versions(chosen, among, said)[: MOST_SOURCES - len(chosen)]
    claims = _as_told(_claims(chosen, said), told)
    return Attribution(tuple(chosen), claims, odds, everything.features, everything.lifts, everything.item)


def _chosen(
    article: Article, usable: Sequence[View], said: Said, case: _Cases, credited: Collection[str]
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


@dataclass(frozen=True, slots=True)
class _Case:
    """That the article was made from certain sources. `made`: log-odds that it was as a whole; `lifted`: that passages
    of theirs were lifted into it; the others are the numbers of `MADE`, `LIFTED` and `ITEM`."""

    features: Floats
    lifts: Floats
    item: Floats
    made: float
    lifted: float

    def odds(self, asked: tuple[float, float] = (0.0, 0.0)) -> float:
        """Of the likelier of the two, less what is `asked` of the one and of the other."""
        return max(self.made - asked[0], self.lifted - asked[1])


class _Cases:
    """The case for some sources of one article, made when it is first asked for; that for a single one is kept while
    the story grows. `whole`: no sentence is left out of account; `statements`: the releases among the sources, of which
    nothing is lifted; `by_release`: what those say; `digest`: `may_be_digest` by all that may be sources."""

    def __init__(
        self, article: Article, said: Said, models: Models, credited: Collection[str], statements: Sequence[View],
        by_release: Mapping[int, float], *, digest: bool, whole: bool,
    ) -> None:  # fmt: skip
        self._article, self._said, self._models, self._credited = article, said, models, credited
        self._whole, self._digest, self._releases = whole, digest, frozenset(v.other.id for v in statements)
        self._stated = tuple(by_release.items())
        self._known: dict[tuple[str, ...], _Case] = {}

    def __call__(self, chosen: Sequence[View]) -> _Case:
        key = tuple(v.other.id for v in chosen)
        if key not in self._known:
            credited = any(v.other.agency in self._credited for v in chosen if v.other.agency)
            if self._whole and len(chosen) == 1:
                of = self._article, chosen[0], self._models
                weight = chosen[0].weight
                beside = credited, self._stated, self._digest, chosen[0].other.id in self._releases
                self._known[key] = _single(lambda: self._made(chosen, credited), *of, weight=weight, beside=beside)
            else:
                self._known[key] = self._made(chosen, credited)
        return self._known[key]

    def _made(self, chosen: Sequence[View], named: bool) -> _Case:
        claims = _claims(chosen, self._said)
        features = made_features(self._article, claims, chosen)
        own = {i: c for i, c in claims.items() if c.source.other.id not in self._releases}
        lifts = lifted_features(self._article, own, chosen)
        credited = np.float32(named)
        features, lifts = np.append(features, credited), np.append(lifts, credited)
        item = item_features(dict(zip(LIFTED, lifts.tolist(), strict=True)), chosen, named)
        made = float(self._models["made"].odds(features))
        lifted = lifted_odds(self._models, lifts, item, digest=self._digest)
        return _Case(features, lifts, item, made, lifted)


_single: Made[_Case] = Made(MOST_LINKS)


def may_be_source(v: View) -> bool:
    """Whether the article can have been made from the other at all."""
    if v.direction is Direction.TO_SOURCE or v.same_form:
        return False
    if not v.article.is_wire or same_publisher(v.article, v.other):
        return True
    return v.mine("fives") >= (RIVAL_FIVES if v.other.is_wire else PRINTED_FIVES)


def _asked(article: Article, chosen: Sequence[View]) -> tuple[float, float]:
    """How much surer it must be, given who they are."""
    if any(v.other.is_wire or same_publisher(article, v.other) for v in chosen):
        return 0.0, 0.0
    return OUTLET_MADE, OUTLET_LIFTED


def _sentences(v: View, taken: Collection[int]) -> dict[int, Correspondence]:
    """Number of the sentence → its likest link."""
    found: dict[int, Correspondence] = {}
    for c in v.links:
        if c.odds_a is not None and c.i not in taken and (c.i not in found or c.odds_a > _odds(found[c.i])):
            found[c.i] = c
    return found


def _odds(c: Correspondence) -> float:
    return UNSAID if c.odds_a is None else c.odds_a


Said = Mapping[str, Mapping[int, Correspondence]]


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
    first = min(near, key=lambda v: (v.other.agency not in credited, v.time, v.other.id))
    versions = [v for v in near if v is first or same_publisher(v.other, first.other)]
    return min(versions, key=lambda v: (-_carried(said[v.other.id]), v.time, v.other.id))


def _carried(sentences: Mapping[int, Correspondence]) -> float:
    """How much of its words an article carries: sentences that stand in it unchanged."""
    return float(sum(c.kind is Kind.VERBATIM and not c.changes for c in sentences.values()))


def _next(chosen: Sequence[View], usable: Sequence[View], said: Said, weigh: Weights) -> View | None:
    """The source that adds most to those chosen, if any adds enough."""
    known = {i: max(_odds(said[v.other.id][i]) for v in chosen if i in said[v.other.id])
             for i in {i for v in chosen for i in said[v.other.id]}}  # fmt: skip
    wire = any(v.other.is_wire for v in chosen)
    adds: list[tuple[float, View]] = []
    for v in usable:
        if v in chosen or (wire and _beside_a_wire(v)):
            continue
        rival = v.other.is_wire or not wire
        added = [
            c for i, c in said[v.other.id].items()
            if c.kind is not Kind.QUOTE and _adds(_odds(c), known.get(i, UNSAID), rival)
        ]  # fmt: skip
        counted = len(added) + any(c.own >= ITEM_WORDS for c in added)
        share = sum(weigh[c.i] for c in added)
        if counted >= MORE_SENTENCES and share >= MORE:
            adds.append((share, v))
    most = max((share for share, _ in adds), default=0.0)
    wires = [(share, v) for share, v in adds if v.other.is_wire and share >= WIRES_FIRST * most]
    return min(wires or adds, key=lambda one: (-one[0], one[1].time, one[1].other.id), default=(0.0, None))[1]


def _versions(chosen: Sequence[View], usable: Sequence[View], said: Said) -> list[View]:
    """Other versions of the wires chosen that say a sentence which none of those does: one wire, in parts."""
    if len(usable) == len(chosen):
        return []
    known: dict[int, float] = {}
    for v in chosen:
        for i, c in said[v.other.id].items():
            known[i] = max(_odds(c), known.get(i, UNSAID))
    wires = [v.other for v in chosen if v.other.is_wire]
    found: list[View] = []
    for v in sorted(usable, key=lambda v: (v.time, v.other.id)):
        if not v.other.is_wire or v in chosen or not any(same_publisher(v.other, wire) for wire in wires):
            continue
        more = {
            i: _odds(c) for i, c in said[v.other.id].items()
            if c.kind is not Kind.QUOTE and _adds(_odds(c), known.get(i, UNSAID), True)
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


def _adds(odds: float, before: float, rival: bool) -> bool:
    """Whether a source says a sentence that was less likely said before. `rival`: it may be liker to it than to the
    others, and not only where they say nothing."""
    return odds >= LIKE and odds - before >= LIKER if rival else odds > 0 >= before


def _claims(chosen: Sequence[View], said: Said) -> dict[int, Claim]:
    """Each sentence to the source that explains it; to a later chosen one only where it is liker by `LIKER`, and to an
    outlet beside a wire only where the wire says nothing."""
    claims: dict[int, Claim] = {}
    wire = False
    for v in chosen:
        rival = v.other.is_wire or not wire
        for i, c in said[v.other.id].items():
            before = claims.get(i)
            if before is None or _adds(_odds(c), before.odds, rival):
                claims[i] = Claim(v, c, _odds(c))
        wire |= v.other.is_wire
    return dict(sorted(claims.items()))


def _as_told(claims: Mapping[int, Claim], told: Said) -> dict[int, Claim]:
    """The same with the links as they are, whatever they prove."""
    return {i: Claim(c.source, told[c.source.other.id][i], c.odds) for i, c in claims.items()}


def lifted_features(article: Article, claims: Mapping[int, Claim], chosen: Sequence[View]) -> Floats:
    """The numbers of `LIFTED` but the last."""
    counted = [c for c in claims.values() if c.link.kind is not Kind.QUOTE]
    lift = max((min(max(c.odds, 0.0), SUREST) * math.log1p(c.link.own) for c in counted), default=0.0)
    odds = sorted((c.odds for c in counted), reverse=True)
    first, second = (min(each, SUREST) for each in [*odds, UNSAID, UNSAID][:2])
    matter = _of_matter(article, counted, chosen)
    said = sum(min(max(each, 0.0), SURE) for each in odds)
    new = min(v.mine("new_names") for v in chosen)
    return np.array([lift, first, second, matter, matter * said, np.log1p(new)], np.float32)


def _of_matter(article: Article, counted: Sequence[Claim], chosen: Sequence[View]) -> float:
    """The share of what an article says on its sources' matter that they say too."""
    sizes = owns(article, (c.link.a for c in counted))
    coverage = sum(size * chance(c.odds) for size, c in zip(sizes, counted, strict=True)) / _length(article, chosen)
    return coverage / (LEAST_MATTER + max(coverage, *(v.mine("matter") for v in chosen)))


def _length(article: Article, chosen: Sequence[View]) -> float:
    """Characters of what the article says: a row of a table that stands there a thousand times is compared once, and
    counts as one."""
    return min(float(own_length(article)), *(v.mine("characters") for v in chosen))


def made_features(article: Article, claims: Mapping[int, Claim], chosen: Sequence[View]) -> Floats:
    """The numbers of `MADE` but the last."""
    total = _length(article, chosen)
    spoken = sum(owns(article, (c.link.a for c in claims.values() if c.link.kind is Kind.QUOTE)))
    asked = total * max(v.mine("asked") for v in chosen)
    told = max(1.0, total - spoken - asked)
    counted = [c for c in claims.values() if c.link.kind is not Kind.QUOTE and not asks(article.text, c.link.a)]
    sizes = np.array([size / told for size in owns(article, (c.link.a for c in counted))], np.float32)
    odds = np.array([c.odds for c in counted], np.float32)
    surest = np.clip(np.sort(np.append(odds, [UNSAID] * 3))[::-1][:3], -SUREST, SUREST)
    rest = max(0.0, 1.0 - float(sizes.sum()))
    words = max(1.0, max(v.mine("words") for v in chosen))
    new = min(v.mine("new_names") for v in chosen)
    sentences = max(v.mine("sentences") for v in chosen)
    return np.array(
        [
            float((sizes / (1 + np.exp(-odds))).sum()),
            float(sizes[odds > 0].sum()),
            *surest.tolist(),
            min(1.0, sum(c.link.own for c in counted) / words),
            np.log1p(new),
            np.log1p(min(v.mine("new_figures") for v in chosen)),
            np.log1p(sentences),
            float((sizes * np.clip(odds, -4, 4)).sum()) + UNSAID * rest,
            _of_matter(article, counted, chosen),
        ],
        np.float32,
    )
