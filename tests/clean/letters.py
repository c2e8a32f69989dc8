"""The letters by which the phrases of `furniture/*.toml` are found, written down: run it after a change of those files.

    python -m tests.clean.letters
"""

from __future__ import annotations

import json
from pathlib import Path

from copytaster.clean import phrases


def lines() -> str:
    """The file as it should be: JSON, a phrase a line."""
    made = {phrase.source: phrases.letters(phrase.source) for phrase in phrases.every()}
    dumped = (json.dumps(part, ensure_ascii=False) for item in sorted(made.items()) for part in item)
    return "{\n" + ",\n".join(f"{source}: {letters}" for source, letters in zip(dumped, dumped, strict=True)) + "\n}\n"


if __name__ == "__main__":
    Path(str(phrases.LETTERS)).write_text(lines(), "utf-8")
