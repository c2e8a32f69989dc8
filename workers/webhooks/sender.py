"""Webhooks: every event of the archive is posted to every target, in order, until it has arrived.

Promises
    * At least once: the cursor stands in the archive and moves when a target has answered 2xx, not before. Killed in
      between, the same event is sent again, with the same id.
    * In order: what comes next waits until what comes before has arrived; a target that fails keeps its cursor.
    * One process at a time tells a target, however many relays run. Each target has a thread and a connection of its
      own, in the relay: none waits for another, and checking waits for none.
    * Nothing is given up silently: each failure is a line in the log and stands on the target's row, with the time of
      the next try; so is every event that was skipped, or forgotten by retention before it could be told.
    * A target is told nothing of what is under embargo, before its end, unless the operator named its host for that.
    * Bounded: a hundred events in memory, pauses from a few seconds to an hour.
"""

from __future__ import annotations

import http.client
import logging
import random
import ssl
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from copytaster.archive import Archive, Event, Heard, Hook
from copytaster.frozen import frozen
from copytaster.runtime import clock, tally
from copytaster.runtime.logs import event
from copytaster.settings import Settings
from workers import outbound, pacing, reader
from workers.outbound import Answer, Connection
from workers.reader import Reader
from workers.webhooks import signing
from workers.webhooks.targets import Target, context, kinds, secrets, targets

log = logging.getLogger("copytaster.webhooks")

SAVE = 1.0
"""Seconds after which the cursor is written at the latest: how much is sent again after a kill."""
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 3_600.0


class Webhooks:
    """All targets of the settings. Raises `SettingError` when they cannot be used."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self._threads: list[threading.Thread] = []
        self._tellers = [Teller(archive, target, settings) for target in targets(settings)]

    def start(self, stop: threading.Event) -> None:
        for teller in self._tellers:
            thread = threading.Thread(target=teller.run, args=(stop,), name=f"webhook-{teller.target.id}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def join(self, seconds: float) -> None:
        """Wait until all have stopped; who is in the middle of a slow post is left behind, and sends it again."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))


class Teller(Reader):
    """Tells one target. `step` is one round."""

    log = log

    def __init__(
        self, archive: Archive, target: Target, settings: Settings, connection: Connection | None = None,
        luck: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        super().__init__(archive, target.id, target.label)
        self.target, self.sees_all = target, target.embargo
        self._secrets = secrets(settings)
        self._kinds = kinds(settings)
        self._connection = connection or Connection(target, context(settings))
        self._luck = luck

    def take(self, hook: Hook, heard: Heard, stop: threading.Event) -> None:
        if heard.last > hook.delivered:
            self._tell(hook, heard, stop)
        if not heard.full:
            self._connection.close()  # the next batch looks the name up anew

    def leave(self) -> None:
        """Give the target to whoever comes."""
        self._connection.close()
        super().leave()

    def _renewed(self) -> bool:
        if self._hook is not None:
            self._renew(self._hook)
        return self._hook is not None

    def _tell(self, hook: Hook, heard: Heard, stop: threading.Event) -> None:
        """Posts these, and writes down how far it came."""
        cursor, sent, any_sent = hook.delivered, False, False
        saved = time.monotonic()
        for item in heard.events:
            if stop.is_set():
                break
            if item.kind in self._kinds:
                began = time.monotonic()
                tried = self._post(signing.message(item))
                if tried is None:
                    return  # somebody else's by now; what arrived is sent again, by them
                outcome = "arrived" if tried.ok else "failed"
                tally.shared.observe(tally.WEBHOOK, time.monotonic() - began, self.target.id, outcome)
                if not tried.ok:
                    if sent and not self._save(hook, cursor, True):
                        return
                    return self._failed(hook, cursor, item, tried, 1 if any_sent else hook.failures + 1)
                sent = any_sent = True
            cursor = item.id
            at = time.monotonic()
            if at - saved >= SAVE:
                if not self._save(hook, cursor, sent):
                    return
                saved, sent = at, False
        else:
            cursor = heard.last  # what it may not know of lies behind it too
        self._save(hook, cursor, sent)

    def _save(self, hook: Hook, cursor: int, sent: bool) -> bool:
        was = self._hook
        self._move(hook, cursor, sent)
        if self._hook is not None and was is not None and was.failures and not self._hook.failures:
            event(log, "webhook-back", logging.INFO, target=self.target.label, id=self.target.id, event=cursor,
                  failures=was.failures)  # fmt: skip
        return self._hook is not None

    def _failed(self, hook: Hook, cursor: int, item: Event, tried: Tried, failures: int) -> None:
        self._connection.close()
        pause = max(self._pause(failures), tried.wait)
        event(log, "webhook-failed", logging.WARNING, target=self.target.label, id=self.target.id, event=item.id,
              reason=tried.error, failures=failures, next_try_in=pause)  # fmt: skip
        at = clock.now()
        error, again = f"event {item.id}: {tried.error}", at + timedelta(seconds=pause)
        hook_now = self._archive.not_told(hook, cursor, error, again, at)
        self._keep(hook_now, self._lease_ends - reader.LEASE)  # a failure does not prolong the lease

    def _pause(self, failures: int) -> float:
        """Seconds: twice as long each time, and never the same for two relays or two targets."""
        return pacing.pause(FIRST_PAUSE, LONGEST_PAUSE, failures, self._luck(), least=0.5)

    def _keep(self, hook: Hook | None, asked: float) -> None:
        """Remember what the archive said of the lease; `asked`: when it was asked, on our own clock."""
        if hook is None:
            if self._hook is not None:
                event(log, "webhook-lost", target=self.target.label, id=self.target.id)
            self._connection.close()
        elif self._hook is not None and hook.missed > self._hook.missed:
            event(log, "webhook-missed", logging.ERROR, target=self.target.label, id=self.target.id,
                  events=hook.missed - self._hook.missed, reason="too old: forgotten by retention")  # fmt: skip
        elif self._hook is None:
            event(log, "webhook-taken", target=self.target.label, id=self.target.id, delivered=hook.delivered)
        super()._keep(hook, asked)

    def _post(self, message: signing.Message) -> Tried | None:
        """None: the lease was lost before anything was sent."""
        fresh = not self._connection.is_open
        try:
            if fresh:
                self._connection.open()
            if self._lease_ends - time.monotonic() < outbound.DEADLINE and not self._renewed():
                return None
            return _of(self._connection.post(message.body, self._headers(message)))
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            if not fresh and not isinstance(error, TimeoutError):
                return self._post(message)  # it had closed the connection before it saw this one
            return Tried(_why(error))

    def _headers(self, message: signing.Message) -> dict[str, str]:
        return headers(message, self._secrets)


@frozen
class Tried:
    error: str
    """Empty: it arrived."""
    wait: float = 0.0

    @property
    def ok(self) -> bool:
        return not self.error


def headers(message: signing.Message, keys: tuple[bytes, ...]) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "Copytaster-Webhooks/1",
        **message.headers(keys, clock.now()),
    }


def send(target: Target, settings: Settings, message: signing.Message) -> str:
    """One message, at once and beside the queue. Returns what went wrong, or nothing."""
    connection = Connection(target, context(settings))
    try:
        connection.open()
        return _of(connection.post(message.body, headers(message, secrets(settings)))).error
    except (OSError, http.client.HTTPException) as error:
        return _why(error)
    finally:
        connection.close()


def _of(answer: Answer) -> Tried:
    if answer.ok:
        return Tried("")
    redirect = ": redirects are not followed" if 300 <= answer.status < 400 else ""
    return Tried(f"answered {answer.status}{redirect}", answer.retry_after)


def _why(error: Exception) -> str:
    """In words that hold nothing of what was sent or answered."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate refused: {error.verify_message}"
    if isinstance(error, http.client.HTTPException) and not isinstance(error, OSError):
        return f"no HTTP answer ({type(error).__name__})"
    if isinstance(error, TimeoutError):
        return str(error) or "took too long"
    return f"{error.strerror or error}" if isinstance(error, OSError) else type(error).__name__
