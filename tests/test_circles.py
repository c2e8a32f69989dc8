"""No module reaches itself over what it imports: not for its types only, and not from within a function either."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("copytaster", "service", "workers")


def modules() -> dict[str, Path]:
    """Dotted name → file; a package by its own name, a compiled module by what says its types."""
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py*")):
            if path.suffix not in (".py", ".pyi"):
                continue
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(tree: ast.AST, known: Mapping[str, object]) -> Iterator[str]:
    """Modules among `known` that are imported, wherever the statement stands: those that a name is taken from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in known or node.module in known:
                    yield whole if whole in known else node.module


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """A circle, as the modules on it; empty when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_no_module_reaches_itself() -> None:
    known = modules()
    assert len(known) > 150
    graph = {
        name: set(imported(ast.parse(path.read_text(encoding="utf-8")), known)) - {name}
        for name, path in known.items()
    }
    assert circle(graph) == []


def test_a_circle_is_seen_wherever_it_is_closed() -> None:
    known = {"a": 0, "a.b": 0, "a.c": 0}
    parsed = {
        "a.b": "def f():\n    from a import c",
        "a.c": "if TYPE_CHECKING:\n    from a.b import Thing",
        "a": "from a.b import f",
    }
    graph = {name: set(imported(ast.parse(text), known)) for name, text in parsed.items()}
    assert graph == {"a.b": {"a.c"}, "a.c": {"a.b"}, "a": {"a.b"}}
    assert set(circle(graph)) == {"a.b", "a.c"}
