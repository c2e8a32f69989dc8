"""What the checking process is asked to do: check an article, refresh a verdict, look at the index or heal it.

Promises
    * Whatever goes wrong becomes an answer that says who is to blame: the article, the index, or a server.
    * An index that lost its memory is rebuilt from the archive before anything is concluded from it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from redis import RedisError

from copytaster import fingerprint as fp
from copytaster import pipeline
from copytaster.archive import Archive, ArchiveUnavailable, Lease
from copytaster.index import IndexLost, upkeep
from copytaster.index.redis import RedisIndex
from copytaster.model import Fingerprint
from copytaster.pipeline import Outcome
from copytaster.runtime import clock, logs
from copytaster.settings import Settings
from workers.account import Stopwatch
from workers.answer import Answer, Cause, Said

log = logging.getLogger("copytaster.checking")

_NONE = np.zeros(0, np.uint64)
_NOTHING = Fingerprint(np.zeros(128, np.uint32), _NONE, _NONE, _NONE, 0, fp.VERSION, _NONE, 0)


class Checker:
    """Answers `workers.job` with the data of an `Answer`, whatever happens."""

    def __init__(self, archive: Archive, index: RedisIndex, settings: Settings) -> None:
        self._archive = archive
        self._index = index
        self._settings = settings

    def __call__(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        watch = Stopwatch()
        about = request.get("lease") or {"article_id": request.get("refresh")}
        with logs.about(request=about.get("request_id"), article=about["article_id"]):
            answer = self._answer(request, watch)
        return replace(answer, began=watch.began, laps=tuple(watch.laps)).data() if watch.laps else answer.data()

    def _answer(self, request: Mapping[str, Any], stage: Stopwatch) -> Answer:
        try:
            if "look" in request:
                self._index.probe(_NOTHING)  # not `members`: that is answered by a doubted index too
                return Answer(Said.WHOLE)
            if "heal" in request:
                added, removed = upkeep.heal(self._index, self._archive, self._settings.vectors)
                return Answer(Said.HEALED, added=added, removed=removed)
            if "refresh" in request:
                return self._refresh(str(request["refresh"]), stage)
            return self._check(Lease(**request["lease"]), stage)
        except IndexLost as error:
            return Answer(Said.INDEX_LOST, str(error), type(error).__name__)
        except (ArchiveUnavailable, RedisError) as error:
            return Answer(Said.UNAVAILABLE, f"{type(error).__name__}: {error}", type(error).__name__)
        except MemoryError:
            return Answer(Said.FAILED, "ran out of memory (check_megabytes)", Cause.MEMORY, spent=True)
        except RecursionError:
            return Answer(Said.FAILED, "nested too deep to be checked", Cause.NESTED)
        except Exception as error:
            log.warning("defect", exc_info=error)  # where it happened; the reason says only what
            return Answer(Said.FAILED, f"{type(error).__name__}: {error}"[:500], type(error).__name__)

    def _check(self, lease: Lease, stage: Stopwatch) -> Answer:
        logs.event(log, "begun", tries=lease.tries)
        checked = pipeline.check(lease, self._archive, self._index, self._settings, clock.now, stage)
        if checked.outcome is not Outcome.RECORDED:
            return Answer(Said(checked.outcome.value))
        received = checked.received_at.timestamp() if checked.received_at else None
        return Answer(Said.RECORDED, pairs=checked.pairs, received=received)

    def _refresh(self, article_id: str, stage: Stopwatch) -> Answer:
        with stage("refresh"):
            outcome = pipeline.refresh(article_id, self._archive, self._settings, clock.now(), stage)
        return Answer(Said(outcome.value))
