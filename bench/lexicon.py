"""Writes ``copytaster/text/lexicon.json``: how languages name months, days, units and powers of ten.

The names are those of the Unicode CLDR, read through Babel; the file is data, and the service does not need Babel.
Run ``python -m bench.lexicon`` after a new release of the CLDR.
"""

from __future__ import annotations

import json
import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from babel import Locale

from copytaster.text.folding import fold

MENDED = {"fr": {"mille": 3}, "it": {"mille": 3}, "es": {"mil": 3}, "sv": {"tn": 12}}
"""Powers that the patterns give wrongly."""
LANGUAGES = (
    *("ar", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "gl", "he", "hi"),
    *("hr", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "mk", "mr", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk"),
    *("sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "vi", "zh"),
)
UNITS = {
    "concentr-percent": "percent",
    "duration-minute": "minute",
    "duration-hour": "hour",
    "duration-day": "day",
    "duration-week": "week",
    "duration-month": "month",
    "duration-year": "year",
    "length-meter": "metre",
    "length-kilometer": "kilometre",
    "length-mile": "mile",
    "length-foot": "foot",
    "mass-kilogram": "kilogram",
    "mass-tonne": "tonne",
    "mass-metric-ton": "tonne",
    "mass-gram": "gram",
    "area-hectare": "hectare",
    "area-square-kilometer": "square kilometre",
    "volume-liter": "litre",
}
_BARE = re.compile(r"[^\W\d_a-zа-я]|[%٪]")
"""One letter that is a word: of Chinese, Japanese or Korean."""
TARGET = Path(__file__).parents[1] / "copytaster" / "text" / "lexicon.json"


def main() -> None:
    """Write the file."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as fresh:
        # Babel's tables of one language lean on those of the language that was read before it
        table = dict(zip(LANGUAGES, fresh.map(language, LANGUAGES), strict=True))
    rows = (f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False, sort_keys=True)}" for k, v in table.items())
    TARGET.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")


def language(code: str) -> dict[str, Any]:
    """What the CLDR says of one language."""
    locale = Locale.parse(code)
    return {
        "months": _names(locale.months),
        "days": _names(locale.days),
        "powers": _powers(locale),
        "units": _units(locale),
        "comma": locale.number_symbols.get("latn", {}).get("decimal") == ",",
    }


def _names(contexts: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in contexts[context][width].items():
                form = _word(name)
                if len(form) > 1 and not form[:1].isdecimal():
                    found.setdefault(form, int(number))
    return found


def _powers(locale: Locale) -> dict[str, int]:
    found: dict[str, int] = {}
    for width in ("long", "short"):
        for patterns in locale._data["compact_decimal_formats"].get(width, {}).values():
            for size, pattern in patterns.items():
                zeros = str(getattr(pattern, "pattern", pattern)).count("0")
                form = _word(re.sub(r"[0¤\u00a0\u200f\u200e']", " ", str(getattr(pattern, "pattern", pattern))))
                power = len(str(size)) - zeros
                if ";" not in form and (len(form) > 1 or not form.isascii()) and 2 <= power <= 12:
                    found.setdefault(form, power)
    return {**found, **MENDED.get(locale.language, {})}


def _units(locale: Locale) -> dict[str, str]:
    found: dict[str, str] = {}
    for unit, name in UNITS.items():
        widths = locale._data["unit_patterns"].get(unit, {})
        for width in ("long", "short"):
            for pattern in widths.get(width, {}).values():
                if isinstance(pattern, str):
                    form = _word(pattern.replace("{0}", " "))
                    long_enough = len(form) > 1 or _BARE.match(form)
                    if long_enough and form[0] != "/" and (" " not in form or name == "percent"):
                        found.setdefault(form, name)
    return found


def _word(name: str) -> str:
    return " ".join(fold(part) for part in name.replace(".", " ").replace("॰", " ").split())


if __name__ == "__main__":
    main()
