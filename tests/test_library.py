"""What a program gets from `import copytaster`: everything public, nothing before it is needed, the same reports."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import copytaster
from copytaster import Submission
from tests.cli.test_cli import COPY, OTHER, STORY


def test_every_public_name_is_there_and_documented() -> None:
    for name in copytaster.__all__:
        assert name in dir(copytaster)
        assert getattr(copytaster, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        copytaster.chekc  # type: ignore[attr-defined] # noqa: B018


def test_importing_it_loads_nothing_else() -> None:
    program = "import sys, copytaster, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert not loaded & {"numpy", "pydantic", "sqlalchemy", "redis", "flask", "lxml", "datasketch"}


def test_check_names_the_sources_as_they_were_given() -> None:
    reports = copytaster.check({"wire": STORY, "copy": COPY, "other": OTHER, "short": "Too short"})
    assert list(reports) == ["wire", "copy", "other", "short"]
    assert [source["name"] for source in reports["copy"]["sources"]] == ["wire"]
    assert reports["other"]["derivation"] == "not_derived"
    assert "min_words" in reports["short"]["error"]


def test_compare_tells_time_apart() -> None:
    wire = Submission(text=STORY, agency="AFP", published_at="2026-03-03T09:00:00Z")
    taken = Submission(text=COPY, outlet="Linton Post", published_at="2026-03-03T15:00:00Z")
    report = copytaster.compare(taken, wire)
    assert report["derivation"] == "wholly_derived"
    [source] = report["sources"]
    assert (source["name"], source["direction"], source["agency"]) == ("source", "from_source", "AFP")
    assert copytaster.compare(wire, taken)["derivation"] == "not_derived"
    with pytest.raises(ValueError, match="article: the text has 2 words"):
        copytaster.compare("Too short", STORY)
