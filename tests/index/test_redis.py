"""What the index in Redis promises beyond the contract: it is lost aloud, rebuilt by one, and small."""

from __future__ import annotations

import threading

import pytest
import redis

from copytaster.index import FIRST, IndexLost, scripts
from copytaster.index.client import UnsafeServer
from copytaster.index.redis import RedisIndex
from tests.index.made import ANY, Item, archive, keyed, oracle, plain, same

# lost, and aloud


def test_an_index_that_was_never_made_is_lost(redis_client: redis.Redis) -> None:
    index = RedisIndex(redis_client)
    asks = (
        index.members, index.dump, lambda: index.probe(ANY), lambda: index.add(1, ANY), lambda: index.meet(1, ANY),
    )  # fmt: skip
    for ask in asks:
        with pytest.raises(IndexLost):
            ask()
    assert redis_client.dbsize() == 0


def test_an_emptied_server_is_never_taken_for_an_empty_index(stored: RedisIndex, redis_client: redis.Redis) -> None:
    stored.add(1, ANY)
    redis_client.flushall()
    acts = (
        stored.members, stored.dump, lambda: stored.probe(ANY), lambda: stored.add(1, ANY),
        lambda: stored.remove(1, ANY), lambda: stored.add_many([(1, ANY)]), lambda: stored.forget([1]),
        lambda: stored.meet(1, ANY),
    )  # fmt: skip
    for ask in acts:
        with pytest.raises(IndexLost):
            ask()
    assert redis_client.dbsize() == 0


def test_a_server_that_forgot_that_the_index_was_finished_has_none(
    stored: RedisIndex, redis_client: redis.Redis, items: list[Item]
) -> None:
    """An append-only file cut short goes back to the middle of the building, whose token we still hold."""
    stored.rebuild(items[:100], force=True)
    generation = redis_client.hget("ct:{0}", "generation")
    assert generation is not None
    redis_client.hset("ct:{0}", "building", generation)
    redis_client.hdel("ct:{0}", "generation", "run")
    for ask in (lambda: stored.probe(ANY), lambda: stored.meet(1, ANY)):
        with pytest.raises(IndexLost):
            ask()
    assert stored.reconcile([seq for seq, _ in items], lambda seqs: {q: f for q, f in items if q in seqs})[0] == 150
    same(stored, oracle(items))


def test_an_index_built_anew_is_not_the_one_that_was_opened(stored: RedisIndex, redis_client: redis.Redis) -> None:
    reader = RedisIndex(redis_client)
    stored.add(1, ANY)
    assert reader.probe(ANY).size == 1
    stored.clear()
    with pytest.raises(IndexLost):
        reader.probe(ANY)
    assert reader.rebuild([(5, ANY)]) is False  # it is whole: taken over as it is
    assert reader.probe(ANY).size == 0


def test_one_home_key_lost_of_several_is_enough(redis_client: redis.Redis) -> None:
    index = RedisIndex(redis_client, shards=4)
    index.clear()
    index.add(1, ANY)
    redis_client.delete("ct:{2}")
    with pytest.raises(IndexLost):
        index.probe(ANY)
    with pytest.raises(IndexLost):
        RedisIndex(redis_client).probe(ANY)
    assert index.reconcile([1], lambda seqs: dict.fromkeys(seqs, ANY)) == (1, 0)
    assert index.probe(ANY).size == 1


def test_an_article_that_one_shard_lost_is_put_back(redis_client: redis.Redis, items: list[Item]) -> None:
    index = RedisIndex(redis_client, shards=4)
    index.rebuild(items)
    bits = int(redis_client.getbit("ct:{1}:m:0", 17))
    redis_client.setbit("ct:{1}:m:0", 17, 0)
    assert bits == 1
    assert 17 not in index.members()
    have = dict(items)
    assert index.reconcile([seq for seq, _ in items], lambda seqs: {seq: have[seq] for seq in seqs}) == (1, 0)
    assert index.dump() == oracle(items).dump()


def test_two_prefixes_are_two_indexes(stored: RedisIndex, redis_client: redis.Redis) -> None:
    other = RedisIndex(redis_client, "other")
    other.clear()
    other.add(8, ANY)
    stored.clear()
    assert other.members().tolist() == [8]
    assert stored.members().tolist() == []


@pytest.mark.parametrize("made_of", ["", "archive-a:1", "archive-b:2"])
def test_an_index_made_of_something_else_is_lost_and_built_again(redis_client: redis.Redis, made_of: str) -> None:
    RedisIndex(redis_client, source=made_of).rebuild([(1, ANY), (2, ANY)])
    index = RedisIndex(redis_client, source="archive-a:2")
    with pytest.raises(IndexLost):
        index.probe(ANY)
    assert index.reconcile([2, 3], lambda seqs: dict.fromkeys(seqs, ANY)) == (2, 0)
    assert index.members().tolist() == [2, 3]
    again = RedisIndex(redis_client, source="archive-a:2")
    assert again.probe(ANY).size == 2
    with pytest.raises(IndexLost):
        RedisIndex(redis_client, source=made_of).members()


# several at once


@pytest.mark.parametrize("shards", [1, 5])
def test_of_two_that_meet_at_once_one_sees_the_other_whole(
    redis_url: str, redis_client: redis.Redis, shards: int
) -> None:
    RedisIndex(redis_client, shards=shards).clear()
    story = keyed(range(8), range(100), range(20))
    found: dict[int, list[int]] = {}
    together = threading.Barrier(4)

    def write(own: int) -> None:
        with redis.Redis.from_url(redis_url) as client:
            mine = RedisIndex(client)
            for seq in range(own, 80, 4):
                together.wait(30)
                seen = [set(seqs.tolist()) for seqs in mine.meet(seq, story).channels["passages"].seqs]
                found[seq] = sorted(set.intersection(*seen))

    threads = [threading.Thread(target=write, args=(own,)) for own in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(80))
    for one in range(80):
        for other in range(one):
            assert one in found[other] or other in found[one]


def test_writers_and_readers_at_once(stored: RedisIndex, redis_url: str, items: list[Item]) -> None:
    errors: list[BaseException] = []

    def write(part: list[Item]) -> None:
        try:
            with redis.Redis.from_url(redis_url) as client:
                mine = RedisIndex(client)
                for seq, fingerprint in part:
                    mine.add(seq, fingerprint)
                    found = mine.probe(fingerprint).channels["passages"].seqs
                    assert all(seq in seqs for seqs in found)  # added before it asks: it sees itself, and others see it
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(items[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    same(stored, oracle(items))


# small


def test_buckets_are_split_and_stay_compact(redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scripts, "FIRST_BUCKETS", dict.fromkeys("bpte", scripts.LEAST_BUCKETS))
    load = 512  # bytes a bucket: fewer than are shipped, or the test would need ten times the articles
    monkeypatch.setattr(scripts, "ADD", scripts.ADD.replace(f"= {scripts.LOAD}, ", f"= {load}, ", 1))
    items = archive(400, passages=300)
    index = RedisIndex(redis_client)
    index.rebuild(iter(items))
    state = redis_client.hgetall("ct:{0}")
    assert int(state[b"fp"]) == 300 * (62 * 4 + 338 * 5)  # a number below 64 takes one byte, another two
    assert int(state[b"np"]) == -(-int(state[b"fp"]) // load)
    buckets = redis_client.keys("ct:{0}:[bpte]:*")
    assert len(buckets) > 1000
    assert {redis_client.object("ENCODING", bucket) for bucket in buckets} == {b"listpack"}
    same(index, oracle(items))


def test_bytes_an_article(redis_client: redis.Redis) -> None:
    before = redis_client.info("memory")["used_memory"]
    RedisIndex(redis_client).rebuild(archive(2_000, passages=130))
    assert (redis_client.info("memory")["used_memory"] - before) / 2_000 < 1_700


def test_an_index_of_another_layout_is_lost_and_built_anew(
    redis_client: redis.Redis, items: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(scripts, "LAYOUT", scripts.LAYOUT - 1)
        RedisIndex(redis_client).rebuild(items)
    # what the layout before this one had: hashes of five bytes of an identity → seqs
    redis_client.hset("ct:{0}:p:7", b"12345", b"\1\0\0\0")
    index = RedisIndex(redis_client)
    with pytest.raises(IndexLost):
        index.probe(ANY)
    have = dict(items)
    assert index.reconcile([seq for seq, _ in items], lambda seqs: {seq: have[seq] for seq in seqs}) == (150, 0)
    same(index, oracle(items))
    assert not redis_client.hexists("ct:{0}:p:7", b"12345")


def test_of_a_common_posting_only_the_first_are_shipped(redis_client: redis.Redis, items: list[Item]) -> None:
    index = RedisIndex(redis_client, common=400)
    index.rebuild((seq, keyed(passages=[1])) for seq in range(5000))
    sent = redis_client.info("stats")["total_net_output_bytes"]
    _, found = plain(index.probe(keyed(passages=[1])))
    assert found["passages"] == [(5000, [*range(FIRST)])]
    assert redis_client.info("stats")["total_net_output_bytes"] - sent < 15_000  # of which INFO has some 6,000


# refused


@pytest.mark.parametrize("prefix", ["", "a{b", "a*", "a?", "a[b]"])
def test_a_prefix_that_would_match_others_is_refused(redis_client: redis.Redis, prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        RedisIndex(redis_client, prefix)


def test_a_client_that_decodes_is_refused(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client, pytest.raises(ValueError, match="bytes"):
        RedisIndex(client)


def test_a_server_that_would_evict_is_refused(redis_client: redis.Redis) -> None:
    redis_client.config_set("maxmemory", "200mb")
    redis_client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        with pytest.raises(UnsafeServer, match="noeviction") as caught:
            RedisIndex(redis_client).rebuild([])
        assert isinstance(caught.value, redis.RedisError)  # the server's matter, and no article's
    finally:
        redis_client.config_set("maxmemory-policy", "noeviction")
        redis_client.config_set("maxmemory", "0")
    assert RedisIndex(redis_client).rebuild([])


def test_other_errors_of_the_server_come_through(stored: RedisIndex, redis_client: redis.Redis) -> None:
    stored.members()  # opened
    redis_client.set("ct:{0}:m", "not a set")
    with pytest.raises(redis.ResponseError, match="WRONGTYPE"):
        stored.add(1, ANY)
