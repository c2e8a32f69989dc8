"""Promise 19: what is shipped is locked (tests/deploy), read by bandit (make lint), and listed by one command."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_bill_of_materials_names_all_that_is_locked(tmp_path: Path) -> None:
    """As ``make sbom`` makes it."""
    lock = (ROOT / "requirements.lock").read_text()
    locked = dict(re.findall(r"^([a-z0-9._-]+)(?:\[.*?\])?==(\S+)", lock, re.MULTILINE))
    lines = (ROOT / "Makefile").read_text().splitlines()
    recipe = next(line for line in lines if line.startswith("\t$(BIN)/cyclonedx-py"))
    target = tmp_path / "sbom.json"
    command = recipe.strip().replace("sbom.json", str(target)).split()[1:]
    script = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", *command]
    subprocess.run(script, check=True, cwd=ROOT, timeout=60)
    bill = json.loads(target.read_text())
    assert bill["bomFormat"] == "CycloneDX"
    assert {part["name"]: part["version"] for part in bill["components"]} == locked
    assert all("sha256" in json.dumps(part).lower().replace("-", "") for part in bill["components"])
