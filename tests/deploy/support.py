"""The image without Docker: the files that the Dockerfile copies, installed as it installs them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return document


def dockerfile() -> list[str]:
    """The instructions, continuation lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def copied() -> list[str]:
    """What the build stage takes from the tree."""
    lines = [line.split()[1:-1] for line in dockerfile() if line.startswith("COPY ") and "--from" not in line]
    return [name for names in lines for name in names]


def install(folder: Path) -> Path:
    """Install the project as the image has it, and return the folder to put on the path."""
    source, target = folder / "src", folder / "site"
    source.mkdir()
    for name in copied():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run(
        [*command, "--no-build-isolation", "--no-index", "--target", str(target), str(source)],
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return target


def interpolate(value: str, environment: dict[str, str]) -> str:
    """``${NAME:-default}`` and ``${NAME:?message}`` as Compose reads them."""

    def one(match: re.Match[str]) -> str:
        name, _, default = match[1].partition(":")
        return environment.get(name) or default.removeprefix("-")

    return re.sub(r"\$\{([^}]*)\}", one, value)
