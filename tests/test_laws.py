"""The laws that import-linter cannot see: no clock and no environment in the pure rooms, no pickle anywhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PURE = (
    "model", "settings.py", "text", "clean", "fingerprint", "match", "credit", "meanings.py", "pipeline.py",
    "report.py",
)  # fmt: skip
CLOCK_AND_ENVIRONMENT = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic", "time.localtime",
    "os.environ", "os.getenv", "datetime.datetime.now", "random.random", "random.choice",
}  # fmt: skip
PICKLE = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}


def modules(*places: str) -> list[Path]:
    found = [path for place in places for path in (sorted((ROOT / place).rglob("*.py")) or [ROOT / place])]
    assert all(path.exists() for path in found)
    return found


def names(path: Path) -> Iterator[str]:
    """Every dotted name that a module uses, imports included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute | ast.Name):
            yield ast.unparse(node)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("place", PURE)
def test_the_pure_rooms_read_no_clock_and_no_environment(place: str) -> None:
    for path in modules(f"copytaster/{place}"):
        assert not CLOCK_AND_ENVIRONMENT & set(names(path)), path


@pytest.mark.parametrize("place", ["copytaster", "service", "workers"])
def test_one_place_asks_for_the_time(place: str) -> None:
    """Five modules of the workers had a clock of their own beside the one that tests move. Migrations stay as they
    are."""
    allowed = {ROOT / "copytaster/runtime/clock.py"}
    for path in modules(place):
        if path not in allowed and "migrations" not in path.parts:
            assert not {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"} & set(names(path)), path


@pytest.mark.parametrize("place", ["copytaster", "service", "workers"])
def test_nothing_is_pickled_by_name(place: str) -> None:
    for path in modules(place):
        assert not {name.split(".")[0] for name in names(path)} & PICKLE, path


ROOMS = ["copytaster/" + name for name in ("clean", "fingerprint", "match", "credit", "archive", "index")]


def test_the_room_of_matching_is_told_as_it_is() -> None:
    """It named modules that had been gone for weeks. A new module is told of in its opening."""
    opening = ast.get_docstring(ast.parse((ROOT / "copytaster/match/__init__.py").read_text(encoding="utf-8"))) or ""
    there = {path.stem for path in (ROOT / "copytaster/match").glob("*.py")} - {"__init__"}
    named = set(re.findall(r"`([a-z]\w+)`", opening))
    assert named <= there
    assert there - named <= {"furniture", "lengths", "model", "promises"}, "say what they are for"


@pytest.mark.parametrize("room", [*ROOMS, "service", "workers"])
def test_a_room_opens_with_what_it_promises(room: str) -> None:
    opening = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert "promises" in opening.lower()
