"""Time zones as newsrooms write them: offsets, the names of the IANA table, and abbreviations, which countries share.

An abbreviation is looked up in the IANA table as it is for the year in question. Where countries mean different things
by it (IST is India, Ireland or Israel), the publisher's country decides; the American ones are those of RFC 822, as
feeds are, unless the publisher's country has its own. Where nothing decides there is no answer: a zone is never
guessed. Sources: the tz database (tzdata), CLDR's list of its zones by country (babel), RFC 822 and RFC 2822.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global

OFFSET = re.compile(r"(?:(?:UTC|GMT|Z)\s?)?([+\-−–])\s?(\d{1,2})(?::?(\d{2}))?")
"""``+05:30``, ``-0500``, ``UTC+2``."""
_FURTHEST = 14 * 60 + 59
_UTC = frozenset(("UTC", "GMT", "Z", "UT", "ZULU"))
_SPELLED = {"МСК": "MSK", "MOSCOW": "MSK"}
# Zones that RFC 822 defines, which is what the dates of feeds are written by.
_AMERICAN = {
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip
# Local time of a zone, whatever the season: as newspapers write it.
_SEASONLESS = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
    "MEZ/MESZ": "Europe/Berlin", "CEST/CET": "Europe/Berlin",
}  # fmt: skip
# In use, and not in the tz database, which writes an offset there; in minutes.
_COMMON = {
    "MEZ": 60, "MESZ": 120, "HEC": 60, "HNEC": 60, "HAEC": 120, "OEZ": 120, "OESZ": 180, "WEZ": 0, "WESZ": 60,
    "TRT": 180, "GST": 240, "IRST": 210, "AFT": 270, "NPT": 345, "BDT": 360, "BTT": 360, "MMT": 390, "ICT": 420,
    "SGT": 480, "MYT": 480, "PHT": 480, "UZT": 300, "BRT": -180, "BRST": -120, "ART": -180, "UYT": -180, "CLT": -240,
    "CLST": -180, "COT": -300, "PET": -300, "ECT": -300, "VET": -240, "BOT": -240, "GET": 240, "AMT": 240, "AZT": 240,
}  # fmt: skip
# What a country means by an abbreviation that the tz database gives to others.
_OF_COUNTRY = {
    ("SA", "AST"): 180, ("KW", "AST"): 180, ("QA", "AST"): 180, ("BH", "AST"): 180, ("IQ", "AST"): 180,
    ("AU", "EST"): 600, ("AU", "EDT"): 660, ("AU", "CST"): 570, ("AU", "WST"): 480, ("BD", "BST"): 360,
    ("LK", "IST"): 330, ("MY", "MST"): 480, ("SG", "SST"): 480, ("BR", "BST"): -180, ("AE", "GST"): 240,
}  # fmt: skip


_WRITTEN_OUT = {
    "eastern": "ET", "central": "CT", "mountain": "MT", "pacific": "PT", "greenwich mean": "UTC",
    "coordinated universal": "UTC", "universal": "UTC", "central european": "Europe/Berlin",
    "eastern european": "Europe/Athens", "british summer": "+01:00", "british": "Europe/London",
    "india": "+05:30", "indian": "+05:30", "pakistan": "+05:00", "china": "+08:00", "beijing": "+08:00",
    "hong kong": "+08:00", "singapore": "+08:00", "japan": "+09:00", "korea": "+09:00", "moscow": "MSK",
    "israel": "Asia/Jerusalem", "gulf": "+04:00", "east africa": "+03:00", "west africa": "+01:00",
    "central africa": "+02:00", "south africa": "+02:00", "new york": "America/New_York", "london": "Europe/London",
    "paris": "Europe/Paris", "berlin": "Europe/Berlin", "madrid": "Europe/Madrid", "rome": "Europe/Rome",
    "roma": "Europe/Rome", "lisboa": "Europe/Lisbon", "brasília": "America/Sao_Paulo", "brasilia": "America/Sao_Paulo",
    "kyiv": "Europe/Kiev", "kiev": "Europe/Kiev", "tokyo": "+09:00", "sydney": "Australia/Sydney",
}  # fmt: skip
"""Zones and cities whose time is named in words: "Eastern Time", "Pacific Daylight Time", "heure de Paris"."""
_CLOCK = "|".join(sorted(map(re.escape, _WRITTEN_OUT), key=len, reverse=True))
_PHRASE = re.compile(
    rf"\(?\b(?:(?:heure|hora|horário|ora) (?:local )?(?:de|di|d[oa]) (?P<city>{_CLOCK})"
    rf"|(?P<zone>{_CLOCK}) (?P<season>standard |daylight |summer |local )?time|(?P<bare>eastern|pacific))\b\)?",
    re.IGNORECASE,
)
_SEASONS = {"standard ": "S", "daylight ": "D"}


def abbreviated(text: str) -> str:
    """`text` with zones that are named in words as their abbreviation, offset or IANA name."""
    return _PHRASE.sub(_abbreviation, text)


def _abbreviation(match: re.Match[str]) -> str:
    short = _WRITTEN_OUT[(match["city"] or match["zone"] or match["bare"]).lower()]
    season = _SEASONS.get((match["season"] or "").lower())
    return f" {short[0]}{season}T " if season and len(short) == 2 else f" {short} "


def offset(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    """The zone so far from UTC; None beyond what clocks anywhere show."""
    total = int(hours) * 60 + int(minutes or 0)
    if total > _FURTHEST or int(minutes or 0) > 59:
        return None
    return timezone(timedelta(minutes=total if sign == "+" else -total))


def named(name: str, wall: datetime, country: str | None) -> tzinfo | None:
    """The zone that `name` means to a publisher in `country` (ISO 3166) on the clock time `wall`; None: undecided."""
    if "/" in name and name.replace("_", "").replace("/", "").isalpha() and (zone := _iana(name)) is not None:
        return zone
    short = _short(name)
    if short in _UTC:
        return UTC
    if short in _SEASONLESS and country in (None, "US", "CA", "DE", "AT", "CH"):
        return ZoneInfo(_SEASONLESS[short])
    if country is not None:
        if (country, short) in _OF_COUNTRY:
            return _minutes(_OF_COUNTRY[country, short])
        own = {minutes for zone, minutes in _meanings(wall.year).get(short, {}).items() if _country(zone) == country}
        if len(own) == 1:
            return _minutes(own.pop())
    if short in _AMERICAN:
        return _minutes(_AMERICAN[short])
    meant = set(_meanings(wall.year).get(short, {}).values())
    if short in _COMMON:
        meant.add(_COMMON[short])
    if not meant and short in _SEASONLESS:
        return ZoneInfo(_SEASONLESS[short])  # "9 a.m. ET" of a British publisher: nobody else means anything by it
    return _minutes(meant.pop()) if len(meant) == 1 else None


_PRIMARY = {
    "CL": "America/Santiago", "CN": "Asia/Shanghai", "CY": "Asia/Nicosia", "DE": "Europe/Berlin",
    "EC": "America/Guayaquil", "ES": "Europe/Madrid", "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon", "UA": "Europe/Kyiv", "UZ": "Asia/Tashkent",
}  # fmt: skip
"""The zone of a country's capital, where others are those of islands and border regions (CLDR's primary zones)."""


def of_country(country: str | None, wall: datetime) -> tzinfo | None:
    """The zone of a country's clocks on the clock time `wall`; None for one with several, such as the United States."""
    if country is None:
        return None
    if country in _PRIMARY:
        return ZoneInfo(_PRIMARY[country])
    found = {zone.utcoffset(wall): zone for zone in _zones() if _country(zone.key) == country}
    return next(iter(found.values())) if len(found) == 1 else None


def known(name: str) -> bool:
    """Whether `name` is a zone somewhere, decided or not."""
    short = _short(name)
    return short in _UTC or short in _SEASONLESS or short in _AMERICAN or short in _COMMON or short in _meanings(2020)


def _short(name: str) -> str:
    upper = name.upper().replace(".", "")
    return _SPELLED.get(upper, upper)


def _minutes(total: int) -> tzinfo:
    return timezone(timedelta(minutes=total))


@cache
def _iana(name: str) -> ZoneInfo | None:
    found = {zone.lower(): zone for zone in get_global("zone_territories")}.get(name.lower())
    return ZoneInfo(found) if found else None


def _country(zone: str) -> str | None:
    return get_global("zone_territories").get(zone)


@cache
def _zones() -> tuple[ZoneInfo, ...]:
    found = []
    for name in get_global("zone_territories"):
        try:
            found.append(ZoneInfo(name))
        except (KeyError, OSError, ValueError):  # CLDR may name a zone that this machine's table has not got
            continue
    return tuple(found)


@cache
def _meanings(year: int) -> Mapping[str, Mapping[str, int]]:
    """Abbreviation → zone → minutes east of UTC, of all that the tz database used in that year."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    year = min(max(year, 1970), 2037)
    for zone in _zones():
        for month in (1, 7):
            moment = datetime(year, month, 2, 12, tzinfo=zone)
            name, away = moment.tzname(), moment.utcoffset()
            if name and name.isalpha() and away is not None:
                found[name][zone.key] = int(away.total_seconds() // 60)
    return found
