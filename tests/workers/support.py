"""An archive with articles, a verdict that says nothing, and work that misbehaves on request."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from copytaster.archive import Archive, Lease
from copytaster.model import Article, Credit, CreditStatus, Derivation, Grounds, Verdict
from workers.checking import Work

EMPTY = Verdict(Derivation.NOT, 1.0, {"original": 1.0}, {}, (), (), Credit(CreditStatus.NOT_APPLICABLE))


def now() -> datetime:
    return datetime.now(UTC)


def fill(archive: Archive, texts: list[str], prefix: str = "a") -> list[str]:
    """Accept one article for each text; its id is ``<prefix><number>``."""
    ids = [f"{prefix}{number:04}" for number in range(len(texts))]
    for article_id, text in zip(ids, texts, strict=True):
        archive.accept(Article(id=article_id, text=text, received_at=now()), b"fingerprint", 1, None, now())
    return ids


def nothing_found(grounds: Grounds) -> Verdict:
    return EMPTY


def opener(archive_url: str, trace: str = "", deeds: str = "") -> Callable[[], Work]:
    """Work whose articles say what happens to it: their text is a word of `_act`.

    Files: `trace` has a line for each article that is begun, `deeds` one for each that was recorded or too late."""

    def open_work() -> Work:
        archive = Archive.open(archive_url)

        def work(request: Mapping[str, Any]) -> Mapping[str, Any]:
            if "lease" not in request:
                return {"outcome": "whole"}
            lease = Lease(**request["lease"])
            article = archive.articles([lease.seq])[lease.seq]
            if trace:
                with open(trace, "a") as lines:
                    lines.write(f"{os.getpid()} {lease.article_id} {lease.tries}\n")
            answer = _act(article.text)
            if answer is not None:
                return answer
            outcome = "recorded" if archive.record(lease, [], nothing_found, now()) else "late"
            if deeds:
                with open(deeds, "a") as lines:
                    lines.write(f"{lease.seq} {lease.fence} {outcome}\n")
            return {"outcome": outcome}

        return work

    return open_work


def _act(word: str) -> Mapping[str, Any] | None:
    match word:
        case "crash":
            faulthandler.disable()
            os.abort()
        case "exit":
            os._exit(3)
        case "endless":
            while True:
                pass
        case "hungry":
            try:
                bytearray(3_000_000_000)
            except MemoryError:
                return {"outcome": "failed", "reason": "ran out of memory", "cause": "check_megabytes", "spent": True}
        case "broken":
            return {"outcome": "failed", "reason": "ValueError: broken", "cause": "ValueError"}
        case "slow":
            time.sleep(0.3)
        case "asleep":
            signal.pause()
        case "segfault":
            faulthandler.disable()
            ctypes.string_at(0)
    return None


if __name__ == "__main__":  # a worker as a process: archive URL, Redis URL, trace, lease seconds, name
    from redis import Redis

    from copytaster.runtime import lifeline, logs
    from copytaster.settings import Settings
    from workers import checking, worker

    url, redis_url, trace, lease, name, parent = sys.argv[1:]
    lifeline.die_with(int(parent))
    logs.setup("worker")
    checking._STILL = 1.0
    settings = Settings(lease_seconds=float(lease), check_seconds=1.0, check_megabytes=300)
    worker.run(settings, opener(url, trace), Archive.open(url), Redis.from_url(redis_url), name)
