"""How many of what, and which, in English: `1 article`, `12,000 articles`, `A, B and 4 others`."""

from __future__ import annotations

from collections.abc import Iterable


def count(number: int, one: str, many: str | None = None) -> str:
    """``count(1, "source")`` → ``1 source``; thousands are set apart. `many`: where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Iterable[str], most: int | None = 3) -> str:
    """``A, B and C``; beyond `most`, if there is one, ``A, B and 4 others``."""
    *before, last = list(names) or [""]
    if most is not None and len(before) >= most:
        before, last = [*before, last][:most], count(len(before) + 1 - most, "other")
    return f"{', '.join(before)} and {last}" if before else last
