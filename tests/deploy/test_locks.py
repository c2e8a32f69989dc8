"""What is installed: locked, with hashes, from any index, and without the weight that run time does not need."""

from __future__ import annotations

import re
import tomllib

import pytest

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
