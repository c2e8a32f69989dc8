"""What of an article may stand in an attribute of a page: web addresses and languages."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def web_address(value: str | None) -> str | None:
    """`value` when it is an http(s) address that may be a link; else None, and it is shown as text."""
    if not value or any(c.isspace() or not c.isprintable() for c in value):
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in {"http", "https"} and parts.netloc else None


def language(value: str | None) -> str | None:
    """`value` when it may stand in a ``lang`` attribute."""
    return value if value and value != "und" and _LANGUAGE.fullmatch(value) else None
