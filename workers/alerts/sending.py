"""Sending an alert through apprise: by mail, Slack, Teams, or any other way that it knows.

Promise: an address is as good as a password. It stands in no log and no row; what is remembered of it is a digest.
"""

from __future__ import annotations

import hashlib
import logging

import apprise

from copytaster.alerts import Rule
from copytaster.archive import Rung
from copytaster.settings import SettingError, Settings

logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it names addresses when it fails


def addresses(rule: Rule, settings: Settings) -> list[str]:
    """Where a rule is sent to. Raises `SettingError` for a file that cannot be read."""
    found = list(rule.to)
    if rule.to_file is not None:
        try:
            text = (settings.home / rule.to_file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(f"{rule.to_file} cannot be read: {type(error).__name__}") from None
        found += [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return list(dict.fromkeys(found))


def digest(address: str) -> str:
    """What an address is remembered by."""
    return hashlib.blake2b(address.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def kind(address: str) -> str:
    """What may be said of an address: its scheme."""
    scheme = address.partition(":")[0]
    return scheme if scheme.isalnum() and len(scheme) < 30 else "an address"


def send(address: str, title: str, body: str) -> str:
    """Send at once. Returns what went wrong, or nothing."""
    out = apprise.Apprise()
    try:
        if not out.add(address):
            return f"{kind(address)}: not an address that apprise knows"
        return "" if out.notify(body=body, title=title) else f"{kind(address)}: it did not arrive"
    except Exception as error:  # a hundred plugins of others: none may end the thread
        return f"{kind(address)}: {type(error).__name__}"


def words(alert: Rung, settings: Settings) -> tuple[str, str]:
    """Title and body of what is sent."""
    page = f"\n{settings.service_url.rstrip('/')}/articles/{alert.article_id}"
    return f"Copytaster: {alert.label}", alert.sentence + ("" if alert.article_id.startswith("draft-") else page)
