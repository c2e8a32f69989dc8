"""The letters by which the phrases of `furniture/*.toml` are found, written down: run it after a change of those files.

    python -m tests.clean.letters
"""

from __future__ import annotations

from pathlib import Path

from copytaster.clean import phrases
from tests import shipped


def lines() -> str:
    """The file as it should be: JSON, a phrase a line."""
    made = {phrase.source: phrases.letters(phrase.source) for phrase in phrases.every()}
    return shipped.lines(dict(sorted(made.items())))


if __name__ == "__main__":
    Path(str(phrases.LETTERS)).write_text(lines(), "utf-8")
