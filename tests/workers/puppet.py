"""A worker's bench, and a checking process in the test's own process that does what each article's text says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from redis import Redis

from copytaster.archive import Archive, Lease
from copytaster.model import Status
from copytaster.settings import Settings
from tests.workers.support import nothing_found, now
from workers.checking import CheckingDied
from workers.job import Bench

SETTINGS = Settings(max_tries=3, lease_seconds=20.0)

Script = Callable[[Lease], Mapping[str, Any]]


class Puppet:
    """A checking process in this process that does what the article's text says."""

    def __init__(self, archive: Archive, script: Mapping[str, Script] | None = None) -> None:
        self.archive, self.script = archive, script or {}
        self.asked: list[Any] = []
        self.killed = 0

    def start(self) -> None:
        pass

    def kill(self) -> None:
        self.killed += 1

    def ask(
        self, request: Mapping[str, Any], tick: Callable[[], None] = lambda: None, cpu_limit: float | None = None
    ) -> dict[str, Any]:
        tick()
        if "lease" not in request:
            self.asked.append(next(iter(request)))
            return {"outcome": "healed" if "heal" in request else "whole"}
        lease = Lease(**request["lease"])
        self.asked.append(lease.article_id)
        text = self.archive.articles([lease.seq])[lease.seq].text
        if text in self.script:
            return dict(self.script[text](lease))
        done = self.archive.record(lease, [], nothing_found, now())
        return {"outcome": "recorded" if done else "late"}


def bench(archive: Archive, client: Redis, checking: Puppet, **options: Any) -> Bench:
    return Bench("tester", archive, client, checking, SETTINGS, **options)


def statuses(archive: Archive, ids: list[str]) -> list[Status]:
    rows = [archive.find(article_id) for article_id in ids]
    return [row.status for row in rows if row]


def died(lease: Lease) -> Mapping[str, Any]:
    raise CheckingDied("the checking process was ended by SIGSEGV", "SIGSEGV")
