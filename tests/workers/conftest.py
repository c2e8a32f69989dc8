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
    yield from _opened(archive_url)


@pytest.fixture
def either(either_database: str) -> Iterator[Archive]:
    yield from _opened(either_database)


def _opened(url: str) -> Iterator[Archive]:
    archive = Archive.open(url)
    archive.migrate()
    yield archive
    archive.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server
