"""Sessions of browsers: begun with a key or as a person, ended by signing out, by time, or with the key.

Promises
    * The cookie is 256 random bits and holds nothing; the archive knows its digest. Whoever copies it has what the
      browser had, until the session ends.
    * Signing out ends the session for every copy of the cookie, in every process, also after a restart. So does what
      the provider says over the back channel.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from copytaster.archive import Archive, Person, Session
from copytaster.settings import SettingError

SECONDS = 14 * 24 * 3600
"""How long a session lasts that was begun with a key."""
PERSON_SECONDS = 12 * 3600
"""How long a person's lasts: what the provider says of them may have changed then."""
MINUTES = 10
"""How long somebody may take at the provider."""


class SignInFailed(Exception):
    """The message is for whoever signs in."""


class Sessions:
    """Of one archive. `now` tells the time."""

    def __init__(self, archive: Callable[[], Archive], now: Callable[[], datetime]) -> None:
        self._archive, self._now = archive, now

    def begin_with_key(self, key_id: str, digest: str) -> str:
        """The value of a cookie for the key with this id and digest."""
        return self._begin(SECONDS, key_id, digest[:16], None)

    def begin_as(self, person_id: str, sid: str | None = None) -> str:
        """The value of a cookie for a person whom the archive knows; `sid`: what the provider calls the session."""
        return self._begin(PERSON_SECONDS, None, None, person_id, sid)

    def _begin(
        self, seconds: int, key_id: str | None, proof: str | None, person: str | None, sid: str | None = None
    ) -> str:
        cookie, now = secrets.token_urlsafe(32), self._now()
        until = now + timedelta(seconds=seconds)
        self._archive().open_session(Session(_digest(cookie), key_id, proof, person, until, sid), now)
        return cookie

    def end_told(self, person: str | None, sid: str | None) -> list[str]:
        """Ends what the provider says is over: all of a person's sessions, or one. Returns whose they were."""
        return self._archive().close_sessions(person, sid)

    def read(self, cookie: str) -> tuple[Session, Person | None] | None:
        """The session, and the person whose it is (None: a key's). None: it is over, or there never was one."""
        return self._archive().session(_digest(cookie), self._now()) if cookie else None

    def end(self, cookie: str) -> Session | None:
        """Ends a session. None: there was no such session."""
        found = self.read(cookie)
        if found is None:
            return None
        self._archive().close_session(found[0].digest)
        return found[0]


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()


def same(digest: str, beginning: str) -> bool:
    """Whether a digest begins so, in constant time."""
    return hmac.compare_digest(digest[:16], beginning)


def secret(home: Path) -> bytes:
    """The secret that signs what a browser keeps while it signs in: made once, beside the data, for its owner only."""
    path = home / "session.secret"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found = path.read_bytes()
        if len(found) >= 32:
            return found
        raise SettingError(f"{path.name} in the data directory is damaged; remove it") from None
    except OSError:  # a read-only file system: who signs in just then must begin again after a restart
        return secrets.token_bytes(32)
    with open(descriptor, "wb") as file:
        made = secrets.token_bytes(32)
        file.write(made)
    return made
