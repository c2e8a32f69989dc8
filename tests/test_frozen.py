"""Values are made once: the type checker says so, and nothing that is kept by them can tell otherwise."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from mypy import api

from copytaster.frozen import frozen, names_of

ROOT = Path(__file__).resolve().parents[1]


@frozen
class Place:
    town: str
    people: int = 0


@frozen(order=True)
class Step:
    floor: int
    number: int


def test_values_are_equal_and_hashed_by_their_fields() -> None:
    assert Place("Kabul", 4) == Place("Kabul", 4) != Place("Kabul", 5)
    assert {Place("Kabul"): 1}[Place("Kabul", 0)] == 1
    assert names_of(Place) == names_of(Place("Kabul")) == ("town", "people")


def test_a_value_has_room_for_its_fields_alone() -> None:
    with pytest.raises(AttributeError):
        Place("Kabul").river = "Kabul"  # type: ignore[attr-defined]


def test_values_are_compared_where_they_have_an_order() -> None:
    assert sorted([Step(2, 1), Step(1, 9), Step(1, 3)]) == [Step(1, 3), Step(1, 9), Step(2, 1)]
    with pytest.raises(TypeError):
        sorted([Place("Kabul"), Place("Herat")])  # type: ignore[type-var]


@pytest.mark.slow
def test_the_type_checker_refuses_to_change_one(tmp_path: Path) -> None:
    program = tmp_path / "changes.py"
    program.write_text("from copytaster.model import Span\nspan = Span(1, 2)\nspan.start = 3\nSpan('1', 2)\n")
    told, _, code = api.run([str(program), "--config-file", str(ROOT / "pyproject.toml")])
    assert code == 1
    assert 'Property "start" defined in "Span" is read-only' in told
    assert "arg-type" in told
    assert "2 errors" in told


@pytest.mark.parametrize("room", ["copytaster", "service", "workers"])
def test_no_value_pays_for_being_frozen_by_the_standard_library(room: str) -> None:
    for path in sorted((ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                said = [ast.unparse(decorator) for decorator in node.decorator_list]
                assert not any("frozen=True" in one and "slots=True" in one for one in said), f"{path}: {node.name}"
