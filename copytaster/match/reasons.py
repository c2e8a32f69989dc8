"""Why a verdict is what it is, in sentences that an editor can read and check: what stands where, which facts agree,
what is new, who came first, and how sure that makes us.

Every sentence restates figures of the `Verdict`; nothing is decided here. What weighed how much, in log-odds, is in the
evidence beside it, for those who train.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from copytaster.counts import count, listed
from copytaster.fingerprint.facts import FIGURE, NAME
from copytaster.match.firsthand import had_it_first
from copytaster.match.model import chance
from copytaster.match.releases import stated_before
from copytaster.match.spelling import GARBLED
from copytaster.model import Article, Derivation, Direction, Kind, RelationKind, Ruling, Source, Verdict

SURE = ((0.97, "almost certain"), (0.85, "very likely"), (0.65, "likely"), (0.5, "more likely than not"))
"""Probability from which something is called so."""
HOW = {
    Kind.VERBATIM.value: "in the same words",
    Kind.EDITED.value: "lightly edited",
    Kind.PARAPHRASE.value: "in other words",
    Kind.TRANSLATION.value: "translated",
    Kind.QUOTE.value: "as a quotation that both have",
}
_RELATIONS = {
    RelationKind.IDENTICAL: "The two have the very same words.",
    RelationKind.UPDATE: "One publisher has both: one is a version of the other.",
    RelationKind.SAME_FORM: "The two are worded after one pattern, and most of the facts that fill it differ.",
    RelationKind.SAME_SOURCE: "A third article explains what the two share; neither was made from the other.",
    RelationKind.SHARED_QUOTES: "The two share quotations, which both may have heard; nothing else shows that one was "
    "made from the other.",
    RelationKind.SAME_EVENT: "The two tell of one event, and what they share does not show that one was made from the "
    "other.",
}


def of_article(verdict: Verdict) -> list[str]:
    """Why its derivation is what it is."""
    return [*_said_by(verdict), *_new(verdict), _surely(verdict)]


def of_source(article: Article, other: Article, source: Source, verdict: Verdict) -> list[str]:
    """Why the article is to another what it is. `verdict`: the one that names the source."""
    if source.ruling is Ruling.REJECTED:
        return ["An editor rejected this relation, and it counts for nothing."]
    out = [_RELATIONS[source.relation]] if source.relation in _RELATIONS else []
    mine = [p for p in verdict.passages if p.source.article_id == other.id]
    if mine:
        kinds = Counter(p.kind.value for p in mine)
        parts = listed([f"{n} {HOW[kind]}" for kind, n in kinds.most_common()], most=None)
        out.append(f"{count(len(mine), 'passage')} of the article stand{_s(mine)} in the other: {parts}.")
    here = "a" if article.id < other.id else "b"
    out += [*_facts(source.evidence), *_lacked(source, here, verdict), *_words(source.evidence, here)]
    out.append(_order(article, other, source))
    if source.relation.derived and "odds" in source.evidence:
        out.append(f"That the one was made from the other is {_sure(chance(source.evidence['odds']))}.")
    return out


def _said_by(verdict: Verdict) -> Iterator[str]:
    parts = [f"{_share(verdict.coverage[kind])} {HOW[kind]}" for kind in HOW if verdict.coverage.get(kind, 0) > 0]
    if parts:
        sources = count(len({p.source.article_id for p in verdict.passages}), "other article")
        yield f"Of the article, {listed(parts, most=None)} stands in {sources}."
        if original := verdict.coverage.get("original", 0.0):
            yield f"{_share(original)} of it stands in none."
    elif verdict.sources:
        yield "No passage of the article stands in another one."
    else:
        yield "No article in the archive is like this one."


def _new(verdict: Verdict) -> Iterator[str]:
    if not _sources(verdict):
        return
    kinds = Counter(new.what for new in verdict.new)
    if kinds:
        found = listed([count(n, what) for what, n in kinds.most_common()], most=None)
        yield f"{found} of it stand{_s(verdict.new)} in no source."
    elif not verdict.facts_left_out:
        yield "It has no name, figure or quotation that its sources lack."


def _surely(verdict: Verdict) -> str:
    said = {
        Derivation.WHOLLY: "that it was made from others throughout",
        Derivation.PARTIALLY: "that a part of it was made from others",
        Derivation.NOT: "that it was made from no other article",
    }[verdict.derivation]
    return f"It is {_sure(verdict.confidence)} {said}."


def _facts(evidence: Mapping[str, float]) -> Iterator[str]:
    agree, differ = int(evidence.get("facts_agree", 0)), int(evidence.get("facts_differ", 0))
    if agree or differ:
        yield f"{count(agree, 'fact')} agree{'s' * (agree == 1)}, {differ} differ{'s' * (differ == 1)}."


def _lacked(source: Source, here: str, verdict: Verdict) -> Iterator[str]:
    """What the article has and the other lacks. Of the only source that is what no source has, which was looked for
    with care; of what is no source, what comparison counted."""
    words, sources = source.evidence.get("words_" + here, 0.0), _sources(verdict)
    if sources == [source]:
        kinds = Counter(new.what for new in verdict.new)
        counted = [(kinds[what], what) for what in (NAME, FIGURE)]
    elif words and source not in sources:
        rates = [(source.evidence.get(f"new_{what}s_{here}", 0.0), what) for what in (NAME, FIGURE)]
        counted = [(round(rate * words / 100), what) for rate, what in rates]
    else:
        return
    parts = [count(n, what) if n else f"no {what}" for n, what in counted]
    yield f"The article has {' and '.join(parts)} that the other lacks."


def _words(evidence: Mapping[str, float], here: str) -> Iterator[str]:
    if fives := evidence.get("fives_" + here, 0.0):
        yield f"{_share(fives)} of its words stand in runs of five that the other has too, quotations left out."
    if (respelt := evidence.get("respelt", 0.0)) >= GARBLED:
        yield f"Print was misread: {_share(respelt)} of the words were read as words of the other, letter by letter."


def _sources(verdict: Verdict) -> list[Source]:
    """Those that the article was made from."""
    return [
        s for s in verdict.sources
        if s.relation.derived and s.direction is not Direction.TO_SOURCE and s.ruling is not Ruling.REJECTED
    ]  # fmt: skip


def _order(article: Article, other: Article, source: Source) -> str:
    stated = stated_before(other, article)
    if stated != stated_before(article, other):
        return f"The {'other' if stated else 'article'} is a statement of its publisher about itself."
    if article.is_wire != other.is_wire:
        for one, its, whose in ((article, other, "article"), (other, article, "other")):
            if had_it_first(one, its):
                return f"The agency came later, and names the outlet of the {whose} as where it has it."
        first, second = ("other", "article") if other.is_wire else ("article", "other")
        return f"The {first} is an agency's and the {second} is not, so the agency had it first."
    if source.direction is Direction.UNDETERMINED or article.published_at is None or other.published_at is None:
        return "Nobody can tell which of the two came first."
    apart = article.published_at - other.published_at
    return f"The other came {_time(abs(apart))} {'earlier' if apart > timedelta(0) else 'later'}."


def _time(apart: timedelta) -> str:
    minutes = round(apart.total_seconds() / 60)
    if minutes < 120:
        return count(minutes, "minute")
    return count(minutes // 60, "hour") if minutes < 48 * 60 else count(minutes // 1440, "day")


def _sure(probability: float) -> str:
    """How sure that is, in words, with the per cent behind them."""
    called = next((said for least, said in SURE if probability >= least), "doubtful")
    return f"{called} ({_share(probability)})"


def _share(share: float) -> str:
    """Whole per cents; what is not nothing is never 0, what is not all never 100."""
    per_cent = round(100 * share)
    return f"{min(99, max(1, per_cent)) if 0 < share < 1 else per_cent} %"


def _s(some: Sequence[object]) -> str:
    """What ends a verb of which so many are the subject."""
    return "s" if len(some) == 1 else ""
