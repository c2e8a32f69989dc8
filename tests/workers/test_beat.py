"""RQ's worker gives its own sign of life at most once a second, and ours each time that it would have."""

from __future__ import annotations

import threading

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from workers import worker
from workers.worker import QueueWorker


def test_jobs_that_follow_each_other_share_a_beat(redis_client: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Queue("beat", connection=redis_client, serializer=JSONSerializer)
    one = QueueWorker([queue], name="beat-1", connection=redis_client, serializer=JSONSerializer)
    one.stop = threading.Event()
    announced: list[bool] = []
    one.announce = lambda: announced.append(True)
    now = [100.0]
    monkeypatch.setattr(worker.time, "monotonic", lambda: now[0])

    def beats() -> bool:
        redis_client.delete(one.key)
        one.heartbeat()
        return bool(redis_client.exists(one.key))

    assert [beats(), beats()] == [True, False]
    now[0] += 1.0
    assert [beats(), beats()] == [True, False]
    assert len(announced) == 4
    with redis_client.pipeline() as pipe:  # what RQ tells along with something else costs nothing
        one.heartbeat(60, pipe)
        pipe.execute()
    assert redis_client.exists(one.key)
    assert len(announced) == 4
