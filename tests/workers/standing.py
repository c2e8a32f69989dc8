"""A worker or a relay that stands still at a named point, so that a test can kill it just there.

`python -m tests.workers.standing ROLE POINT MARKER ARCHIVE_URL REDIS_URL NAME PARENT`. Whoever comes to the point first
writes MARKER and waits for its end; who comes later passes. The processes are the real ones: nothing in them knows of
points, one function is wrapped here before they begin.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, NamedTuple


class Point(NamedTuple):
    role: str
    where: str
    """``module:attribute``"""
    after: bool
    """Whether the function has returned, with something, when the process stands still."""


POINTS = {
    "claimed, not enqueued": Point("relay", "copytaster.archive:Archive.claim", True),
    "enqueued": Point("relay", "workers.relay:_enqueue", True),
    "job begun": Point("worker", "workers.job:Bench.check", False),
    "leases renewed": Point("worker", "copytaster.archive:Archive.renew", True),
    "asking": Point("worker", "workers.checking:CheckingProcess.ask", False),
    "article loaded": Point("worker", "copytaster.archive:Archive.articles", True),
    "article indexed": Point("worker", "copytaster.index.redis:RedisIndex.meet", True),
    "pairs aligned": Point("worker", "copytaster.pipeline:find_pairs", True),
    "written, not committed": Point("worker", "copytaster.archive.events:emit", True),
    "committed": Point("worker", "copytaster.archive:Archive.record", True),
    "before the answer": Point("worker", "workers.check:Checker._check", True),
    "answered": Point("worker", "workers.job:Bench._ask", True),
    "between two articles": Point("worker", "workers.job:Bench._one", True),
    "before the end of the job": Point("worker", "workers.job:Bench.check", True),
}


def arm(point: Point, marker: str) -> None:
    module, _, path = point.where.partition(":")
    owner: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    original: Callable[..., Any] = getattr(owner, name)

    def wrapped(*arguments: Any, **options: Any) -> Any:
        if not point.after:
            stand(marker)
        result = original(*arguments, **options)
        if point.after and result != []:  # the relay that claims nothing goes on
            stand(marker)
        return result

    setattr(owner, name, wrapped)


def stand(marker: str) -> None:
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    while True:
        signal.pause()


def main(role: str, point: str, marker: str, archive_url: str, redis_url: str, name: str, parent: str) -> None:
    from workers import entry  # isort: skip

    from redis import Redis

    from copytaster.archive import Archive
    from copytaster.runtime import lifeline, logs
    from copytaster.settings import Settings
    from workers.relay import Relay

    lifeline.die_with(int(parent))
    logs.setup(role)
    if point:
        arm(POINTS[point], marker)
    # A lease that ends soon is renewed before the first job is over, however fast its articles are checked.
    lease = 0.2 if point == "leases renewed" else 2.0
    settings = Settings(database_url=archive_url, lease_seconds=lease, job_articles=4)
    if role == "relay":
        Relay(Archive.open(archive_url), Redis.from_url(redis_url), settings).run(threading.Event())
    else:
        entry.main(settings, redis_url, name)


if __name__ == "__main__":
    main(*sys.argv[1:])
