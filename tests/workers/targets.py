"""A target of webhooks that is told, step by step."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from copytaster.archive import Archive, Event, Hook
from copytaster.runtime import clock
from copytaster.settings import Settings
from tests.workers.receiver import SECRET, Receiver
from tests.workers.support import now
from workers.webhooks.sender import Teller
from workers.webhooks.targets import targets


def settings(*urls: str, **more: str) -> Settings:
    values = {"webhook_secret": SECRET, "webhook_private_hosts": "127.0.0.1 localhost"} | more
    return Settings(webhook_urls=" ".join(urls), **values)  # type: ignore[arg-type]


def teller(archive: Archive, receiver: Receiver | str, **more: str) -> Teller:
    """One that knows the target already: what happens from here on is told."""
    given = settings(receiver if isinstance(receiver, str) else receiver.url(), **more)
    made = Teller(archive, targets(given)[0], given, luck=lambda: 0.0)
    made.step(threading.Event())
    return made


def rounds(teller: Teller, count: int = 3) -> None:
    for _ in range(count):
        teller.step(threading.Event())


def row(archive: Archive) -> Hook:
    (hook,) = archive.hooks()
    return hook


def all_events(archive: Archive) -> list[Event]:
    return archive.events(0, 10_000)


def hurry(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an hour later."""
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(hours=1.1))
