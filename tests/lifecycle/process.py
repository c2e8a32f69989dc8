"""A relay or a worker as a process, started with ``ROLE ARCHIVE_URL REDIS_URL DEEDS NAME PARENT``."""

from __future__ import annotations

import sys
import threading

from redis import Redis

from copytaster.archive import Archive
from copytaster.runtime import lifeline, logs
from copytaster.settings import Settings
from tests.workers.support import opener
from workers import worker
from workers.relay import Relay

LEASE = 2.0


def main(role: str, archive_url: str, redis_url: str, deeds: str, name: str, parent: str) -> None:
    lifeline.die_with(int(parent))
    logs.setup(role, "ERROR")
    settings = Settings(lease_seconds=LEASE)
    archive, client = Archive.open(archive_url), Redis.from_url(redis_url, socket_connect_timeout=2.0)
    if role == "relay":
        Relay(archive, client, settings).run(threading.Event())
    else:
        worker.run(settings, opener(archive_url, deeds=deeds), archive, client, name)


if __name__ == "__main__":
    main(*sys.argv[1:])
