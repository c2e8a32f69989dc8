"""Sessions of browsers: begun with a key, ended by signing out, by time, or with the key.

Promises
    * The cookie is signed and holds no key; whoever copies it has what the browser had, until the session ends.
    * Signing out ends the session here, for every copy of the cookie, and also after a restart: what has ended is kept
      in a file beside the secret until it would have run out anyway.
"""

from __future__ import annotations

import contextlib
import fcntl
import hmac
import os
import secrets
import threading
import time
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

from copytaster.settings import SettingError

SECONDS = 14 * 24 * 3600
_ENDED = "session.ended"


class Sessions:
    """Of the keys of one data folder."""

    def __init__(self, home: Path, secret: bytes) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="copytaster.session")
        self._path = home / _ENDED
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._ended: dict[str, float] = {}
        """Id → when it would have run out, in seconds since 1970."""

    def begin(self, key_id: str, digest: str) -> str:
        """The value of a cookie for the key with this id and digest."""
        signed: str = self._serializer.dumps([secrets.token_hex(8), key_id, digest[:16]])
        return signed

    def read(self, cookie: str) -> tuple[str, str] | None:
        """Id and beginning of the digest of the key that a session was begun with; None: it is over, or none."""
        try:
            session, key_id, digest = self._serializer.loads(cookie, max_age=SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        return None if session in self._over() else (str(key_id), str(digest))

    def end(self, cookie: str) -> str | None:
        """Ends a session. Returns the id of its key; None when there was no such session."""
        found = self.read(cookie)
        if found is None:
            return None
        session = str(self._serializer.loads(cookie, max_age=SECONDS)[0])
        until = time.time() + SECONDS
        with self._lock:
            self._ended[session] = until
        with contextlib.suppress(OSError):  # a read-only file system, where the secret ends with the process too
            self._keep(session, until)
        return found[0]

    def _keep(self, session: str, until: float) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        with open(descriptor, "r+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            now = time.time()
            kept = [line for line in file if float(line.split()[1]) > now]
            file.seek(0)
            file.writelines([*kept, f"{session} {until:.0f}\n"])
            file.truncate()

    def _over(self) -> dict[str, float]:
        """Sessions that were ended, by any process of this data folder."""
        try:
            stat = self._path.stat()
        except OSError:
            return self._ended
        with self._lock:
            if (stamp := (stat.st_mtime_ns, stat.st_size)) != self._stamp:
                pairs = (line.split() for line in self._path.read_text(encoding="ascii").splitlines())
                self._ended |= {session: float(until) for session, until in pairs}
                self._stamp = stamp
            return self._ended


def same(digest: str, beginning: str) -> bool:
    """Whether a digest begins so, in constant time."""
    return hmac.compare_digest(digest[:16], beginning)


def secret(home: Path) -> bytes:
    """The secret that signs sessions: made once, kept beside the data, readable by its owner only."""
    path = home / "session.secret"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found = path.read_bytes()
        if len(found) >= 32:
            return found
        raise SettingError(f"{path.name} in the data directory is damaged; remove it") from None
    except OSError:  # a read-only file system: sessions then end with the process
        return secrets.token_bytes(32)
    with open(descriptor, "wb") as file:
        made = secrets.token_bytes(32)
        file.write(made)
    return made
