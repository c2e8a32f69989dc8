"""The report as JSON: a verdict and the articles it speaks of, in the shape that `copytaster.shapes` declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from copytaster import moments, shapes
from copytaster.fields import shown, stamp
from copytaster.fingerprint.meaning import SPOKEN
from copytaster.match import reasons
from copytaster.match.furniture import set_aside
from copytaster.model import (
    Article,
    Credit,
    CreditEvidence,
    Ending,
    Kind,
    New,
    Outdated,
    Passage,
    PassageChange,
    Place,
    Source,
    Span,
    Status,
    Verdict,
)  # fmt: skip
from copytaster.text import languages
from copytaster.veil import veiled


def render(
    article: Article,
    verdict: Verdict,
    neighbours: Mapping[str, Article],
    story_id: str | None = None,
    explain: bool = False,
    endings: Mapping[str, Ending] | None = None,
    printed_by: Sequence[str] = (),
    left_out: int = 0,
) -> shapes.Report:
    """The report of a checked article. `explain` adds the reasons for the derivation and for each relation, and
    the evidence behind them.

    `neighbours` are the articles that may be spoken of, `endings` says which of them a later version killed or
    corrected, `printed_by` who still prints this one, when that happened to it. `left_out`: how many more carry the
    same text, at least, than the verdict speaks of.
    """
    endings = endings or {}
    article = set_aside(set_aside(article, verdict.credits), verdict.recurring)
    here = {**neighbours, article.id: article}
    hidden = any(s.article_id not in here for s in verdict.sources)
    verdict = veiled(verdict, here)
    report: shapes.Report = {
        "status": Status.CHECKED,
        "article": shown(article),
        "derivation": verdict.derivation,
        "confidence": verdict.confidence,
        "coverage": _coverage(verdict.coverage),
        "by_agency": [
            {"agency": agency, "share": share}
            for agency, share in sorted(verdict.by_agency.items(), key=lambda x: (-x[1], x[0]))
        ],
        "sources": [_source(s, here[s.article_id], endings) for s in verdict.sources],
        "passages": [_passage(article, p, here) for p in verdict.passages],
        "new": [_new(article, n) for n in verdict.new],
        "outdated": [_outdated(article, o) for o in verdict.outdated],
        "credit": _credit(verdict.credit),
        "story_id": story_id,
        "superseded_by": _ending(endings.get(article.id)),
        "printed_by": list(printed_by),
    }
    if limits := _limits(article, verdict, here, hidden, left_out):
        report["limits"] = limits
    if explain:
        report["reasons"], report["evidence"] = reasons.of_article(verdict), dict(verdict.evidence)
        for shown_source, source in zip(report["sources"], verdict.sources, strict=True):
            shown_source["reasons"] = reasons.of_source(article, here[source.article_id], source, verdict)
            shown_source["evidence"] = dict(source.evidence)
    return report


def _coverage(shares: Mapping[str, float]) -> shapes.Coverage:
    return {
        "verbatim": shares.get(Kind.VERBATIM, 0.0),
        "edited": shares.get(Kind.EDITED, 0.0),
        "paraphrase": shares.get(Kind.PARAPHRASE, 0.0),
        "translation": shares.get(Kind.TRANSLATION, 0.0),
        "quote": shares.get(Kind.QUOTE, 0.0),
        "original": shares.get("original", 0.0),
    }


def _new(article: Article, new: New) -> shapes.NewFact:
    words = _words(article, new.span)
    fact: shapes.NewFact = {"what": new.what, "text": words["text"], "start": words["start"], "end": words["end"]}
    if new.speaker is not None:
        fact["speaker"] = article.text[new.speaker.start : new.speaker.end]
    return fact


def _outdated(article: Article, outdated: Outdated) -> shapes.OutdatedFact:
    return {
        "what": outdated.what,
        **_words(article, outdated.span),
        "corrected": outdated.corrected,
        "source": outdated.source,
        "corrected_by": outdated.corrected_by,
    }


def _limits(
    article: Article, verdict: Verdict, here: Mapping[str, Article], hidden: bool, left_out: int
) -> list[shapes.ReportLimit]:
    """What a report that is not complete says of it; a report without `limits` is."""
    limits = [_work_limit(verdict.not_compared)] if verdict.not_compared else []
    if hidden:
        limits.append(_embargo_limit())
    if left_out:
        limits.append(_copies_limit(left_out))
    if verdict.facts_left_out:
        limits.append(_facts_limit(verdict.facts_left_out))
    sources = [here[s.article_id].language for s in verdict.sources if s.relation.derived]
    if unknown := [code for code in dict.fromkeys([article.language, *sources]) if code not in SPOKEN | {"und"}]:
        limits.append(_language_limit(unknown))
    return limits


def _work_limit(not_compared: Sequence[str]) -> shapes.ReportLimit:
    return {
        "limit": "work",
        "detail": "Other articles seem to share text with this one and were not compared with it, because checking one "
        "article may cost only so much work. What is said of the others holds.",
        "article_ids": list(not_compared),
        "articles": len(not_compared),
    }


def _copies_limit(left_out: int) -> shapes.ReportLimit:
    return {
        "limit": "copies",
        "detail": "So many more articles, at least, carry the same text that only the first of them are named here: "
        "wires before others, then the earliest. The story has them all.",
        "article_ids": [],
        "articles": left_out,
    }


def _facts_limit(left_out: int) -> shapes.ReportLimit:
    return {
        "limit": "facts",
        "detail": f"The article states so many names, figures and quotations that {left_out} of the last ones are not "
        "in `new` and were not all looked for in its sources.",
        "article_ids": [],
        "articles": None,
        "facts": left_out,
    }


def _language_limit(unknown: Sequence[str]) -> shapes.ReportLimit:
    named = " and ".join(languages.name(code) for code in unknown)
    how_far = "was measured on one story" if all(c in languages.MEASURED for c in unknown) else "was not measured"
    return {
        "limit": "language",
        "detail": f"Meanings are not compared in {named}. Copies and cuts are found; translations by figures and "
        f"names, rewrites by figures and stems of words alone, and how surely {how_far}.",
        "article_ids": [],
        "articles": None,
    }


def _embargo_limit() -> shapes.ReportLimit:
    return {
        "limit": "embargo",
        "detail": "There are sources of this article that may not be shown before the end of their embargo.",
        "article_ids": [],
        "articles": None,
    }


def _ending(ending: Ending | None) -> shapes.SupersededBy | None:
    if ending is None:
        return None
    return {"article_id": ending.article_id, "status": ending.status, "at": moments.stamp(ending.at)}


def _source(source: Source, other: Article, endings: Mapping[str, Ending]) -> shapes.ReportSource:
    return {
        "article_id": source.article_id,
        "title": other.title,
        "outlet": other.outlet,
        "agency": other.agency,
        "published_at": stamp(other.published_at),
        "language": other.language,
        "relation": source.relation,
        "score": source.score,
        "direction": source.direction,
        "share": source.share,
        "resemblance": source.resemblance,
        "containment": {"of_article": source.of_article, "of_source": source.of_source},
        "facts": {
            "agree": int(source.evidence.get("facts_agree", 0)),
            "differ": int(source.evidence.get("facts_differ", 0)),
        },
        "judgement": source.ruling,
        "status": other.status,
        "superseded_by": _ending(endings.get(other.id)),
    }


def _passage(article: Article, passage: Passage, here: Mapping[str, Article]) -> shapes.ReportPassage:
    origin = here[passage.source.article_id]
    return {
        **_words(article, passage.span),
        "kind": passage.kind,
        "score": passage.score,
        "source": {"article_id": origin.id, "agency": origin.agency, **_words(origin, passage.source.span)},
        "alternatives": [_alternative(a, here[a.article_id]) for a in passage.alternatives],
        "changes": [_change(c, article, origin) for c in passage.changes],
    }


def _change(change: PassageChange, article: Article, origin: Article) -> shapes.PassageChange:
    return {
        "what": change.what,
        "here": _words(article, change.here) if change.here else None,
        "there": _words(origin, change.there) if change.there else None,
    }


def _alternative(place: Place, other: Article) -> shapes.PassageAlternative:
    return {"article_id": other.id, "agency": other.agency, **_span(place.span), "score": place.score}


def _credit(credit: Credit) -> shapes.CreditAudit:
    return {
        "status": credit.status,
        "stated": [_evidence(e) for e in credit.stated],
        "found": list(credit.found),
    }


def _evidence(evidence: CreditEvidence) -> shapes.StatedCredit:
    return {
        "agency": evidence.agency,
        "evidence": evidence.evidence,
        "where": evidence.where,
        "field": evidence.field,
        "start": evidence.span.start if evidence.span else None,
        "end": evidence.span.end if evidence.span else None,
    }


def _words(article: Article, span: Span) -> shapes.ChangedWords:
    """A span of an article, and what it says."""
    return {**_span(span), "text": article.text[span.start : span.end]}


def _span(span: Span) -> shapes.PlainSpan:
    return {"start": span.start, "end": span.end}

