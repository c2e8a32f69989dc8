"""Promises 2, 3, 14 and 15 under load, on the real service: Redis emptied and cut short, PostgreSQL killed in
the middle of commits, workers that are not there, and a stop. Each takes a minute or so."""

from __future__ import annotations

import contextlib
import http.client
import math
import os
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
from redis import Redis, RedisError

from copytaster.archive import Archive
from copytaster.commands import index
from copytaster.index import IndexLost
from copytaster.settings import Settings
from tests.chaos.support import Answer, Service, running
from tests.postgres import cluster
from tests.promises.support import story

pytestmark = pytest.mark.long


def redis_url(service: Service) -> str:
    return f"unix://{service.home.resolve() / 'redis' / 'redis.sock'}?db=0"


def differences(service: Service) -> int:
    """Keys of the index that differ from a rebuilt one; all of them while it is lost."""
    with contextlib.suppress(IndexLost, RedisError):
        return index.differences(Settings(home=service.home.resolve()), redis_url(service))
    return 2**31


def checks(archive: Archive, ids: list[str]) -> Counter[int]:
    return Counter(row.checks for row in map(archive.find, ids) if row)


def test_redis_emptied_and_cut_short_during_a_thousand_posts(tmp_path: Path) -> None:
    """FLUSHALL after 250 and 500 articles; after 750 a kill, and a third of the append-only file cut off."""
    with running(tmp_path, "--no-seeds", COPYTASTER_WORKERS="2", COPYTASTER_CLEANERS="2") as service:
        taken, turn = 0, threading.Lock()

        def post(number: int) -> str:
            nonlocal taken
            article_id = service.post(story(10_000 + number), 120)
            with turn:
                taken += 1
                now = taken
            if now in (250, 500):
                with Redis.from_url(redis_url(service)) as client:
                    client.flushall()
            elif now == 750:
                service.child("redis").kill()
                for file in sorted((tmp_path / "redis").rglob("*.incr.aof"))[-1:]:
                    os.truncate(file, file.stat().st_size * 2 // 3)
            return article_id

        with ThreadPoolExecutor(4) as clients:
            ids = list(clients.map(post, range(1_000)))
        began = time.monotonic()
        service.wait_checked(ids, 180)
        print(f"all checked {time.monotonic() - began:.1f} s after the last post")
        archive = service.archive()
        assert checks(archive, ids) == {1: 1_000}
        deadline = time.monotonic() + 60
        while differences(service):
            assert time.monotonic() < deadline, f"{differences(service)} keys differ"
            time.sleep(1)
        archive.close()


def test_postgresql_killed_in_the_middle_of_commits(tmp_path: Path) -> None:
    """Every 202 has its row. A row without a 202 can only be one whose commit the crash kept from being acknowledged:
    asking again then gives 200 and the same id."""
    with cluster() as server:
        server.stop("fast")  # and start it again as a newsroom would run it: with fsync
        server.run("pg_ctl", "-D", str(server.home / "data"), "-l", str(server.home / "server.log"), "-w", "-o",
                   f"-k {server.home} -c listen_addresses=''", "start")  # fmt: skip
        url = server.database()
        with running(tmp_path, "--no-seeds", COPYTASTER_WORKERS="2", COPYTASTER_DATABASE_URL=url) as service:
            answers: dict[int, list[Answer | None]] = {}
            stop = threading.Event()

            def post(worker: int) -> None:
                number = worker
                while not stop.is_set():
                    try:
                        answer: Answer | None = service.call(
                            "POST", "/api/v1/articles", {"text": story(20_000 + number)}
                        )
                    except (OSError, http.client.HTTPException):
                        answer = None
                    answers.setdefault(number, []).append(answer)
                    if answer is None or answer.status != 202:
                        time.sleep(0.2)  # as it is told to
                    number += 6

            with ThreadPoolExecutor(6) as clients:
                posting = [clients.submit(post, worker) for worker in range(6)]
                for _ in range(4):
                    time.sleep(2.5)
                    server.stop("immediate")
                    time.sleep(0.7)
                    server.run("pg_ctl", "-D", str(server.home / "data"), "-l", str(server.home / "server.log"), "-w",
                               "-o", f"-k {server.home} -c listen_addresses=''", "start")  # fmt: skip
                time.sleep(1)
                stop.set()
                for done in posting:
                    done.result()
            statuses = Counter(a.status if a else None for tries in answers.values() for a in tries)
            print(dict(statuses))
            assert set(statuses) <= {202, 503}
            assert statuses[202] > 20
            assert statuses[503] > 3
            archive = Archive.open(url)
            accepted = [str(a.json["id"]) for tries in answers.values() for a in tries if a and a.status == 202]
            assert all(archive.find(article_id) for article_id in accepted)
            refused = [n for n, tries in answers.items() if all(a and a.status == 503 for a in tries)][:60]
            for number in refused:
                assert answers[number][0].headers["Retry-After"]  # type: ignore[union-attr]
            again = [service.call("POST", "/api/v1/articles", {"text": story(20_000 + n)}) for n in refused]
            kept = Counter(answer.status for answer in again)
            print(f"refused {len(refused)}, of which {kept[200]} had been committed all the same")
            assert set(kept) <= {200, 202}
            everything = [*accepted, *(str(a.json["id"]) for a in again)]
            deadline = time.monotonic() + 120
            while checks(archive, everything) != {1: len(everything)}:
                assert time.monotonic() < deadline, checks(archive, everything)
                time.sleep(0.5)
            archive.close()


def test_workers_stopped_and_twice_the_capacity_posted(tmp_path: Path) -> None:
    """429 with Retry-After beyond `queue_limit`; memory flat; p99 of the answers."""
    limit = 400
    with running(tmp_path, "--no-seeds", COPYTASTER_QUEUE_LIMIT=str(limit), COPYTASTER_WORKERS="1") as service:
        worker = service.child("worker")
        stopped = [worker, *worker.children()]
        for process in stopped:
            process.suspend()
        web = service.child("web")
        for number in range(100):
            service.post(story(30_000 + number))
        before = web.memory_full_info().uss
        seconds: list[float] = []
        answers: list[Answer] = []

        def post(number: int) -> None:
            began = time.monotonic()
            answer = service.call("POST", "/api/v1/articles", {"text": story(30_000 + number)})
            seconds.append(time.monotonic() - began)
            answers.append(answer)

        with ThreadPoolExecutor(4) as clients:
            list(clients.map(post, range(100, 2 * limit)))
        grown = web.memory_full_info().uss / before
        statuses = Counter(answer.status for answer in answers)
        p99 = sorted(seconds)[math.ceil(len(seconds) * 0.99) - 1]
        print(f"{dict(statuses)}, memory ×{grown:.2f}, p50 {sorted(seconds)[len(seconds) // 2] * 1000:.0f} ms, "
              f"p99 {p99 * 1000:.0f} ms")  # fmt: skip
        assert set(statuses) == {202, 429}
        assert limit - 100 <= statuses[202] <= limit - 100 + 50  # the count is half a second old
        assert all(int(a.headers["Retry-After"]) >= 1 for a in answers if a.status == 429)
        assert grown <= 1.10
        for process in stopped:
            process.resume()
        archive = service.archive()
        deadline = time.monotonic() + 120
        while archive.queue().waiting + archive.queue().checking:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert service.call("POST", "/api/v1/articles", {"text": story(39_999)}).status == 202
        archive.close()


def test_told_to_stop_under_load_nothing_is_dropped(tmp_path: Path) -> None:
    """Every client either has a 202, and then the article is checked after the next start, or no answer at all."""
    accepted: list[str] = []
    other: Counter[Any] = Counter()
    with running(tmp_path, "--no-seeds", COPYTASTER_WORKERS="2") as service:

        def post(worker: int) -> None:
            number = worker
            while True:
                try:
                    answer = service.call("POST", "/api/v1/articles", {"text": story(40_000 + number)})
                except (OSError, http.client.HTTPException) as error:
                    other[type(error).__name__] += 1
                    return
                if answer.status == 202:
                    accepted.append(answer.json["id"])
                else:
                    other[answer.status] += 1
                number += 4

        with ThreadPoolExecutor(4) as clients:
            posting = [clients.submit(post, worker) for worker in range(4)]
            time.sleep(random.Random(4).uniform(4, 6))
            everything = service.tree()
            began = time.monotonic()
            assert service.stop() == 0
            took = time.monotonic() - began
            for done in posting:
                done.result()
        assert not [p for p in everything if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
        assert not [line for line in service.lines if "killed" in line]
    print(f"{len(accepted)} accepted, stopped in {took:.1f} s, then {dict(other)}")
    assert len(accepted) > 20
    assert not [status for status in other if isinstance(status, int) and status not in (429, 503)]
    with running(tmp_path, "--no-seeds", COPYTASTER_WORKERS="2") as again:
        again.wait_checked(accepted, 120)
        archive = again.archive()
        assert checks(archive, accepted) == {1: len(accepted)}
        archive.close()
