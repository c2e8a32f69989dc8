"""Alerts as the web process has them: the rules for drafts, and the list for page and feed."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping
from typing import Any

from copytaster.alerts import FILE, BadRules, Rule, read, rung_by_draft
from copytaster.archive import ArchiveUnavailable
from copytaster.model import PubStatus
from copytaster.runtime import logs
from service.state import State

log = logging.getLogger("copytaster.service")


def ring_draft(state: State, report: Mapping[str, Any]) -> None:
    """Keep what the report of a draft rings; the relay sends it. A draft is checked whatever happens here."""
    rules = {rule.id: rule for rule in _rules(state) if rule.when == "draft"}
    if not rules:
        return
    with contextlib.suppress(ArchiveUnavailable):
        for alert in rung_by_draft(tuple(rules.values()), _for_everybody(state, report)):
            rule = rules[alert.rule]
            state.archive.ring(alert, rule.label, not (rule.to or rule.to_file), state.now())


def _for_everybody(state: State, report: Mapping[str, Any]) -> Mapping[str, Any]:
    """The report without sources whose embargo holds: who checked the draft may see them, who is told may not."""
    now, sources = state.now(), report["sources"]
    held = [s["article_id"] for s in sources if s["status"] == PubStatus.WITHHELD]
    rows = [row for i in held if (row := state.archive.find(i)) is not None]
    hidden = {row.article.id for row in rows if row.article.hidden(now)}
    return {**report, "sources": [s for s in sources if s["article_id"] not in hidden]} if hidden else report


def _rules(state: State) -> tuple[Rule, ...]:
    """The rules of the file as it is now; none while it cannot be read, which the relay says."""
    try:
        return read((state.settings.home / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (OSError, UnicodeDecodeError, BadRules) as error:
        logs.event(log, "alerts-unreadable", logging.WARNING, reason=error)
        return ()
