"""Who can reach the web server: this machine alone, or others, who then must say who they are."""

from __future__ import annotations

import functools
import ipaddress

from copytaster.settings import SettingError, Settings


@functools.lru_cache(maxsize=64)  # every request names one, and mostly the same
def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address, no port) names this machine only."""
    host = host.strip("[]").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_open_door(settings: Settings) -> None:
    """Raises `SettingError` when anybody on the network could submit and read."""
    if not settings.guarded and not is_loopback(settings.host):
        raise SettingError(
            f"COPYTASTER_HOST={settings.host} is open to the network: name a file of keys in COPYTASTER_API_KEYS first "
            "(`copytaster keys add`) or a provider in COPYTASTER_OIDC_ISSUER, or bind 127.0.0.1"
        )
