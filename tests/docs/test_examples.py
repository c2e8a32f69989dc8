"""The examples of the documentation are true: run again, they give the answers that the pages show."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import service.api  # noqa: F401  declares the operations
from service.openapi import document
from tests.docs.examples import API, KINDS, MORE, Example, decoded, differences, examples, parse, send
from tests.docs.markdown import ROOT
from tests.docs.refresh import merged, rendered

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
    kind, shown = example.kind, example.answer.text
    if kind in KINDS:
        assert ("ndjson" in media_type) == (kind == "ndjson"), f"{media_type} is not shown as {kind}"
        return differences(decoded(shown, kind), decoded(text, kind))
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
        (0.5, 0.503, 1),
        (0.5, 0.501, 0),
        (2, 3, 1),
        (7, 7, 0),
        (True, False, 1),
        (None, 0, 1),
        (1, "1", 1),
        ("2026-01-01T00:00:00Z", "2026-01-02T10:00:00.5Z", 0),
    ],
)
def test_the_comparison_itself(shown: object, real: object, count: int) -> None:
    assert len(differences(shown, real)) == count


@pytest.mark.parametrize(
    ("kind", "shown", "real"),
    [
        ("json", '{"a": 0.5, "n": 2, "at": "2026-01-01T00:00:00Z", "t": "begin…"}',
         '{"a": 0.25, "n": 3, "at": "2026-01-02T10:00:00Z", "t": "another beginning"}'),
        ("json", '{"l": [{"a": 0.5, "…": "…"}, "…"]}', '{"l": [{"a": 0.25, "b": 1}, 2, 3]}'),
        ("ndjson", '{"a": 0.5}\n{"a": "x, y"}\n', '{"a": 0.25}\n{"a": "z"}\n'),
        ("csv", 'score,text\n1.0,"one, two"\n', 'score,text\n0.969,"one, three"\n'),
    ],
)  # fmt: skip
def test_what_is_brought_up_to_date_is_what_the_service_says(kind: str, shown: str, real: str) -> None:
    before, now = decoded(shown, kind), decoded(real, kind)
    assert differences(before, now)
    again = decoded(rendered(merged(before, now), kind), kind)
    assert not differences(again, now)
    assert MORE not in shown or MORE in rendered(again, kind)
    assert "2026-01-02" not in rendered(again, kind)


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
