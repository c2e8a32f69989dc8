"""Figures: numbers as values, so that "1.3m" and "1.3 million", "140 days" and "almost five months" can be compared.

A figure has a value in base units (percent as percent, spans of time in days, lengths in metres, masses in kilograms,
anything else as it stands) and a unit class. Two figures agree when their classes are compatible and their values lie
within the precision that the rounder one states; a hedge ("almost", "more than") and a change of unit allow a tenth.

Number and unit words are data, by language; digits are read in every script that Unicode calls decimal.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

import regex

from copytaster.model import Span

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
NUMBER_WORDS: dict[str, dict[str, float]] = {
    "en": {
        **{w: float(i) for i, w in enumerate(_ONES.split())},
        **{w: 10.0 * (i + 2) for i, w in enumerate(_TENS.split())},
        **{w: float(i + 1) for i, w in enumerate(_ORDINALS.split())},
        **{"dozen": 12.0, "twice": 2.0, "once": 1.0, "double": 2.0, "triple": 3.0},
    },
}
MAGNITUDES: dict[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "lakh": 1e5,
    "lakhs": 1e5,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "crore": 1e7,
    "crores": 1e7,
    "b": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "billion": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "trn": 1e12,
}
UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("%", "percent", "pct", "percentage", "pc"), ("percent", 1.0)),
    **dict.fromkeys(("hour", "hours", "hr", "hrs"), ("time", 1 / 24)),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), ("time", 1 / 1440)),
    **dict.fromkeys(("day", "days"), ("time", 1.0)),
    **dict.fromkeys(("week", "weeks"), ("time", 7.0)),
    **dict.fromkeys(("month", "months"), ("time", 30.44)),
    **dict.fromkeys(("year", "years", "yr", "yrs"), ("time", 365.25)),
    **dict.fromkeys(("decade", "decades"), ("time", 3652.5)),
    **dict.fromkeys(("metre", "metres", "meter", "meters"), ("length", 1.0)),
    **dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"), ("length", 1000.0)),
    **dict.fromkeys(("mile", "miles"), ("length", 1609.344)),
    **dict.fromkeys(("foot", "feet", "ft"), ("length", 0.3048)),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogram", "kilograms"), ("mass", 1.0)),
    **dict.fromkeys(("tonne", "tonnes", "ton", "tons"), ("mass", 1000.0)),
    **dict.fromkeys(("lb", "lbs", "pound-weight"), ("mass", 0.4536)),
    **dict.fromkeys(("hectare", "hectares", "ha"), ("area", 1.0)),
    **dict.fromkeys(("acre", "acres"), ("area", 0.4047)),
}
HEDGES = frozenset(
    ["about", "almost", "around", "nearly", "roughly", "approximately", "some", "over", "under", "below", "above",
    "than", "least", "most", "close", "more", "less", "up", "to"]
)
MONTHS = {
    name: i + 1
    for i, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        )
    )
    for name in names.split()
}
_TOKEN = regex.compile(r"(?P<digits>\p{Nd}+(?:[.,:]\p{Nd}+)*+)|(?P<word>\p{L}{1,20})|(?P<sign>[%\u066a])")


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in the base unit of `unit` (``percent``, ``time`` in days, ``length`` in metres, ``mass`` in kilograms,
    ``area`` in hectares,
    ``date`` as month * 100 + day, ``clock`` as hours * 100 + minutes,
    ``year``, or ``number``); `slack` is the relative precision it claims; it stands at
    `span`."""

    value: float
    unit: str
    slack: float
    span: Span
    digits: bool = True
    """Written in digits, not as a word."""

    def agrees(self, other: Figure) -> bool:
        """Whether both may state the same quantity."""
        if self.unit != other.unit and "number" not in (self.unit, other.unit):
            return False
        if self.unit in ("date", "year") or other.unit in ("date", "year"):
            return self.value == other.value
        if "clock" in (self.unit, other.unit):  # 8:34, 8.34 and 0834 are one time of day
            return self.value == other.value or min(self.value, other.value) * 100 == max(self.value, other.value)
        if self.value <= 0 or other.value <= 0:
            return self.value == other.value
        return abs(math.log(self.value / other.value)) <= max(self.slack, other.slack) + 1e-9


def figures(text: str) -> list[Figure]:
    """The figures of `text` in order of their places."""
    tokens = [(m.lastgroup or "", m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    words = NUMBER_WORDS["en"]
    found: list[Figure] = []
    i = 0
    while i < len(tokens):
        kind, token, start, end = tokens[i]
        low = token.lower()
        after = i + 1
        slack, value = 0.0, 0.0
        if kind == "digits":
            number = _number(token)
            if number is None:
                i += 1
                continue
            value, slack = number
        elif kind == "word" and low in words and (low != "second" or _ordinal_place(tokens, i)):
            value = words[low]
            if (
                20 <= value <= 90
                and after < len(tokens)
                and text[end : tokens[after][2]] in ("-", " ")
                and 0 < words.get(tokens[after][1].lower(), 0) < 10
            ):
                value, end, after = value + words[tokens[after][1].lower()], tokens[after][3], after + 1
        else:
            i += 1
            continue
        unit = "number"
        date = _date(tokens, i, value) if kind == "digits" else None
        if date is not None:
            found.append(Figure(date[0], "date", 0.0, Span(date[1], date[2])))
            i = max(after, date[3])
            continue
        while after < len(tokens):
            name = tokens[after][1].lower()
            gap = text[end : tokens[after][2]]
            if len(gap) > 1 or (gap and gap not in " -\u00a0\u2011\u2013\u202f"):
                break
            if name in MAGNITUDES and (len(name) > 1 or not gap) and unit == "number":
                value *= MAGNITUDES[name]
            elif name in UNITS and unit == "number":
                unit, factor = UNITS[name]
                value *= factor
            elif name == "per" and after + 1 < len(tokens) and tokens[after + 1][1].lower() in ("cent", "cents"):
                unit, after = "percent", after + 1
            else:
                break
            end, after = tokens[after][3], after + 1
        if unit == "number" and kind == "digits" and token.isdecimal() and len(token) == 4 and 1800 <= value <= 2100:
            unit = "year"
        # "about 9.25" is said of 9.251, not of 9.52: only a round figure is stretched by a hedge
        hedged = i > 0 and tokens[i - 1][1].lower() in HEDGES and _round(token)
        if unit in ("time", "length", "mass", "area") or hedged:
            slack = max(slack, 0.1 if hedged else 0.03)
        if kind == "digits" and ":" in token and unit == "number":
            unit = "clock"
        found.append(Figure(value, unit, slack, Span(start, end), kind == "digits"))
        i = after
    return found


def _round(token: str) -> bool:
    """Whether a figure has at most two digits that are not leading or closing zeros; a word always does."""
    return len("".join(c for c in token if c.isdecimal()).strip("0")) <= 2


def _number(token: str) -> tuple[float, float] | None:
    """The value of digits with separators and the relative precision they claim."""
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in token)
    if ":" in plain:
        hours, _, rest = plain.partition(":")
        if not (hours.isdecimal() and rest[:2].isdecimal()):
            return None  # no time of day: 2.5:1, or an address and its port
        return int(hours[:4]) * 100 + float(rest[:2]), 0.0
    parts = plain.replace(",", ".").split(".")
    if (
        len(parts) > 1
        and all(len(p) == 3 for p in parts[1:])
        and len(parts[0]) <= 3
        and ("," in plain or len(parts) > 2)
    ):
        whole = "".join(parts)  # thousands
    elif len(parts) > 1 and len(parts[-1]) != 3 and all(len(p) in (2, 3) for p in parts[1:-1]):
        whole = "".join(parts[:-1]) + "." + parts[-1]
    elif "," in plain and "." not in plain and all(len(p) in (2, 3) for p in parts[1:]):
        whole = "".join(parts)  # Indian grouping: 5,00,000
    else:
        whole = parts[0] + ("." + "".join(parts[1:]) if len(parts) > 1 else "")
    try:
        value = float(whole[:18])
    except ValueError:
        return None
    return value, 0.0


def _ordinal_place(tokens: list[tuple[str, str, int, int]], i: int) -> bool:
    """`second` counts as a number only before a noun it can order, never as a unit of time."""
    return (
        i + 1 < len(tokens)
        and tokens[i + 1][0] == "word"
        and tokens[i + 1][1].lower() not in ("and", "or", "of", "later")
    )


def _date(tokens: list[tuple[str, str, int, int]], i: int, day: float) -> tuple[float, int, int, int] | None:
    """(month * 100 + day, start, end, next token) when a month stands beside the digits."""
    if not 1 <= day <= 31 or not float(day).is_integer():
        return None
    if i > 0 and tokens[i - 1][1].lower() in MONTHS and tokens[i - 1][1][0].isupper():
        return MONTHS[tokens[i - 1][1].lower()] * 100 + day, tokens[i - 1][2], tokens[i][3], i + 1
    if i + 1 < len(tokens) and tokens[i + 1][1].lower() in MONTHS and tokens[i + 1][1][0].isupper():
        return MONTHS[tokens[i + 1][1].lower()] * 100 + day, tokens[i][2], tokens[i + 1][3], i + 2
    return None
