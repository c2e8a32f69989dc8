"""Postings as bytes: what is written is read again, by the program and by the server's scripts alike."""

from __future__ import annotations

import numpy as np
import redis
from hypothesis import given
from hypothesis import strategies as st

from copytaster.index.packing import read_postings, write_postings
from copytaster.index.redis import RedisIndex
from copytaster.index.scripts import parts
from tests.index.made import keyed

seqs = st.one_of(st.integers(0, 300), st.integers(0, 2**32 - 1))
postings = st.lists(st.sets(seqs, min_size=1, max_size=12).map(sorted), max_size=8)


@given(postings)
def test_what_is_written_is_read_again(rows: list[list[int]]) -> None:
    written = write_postings(
        np.array([seq for row in rows for seq in row], np.uint32), np.array([len(row) for row in rows], np.int64)
    )
    read, lengths = read_postings(written)
    assert lengths.tolist() == [len(row) for row in rows]
    assert read.tolist() == [seq for row in rows for seq in row]
    assert [byte < 64 for byte in written].count(True) == len(rows)  # by which a script finds where each ends


EDGES = [0, 1, 62, 63, 64, 8_190, 8_191, 8_192, 2**20 - 2, 2**20 - 1, 2**20, 2**27 - 2, 2**27 - 1, 2**27, 2**32 - 1]


def test_the_scripts_write_as_the_program_does(redis_client: redis.Redis) -> None:
    """One seq after the other is put in by a script; all at once they are written by the program."""
    alone, together = RedisIndex(redis_client, "alone"), RedisIndex(redis_client, "together")
    for index in (alone, together):
        index.clear()
    for start in range(len(EDGES)):
        key = keyed(passages=[start])
        for seq in EDGES[start:]:
            alone.add(seq, key)
        together.add_many((seq, key) for seq in EDGES[start:])
    script = parts.COMMON + parts.BLOCKS + "return read(KEYS[1], tonumber(ARGV[1]))"
    held = 0
    for bucket in redis_client.keys("alone:{0}:p:*"):
        other = bucket.replace(b"alone", b"together")
        for field in redis_client.hkeys(bucket):
            block = int(field) % parts.BLOCKS_A_BUCKET
            text = redis_client.eval(script, 1, bucket, block)
            held += len(text)
            assert text == redis_client.eval(script, 1, other, block)
    assert held > 200
    assert list(alone.dump()["passages"].values()) != []
    assert alone.dump() == together.dump()
