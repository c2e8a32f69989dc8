"""What holds for every module: how long a line, a function and a module may be, and that every room says it is
typed."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("copytaster", "service", "workers", "bench", "examples")
FUNCTION = 60
"""Lines of a function, its head and docstring included."""
MODULE = 400
LINE = 120
"""Characters. Lines of Python are `ruff`'s."""

STILL_LONG = {
    "copytaster/archive/migrations/versions/0001_archive.py: upgrade": 180,  # a migration is never changed
}


def modules(rooms: Sequence[str] = ROOMS) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def long_functions(path: Path) -> dict[str, int]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {f"{path.relative_to(ROOT)}: {f.name}": (f.end_lineno or 0) - f.lineno + 1 for f in functions}
    return {name: lines for name, lines in lengths.items() if lines > FUNCTION}


def test_no_function_is_longer_than_a_page() -> None:
    found = {name: lines for path in modules() for name, lines in long_functions(path).items()}
    assert {name: lines for name, lines in found.items() if lines > STILL_LONG.get(name, FUNCTION)} == {}


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    """Tests too: who looks for what is tested reads the names of files first."""
    everything = modules([*ROOMS, "tests"])
    found = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in everything}
    assert "tests/test_house.py" in found
    long = {name: lines for name, lines in found.items() if lines > MODULE}
    assert long == {}


def test_no_line_of_c_or_javascript_is_longer_than_one_of_python() -> None:
    rooms = ("copytaster", "service", "extension")
    files = [p for room in rooms for ending in ("c", "h", "js") for p in sorted((ROOT / room).rglob(f"*.{ending}"))]
    lines = {
        f"{path.relative_to(ROOT)}:{number}": len(line)
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    }
    assert "copytaster/_processor.h:1" in lines
    assert {place: length for place, length in lines.items() if length > LINE} == {}


@pytest.mark.parametrize("package", ["copytaster", "service", "workers"])
def test_every_package_is_typed_for_who_imports_it(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()


def test_a_moment_is_written_in_one_place() -> None:
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in modules()}
    assert [name for name, text in texts.items() if 'replace("+00:00"' in text] == ["copytaster/moments.py"]
