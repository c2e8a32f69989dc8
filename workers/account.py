"""What the articles of a worker cost, and what became of them: counts for the metrics, spans for the traces.

Promises
    * The one place where a try at checking is accounted for, whichever way it ends; the times of its stages come from
      the checking process with its answer, those of one that was killed are lost with it.
    * Labels are words of this module and names of exceptions, never of an article.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

from redis import Redis, RedisError

from copytaster.archive import Lease
from copytaster.runtime import tally, traces

Lap = tuple[str, float, float]

_CAUSE = re.compile(r"\((check_[a-z]+)\)|\b(SIG[A-Z0-9]+)\b|^([A-Z][A-Za-z]+)(?=: )")
_PHRASES = {"no answer": "no_answer", "nested": "nested", "status": "ended", "gone": "gone", "ready": "not_ready"}


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

    def settled(self, attempt: Try, outcome: str, reason: str, answer: Mapping[str, Any]) -> None:
        """`outcome`: one of those that `tally.CHECKS` names. `answer`: of the checking process, with its laps."""
        ended = attempt.ended()
        count = self._tally
        why = cause(reason)
        count.observe(tally.CHECK, ended - attempt.began, outcome)
        count.count(tally.CHECKS, outcome, why)
        laps: list[Lap] = answer.get("laps", [])
        for stage, start, end in laps:
            count.observe(tally.STAGE, end - start, stage)
        lease = attempt.lease
        if outcome == "recorded":
            count.count(tally.PAIRS, n=int(answer.get("pairs", 0)))
            # An editor's retry starts counting its tries anew: what came before it is no wait.
            if lease.fence == lease.tries and (received := answer.get("received")) is not None:
                count.observe(tally.VERDICT, ended - received)
        if traces.on() and lease.request_id:
            self._trace(attempt, ended, outcome, reason, answer)

    def _trace(self, attempt: Try, ended: float, outcome: str, reason: str, answer: Mapping[str, Any]) -> None:
        lease, request = attempt.lease, attempt.lease.request_id
        accepted = traces.accepting(str(request), lease.article_id)
        if lease.due is not None:
            traces.span("queue", request, lease.due, attempt.began, parent=accepted, article=lease.article_id)
        check = traces.span(
            "check", request, attempt.began, ended, parent=accepted, error=reason or None, article=lease.article_id,
            outcome=outcome, tries=lease.tries, pairs=answer.get("pairs"), worker=self._worker,
        )  # fmt: skip
        record = traces.new_id()
        zero = float(answer.get("began", attempt.began))
        for stage, start, end in answer.get("laps", []):
            own, above = (record, check) if stage == "record" else (0, record if stage == "resolve" else check)
            traces.span(stage, request, zero + start, zero + end, id=own, parent=above)

    def refreshed(self, outcome: str, answer: Mapping[str, Any]) -> None:
        self._tally.count(tally.REFRESHED, outcome)
        for stage, start, end in answer.get("laps", []):
            if stage == "refresh":  # and not the resolving in it, which is told apart for checks alone
                self._tally.observe(tally.STAGE, end - start, stage)

    def healed(self, outcome: str, seconds: float) -> None:
        self._tally.count(tally.HEALS, outcome)
        self._tally.observe(tally.HEAL, seconds)

    def died(self, reason: object) -> None:
        """The checking process."""
        self._tally.count(tally.DEATHS, cause(str(reason)))

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


def cause(reason: str) -> str:
    """A reason that an editor can read, as one of a few words for metrics."""
    found = _CAUSE.search(reason)
    if found:
        return tally.word(found[found.lastindex or 0])
    return next((name for phrase, name in _PHRASES.items() if phrase in reason), "other" if reason else "")
