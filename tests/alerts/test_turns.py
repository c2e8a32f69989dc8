"""Sending takes as long as others like: while it does, nobody else sends the same."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from copytaster.alerts import Alert, read
from copytaster.archive import Archive
from copytaster.settings import Settings
from workers import reader
from workers.alerts import sending
from workers.alerts.ringer import Ringer

RULES = """[[alert]]
when = "uncredited"
to = ["json://one.example", "json://two.example"]
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "alerts.toml").write_text(RULES)
    return Settings(home=tmp_path)


@pytest.fixture
def three(sqlite_archive: Archive, settings: Settings) -> Archive:
    """An archive with three alerts that are to be sent to two."""
    (rule,) = read(RULES)
    for number in range(3):
        alert = Alert(rule.id, rule.when, f"a{number}", "The Paper", None, "Reuters", 0.5, f"Alert {number}.")
        assert sqlite_archive.ring(alert, rule.label, False, datetime.now(UTC))
    return sqlite_archive


def test_whoever_lost_the_lease_while_it_sent_leaves_the_rest_to_whoever_has_it(
    three: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, stop = Ringer(three, settings), Ringer(three, settings), threading.Event()
    sent: list[tuple[str, str]] = []

    def send(address: str, title: str, body: str) -> str:
        sent.append((address, body.splitlines()[0]))
        if len(sent) == 1:  # so slow that its lease runs out meanwhile
            later = datetime.now(UTC) + timedelta(seconds=2 * reader.LEASE)
            monkeypatch.setattr(three, "clock", lambda: later)
            first._lease_ends -= 2 * reader.LEASE
            second.step(stop)
        return ""

    monkeypatch.setattr(sending, "send", send)
    first.step(stop)
    assert sorted(sent[1:]) == sorted(
        (f"json://{name}.example", f"Alert {number}.") for name in ("one", "two") for number in range(3)
    )
    first.step(stop)
    second.step(stop)
    assert len(sent) == 7
    assert all(alert.done for alert in three.alerts())


def test_it_stops_between_two_alerts(three: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, sent = threading.Event(), list[str]()

    def send(address: str, title: str, body: str) -> str:
        sent.append(body.splitlines()[0])
        stop.set()
        return ""

    monkeypatch.setattr(sending, "send", send)
    Ringer(three, settings).step(stop)
    assert sent == ["Alert 0.", "Alert 0."]
