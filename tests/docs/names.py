"""The names that programs may rely on, read off the code: error codes, events of the log, metrics, pages, commands.

python -m tests.docs.names          writes the generated tables of docs/names.md anew
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import click

from copytaster.settings import Settings
from service.errors import CODES
from tests.docs.markdown import ROOT

PAGE = ROOT / "docs/names.md"
MARK = "<!-- Made from the code by `python -m tests.docs.names`. -->\n"
_CODE = re.compile(r"[a-z][a-z0-9_]+")
_METRIC = re.compile(r"copytaster_[a-z_]+")


def _trees(*rooms: str) -> Iterator[ast.AST]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _calls(*functions: str) -> Iterator[ast.Call]:
    for node in _trees("copytaster", "service", "workers"):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in functions:
                yield node


def _text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def error_codes() -> set[str]:
    """The codes of problem documents: second argument of `Problem`, `Rejected`, `Rejected.beyond` and `unavailable`;
    and those of what no view has raised itself, or that are put together."""
    return {*CODES.values(), "not_http", "unavailable", "invalid_field", "invalid_parameter"} | {
        code for call in _calls("Problem", "Rejected", "beyond", "unavailable", "_none") if len(call.args) > 1
        for code in [_text(call.args[1])] if _CODE.fullmatch(code)
    }  # fmt: skip


def log_events() -> set[str]:
    """The events of the log: second argument of `logs.event`, where it is a word and no variable."""
    return {name for call in _calls("event") if len(call.args) > 1 and (name := _text(call.args[1]))}


def metrics() -> dict[str, str]:
    """Metric → its help, wherever the two stand side by side."""
    found = {}
    for node in _trees("copytaster", "service", "workers"):
        parts = node.args if isinstance(node, ast.Call) else getattr(node, "elts", [])
        for one, two in itertools.pairwise(parts):
            if _METRIC.fullmatch(_text(one)) and _text(two):
                found[_text(one)] = _text(two)
    return found


def pages(home: Path) -> set[str]:
    """The addresses that are no operation of the API."""
    from service import create_app

    rules = {rule.rule for rule in create_app(Settings(home=home)).url_map.iter_rules()}
    return {rule for rule in rules if not rule.startswith(("/api/", "/static/"))}


def commands(group: click.Group | None = None, above: str = "copytaster") -> Iterator[tuple[str, str]]:
    """(command with its arguments and options, what it does in one line), the hidden ones left out."""
    from copytaster.commands.main import main

    group = group or main
    for name, command in sorted(group.commands.items()):
        context = click.Context(command, info_name=name)
        words = [above, name]
        for parameter in command.get_params(context):
            if isinstance(parameter, click.Argument):
                words.append(parameter.make_metavar(context))
            elif isinstance(parameter, click.Option) and not parameter.hidden and "--help" not in parameter.opts:
                words.append(f"[{parameter.opts[0]}]")
        yield " ".join(words), command.get_short_help_str(200)
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")


def generated() -> str:
    """The tables that are made: commands and metrics."""
    lines = ["## Commands", "", "| command | |", "|---|---|"]
    lines += [f"| `{command}` | {text} |" for command, text in commands()]
    lines += ["", "## Metrics", "", "| metric | |", "|---|---|"]
    lines += [f"| `{name}` | {' '.join(text.split())} |" for name, text in sorted(metrics().items())]
    return "\n".join(lines) + "\n"


def page() -> str:
    """The page as it should be: what was written, and the tables as they are now."""
    written, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    assert mark, f"{PAGE.name} has lost the line that says where the made part begins"
    return f"{written}{mark}\n{generated()}"


def table(heading: str, text: str) -> set[str]:
    """What stands in the first column of the table under `heading`, without the marks of code."""
    part = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)`", part, re.MULTILINE))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
