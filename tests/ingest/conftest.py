"""The service itself behind a real socket, and what reads a source into it, one round at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from copytaster.archive import Archive, Row, Source
from copytaster.index.memory import MemoryIndex
from copytaster.settings import Settings
from service import create_app
from service.cleaning.pool import Cleaners
from service.state import EXTENSION, State
from tests.cleaners import cleaners
from tests.ingest.web import Site
from tests.serving import serving
from workers.ingest.config import sources
from workers.ingest.fetch import Fetcher
from workers.ingest.run import Looker

__all__ = ["cleaners"]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        yield server


@dataclass
class Newsroom:
    """A service, and the sources of its home."""

    settings: Settings
    state: State
    stop: threading.Event
    lookers: dict[str, Looker]

    @property
    def archive(self) -> Archive:
        return self.state.archive

    @property
    def home(self) -> Path:
        return self.settings.home

    def configure(self, text: str) -> None:
        (self.home / "sources.toml").write_text(text)
        self.restart()

    def look(self, number: int = 0) -> float:
        """One round of a source, as if it were due."""
        with self.archive.writing() as connection:
            connection.exec_driver_sql("UPDATE sources SET next_look = NULL")
        return self.looker(number).step()

    def looker(self, number: int = 0) -> Looker:
        config = sources(self.settings)[number]
        fetcher = Fetcher(self.stop, apart=0.0)
        return self.lookers.setdefault(
            config.id, Looker(config, self.archive, self.settings, fetcher, self.stop, luck=lambda: 1.0)
        )

    def restart(self) -> None:
        """Whoever looks next knows nothing but what was written down."""
        for looker in self.lookers.values():
            looker._leave()
            looker._front.close()
        self.lookers.clear()

    @property
    def source(self) -> Source:
        (found,) = self.archive.sources()
        return found

    @property
    def articles(self) -> list[Row]:
        """As they came in."""
        rows, _ = self.archive.list(limit=500)
        return list(reversed(rows))


@pytest.fixture
def newsroom(tmp_path: Path, cleaners: Cleaners) -> Iterator[Newsroom]:
    made = create_app(Settings(home=tmp_path), cleaners=cleaners, index=MemoryIndex())
    state: State = made.extensions[EXTENSION]
    stop = threading.Event()
    with serving(made) as address:
        room = Newsroom(Settings(home=tmp_path, service_url=address, max_body_bytes=200_000), state, stop, {})
        yield room
        room.restart()
    stop.set()
    state._archive.close()
