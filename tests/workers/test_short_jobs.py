"""A job is forgotten when it begins: what it was for is in the archive, and what it raises is in the log."""

from __future__ import annotations

import logging
import threading

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from rq.worker import WorkerStatus

from copytaster.runtime import keys
from tests.workers import test_short_jobs as here
from workers import presence
from workers.worker import QueueWorker

seen: list[tuple[str, list[bytes], str]] = []
"""What each job was given, what Redis had of RQ's jobs and queues meanwhile, and the worker's state."""
at_work: QueueWorker | None = None


def job(word: str) -> None:
    assert at_work is not None
    kept = [key for kind in ("job", "queue", "execution*", "wip") for key in at_work.connection.keys(f"rq:{kind}:*")]
    seen.append((word, kept, at_work.get_state()))
    if word == "break":
        raise ValueError("broken on purpose")


@pytest.fixture
def one(redis_client: Redis, monkeypatch: pytest.MonkeyPatch) -> QueueWorker:
    queue = Queue("short", connection=redis_client, serializer=JSONSerializer)
    worker = QueueWorker([queue], name="short-1", connection=redis_client, serializer=JSONSerializer)
    worker.stop = threading.Event()
    monkeypatch.setattr(worker, "_install_signal_handlers", lambda: None)  # this process keeps its own
    monkeypatch.setattr(here, "seen", [])
    monkeypatch.setattr(here, "at_work", worker)
    return worker


def test_nothing_is_left_of_a_job_once_it_runs(one: QueueWorker, caplog: pytest.LogCaptureFixture) -> None:
    queue = one.queues[0]
    for word in ("go", "break", "on"):
        queue.enqueue_call("tests.workers.test_short_jobs.job", args=(word,), timeout=-1, result_ttl=0, ttl=600)
    with caplog.at_level(logging.ERROR):
        one.work(burst=True, max_jobs=1)
        assert [(word, state) for word, _, state in here.seen] == [("go", WorkerStatus.BUSY)]
        assert sorted(here.seen[0][1]) == sorted([queue.key.encode(), *(f"rq:job:{i}".encode() for i in queue.job_ids)])
        one.work(burst=True)
    assert [word for word, *_ in here.seen] == ["go", "break", "on"]
    assert here.seen[-1][1] == []
    assert one.get_state() == WorkerStatus.IDLE
    assert "broken on purpose" in caplog.text


def test_the_relay_is_told_once_that_the_next_job_may_come(one: QueueWorker, redis_client: Redis) -> None:
    queue = one.queues[0]
    for word in ("go", "on"):
        queue.enqueue_call("tests.workers.test_short_jobs.job", args=(word,), timeout=-1, result_ttl=0, ttl=600)
    one.work(burst=True)
    assert redis_client.lrange(keys.TAKEN, 0, -1) == [b"1"]
    presence.announce(redis_client, "a")
    assert presence.still(redis_client, ["a"], []) == []
    assert not redis_client.exists(keys.TAKEN), "the lengths of the queues tell what was told before"


def test_a_job_that_redis_lost_is_passed_over(one: QueueWorker, redis_client: Redis) -> None:
    queue = one.queues[0]
    lost = queue.enqueue_call("tests.workers.test_short_jobs.job", args=("lost",), timeout=-1, ttl=600)
    queue.enqueue_call("tests.workers.test_short_jobs.job", args=("kept",), timeout=-1, ttl=600)
    redis_client.delete(lost.key)
    one.work(burst=True)
    assert [word for word, *_ in here.seen] == ["kept"]
