"""What the articles of a worker cost, and what became of them: counts for the metrics, spans for the traces.

Promises
    * The one place where a try at checking is accounted for, whichever way it ends; the times of its stages come from
      the checking process with its answer, those of one that was killed are lost with it.
    * Labels are words of ours and names of exceptions and signals, never of an article.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from redis import Redis, RedisError

from copytaster.archive import Lease
from copytaster.runtime import tally, traces
from workers.answer import Answer, Lap


class Stopwatch:
    """Which stages ran, from when to when: what `pipeline.check` is told of, with a clock."""

    def __init__(self) -> None:
        self.began = time.time()
        self._zero = time.perf_counter()
        self.laps: list[Lap] = []
        """Name, start and end, in seconds after `began`; in the order of their ends."""

    @contextlib.contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = time.perf_counter() - self._zero
        try:
            yield
        finally:
            self.laps.append((stage, start, time.perf_counter() - self._zero))


class Account:
    """The counts and lines of one worker process. Not for several threads."""

    def __init__(self, worker: str, client: Redis) -> None:
        self._worker = worker
        self._client = client
        self._tally = tally.Tally()
        self._flush_after = 0.0

    def begun(self, lease: Lease, claimed: float | None) -> Try:
        """An article is handed to the checking process. `claimed`: when the relay did, in seconds since 1970."""
        began = time.time()
        if lease.due is not None:
            self._tally.observe(tally.QUEUED, began - lease.due)
        if claimed is not None:
            self._tally.observe(tally.HANDED, began - claimed)
        self._tally.count(tally.TRIES, str(min(lease.tries, 9)))
        return Try(lease, began)

    def settled(self, attempt: Try, outcome: str, answer: Answer) -> None:
        """`outcome`: one of those that `tally.CHECKS` names. `answer`: of the checking process, with its laps."""
        ended = attempt.ended()
        count = self._tally
        count.observe(tally.CHECK, ended - attempt.began, outcome)
        count.count(tally.CHECKS, outcome, tally.word(answer.cause))
        for stage, start, end in answer.laps:
            count.observe(tally.STAGE, end - start, stage)
        lease = attempt.lease
        if outcome == "recorded":
            count.count(tally.PAIRS, n=answer.pairs)
            # An editor's retry starts counting its tries anew: what came before it is no wait.
            if lease.fence == lease.tries and answer.received is not None:
                count.observe(tally.VERDICT, ended - answer.received)
        if traces.on() and lease.request_id:
            self._trace(attempt, ended, outcome, answer)

    def _trace(self, attempt: Try, ended: float, outcome: str, answer: Answer) -> None:
        lease, request = attempt.lease, attempt.lease.request_id
        accepted = traces.accepting(str(request), lease.article_id)
        if lease.due is not None:
            traces.span("queue", request, lease.due, attempt.began, parent=accepted, article=lease.article_id)
        check = traces.span(
            "check", request, attempt.began, ended, parent=accepted, error=answer.reason or None,
            article=lease.article_id, outcome=outcome, tries=lease.tries, pairs=answer.pairs, worker=self._worker,
        )  # fmt: skip
        record = traces.new_id()
        zero = attempt.began if answer.began is None else answer.began
        for stage, start, end in answer.laps:
            own, above = (record, check) if stage == "record" else (0, record if stage == "resolve" else check)
            traces.span(stage, request, zero + start, zero + end, id=own, parent=above)

    def refreshed(self, answer: Answer) -> None:
        self._tally.count(tally.REFRESHED, answer.outcome)
        for stage, start, end in answer.laps:
            if stage == "refresh":  # and not the resolving in it, which is told apart for checks alone
                self._tally.observe(tally.STAGE, end - start, stage)

    def healed(self, outcome: str, seconds: float) -> None:
        self._tally.count(tally.HEALS, outcome)
        self._tally.observe(tally.HEAL, seconds)

    def died(self, cause: str) -> None:
        """The checking process."""
        self._tally.count(tally.DEATHS, tally.word(cause))

    def flush(self, *, now: bool = False) -> None:
        """Send the counts, when it is time to; `now`: in any case."""
        clock = time.monotonic()
        if clock >= self._flush_after or now:
            self._flush_after = clock + tally.SECONDS
            with contextlib.suppress(RedisError):
                self._tally.flush(self._client)


class Try:
    """One article with the checking process."""

    def __init__(self, lease: Lease, began: float) -> None:
        self.lease = lease
        self.began = began
        self._zero = time.perf_counter()

    def ended(self) -> float:
        """When the try ended, in seconds since 1970: its beginning plus what a monotonic clock measured."""
        return self.began + time.perf_counter() - self._zero
