"""The queue page: how much waits, how fast it goes, what failed and who works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from copytaster.frozen import frozen
from service.pages.data import Feed, Queue, Untaken, Worker
from service.pages.desk.view import EntryView, entry_view
from service.pages.wording import count, span_of_time


@frozen
class Bar:
    count: int
    height: int
    """In fortieths."""


@frozen
class QueueView:
    finding: str
    queued: int
    checking: int
    checked: int
    failed: int
    oldest: datetime | None
    oldest_for: str
    last_minute: int | None
    spark: tuple[Bar, ...]
    spark_most: int
    workers: Sequence[Worker] | None
    failures: tuple[EntryView, ...]
    waiting: tuple[EntryView, ...]
    feeds: Sequence[Feed] = ()
    untaken: Sequence[Untaken] = ()


def build(queue: Queue, now: datetime) -> QueueView:
    by = {str(status): n for status, n in queue.by_status.items()}
    waits = span_of_time((now - queue.oldest_waiting).total_seconds()) if queue.oldest_waiting else ""
    most = max(queue.per_minute, default=0)
    return QueueView(
        finding=_finding(by, waits, queue.workers) + _failing(queue.feeds),
        queued=by.get("queued", 0),
        checking=by.get("checking", 0),
        checked=by.get("checked", 0),
        failed=by.get("failed", 0),
        oldest=queue.oldest_waiting,
        oldest_for=waits,
        last_minute=queue.last_minute,
        spark=tuple(Bar(n, max(1, round(40 * n / most)) if n else 0) for n in queue.per_minute) if most else (),
        spark_most=most,
        workers=queue.workers,
        failures=tuple(entry_view(e, {}) for e in queue.failures),
        waiting=tuple(entry_view(e, {}) for e in queue.waiting),
        feeds=sorted(queue.feeds, key=lambda feed: (not feed.failures, feed.name)),
        untaken=queue.untaken,
    )


def _failing(feeds: Sequence[Feed]) -> str:
    failing = sum(1 for feed in feeds if feed.failures)
    return f" {count(failing, 'source')} cannot be read." if failing else ""


def _finding(by: dict[str, int], waits: str, workers: Sequence[Worker] | None) -> str:
    queued, failed = by.get("queued", 0), by.get("failed", 0)
    tail = (
        f" {count(failed, 'article')} failed and {'waits' if failed == 1 else 'wait'} for somebody to look."
        if failed
        else ""
    )
    if queued and workers is not None and not workers:
        return f"No worker is alive, and {count(queued, 'article')} {'waits' if queued == 1 else 'wait'}.{tail}"
    if queued:
        return f"{count(queued, 'article')} {'waits' if queued == 1 else 'wait'}, the oldest for {waits}.{tail}"
    if by.get("checking"):
        some = count(by["checking"], "article")
        return f"Nothing waits; {some} {'is' if by['checking'] == 1 else 'are'} being checked.{tail}"
    return f"All that came in is checked.{tail}" if not failed else f"Nothing waits.{tail}"
