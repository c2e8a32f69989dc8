"""A PostgreSQL of its own for a measured service, and how many connections were open at once.

It waits for its disk at every commit, as a newsroom's does; the tests' own does not.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
import psycopg

from tests.postgres import cluster

LOOK = 0.1
"""Seconds between two looks at what is open."""


@dataclass
class Database:
    url: str
    server: psutil.Process
    most: int = 0
    """Connections that were open at once, as far as was seen; who looks is not one of them."""


@contextmanager
def postgres() -> Iterator[Database]:
    """An empty database on a server of its own, which is gone afterwards."""
    with cluster(durable=True) as running:
        pid = int((running.home / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        database = Database(running.database(), psutil.Process(pid))
        over = threading.Event()
        watcher = threading.Thread(target=_watch, args=(database, over), daemon=True)
        watcher.start()
        try:
            yield database
        finally:
            over.set()
            watcher.join()


def _watch(database: Database, over: threading.Event) -> None:
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(database.url, autocommit=True) as connection:
        while not over.wait(LOOK):
            found = connection.execute(others).fetchone()
            database.most = max(database.most, found[0] if found else 0)
