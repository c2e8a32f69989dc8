"""`copytaster/text/calendars.json` from CLDR: run it when babel, or a list of languages, has changed.

    python -m tests.text.calendars
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babel import Locale, localedata

from copytaster.clean import dates
from copytaster.credit import lexicon
from copytaster.text import calendars
from tests import shipped


def _names(forms: Mapping[str, Any], *widths: str) -> dict[str, int]:
    return {name: n for form in forms.values() for width in widths for n, name in form.get(width, {}).items()}


def lines() -> str:
    """The file as it should be: JSON, a language a line."""
    made = {}
    for tongue in sorted({*dates.LANGUAGES, *lexicon.DATED}):
        localedata._cache.clear()  # what babel resolves for one language it writes into what all the others inherit
        locale = Locale.parse(tongue)
        made[tongue] = {
            "months": _names(locale.months, "wide", "abbreviated"),
            "days": [*_names(locale.days, "wide", "abbreviated")],
            "short": [*_names(locale.days, "short")],
        }
    return shipped.lines(made)


if __name__ == "__main__":
    Path(str(calendars.FILE)).write_text(lines(), "utf-8")
