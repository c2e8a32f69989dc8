"""Promise 5: versions of one story, taken in any order and checked by four workers at once: no pair is lost."""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import combinations
from typing import Any

import pytest
from redis import Redis

from copytaster.archive import Archive
from copytaster.clean import Submission
from copytaster.fingerprint import analyse
from copytaster.index.redis import RedisIndex
from copytaster.match.compare import compare
from copytaster.model import Article, Pair
from copytaster.pipeline import prepare
from copytaster.settings import Settings
from tests.match.meanings import meaning
from tests.promises.support import NOW, Desk, ids_of, version
from workers.check import Checker

pytestmark = pytest.mark.slow

WORKERS = 4


def by_force(articles: list[Article]) -> dict[tuple[str, str], Pair]:
    """Every pair of the articles that comparing each with each finds."""
    analyses = [analyse(article, "") for article in articles]
    pairs = (compare(a, b, meaning) for a, b in combinations(analyses, 2))
    return {(pair.a, pair.b): pair for pair in pairs if pair is not None}


def check_all(archive: Archive, index: RedisIndex, settings: Settings, luck: random.Random) -> None:
    """Four workers over one archive, each taking a few articles at a time, in an order that differs each time."""

    def work(number: int) -> None:
        checker = Checker(archive, index, settings)
        pause = random.Random(luck.random())
        while leases := archive.claim(pause.randrange(1, 4), f"w{number}", 600):
            pause.shuffle(leases)
            for lease in leases:
                answer = checker({"lease": asdict(lease)})
                assert answer["outcome"] == "recorded", answer

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))


def stories_apart(report: dict[str, Any]) -> dict[str, Any]:
    """The report without its story, which is stored, and follows when a stale verdict is brought up to date."""
    return {key: value for key, value in report.items() if key != "story_id"}


def shuffled(versions: int, shuffles: int, archives: list[Archive], client: Redis) -> None:
    settings = Settings()
    texts = [version(77, n) for n in range(versions)]
    expected = by_force([prepare(Submission(text=text), settings, NOW)[0] for text in texts])
    assert len(expected) == versions * (versions - 1) // 2
    told: list[dict[str, Any]] = []
    for number in range(shuffles):
        archive = archives[number % len(archives)]
        luck = random.Random(number)
        index = RedisIndex(client, f"shuffle{number}")
        index.clear()
        desk = Desk(archive, index)
        for text in luck.sample(texts, len(texts)):
            desk.submit(text)
        check_all(archive, index, settings, luck)
        stored = {(p.a, p.b): p for i in ids_of(archive) if (e := archive.grounds(i)) for p in e.pairs}
        assert stored == expected
        at_once = {article_id: stories_apart(report) for article_id, report in desk.reports().items()}
        desk.refresh(NOW)
        told.append(desk.reports())
        assert at_once == {article_id: stories_apart(report) for article_id, report in told[0].items()}
        assert told[-1] == told[0]
        for article_id in ids_of(archive):
            archive.delete(article_id)


def test_no_pair_is_lost_and_no_order_shows(archive: Archive, postgres_archive: Archive, redis_client: Redis) -> None:
    shuffled(8, 3, [archive, postgres_archive], redis_client)


@pytest.mark.long
def test_forty_versions_twenty_orders(archive: Archive, postgres_archive: Archive, redis_client: Redis) -> None:
    shuffled(40, int(os.environ.get("SHUFFLES", "20")), [archive, postgres_archive], redis_client)
