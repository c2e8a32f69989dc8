"""Points in time as documents write them: ISO 8601, RFC 2822, and what newsrooms put on their pages.

A zone that is named is read (`zones`) or the time is not: it is never taken as another. A date without a time is
midnight UTC; a time that names no zone at all is that of the publisher's country, where that is known and has one, in
documents, and else taken as UTC; `Moment.bare` says so, `Moment.local` which. Day and month in figures
are told by the sign between them, else by the publisher's country; where nothing tells, the date is not read.

Names of months and days are CLDR's (`text.calendars`). Every expression is tried on `LONGEST` characters at most.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache

from copytaster import moments
from copytaster.clean import zones
from copytaster.clean.submission import Rejected, kind_of
from copytaster.frozen import frozen
from copytaster.text.calendars import calendars

EARLIEST = 1900
AHEAD = timedelta(days=2)
"""How far after it was received an article may say that it was published: clocks, zones, embargoes."""
FURTHEST_EMBARGO = timedelta(days=366)
LONGEST = 100
"""Characters of a date; nothing longer is read."""

_LEADING_DATE = re.compile(r"\s*date:?[ \t]+(\d{4}-\d{2}-\d{2})(?=\s)", re.IGNORECASE)


@frozen
class Place:
    """Where a document comes from, as far as it tells how a date is meant."""

    country: str | None = None
    """ISO 3166, of the publisher."""
    languages: tuple[str, ...] = ()
    local: bool = True
    """Whether its clocks are meant where no zone is named: in a document, not in a field of ours."""


NOWHERE = Place()
LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "nb", "da", "fi", "pl", "cs", "sk", "hu", "ro", "ru", "uk", "bg",
    "sr", "hr", "sl", "el", "tr", "ar", "fa", "hi", "id", "lt", "lv", "et", "he",
)  # fmt: skip
"""Languages whose months and days are read."""
MONTH_FIRST = frozenset(("US", "PH", "PR", "GU", "FM", "PW"))
"""Countries that write 11/08 for the eighth of November."""
_OTHER_NAMES = {
    "sept": 9, "janv": 1, "févr": 2, "fevr": 2, "juil": 7, "déc": 12, "maerz": 3, "mrz": 3, "märz": 3, "set": 9,
    "setiembre": 9, "мая": 5, "май": 5, "сент": 9, "янв": 1, "февр": 2, "нояб": 11, "dez": 12, "okt": 10, "dec": 12,
}  # fmt: skip
_FILLERS = frozenset((
    "t", "at", "on", "the", "of", "and", "um", "uhr", "am", "vom", "den", "der", "kl", "klo", "klokken", "kello", "à",
    "a", "le", "la", "il", "el", "los", "las", "alle", "ore", "ora", "às", "as", "h", "hrs", "hr", "hour", "hours",
    "o'clock", "klock", "uur", "om", "op", "dia", "día", "de", "del", "dne", "v", "в", "о", "г", "год", "года",
    "року", "р", "время", "публикация", "published", "updated", "posted", "created", "date", "veröffentlicht",
    "aktualisiert", "publié", "publicado", "pubblicato", "local", "time", "heure", "hora", "horas", "ч", "час",
    "saat", "tarihi", "godz", "godzina", "godziny", "godzinie", "hod", "hodin", "ora", "orele", "óra", "órakor", "sati",
    "plkst", "val", "kell", "klokka", "klokkan", "ώρα", "στις", "години", "година", "годин", "часов", "часа", "hours",
))  # fmt: skip

_MONTH = r"(?P<month>[^\W\d_][^\s\d_.,:;/()'’-]{1,14})\.?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})(?P<sign>[-/.])\s?(?P<m>\d{1,2})(?P=sign)\s?(?P<d>\d{1,2})(?!\d)\.?",
        r"(?<!\d)(?P<x>\d{1,2})(?P<sign>[./-])\s?(?P<y>\d{1,2})(?P=sign)\s?(?P<year>\d{4}|\d{2})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|ª|-)?\s?(?:de\s|of\s|d['’])?-?{_MONTH}[,-]?\s?(?:de[l]?\s)?{_YEAR}",
        rf"(?<!\d)(?P<d>\d{{1,2}})-{_MONTH}-(?P<year>\d{{2}})(?!\d)",
        rf"{_MONTH},?\s?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d),?\s{{0,3}}{_YEAR}",
        rf"(?<!\d)(?P<year>\d{{4}})\.?,?\s?{_MONTH}\s?(?P<d>\d{{1,2}})(?!\d)\.?",
        rf"(?<!\d)(?P<d>\d{{1,2}})\.?\s{_MONTH}\s(?P<year>\d{{2}})(?!\d)",
    )
)
_TIME = re.compile(
    r"(?<![\d:.,+-])(?P<h>\d{1,2})(?:\s?[:.h]\s?(?P<min>\d{2})(?:[:.m](?P<s>\d{2})(?:[.,](?P<f>\d{1,12}))?s?)?)(?!\d)\s?(?P<half>[ap]\.?\s?m\b\.?)?"
    r"|(?<![\d:.,+-])(?P<h1>\d{1,2})\s?(?P<half1>[ap]\.?\s?m\b\.?)"
    r"|(?<![\d:.,+-])(?P<h2>\d{1,2})\s?(?:h|uhr|uur)\b"
    r"|(?<![\d:.,+-])(?P<h3>[01]\d|2[0-3])(?P<min3>[0-5]\d)(?=\s?(?:gmt|utc|z|hrs?|hours|[a-z]{2,4}t)\b)"
)
_DIGITS = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<m>\d{2})(?P<d>\d{2})[t ]?(?P<h>\d{2})(?P<min>\d{2})(?P<s>\d{2})?(?!\d)"
)
_ISO = re.compile(r"\d{4}(?:-?\d{2}-?\d{2}|-?W\d{2}(?:-?\d)?)(?:[T ]|$)")
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?")
_TOKEN = re.compile(
    rf"{zones.OFFSET.pattern}|[A-Za-z]{{3,20}}/[A-Za-z_]{{2,20}}|[^\W\d_][^\s\d,:;/()\[\]-]{{0,20}}|\S", re.IGNORECASE
)
_EAST_ASIAN = (
    (re.compile(r"\s?[年년]\s?|\s?[月월]\s?(?=\d)"), "-"),
    (re.compile(r"[日일号]"), " "),
)
_EAST_ASIAN_HOUR = re.compile(r"(\d)\s?[時时点시]\s?(?:(\d{1,2})\s?[分분])?(?:\s?\d{1,2}\s?[秒초])?")
_NOON = re.compile(r"\b(?:12 )?noon\b", re.IGNORECASE)
_HALVES = re.compile(r"(午前|上午|오전)|(午後|下午|오후)")


@frozen
class Moment:
    """A point in time that was read."""

    when: datetime
    """In UTC."""
    bare: bool
    """It names a time of the day and no zone."""
    local: bool = False
    """It was taken in the zone of the publisher's country, not in UTC."""


def read(value: str, place: Place = NOWHERE) -> Moment | None:
    """The point in time that `value` says; None when it says none, or one that cannot be decided."""
    value = " ".join(value.split())
    if not value or len(value) > LONGEST:
        return None
    try:
        found = datetime.fromisoformat(value) if _ISO.match(value) else None
    except ValueError:
        found = None
    if found is None:
        return _read(value, place)
    bare = found.tzinfo is None and len(value) > 10
    return _moment(found, found.tzinfo, place, bare=bare)


def parse(value: str, place: Place = NOWHERE) -> datetime | None:
    """As `read`, the moment alone."""
    found = read(value, place)
    return found.when if found else None


def _moment(wall: datetime, zone: tzinfo | None, place: Place, *, bare: bool) -> Moment | None:
    local = zones.of_country(place.country, wall) if bare and place.local else None
    when = utc(wall.replace(tzinfo=zone or local or UTC))
    return None if when is None else Moment(when, bare, local is not None)


def _read(value: str, place: Place) -> Moment | None:
    if match := _EPOCH.fullmatch(value):
        return Moment(datetime.fromtimestamp(int(match[1]), UTC), False)
    text = _plain(value)
    if match := _DIGITS.search(text):
        text = "{year}-{m}-{d} {h}:{min}:{s}".format(**match.groupdict("00")) + text[match.end() :]
    day, rest = _day(text, place)
    if day is None:  # a clock time may stand inside the date: Sun Nov 8 10:00:00 CET 2026
        clock, rest = _clock(text)
        zone_name, rest = _cut_zone(rest)
        day, rest = _day(" ".join(rest.split()), place)
        rest = f"{rest} {zone_name}"
    else:
        clock, rest = _clock(rest)
    if day is None:
        return None
    hours, minutes, seconds, fraction = clock or (0, 0, 0, 0)
    try:
        wall = datetime(*day, minute=minutes, second=min(seconds, 59), microsecond=fraction)
        wall += timedelta(hours=hours)
    except (ValueError, OverflowError):
        return None
    zone, understood = _zone(rest, wall, place)
    return _moment(wall, zone, place, bare=clock is not None and zone is None) if understood else None


def _plain(value: str) -> str:
    """Lower case, European digits, the signs of East Asian dates as those of ISO."""
    folded = zones.abbreviated(unicodedata.normalize("NFKC", value).replace("−", "-"))
    folded = _NOON.sub("12:00", folded)
    folded = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in folded)
    halves = _HALVES.search(folded)
    folded = _HALVES.sub(" ", folded)
    for pattern, instead in _EAST_ASIAN:
        folded = pattern.sub(instead, folded)
    folded = _EAST_ASIAN_HOUR.sub(lambda hour: f"{hour[1]}:{hour[2].zfill(2) if hour[2] else ''}", folded)
    folded = re.sub(r"(\d):(?!\d)", r"\1:00 ", folded) if halves or value != folded else folded
    if halves:
        folded = re.sub(r"(\d{1,2}:\d{2})", rf"\1 {'am' if halves[1] else 'pm'}", folded, count=1)
    return folded.lower()


def _day(text: str, place: Place) -> tuple[tuple[int, int, int] | None, str]:
    """(year, month, day) and what is left of the text."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            found = _numbers(match.groupdict(), place)
            if found is not None:
                return found, f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def _numbers(found: dict[str, str | None], place: Place) -> tuple[int, int, int] | None:
    year = int(found["year"] or 0)
    if len(found["year"] or "") == 2:
        year += 1900 if year >= 70 else 2000
    if found.get("month") is not None:
        month = _named(found["month"] or "", place.languages)
        day = int(found["d"] or 0)
    elif found.get("m") is not None:
        month, day = int(found["m"] or 0), int(found["d"] or 0)
    else:
        month, day = _order(int(found["x"] or 0), int(found["y"] or 0), found["sign"] or "", place)
    try:
        datetime(year, month or 0, day)
    except ValueError:
        return None
    return (year, month or 0, day) if year >= EARLIEST else None


def _order(x: int, y: int, sign: str, place: Place) -> tuple[int, int]:
    """(month, day) of two figures before a year; (0, 0) where nothing tells."""
    if sign == "." or x > 12 or x == y:
        return y, x
    if y > 12 or place.country in MONTH_FIRST:
        return x, y
    if place.country is not None or any(tongue != "en" for tongue in place.languages):
        return y, x
    return 0, 0


def _clock(text: str) -> tuple[tuple[int, int, int, int] | None, str]:
    """(hours, minutes, seconds, microseconds) and what is left of the text."""
    for match in _TIME.finditer(text):
        part = match.groupdict()
        hours = int(part["h"] or part["h1"] or part["h2"] or part["h3"])
        half = (part["half"] or part["half1"] or "")[:1]
        minutes, seconds = int(part["min"] or part["min3"] or 0), int(part["s"] or 0)
        if hours > (12 if half else 24) or minutes > 59 or seconds > 60:
            continue
        if half:
            hours = hours % 12 + (12 if half == "p" else 0)
        fraction = int((part["f"] or "0")[:6].ljust(6, "0"))
        return (hours, minutes, seconds, fraction), f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def _cut_zone(text: str) -> tuple[str, str]:
    """The offset or the abbreviation in a text, and the text without it."""
    for match in _TOKEN.finditer(text):
        word = match.group()
        if zones.OFFSET.fullmatch(word) or (zones.known(word) and _named(word, ()) is None and not _weekday(word)):
            return word, f"{text[: match.start()]} {text[match.end() :]}"
    return "", text


def _zone(rest: str, wall: datetime, place: Place) -> tuple[tzinfo | None, bool]:
    """The zone named in what is left of a date, and whether all of that was understood."""
    found: list[tzinfo] = []
    for match in _TOKEN.finditer(rest):
        word = match.group().strip()
        if match[1]:  # an offset
            zone = zones.offset("+" if match[1] == "+" else "-", match[2], match[3])
        elif not any(c.isalnum() for c in word) or word.strip(".") in _FILLERS or _weekday(word, place):
            continue
        else:
            zone = zones.named(word, wall, place.country)
        if zone is None:
            return None, False
        found.append(zone)
    if not found:
        return None, True
    # "+0100 (CET)" says it twice; the offset is the surer one.
    return found[0], len({zone.utcoffset(wall) for zone in found}) == 1 or (len(found) == 2 and "(" in rest)


def _named(word: str, languages: Iterable[str]) -> int | None:
    """The month of that name: in the languages given, else in all that we know, if they agree."""
    meant = _months().get(word.strip(".").casefold())
    if not meant:
        return None
    for tongue in languages:
        if tongue in meant:
            return meant[tongue]
    several = set(meant.values())
    return several.pop() if len(several) == 1 else meant.get("en")


@cache
def _months() -> dict[str, dict[str, int]]:
    """Name → language → month."""
    found: dict[str, dict[str, int]] = {}
    for tongue in LANGUAGES:
        for name, month in calendars()[tongue].months.items():
            found.setdefault(_key(name), {})[tongue] = month
    for name, month in _OTHER_NAMES.items():
        found.setdefault(name, {}).setdefault("", month)
    return found


@cache
def _days() -> dict[str, frozenset[str]]:
    """Name of a day → languages; those of none stand in all."""
    names: dict[str, set[str]] = {name: set() for name in ("tues", "thur", "thurs", "weds")}
    for tongue in LANGUAGES:
        calendar = calendars()[tongue]
        for name in map(_key, (*calendar.days, *calendar.short)):
            for word in (name, *name.split()):
                names.setdefault(word, set()).add(tongue)
    return {name: frozenset(tongues) for name, tongues in names.items()}


def _weekday(word: str, place: Place = NOWHERE) -> bool:
    """Whether `word` is a day; one that is a zone too ("PT", Friday in Polish) only in a language that calls it so."""
    tongues = _days().get(_key(word))
    return tongues is not None and (not zones.known(word.strip(".")) or not tongues.isdisjoint(place.languages))


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip(". ")


def utc(when: datetime) -> datetime | None:
    """`when` in UTC, which it is taken to be in when it names no zone; None beyond the calendar."""
    try:
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def plausible(when: datetime, received_at: datetime) -> bool:
    """Whether an article that came in at `received_at` can be of this time."""
    return when.year >= EARLIEST and when <= received_at + AHEAD


def submitted(
    value: object, latest: datetime, place: Place = NOWHERE, field: str = "published_at"
) -> datetime | None:
    """The moment that a submission states. Raises `Rejected` when it cannot be read, or cannot be true: `latest` is
    the last moment that it may be."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        when = utc(value)
    elif isinstance(value, str):
        when = parse(value, replace(place, local=False))
    else:
        raise Rejected(422, "wrong_type", f"{field} must be a string, not {kind_of(value)}", value=kind_of(value),
                       field=field)  # fmt: skip
    if when is None:
        shown = str(value)[:60]
        raise Rejected(
            422,
            "unreadable_date",
            f"{field} {shown!r} is not a date that can be read for sure: send ISO 8601 (2026-01-31T09:30:00Z) or "
            "RFC 2822",
            value=shown,
            field=field,
        )
    if when.year < EARLIEST or when > latest:
        late = f"later than {moments.stamp(latest, 'seconds')}, the last moment that it may be now"
        bound = f"before {EARLIEST}, the first year that it may be in" if when.year < EARLIEST else late
        said = moments.stamp(when)
        raise Rejected(422, "implausible_date", f"{field} {said} is {bound}", value=said, field=field)
    return when


def from_document(candidates: list[str], received_at: datetime, place: Place = NOWHERE) -> Moment | None:
    """The first of a document's own dates that can be read and can be true; what cannot is passed over."""
    for candidate in candidates:
        found = read(candidate, place)
        if found is not None and plausible(found.when, received_at):
            return found
    return None


def leading(text: str) -> tuple[str, int] | None:
    """The date of a text that opens with ``date 2021-10-08``, and where what follows begins."""
    match = _LEADING_DATE.match(text)
    return (match.group(1), match.end()) if match else None
