"""The table of languages says what the program knows: which the encoder was trained on, and which were measured."""

from __future__ import annotations

import re
from pathlib import Path

from copytaster.fingerprint.meaning import SPOKEN
from copytaster.text import languages

PAGE = Path(__file__).parents[2] / "docs" / "languages.md"
ROW = re.compile(r"^\| (\w+) \| `(\w+)` \| (\w+) \| (\w+) \| (\w+) \|$", re.MULTILINE)


def test_twenty_five_languages_and_what_is_known_of_each() -> None:
    rows = ROW.findall(PAGE.read_text("utf-8"))
    assert len(rows) == 25
    for name, code, copies, rewrites, translations in rows:
        assert languages.name(code) == name
        assert {copies, rewrites, translations} <= {"yes", "no", "likely", "weak"}
        assert (translations == "yes") == (code in languages.MEASURED), name
        assert ("weak" in (rewrites, translations)) == (code not in SPOKEN | languages.MEASURED), name
        assert copies in ("yes", "likely")
