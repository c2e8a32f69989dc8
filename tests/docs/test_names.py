"""Nothing that a program may look for is without a line in docs/names.md, and nothing stands there that is no more."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.docs import names
from tests.docs.markdown import ROOT
from workers.webhooks.targets import KINDS


@pytest.fixture(scope="module")
def text() -> str:
    return names.PAGE.read_text(encoding="utf-8")


def test_the_made_part_is_that_of_the_code() -> None:
    assert names.PAGE.read_text(encoding="utf-8") == names.page(), "run: python -m tests.docs.names"


def test_every_error_code_is_explained(text: str) -> None:
    assert len(names.error_codes()) > 40
    assert names.table("Error codes", text) == names.error_codes()


def test_every_event_of_the_log_is_explained(text: str) -> None:
    assert len(names.log_events()) > 30
    assert names.table("Log events", text) == names.log_events()
    assert not [name for name in names.log_events() if " " in name]


def test_every_page_is_listed(text: str, tmp_path: Path) -> None:
    assert names.table("Pages", text) == names.pages(tmp_path)


def test_every_kind_of_event_is_in_the_pages_about_events() -> None:
    for page in ("docs/api.md", "docs/webhooks.md"):
        told = (ROOT / page).read_text(encoding="utf-8")
        for kind in KINDS:
            assert f"`{kind}`" in told or f"article.{kind}" in told, f"{page}: {kind}"


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[\[<>=~!; ]", line)[0] for line in project["dependencies"]}
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8").partition("\n## ")[0]
    assert set(re.findall(r"^\| `([^`]+)`", page, re.MULTILINE)) == wanted
