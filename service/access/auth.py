"""API keys: who may submit, read, judge and administer.

Promises
    * A key is shown once, when it is made; the file holds only its hash. Keys are 256 random bits, so one round of
      SHA-256 is as good as a slow hash would be, and costs nothing per request.
    * Keys are compared in constant time, and never logged.
    * The file is read again when it changes: keys are added, rotated and revoked without a restart. A file that
      cannot be read lets nobody in.
    * Without a key file the service only binds to loopback, and refuses to start otherwise.

The file: one key a line, ``id scopes sha256 name``; scopes separated by commas, ``#`` starts a comment.
A browser signs in once at ``/login`` with a key and gets a cookie: see `service.access.sessions`.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import secrets
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, g, request

from copytaster.runtime.door import refuse_open_door
from copytaster.runtime.logs import event
from copytaster.settings import Settings
from service.access import sessions
from service.access.ratelimit import Buckets
from service.errors import Problem, unavailable

SCOPES = ("submit", "read", "judge", "embargo", "admin")
COOKIE = "copytaster_session"

log = logging.getLogger("copytaster.service")


@dataclass(frozen=True, slots=True)
class Key:
    """One API key as the file knows it. `admin` may do everything."""

    id: str
    scopes: frozenset[str]
    digest: str
    name: str

    def may(self, scope: str) -> bool:
        return "admin" in self.scopes or scope in self.scopes


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_key(path: Path, name: str, scopes: Iterable[str]) -> str:
    """Add a key to the file and return it; it cannot be had again. Raises ValueError for an unknown scope."""
    wanted = frozenset(scopes)
    if not wanted or not wanted <= set(SCOPES):
        raise ValueError(f"scopes are {', '.join(SCOPES)}")
    key_id, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    listed = ",".join(scope for scope in SCOPES if scope in wanted)
    line = f"{key_id} {listed} {_digest(secret)} {' '.join(name.split()) or key_id}\n"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "ab+", buffering=0) as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - 1))
        # Somebody may have edited the file and left its last line without an end.
        file.write(("" if file.read(1) in (b"", b"\n") else "\n").encode() + line.encode())
    return f"ct_{key_id}_{secret}"


def revoke_key(path: Path, key_id: str) -> bool:
    """Take a key out of the file, atomically. False when it was not there."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.split(None, 1)[:1] != [key_id]]
    if len(kept) == len(lines):
        return False
    temporary = path.with_suffix(path.suffix + ".new")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.writelines(kept)
    temporary.replace(path)
    return True


def read_keys(path: Path) -> dict[str, Key]:
    """id → `Key`. Raises OSError, or ValueError naming the line that cannot be read (never its content)."""
    keys: dict[str, Key] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        parts = line.split(None, 3)
        if len(parts) < 3 or len(parts[2]) != 64:
            raise ValueError(f"{path.name}, line {number}: expected `id scopes sha256 name`")
        scopes = frozenset(parts[1].split(","))
        if not scopes <= set(SCOPES):
            raise ValueError(f"{path.name}, line {number}: scopes are {', '.join(SCOPES)}")
        keys[parts[0]] = Key(parts[0], scopes, parts[2].lower(), parts[3] if len(parts) > 3 else parts[0])
    return keys


class Keyring:
    """The keys of the file, read again when it changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._keys: dict[str, Key] = {}

    def keys(self) -> dict[str, Key]:
        """Raises `Problem` (503) when the file cannot be read: nobody gets in."""
        try:
            stat = self._path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            with self._lock:
                if stamp != self._stamp:
                    self._keys, self._stamp = read_keys(self._path), stamp
                return self._keys
        except (OSError, ValueError) as error:
            log.error("the file of API keys cannot be read: %s", error)
            raise unavailable("The file of API keys cannot be read.", "keys_unreadable") from None

    def find(self, presented: str) -> Key | None:
        """The key that `presented` is, or None; the time it takes does not tell how much of it was right."""
        parts = presented.split("_", 2)
        key_id, secret = (parts[1], parts[2]) if len(parts) == 3 and parts[0] == "ct" else ("", presented)
        key = self.keys().get(key_id)
        expected = key.digest if key is not None else "0" * 64
        right = hmac.compare_digest(_digest(secret), expected)
        return key if right and key is not None else None


class Gate:
    """Decides for each request who asks and whether they may. Without a keyring everybody may do everything."""

    def __init__(self, settings: Settings, session_secret: bytes) -> None:
        refuse_open_door(settings)
        self.keyring = Keyring(settings.api_keys) if settings.api_keys else None
        self._buckets = Buckets(settings.key_rate, time.monotonic, settings.queue_redis if settings.redis_url else "")
        self.sessions = sessions.Sessions(settings.home, session_secret)

    def admit(self, scope: str) -> None:
        """Go on, or raise 401, 403 or 429. Who asks is then in `g.key` (None without keys)."""
        g.key = None
        if self.keyring is None:
            return
        key = self._presented(self.keyring)
        if key is None:
            self._note_refusal()
            raise Problem(
                401,
                "key_needed",
                "An API key is needed: Authorization: Bearer <key>.",
                headers={"WWW-Authenticate": 'Bearer realm="copytaster"'},
            )
        g.key = key
        if not key.may(scope):
            raise Problem(403, "scope_missing", f"This key does not have the scope {scope!r}.")
        wait = self._buckets.take(key.id)
        if wait:
            raise Problem(
                429, "rate_exceeded", "This key makes too many requests.", limit="key_rate", retry_after=int(wait) + 1
            )

    def _note_refusal(self) -> None:
        """Who came without a right key: from where and for what, never what they showed."""
        with_one = bool(request.headers.get("Authorization") or request.cookies.get(COOKIE))
        event(
            log, "not-admitted", logging.WARNING, address=request.remote_addr, path=request.path[:300],
            why="wrong key" if with_one else "no key",
        )  # fmt: skip

    def may(self, scope: str) -> bool:
        """Whether whoever was admitted also has `scope`."""
        return self.keyring is None or (g.get("key") is not None and g.key.may(scope))

    def _presented(self, keyring: Keyring) -> Key | None:
        header = request.headers.get("Authorization")
        if header is not None:
            kind, _, value = header.partition(" ")
            return keyring.find(value.strip()) if kind.lower() == "bearer" else None
        cookie = request.cookies.get(COOKIE)
        return self._session(keyring, cookie) if cookie else None

    def session(self, key: Key) -> str:
        """The value of the session cookie for `key`."""
        return self.sessions.begin(key.id, key.digest)

    def _session(self, keyring: Keyring, cookie: str) -> Key | None:
        found = self.sessions.read(cookie)
        key = keyring.keys().get(found[0]) if found else None
        return key if found and key is not None and sessions.same(key.digest, found[1]) else None


def who(given: str | None = None) -> str:
    """Whom to name for an editor's act: the name given, vouched for by the key's where there is one."""
    key: Key | None = g.get("key")
    given = " ".join((given or "").split())
    if key is None:
        return given or "desk"
    return f"{given} ({key.name})" if given and given != key.name else key.name


def gate(app: Flask) -> Gate:
    found: Gate = app.extensions["copytaster"].gate
    return found
