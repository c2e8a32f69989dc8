"""The documentation holds together: generated parts are up to date, links lead somewhere, commands exist."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from copytaster.commands.main import main
from copytaster.settings import Settings
from tests.docs import reference
from tests.docs.markdown import PAGES, ROOT, anchors, blocks, links

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
_FILE = re.compile(
    r"\b((?:bench|copytaster|docs|examples|service|tests|workers)/[\w./-]+\.(?:py|toml|json|yml|md))\b(?:::(\w+))?"
)
_RUN = re.compile(
    r"python (?:-m ((?:bench|tests|copytaster)[\w.]*)|((?:bench|tests|examples)/[\w/]+\.py))([^`\n#|&>]*)"
)
_INLINE = re.compile(r"`((?:make|copytaster) [^`\n]+)`")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def test_the_settings_page_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(main, ["settings", "--markdown"])
    assert printed.exit_code == 0
    assert (ROOT / "docs/settings.md").read_text(encoding="utf-8") == printed.output, (
        "run: copytaster settings --markdown > docs/settings.md"
    )


def test_every_setting_is_on_the_settings_page_with_its_default() -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for variable, default, help_text in Settings().table():
        shown = f"`{default}`" if default else ""
        assert f"| `{variable}` | {shown} | {help_text} |" in page


def test_the_reference_is_that_of_the_openapi_document() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), "run: python -m tests.docs.reference"


def test_every_operation_is_in_the_reference() -> None:
    text = reference.PAGE.read_text(encoding="utf-8").partition(reference.MARK)[2]
    for path, item in reference.described()["paths"].items():
        for method, operation in item.items():
            assert f"### {method.upper()} {path}\n" in text
            assert operation["summary"] in text


@pages
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor:
            assert anchor in anchors(target), f"{page.name}: {link} is no heading of {target.name}"


@pages
def test_commands_exist(page: Path) -> None:
    """`make` and `copytaster` commands, in blocks and in running text, with the options they are given."""
    text = page.read_text(encoding="utf-8")
    commands = [line.split("#")[0].strip() for b in blocks(page) if b.info == "sh" for line in b.text.splitlines()]
    commands += _INLINE.findall(text)
    for command in commands:
        words = command.replace("…", "X").split()
        while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
            words = words[1:]
        if words[:1] == ["make"]:
            assert {w for w in words[1:] if "=" not in w} <= TARGETS, f"{page.name}: {command}"
        elif words[:1] == ["copytaster"]:
            _known(words[1:], f"{page.name}: {command}")


def _known(words: list[str], where: str) -> None:
    command: click.Command = main
    context = click.Context(main)
    for word in words:
        if word in ("|", ">", "&&", "…", "X"):
            return
        if word.startswith("-"):
            options = {name for p in command.get_params(context) for name in (*p.opts, *p.secondary_opts)}
            assert word.partition("=")[0] in options, f"{where}: {word}"
        elif isinstance(command, click.Group):
            found = command.get_command(context, word)
            assert found is not None, f"{where}: {word} is no command"
            command, context = found, click.Context(found, parent=context)


@pages
def test_modules_that_are_run_exist(page: Path) -> None:
    """`python -m bench.whole --rows FILE`: the module is there, and knows the options that it is given."""
    for module, path, said in _RUN.findall(page.read_text(encoding="utf-8")):
        file = ROOT / (path or module.replace(".", "/") + ".py")
        file = file if file.exists() else file.with_suffix("") / "__main__.py"
        assert file.exists(), f"{page.name}: {module or path}"
        text = file.read_text(encoding="utf-8")
        for option in re.findall(r"--[a-z][a-z-]*", said):
            assert f'"{option}' in text, f"{page.name}: {module or path} has no {option}"


@pages
def test_blocks_of_shell_can_be_read(page: Path) -> None:
    for block in blocks(page):
        if block.info == "sh":
            shlex.split(block.text, comments=True)


def test_pictures_are_small() -> None:
    for picture in (ROOT / "docs/images").iterdir():
        assert picture.stat().st_size < 300_000, picture.name


@pytest.mark.parametrize("folder", ["copytaster/fingerprint/vectors", "tests/deploy"])
def test_what_came_from_others_carries_its_licence(folder: str) -> None:
    licences = [p for p in (ROOT / folder).iterdir() if "LICENSE" in p.name]
    assert licences
    assert "Apache License" in licences[0].read_text(encoding="utf-8")


@pages
def test_files_that_are_named_exist(page: Path) -> None:
    """CONTRIBUTING told newcomers to run a test that had been renamed."""
    for path, test in set(_FILE.findall(page.read_text(encoding="utf-8"))):
        assert (ROOT / path).exists(), path
        assert not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{test}"


def test_the_architecture_names_modules_that_exist() -> None:
    """Paths as `match/align.py`, from the root or from copytaster/; a room's own files as `align.py` in its row."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w/]+(?:\.(?:py|json|yml)|/))`", text))
    assert len(named) > 20
    known = {str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.suffix in (".py", ".json", ".yml")}
    known = {path for path in known if not path.startswith(".")}
    folders = {f"{Path(path).parent}/" for path in known}
    for name in named:
        paths = folders if name.endswith("/") else known
        assert any(path == name or path.endswith(f"/{name}") for path in paths), name


def test_the_way_of_an_article_names_functions_that_exist() -> None:
    """Every row of the table that a newcomer follows: a file, and a function in it."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+ \| [^|]+\| `([^`]+)` \| `([^`]+)` \|", text, re.MULTILINE)
    assert len(rows) > 15
    for path, function in rows:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert function in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, path


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = [p.parent.relative_to(ROOT) for p in (ROOT / "copytaster").glob("*/__init__.py")]
    for room in [*map(str, rooms), "service", "workers"]:
        assert f"| `{room}/` |" in text, room
