"""The colours of sources: the same for one source wherever an article is shown."""

from __future__ import annotations

PALETTE = 8


def colour(source: int | None) -> int:
    """The place of a source's number in the palette; 0 for none."""
    return (source - 1) % PALETTE + 1 if source else 0
