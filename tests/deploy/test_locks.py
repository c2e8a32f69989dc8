"""What is installed: locked, with hashes, from any index, and without the weight that run time does not need."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.deploy.support import ROOT


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text()
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+) ", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_line_is_a_pinned_package_with_hashes(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    assert len(entries) > 30
    for entry in entries:
        first, *hashes = entry.splitlines()
        assert re.fullmatch(r"[a-z0-9.-]+==\S+ \\", first), first
        assert hashes
        for line in hashes:
            assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line), line


def test_the_tests_run_on_what_is_shipped() -> None:
    shipped, tested = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: tested.get(name) for name in shipped} == shipped


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[\[<>=~!; ]", line)[0].replace("_", "-") for line in project["dependencies"]}
    assert names <= locked("requirements.lock").keys()
    assert "lxml-html-clean" in names, "trafilatura needs it and does not say so"


def test_nothing_heavy_is_shipped() -> None:
    heavy = {"torch", "transformers", "scikit-learn", "pandas", "sentence-transformers", "triton", "onnxruntime"}
    assert not heavy & locked("requirements.lock").keys()
    assert "torch" not in locked("requirements-dev.lock")


def left_out() -> set[str]:
    lines = (ROOT / "requirements.excludes").read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def test_the_lock_is_whole_but_for_what_is_left_out() -> None:
    """pip installs it without looking for dependencies, so there must be none beside it."""
    shipped, unmet = locked("requirements.lock"), set()
    for name in shipped:
        for line in importlib.metadata.requires(name) or ():
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                unmet |= {canonicalize_name(wanted.name)} - shipped.keys()
    assert unmet == left_out()


PROGRAM = """
import importlib.metadata, pkgutil, sys
shipped, ours = set(sys.argv[1].split()), ("copytaster", "service", "workers")
homes = importlib.metadata.packages_distributions()

class Bare:
    # The machine of somebody who installed the lock and nothing else.
    @staticmethod
    def find_spec(name, path=None, target=None):
        top = name.partition(".")[0]
        known = {d.lower().replace("_", "-").replace(".", "-") for d in homes.get(top, ())}
        if known and not known & shipped and top not in ours:
            raise ModuleNotFoundError(f"{top} is not shipped", name=top)

sys.meta_path.insert(0, Bare)
import copytaster, service, workers
for package in (copytaster, service, workers):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith((".__main__", ".env", ".otel")) and ".versions." not in module.name:
            __import__(module.name)
wire = "The board of Brannock will close the north ferry slip for eleven weeks, its chairwoman said on Tuesday."
report = copytaster.compare(wire + " Few minded.", wire)
assert report["sources"], report
"""


@pytest.mark.slow
def test_everything_runs_on_what_is_locked() -> None:
    shipped = " ".join(locked("requirements.lock"))
    done = subprocess.run([sys.executable, "-c", PROGRAM, shipped], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2_000:]
