"""Who asks: the holder of an API key, or a person who has signed in.

Promises
    * A key is shown once, when it is made; the file holds only its hash. Keys are 256 random bits, so one round of
      SHA-256 is as good as a slow hash would be, and costs nothing per request.
    * Keys are compared in constant time, and never logged.
    * The file is read again when it changes: keys are added, rotated and revoked without a restart. A file that
      cannot be read lets nobody in.
    * Without a key file and without a provider the service only binds to loopback, and refuses to start otherwise.

The file: one key a line, ``id scopes sha256 name``; scopes (or roles) separated by commas, ``#`` starts a comment.
A browser signs in at ``/login``, with a key or at the provider (`service.access.oidc`), and gets a cookie: see
`service.access.sessions`. What anybody may do stands in `service.access.rights`.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, g, request

from copytaster.archive import Archive, Person
from copytaster.frozen import frozen
from copytaster.runtime.door import refuse_open_door
from copytaster.runtime.logs import event
from copytaster.settings import Settings
from service.access import sessions
from service.access.ratelimit import Buckets
from service.access.rights import NAMES, Caller, Rights, Signed, Watched, lines, scope_missing, scopes_of
from service.errors import Problem, unavailable

if TYPE_CHECKING:
    from service.access.oidc import Provider

COOKIE = "copytaster_session"

log = logging.getLogger("copytaster.service")


@frozen
class Key(Caller):
    """One API key as the file knows it."""

    digest: str


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_key(path: Path, name: str, scopes: Iterable[str]) -> str:
    """Add a key to the file and return it; it cannot be had again. Raises ValueError for an unknown scope or role."""
    wanted = frozenset(scopes)
    if not scopes_of(wanted):
        raise ValueError("a key needs a scope or a role")
    key_id, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    listed = ",".join(name for name in NAMES if name in wanted)
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
    for number, line in lines(path):
        parts = line.split(None, 3)
        if len(parts) < 3 or len(parts[2]) != 64:
            raise ValueError(f"{path.name}, line {number}: expected `id scopes sha256 name`")
        try:
            scopes = scopes_of(parts[1].split(","))
        except ValueError as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from None
        keys[parts[0]] = Key(parts[0], scopes, parts[3] if len(parts) > 3 else parts[0], parts[2].lower())
    return keys


class Keyring:
    """The keys of the file, read again when it changes."""

    def __init__(self, path: Path) -> None:
        self._file = Watched(path, read_keys)

    def keys(self) -> dict[str, Key]:
        """Raises `Problem` (503) when the file cannot be read: nobody gets in."""
        try:
            return self._file.found()
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
    """Decides for each request who asks and whether they may. Where nobody is asked, everybody may do everything."""

    def __init__(
        self, settings: Settings, secret: bytes, archive: Callable[[], Archive], now: Callable[[], datetime]
    ) -> None:
        refuse_open_door(settings)
        self.guarded = settings.guarded
        self.keyring = Keyring(settings.api_keys) if settings.api_keys else None
        self.provider = _provider(settings, secret, now) if settings.oidc_issuer else None
        self._rights = Rights(settings.oidc_roles, settings.people)
        self._rate = settings.key_rate
        self._buckets = Buckets(settings.key_rate, time.monotonic, settings.queue_redis if settings.redis_url else "")
        self.sessions = sessions.Sessions(archive, now)

    def admit(self, scope: str) -> None:
        """Go on, or raise 401, 403 or 429. Who asks is then in `g.asks` (None where nobody is asked)."""
        g.asks = None
        if not self.guarded:
            return
        found = self.presented()
        if found is None:
            self._note_refusal()
            shown = request.headers.get("Authorization", "")
            raise Problem(
                401,
                "key_needed",
                "This API key is not known here, or was revoked."
                if shown.lower().startswith("bearer ")
                else "An API key is needed: Authorization: Bearer <key>.",
                headers={"WWW-Authenticate": 'Bearer realm="copytaster"'},
            )
        g.asks = found
        if not found.may(scope):
            who = "You do" if found.person else "This key does"
            raise scope_missing(scope, f"{who} not have the scope {scope!r}.")
        wait = self._buckets.take(found.id)
        if wait:
            who = "You make" if found.person else "This key makes"
            said = f"{who} more than {self._rate:g} requests a minute."
            raise Problem(
                429, "rate_exceeded", said, limit="key_rate", maximum=self._rate, retry_after=int(wait) + 1
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
        found = caller()
        return not self.guarded or (found is not None and found.may(scope))

    def presented(self) -> Caller | None:
        """Who the key or the session of this request says that asks."""
        header = request.headers.get("Authorization")
        if header is not None:
            kind, _, value = header.partition(" ")
            return self.keyring.find(value.strip()) if self.keyring and kind.lower() == "bearer" else None
        found = self.sessions.read(request.cookies.get(COOKIE, ""))
        if found is None:
            return None
        session, person = found
        if person is not None:
            return self.signed(person)
        key = self.keyring.keys().get(session.key_id or "") if self.keyring else None
        return key if key is not None and sessions.same(key.digest, session.proof or "") else None

    def signed(self, person: Person) -> Signed | None:
        """Somebody with what they may do; None: nothing, or nobody is asked at a provider any more."""
        if self.provider is None:
            return None
        try:
            granted = self._rights.of(person)
        except (OSError, ValueError) as error:
            log.error("the file of people cannot be read: %s", error)
            raise unavailable("The file of people cannot be read.", "people_unreadable") from None
        return Signed(person.id, granted.scopes, person.name, granted.teams) if granted.scopes else None


def _provider(settings: Settings, secret: bytes, now: Callable[[], datetime]) -> Provider:
    from service.access.oidc import Provider  # half a second of CPU, which those without a provider do not pay

    return Provider(settings, secret, now)


def caller() -> Caller | None:
    """Who makes the request at hand; None: nobody was asked."""
    found: Caller | None = g.get("asks")
    return found


def acting() -> str:
    """The id of the key or person of the request at hand; where nobody is asked nobody is known by name."""
    return owner() or "anybody"


def who(given: str | None = None) -> str:
    """Whom to name for an editor's act: the person who signed in; else the name given, vouched for by the key's."""
    found = caller()
    given = " ".join((given or "").split())
    if found is None:
        return given or "desk"
    if found.person:
        return found.name
    return f"{given} ({found.name})" if given and given != found.name else found.name


def owner() -> str | None:
    """The id of whoever asks, under which what is theirs alone is kept; None where nobody is known."""
    asking = caller()
    return None if asking is None else asking.id


def owners() -> frozenset[str]:
    """Under which ids is kept what is theirs or their teams'; empty where nobody is known."""
    asking = caller()
    return frozenset() if asking is None else asking.owns


def gate(app: Flask) -> Gate:
    made: Gate = app.extensions["copytaster"].gate
    return made
