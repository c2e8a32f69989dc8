"""Three tiers of tests, fast, slow and long, and every test in exactly one: none can be written that nothing runs."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
import tomllib
from itertools import product
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

ROOT = Path(__file__).resolve().parents[1]
TIERS = {"test": "fast", "slow": "slow", "long": "long"}
"""The target of the Makefile → the tier that it runs."""
MARKS = ("slow", "long")
ALLOWED = {"-m", "-n", "--maxprocesses", "--dist", "--durations", "--durations-min"}
"""Options that leave nothing out but what the marks say."""
ORDER = "--no-loadscope-reorder"
"""Files begin in the order in which they are named."""
FILES = "testpaths="
"""The files that are read for a tier, where not all are."""


def command(target: str) -> list[str]:
    """What `make` would run for a target; `@more` stands for what somebody adds."""
    told = subprocess.run(
        ["make", "--dry-run", target, "JOBS=logical", "PYTEST_ARGS=@more"], cwd=ROOT, env={"PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    (line,) = (line for line in told.stdout.replace("\\\n", "").splitlines() if " -m pytest " in line)
    return shlex.split(line)


def selected(target: str) -> str:
    words = command(target)
    return words[words.index("-m", words.index("pytest")) + 1]


@pytest.mark.parametrize("marks", list(product((False, True), repeat=len(MARKS))), ids=str)
def test_every_test_is_in_exactly_one_tier(marks: tuple[bool, ...]) -> None:
    """Whatever marks it has: those of its module and those of its own."""
    has = {name for name, given in zip(MARKS, marks, strict=True) if given}
    chosen = [tier for target, tier in TIERS.items() if Expression.compile(selected(target)).evaluate(has.__contains__)]
    assert chosen == ["long" if "long" in has else "slow" if "slow" in has else "fast"]


@pytest.mark.parametrize("target", TIERS)
def test_a_tier_leaves_out_nothing_else(target: str) -> None:
    words = command(target)
    words = words[words.index("pytest") + 1 :]
    if "-o" in words:
        at = words.index("-o")
        assert words[at + 1].startswith(FILES)
        del words[at : at + 2]
    words = [word for word in words if word != ORDER]
    assert {word for word in words if word.startswith("-")} <= ALLOWED
    values = {words[at + 1] for at, word in enumerate(words) if word in ALLOWED}
    assert {word for word in words if not word.startswith("-")} - values == {"@more"}


def test_the_slow_tier_reads_every_file_with_a_slow_test() -> None:
    """A file says itself that it has one: none is given the mark from elsewhere, or by another way of writing it."""
    (paths,) = (word.removeprefix(FILES).split() for word in command("slow") if word.startswith(FILES))
    read = {ROOT / path for path in paths}
    for path in ROOT.glob("tests/**/*.py"):
        text = path.read_text(encoding="utf-8")
        nodes = ast.walk(ast.parse(text)) if "slow" in text else ()
        assert any(isinstance(node, ast.Attribute) and node.attr == "slow" for node in nodes) is (path in read), path
        assert "add_marker" not in text or path == Path(__file__), path


def test_pytest_looks_everywhere() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    assert options["testpaths"] == ["tests"]
    others = {"pythonpath", "xfail_strict", "tmp_path_retention_policy", "markers", "filterwarnings"}
    assert options.keys() == {"testpaths", "addopts"} | others
    assert set(options["addopts"]) == {"-ra", "--strict-markers", "--strict-config", "--import-mode=importlib"}
    assert {line.partition(":")[0] for line in options["markers"]} == set(MARKS)
    for path in ROOT.glob("tests/**/conftest.py"):
        hooks = r"collect_ignore|pytest_ignore_collect|pytest_deselected|items\[:\]"
        assert not re.search(hooks, path.read_text()), path


def test_what_looks_like_a_test_is_collected() -> None:
    """Files whose names pytest passes over hold no tests, and no test hides another one of the same name."""
    found = 0
    for path in sorted(ROOT.glob("tests/**/*.py")):
        names = [
            node.name
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            and node.name.lower().startswith("test_" if not isinstance(node, ast.ClassDef) else "test")
        ]
        assert path.name.startswith("test_") or not names, f"{path}: {names}"
        assert len(set(names)) == len(names), path
        found += len(names)
    assert found > 500


def test_ci_runs_what_is_not_long() -> None:
    """And stops at the first that fails."""
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert "set -euo pipefail" in lines
    assert lines[-3:] == ["make lint", "tier test", "tier slow"]


@pytest.mark.parametrize(
    ("failing", "made", "green"),
    [
        ("", "lint test slow", True),
        ("slow", "lint test slow again", True),
        ("slow again", "lint test slow again", False),
        ("test again", "lint test again", False),
        ("lint", "lint", False),
    ],
)
def test_ci_repeats_once_what_failed_in_a_tier(tmp_path: Path, failing: str, made: str, green: bool) -> None:
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\necho "$1" >> "$MADE"\ncase " $FAILING " in *" $1 "*) exit 2;; esac\n')
    make.chmod(0o755)
    script = (ROOT / ".ci" / "run").read_text()
    steps = "set -euo pipefail\n" + script[script.index("say() {") : script.index("\n", script.index("say() {"))]
    steps += "\n" + script[script.index("tier() {") :]
    told = tmp_path / "made"
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "MADE": str(told), "FAILING": failing}
    ended = subprocess.run(["bash", "-c", steps], env=environment, capture_output=True, text=True, timeout=30)
    assert (ended.returncode == 0) is green
    assert told.read_text().split() == made.split()
    assert ("UNSTEADY" in ended.stderr) is (green and bool(failing))


@pytest.mark.parametrize(
    ("breaks", "again"),
    [("", pytest.ExitCode.OK), ("raise KeyboardInterrupt", pytest.ExitCode.NO_TESTS_COLLECTED),
     ("__import__('pytest').exit('the disk is full', 3)", pytest.ExitCode.NO_TESTS_COLLECTED)],
)  # fmt: skip
def test_of_a_tier_that_broke_off_nothing_is_repeated(tmp_path: Path, breaks: str, again: pytest.ExitCode) -> None:
    """Its other tests were not run: what failed before, and passes alone, must not make it green."""
    first = "import pathlib\n\ndef test_unsteady():\n    here = pathlib.Path(__file__).with_name('been')\n"
    first += "    been = here.exists()\n    here.touch()\n    assert been\n\n"
    (tmp_path / "test_some.py").write_text(first + f"def test_breaks():\n    {breaks or 'pass'}\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    run = [sys.executable, "-m", "pytest", "-q", "-p", "tests.again", "--rootdir", str(tmp_path)]
    environment = {**os.environ, "CI": "true", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    def ended(*more: str) -> int:
        one = subprocess.run([*run, "-c", f"{tmp_path}/pytest.ini", str(tmp_path), *more], cwd=ROOT, env=environment,
                             capture_output=True, timeout=60)  # fmt: skip
        return one.returncode

    assert ended() not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    repeats = [word for word in command("again") if word.startswith("--last-failed") or word == "none"]
    assert ended(*repeats) == again
