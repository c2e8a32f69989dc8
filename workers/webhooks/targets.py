"""Whom webhooks may be sent to: what the operator set, and of that only addresses that are public.

Promises
    * The settings name every target; nothing that was submitted is ever one.
    * An address inside (see `workers.addresses`) is refused, whatever name led there, unless the operator named its
      host in `webhook_private_hosts`.
    * Without TLS nothing goes out, but to such a host.
    * What is wrong is said before anything starts, without repeating the address or a secret.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ssl
from urllib.parse import SplitResult, urlsplit

from copytaster.archive import events
from copytaster.frozen import frozen
from copytaster.settings import PREFIX, SettingError, Settings

KINDS = frozenset(events.KINDS)
MOST = 20
"""Targets; each has a thread and a connection of its own."""
_SECRET_BYTES = range(24, 65)
_PORTS = {"http": 80, "https": 443}


@frozen
class Target:
    id: str
    """A digest of the address: what the archive and the logs know it by."""
    label: str
    """Scheme, host and port. Path and query stay out of logs: they may be as good as a password."""
    tls: bool
    host: str
    port: int
    path: str
    private: bool
    """The operator allows an address inside, and no TLS."""
    embargo: bool = False
    """It is told of what is under embargo, too."""


def targets(settings: Settings) -> tuple[Target, ...]:
    """The targets that are set. Raises `SettingError` for one that cannot be used."""
    allowed = {_name(host) for host in settings.webhook_private_hosts}
    told = {_name(host) for host in settings.webhook_embargo_hosts}
    found = {target.id: target for n, url in enumerate(settings.webhook_urls, 1)
             for where in [f"{PREFIX}WEBHOOK_URLS, number {n}"]
             for target in [_target(url.get_secret_value(), where, allowed, told)]}  # fmt: skip
    if len(found) > MOST:
        raise SettingError(f"{PREFIX}WEBHOOK_URLS names more than {MOST} targets")
    if found:
        secrets(settings)
        kinds(settings)
        context(settings)
    return tuple(found.values())


def _target(url: str, where: str, allowed: set[str], told: set[str]) -> Target:
    try:
        parts = urlsplit(url)
        host, port = _name(parts.hostname or ""), parts.port
    except ValueError:
        raise SettingError(f"{where}: not an address") from None
    if parts.scheme not in _PORTS or not host:
        raise SettingError(f"{where}: not an https address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise SettingError(f"{where}: has a user, a password or a fragment, which are never sent")
    if not url.isascii() or not url.isprintable() or "\\" in url:
        raise SettingError(f"{where}: has characters that must be written as %xx, or xn-- in a host")
    private = host in allowed
    if parts.scheme == "http" and not private:
        raise SettingError(f"{where}: without TLS; use https, or name its host in {PREFIX}WEBHOOK_PRIVATE_HOSTS")
    digest = hashlib.blake2b(url.encode(), digest_size=6).hexdigest()
    port = _PORTS[parts.scheme] if port is None else port
    return Target(digest, _label(parts), parts.scheme == "https", host, port, _path(parts), private, host in told)


def _label(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _name(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def secrets(settings: Settings) -> tuple[bytes, ...]:
    """The keys to sign with, the first one first. Raises `SettingError`; the message does not show them."""
    variable = f"{PREFIX}WEBHOOK_SECRET"
    found = []
    for given in settings.webhook_secret:
        secret = given.get_secret_value()
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            key = b""
        if not secret.startswith("whsec_") or len(key) not in _SECRET_BYTES:
            raise SettingError(f"{variable}: a secret is whsec_ and the base64 of 24 to 64 random bytes")
        found.append(key)
    if not found:
        raise SettingError(f"{variable} must be set: webhooks are signed")
    return tuple(found)


def kinds(settings: Settings) -> frozenset[str]:
    """The kinds of events to post. Raises `SettingError` for one that does not exist."""
    wanted = frozenset(settings.webhook_events)
    if wanted - KINDS:
        raise SettingError(f"{PREFIX}WEBHOOK_EVENTS: the kinds are {' '.join(sorted(KINDS))}")
    return wanted or KINDS


def context(settings: Settings) -> ssl.SSLContext:
    """TLS with certificates checked. Raises `SettingError` when `webhook_ca` cannot be read."""
    made = ssl.create_default_context()
    if settings.webhook_ca:
        try:
            made.load_verify_locations(cafile=settings.webhook_ca)
        except (OSError, ssl.SSLError) as error:
            raise SettingError(f"{PREFIX}WEBHOOK_CA cannot be read: {error}") from None
    return made
