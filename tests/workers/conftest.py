from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from copytaster.archive import Archive


@pytest.fixture
def archive_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'archive.db'}"


@pytest.fixture
def archive(archive_url: str) -> Iterator[Archive]:
    opened = Archive.open(archive_url)
    opened.migrate()
    yield opened
    opened.close()
