"""Stale verdicts: which of them are resolved again now, and by whom.

A worker keeps what it made of an article's pairs and of the articles that it compared. The one that checked an article
therefore resolves it again for half of what it costs another one. It is asked first; but nobody waits long for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from copytaster.recent import Recent

SETTLE = 1.0
"""Seconds for which a verdict was stale before it is resolved again: what comes with the same story comes close
together, and whoever reads it before has it resolved for him."""
PATIENT = 5.0
"""Seconds after which any worker resolves it, whoever checked the article."""
HANDED = 5.0
"""Seconds after which a verdict that was handed out and is stale still, or again, may be handed out anew."""
LOOKED_AT = 100
"""Stale verdicts that are looked at for a worker at a time."""
MOST = 8
"""Stale verdicts handed to a worker at a time."""
REMEMBERED = 20_000
"""Articles of which it is known who checked them: a worker keeps what it made of some thousand."""


class Stale:
    """Deals the stale verdicts of an archive out to workers, who are known by name."""

    def __init__(self, stale: Callable[[int], Sequence[str]], clock: Callable[[], float]) -> None:
        """`stale`: the ids of so many articles whose verdicts are stale, at most, always in the same order; `clock`:
        seconds that only go forward."""
        self._stale, self._clock = stale, clock
        self._checked_by: Recent[str, str] = Recent(REMEMBERED)
        self._handed: dict[str, float] = {}
        """When each of those was handed out that are not to be handed out anew."""
        self._since: dict[str, float] = {}
        """Since when it is known that they are stale."""

    def checked(self, article_id: str, worker: str) -> None:
        """The article was given to this worker to be checked."""
        self._checked_by.put(article_id, worker)

    def dealt(self, free: Sequence[str], alive: Collection[str]) -> dict[str, list[str]]:
        """What each of the `free` workers resolves again now; whoever gets nothing is left out."""
        now = self._clock()
        self._handed = {i: at for i, at in self._handed.items() if at + HANDED >= now}
        found = [i for i in self._stale(LOOKED_AT * len(free) + len(self._handed)) if i not in self._handed]
        self._since = {i: self._since.get(i, now) for i in found}
        batches: dict[str, list[str]] = {worker: [] for worker in free}
        for article_id in found:
            waited = now - self._since[article_id]
            if waited < SETTLE:
                continue
            worker = self._checked_by.get(article_id)
            if worker not in batches and (worker not in alive or waited >= PATIENT):
                worker = min(free, key=lambda one: len(batches[one]))
            if worker in batches and len(batches[worker]) < MOST:
                batches[worker].append(article_id)
        self._handed |= {article_id: now for batch in batches.values() for article_id in batch}
        return {worker: batch for worker, batch in batches.items() if batch}
