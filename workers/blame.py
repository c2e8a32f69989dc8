"""Who is to blame when a check does not end: what is known of an article that took a check down, or died with a worker.

An article is set aside on evidence alone. There are two kinds:

* A **charge**: the worker lived and saw the check fail. It broke, crashed, hung, or took more than its bounds, and
  nobody else did that. `Settings.max_tries` of them set the article aside.
* A **death**: the check had begun, and nobody lived to say how it ended: its worker was killed or stood still, or the
  checking process got SIGKILL, which nothing in it sends. An article may have caused it (a machine that ran out of
  memory); far more often it was a restart, a deploy, a lost machine. So it takes `DEATHS` times as many, and from the
  `max_tries`-th on the article rests before it is tried again, twice as long each time: whoever kills workers for an
  hour sets no healthy article aside, and poison takes a worker down only now and then.

A lease that ran out before the check began is evidence of nothing, however often it happens.

A verdict that cannot be resolved again stays stale, and is handed out again within seconds: nothing sets it aside. It
rests too, twice as long each time, and whoever reads the report has it resolved for him as ever.

Deaths are noted before a check begins, and taken back by whoever lives to see its end. The first try of an article is
not noted: it costs nothing that articles do not die of. All of it is kept in Redis; one that was emptied has forgotten,
and the article is tried anew.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from redis import Redis, RedisError

from copytaster.archive import Lease
from copytaster.runtime import keys

DEATHS = 5
"""So many times `max_tries` an article may die with who checks it."""
_LONGEST_REST = 600.0
_FIRST_REST = 10.0
"""Seconds, of a verdict that could not be resolved again."""
_KEPT = 86_400


class Blame:
    """What one worker writes down and reads of the articles that were tried before."""

    def __init__(self, client: Redis, max_tries: int, lease_seconds: float) -> None:
        self._client = client
        self._max_tries = max_tries
        self._lease_seconds = lease_seconds

    def begins(self, lease: Lease) -> tuple[int, float]:
        """(deaths, rest): how often a check of the article began and nobody saw its end, and for how many seconds it
        should rest. With no rest, and fewer deaths than `too_many` says, this check is noted to have begun."""
        if lease.tries == 1:
            return 0, 0.0
        died, rests = keys.deaths(lease.seq), keys.rests(lease.seq)
        with contextlib.suppress(RedisError):
            with self._client.pipeline(transaction=False) as pipe:
                pipe.get(died)
                pipe.pttl(rests)
                noted, left = pipe.execute()
            deaths, rest = max(0, int(noted or 0)), max(0, left) / 1000
            if not rest and not self.too_many(deaths):
                self._died(lease, deaths)
            return deaths, rest
        return 0, 0.0

    def too_many(self, deaths: int) -> bool:
        return deaths >= self._max_tries * DEATHS

    def killed(self, lease: Lease) -> None:
        """Its checking process was killed by somebody else. Of a second try `begins` has noted that already."""
        if lease.tries == 1:
            with contextlib.suppress(RedisError):
                self._died(lease, 0)

    def survived(self, lease: Lease) -> None:
        """The check that `begins` noted has ended, and it is known how."""
        if lease.tries > 1:
            with contextlib.suppress(RedisError), self._client.pipeline(transaction=False) as pipe:
                pipe.decr(keys.deaths(lease.seq))
                pipe.expire(keys.deaths(lease.seq), _KEPT)
                pipe.delete(keys.rests(lease.seq))
                pipe.execute()

    def charge(self, lease: Lease) -> int:
        """The check failed, and the article is to blame. Returns how often it was; 0 when Redis cannot tell."""
        key = keys.charges(lease.seq)
        with contextlib.suppress(RedisError), self._client.pipeline(transaction=False) as pipe:
            pipe.incr(key)
            pipe.expire(key, _KEPT)
            return int(pipe.execute()[0])
        return 0

    def forget(self, lease: Lease) -> None:
        """The article has come to an end: whoever asks for it again asks for all its tries."""
        with contextlib.suppress(RedisError):
            self._client.delete(keys.charges(lease.seq), keys.deaths(lease.seq), keys.rests(lease.seq))

    def unresolved(self, article_id: str) -> None:
        """The verdict on the article could not be resolved again: it rests."""
        failures = keys.unresolved(article_id)
        with contextlib.suppress(RedisError), self._client.pipeline(transaction=False) as pipe:
            pipe.incr(failures)
            pipe.expire(failures, _KEPT)
            many = int(pipe.execute()[0])
            rest = min(_LONGEST_REST, _FIRST_REST * 2 ** min(many - 1, 20))
            self._client.set(keys.unresolved_rests(article_id), 1, px=round(1000 * rest))

    def resting(self, article_ids: Sequence[str]) -> set[str]:
        """Those of these articles whose verdicts rest."""
        with contextlib.suppress(RedisError):
            found: Any = self._client.mget([keys.unresolved_rests(article_id) for article_id in article_ids])
            return {one for one, rests in zip(article_ids, found, strict=True) if rests is not None}
        return set()

    def _died(self, lease: Lease, before: int) -> None:
        """One death more, beside those `before`, and the rest that follows it."""
        with self._client.pipeline(transaction=False) as pipe:
            pipe.incr(keys.deaths(lease.seq))
            pipe.expire(keys.deaths(lease.seq), _KEPT)
            if before + 1 >= self._max_tries:
                rest = min(_LONGEST_REST, self._lease_seconds * 2 ** (before + 1 - self._max_tries))
                pipe.set(keys.rests(lease.seq), 1, px=round(1000 * rest))
            pipe.execute()
