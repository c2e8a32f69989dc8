"""The whole way of an article on one page: prepare → accept → check → report.

`prepare` cleans a submission and fingerprints it; `accept` commits it to the archive, and with it a place in the queue.
`check` is what becomes of it there: into the index, candidates out of the index, aligned with each, and all of it
recorded under the lease. Web process and cleaners, worker, `copytaster check` and bench call these and have no way of
their own. Archive, index and clock come in as arguments: this page reads, and tests, without a server.

Reading writes nothing. A verdict whose evidence has changed is *stale*; `report` resolves it anew for the reader,
`refresh` resolves and stores it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from copytaster import fingerprint as fp
from copytaster.clean import Submission, clean, credits_of
from copytaster.credit import unlisted
from copytaster.fields import shown
from copytaster.fingerprint import meaning
from copytaster.fingerprint.answer import Answer
from copytaster.fingerprint.kept import Kept
from copytaster.fingerprint.ranks import FIRST
from copytaster.index import Index
from copytaster.index.upkeep import fingerprint_of
from copytaster.lookup import Lookup
from copytaster.match.budget import MOST_WORK, TooMuchWork, comparing, not_aligned, reading
from copytaster.match.candidates import Choice, candidates, chosen, fewest_terms, left_out, shared_terms
from copytaster.match.compare import compare
from copytaster.match.corrections import outdated
from copytaster.match.furniture import set_aside
from copytaster.match.items import told_in_one_place
from copytaster.match.new import new_in
from copytaster.match.resolve import resolve as resolve_pairs
from copytaster.match.spoken import with_speakers
from copytaster.match.twins import Text, Twins, retold, text_of
from copytaster.match.versions import DAYS, tied, versions
from copytaster.meanings import Meanings
from copytaster.model import ENDING, Article, Fingerprint, Grounds, Pair, Status, Verdict
from copytaster.report import render
from copytaster.shapes import Report, Unfinished
from copytaster.veil import mentioned

if TYPE_CHECKING:
    from copytaster.archive import Accepted, Archive, Lease
    from copytaster.settings import Settings

_T = TypeVar("_T")
DRAFT = "draft-"
"""Prefix of the id of a text that is checked without being stored."""

Stage = Callable[[str], AbstractContextManager[object]]
"""Told which stage is on, by its name; whoever wants to know how long it takes has a clock."""
Clock = Callable[[], datetime]


class Prepared(NamedTuple):
    """A clean article, and what the index will know of it."""

    article: Article
    fingerprint: Fingerprint

    @property
    def packed(self) -> Packed:
        """As it leaves the cleaner, and is accepted."""
        return Packed(self.article, fp.encode(self.fingerprint))


class Packed(NamedTuple):
    """The same, with the fingerprint in the bytes that the archive keeps."""

    article: Article
    body: bytes


class Found(NamedTuple):
    """What an article has in common with others."""

    pairs: list[Pair]
    left_out: int
    """How many more carry the same text, at least, and were not compared with it."""
    encoded: meaning.Encoded


class Outcome(StrEnum):
    """What became of an article that was to be checked, or of a verdict that was to be refreshed."""

    RECORDED = "recorded"
    LATE = "late"
    """Nothing was written: somebody else holds the article now, or was faster."""
    GONE = "gone"
    """It was deleted meanwhile."""


class Checked(NamedTuple):
    """What became of a check."""

    outcome: Outcome
    pairs: int = 0
    """How many were found."""
    received_at: datetime | None = None
    """When the article came in."""


def prepare(submission: Submission, settings: Settings, received_at: datetime) -> Prepared:
    """Clean a submission and fingerprint it. Raises `clean.Rejected`."""
    article = clean(submission, settings.limits, received_at)
    return Prepared(article, fp.fingerprint(article, settings.vectors))


def accept(
    packed: Packed, archive: Archive, now: datetime, idempotency_key: str | None = None,
    request_id: str | None = None,
) -> Accepted:  # fmt: skip
    """Commit the article and its place in the queue, in one transaction. See `Archive.accept` for what it raises."""
    article, body = packed
    return archive.accept(article, body, fp.version_in(body), idempotency_key, now, request_id)


def check(
    lease: Lease, archive: Archive, index: Index, settings: Settings, clock: Clock, stage: Stage = nullcontext
) -> Checked:
    """Check one article that the archive handed out: index it, compare it, record what was found.

    It is in the index before the index answers: of two articles checked at the same moment at least one sees the
    other. Nothing is written unless the lease still holds; an article that was deleted leaves no posting behind.

    Raises `IndexLost` when the index cannot be trusted, `ArchiveUnavailable` and Redis' own errors.
    """
    seq = lease.seq
    with stage("load"):
        given = archive.given(seq)
        if given is None:
            return Checked(Outcome.GONE)
        article, body = given
        fingerprint = fingerprint_of(article, body, settings.vectors)
    with stage("index"):
        answer = index.meet(seq, fingerprint)
    pairs, more, encoded = find_pairs(seq, Prepared(article, fingerprint), answer, archive, settings, stage)

    def verdict(grounds: Grounds) -> Verdict:
        with stage("resolve"):
            return resolve(grounds, settings)

    with stage("record"):
        recorded = archive.record(lease, pairs, verdict, clock(), more, encoded)
    if recorded:
        return Checked(Outcome.RECORDED, len(pairs), article.received_at)
    if seq in archive.articles([seq]):
        return Checked(Outcome.LATE)
    index.remove(seq, fingerprint)
    return Checked(Outcome.GONE)


def check_draft(
    article: Article, archive: Archive, index: Index, settings: Settings, visible_at: datetime | None = None
) -> Report:
    """The report of a text that is neither stored nor indexed; `visible_at` as of `report`. Raises `IndexLost`."""
    draft = replace(article, id=DRAFT + article.id)
    fingerprint = fp.fingerprint_of(draft, _analysis(draft, settings.vectors))
    pairs, more, encoded = find_pairs(None, Prepared(draft, fingerprint), index.probe(fingerprint), archive, settings)
    archive.save_meanings(encoded)
    others = archive.neighbours([p.a if p.b == draft.id else p.b for p in pairs])
    grounds = Grounds(draft, 0, tuple(pairs), others, {}, agencies=archive.agencies())
    verdict = resolve(grounds, settings)
    seen = _seen(others, visible_at)
    endings = _visible(archive, archive.endings(seen), lambda ending: ending.article_id, visible_at)
    return render(draft, verdict, seen, explain=True, endings=endings, left_out=more)


def find_pairs(
    seq: int | None, prepared: Prepared, answer: Answer, archive: Archive, settings: Settings,
    stage: Stage = nullcontext,
) -> Found:  # fmt: skip
    """Every pair of the article with those that the index named; `seq` is its own place there. Writes nothing.

    The strongest candidates come first. Those that are left when `MOST_WORK` is done make pairs that say so. The
    archive is read after the index has answered: whom it named is there, unless deleted since.
    """
    with stage("candidates"), archive.one_reading():
        others = compared_with(seq, prepared, answer, archive, settings)
    with stage("align"):
        meanings = Meanings(archive, ({} if seq is None else {seq: prepared.article}) | others)
        pairs = _align(prepared.article, list(others.values()), settings, meanings)
        return Found(pairs, left_out(answer, seq), meaning.Encoded(meanings.new))


def compared_with(
    seq: int | None, prepared: Prepared, answer: Answer, archive: Archive, settings: Settings
) -> dict[int, Article]:
    """seq → whom the article is compared with, the strongest suspicions first."""
    article, fingerprint = prepared
    terms, days = fingerprint.rare_terms, settings.window_days
    # Where more carry the text than are named, the first and the strongest say what the others would.
    most = min(FIRST, settings.candidates) if left_out(answer, seq) else settings.candidates
    suspects = candidates(answer, seq, fewest_terms(article, terms), fingerprint.anchored)
    seqs = [c.seq for c in suspects]
    if article.is_wire or len(seqs) > FIRST:
        choices = chosen(suspects, archive.outlines(seqs), article, terms, most, days)
        articles = archive.articles([choice.seq for choice in choices])
    else:  # few enough to be read at once
        articles = archive.articles(seqs)
        choices = chosen(suspects, articles, article, terms, most, days)
    shared = shared_terms(answer, fingerprint, [choice.seq for choice in choices if choice.item])

    def stands(choice: Choice) -> bool:
        digest = articles[choice.seq] if article.is_wire else article
        return not choice.item or told_in_one_place(_analysis(digest, settings.vectors), shared[choice.seq])

    found = {choice.seq: articles[choice.seq] for choice in choices if choice.seq in articles and stands(choice)}
    return {**_versions(article, archive), **found}


def _versions(article: Article, archive: Archive) -> dict[int, Article]:
    """The versions of the article, which need share no word with it."""
    return {seq: other for seq, other in archive.kin(article, DAYS).items() if versions(article, other)}


def _align(article: Article, others: Sequence[Article], settings: Settings, meanings: Meanings) -> list[Pair]:
    if not others:
        return []  # an article that nothing is compared with is not analysed
    mine, text = _analysis(article, settings.vectors), text_of(article)
    pairs: list[Pair] = []
    work = reading(mine)
    met: dict[Text, Pair | None] = {}
    for other in others:
        theirs, ids = text_of(other), (article.id, other.id)
        if theirs not in met and work < MOST_WORK:
            analysis = _analysis(other, settings.vectors)
            work += reading(analysis) + comparing(mine, analysis)
            if work < MOST_WORK:
                known, met[theirs] = _twins.get((text, theirs), ids)
                if not known:
                    met[theirs], work = _compared(mine, analysis, meanings, work)
                if not known and met[theirs] is not _NOT_ALIGNED:
                    _twins.put((text, theirs), ids, met[theirs])
        pair = met.get(theirs, _NOT_ALIGNED)
        if pair is _NOT_ALIGNED:
            pair = not_aligned(*ids)
        elif pair is not None:
            first = pair.b if pair.a == article.id else pair.a
            pair = retold(pair, (article.id, first), ids)
        elif versions(article, other):
            pair = tied(article, other)
        if pair is not None:
            pairs.append(pair)
    return pairs


def _compared(one: fp.Analysis, other: fp.Analysis, meanings: Meanings, work: int) -> tuple[Pair | None, int]:
    """What two articles have in common, and the work done by then."""
    meanings.allowed = MOST_WORK - work
    try:
        pair = compare(one, other, meanings)
    except TooMuchWork:
        pair = _NOT_ALIGNED
    return pair, MOST_WORK - meanings.allowed


def resolve(grounds: Grounds, settings: Settings) -> Verdict:
    """The verdict on an article from all that is known of it. A function of its arguments: no I/O in it."""
    e, read = grounds, _readers[settings.vectors]
    agencies = e.agencies | {other.agency for other in e.neighbours.values() if other.agency}
    credits = credits_of(e.article, unlisted(agencies))
    article = set_aside(e.article, credits)
    verdict = resolve_pairs(article, e.pairs, e.neighbours, e.rulings, e.agencies)
    new, facts_left_out = new_in(set_aside(article, verdict.recurring), verdict, e.neighbours, read)
    return replace(
        verdict,
        passages=with_speakers(verdict, e.article, e.neighbours, read),
        new=new,
        facts_left_out=facts_left_out,
        credits=credits,
        outdated=outdated(e.article, e.pairs, e.neighbours),
    )


def refresh(
    article_id: str, archive: Archive, settings: Settings, now: datetime, stage: Stage = nullcontext
) -> Outcome:
    """Resolve the verdict on an article anew, and store it, because what it rests on has changed."""
    grounds = archive.grounds(article_id)
    if grounds is None:
        return Outcome.GONE
    with stage("resolve"):
        verdict = resolve(grounds, settings)
    return Outcome.RECORDED if archive.save_verdict(verdict, grounds, now) else Outcome.LATE


def report(
    archive: Archive, article_id: str, settings: Settings, explain: bool = False, visible_at: datetime | None = None
) -> Report | Unfinished | None:
    """The report of an article; None when it is unknown. Writes nothing; what is stale is resolved for this reader.
    `visible_at`: for whoever may see no more than what is free at that moment; of other articles it says nothing but
    that there are some."""
    row = archive.find(article_id, visible_at)
    if row is None:
        return None
    if row.status is not Status.CHECKED:
        return {"status": row.status, "article": shown(row.article), "error": row.error}
    verdict = None if row.stale else archive.verdict(article_id)
    if verdict is not None:
        neighbours: Mapping[str, Article] = archive.neighbours(mentioned(verdict))
    else:
        grounds = archive.grounds(article_id)
        if grounds is None:
            return None
        verdict = resolve(grounds, settings)
        neighbours = grounds.neighbours
    seen = _seen(neighbours, visible_at)
    endings = _visible(archive, archive.endings([article_id, *seen]), lambda ending: ending.article_id, visible_at)
    ended = article_id in endings or row.article.status in ENDING
    carriers = {i: i for i in archive.carriers(article_id)} if ended else {}
    printed_by = tuple(_visible(archive, carriers, lambda i: i, visible_at))
    more = row.left_out + (archive.beyond(article_id) if row.crowded else 0)
    return render(row.article, verdict, seen, row.story_id, explain, endings, printed_by, more)


def _seen(others: Mapping[str, Article], visible_at: datetime | None) -> dict[str, Article]:
    return {i: other for i, other in others.items() if visible_at is None or not other.hidden(visible_at)}


def _visible(
    archive: Archive, told: Mapping[str, _T], whom: Callable[[_T], str], visible_at: datetime | None
) -> dict[str, _T]:
    """What is told, without what speaks of articles that are hidden from the reader."""
    if visible_at is None or not told:
        return dict(told)
    seen = _seen(archive.neighbours({whom(one) for one in told.values()}), visible_at)
    return {i: one for i, one in told.items() if whom(one) in seen}


_analysis = Kept(fp.analyse)
"""An article is analysed once, and kept while it is likely to be a candidate again."""
_readers: Lookup[str, partial[fp.Analysis]] = Lookup(lambda vectors: partial(_analysis, vectors=vectors), 8)
"""Who reads articles with these vectors: one object, by which what was made with it is found again."""
_twins = Twins()
"""Two texts are aligned once, whoever carries them."""
_NOT_ALIGNED = Pair("", "", (), 0.0)
