"""The application of the examples: a first `make run`, without the processes around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from copytaster import pipeline
from copytaster.commands.seeding import stories
from copytaster.index.memory import MemoryIndex
from copytaster.settings import Settings
from service import create_app
from service.cleaning.pool import Cleaners
from service.state import EXTENSION, State
from tests.cleaners import cleaners
from tests.docs.markdown import ROOT
from tests.service.support import check_all

__all__ = ["cleaners"]

Seeded = tuple[FlaskClient, Callable[[], object]]


@pytest.fixture
def seeded(tmp_path: Path, cleaners: Cleaners) -> Iterator[Seeded]:
    with service(tmp_path, cleaners) as made:
        yield made


@contextmanager
def service(home: Path, cleaners: Cleaners) -> Iterator[Seeded]:
    """A client of a service that has the seeds, and what does the workers' work on all that waits."""
    index = MemoryIndex()
    app = create_app(Settings(home=home, cleaners=2), cleaners=cleaners, index=index)
    state: State = app.extensions[EXTENSION]
    client = app.test_client()
    try:
        for story in stories(ROOT / "seeds", datetime.now(UTC)):
            assert client.post("/api/v1/articles", json=story).status_code == 202
        work(state, index)
        yield client, lambda: work(state, index)
    finally:
        state.archive.close()


def work(state: State, index: MemoryIndex) -> None:
    """What workers do: check what waits; when nothing does, resolve the verdicts that have become stale."""
    check_all(state, index)
    for article_id in state.archive.stale():
        pipeline.refresh(article_id, state.archive, state.settings, state.now())
