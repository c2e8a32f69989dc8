"""The two seeds over HTTP: `copytaster up` with its web server, relay, workers, Redis and SQLite, both ways round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.chaos.support import Service, running
from tests.quality import seeds

pytestmark = pytest.mark.slow

BOTH = [seeds.FIRST, seeds.SECOND]


def test_each_is_a_rewrite_of_the_other_whichever_comes_first(tmp_path: Path) -> None:
    with running(tmp_path / "home", "--no-seeds") as service:
        for order in (BOTH, BOTH[::-1]):
            ids = {}
            for name in order:
                answer = service.call("POST", "/api/v1/articles", {"text": seeds.raw(name), "external_id": name})
                assert answer.status == 202
                ids[name] = answer.json["id"]
                service.wait_checked([ids[name]])
            first, second = (report(service, ids[name]) for name in BOTH)
            seeds.verify(first, second)
            assert first["story_id"] == second["story_id"] is not None
            for article_id in ids.values():
                assert service.call("DELETE", f"/api/v1/articles/{article_id}").status == 204
        assert service.stop() == 0


def report(service: Service, article_id: str) -> dict[str, Any]:
    answer = service.call("GET", f"/api/v1/articles/{article_id}/report")
    assert answer.status == 200
    assert answer.json["status"] == "checked"
    return dict(answer.json)
