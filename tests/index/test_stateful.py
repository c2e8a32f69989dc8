"""Any sequence of changes leaves the index in Redis as it leaves the one in memory.

Keys come from a handful, so that postings pass the length that a block holds, which is short here; buckets are split so
early that a few dozen keys are enough.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from copytaster.index import scripts
from copytaster.index.memory import MemoryIndex
from copytaster.index.redis import RedisIndex
from copytaster.index.scripts import parts
from copytaster.model import Fingerprint
from tests.index.made import keyed, plain, ranked, same

few = st.lists(st.integers(0, 11), max_size=8)
some = st.lists(st.one_of(st.integers(0, 11), st.integers(0, 2**64 - 1)), max_size=12)
fingerprints = st.builds(keyed, few, some, few, st.lists(st.integers(0, 3), max_size=1))
seqs = st.integers(0, 50)


def at_its_rank(seq: int, fingerprint: Fingerprint) -> Fingerprint:
    """An article has one rank; here some are wires, some lie weeks apart, and some share theirs with another."""
    return replace(fingerprint, rank=ranked(seq * 7 % 20 * 4_000 // (1 + seq % 4), wire=seq % 5 == 0))


@pytest.fixture
def early_splits(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = f"= {scripts.LOAD}, {parts.PIECE}, {parts.BLOCKS_A_BUCKET}, {parts.INLINE}, {parts.BACK}\n"
    for name in ("ADD", "REMOVE", "FORGET", "PROBE", "MEET"):
        script = getattr(scripts, name)
        eager = script.replace(shipped, f"= 0.05, 13, {parts.BLOCKS_A_BUCKET}, 9, 3\n", 1)
        assert eager != script
        monkeypatch.setattr(scripts, name, eager)
    monkeypatch.setattr(scripts, "FIRST_BUCKETS", dict.fromkeys("bpte", scripts.LEAST_BUCKETS))
    for module in ("memory", "redis"):
        monkeypatch.setattr(f"copytaster.index.{module}.NEAR", 3)


@pytest.mark.slow
@pytest.mark.parametrize("shards", [1, 3])
@pytest.mark.usefixtures("early_splits")
def test_any_sequence_of_changes(redis_client: redis.Redis, shards: int) -> None:
    most_buckets = 0

    class Changes(RuleBasedStateMachine):
        @initialize()
        def empty(self) -> None:
            self.oracle = MemoryIndex(common=4)
            self.index = RedisIndex(redis_client, common=4, shards=shards)
            self.index.clear()
            self.added: dict[int, Fingerprint] = {}

        @rule(seq=seqs, fingerprint=fingerprints)
        def add(self, seq: int, fingerprint: Fingerprint) -> None:
            fingerprint = at_its_rank(seq, fingerprint)
            self.oracle.add(seq, fingerprint)
            self.index.add(seq, fingerprint)
            self.added[seq] = fingerprint

        @rule(seq=seqs, fingerprint=fingerprints)
        def meet(self, seq: int, fingerprint: Fingerprint) -> None:
            fingerprint = at_its_rank(seq, fingerprint)
            assert plain(self.index.meet(seq, fingerprint)) == plain(self.oracle.meet(seq, fingerprint))
            self.added[seq] = fingerprint

        @rule(items=st.lists(st.tuples(seqs, fingerprints), max_size=40))
        def add_many(self, items: list[tuple[int, Fingerprint]]) -> None:
            items = [(seq, at_its_rank(seq, fingerprint)) for seq, fingerprint in items]
            assert self.index.add_many(items) == self.oracle.add_many(items)
            self.added |= dict(items)

        @rule(first=st.integers(0, 30), count=st.integers(1, 40), key=st.integers(0, 11))
        def add_a_row(self, first: int, count: int, key: int) -> None:
            row = range(first, first + count)
            items = [(seq, at_its_rank(seq, keyed([key], [key], [key], [key % 4]))) for seq in row]
            self.index.add_many(items)
            self.oracle.add_many(items)
            self.added |= dict(items)

        @precondition(lambda self: self.added)
        @rule(data=st.data())
        def remove_one_that_was_added(self, data: st.DataObject) -> None:
            seq = data.draw(st.sampled_from(sorted(self.added)))
            fingerprint = self.added.pop(seq)
            self.oracle.remove(seq, fingerprint)
            self.index.remove(seq, fingerprint)

        @rule(seq=seqs, fingerprint=fingerprints)
        def remove_any(self, seq: int, fingerprint: Fingerprint) -> None:
            fingerprint = at_its_rank(seq, fingerprint)
            self.oracle.remove(seq, fingerprint)
            self.index.remove(seq, fingerprint)

        @rule(gone=st.sets(seqs, max_size=30))
        def forget(self, gone: set[int]) -> None:
            self.oracle.forget(gone)
            self.index.forget(gone)

        @rule()
        def open_anew(self) -> None:
            self.index = RedisIndex(redis_client, common=4)

        @rule(seq=seqs, fingerprint=fingerprints)
        def probe(self, seq: int, fingerprint: Fingerprint) -> None:
            fingerprint = at_its_rank(seq, fingerprint)
            assert plain(self.index.probe(fingerprint)) == plain(self.oracle.probe(fingerprint))

        @invariant()
        def the_same(self) -> None:
            if hasattr(self, "oracle"):
                same(self.index, self.oracle)
                assert self.index.probe(keyed()).size == len(self.oracle.members())

        @invariant()
        def bytes_are_counted(self) -> None:
            nonlocal most_buckets
            for home in redis_client.keys("ct:{?}"):
                most_buckets = max(most_buckets, int(redis_client.hget(home, "np") or 0))
                for letter in "bpte":
                    buckets = redis_client.keys(home.replace(b"{", b"\\{") + f":{letter}:*".encode())
                    pipeline = redis_client.pipeline(transaction=False)
                    for bucket in buckets:
                        pipeline.hvals(bucket)
                    held = sum(len(piece) for pieces in pipeline.execute() for piece in pieces)
                    assert held == int(redis_client.hget(home, f"f{letter}") or -1)

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Changes,
        settings=settings(
            max_examples=25 if shards == 1 else 10, stateful_step_count=15, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert most_buckets > scripts.LEAST_BUCKETS + 100  # or the test would not have tested splitting
