"""docs/promises.md names the test of each promise: each of those tests exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "promises.md"
NAME = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def rows() -> dict[int, str]:
    """Number of the promise → its line in the table."""
    return {int(m[1]): m[0] for m in re.finditer(r"^\| (\d+) \|.*$", PAGE.read_text(), re.MULTILINE)}


def named() -> list[tuple[str, str]]:
    return sorted({(path, test) for path, test in NAME.findall(PAGE.read_text())})


def collected(path: str) -> set[str]:
    """The functions that pytest collects from a file; reading it is much quicker than collecting."""
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_there_are_twenty_promises() -> None:
    assert sorted(rows()) == list(range(1, 21))


@pytest.mark.parametrize("number", range(1, 21))
def test_each_promise_names_a_test_or_says_that_it_is_not_kept_yet(number: int) -> None:
    line = rows()[number]
    assert NAME.search(line) or "not yet" in line


@pytest.mark.parametrize(("path", "test"), named(), ids=lambda value: str(value))
def test_the_test_exists(path: str, test: str) -> None:
    assert Path(path).name.startswith("test_")
    found = collected(path)
    assert found
    assert not test or test in found
