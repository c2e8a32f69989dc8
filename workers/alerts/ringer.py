"""The ringer: reads what happens, asks the rules, keeps what they ring for, and sends it.

Promises
    * At least once: how far the events were read moves when what they ring is kept, not before; what is kept is sent
      until it has arrived, or was tried `TRIES` times.
    * Once for a story, a rule and a publisher, however often a report changes.
    * One process at a time reads the events and sends, in a thread of its own; nobody waits for it.
    * An article under embargo rings nothing before its time; at its end it rings, and so does what was made from it.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from copytaster import pipeline
from copytaster.alerts import FILE, Alert, BadRules, Rule, read, rung
from copytaster.archive import Archive, Heard, Hook, Rung, events
from copytaster.archive.hooks import ALERTS
from copytaster.model import ENDING, Status
from copytaster.runtime import clock, tally
from copytaster.runtime.logs import event
from copytaster.settings import SettingError, Settings
from workers import pacing
from workers.alerts import sending
from workers.reader import Reader

log = logging.getLogger("copytaster.alerts")

TRIES = 10
FIRST_PAUSE = 5.0
LONGEST_PAUSE = 3_600.0
_TOLD = (events.CHECKED, events.CHANGED, events.FREED)


def rules_of(home: Path) -> tuple[Rule, ...]:
    """The rules of the file; none where there is no file. Raises `SettingError`."""
    path = home / FILE
    try:
        return read(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path} cannot be read: {type(error).__name__}") from None
    except BadRules as error:
        raise SettingError(f"{path}: {error}") from None


class Ringer(Reader):
    """`step` is one round."""

    log = log
    batch = 50

    def __init__(self, archive: Archive, settings: Settings, luck: Callable[[], float] = random.random) -> None:
        super().__init__(archive, ALERTS, FILE)
        self._settings = settings
        self._luck = luck
        self._rules: tuple[Rule, ...] = ()
        self._wrong = ""

    def take(self, hook: Hook, heard: Heard, stop: threading.Event) -> None:
        self._read_rules()
        # Without rules nobody is to be told of what happens meanwhile.
        cursor = heard.last if self._rules else self._archive.last_event()
        for item in heard.events if self._rules else ():
            if item.kind in _TOLD:
                self._ring(item.article_id)
        if cursor > hook.delivered:
            self._move(hook, cursor)
        self._send(stop)

    def _read_rules(self) -> None:
        try:
            self._rules, self._wrong = rules_of(self._settings.home), ""
        except SettingError as error:  # somebody is writing it, or made a mistake: the rules of before go on
            if str(error) != self._wrong:
                event(log, "alerts-unreadable", logging.WARNING, reason=error)
            self._wrong = str(error)

    def _ring(self, article_id: str) -> None:
        at = clock.now()
        report = pipeline.report(self._archive, article_id, self._settings, visible_at=at)
        row = self._archive.find(article_id)
        if report is None or row is None or report["status"] is not Status.CHECKED or row.article.hidden(at):
            return
        self._note(rung(self._rules, report), at)
        if row.article.status in ENDING:  # a kill or a correction: who prints it heard of it, their reports did not
            ended = tuple(rule for rule in self._rules if rule.when in ("killed", "corrected"))
            for other in report["printed_by"] if ended else ():
                theirs = pipeline.report(self._archive, other, self._settings, visible_at=at)
                if theirs is not None and theirs["status"] is Status.CHECKED:
                    self._note(rung(ended, theirs), at)

    def _note(self, alerts: Sequence[Alert], at: datetime) -> None:
        by_id = {rule.id: rule for rule in self._rules}
        for alert in alerts:
            rule = by_id[alert.rule]
            if self._archive.ring(alert, rule.label, not (rule.to or rule.to_file), at):
                event(log, "alert-rung", rule=rule.label, article=alert.article_id)
                tally.shared.count(tally.ALERTS, alert.when)

    def _send(self, stop: threading.Event) -> None:
        """Sending may take longer than the lease: whoever has lost it leaves the rest to whoever has it now."""
        by_id, held = {rule.id: rule for rule in self._rules}, self._held()

        def mine() -> bool:
            now = self._held()
            return now is not None and held is not None and now.fence == held.fence

        for alert in self._archive.unsent(clock.now()) if held is not None else ():
            if stop.is_set() or not mine():
                return
            rule = by_id.get(alert.rule)
            if rule is None:
                self._archive.note_sent(alert.id, alert.told, True, "its rule is no longer set", None)
            elif not self._send_one(alert, rule, mine):
                return

    def _send_one(self, alert: Rung, rule: Rule, mine: Callable[[], bool]) -> bool:
        """Sends it to whoever it has not reached yet. False: somebody else does."""
        told, wrong = set(alert.told), []
        title, body = sending.words(alert, self._settings)
        try:
            where = sending.addresses(rule, self._settings)
        except SettingError as error:
            where, wrong = [], [str(error)]
        for address in where:
            if sending.digest(address) not in told:
                if not mine():
                    return False
                if fault := sending.send(address, title, body):
                    wrong.append(fault)
                else:
                    told.add(sending.digest(address))
        done = not wrong or alert.tries + 1 >= TRIES
        pause = pacing.pause(FIRST_PAUSE, LONGEST_PAUSE, alert.tries, self._luck())
        again = None if done else clock.now() + timedelta(seconds=pause)
        if wrong:
            event(log, "alert-not-sent", logging.WARNING, rule=rule.label, article=alert.article_id,
                  reason="; ".join(wrong), given_up=done)  # fmt: skip
        self._archive.note_sent(alert.id, sorted(told), done, "; ".join(wrong)[:500] or None, again)
        return True
