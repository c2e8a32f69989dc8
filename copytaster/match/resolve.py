"""From all pairs of an article to its verdict. Everything in it is read off one attribution.

Invariants
    * A function of its arguments: the order of the pairs, and the order in which articles arrived, change nothing.
    * What `promises` says of every report holds by construction: relations, passages, shares, derivation and credit are
      readings of the same `Attribution`.
    * What an editor rejected is shown as rejected and counts for nothing: everything is read anew from what is left.
    * Furniture, text that many articles share which share nothing else, is evidence for nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

from copytaster import credit
from copytaster.frozen import frozen
from copytaster.match.attribute import Attribution, attribute
from copytaster.match.case import Claim
from copytaster.match.credited import with_credited_quotations
from copytaster.match.derive import derive
from copytaster.match.furniture import furniture, recurring, set_aside
from copytaster.match.model import Models, chance, models
from copytaster.match.passages import coverage_of, passages_of, shares_of, shown_of, standing
from copytaster.match.relate import View, kind_of, of_links, own, own_length, same_publisher, share, view
from copytaster.match.statements import heard_there, releases, said_by_releases
from copytaster.match.versions import versions
from copytaster.model import (
    Article,
    Correspondence,
    Derivation,
    Direction,
    Kind,
    Pair,
    Passage,
    RelationKind,
    Ruling,
    Source,
    Verdict,
)
from copytaster.recent import Made

UNSEEN = 0.5
"""Most confidence that an article owes nothing to anybody, while some that it may owe were not compared."""
SURE = 9.0
"""Log-odds of what is known, not inferred."""
SHOWN = 0.1
"""Share of an article that another says, each sentence by its probability, from which the other is named in its
report."""


def resolve(
    article: Article,
    pairs: Sequence[Pair],
    neighbours: Mapping[str, Article],
    rulings: Mapping[str, Ruling],
    agencies: Collection[str] = (),
    trained: Models | None = None,
) -> Verdict:
    """The verdict on `article`; pairs whose other article is not among `neighbours` are left out. `agencies`: names of
    agencies, beside those of the list and of the neighbours, that it may credit."""
    trained = trained or models()
    known = [(p, neighbours[other]) for p in pairs if (other := p.b if p.a == article.id else p.a) in neighbours]
    not_compared = tuple(sorted(other.id for pair, other in known if not pair.aligned))
    known = sorted(((p, o) for p, o in known if p.aligned), key=lambda x: x[1].id)
    aside = recurring(article, known)
    article = set_aside(article, aside)
    ignored = [*furniture(article, known), *aside]
    stated = credit.detect(article, {n.agency for n in neighbours.values() if n.agency} | set(agencies))
    views = [with_credited_quotations(view(article, other, pair, ignored), lambda: stated) for pair, other in known]
    heard = [v for v in views if rulings.get(v.other.id) is not Ruling.REJECTED]
    credited = frozenset(e.agency for e in stated)
    attribution = _as_before(article, attribute(article, heard, trained, credited))
    claims = _kept_claims(lambda: standing(attribution, trained), attribution, trained, weight=len(attribution.claims))
    passages = passages_of(article, claims, heard)
    derivation, confidence, evidence = derive(attribution, shown_of(article, passages), trained)
    made = derivation is not Derivation.NOT
    if not made and any(v.direction is not Direction.TO_SOURCE and versions(article, v.other) for v in heard):
        derivation, confidence = Derivation.PARTIALLY, 1.0  # by their identity, whatever their words
    if not_compared and derivation is Derivation.NOT:
        confidence = min(confidence, UNSEEN)
    whole = derivation is Derivation.WHOLLY
    shares, by_release = shares_of(article, passages), said_by_releases(releases(heard))
    reading = _Reading(article, attribution, claims, made, whole, shares, trained, credited, by_release)
    by_agency = _by_agency(article, passages, neighbours)
    return Verdict(
        derivation,
        confidence,
        coverage_of(article, passages),
        by_agency,
        _sources(reading, views, rulings),
        tuple(passages),
        credit.audit(article, stated, by_agency),
        evidence,
        not_compared,
        recurring=aside,
    )


def _as_before(article: Article, found: Attribution) -> Attribution:
    """The attribution, and the very object of before where nothing in it has changed, for whoever keeps what was read
    off it: a verdict is resolved again because somebody was compared, who in five of six cases is no source."""
    claims = found.claims.values()
    of = *found.sources, *(x for c in claims for x in (c.source, c.link))
    numbers = found.features.tobytes(), found.lifts.tobytes(), found.item.tobytes()
    beside = found.odds, *numbers, tuple(found.claims), tuple([c.odds for c in claims])
    weight = len(claims) + sum(v.weight for v in found.sources)
    return _attributions(lambda: found, article, *of, weight=weight, beside=beside)


_attributions: Made[Attribution] = of_links()
_kept_claims: Made[dict[int, Claim]] = of_links()


@frozen
class _Reading:
    """What was decided about an article, for whoever reads something off it."""

    article: Article
    attribution: Attribution
    claims: Mapping[int, Claim]
    derived: bool
    """Whether the article was made from the sources of the attribution."""
    wholly: bool
    shares: Mapping[str, float]
    models: Models
    credited: frozenset[str]
    """Agencies that the article names as its source."""
    by_release: Mapping[int, float]
    """Number of the sentence → how surely a release says it."""


def _by_agency(article: Article, passages: Sequence[Passage], neighbours: Mapping[str, Article]) -> dict[str, float]:
    total = own_length(article)
    shares: dict[str, float] = {}
    for p in passages:
        agency = neighbours[p.source.article_id].agency
        if agency and p.kind is not Kind.QUOTE:
            shares[agency] = shares.get(agency, 0.0) + own(article, p.span) / total
    return {a: round(min(1.0, s), 3) for a, s in sorted(shares.items(), key=lambda x: (-x[1], x[0]))}


def _sources(reading: _Reading, views: Sequence[View], rulings: Mapping[str, Ruling]) -> tuple[Source, ...]:
    """Derived relations first, by their share, then by their score; of the others those that show something."""
    r = reading
    asked = r.derived, r.wholly, r.credited, tuple(r.by_release.items())  # shares follow from the attribution
    found: list[Source] = []
    for v in views:
        ruling = rulings.get(v.other.id)
        of, beside = (v, r.attribution, r.models), (ruling, *asked)
        source = _kept_sources(partial(_source, r, v, ruling), *of, weight=v.weight, beside=beside)
        if source is not None:
            found.append(source)
    return tuple(sorted(found, key=lambda s: (not s.relation.derived, -s.share, -s.score, s.article_id)))


_kept_sources: Made[Source | None] = of_links()


def _source(reading: _Reading, v: View, ruling: Ruling | None) -> Source | None:
    """What is told of one other article; None where it shows nothing."""
    if versions(v.article, v.other):
        relation, odds = RelationKind.UPDATE, SURE
    elif ruling is Ruling.REJECTED:
        relation, odds = _alone(reading, v)
    elif v.direction is Direction.TO_SOURCE:
        relation, odds = _taken(reading, v)
    else:
        relation, odds = _relation(reading, v)
    used = _used(reading, v)
    of_article, of_source = share(v.article, [c.a for c in used]), share(v.other, [c.b for c in used])
    weight = reading.shares.get(v.other.id, 0.0)
    gave = v.other.id in reading.shares  # a passage may be too small for its share to show
    telling = relation.derived or gave or relation in (RelationKind.SAME_SOURCE, RelationKind.SAME_FORM) or v.quotes
    if not telling and max(of_article, of_source) < SHOWN:
        return None
    score = round(chance(odds) * (0.5 + 0.5 * max(of_article, of_source)), 3)
    return Source(
        v.other.id, relation, score, v.direction, v.pair.resemblance, round(of_article, 3), round(of_source, 3), ruling,
        dict(v.pair.evidence) | {"odds": round(odds, 3)}, weight,
    )  # fmt: skip


def _used(reading: _Reading, v: View) -> list[Correspondence]:
    """The links of a pair that stand: those that say the same, whoever the sentence is attributed to."""
    other = v.other.id
    mine = {i for i, claim in reading.claims.items() if claim.source.other.id == other}
    return [
        c for c in v.links
        if (c.odds_a or -9.0) > 0 or (c.odds_b or -9.0) > 0 or (c.i in mine and c.odds_a is not None)
    ]  # fmt: skip


def _relation(reading: _Reading, v: View) -> tuple[RelationKind, float]:
    """The relation to an article that this one may come from, and its log-odds."""
    if v.same_form:
        return RelationKind.SAME_FORM, -9.0
    mine = [claim.link for claim in reading.claims.values() if claim.source.other.id == v.other.id]
    if reading.derived and any(c.kind is not Kind.QUOTE for c in mine) and v.other.id in reading.shares:
        whole = reading.wholly and len(reading.shares) == 1
        return kind_of(v, mine, whole), reading.attribution.odds
    alone, odds = _alone(reading, v)
    if not alone.derived:
        return alone, odds
    if not reading.derived:
        return _not_derived(v), min(odds, 0.0)
    if alone is RelationKind.UPDATE and not v.article.is_wire:
        return alone, odds  # an earlier version of the article itself, whoever its words are from
    return RelationKind.SAME_SOURCE, odds


def _alone(reading: _Reading, v: View) -> tuple[RelationKind, float]:
    """The relation, were the other the only article there is."""
    if v.same_form:
        return RelationKind.SAME_FORM, -9.0
    # What others credit is for their own reports.
    agency = v.other.agency if v.article is reading.article else None
    credited = (agency,) if agency is not None and agency in reading.credited else ()
    trained = reading.models
    return _kept_alone(lambda: _were_it_alone(v, trained, credited), v, trained, weight=v.weight, beside=credited)


def _were_it_alone(v: View, trained: Models, credited: Collection[str]) -> tuple[RelationKind, float]:
    single = attribute(v.article, [v], trained, credited)
    if single.derived:
        used = [c.link for c in standing(single, trained).values()]
        if any(c.kind is not Kind.QUOTE for c in used):
            return kind_of(v, used, False), single.odds
    return _not_derived(v), min(0.0, single.odds)


_kept_alone: Made[tuple[RelationKind, float]] = of_links()
"""Whoever else a story has, two of its articles say the same of each other."""


def _taken(reading: _Reading, v: View) -> tuple[RelationKind, float]:
    """The relation to an article that came later. What this one has from others is not its own to give."""
    if v.same_form:
        return RelationKind.SAME_FORM, -9.0
    back = with_credited_quotations(v.turned(), lambda: credit.detect(v.other, (v.article.agency or "",)))
    everything, odds = _alone(reading, back)
    if everything.derived and reading.by_release:  # what a release says is not this one's to give either
        own, _ = _alone(reading, heard_there(back, reading.by_release))
        if not own.derived:  # who prints the release, too, has it from there, as this one has
            return (RelationKind.SAME_SOURCE if reading.derived else own), 0.0
    if not everything.derived or not reading.derived:
        return everything, odds
    left = tuple(c for c in back.links if c.j not in reading.claims)
    rest, odds_left = _alone(reading, replace(back, links=left))
    if rest.derived:
        return rest, odds_left
    same = same_publisher(v.article, v.other) and everything is RelationKind.UPDATE
    return (everything, odds) if same else (RelationKind.SAME_SOURCE, odds)


def _not_derived(v: View) -> RelationKind:
    return RelationKind.SHARED_QUOTES if v.quotes else RelationKind.SAME_EVENT
