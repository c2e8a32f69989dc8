"""Every pattern of the project, found twice, so that none is missed.

By reading the source for every call that compiles or uses one (`sites`), and by watching `re.compile` and
`regex.compile` while all modules are imported and all tables are made (`compiled`). A call whose pattern neither way
brings out is a fault of the test that uses this module.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import importlib
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import regex

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("copytaster", "service", "workers")
USES = frozenset({"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
MODULES = frozenset({"re", "regex"})

Pattern = Any
"""`re.Pattern[str]`, `re.Pattern[bytes]`, or one of `regex`."""


@dataclass(frozen=True, slots=True)
class Site:
    """A call in the source that compiles or uses a pattern: ``file:line``, and the name that it is bound to."""

    where: str
    lines: int
    """How many lines the call takes."""
    name: str
    call: str
    source: str | None
    """The pattern, where it stands there as a plain string."""


@dataclass(slots=True)
class Found:
    """A pattern, the site that made it, and how the project uses it."""

    where: str
    pattern: Pattern
    name: str = ""
    """The field of a data class that holds it."""
    uses: frozenset[str] = field(default=frozenset())


def files() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


@functools.cache
def _trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text("utf-8"))) for path in files()]


def sites() -> list[Site]:
    """Every call of `re` and `regex` that takes a pattern, by reading the source."""
    out: list[Site] = []
    for path, tree in _trees():
        names = dict(_bound(tree))
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            module = node.func.value
            if not (isinstance(module, ast.Name) and module.id in MODULES and node.func.attr in USES | {"compile"}):
                continue
            first = node.args[0]
            plain = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes) else None
            source = plain.decode("latin-1") if isinstance(plain, bytes) else plain
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            out.append(Site(where, lines, names.get(id(node), ""), node.func.attr, source))
    return out


def uses() -> dict[str, frozenset[str]]:
    """Name of a variable or an attribute → the methods that are called on it anywhere in the project."""
    out: dict[str, set[str]] = defaultdict(set)
    for _path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in USES:
                value = node.value
                name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
                out[name].add(node.attr)
    return {name: frozenset(methods) for name, methods in out.items() if name not in MODULES}


def _bound(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The calls that are bound to a name: by an assignment, as a keyword, or as what an attribute is worked out to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(_attribute(one) for one in node.decorator_list):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value is not None:
                    yield id(inner.value), node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            for inner in ast.walk(node.value):
                yield id(inner), node.targets[0].id
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            for inner in ast.walk(node.value):
                yield id(inner), node.target.id
        elif isinstance(node, ast.keyword) and node.arg:
            yield id(node.value), node.arg


def _attribute(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Name) and decorator.id in ("property", "cached_property")


def compiled(made: Iterable[Callable[[], object]] = ()) -> dict[tuple[str, int], Found]:
    """Every pattern that is compiled while all modules are imported, their tables are made, and `made` are called.

    Must run in a process that has imported none of them.
    """
    found: dict[tuple[str, int], Found] = {}
    names: dict[int, str] = {}
    for module in (re, regex):
        module.compile = _watched(module.compile, found)  # type: ignore[attr-defined]
    for room in ROOMS:
        package = importlib.import_module(room)
        for info in pkgutil.walk_packages(package.__path__, room + "."):
            if ".migrations" in info.name or info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper) and value.__module__ == module.__name__:
                    try:
                        _name(value(), names)
                    except TypeError:
                        continue  # it takes arguments: `made` knows which
    for make in made:
        _name(make(), names)
    for one in found.values():
        one.name = names.get(id(one.pattern), "")
    return found


def _name(value: object, names: dict[int, str], name: str = "", depth: int = 4) -> None:
    """Note the fields of data classes that hold patterns."""
    if isinstance(value, re.Pattern | regex.Pattern):
        names.setdefault(id(value), name)
    elif depth and isinstance(value, dict):
        for part in value.values():
            _name(part, names, name, depth - 1)
    elif depth and isinstance(value, tuple | list | frozenset | set):
        for part in value:
            _name(part, names, name, depth - 1)
    elif depth and dataclasses.is_dataclass(type(value)):
        for part in dataclasses.fields(value):  # type: ignore[arg-type]
            _name(getattr(value, part.name, None), names, part.name, depth - 1)


def _watched(compile_: Callable[..., Pattern], found: dict[tuple[str, int], Found]) -> Callable[..., Pattern]:
    def watched(pattern: Any, *args: Any, **kwargs: Any) -> Pattern:
        out = compile_(pattern, *args, **kwargs)
        frame = sys._getframe(1)
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ROOMS:
            where = f"{path.relative_to(ROOT)}:{frame.f_lineno}"
            found.setdefault((str(out.pattern), int(out.flags)), Found(where, out))
        return out

    return watched
