"""How languages say months, days, units, powers of ten and small numbers: data, read once, and asked by folded word.

Months, days, units and powers are those of the Unicode CLDR (``lexicon.json``, made by ``bench/lexicon.py``); what the
CLDR does not give stands in ``lexicon.toml``. An article whose language is not among them, or cannot be told, is read
as English.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from copytaster.frozen import frozen
from copytaster.text.folding import fold

_SIBLINGS = {"no": "nb", "nn": "nb", "sh": "sr", "me": "sr", "zho": "zh", "yue": "zh", "ne": "hi"}
_WHOLE = 4
"""More letters than the short name of a day has."""
_GLUED = ("zh", "ja", "ko", "th")
BASE = {
    "percent": ("percent", 1.0),
    **{"minute": ("time", 1 / 1440), "hour": ("time", 1 / 24), "day": ("time", 1.0), "week": ("time", 7.0)},
    **{"month": ("time", 30.44), "year": ("time", 365.25), "decade": ("time", 3652.5)},
    **{"metre": ("length", 1.0), "kilometre": ("length", 1000.0), "mile": ("length", 1609.344)},
    **{"foot": ("length", 0.3048)},
    **{"gram": ("mass", 0.001), "kilogram": ("mass", 1.0), "tonne": ("mass", 1000.0), "pound": ("mass", 0.4536)},
    **{"hectare": ("area", 1.0), "acre": ("area", 0.4047), "square kilometre": ("area", 100.0)},
    "litre": ("volume", 1.0),
}
"""Units: the class of each and what one of it is in the base unit of that class."""


@frozen
class Lexicon:
    """The words of one language, folded."""

    numbers: Mapping[str, float]
    powers: Mapping[str, float]
    """Word → factor."""
    units: Mapping[str, tuple[str, float]]
    """Word → class of unit and factor to its base."""
    months: Mapping[str, int]
    days: Mapping[str, int]
    """Day of the week → 0 for Monday; a name of two words has a space inside."""
    near: Mapping[str, int]
    """Day near today → days from it; the same."""
    opens: frozenset[str]
    """The first words of those that have two."""
    comma: bool
    """Whether the comma parts whole from fraction, and the point the thousands."""
    english: bool
    glued: bool
    """Whether units are written onto the figure, as in Chinese, Japanese and Korean."""


def sibling(language: str) -> str:
    """The code under which tables have the words of `language`."""
    return _SIBLINGS.get(language, language)


def code_of(language: str) -> str:
    """The language whose words a text in `language` is read by."""
    code = sibling(language)
    return code if code in _cldr() else "en"


@cache
def lexicon(language: str = "en") -> Lexicon:
    """The words of `language` (ISO 639-1), with the English units, months and days beside them."""
    cldr = _cldr()
    code = code_of(language)
    english, own = cldr["en"], cldr[code]
    units = {**english["units"], **own["units"], **_units("en"), **_units(code)}
    powers = {**own["powers"], **_ours("powers", code)}
    if not {"million", "billion"} & set(powers):  # in German and French a billion is another number
        powers = {**english["powers"], **_ours("powers", "en"), **powers}
    days = _days(code)
    near = _ours("near", code)
    return Lexicon(
        _numbers(code),
        {word: 10.0**power for word, power in powers.items()},
        {word: BASE[unit] for word, unit in units.items()},
        {**english["months"], "sept": 9, **own["months"]},
        days,
        near,
        frozenset(name.split()[0] for name in (*days, *near) if " " in name),
        bool(own["comma"]),
        code == "en",
        code in _GLUED,
    )


def _days(code: str) -> dict[str, int]:
    """Days of the week, with what is written onto their names; a hyphen parts two words in a text."""
    own = {name.replace("-", " "): day for name, day in _cldr()[code]["days"].items()}
    parts = [fold(part) for part in _line("parts", code)]
    with_part = {name + part: day for name, day in own.items() if len(name) > _WHOLE for part in parts}
    return {**_cldr()["en"]["days"], **own, **with_part, **_ours("days", code)}


def _numbers(code: str) -> dict[str, float]:
    first = 0 if code == "en" else 2
    found = {fold(word): float(n + first) for n, word in enumerate(_line("ones", code))}
    found |= {fold(word): 10.0 * (n + 2) for n, word in enumerate(_line("tens", code))}
    found |= {fold(word): float(n + 1) for n, word in enumerate(_line("ordinals", code))}
    return {**found, **{word: float(value) for word, value in _ours("numbers", code).items()}}


def _units(code: str) -> dict[str, str]:
    lines: Mapping[str, str] = _data()["units"].get(code, {})
    return {fold(word): unit for unit, line in lines.items() for word in line.split()}


def _line(table: str, code: str) -> list[str]:
    return str(_data()[table].get(code, "")).split()


def _ours(table: str, code: str) -> dict[str, Any]:
    return {fold(word): value for word, value in _data()[table].get(code, {}).items()}


def words_of(name: str) -> frozenset[str]:
    """A list that is the same for all languages, folded: ``titles``, ``particles``, ``zones``, ``hedges``, ``places``,
    ``roles``, ``bodies``,
    ``auxiliaries`` or ``impersonal``."""
    return frozenset(fold(word) for word in _data()["lists"][name].split())


@cache
def table(name: str) -> Mapping[str, frozenset[str]]:
    """Language → its words in a table of speech, folded: ``said``, ``uttered``, ``saying``, ``pronouns``, ``unnamed``,
    ``governs``, ``according`` or ``passive``; of ``omits``, under ``codes``, languages."""
    return {code: frozenset(fold(word) for word in str(line).split()) for code, line in _data()[name].items()}


@cache
def _cldr() -> dict[str, Any]:
    return dict(json.loads((files("copytaster.text") / "lexicon.json").read_text("utf-8")))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("copytaster.text") / "lexicon.toml").read_text("utf-8"))


@cache
def _money() -> frozenset[str]:
    found = set[str]()
    for word in " ".join(_data()["money"].values()).split():
        stem, *endings = word.split("/")
        found |= {fold(stem + ending) for ending in endings or [""]}
    return frozenset(found)


def currency(word: str) -> bool:
    """Whether a folded word, or a sign, is a currency's. It may be a name or another word as well (Frank, crown, won):
    only beside a figure it surely is a unit."""
    return word in _money()
