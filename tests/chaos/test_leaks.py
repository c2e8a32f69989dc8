"""Promise 17: many articles through one worker and one web process, and neither grows."""

from __future__ import annotations

import json
import os
import time
import urllib.request
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from copytaster.model import Status
from tests.chaos.support import Service, running
from tests.promises.support import sentences

pytestmark = pytest.mark.slow

BATCH = 100
LEASE_SECONDS = 5
LOOKS = 20
STORY = 10


def lines(start: int = 0) -> Iterator[bytes]:
    """Articles of three sentences; of ten that follow each other, nine are versions of the first. They fill what is
    kept of pairs, and between them have nearly all words that there are (`sentences` makes 14,400)."""
    number = start
    while True:
        own = sentences(5_000_000 + number, 1) if number % STORY else []
        yield json.dumps({"text": "\n\n".join(sentences(2_000_000 + number // STORY, 3) + own)}).encode()
        number += 1


class Held(NamedTuple):
    descriptors: int
    megabytes: float


def held(process: psutil.Process) -> Held:
    """Descriptors at rest, and memory that is this process's alone: what is shared with its parent does not grow.

    A thread that looks something up in the archive has three descriptors for as long: what was left open is there at
    every look."""
    descriptors = []
    for _ in range(LOOKS):
        descriptors.append(process.num_fds())
        time.sleep(0.05)
    return Held(min(descriptors), process.memory_full_info().uss / 1e6)


def renewing(service: Service, source: Iterator[bytes]) -> None:
    """Hold the worker up until its leases have to be renewed. It opens its archive for that and keeps it; whether it
    has to by itself depends on how busy the machine is."""
    worker = service.child("worker")
    worker.suspend()
    archive = service.archive()
    try:
        submit(service, source)
        deadline = time.monotonic() + 60
        while not archive.queue().checking:
            assert time.monotonic() < deadline, service.lines
            time.sleep(0.05)
    finally:
        archive.close()
    time.sleep(LEASE_SECONDS / 4)  # leases this old are renewed by whoever takes them up
    worker.resume()
    wait_until_empty(service)
    assert any(file.path.endswith("archive.db") for file in worker.open_files())


def long_lived(service: Service) -> dict[str, psutil.Process]:
    """Web process, worker and its checking process, relay. Cleaners are replaced after a while, by design."""
    worker = service.child("worker")
    (checking,) = worker.children()
    return {"web": service.child("web"), "worker": worker, "checking": checking, "relay": service.child("relay")}


def feed(service: Service, source: Iterator[bytes], count: int) -> None:
    """Submit in batches, and wait until all of it is checked."""
    for _ in range(count // BATCH):
        submit(service, source)
    wait_until_empty(service)


def submit(service: Service, source: Iterator[bytes]) -> None:
    body = b"\n".join(islice(source, BATCH))
    request = urllib.request.Request(
        f"http://127.0.0.1:{service.port}/api/v1/articles/batch", body, {"Content-Type": "application/x-ndjson"}
    )
    with urllib.request.urlopen(request, timeout=300) as answer:
        assert answer.status == 200
        answer.read()


def wait_until_empty(service: Service) -> None:
    """A slow machine is given all the time it needs, as long as something gets done."""
    archive = service.archive()
    try:
        deadline, before = time.monotonic() + 120, -1
        while (queue := archive.queue()).waiting + queue.checking:
            if queue.waiting + queue.checking != before:
                deadline, before = time.monotonic() + 120, queue.waiting + queue.checking
            assert time.monotonic() < deadline, service.lines
            time.sleep(0.2)
    finally:
        archive.close()


def measure(home: Path, warm: int, total: int) -> tuple[dict[str, Held], dict[str, Held], int]:
    settings = {"COPYTASTER_CLEANERS": "2", "COPYTASTER_LEASE_SECONDS": str(LEASE_SECONDS)}
    with running(home, "--no-seeds", **settings) as service:
        source = lines()
        renewing(service, source)
        feed(service, source, warm - BATCH)
        processes = long_lived(service)
        before = {name: held(process) for name, process in processes.items()}
        feed(service, source, total - warm)
        after = {name: held(process) for name, process in processes.items()}  # NoSuchProcess: it was restarted
        archive = service.archive()
        counts = archive.counts()
        archive.close()
    for name in before:
        print(f"{name}: {before[name]} -> {after[name]}")
    return before, after, counts[Status.CHECKED]


def test_descriptors_stay_and_nothing_is_lost(tmp_path: Path) -> None:
    before, after, checked = measure(tmp_path, 100, 200)
    assert checked == 200
    for name in before:
        assert abs(after[name].descriptors - before[name].descriptors) <= 2, name


@pytest.mark.long
def test_twenty_thousand_articles(tmp_path: Path) -> None:
    """Measured from the middle on. Until then fills what is kept of articles and of pairs. Words and sentence vectors
    that are kept still become more, to bounds that these articles do not reach."""
    total = int(os.environ.get("LEAK_ARTICLES", "20000"))
    before, after, checked = measure(tmp_path, total // 2, total)
    assert checked == total
    for name in before:
        assert abs(after[name].descriptors - before[name].descriptors) <= 2, name
        assert after[name].megabytes <= before[name].megabytes * 1.10, name
