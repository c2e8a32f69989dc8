"""The examples of the documentation are true: run again, they give the answers that the pages show."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import service.api  # noqa: F401  declares the operations
from service.openapi import document
from tests.docs.examples import API, Example, decoded, differences, examples, parse, send
from tests.docs.markdown import ROOT

Seeded = tuple[FlaskClient, Callable[[], object]]


@pytest.mark.parametrize("name", ["README.md", "docs/api.md"])
def test_every_example_gives_the_answer_that_is_shown(name: str, seeded: Seeded) -> None:
    client, check = seeded
    wrong: list[str] = []
    tried = 0
    for example in examples(ROOT / name):
        if example.recorded:
            continue
        response = send(client, example.command, check)
        tried += 1
        where = f"{name}, line {example.line}"
        if example.answer is None:
            assert response.status_code < 300, f"{where}: {response.get_data(as_text=True)}"
            continue
        text = response.get_data(as_text=True)
        if response.status_code != example.status:
            wrong.append(f"{where}: {response.status_code}, the page says {example.status}: {text[:300]}")
        else:
            wrong += [f"{where}: {found}" for found in _differences(example, response.mimetype, text)]
    assert not wrong, "\n".join(wrong)
    assert tried


def _differences(example: Example, media_type: str, text: str) -> list[str]:
    assert example.answer is not None
    kind, shown = (example.answer.info.split() or [""])[0], example.answer.text
    if kind in ("json", "ndjson"):
        assert ("ndjson" in media_type) == (kind == "ndjson"), f"{media_type} is not shown as {kind}"
        return differences(decoded(shown, kind), decoded(text, kind))
    if kind == "csv":
        there, here = (list(csv.reader(io.StringIO(t))) for t in (shown, text))
        columns = [0, 1, 3, 9, 10]  # places and scores may move a little
        trimmed = [[[c for n, c in enumerate(row) if n not in columns or k == 0] for k, row in enumerate(t)]
                   for t in (there, here)]  # fmt: skip
        return [] if trimmed[0] == trimmed[1] else [f"{shown!r} on the page, {text!r} in the answer"]
    return [] if shown == text else [f"{shown!r} on the page, {text!r} in the answer"]


def test_every_operation_has_an_example() -> None:
    shown = set()
    for example in examples(ROOT / "docs/api.md"):
        request = parse(example.command)
        path = request.url.partition("?")[0]
        path = re.sub(r"/[a-z2-7]{32}|(?<=/views)/\d+", "/{}", path)
        path = re.sub(r"(?<=/report\.)\w+", "{}", path)
        shown.add((request.method, re.sub(r"/(agencies|outlets)/[^/]+", r"/\1/{}", path)))
    described = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path))
        for path, item in document()["paths"].items()
        for method in item
    }
    assert described <= shown, described - shown


@pytest.mark.parametrize(
    ("shown", "real", "count"),
    [
        ({"a": "x"}, {"a": "y"}, 1),
        ({"a": "x"}, {"a": "x", "b": 1}, 1),
        ({"a": "x", "…": "…"}, {"a": "x", "b": 1}, 0),
        ({"a": "x", "b": 1}, {"a": "x"}, 1),
        (["x"], ["x", "y"], 1),
        (["x", "…"], ["x", "y"], 0),
        (["x", "y", "…"], ["x"], 1),
        ("begin…", "beginning", 0),
        ("begin…", "the beginning", 1),
        (0.5, 0.9, 1),
        (0.5, 0.6, 0),
        (True, False, 1),
        (None, 0, 1),
        (1, "1", 1),
        ("2026-01-01T00:00:00Z", "2026-01-02T10:00:00.5Z", 0),
    ],
)
def test_the_comparison_itself(shown: object, real: object, count: int) -> None:
    assert len(differences(shown, real)) == count


def test_a_command_that_is_not_understood_fails(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sh\ncurl --insecure $API/articles -F x=y\n```\n", encoding="utf-8")
    (example,) = examples(page)
    with pytest.raises(AssertionError, match="not understood"):
        parse(example.command)


def test_commands_over_several_lines_are_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sh\ncurl $API/a -d '{\n1}'\ncurl \\\n  $API/b\n```\n```json 404\n{}\n```\n", encoding="utf-8")
    first, second = examples(page)
    assert parse(first.command).data == b"{\n1}"
    assert first.answer is None
    assert parse(second.command).url == API.removeprefix("http://127.0.0.1:8000") + "/b"
    assert second.status == 404
