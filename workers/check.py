"""What the checking process does with one article: index it, check it, record what was found.

Promises
    * The article is in the index before the index is asked: of two articles checked at the same moment at least one
      sees the other.
    * Nothing is written unless the lease still holds; an article that was deleted meanwhile leaves no posting behind.
    * An index that lost its memory is rebuilt from the archive before anything is concluded from it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from redis import RedisError

from copytaster import fingerprint as fp
from copytaster import pipeline
from copytaster.archive import Archive, ArchiveUnavailable, Evidence, Lease
from copytaster.index import IndexLost
from copytaster.index.redis import RedisIndex
from copytaster.model import Fingerprint, Verdict
from copytaster.runtime import logs
from copytaster.settings import Settings
from workers.account import Stopwatch

log = logging.getLogger("copytaster.checking")

_NONE = np.zeros(0, np.uint64)
_NOTHING = Fingerprint(np.zeros(128, np.uint32), _NONE, _NONE, _NONE, 0, fp.VERSION)


class Checker:
    """Answers `workers.job`: each answer is ``{"outcome": …}`` and, where something went wrong, ``"reason"``.

    Outcomes: ``recorded``; ``late`` (somebody else holds the article now); ``gone`` (deleted); ``failed`` (the
    article is to blame); ``index-lost`` (heal it and ask again); ``unavailable`` (the archive or Redis is, and the
    article should wait). ``began`` and ``laps`` say which stages ran when, also where one of them went wrong.
    """

    def __init__(self, archive: Archive, index: RedisIndex, settings: Settings) -> None:
        self._archive = archive
        self._index = index
        self._settings = settings

    def __call__(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        watch = Stopwatch()
        about = request.get("lease") or {"article_id": request.get("refresh")}
        with logs.about(request=about.get("request_id"), article=about["article_id"]):
            answer = self._answer(request, watch)
        return {**answer, "began": watch.began, "laps": watch.laps} if watch.laps else answer

    def _answer(self, request: Mapping[str, Any], stage: Stopwatch) -> Mapping[str, Any]:
        try:
            if "look" in request:
                self._index.probe(_NOTHING)  # not `members`: that is answered by a doubted index too
                return {"outcome": "whole"}
            if "heal" in request:
                added, removed = heal(self._archive, self._index, self._settings)
                return {"outcome": "healed", "added": added, "removed": removed}
            if "refresh" in request:
                return self._refresh(str(request["refresh"]), stage)
            return self._check(Lease(**request["lease"]), stage)
        except IndexLost as error:
            return {"outcome": "index-lost", "reason": str(error)}
        except (ArchiveUnavailable, RedisError) as error:
            return {"outcome": "unavailable", "reason": f"{type(error).__name__}: {error}"}
        except MemoryError:
            return {"outcome": "failed", "reason": "ran out of memory (check_megabytes)", "spent": True}
        except RecursionError:
            return {"outcome": "failed", "reason": "nested too deep to be checked"}
        except Exception as error:
            log.warning("defect", exc_info=error)  # where it happened; the reason says only what
            return {"outcome": "failed", "reason": f"{type(error).__name__}: {error}"[:500]}

    def _check(self, lease: Lease, stage: Stopwatch) -> Mapping[str, Any]:
        logs.event(log, "begun", tries=lease.tries)
        with stage("load"):
            article = self._archive.articles([lease.seq]).get(lease.seq)
            if article is None:
                return {"outcome": "gone"}
            stored = _fingerprints(self._archive, [lease.seq], self._settings.vectors).get(lease.seq)
            fingerprint = fp.fingerprint(article, self._settings.vectors) if stored is None else stored
        with stage("index"):
            self._index.add(lease.seq, fingerprint)
        pairs = pipeline.check(lease.seq, article, fingerprint, self._archive, self._index, self._settings, stage)
        with stage("record"):
            recorded = self._archive.record(lease, pairs, lambda e: self._resolve(e, stage), datetime.now(UTC))
        if not recorded:
            if lease.seq not in self._archive.articles([lease.seq]):
                self._index.remove(lease.seq, fingerprint)
                return {"outcome": "gone"}
            return {"outcome": "late"}
        received = article.received_at.timestamp() if article.received_at else None
        return {"outcome": "recorded", "pairs": len(pairs), "received": received}

    def _refresh(self, article_id: str, stage: Stopwatch) -> Mapping[str, Any]:
        with stage("refresh"):
            evidence = self._archive.evidence(article_id)
            if evidence is None:
                return {"outcome": "gone"}
            verdict = self._resolve(evidence, stage)
            saved = self._archive.save_verdict(article_id, verdict, evidence.revision, datetime.now(UTC))
        return {"outcome": "recorded" if saved else "late"}

    def _resolve(self, evidence: Evidence, stage: Stopwatch) -> Verdict:
        with stage("resolve"):
            return pipeline.resolve(
                evidence.article, evidence.pairs, evidence.neighbours, evidence.rulings, self._settings
            )


def heal(archive: Archive, index: RedisIndex, settings: Settings) -> tuple[int, int]:
    """Make the index hold what the archive holds, no more and no less. Returns how many articles it added and removed.

    Of several processes one works and the others wait. An article that has not been checked yet may be added: it is
    in the archive, so whoever finds it can align it.
    """
    return index.reconcile(_seqs(archive), lambda seqs: _fingerprints(archive, seqs, settings.vectors))


def _seqs(archive: Archive) -> Iterator[int]:
    last = 0
    while batch := archive.iter_fingerprints(last, 1_000):
        yield from (item.seq for item in batch)
        last = batch[-1].seq


def _fingerprints(archive: Archive, seqs: Sequence[int], vectors: str) -> dict[int, Fingerprint]:
    found = {seq: fp.decode(body) for seq, body in archive.fingerprints(seqs).items()}
    old = [seq for seq, fingerprint in found.items() if fingerprint.version != fp.VERSION]
    found.update((seq, fp.fingerprint(article, vectors)) for seq, article in archive.articles(old).items())
    return found
