"""The whole check on one page: clean → fingerprint → candidates → align → relate → attribute.

Cleaning and fingerprinting come before an article is accepted (`prepare`). Checking finds candidates in the index,
aligns them, and gives back pairs (`check`), which the caller records. A verdict is resolved from pairs (`resolve`)
whenever somebody needs it and it is stale. Archive and index come in as arguments: this page reads, and tests,
without a server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from copytaster.clean import Submission, clean
from copytaster.fields import shown
from copytaster.fingerprint import analyse, fingerprint_of
from copytaster.fingerprint.kept import Kept
from copytaster.index import Index
from copytaster.match.budget import MOST_WORK, comparing, not_aligned, reading
from copytaster.match.candidates import candidates, chosen, fewest_terms
from copytaster.match.compare import beside, compare
from copytaster.match.resolve import resolve as resolve_pairs
from copytaster.model import Article, Fingerprint, Pair, Ruling, Status, Verdict
from copytaster.report import render

if TYPE_CHECKING:
    from copytaster.archive import Archive
    from copytaster.settings import Settings

DRAFT = "draft-"
"""Prefix of the id of a text that is checked without being stored."""

Stage = Callable[[str], AbstractContextManager[object]]
"""Told which stage is on, by its name; whoever wants to know how long it takes has a clock."""


def prepare(submission: Submission, settings: Settings, received_at: datetime) -> tuple[Article, Fingerprint]:
    """Clean a submission and fingerprint it. Raises `clean.Rejected`."""
    article = clean(submission, settings.limits, received_at)
    return article, fingerprint_of(_analysis(article, settings.vectors))


def check(
    seq: int | None, article: Article, fingerprint: Fingerprint, archive: Archive, index: Index, settings: Settings,
    stage: Stage = nullcontext,
) -> list[Pair]:  # fmt: skip
    """Every pair of `article` with what is in the index. Reads only; `seq` is its own place in the index.

    The strongest candidates come first. Those that are left when `MOST_WORK` is done make pairs that say so.

    Raises `IndexLost` when the index cannot be trusted.
    """
    with stage("candidates"):
        others = _others(seq, article, fingerprint, archive, index, settings)
    with stage("align"):
        return _align(article, others, settings)


def _others(
    seq: int | None, article: Article, fingerprint: Fingerprint, archive: Archive, index: Index, settings: Settings
) -> list[Article]:
    """Whom the article is compared with, the strongest suspicions first."""
    terms, most, days = len(fingerprint.terms), settings.candidates, settings.window_days
    suspects = candidates(index.probe(fingerprint), seq, fewest_terms(article, terms))
    seqs = [c.seq for c in suspects]
    if article.is_wire or len(seqs) > most:
        seqs = chosen(suspects, archive.outlines(seqs), article, terms, most, days)
        articles = archive.articles(seqs)
    else:  # few enough to be read at once
        articles = archive.articles(seqs)
        seqs = chosen(suspects, articles, article, terms, most, days)
    return [articles[seq] for seq in seqs if seq in articles]


def _align(article: Article, others: Sequence[Article], settings: Settings) -> list[Pair]:
    mine = _analysis(article, settings.vectors)
    pairs: list[Pair] = []
    work = reading(mine)
    for other in others:
        pair: Pair | None = not_aligned(article.id, other.id)
        if work < MOST_WORK:
            theirs = _analysis(other, settings.vectors)
            work += reading(theirs) + comparing(mine, theirs)
            if work < MOST_WORK:
                pair = compare(mine, theirs)
                if pair is None and article.is_wire != other.is_wire:
                    pair = beside(theirs, mine) if article.is_wire else beside(mine, theirs)
        if pair is not None:
            pairs.append(pair)
    return pairs


def resolve(
    article: Article,
    pairs: Sequence[Pair],
    neighbours: Mapping[str, Article],
    rulings: Mapping[str, Ruling],
    settings: Settings,
) -> Verdict:
    """The verdict on `article` from all its pairs."""
    return resolve_pairs(article, pairs, neighbours, rulings, lambda a: _analysis(a, settings.vectors))


def report(archive: Archive, article_id: str, settings: Settings, explain: bool = False) -> dict[str, Any] | None:
    """The report of an article; None when it is unknown. A stale verdict is resolved again, and kept, before it is
    shown."""
    row = archive.find(article_id)
    if row is None:
        return None
    if row.status is not Status.CHECKED:
        return {"status": row.status.value, "article": shown(row.article), "error": row.error}
    verdict = None if row.stale else archive.verdict(article_id)
    if verdict is None:
        evidence = archive.evidence(article_id)
        if evidence is None:
            return None
        verdict = resolve(evidence.article, evidence.pairs, evidence.neighbours, evidence.rulings, settings)
        archive.save_verdict(article_id, verdict, evidence.revision)
        neighbours = evidence.neighbours
        row = archive.find(article_id) or row
    else:
        neighbours = archive.neighbours(_mentioned(verdict))
    return render(row.article, verdict, neighbours, row.story_id, explain)


def check_draft(article: Article, archive: Archive, index: Index, settings: Settings) -> dict[str, Any]:
    """The report of a text that is neither stored nor indexed. Raises `IndexLost`."""
    draft = replace(article, id=DRAFT + article.id)
    pairs = check(None, draft, fingerprint_of(_analysis(draft, settings.vectors)), archive, index, settings)
    others = archive.neighbours([p.a if p.b == draft.id else p.b for p in pairs])
    return render(draft, resolve(draft, pairs, others, {}, settings), others, explain=True)


def _mentioned(verdict: Verdict) -> set[str]:
    return {s.article_id for s in verdict.sources} | {
        a.article_id for p in verdict.passages for a in (p.source, *p.alternatives)
    }


_analysis = Kept(analyse)
"""An article is analysed once, and kept while it is likely to be a candidate again."""
