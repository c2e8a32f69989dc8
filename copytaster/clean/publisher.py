"""Who published: whether it is an agency, which one, and of what country."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from urllib.parse import urlsplit


@cache
def _canonical() -> Callable[[str], str | None]:
    try:
        from copytaster.credit.agencies import canonical
    except ImportError:
        return lambda name: None
    return canonical


@cache
def _by_domain() -> Callable[[str], str | None]:
    try:
        from copytaster.credit.agencies import by_domain
    except ImportError:
        return lambda host: None

    def named(host: str) -> str | None:
        found = by_domain(host) if "." in host and " " not in host else None
        return found.name if found is not None else None

    return named


def agency(name: str | None) -> str | None:
    """The usual short name of the agency that `name` names, or None when it names none that we know."""
    if not name:
        return None
    return _canonical()(name) or _by_domain()(name.strip().lower())


def first_agency(names: Iterable[str]) -> str | None:
    """The first known agency among `names`."""
    return next((known for name in names if (known := agency(name))), None)


# Domains of countries that others use for what they sound like.
_NOT_COUNTRIES = frozenset(
    ("io", "co", "tv", "me", "ai", "fm", "ly", "to", "cc", "ws", "eu", "am", "gg", "sh", "su", "st", "nu")
)
_OF_ONE_COUNTRY = {
    "da": "DK", "fi": "FI", "sv": "SE", "nb": "NO", "nn": "NO", "no": "NO", "is": "IS", "pl": "PL", "cs": "CZ",
    "sk": "SK", "hu": "HU", "bg": "BG", "uk": "UA", "lt": "LT", "lv": "LV", "et": "EE", "el": "GR", "he": "IL",
    "ja": "JP", "ko": "KR", "th": "TH", "vi": "VN", "hi": "IN", "mr": "IN", "te": "IN", "gu": "IN", "ml": "IN",
    "kn": "IN", "ga": "IE", "id": "ID", "ka": "GE", "hy": "AM", "mt": "MT", "fil": "PH", "tl": "PH",
}  # fmt: skip


def country(agency_name: str | None, outlet: str | None, url: str | None, tongue: str | None) -> str | None:
    """The country (ISO 3166) of a publisher: its agency's, its domain's, its language's; None: not to be told."""
    if agency_name and (seat := _seats().get(agency_name)):
        return seat
    for address in (url, outlet):
        if address and (found := _of_domain(address)):
            return found
    tag = (tongue or "").replace("_", "-").split("-")
    for part in tag[1:]:
        if len(part) == 2 and part.isalpha():
            return part.upper()
    return _OF_ONE_COUNTRY.get(tag[0].lower())


def _of_domain(address: str) -> str | None:
    host = urlsplit(address if "//" in address else f"//{address}").hostname if " " not in address else None
    last = (host or "").rpartition(".")
    if not last[0] or len(last[2]) != 2 or not last[2].isalpha() or last[2] in _NOT_COUNTRIES:
        return None
    return "GB" if last[2] == "uk" else last[2].upper()


@cache
def _seats() -> dict[str, str]:
    from copytaster.credit.agencies import load

    return {agency.name: agency.country for agency in load()}
