"""The rank of an article: who comes first where many carry the same text.

Wires before others, then the earlier before the later, then by a hash of the id. It follows from the article alone, not
from when it arrived, so that the first holders of a key are the same after any order of arrival. An index compares
ranks as numbers; the highest bit is 0 for a wire, the next 31 count minutes.
"""

from __future__ import annotations

from datetime import UTC, datetime

import xxhash

from copytaster.model import Article

FIRST = 16
"""Of those who carry the same text, so many are named, read and compared, the first by their ranks."""
NOT_A_WIRE = 1 << 63
"""The bit that every other article has in its rank."""
MINUTE = 1 << 32
"""What a minute adds to a rank."""
_SECOND = 1 << 26
_MOST_MINUTES = (1 << 31) - 1
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


def rank_of(article: Article) -> int:
    """The rank, 0 ≤ rank < 2⁶⁴. The time is that of publication, else of receipt; without either it is the last."""
    at = article.published_at or article.received_at
    minutes, second = _MOST_MINUTES, 0
    if at is not None:
        since = at - _BEGINNING
        minutes, second = divmod(since.days * 86_400 + since.seconds, 60)
        minutes = max(0, min(minutes, _MOST_MINUTES))
    tie = xxhash.xxh3_64_intdigest(article.id.encode("utf-8", "replace")) % _SECOND
    rank = minutes * MINUTE + second * _SECOND + tie
    return rank if article.is_wire else rank | NOT_A_WIRE
