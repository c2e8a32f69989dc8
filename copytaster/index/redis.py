"""The index in Redis or Valkey (6.2 and later), alone or as a cluster: packed postings, changed and read by scripts.

One article is one call: its 300 keys travel as one string of 5 bytes a key, the script does the rest, and what it wrote
goes into the append-only file as one transaction that ends with the mark of membership. A file cut short by a
crash therefore misses whole articles, which `members` shows and `reconcile` puts back.

On a cluster the keys are dealt out to shards, each in one slot, each with its own scripts, members and seal. An
article is a member when every shard has it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import length_hint
from typing import Any

import numpy as np
from redis import Redis, RedisCluster
from redis.exceptions import NoScriptError, ReadOnlyError, ResponseError

from copytaster.index import (
    BURST,
    CHANNELS,
    EVERYBODY,
    FIRST,
    KEY_BITS,
    NEAR,
    Answer,
    Fetch,
    IndexDoubted,
    IndexLost,
    Seqs,
    generation,
    identities,
    scripts,
)
from copytaster.index.alone import alone
from copytaster.index.client import Client, lost, of_cluster, refuse_eviction
from copytaster.index.pace import Pace
from copytaster.index.packing import (
    EMPTY,
    array,
    bitmaps,
    five,
    grouped,
    joined,
    packed,
    packed_ranks,
    runs,
    unpacked,
    write_postings,
)
from copytaster.model import Fingerprint, Hashes
from copytaster.runtime import failover

BATCH = 64
"""Articles in one script call of `add_many`. The server answers nobody else for some 50 ms."""
Items = Iterable[tuple[int, Fingerprint]]


class RedisIndex:
    """`Index` over one Redis client, or over what `client()` connects when it is first needed. Safe for threads and for
    many processes at once.

    `prefix` begins the name of every key: two archives on one server need two. `source` says what the postings are
    made of, say the archive they are from; an index made of something else, or of fingerprints of an older version,
    counts as lost, and one of a later version is left alone (`LaterIndex`). `shards` counts when an index is created: 1
    on a single server, 32 on a cluster.

    Once it was told that the index is gone, or another one, it takes over the one that is there by the next call.
    """

    def __init__(
        self, client: Client | Callable[[], Client], prefix: str = "ct", *, source: str = "", common: int = 400,
        shards: int | None = None,
    ) -> None:  # fmt: skip
        if set(prefix) & set("{}*?[]\\") or not prefix:
            raise ValueError(f"prefix {prefix!r}: not empty, and none of {{}}*?[]\\")
        self.common = max(common, FIRST)
        self._given = client
        self._connected: Client | None = None if callable(client) else _of_bytes(client)
        self._prefix = prefix
        self._source = generation.source(source)
        if shards is not None and not 1 <= shards <= 256:
            raise ValueError("from 1 to 256 shards")
        self._new_shards = shards
        self._generation = ""
        self._shards = 0

    @property
    def _client(self) -> Client:
        """Connected when it is first needed: a server that is away then is away, and not missing for ever."""
        if self._connected is None:
            assert callable(self._given)
            self._connected = _of_bytes(self._given())
        return self._connected

    # writing

    def add(self, seq: int, fingerprint: Fingerprint) -> None:
        self._opened()
        self._add([(seq, fingerprint)])

    def add_many(self, items: Items) -> int:
        self._opened()
        return self._add_all(items)

    def remove(self, seq: int, fingerprint: Fingerprint) -> None:
        self._opened()
        channels = [identities(getattr(fingerprint, channel)) for channel in CHANNELS]
        self._all(
            scripts.REMOVE,
            lambda shard: [packed([seq]), *(five(ids[self._of(ids, shard)]) for ids in channels)],
        )

    def forget(self, seqs: Iterable[int]) -> None:
        self._opened()
        self._forget(seqs, lambda: None)

    def clear(self) -> None:
        with alone(self._client, self._prefix):
            self._begin()
            self._seal(self._look())

    # reading

    def probe(self, fingerprint: Fingerprint) -> Answer:
        self._opened()
        return self._asked(scripts.PROBE, fingerprint)

    def meet(self, seq: int, fingerprint: Fingerprint) -> Answer:
        self._opened()
        if self._shards > 1:
            # Added everywhere before any shard is asked: who does both shard by shard could miss, of another one that
            # comes at this moment, half of the keys, and be missed by it for the other half.
            self._add([(seq, fingerprint)])
            return self._asked(scripts.PROBE, fingerprint)
        return self._asked(scripts.MEET, fingerprint, packed([seq]), packed_ranks([fingerprint.rank]))

    def _asked(self, script: str, fingerprint: Fingerprint, *first: bytes) -> Answer:
        channels = [identities(getattr(fingerprint, channel)) for channel in CHANNELS]
        picks = [[self._of(ids, shard) for ids in channels] for shard in range(self._shards)]
        limits = (*first, self.common, FIRST, EVERYBODY, BURST, NEAR, packed_ranks([fingerprint.rank]))
        answers = self._all(
            script,
            lambda shard: [*limits, *(five(ids[pick]) for ids, pick in zip(channels, picks[shard], strict=True))],
        )
        parts = [
            unpacked([len(ids[pick]) for ids, pick in zip(channels, mine, strict=True)], *answer[1:])
            for mine, answer in zip(picks, answers, strict=True)
        ]
        found = {
            channel: parts[0][place]
            if len(parts) == 1
            else joined([part[place] for part in parts], [pick[place] for pick in picks], len(channels[place]))
            for place, channel in enumerate(CHANNELS)
        }
        return Answer(found, min(int(answer[0]) for answer in answers))

    def members(self) -> Seqs:
        self._opened()
        return self._members(all_shards=True)

    def dump(self) -> Mapping[str, Mapping[int, tuple[int, ...]]]:
        self._opened()
        content: dict[str, dict[int, tuple[int, ...]]] = {channel: {} for channel in CHANNELS}
        for shard in range(self._shards):
            for number, channel in enumerate(CHANNELS, 1):
                for answer in self._sweep(scripts.DUMP, shard, number):
                    for key, seqs in zip(answer[1::2], answer[2::2], strict=True):
                        members = sorted(np.frombuffer(seqs, "<u4").tolist())
                        content[channel][int.from_bytes(key, "little")] = tuple(members)
        return content

    # upkeep

    def rebuild(self, items: Items, *, force: bool = False) -> bool:
        """Build the index from `items`; it is `IndexLost` to everybody until finished.

        Of several processes one builds; the others wait and take its index over (False). Raises `IndexLost` when the
        server restarts meanwhile, or another process takes over because this one stood still for half a minute.
        """
        with alone(self._client, self._prefix) as keep:
            if not force and self._adopt():
                return False
            runs = self._begin(length_hint(items))
            self._add_all(items, keep)
            if not self._seal(runs):
                raise IndexLost("the server restarted while the index was being built")
            return True

    def reconcile(self, all_seqs: Iterable[int], fetch: Fetch) -> tuple[int, int]:
        with alone(self._client, self._prefix) as keep:
            added = 0
            if self._adopt(doubted=True):
                runs, had = self._look(), self._members(all_shards=False)
                wanted = array(_each(all_seqs, keep))
                extra = np.setdiff1d(had, wanted)
            else:
                wanted, extra = array(_each(all_seqs, keep)), EMPTY
                runs = self._begin(len(wanted))
            for _ in range(10):
                # A restart during the comparison may have lost more: compare again, until it did not.
                members = self._members(all_shards=True)
                self._forget(extra.tolist(), keep)
                missing = np.setdiff1d(wanted, members).tolist()
                for start in range(0, len(missing), BATCH):
                    added += self._add_all(fetch(missing[start : start + BATCH]).items(), keep)
                if self._seal(runs):
                    return added, len(extra)
                runs = self._look()
            raise IndexDoubted("the server keeps restarting")

    # the inside: one call a shard

    def _home(self, shard: int) -> str:
        return f"{self._prefix}:{{{shard}}}"

    def _shards_of_new(self) -> int:
        return self._new_shards or (32 if isinstance(self._client, RedisCluster) else 1)

    def _of(self, ids: Hashes, shard: int) -> slice | np.ndarray[Any, np.dtype[np.bool_]]:
        """Which of these identities live in the shard: by their highest byte, as the lowest ones choose the block."""
        if self._shards == 1:
            return slice(None)
        mine: np.ndarray[Any, np.dtype[np.bool_]] = (ids >> np.uint64(KEY_BITS - 8)) % np.uint64(self._shards) == shard
        return mine

    def _call(self, script: str, shard: int, *args: Any) -> Any:
        sha, home = _sha(script), self._home(shard)
        try:
            try:
                return self._client.evalsha(sha, 1, home, *args)
            except NoScriptError:
                return self._client.eval(script, 1, home, *args)
        except ResponseError as error:
            raise self._lost(error) from error

    @of_cluster()
    def _all(self, script: str, args: Callable[[int], list[Any]]) -> list[Any]:
        """Runs the script on every shard, in one pipeline; the generation comes before its own arguments."""
        if self._shards == 1:
            return [self._call(script, 0, self._generation, *args(0))]
        calls = [(self._generation, *args(shard)) for shard in range(self._shards)]
        pipeline = self._client.pipeline(transaction=False)
        for shard, call in enumerate(calls):
            # Not `pipeline.evalsha`: the cluster client refuses it for the case that keys are in several slots.
            pipeline.execute_command("EVALSHA", _sha(script), 1, self._home(shard), *call)
        answers: list[Any] = pipeline.execute(raise_on_error=False)
        for shard, answer in enumerate(answers):
            if isinstance(answer, NoScriptError):
                answers[shard] = self._call(script, shard, *calls[shard])
            elif isinstance(answer, Exception):
                raise self._lost(answer) from answer
        return answers

    def _lost(self, error: Exception) -> Exception:
        """The error as the index tells it. An index that is gone is not asked again, nor is a server in whose place
        there may be another by now."""
        told = lost(error)
        if isinstance(told, IndexLost) and not isinstance(told, IndexDoubted):
            self._generation = ""
        elif isinstance(told, IndexDoubted | ReadOnlyError) and isinstance(self._client, Redis):
            failover.let_go(self._client)
        return told

    def _sweep(self, script: str, shard: int, channel: int, *args: Any) -> Iterator[Any]:
        first = buckets = 0
        pace = Pace()
        while first <= buckets:
            step, began = pace.step, time.monotonic()
            answer = self._call(script, shard, self._generation, channel, first, step, *args)
            pace.took(time.monotonic() - began)
            buckets = int(answer[0] if isinstance(answer, list) else answer)
            yield answer
            first += step

    def _add_all(self, items: Items, after: Callable[[], None] | None = None) -> int:
        count, rest = 0, iter(items)
        while batch := list(islice(rest, BATCH)):
            self._add(batch)
            count += len(batch)
            if after:
                after()
        return count

    def _forget(self, seqs: Iterable[int], after: Callable[[], None]) -> None:
        gone = packed(sorted(set(seqs)))
        if gone:
            for shard in range(self._shards):
                for channel in range(1, 1 + len(CHANNELS)):
                    for _ in self._sweep(scripts.FORGET, shard, channel, gone):
                        after()
            self._all(scripts.UNMARK, lambda shard: [gone])

    def _add(self, batch: Sequence[tuple[int, Fingerprint]]) -> None:
        ranks = {seq: fingerprint.rank for seq, fingerprint in batch}
        members = packed(sorted(ranks)), packed_ranks([ranks[seq] for seq in sorted(ranks)])
        channels = [grouped(batch, channel) for channel in CHANNELS]

        def args(shard: int) -> list[Any]:
            found: list[Any] = [*members]
            for ids, seqs in channels:
                mine = self._of(ids, shard)
                heads, lengths = runs(ids[mine])
                found += [five(heads), write_postings(seqs[mine], lengths)]
            return found

        self._all(scripts.ADD, args)

    def _members(self, *, all_shards: bool) -> Seqs:
        """Articles that every shard has, or that any shard has."""
        have = [bitmaps(answer) for answer in self._all(scripts.MEMBERS, lambda shard: [])]
        result = have[0]
        for other in have[1:]:
            result = np.intersect1d(result, other) if all_shards else np.union1d(result, other)
        return result

    # the inside: which index this is

    def _opened(self) -> None:
        if not self._generation and not self._adopt(doubted=True):
            raise IndexLost("there is no index, it is still being built, or it is made of something else")

    def _adopt(self, *, doubted: bool = False) -> bool:
        """Take over the index that is there, if it is whole (`doubted`: even if its server restarted since). Raises
        `LaterIndex`."""
        first = self._call(scripts.LOOK, 0)
        found, shards = first[0].decode(), int(first[2])
        if not generation.is_of(found, self._source):
            return False
        for shard in range(shards):
            other = self._call(scripts.LOOK, shard) if shard else first
            if other[0] != first[0] or not (other[3] or doubted):
                return False
        refuse_eviction(self._client)
        self._generation, self._shards = found, shards
        return True

    def _look(self) -> list[str]:
        """The run id of each shard's server."""
        return [self._call(scripts.LOOK, shard)[4].decode() for shard in range(self._shards)]

    def _begin(self, articles: int = 0) -> list[str]:
        refuse_eviction(self._client)
        self._generation, self._shards = generation.new(self._source), self._shards_of_new()
        buckets = scripts.first_buckets(articles, self._shards)
        homes = {self._home(shard).encode() for shard in range(self._shards)}
        # First the token, which shuts everybody out; then what the former index left behind.
        self._unlink(self._home(shard) for shard in range(self._shards, 256))
        for shard in range(self._shards):
            self._call(scripts.BEGIN, shard, self._generation, self._shards, *buckets)
        runs = self._look()
        self._unlink(key for key in self._client.scan_iter(f"{self._prefix}:{{*", count=1000) if key not in homes)
        return runs

    @of_cluster()
    def _unlink(self, keys: Iterable[str | bytes]) -> None:
        rest = iter(keys)
        while batch := list(islice(rest, 1000)):
            pipeline = self._client.pipeline(transaction=False)
            for key in batch:
                pipeline.unlink(key)
            pipeline.execute()

    def _seal(self, runs: Sequence[str]) -> bool:
        """Declare the index whole. False when a server is not the one any more that it was filled on."""
        sealed = [self._call(scripts.SEAL, shard, self._generation, run) for shard, run in enumerate(runs)]
        return all(sealed)


def _each(seqs: Iterable[int], after: Callable[[], None]) -> Iterator[int]:
    for seq in seqs:
        yield seq
        after()


def _of_bytes(client: Client) -> Client:
    if client.get_encoder().decode_responses:
        raise ValueError("the index needs bytes: a client without decode_responses")
    return client


def _sha(script: str) -> str:
    sha = _SHAS.get(script)
    if sha is None:
        sha = _SHAS[script] = hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()
    return sha


_SHAS: dict[str, str] = {}
