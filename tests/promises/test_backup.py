"""Promise 18: a backup taken while articles come in and are checked, restored elsewhere, gives the same reports."""

from __future__ import annotations

import itertools
import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis

from copytaster.archive import Archive
from copytaster.commands.backup import copy_archive
from copytaster.index import upkeep
from copytaster.index.redis import RedisIndex
from copytaster.settings import Settings
from tests.postgres import Cluster
from tests.promises.support import Desk, ids_of, rebuilt, version

pytestmark = pytest.mark.slow

FIRST = 4
"""Articles that wait when the load begins; twice as many are there when the backup does."""
Restore = Callable[[Path], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Restore]:
    """An archive's URL, and how a backup of it is restored to another one, whose URL that gives."""
    if request.param == "sqlite":

        def copy(backup: Path) -> str:
            backup.rename(tmp_path / "restored.db")
            return f"sqlite:///{tmp_path / 'restored.db'}"

        return f"sqlite:///{tmp_path / 'archive.db'}", copy

    server: Cluster = request.getfixturevalue("postgres")

    def restore(backup: Path) -> str:
        target = server.database()
        subprocess.run(["pg_restore", "--no-owner", f"--dbname={target}", str(backup)], check=True, timeout=60)
        return target

    return server.database(), restore


def test_reports_of_a_backup_made_under_load_are_equal(
    place: tuple[str, Restore], tmp_path: Path, redis_client: Redis
) -> None:
    url, restore = place
    desk = Desk(Archive.open(url), RedisIndex(redis_client, "live"))
    desk.archive.migrate()
    desk.index.clear()
    numbers = itertools.count()
    texts: list[str] = []

    def submit() -> None:
        number = next(numbers)
        texts.append(version(number % 2, number))
        desk.submit(texts[-1])

    for _ in range(FIRST):
        submit()
    copied = threading.Event()
    failures: list[BaseException] = []

    def load() -> None:
        try:
            last = False
            while not last:  # one more comes when the backup is made: it is not in it
                last = copied.is_set()
                submit()
                desk.work()
        except BaseException as error:
            failures.append(error)

    loading = threading.Thread(target=load)
    loading.start()
    try:
        while len(ids_of(desk.archive)) < 2 * FIRST:
            assert loading.is_alive()
        copy_archive(Settings(database_url=url), tmp_path / "backup")
        assert loading.is_alive()
    finally:
        copied.set()
        loading.join()
    assert not failures

    other = Desk(Archive.open(restore(tmp_path / "backup")), RedisIndex(redis_client, "restored"))
    other.archive.migrate()
    had = ids_of(other.archive)
    assert 2 * FIRST <= len(had) < len(texts)
    # The index is not in the backup: it is made anew. What waited, or was being checked, is checked after the restore.
    upkeep.rebuild(other.index, other.archive, "")
    other.archive.clock = lambda: datetime.now(UTC) + timedelta(days=1)
    other.archive.expire()
    for text in texts:
        other.submit(text)
    other.work()
    assert other.reports() == desk.reports()
    assert other.index.dump() == rebuilt(other.archive)
    for archive in (desk.archive, other.archive):
        archive.close()
