"""Which Python `make` sets up with, where a machine has several."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

CHOOSE = Path(__file__).resolve().parents[1] / "deploy" / "choose-python"


def a_python(folder: Path, name: str, kind: str | None) -> str:
    """A Python that says how it was built; none where it cannot make an environment."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n" + ("exit 1\n" if kind is None else f"echo {kind}\n"))
    path.chmod(0o755)
    return str(path)


def chosen(*folders: Path) -> tuple[str, str]:
    done = subprocess.run(
        [CHOOSE], env={"PATH": os.pathsep.join(map(str, folders))}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip(), done.stderr


@pytest.mark.parametrize(
    ("first", "second", "which"),
    [
        ("plain", "plain", 0), ("optimised", "optimised", 0), ("optimised", "plain", 0), ("plain", "optimised", 1),
        (None, "plain", 1), (None, "optimised", 1), ("plain", None, 0),
    ],
)  # fmt: skip
def test_the_first_that_is_optimised_or_else_the_first_that_can(
    tmp_path: Path, first: str | None, second: str | None, which: int
) -> None:
    folders = tmp_path / "a", tmp_path / "b"
    pythons = [a_python(folder, "python3.11", kind) for folder, kind in zip(folders, (first, second), strict=True)]
    python, said = chosen(*folders)
    assert python == pythons[which]
    assert ("without optimisation" in said) == ((first, second) == ("plain", "optimised"))


def test_a_python3_only_where_no_python311_can(tmp_path: Path) -> None:
    named = a_python(tmp_path / "a", "python3.11", "plain")
    a_python(tmp_path / "a", "python3", "optimised")
    assert chosen(tmp_path / "a")[0] == named
    a_python(tmp_path / "a", "python3.11", None)
    assert chosen(tmp_path / "a")[0] == str(tmp_path / "a" / "python3")


def test_where_none_can_the_rule_that_sets_up_says_why(tmp_path: Path) -> None:
    assert chosen(tmp_path) == ("python3.11", "")
    broken = a_python(tmp_path, "python3.11", None)
    assert chosen(tmp_path) == (broken, "")


def test_one_of_this_machine_is_new_enough() -> None:
    """With nothing made up."""
    python, _ = chosen(*map(Path, os.environ["PATH"].split(os.pathsep)))
    subprocess.run([python, "-c", "import sys; assert sys.version_info >= (3, 11)"], check=True)
