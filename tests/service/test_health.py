"""Health that tells the truth, and figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from copytaster.archive import Archive, ArchiveUnavailable, store
from copytaster.archive.migrate import HEAD
from copytaster.index.memory import MemoryIndex
from copytaster.model import Article
from copytaster.runtime import keys, tally
from copytaster.runtime.embedded import EmbeddedRedis
from copytaster.settings import Settings
from service import create_app, probe
from service.cleaning.pool import Cleaners
from service.state import EXTENSION, State
from tests.postgres import Cluster
from tests.service.support import article, check_all
from workers import presence
from workers.relay import Relay

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_ready_without_redis(client: FlaskClient) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert (response.json["ready"], response.json["status"]) == (True, "degraded")
    assert response.json["parts"]["archive"]["ok"]
    assert response.json["parts"]["redis"]["ok"] is False


def test_articles_are_taken_while_redis_is_down(tmp_path: Path, cleaners: Cleaners) -> None:
    settings = Settings(home=tmp_path, redis_url="redis://127.0.0.1:9/0")
    client = create_app(settings, cleaners=cleaners).test_client()
    assert client.get("/readyz").json["parts"]["redis"]["ok"] is False
    assert client.post("/api/v1/articles", json=article()).status_code == 202
    refused = client.post("/api/v1/check", json=article(1))
    assert (refused.status_code, refused.json["code"]) == (503, "index_unavailable")
    assert "Retry-After" in refused.headers


def test_the_bell_is_rung(
    tmp_path: Path, cleaners: Cleaners, redis_server: EmbeddedRedis, redis_client: object
) -> None:
    settings = Settings(home=tmp_path, redis_url=redis_server.url)
    client = create_app(settings, cleaners=cleaners).test_client()
    client.post("/api/v1/articles", json=article())
    assert redis_client.blpop([keys.DOORBELL], timeout=10) is not None  # type: ignore[attr-defined]
    client.post("/api/v1/articles", json=article())
    assert redis_client.llen(keys.DOORBELL) == 0  # type: ignore[attr-defined]


def test_it_is_said_who_is_missing(
    tmp_path: Path, cleaners: Cleaners, redis_server: EmbeddedRedis, redis_client: Redis
) -> None:
    settings = Settings(home=tmp_path, redis_url=redis_server.url)
    app = create_app(settings, cleaners=cleaners)
    client, archive = app.test_client(), app.extensions[EXTENSION].archive

    def told() -> tuple[int, str, set[str]]:
        response = client.get("/readyz")
        missing = {name for name, part in response.json["parts"].items() if not part["ok"]}
        assert all(response.json["parts"][name]["detail"] for name in missing)
        return response.status_code, response.json["status"], missing

    assert told() == (200, "degraded", {"relay", "workers"})
    assert client.post("/api/v1/articles", json=article()).status_code == 202, "as /readyz says"
    Relay(archive, redis_client, settings).step()
    assert told() == (200, "degraded", {"workers"})
    presence.announce(redis_client, "one")
    assert told() == (200, "ready", set())
    assert client.get("/readyz").json["parts"]["workers"]["running"] == 1
    redis_client.delete(keys.worker("one"))  # as when its time is over
    assert told() == (200, "degraded", {"workers"})
    presence.announce(redis_client, "one")
    redis_client.delete(keys.RELAY)
    assert told() == (200, "degraded", {"relay"})


def test_an_index_of_its_own_is_looked_at(
    tmp_path: Path, cleaners: Cleaners, redis_server: EmbeddedRedis, redis_client: Redis
) -> None:
    away = Settings(home=tmp_path, redis_url=redis_server.url, index_url="redis://127.0.0.1:9/0")
    parts = create_app(away, cleaners=cleaners).test_client().get("/readyz").json["parts"]
    assert (parts["redis"]["ok"], parts["index"]["ok"]) == (True, False)


def test_a_schema_of_another_version_is_not_ready(client: FlaskClient, state: State) -> None:
    assert client.get("/readyz").status_code == 200
    for there in ("0001", "9999"):  # restored from an old backup; migrated by a newer program
        with state.archive.writing() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = :there"), {"there": there})
        response = client.get("/readyz")
        assert (response.status_code, response.json["status"]) == (503, "not ready")
        assert there in response.json["parts"]["archive"]["detail"]
        assert HEAD in response.json["parts"]["archive"]["detail"]


def test_a_database_that_is_down(client: FlaskClient, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object, **__: object) -> None:
        raise ArchiveUnavailable("the archive cannot be used: gone")

    for name in (
        "take_a_write", "find", "ping", "schema", "queue", "counts", "list", "events", "last_event", "accept", "story",
        "judgements",
    ):  # fmt: skip
        monkeypatch.setattr(state.archive, name, down)
    response = client.get("/readyz")
    assert (response.status_code, response.json["ready"]) == (503, False)
    for method, path in (
        ("POST", "/api/v1/articles"), ("GET", "/api/v1/articles"), ("GET", "/api/v1/articles/" + "a" * 32),
        ("DELETE", "/api/v1/articles/" + "a" * 32), ("GET", "/api/v1/events"), ("GET", "/api/v1/judgements"),
    ):  # fmt: skip
        response = client.open(path, method=method, json=article() if method == "POST" else None)
        assert (response.status_code, response.json["code"]) == (503, "unavailable"), path
        assert int(response.headers["Retry-After"]) >= 1
    assert client.get("/healthz").status_code == 200
    assert "copytaster_archive_up 0.0" in client.get("/metrics").get_data(as_text=True)


def test_a_database_that_comes_later(tmp_path: Path, cleaners: Cleaners, monkeypatch: pytest.MonkeyPatch) -> None:
    from service import state as module

    monkeypatch.setattr(module, "MIGRATE_AGAIN", 0.0)
    blocked = tmp_path / "there"
    url = f"sqlite:///{blocked}/archive.db"
    app = create_app(Settings(home=tmp_path, database_url=url), cleaners=cleaners, index=MemoryIndex())
    for file in blocked.iterdir():
        file.unlink()
    blocked.rmdir()
    blocked.write_text("no directory")
    client = app.test_client()
    assert client.get("/readyz").status_code == 503
    assert client.post("/api/v1/articles", json=article()).status_code == 503
    blocked.unlink()
    blocked.mkdir()
    assert client.post("/api/v1/articles", json=article()).status_code == 202
    assert client.get("/readyz").status_code == 200


def test_no_cleaner_is_not_ready(tmp_path: Path) -> None:
    class Never(Cleaners):
        def start(self) -> None: ...

    settings = Settings(home=tmp_path)
    client = create_app(settings, cleaners=Never(settings, patience=0.01), index=MemoryIndex()).test_client()
    assert client.get("/readyz").status_code == 503
    refused = client.post("/api/v1/articles", json=article())
    assert (refused.status_code, refused.json["code"]) == (503, "cleaners_busy")


def test_figures(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    client.post("/api/v1/articles", json=article(0))
    check_all(state, index)
    client.post("/api/v1/articles", json=article(1))
    client.post("/api/v1/articles", json=article(1))
    client.post("/api/v1/articles", json={"text": "too short"})
    client.get("/api/v1/nothing/<script>")
    text = client.get("/metrics").get_data(as_text=True)
    for line in (
        'copytaster_articles{status="checked"} 1.0',
        'copytaster_articles{status="queued"} 1.0',
        "copytaster_queue_depth 1.0",
        'copytaster_submissions_total{outcome="created"} 2.0',
        'copytaster_submissions_total{outcome="known"} 1.0',
        'copytaster_submissions_total{outcome="too_few_words"} 1.0',
        'copytaster_http_requests_total{method="POST",route="/api/v1/articles",status="202"} 2.0',
        'copytaster_http_requests_total{method="GET",route="(none)",status="404"} 1.0',
        "copytaster_archive_up 1.0",
    ):
        assert line in text, line
    assert "copytaster_oldest_waiting_seconds " in text
    assert "<script" not in text


def samples(text: str) -> dict[str, float]:
    return {
        sample.name + "".join(f" {k}={v}" for k, v in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_one_scrape_has_what_every_worker_counted(
    tmp_path: Path, cleaners: Cleaners, redis_server: EmbeddedRedis, redis_client: Redis
) -> None:
    settings = Settings(home=tmp_path, redis_url=redis_server.url)
    client = create_app(settings, cleaners=cleaners).test_client()
    for seconds in (0.004, 3.0):  # two workers, on two machines
        counted = tally.Tally()
        counted.observe(tally.STAGE, seconds, "align")
        counted.count(tally.CHECKS, "failed", "check_seconds")
        counted.flush(redis_client)
    presence.announce(redis_client, "one")
    found = samples(client.get("/metrics").get_data(as_text=True))
    assert found["copytaster_checks_total outcome=failed reason=check_seconds"] == 2
    assert found["copytaster_stage_seconds_bucket le=0.0025 stage=align"] == 0
    assert found["copytaster_stage_seconds_bucket le=0.005 stage=align"] == 1
    assert found["copytaster_stage_seconds_bucket le=+Inf stage=align"] == 2
    assert found["copytaster_stage_seconds_count stage=align"] == 2
    assert found["copytaster_stage_seconds_sum stage=align"] == pytest.approx(3.004)
    assert (found["copytaster_workers"], found["copytaster_relay_up"], found["copytaster_redis_up"]) == (1, 0, 1)
    assert found["copytaster_claims_total"] == 0, "what was never counted is told as zero"


def test_how_far_webhooks_are(client: FlaskClient, state: State) -> None:
    archive = state.archive
    hook = archive.take_hook("t1", "desk.example", "relay", 60)
    assert hook
    for number in range(3):
        client.post("/api/v1/articles", json=article(number))
    archive.not_told(hook, hook.delivered + 1, "answered 500", state.now(), state.now())
    found = samples(client.get("/metrics").get_data(as_text=True))
    assert found["copytaster_webhook_behind label=desk.example target=t1"] == 2
    assert found["copytaster_webhook_failures label=desk.example target=t1"] == 1
    assert found["copytaster_webhook_missed_total label=desk.example target=t1"] == 0


def test_figures_without_redis(client: FlaskClient) -> None:
    response = client.get("/metrics")
    found = samples(response.get_data(as_text=True))
    assert (response.status_code, found["copytaster_redis_up"], found["copytaster_archive_up"]) == (200, 0, 1)
    assert "copytaster_claims_total" not in found, "nobody knows"


# Ready means that a post would be taken now.


def readiness(client: FlaskClient) -> tuple[int, str, dict[str, Any]]:
    response = client.get("/readyz")
    return response.status_code, response.json["status"], response.json["parts"]


def test_a_database_that_takes_no_write_is_not_ready(client: FlaskClient, state: State) -> None:
    """Somebody holds the lock: reading goes on, posting does not. And health does not hang with it."""
    assert readiness(client)[0] == 200
    with Archive.open(state.settings.archive_url).writing():
        began = time.monotonic()
        status, _, parts = readiness(client)
        assert (status, parts["archive"]["detail"]) == (503, "does not take a write within 4 s")
        assert readiness(client)[0] == 503
        assert time.monotonic() - began < probe.DEADLINE + 2, "the second is answered at once"
        assert client.get("/healthz").status_code == 200
    wait_until(lambda: readiness(client)[0] == 200)


def test_a_locked_table_of_postgresql_is_not_ready(tmp_path: Path, cleaners: Cleaners, postgres: Cluster) -> None:
    url = postgres.database()
    app = create_app(Settings(home=tmp_path, database_url=url), cleaners=cleaners)
    client = app.test_client()
    assert readiness(client)[0] == 200
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        status, _, parts = readiness(client)
        assert status == 503
        assert "lock" in parts["archive"]["detail"]
        assert time.monotonic() - began < probe.DEADLINE + 1
    assert readiness(client)[0] == 200
    app.extensions[EXTENSION].archive.close()


def test_a_disk_that_is_full_is_not_ready(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.shutil, "disk_usage", lambda path: SimpleNamespace(free=3_000_000))
    status, _, parts = readiness(client)
    assert (status, parts["archive"]["detail"]) == (503, "its disk has only 3 MB left")


def test_a_redis_that_refuses_writes_is_said(tmp_path: Path, cleaners: Cleaners) -> None:
    with EmbeddedRedis(tmp_path / "redis", fsync="no") as server:
        client = create_app(Settings(home=tmp_path, redis_url=server.url), cleaners=cleaners).test_client()
        assert readiness(client)[2]["redis"]["ok"]
        with Redis.from_url(server.url) as redis:
            redis.config_set("maxmemory", 1)
        status, told, parts = readiness(client)
        assert (status, told) == (200, "degraded")  # articles are taken, and wait
        assert "refuses writes (OutOfMemoryError)" in parts["redis"]["detail"]
        assert client.post("/api/v1/articles", json=article()).status_code == 202


def test_a_damaged_page_is_noticed(tmp_path: Path, cleaners: Cleaners) -> None:
    """In a place that nothing has read yet: by the look at the file when the service starts."""
    archive = Archive.open(f"sqlite:///{tmp_path / 'archive.db'}")
    archive.migrate()
    for number in range(200):
        archive.accept(Article(id=f"{number:032}", text="The harbour is shut. " * 50), b"x" * 500, 1, None, NOW)
    archive.close()
    assert archive.damage(20.0) == ""
    archive.close()
    damaged = tmp_path / "archive.db"
    size = damaged.stat().st_size
    with damaged.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xde\xad" * 2048)
    app = create_app(Settings(home=tmp_path), cleaners=cleaners)
    state = app.extensions[EXTENSION]
    state.warm_up()
    wait_until(lambda: state.damage)
    status, _, parts = readiness(app.test_client())
    assert status == 503
    assert "damaged" in parts["archive"]["detail"]


def test_the_look_at_a_file_ends_in_time(tmp_path: Path) -> None:
    archive = Archive.open(f"sqlite:///{tmp_path / 'archive.db'}")
    archive.migrate()
    with archive.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE much (x)")
        fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000) SELECT hex(i) FROM n"
        connection.exec_driver_sql(f"INSERT INTO much {fill}")
    began = time.monotonic()
    assert archive.damage(0.001) == ""
    assert time.monotonic() - began < 1.0
    archive.close()


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
