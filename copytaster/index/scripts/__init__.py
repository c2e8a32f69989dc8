"""What runs inside Redis: the Lua scripts of `RedisIndex`, each atomic over one shard.

Layout of a shard; `H` is its home key, ``<prefix>:{<shard>}``. The braces keep all of a shard in one slot of a cluster,
which is why a script may build the names of the keys it touches.

``H``              hash: generation, building, run, shards, size; per channel its buckets (``nb``) and bytes (``fb``)
``H:b:17``         hash: bucket 17 of channel ``b`` (``p``, ``t``, ``e``): the pieces of its 64 blocks
``H:b+<identity>`` string: the seqs of a posting too long for its block, ascending uint32; by rank
``H:b*<identity>`` string: those of them that are wires, which are left out above
``H:m`` ``H:m:3``  set of the chunks in use; bitmap of the members 3·2¹⁶ … 4·2¹⁶-1
``H:k:3``          string: the ranks of these articles, 8 bytes each

A block is a row of records: the upper three bytes of an identity, then who has it (`parts.BLOCKS` says how). A record
of one article takes six bytes. Block 5 lies in the fields 5, 5 + 64, 5 + 128 … of its bucket, in pieces of 63 bytes,
which Redis' compact listpack encoding takes (at most 512 fields, 64 bytes a value).

Buckets are kept small by linear hashing (Litwin, 1980): whenever a channel holds more than `LOAD` bytes a bucket, the
next bucket in turn is split in two. So the index needs no capacity set in advance. The lowest sixteen bits of an
identity are in the numbers of block and bucket (there are never fewer than 1,024 buckets), the rest is in the record.
"""

from __future__ import annotations

from copytaster.index.scripts.life import BEGIN, LOOK, SEAL
from copytaster.index.scripts.parts import CHUNK_BITS, LEAST_BUCKETS, LOAD
from copytaster.index.scripts.reading import DUMP, MEET, MEMBERS, PROBE
from copytaster.index.scripts.writing import ADD, FORGET, REMOVE, UNMARK

__all__ = [
    "ADD", "BEGIN", "CHUNK_BITS", "DUMP", "FORGET", "LAYOUT", "LEAST_BUCKETS", "LOAD", "LOOK", "MEET", "MEMBERS",
    "PROBE", "REMOVE", "SEAL", "UNMARK", "first_buckets",
]  # fmt: skip

LAYOUT = 3
"""Changes whenever what is in the server would; an index of another layout counts as lost."""
FIRST_BUCKETS = {"b": 1_024, "p": 2_048, "t": 1_024, "e": 1_024}
"""Buckets of a new index. One that is empty costs nothing, and splitting costs a third of the time of filling."""
BYTES = {"b": 180, "p": 780, "t": 100, "e": 6}
"""What an article adds to the blocks, about: for laying out the buckets when it is known how many will come."""


def first_buckets(articles: int, shards: int) -> list[int]:
    """How many buckets each channel of a shard starts with when so many articles will come (0: unknown)."""
    wanted = [max(first, articles * BYTES[letter] // LOAD) // shards for letter, first in FIRST_BUCKETS.items()]
    return [min(max(buckets, LEAST_BUCKETS), 1 << 24) for buckets in wanted]
