"""A client that a generator makes of the OpenAPI document works: it is made, imported, and asks a whole service."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import service.api  # noqa: F401  declares the operations
from service.openapi import document
from tests.chaos.support import story
from tests.client.conftest import Running

pytestmark = pytest.mark.slow

NAME = "copytaster_generated"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_text(json.dumps(document()))
    (folder / "config.yml").write_text("post_hooks: []\n")
    command = [
        sys.executable, "-m", "openapi_python_client", "generate", "--path", "openapi.json", "--meta", "none",
        "--output-path", NAME, "--config", "config.yml",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=folder)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    # It knows no bodies but JSON and forms: documents of other kinds are what it leaves out, and all that it does.
    assert said.count("WARNING parsing") == said.count("nsupported content"), said
    assert "ERROR" not in said
    sys.path.insert(0, str(folder))
    yield folder / NAME
    sys.path.remove(str(folder))


def test_it_has_every_operation(generated: Path) -> None:
    made = {path.stem for path in (generated / "api").rglob("*.py")} - {"__init__"}
    described = {op["operationId"] for item in document()["paths"].values() for op in item.values()}
    assert made == described


def test_it_asks_a_service(generated: Path, running: Running) -> None:
    def module(name: str) -> Any:
        return importlib.import_module(f"{NAME}.{name}")

    def operation(name: str) -> Any:
        (found,) = (generated / "api").rglob(f"{name}.py")
        return module(f"api.{found.parent.name}.{name}")

    client = module("client").AuthenticatedClient(base_url=running.url, token=running.key)
    models = module("models")
    with client as service:
        body = models.ArticleWithText(text=story(90_001), agency="Reuters")
        accepted = operation("submit_article").sync(client=service, body=body)
        assert accepted.id
        report = None
        for _ in range(200):
            report = operation("read_report").sync(accepted.id, client=service)
            if str(report.status) == "checked":
                break
            time.sleep(0.1)
        assert str(report.derivation) in ("not_derived", "wholly_derived", "partially_derived")
        listed = operation("list_articles").sync(client=service, agency="Reuters", limit=5)
        assert accepted.id in {item.id for item in listed.items}
        refused = operation("read_article").sync_detailed("a" * 32, client=service)
        assert refused.status_code == 404
        assert refused.parsed.code == "no_article"
