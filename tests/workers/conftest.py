from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from copytaster.archive import Archive
from tests.workers.receiver import Receiver


@pytest.fixture
def archive_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'archive.db'}"


@pytest.fixture
def archive(archive_url: str) -> Iterator[Archive]:
    opened = Archive.open(archive_url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def either(either_database: str) -> Iterator[Archive]:
    archive = Archive.open(either_database)
    archive.migrate()
    yield archive
    archive.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server
