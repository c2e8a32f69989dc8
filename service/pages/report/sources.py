"""The sources of a report as its page lists them: who, how much, which way, and what an editor ruled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from copytaster.fingerprint.meaning import SPOKEN
from copytaster.text import languages
from service.pages import oddities
from service.pages.links import language
from service.pages.report.model import JudgementView, SourceGroup, SourceView
from service.pages.wording import DERIVED, count, earlier, facts_compared, instant, listed


def source(
    number: int,
    s: Mapping[str, Any],
    published: datetime | None,
    part: float,
    passages: tuple[int, ...],
    rulings: Mapping[str, Mapping[str, Any]],
    aside: bool,
    tongue: str | None = None,
) -> SourceView:
    """`tongue`: the language of the article."""
    ruling, view = ruling_on(s, rulings)
    when = instant(s.get("published_at"))
    agency, outlet = oddities.legible(s.get("agency")), oddities.legible(s.get("outlet"))
    return SourceView(
        number=number,
        article_id=s["article_id"],
        title=oddities.legible(s.get("title")) or "Untitled",
        name=agency or outlet or _quoted(oddities.legible(s.get("title"))),
        outlet=outlet,
        agency=agency,
        published=when,
        gap=earlier(when, published),
        relation=s["relation"],
        derived=s["relation"] in DERIVED,
        score=s["score"],
        direction=s["direction"],
        resemblance=s["resemblance"],
        of_article=s["containment"]["of_article"],
        of_source=s["containment"]["of_source"],
        share=part,
        facts=facts_compared(s.get("facts")),
        code=language(s.get("language")),
        language=languages.name(s.get("language")) if _differ(s.get("language"), tongue) else "",
        between=_between(s.get("language"), tongue),
        passages=passages,
        judgement=ruling,
        ruling=view,
        reasons=tuple(s.get("reasons") or ()),
        aside=aside,
    )


def _differ(one: str | None, other: str | None) -> bool:
    return bool(languages.name(one)) and bool(languages.name(other)) and one != other


def _between(source: str | None, article: str | None) -> str:
    if source is None or article is None or not _differ(source, article):
        return ""
    pair = f"From {languages.name(source)} into {languages.name(article)}"
    unknown = [languages.name(code) for code in (source, article) if code not in SPOKEN]
    if unknown:
        return f"{pair}, told by figures and names: meanings are not compared in {listed(unknown)}"
    measured = {source, article} <= languages.MEASURED
    return f"{pair}, told by meaning, figures and names{'' if measured else ': not measured for this pair'}"


def ruling_on(
    source: Mapping[str, Any], rulings: Mapping[str, Mapping[str, Any]]
) -> tuple[str | None, JudgementView | None]:
    stated = source.get("judgement")
    known: Mapping[str, Any] | None = stated if isinstance(stated, Mapping) else rulings.get(source["article_id"])
    ruling = (known or {}).get("ruling") or (stated if isinstance(stated, str) else None)
    if ruling is None:
        return None, None
    known = known or {}
    return str(ruling), JudgementView(
        str(ruling), oddities.legible(known.get("who")), instant(known.get("at")), oddities.legible(known.get("note"))
    )


def _quoted(title: str) -> str:
    """What an article without an outlet is called in a sentence."""
    return f"“{title[:57].rstrip()}…”" if len(title) > 60 else f"“{title}”" if title else "an unnamed outlet"


def grouped(sources: Sequence[SourceView]) -> tuple[SourceGroup, ...]:
    """What it was made from, what may be either, what was made from it, what is merely near: each under a heading that
    says so."""
    made_from = [s for s in sources if s.derived and s.direction == "from_source"]
    either = [s for s in sources if s.derived and s.direction == "undetermined"]
    taken = [s for s in sources if s.derived and s.direction == "to_source"]
    beside = [s for s in sources if not s.derived]
    found = [
        (made_from, count(len(made_from), "source")),
        (either, f"{count(len(either), 'article')} that gave to it or took from it"),
        (taken, f"{count(len(taken), 'article')} made from it"),
        (beside, f"{count(len(beside), 'article')} near it, not a source" if len(beside) == 1
         else f"{len(beside):,} articles near it, no sources"),
    ]  # fmt: skip
    return tuple(SourceGroup(heading, tuple(some)) for some, heading in found if some)
