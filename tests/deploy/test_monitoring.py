"""Prometheus rules and the Grafana dashboard: promtool runs them, and what they name exists."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from redis import Redis

from copytaster.runtime import tally
from copytaster.runtime.embedded import EmbeddedRedis
from service.cleaning.pool import Cleaners
from service.observe import Metrics
from tests.cleaners import cleaners
from tests.deploy.support import ROOT
from tests.docs.names import metrics
from tests.docs.test_watch import exposed

__all__ = ["cleaners"]

PROMETHEUS = ROOT / "deploy/prometheus"
DASHBOARD = ROOT / "deploy/grafana/copytaster.json"
_METRIC = re.compile(r"\bcopytaster_[a-z_]+\b")
_LABEL = re.compile(r"[{,]\s*(\w+)\s*(?:=~|!~|!=|=)|(?:by|without)\s*\(([^)]*)\)")


def promtool(*arguments: str) -> None:
    found = shutil.which("promtool")
    if found is None:
        pytest.skip("no promtool here: install the package 'prometheus'")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, timeout=60, cwd=PROMETHEUS)
    assert done.returncode == 0, done.stdout + done.stderr


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((PROMETHEUS / "rules.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return found


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    yield from (target["expr"] for panel in panels() for target in panel["targets"])


def test_the_rules_ring_over_what_is_wrong_and_over_nothing_else() -> None:
    promtool("check", "rules", "rules.yml")
    promtool("test", "rules", "rules_test.yml")


def test_every_alert_is_tried() -> None:
    tests = yaml.safe_load((PROMETHEUS / "rules_test.yml").read_text())["tests"]
    tried = [(case["alertname"], bool(case["exp_alerts"])) for one in tests for case in one.get("alert_rule_test", ())]
    alerts = {rule["alert"] for rule in rules() if "alert" in rule}
    assert {name for name, rings in tried if rings} == alerts
    assert {name for name, rings in tried if not rings} == alerts - {"CopytasterGone"}


def test_the_scrape_is_valid() -> None:
    promtool("check", "config", "--syntax-only", "scrape.yml")


def test_every_expression_of_the_dashboard_can_be_read(tmp_path: Path) -> None:
    asked = [{"record": f"panel:{n}", "expr": expr} for n, expr in enumerate(expressions())]
    file = tmp_path / "panels.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": asked}]}))
    promtool("check", "rules", str(file))


def _bare(name: str) -> str:
    return re.sub(r"_(bucket|sum|count)$", "", name)


def test_every_metric_that_is_named_exists() -> None:
    there = set(metrics())
    named = {_bare(name) for expr in expressions() for name in _METRIC.findall(expr)}
    assert named <= there, named - there
    assert len(named) > 25


def test_every_metric_that_is_named_is_served(
    tmp_path: Path, cleaners: Cleaners, redis_server: EmbeddedRedis, redis_client: Redis
) -> None:
    served = {_bare(name) for name in exposed(tmp_path, cleaners, redis_server, redis_client)}
    named = {_bare(name) for expr in expressions() for name in _METRIC.findall(expr)}
    assert named - served - {"copytaster_source_failures"} == set(), "there is no source here"


def labels() -> dict[str, set[str]]:
    """Metric → its labels, of those that are counted or timed."""
    found = {metric.name: set(metric.labels) for metric in tally.METRICS}
    for collector in vars(Metrics()).values():
        if hasattr(collector, "_labelnames"):
            name = collector._name + ("_total" if type(collector).__name__ == "Counter" else "")
            found[name] = set(collector._labelnames)
    return found


def test_every_label_that_is_named_is_one_of_the_metric() -> None:
    known = labels()
    for expr in expressions():
        used = {label.strip() for one, several in _LABEL.findall(expr) for label in (one, *several.split(",")) if label}
        of = {_bare(name) for name in _METRIC.findall(expr)}
        allowed = {"le"}.union(*(known.get(name, set()) for name in of))
        if of <= known.keys():
            assert used <= allowed, (expr, used - allowed)


def test_panels_stand_beside_each_other_and_say_what_they_show() -> None:
    places = set()
    for panel in panels():
        at = panel["gridPos"]
        assert panel["title"]
        assert at["x"] + at["w"] <= 24
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & places, panel["title"]
        places |= cells
