"""Which Python `make` sets up with, where a machine has several."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

CHOOSE = Path(__file__).resolve().parents[1] / "deploy" / "choose-python"


def a_python(folder: Path, name: str, microseconds: int | None) -> str:
    """A Python that says it took so long; none where it cannot make an environment."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n" + ("exit 1\n" if microseconds is None else f"echo {microseconds}\n"))
    path.chmod(0o755)
    return str(path)


def chosen(*folders: Path) -> tuple[str, str]:
    done = subprocess.run(
        [CHOOSE], env={"PATH": os.pathsep.join(map(str, folders))}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip(), done.stderr


@pytest.mark.parametrize(
    ("first", "second", "which"),
    [(100, 90, 0), (100, 70, 0), (100, 60, 1), (None, 500, 1), (100, None, 0)],
)
def test_the_first_that_can_unless_another_is_half_as_fast_again(
    tmp_path: Path, first: int | None, second: int | None, which: int
) -> None:
    folders = tmp_path / "a", tmp_path / "b"
    pythons = [a_python(folder, "python3.11", took) for folder, took in zip(folders, (first, second), strict=True)]
    python, said = chosen(*folders)
    assert python == pythons[which]
    assert ("much faster" in said) == (which == 1 and first is not None)


def test_a_python3_only_where_no_python311_can(tmp_path: Path) -> None:
    named = a_python(tmp_path / "a", "python3.11", 100)
    a_python(tmp_path / "a", "python3", 10)
    assert chosen(tmp_path / "a")[0] == named
    a_python(tmp_path / "a", "python3.11", None)
    assert chosen(tmp_path / "a")[0] == str(tmp_path / "a" / "python3")


def test_where_none_can_the_rule_that_sets_up_says_why(tmp_path: Path) -> None:
    broken = a_python(tmp_path, "python3.11", None)
    assert chosen(tmp_path) == (broken, "")


def test_the_one_that_runs_this_can_be_chosen() -> None:
    """With nothing made up: it is new enough, makes environments and has headers, or is named as the first."""
    python, _ = chosen(*map(Path, os.environ["PATH"].split(os.pathsep)))
    subprocess.run([python, "-c", "import sys; assert sys.version_info >= (3, 11)"], check=True)
