"""What is written in digits: its value, and the powers and units that are written right onto it where words stand
without spaces."""

from __future__ import annotations

import regex

from copytaster.text.folding import fold
from copytaster.text.lexicon import Lexicon, currency

SLASH = "\u2044"
"""What folding makes of a fraction that is one character: ½ is 1⁄2."""
_SWAPPED = str.maketrans(".,", ",.")
_PARTING = regex.compile(r"[\s'\u2019\u066c]")
_GOES_ON = 1000.0
"""The least power behind which a figure may go on in smaller ones."""
_GOING_ON = regex.compile(r" ?(\p{Nd}{1,4}(?:,\p{Nd}{3})?)(?![\p{Nd}.,])")


def number(form: str, comma: bool) -> float | None:
    """The value of folded digits with separators; `comma`: whether the language parts fractions by it."""
    plain = _PARTING.sub("", form).replace("\u066b", ".")
    if SLASH in plain:
        over, _, under = plain.partition(SLASH)
        return int(over) / int(under) if over.isdecimal() and under.isdecimal() and int(under) else None
    if ":" in plain:
        hours, _, rest = plain.partition(":")
        if not (hours.isdecimal() and rest[:2].isdecimal()):
            return None
        return int(hours[:4]) * 100 + float(rest[:2])
    if comma:
        plain = plain.translate(_SWAPPED)
    parts = plain.replace(",", ".").split(".")
    threes = len(parts) > 1 and len(parts[0]) <= 3 and all(len(p) == 3 for p in parts[1:])
    if threes and ("," in plain or len(parts) > 2):
        whole = "".join(parts)  # thousands
    elif len(parts) > 1 and len(parts[-1]) != 3 and all(len(p) in (2, 3) for p in parts[1:-1]):
        whole = "".join(parts[:-1]) + "." + parts[-1]
    elif "," in plain and "." not in plain and all(len(p) in (2, 3) for p in parts[1:]):
        whole = "".join(parts)  # Indian grouping: 5,00,000
    else:
        whole = parts[0] + ("." + "".join(parts[1:]) if len(parts) > 1 else "")
    try:
        return float(whole[:18])
    except ValueError:
        return None


def with_glued(text: str, end: int, lex: Lexicon, unit: str) -> tuple[str, float, float, int]:
    """Unit, scale and power that are written right onto a figure which ends at `end`, and where they end."""
    scale = power = 1.0
    while (found := glued(text, end, lex)) is not None:
        name, at = found
        if name in lex.powers and unit in ("number", "money"):
            power *= lex.powers[name]
        elif name in lex.units and unit == "number":
            unit, scale = lex.units[name]
        else:
            unit = "money" if unit == "number" and currency(name) else unit
            break
        end = at
    return unit, scale, power, end


def written_on(
    text: str, end: int, lex: Lexicon, unit: str, value: float
) -> tuple[float, str, float, float, int]:
    """The value of a figure that begins with `value` and ends at `end`, in the power that is told last, with what it
    goes on with in smaller ones (1億2000万円, 3만5천명); its unit, the scale of that, the power, and where it ends."""
    unit, scale, power, end = with_glued(text, end, lex, unit)
    whole = unit in ("number", "money") and float(value).is_integer()
    while whole and power >= _GOES_ON and (match := _GOING_ON.match(text, end)) is not None:
        more = number(fold(match[1]), lex.comma)
        found, size, smaller, at = with_glued(text, match.end(), lex, unit)
        apart = match.group()[0] == " " and smaller == 1.0 and len(match[1]) < 4  # 3만 5명: two figures
        if more is None or apart or more * smaller >= power:
            break
        value, unit, scale, power, end = value * power / smaller + more, found, size, smaller, at
    return value, unit, scale, power, end


def glued(text: str, at: int, lex: Lexicon) -> tuple[str, int] | None:
    """The power or unit that is written right onto a figure, and where it ends; the longest."""
    for size in (6, 5, 4, 3, 2, 1):
        name = fold(text[at : at + size])
        if len(text) >= at + size and name and (name in lex.powers or name in lex.units or currency(name)):
            return name, at + size
    return None
