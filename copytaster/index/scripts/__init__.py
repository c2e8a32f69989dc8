"""What runs inside Redis: the Lua scripts of `RedisIndex`, each atomic over one shard.

Layout of a shard; `H` is its home key, ``<prefix>:{<shard>}``. The braces keep all of a shard in one slot of a cluster,
which is why a script may build the names of the keys it touches.

``H``              hash: generation, building, run, shards, size; per channel its buckets (``nb``) and fields (``fb``)
``H:b:17``         hash: bucket 17 of channel ``b`` (``p``, ``t``): bytes 1-5 of the identity → seqs, ascending uint32
``H:b+<identity>`` string: the seqs of a posting too long for its bucket, whose field there is then empty; by rank
``H:b*<identity>`` string: those of them that are wires, which are left out above
``H:m`` ``H:m:3``  set of the chunks in use; bitmap of the members 3·2¹⁶ … 4·2¹⁶-1
``H:k:3``          string: the ranks of these articles, 8 bytes each

Buckets are kept small by linear hashing (Litwin, 1980): whenever a channel holds more than `LOAD` fields a bucket, the
next bucket in turn is split in two. So the index needs no capacity set in advance, and every bucket stays in Redis'
compact listpack encoding (at most 512 fields, 64 bytes a value): some 13 bytes for a key of one article, not 100.
The lowest byte of the identity is in the number of the bucket (there are never fewer than 256), the rest is the field.
"""

from __future__ import annotations

from copytaster.index.scripts.life import BEGIN, LOOK, SEAL
from copytaster.index.scripts.parts import CHUNK_BITS, LEAST_BUCKETS, LOAD, SHORT
from copytaster.index.scripts.reading import DUMP, MEMBERS, PROBE
from copytaster.index.scripts.writing import ADD, FORGET, REMOVE, UNMARK

__all__ = [
    "ADD", "BEGIN", "CHUNK_BITS", "DUMP", "FORGET", "LAYOUT", "LEAST_BUCKETS", "LOAD", "LOOK", "MEMBERS", "PROBE",
    "REMOVE", "SEAL", "SHORT", "UNMARK", "first_buckets",
]  # fmt: skip

LAYOUT = 2
"""Changes whenever what is in the server would; an index of another layout counts as lost."""
FIRST_BUCKETS = {"b": 2_048, "p": 16_384, "t": 4_096, "e": 256}
"""Buckets of a new index. One that is empty costs nothing, and splitting costs a third of the time of filling."""
FIELDS = {"b": 24, "p": 120, "t": 20, "e": 1}
"""New fields that an article brings, about: for laying out the buckets when it is known how many articles will come."""


def first_buckets(articles: int, shards: int) -> list[int]:
    """How many buckets each channel of a shard starts with when so many articles will come (0: unknown)."""
    wanted = [max(first, articles * FIELDS[letter] // LOAD) // shards for letter, first in FIRST_BUCKETS.items()]
    return [min(max(buckets, LEAST_BUCKETS), 1 << 24) for buckets in wanted]
