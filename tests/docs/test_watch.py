"""What the page on operations watches for is there to be watched."""

from __future__ import annotations

import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from copytaster.runtime import tally
from copytaster.runtime.embedded import EmbeddedRedis
from copytaster.settings import Settings
from service import create_app
from service.cleaning.pool import Cleaners
from tests.docs.markdown import ROOT
from tests.service.support import article

PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
WATCH = PAGE[PAGE.index("## Watch") : PAGE.index("## Keys")]
METRIC = re.compile(r"\bcopytaster_[a-z_]+")


def exposed(tmp_path: Path, cleaners: Cleaners, redis_server: EmbeddedRedis, client: Redis) -> set[str]:
    app = create_app(Settings(home=tmp_path, redis_url=redis_server.url), cleaners=cleaners)
    counted = tally.Tally()
    for metric in tally.METRICS:
        counted.observe(metric, 1.0, *metric.labels) if metric.buckets else counted.count(metric, *metric.labels)
    counted.flush(client)
    app.test_client().post("/api/v1/articles", json=article())
    state = app.extensions["copytaster"]
    state.metrics.cleaner_deaths.labels("cpu").inc()
    state.archive.take_hook("t1", "desk.example", "relay", 60)
    text = app.test_client().get("/metrics").get_data(as_text=True)
    return {sample.name for family in text_string_to_metric_families(text) for sample in family.samples}


def test_every_metric_on_the_page_is_there(
    tmp_path: Path, cleaners: Cleaners, redis_server: EmbeddedRedis, redis_client: Redis
) -> None:
    named = set(METRIC.findall(WATCH))
    assert len(named) > 20
    assert named - exposed(tmp_path, cleaners, redis_server, redis_client) == set()
