"""Building the index in Redis anew: by one of many, whole, and nothing left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import redis
from redis import RedisError

from copytaster.index import IndexLost, generation
from copytaster.index.redis import RedisIndex
from copytaster.model import Fingerprint
from tests.index.made import ANY, Item, oracle, same


def test_while_it_is_built_it_is_lost_to_everybody_else(
    stored: RedisIndex, redis_client: redis.Redis, items: list[Item]
) -> None:
    other, stranger = RedisIndex(redis_client), RedisIndex(redis_client)
    other.probe(ANY)
    seen = 0

    def slowly() -> Iterator[Item]:
        nonlocal seen
        for item in items:
            for reader in (other, stranger):
                with pytest.raises(IndexLost):
                    reader.probe(ANY)
                with pytest.raises(IndexLost):
                    reader.add(9999, ANY)
                seen += 1
            yield item

    assert stored.rebuild(slowly(), force=True)
    assert seen == 300
    same(stored, oracle(items))
    assert stranger.probe(ANY).size == 150


def test_of_many_that_would_rebuild_one_does(redis_url: str, items: list[Item]) -> None:
    clients = [redis.Redis.from_url(redis_url) for _ in range(5)]
    indexes = [RedisIndex(client) for client in clients]
    gate = threading.Barrier(5)
    built: list[bool] = []
    walked: list[int] = []

    def walk() -> Iterator[Item]:
        for item in items:
            walked.append(item[0])
            yield item

    def run(one: RedisIndex) -> None:
        gate.wait()
        built.append(one.rebuild(walk()))

    threads = [threading.Thread(target=run, args=(one,)) for one in indexes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(built) == [False] * 4 + [True]
    assert len(walked) == 150
    for one, client in zip(indexes, clients, strict=True):
        same(one, oracle(items))
        client.close()


def test_a_builder_that_was_thought_dead_cannot_spoil_the_index_of_the_next(
    stored: RedisIndex, redis_client: redis.Redis, items: list[Item]
) -> None:
    successor = RedisIndex(redis_client)

    def overtaken() -> Iterator[Item]:
        yield from items[:70]
        redis_client.delete("ct:upkeep")  # as when its lock ran out
        assert successor.rebuild(items[:100], force=True)
        yield from items[70:]

    with pytest.raises(IndexLost):
        stored.rebuild(overtaken(), force=True)
    same(successor, oracle(items[:100]))
    assert stored.probe(ANY).size == 100  # of the one that is there now


def test_a_rebuild_that_broke_off_leaves_the_index_lost(
    stored: RedisIndex, redis_client: redis.Redis, items: list[Item]
) -> None:
    def broken() -> Iterator[Item]:
        yield from items[:80]
        raise OSError("the archive is gone")

    with pytest.raises(OSError, match="archive"):
        stored.rebuild(broken(), force=True)
    with pytest.raises(IndexLost):
        RedisIndex(redis_client).probe(ANY)
    assert stored.rebuild(items)
    same(stored, oracle(items))


def test_rebuilding_leaves_nothing_behind(stored: RedisIndex, redis_client: redis.Redis, items: list[Item]) -> None:
    wide = RedisIndex(redis_client, shards=6)
    wide.rebuild(items, force=True)
    RedisIndex(redis_client, shards=1).rebuild([], force=True)
    assert redis_client.keys("*") == [b"ct:{0}"]


def test_reconciling_a_lost_index_builds_it(stored: RedisIndex, redis_client: redis.Redis, items: list[Item]) -> None:
    redis_client.flushall()
    have = dict(items)

    def fetch(seqs: object) -> dict[int, Fingerprint]:
        return {seq: have[seq] for seq in seqs}  # type: ignore[attr-defined]

    assert stored.reconcile(have, fetch) == (150, 0)
    same(stored, oracle(items))


@pytest.mark.parametrize("lost", [False, True])
def test_an_archive_that_takes_long_to_walk_is_walked_to_its_end(
    redis_client: redis.Redis, items: list[Item], monkeypatch: pytest.MonkeyPatch, lost: bool
) -> None:
    """The lock of the upkeep is kept meanwhile: whoever waits for it does not take over."""
    monkeypatch.setattr("copytaster.index.alone.LOCK_SECONDS", 0.6)
    index = RedisIndex(redis_client)
    if not lost:
        index.clear()
    have, held = dict(items), []

    def slowly() -> Iterator[int]:
        for number, seq in enumerate(have):
            yield seq
            if number % 10 == 0:
                time.sleep(0.1)
                held.append(redis_client.get("ct:upkeep"))

    assert index.reconcile(slowly(), lambda seqs: {seq: have[seq] for seq in seqs}) == (150, 0)
    assert None not in held
    assert len(set(held)) == 1
    same(index, oracle(items))


def test_a_lock_that_ran_out_is_taken_again_when_nobody_has_it(
    redis_client: redis.Redis, items: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copytaster.index.alone.LOCK_SECONDS", 0.2)
    index = RedisIndex(redis_client)

    def stalled() -> Iterator[Item]:
        yield from items[:70]
        time.sleep(0.5)
        yield from items[70:]

    assert index.rebuild(stalled(), force=True)
    same(index, oracle(items))


def test_an_article_added_during_the_comparison_stays(
    stored: RedisIndex, redis_client: redis.Redis, items: list[Item]
) -> None:
    other = RedisIndex(redis_client)
    stored.add_many(items[:10])
    archived = [seq for seq, _ in items[:10]]

    def walk() -> Iterator[int]:
        # Accepted and added after the members were read: the archive, walked now, has it.
        archived.append(500)
        other.add(500, ANY)
        yield from archived

    assert stored.reconcile(walk(), lambda seqs: dict.fromkeys(seqs, ANY))[1] == 0
    assert 500 in stored.members()


def test_whoever_only_asks_and_removes_takes_over_the_index_that_was_built_anew(
    stored: RedisIndex, redis_client: redis.Redis, items: list[Item]
) -> None:
    """The web process checks drafts and deletes, the relay forgets what is too old: neither ever builds an index."""
    stored.rebuild(items[:50], force=True)
    web, relay = RedisIndex(redis_client), RedisIndex(redis_client)
    assert (web.probe(ANY).size, len(relay.members())) == (50, 50)
    RedisIndex(redis_client, shards=3).rebuild(items, force=True)
    for told in (web.members, lambda: relay.remove(*items[0])):
        with pytest.raises(IndexLost):
            told()
    relay.remove(*items[0])
    assert web.probe(ANY).size == 149
    redis_client.flushall()
    for _ in range(3):
        with pytest.raises(IndexLost):
            web.probe(ANY)
    stored.rebuild(items)
    assert web.probe(ANY).size == 150


def test_two_versions_of_the_program_do_not_take_the_index_from_each_other(
    redis_client: redis.Redis, items: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one replaces the other each would build it anew, and again, as often as it is asked to check an article."""
    have = dict(items[:20])

    def heal(index: RedisIndex) -> tuple[int, int]:
        return index.reconcile(have, lambda seqs: {seq: have[seq] for seq in seqs})

    monkeypatch.setattr(generation, "VERSION", generation.VERSION - 1)
    older, another = RedisIndex(redis_client), RedisIndex(redis_client)
    assert heal(older) == (20, 0)
    monkeypatch.undo()
    later = RedisIndex(redis_client)
    with pytest.raises(IndexLost):
        later.probe(ANY)
    assert heal(later) == (20, 0)
    with pytest.raises(IndexLost):
        older.probe(ANY)
    acts = (
        lambda: heal(older), lambda: older.probe(ANY), lambda: another.meet(1, have[1]),
        lambda: another.rebuild(have.items()), another.members,
    )  # fmt: skip
    for act in acts:
        with pytest.raises(RedisError, match="later version"):
            act()
    assert later.probe(ANY).size == 20
    assert another.rebuild(have.items(), force=True)  # somebody went back to the older version, and said so
    assert another.probe(ANY).size == 20
