"""The names of months and of the days of the week in many languages, as CLDR has them: `calendars.json`.

They are babel's, written down: to make them anew, it reads and joins forty files of everything that is known of forty
languages, which every process would do for half a second. ``python -m tests.text.calendars`` writes them again.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from copytaster.frozen import frozen

FILE = resources.files(__package__).joinpath("calendars.json")


@frozen
class Calendar:
    """What one language calls them, whole and abbreviated, inside a date and alone."""

    months: dict[str, int]
    """Name → month, 1 to 12."""
    days: tuple[str, ...]
    short: tuple[str, ...]
    """Days in two or three letters, where the language has a shorter form yet."""


@cache
def calendars() -> dict[str, Calendar]:
    """By language (CLDR: "de", "sr_Latn")."""
    return {
        tongue: Calendar(said["months"], tuple(said["days"]), tuple(said["short"]))
        for tongue, said in json.loads(FILE.read_text("utf-8")).items()
    }
