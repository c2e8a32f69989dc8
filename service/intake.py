"""Taking articles in: what the API, the batch and the pages all do with a submission.

Promises
    * `submit` returns only after the article, its fingerprint and its outbox row are committed.
    * What is already known costs one look-up: no cleaning, no place in the queue.
    * A full queue is said before any work is done on the submission.
    * `check` leaves nothing behind: no row, no posting.
"""

from __future__ import annotations

import logging
import time

import redis

from copytaster import fingerprint, pipeline
from copytaster.archive import Accepted, Judgement, Row
from copytaster.clean import Rejected, Submission
from copytaster.index import IndexLost
from copytaster.model import Ruling, Status
from copytaster.runtime import logs
from copytaster.shapes import Report
from service import alerts, deeds, observe
from service.access.auth import acting, caller, owner
from service.access.embargo import visible_at
from service.errors import Problem, unavailable
from service.state import State

log = logging.getLogger("copytaster.service")

FINAL = (Status.CHECKED, Status.FAILED)


def submit(state: State, submission: Submission, idempotency_key: str | None = None) -> Accepted:
    """Take one article in. Raises `Rejected` or `Problem`; then nothing was stored."""
    try:
        accepted = _submit(state, submission, idempotency_key)
    except (Rejected, Problem) as refusal:
        state.metrics.submissions.labels(refusal.code).inc()
        raise
    state.metrics.submissions.labels("created" if accepted.created else "known").inc()
    return accepted


def _submit(state: State, submission: Submission, idempotency_key: str | None) -> Accepted:
    archive = state.archive
    known = archive.find_idempotent(idempotency_key) if idempotency_key else None
    if known is None:
        known = archive.find(submission.article_id())
        if known is not None and idempotency_key:  # met under a new key, which must be kept
            blob = archive.fingerprints([known.seq]).get(known.seq)
            if blob is not None:
                return archive.accept(known.article, blob, fingerprint.VERSION, idempotency_key, state.now())
    if known is not None:
        return Accepted(known.article.id, known.seq, False, known.status)
    _refuse_when_full(state)
    now = state.now()
    with observe.part("clean"):
        packed = state.cleaners.clean(submission, now)
    with observe.accepting(state.metrics) as told:
        accepted = pipeline.accept(packed, archive, now, idempotency_key, observe.request_id())
        told(accepted)
    if accepted.created:
        state.doorbell.ring()
    return accepted


def scoped(idempotency_key: str) -> str:
    """An idempotency key as the archive knows it: two API keys that choose the same one do not meet."""
    return f"{owner() or ''}:{idempotency_key}"


def _refuse_when_full(state: State) -> None:
    waiting, most = state.waiting(), state.settings.queue_limit
    if waiting >= most:
        raise Problem(
            429, "queue_full", f"{waiting} articles wait to be checked; come back later.", limit="queue_limit",
            maximum=most, value=waiting, retry_after=5,
        )  # fmt: skip


def wait(state: State, article_id: str, seconds: float) -> Row | None:
    """The row of the article, once it is checked or failed, or when `seconds` are over. None: it is gone.

    Returns at once when too many others are waiting already: waiting must not take the threads that accepting needs.
    """
    if not state.waiters.acquire(blocking=False):
        return state.archive.find(article_id)
    try:
        deadline, pause = time.monotonic() + seconds, 0.02
        while True:
            row = state.archive.find(article_id)
            left = deadline - time.monotonic()
            if row is None or row.status in FINAL or left <= 0 or state.stopping.is_set():
                return row
            state.stopping.wait(min(pause, left))
            pause = min(0.25, pause * 1.4)
    finally:
        state.waiters.release()


def check(state: State, submission: Submission, explain: bool = True) -> Report:
    """The report of a draft that is not stored. Raises `Rejected` or `Problem`."""
    with observe.part("clean"):
        article = state.cleaners.clean(submission, state.now()).article
    if not state.drafts.acquire(timeout=10):
        raise unavailable("Too many drafts are being checked; try again.", "drafts_busy")
    try:
        with observe.part("draft"):
            report = pipeline.check_draft(article, state.archive, state.index, state.settings, visible_at(state))
        alerts.ring_draft(state, report)
        return report if explain else _unexplained(report)
    except (redis.RedisError, IndexLost):
        raise unavailable("The index cannot be reached or is being rebuilt; try again.", "index_unavailable") from None
    finally:
        state.drafts.release()


def _unexplained(report: Report) -> Report:
    """The report without the reasons for it, and without what weighed how much."""
    for part in (report, *report["sources"]):
        part.pop("evidence", None)
        part.pop("reasons", None)
    return report


def delete(state: State, article_id: str) -> bool:
    """Remove an article from the archive, then from the index. False: there is none.

    The archive is the truth. Where the index cannot be reached its postings stay until the relay sweeps them out;
    until then they lead to an article that is not there, which checking skips. The event and the log line are the
    audit of it.
    """
    archive = state.archive
    row = archive.find(article_id)
    if row is None:
        return False
    blob = archive.fingerprints([row.seq]).get(row.seq)
    who = acting()
    if archive.delete(article_id, state.now(), why="request", who=who) is None:
        return False
    deeds.note(state, "deleted", who, article=article_id, seq=row.seq, why="request")
    forget(state, row.seq, blob)
    return True


def judge(
    state: State, article_id: str, source_id: str, ruling: Ruling | None, who: str, note: str | None
) -> Judgement | None:
    """An editor's ruling on a relation. None: one of the articles is not here."""
    found = caller()
    given = state.archive.judge(
        article_id, source_id, ruling, who, note, state.now(), found.person if found is not None else None
    )
    if given is not None:
        told = {"article": article_id, "source": source_id, "ruling": ruling.value if ruling else "taken back"}
        deeds.note(state, "judged", acting(), **told, editor=who)
    return given


def forget(state: State, seq: int, blob: bytes | None) -> None:
    """Take one article out of the index, as far as that can be done now."""
    if blob is None:
        return
    try:
        try:
            state.index.remove(seq, fingerprint.decode(blob))
        except fingerprint.BadFingerprint:  # an older version's: what the index holds was made anew from the text
            state.index.forget([seq])
    except (redis.RedisError, IndexLost, Problem, ValueError) as error:
        logs.event(log, "index-keeps-deleted", logging.WARNING, seq=seq, why=type(error).__name__)
