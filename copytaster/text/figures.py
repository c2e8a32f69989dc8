"""Figures: numbers as values, so that "1.3m" and "1.3 million", "140 days" and "almost five months" can be compared.

A figure has a value in base units (percent as percent, spans of time in days, lengths in metres, masses in kilograms,
areas in hectares, anything else as it stands) and a class of unit. Two figures agree when their classes are compatible
and their values lie within the precision that the rounder one states; a hedge ("almost", "more than") allows a tenth, a
change of unit three per cent.

Words for numbers, powers and units are data, by language (`lexicon`); digits are read in every script that Unicode
calls decimal, in Chinese numerals too. Linear in the text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import regex

from copytaster.frozen import frozen
from copytaster.model import Span
from copytaster.text import eastern
from copytaster.text.lexicon import Lexicon, currency, lexicon, words_of
from copytaster.text.numerals import SLASH, glued, number, written_on
from copytaster.text.words import Words, words

UNITS = ("number", "percent", "time", "length", "mass", "area", "volume", "money", "clock", "date", "year")
CLASSES = _NUMBER, _CLOCK, _EXACT = UNITS.index("number"), UNITS.index("clock"), UNITS.index("date")
"""Of units, as `table` numbers them: what is only counted, times of day, and the first of those that agree exactly."""
HEDGES = words_of("hedges")
MONTH = 100.0
"""What a month counts in the value of a date; a day whose month nobody names has less, and may be of any."""
CONVERTED = 0.03
"""Relative difference that a change of unit allows: five months are not exactly 140 or 152 days."""
HEDGED = 0.1
ROUNDED = 0.03
"""Most that a figure with a power in words ("1.3 million") is taken to be rounded by: half its last digit, or this."""
_GAP = frozenset(["", " ", "-", "\u00a0", "\u2009", "\u2011", "\u2013", "\u202f", ".", ". "])
"""What may stand between a figure and its unit."""
_BESIDE = frozenset(["", " ", "\u00a0", ".", ". ", ".\u00a0", "-"])
"""What may stand between the day and the month of a date."""
_THIN = frozenset(["", " ", "\u00a0", "\u2009", "\u202f"])
"""What may stand between a whole number and its fraction."""
_NINE = ":"
"""The sign behind the nine: what begins with a digit stands between "0" and this."""
_SIGNS = "%\u066a\uff05"
_MERIDIEM = regex.compile(r"[ \u00a0\u202f]?([apAP])\.?[ ]?[mM]\b\.?|[ \u00a0\u202f]?(?:Uhr|uhr|o'clock|hrs)\b")
_FRENCH_HOUR = regex.compile(r" ?h ?(\p{Nd}{2})?(?![\p{L}\p{Nd}])")
_CLOCK_DIGITS = regex.compile(r"(\d{1,2})[:.h](\d{2})|(\d{1,2})")
_DOTTED_DATE = regex.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{2,4})")


@frozen
class Figure:
    """`value` in the base unit of `unit` (``percent``; ``time`` in days; ``length`` in metres; ``mass`` in kilograms;
    ``area`` in hectares; ``volume`` in litres; ``money``; ``date`` as month * 100 + day, or the day alone; ``clock`` as
    hours * 100 + minutes; ``year``; or ``number``); `slack` is the relative precision it claims; it stands at `span`,
    with its unit but without its currency."""

    value: float
    unit: str
    slack: float
    span: Span
    digits: bool = True
    """Written in digits, not as a word."""
    scale: float = 1.0
    """Base units in one of the unit it is stated in: days in a month."""
    direction: int = 0
    """1 where it is said to be more, -1 where less (`text.directions`), 0 where nothing tells."""
    told: Span | None = None
    """The word or the sign that tells."""

    def opposes(self, other: Figure) -> bool:
        """Whether one says more and the other less of one quantity."""
        return self.direction * other.direction < 0

    def whole(self) -> Span:
        """The figure with what tells its direction, and all that stands between them."""
        told = self.told or self.span
        return Span(min(told.start, self.span.start), max(told.end, self.span.end))

    def agrees(self, other: Figure) -> bool:
        """Whether both may state the same quantity, whichever way it went."""
        if self.unit != other.unit and self.unit != "number" and other.unit != "number":
            return False
        if self.unit in ("date", "year") or other.unit in ("date", "year"):
            alone = self.unit == other.unit == "date" and min(self.value, other.value) < MONTH
            return self.value % MONTH == other.value % MONTH if alone else self.value == other.value
        if "clock" in (self.unit, other.unit):  # 8:34, 8.34 and 0834 are one time of day
            least, most = sorted((self.value, other.value))
            return min(most - least, abs(least * 100 - most)) < 1e-6
        if self.value <= 0 or other.value <= 0:
            return self.value == other.value
        slack = max(self.slack, other.slack)
        if self.unit != other.unit:  # "a man, 58" and "a 58-year-old": as they are stated
            return abs(math.log(self.value / self.scale / (other.value / other.scale))) <= slack + 1e-9
        slack += CONVERTED if self.scale != other.scale else 0.0
        return abs(math.log(self.value / other.value)) <= slack + 1e-9


Table = npt.NDArray[np.float64]


def table(found: Sequence[Figure]) -> Table:
    """(n, 4) class of unit, value, slack and scale of each figure, for `agreeing`."""
    rows = [(UNITS.index(f.unit), f.value, f.slack, f.scale) for f in found]
    return np.array(rows, np.float64).reshape(len(rows), 4)


def agreeing(mine: Table, theirs: Table) -> npt.NDArray[np.bool_]:
    """(n, m) `Figure.agrees` for every two figures of two tables."""
    unit, other = mine[:, 0][:, None], theirs[:, 0][None, :]
    value, value2 = mine[:, 1][:, None], theirs[:, 1][None, :]
    slack = np.maximum(mine[:, 2][:, None], theirs[:, 2][None, :]) + 1e-9
    scale, scale2 = mine[:, 3][:, None], theirs[:, 3][None, :]
    comparable = (unit == other) | (unit == _NUMBER) | (other == _NUMBER)
    day = (unit >= _EXACT) | (other >= _EXACT)
    alone = (unit == _EXACT) & (other == _EXACT) & (np.minimum(value, value2) < MONTH)
    same_day = np.where(alone, value % MONTH == value2 % MONTH, value == value2)
    clock = ((unit == _CLOCK) | (other == _CLOCK)) & ~day
    slack = slack + CONVERTED * ((scale != scale2) & (unit == other))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(unit == other, value / value2, (value / scale) / (value2 / scale2))
        near = np.abs(np.log(ratio)) <= slack
    least, most = np.minimum(value, value2), np.maximum(value, value2)
    same_time = np.minimum(most - least, np.abs(least * 100 - most)) < 1e-6
    near = np.where((value <= 0) | (value2 <= 0), value == value2, near)
    agree = np.where(day, same_day, np.where(clock, same_time, near))
    return np.asarray(comparable & agree, np.bool_)


@frozen
class _Text:
    """A text with its words: word `i` is folded ``forms[i]`` and stands at ``raw[starts[i]:ends[i]]``."""

    raw: str
    forms: list[str]
    starts: list[int]
    ends: list[int]
    lex: Lexicon

    def gap(self, i: int, j: int) -> str:
        """What stands between two words."""
        return self.raw[self.ends[i] : self.starts[j]]

    def from_place(self, i: int, place: int) -> int:
        """The first word from `i` on that begins at `place` or later."""
        while i < len(self.forms) and self.starts[i] < place:
            i += 1
        return i


def figures(text: str, language: str = "en", found: Words | None = None) -> list[Figure]:
    """The figures of `text` in order of their places; `language` (ISO 639-1) says how it writes and names them, `found`
    are its words, where they are known already."""
    found = words(text) if found is None else found
    here = _Text(text, found.norms, found.starts.tolist(), found.ends.tolist(), lexicon(language))
    numbers, together = here.lex.numbers, here.lex.glued
    out: list[Figure] = []
    after = 0
    places: Sequence[int] = range(len(here.forms))
    if not together:
        places = [i for i, form in enumerate(here.forms) if "0" <= form < _NINE or form in numbers]
    for i in places:
        if i < after:
            continue
        figure, form = None, here.forms[i]
        if "0" <= form < _NINE:
            figure, after = _in_digits(here, i, out[-1].span.end if out else 0)
        elif form in numbers and (form != "second" or _ordinal_place(here, i)):
            figure, after = _in_words(here, i)
        elif together and form in eastern.HAN:
            figure, after = _in_han(here, i)
        if figure is not None:
            out.append(figure)
    return out


def _in_digits(here: _Text, i: int, floor: int) -> tuple[Figure | None, int]:
    """The figure that begins with digits, if it is one, and the word after it; `floor`: where the last one ended."""
    form, start, end = here.forms[i], here.starts[i], here.ends[i]
    dotted = _DOTTED_DATE.fullmatch(form)
    if dotted and 1 <= int(dotted[2]) <= 12 and 1 <= int(dotted[1]) <= 31:
        return Figure(int(dotted[2]) * 100.0 + int(dotted[1]), "date", 0.0, Span(start, end)), i + 1
    clock = _clock(here.raw, form, start, end)
    if clock is not None:
        return clock, here.from_place(i + 1, clock.span.end)
    value = number(form, here.lex.comma)
    if value is None or SLASH in form:  # half of something is mostly told in words
        return None, i + 1
    if i + 1 < len(here.forms) and SLASH in here.forms[i + 1] and here.gap(i, i + 1) in _THIN and value.is_integer():
        part = number(here.forms[i + 1], here.lex.comma)  # 2½
        if part is not None and part < 1:
            return _measured(here, i, i + 2, value + part)
    return _eastern(here, i, i + 1, value) or _date(here, i, value, floor) or _measured(here, i, i + 1, value)


def _in_words(here: _Text, i: int) -> tuple[Figure, int]:
    value, after = here.lex.numbers[here.forms[i]], i + 1
    if 20 <= value <= 90 and after < len(here.forms) and here.gap(i, after) in ("-", " "):
        ones = here.lex.numbers.get(here.forms[after], 0)
        if 0 < ones < 10:
            value, after = value + ones, after + 1
    return _measured(here, i, after, value)


def _in_han(here: _Text, i: int) -> tuple[Figure | None, int]:
    after = i + 1
    while after < len(here.forms) and here.forms[after] in eastern.HAN and not here.gap(after - 1, after):
        after += 1
    value = eastern.numeral("".join(here.forms[i:after]))
    if value is not None and (found := _eastern(here, i, after, value)) is not None:
        return found
    if value is None or (after == i + 1 and (value == 1 or glued(here.raw, here.ends[i], here.lex) is None)):
        return None, after
    return _measured(here, i, after, value)


def _measured(here: _Text, i: int, after: int, value: float) -> tuple[Figure, int]:
    """The figure in words `i` to `after`, with the powers and the unit that follow it, and the word after them."""
    text, lex, form = here.raw, here.lex, here.forms[i]
    start, end = here.starts[i], here.ends[after - 1]
    digits = "0" <= form[0] <= "9"
    unit, scale, power = "number", 1.0, 1.0
    before = i - 1
    if start and currency(text[start - 1]):
        unit = "money"
    elif before >= 0 and here.gap(before, i) in ("", " ") and digits and currency(here.forms[before]):
        unit, before = "money", before - 1
    if lex.glued:
        value, unit, scale, power, end = written_on(text, end, lex, unit, value)
        after = here.from_place(after, end)
    while after < len(here.forms) and not lex.glued and text[end : here.starts[after]] in _GAP:
        name = here.forms[after]
        gap = here.starts[after] > end
        if name in lex.powers and (len(name) > 1 or not gap) and unit in ("number", "money"):
            power *= lex.powers[name]
        elif name in lex.units and unit == "number":
            unit, scale = lex.units[name]
        elif name in ("per", "pour", "por") and after + 1 < len(here.forms) and here.forms[after + 1] in _CENT:
            unit, scale, after = "percent", 1.0, after + 1
        else:
            if unit == "number" and currency(name) and name not in lex.months and len(name) > 1:
                unit = "money"
            break
        end, after = here.ends[after], after + 1
    if unit == "number":
        unit, end = _signed(text, end)
    if unit == "number" and power == 1.0 and len(form) == 4 and form.isdecimal() and 1800 <= value <= 2100:
        unit = "year"
    # "about 9.25" is said of 9.251, not of 9.52: only a round figure is stretched by a hedge
    slack = HEDGED if before >= 0 and here.forms[before] in HEDGES and _round(form) else 0.0
    if power >= 1e3 and value > 0:
        slack = max(slack, min(ROUNDED, 0.5 * 10.0 ** -_decimals(form, lex.comma) / value))
    return Figure(value * power * scale, unit, slack, Span(start, end), digits, scale), after


def _signed(text: str, end: int) -> tuple[str, int]:
    """The unit that a sign behind a figure gives it, and where the figure then ends."""
    sign = text[end : end + 2].strip()[:1]
    if sign and sign in _SIGNS:
        return "percent", text.index(sign, end) + 1
    return ("money" if sign and currency(sign) else "number"), end


_CENT = ("cent", "cents", "ciento", "cento")


def _decimals(form: str, comma: bool) -> int:
    """The digits after the decimal mark."""
    _, mark, rest = form.partition("," if comma else ".")
    return len(rest) if mark else 0


def _clock(text: str, form: str, start: int, end: int) -> Figure | None:
    """A time of day: 21:00, 9 p.m., 7.20pm, 21 Uhr, 21h30."""
    match = _CLOCK_DIGITS.fullmatch(form)
    if match is None:
        return None
    hour, minute = int(match[1] or match[3]), int(match[2] or 0)
    if hour > 24 or minute > 59:
        return None
    suffix = _MERIDIEM.match(text, end)
    french = None if suffix or match[2] else _FRENCH_HOUR.match(text, end)
    if suffix:
        end = suffix.end()
        half = (suffix[1] or "").lower()
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
    elif french and (french[1] or text[end : end + 2] == " h"):
        minute, end = int(french[1] or 0), french.end()
    elif ":" not in form:
        return None
    return Figure(hour * 100.0 + minute, "clock", 0.0, Span(start, end))


def _round(form: str) -> bool:
    """Whether a figure has at most two digits that are not leading or closing zeros; a word always does."""
    return len("".join(c for c in form if c.isdecimal()).strip("0")) <= 2


def _ordinal_place(here: _Text, i: int) -> bool:
    """`second` counts as a number only before a noun it can order, never as a unit of time."""
    after = i + 1
    return after < len(here.forms) and here.forms[after][0].isalpha() and here.forms[after] not in _AFTER_TIME


_AFTER_TIME = ("and", "or", "of", "later")
_OF = ("de", "of", "th", "st", "nd", "rd", "d", "del")


def _date(here: _Text, i: int, day: float, floor: int) -> tuple[Figure, int] | None:
    """The date whose day is word `i`, and the word after it."""
    if not 1 <= day <= 31 or not float(day).is_integer():
        return None
    start, end = here.starts[i], here.ends[i]
    if i and here.starts[i - 1] >= floor and here.gap(i - 1, i) in _BESIDE and _is_month(here, i - 1):
        return Figure(here.lex.months[here.forms[i - 1]] * 100 + day, "date", 0.0, Span(here.starts[i - 1], end)), i + 1
    at = i + 1
    if at + 1 < len(here.forms) and here.forms[at] in _OF and here.gap(i, at) in _BESIDE:
        at += 1
    if at < len(here.forms) and here.gap(at - 1, at) in _BESIDE and _is_month(here, at):
        return Figure(here.lex.months[here.forms[at]] * 100 + day, "date", 0.0, Span(start, here.ends[at])), at + 1
    return None


def _eastern(here: _Text, i: int, after: int, value: float) -> tuple[Figure, int] | None:
    """The day or time of day whose month, day or hour is words `i` to `after`, as East Asian languages write them, and
    the word after it."""
    start, end = here.starts[i], here.ends[after - 1]
    if here.raw[end : end + 1] not in eastern.SIGNS or not value.is_integer():
        return None
    if found := eastern.month_and_day(here.raw, value, end):
        value, end, unit = *found, "date"
    elif day := eastern.day_alone(here.raw, value, start, end):
        end, unit = day, "date"
    elif found := eastern.time_of_day(here.raw, value, start, end):
        value, end, unit = *found, "clock"
    else:
        return None
    return Figure(value, unit, 0.0, Span(start, end)), here.from_place(after, end)


def _is_month(here: _Text, i: int) -> bool:
    """Whether a word names a month; in English ("may", "march") it has a capital then."""
    return here.forms[i] in here.lex.months and (not here.lex.english or here.raw[here.starts[i]].isupper())
