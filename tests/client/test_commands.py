"""`copytaster submit`, `report` and `watch` against a whole service: what is said, and the exit status."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result

from copytaster.archive import events
from copytaster.commands.main import main
from copytaster.commands.remote import FORMATS, KINDS, WORDS
from copytaster.model import CreditStatus, Derivation
from service.schemas.requests import ReportParameters
from tests.chaos.support import story
from tests.cli.test_cli import STORY
from tests.client.conftest import Running

numbers = itertools.count(5_000)
NEWS = STORY.removeprefix("BRANNOCK, March 3 (AFP) - ")


def test_what_may_be_failed_on_is_what_a_report_may_say() -> None:
    assert list(WORDS) == [word.value for word in (*CreditStatus, *Derivation)]


def test_every_format_of_the_api_may_be_asked_for() -> None:
    (asked,) = (kind for kind in get_args(ReportParameters.model_fields["format"].annotation) if kind is not type(None))
    assert get_args(asked) == FORMATS


def test_every_kind_of_event_may_be_watched_and_no_other(shell: Shell) -> None:
    assert KINDS == events.KINDS
    done = shell("watch", "--kind", "nonsense", "--past", "--after", "0")
    assert done.exit_code == 2
    assert "'checked'" in done.output


class Shell:
    def __init__(self, running: Running) -> None:
        self.variables = {"COPYTASTER_URL": running.url, "COPYTASTER_KEY": running.key}

    def __call__(self, *words: str, given: str | None = None) -> Result:
        return CliRunner().invoke(main, list(words), env=self.variables, input=given)


@pytest.fixture
def shell(running: Running) -> Shell:
    return Shell(running)


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    file = tmp_path / "wire.txt"
    file.write_text(story(next(numbers)))
    return file


def test_a_pipeline_stops_at_an_uncredited_story(shell: Shell, wire: Path, tmp_path: Path) -> None:
    wire.write_text(NEWS)
    first = shell("submit", str(wire), "--agency", "Reuters", "--wait", "60")
    assert first.exit_code == 0, first.output
    assert "not_derived" in first.output
    page = tmp_path / "page.html"
    page.write_text(f"<article><h1>Fund pays</h1><p>{wire.read_text()}</p></article>")
    draft = shell("submit", str(page), "--outlet", "Courier", "--draft", "--fail-on", "uncredited")
    assert draft.exit_code == 4, draft.output
    assert "uncredited" in draft.output
    assert "Reuters" in draft.output
    credited = tmp_path / "credited.txt"
    credited.write_text(wire.read_text() + "\n\n(Reuters)\n")
    assert shell("submit", str(credited), "--draft", "--fail-on", "uncredited").exit_code == 0
    stored = shell("submit", str(page), "--outlet", "Courier", "--wait", "60", "--json")
    report = json.loads(stored.output)
    assert (report["derivation"], report["credit"]["status"]) == ("wholly_derived", "uncredited")
    article_id = report["article"]["id"]
    said = shell("report", article_id)
    assert said.exit_code == 0
    assert "uncredited" in said.output
    assert shell("report", article_id, "--fail-on", "uncredited").exit_code == 4
    assert shell("report", article_id, "--format", "csv").output.startswith("start,end,")
    assert json.loads(shell("report", article_id, "--format", "jsonld").output)["@context"]


def test_what_was_handed_in_is_told(shell: Shell, wire: Path) -> None:
    first, again = shell("submit", str(wire)), shell("submit", str(wire))
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "accepted" in first.output
    assert "known already" in again.output
    assert json.loads(shell("submit", str(wire), "--json").output)["created"] is False


def test_standard_input_and_fields_in_json(shell: Shell, tmp_path: Path) -> None:
    assert shell("submit", "-", given=story(next(numbers))).exit_code == 0
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"text": story(next(numbers)), "outlet": "Post"}))
    assert shell("submit", str(file), "--language", "en").exit_code == 0
    file.write_text("{")
    broken = shell("submit", str(file))
    assert broken.exit_code == 1
    assert "not JSON" in broken.output


def test_one_of_many_that_is_refused_is_named(shell: Shell, wire: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.txt"
    short.write_text("Too short.")
    done = shell("submit", str(short), str(wire))
    assert done.exit_code == 1
    assert "short.txt: " in done.output
    assert "wire.txt: accepted" in done.output


def test_what_is_not_checked_in_time_is_another_status(shell: Shell, wire: Path, running: Running) -> None:
    running.working.clear()
    try:
        done = shell("submit", str(wire), "--wait", "0.2")
        assert done.exit_code == 3
        assert "is queued after 0.2 s" in done.output
        article_id = json.loads(shell("submit", str(wire), "--json").output)["id"]
        assert shell("report", article_id).exit_code == 3
    finally:
        running.working.set()
    assert shell("report", article_id, "--wait", "60").exit_code == 0


def test_nobody_by_that_id_and_a_wrong_key(shell: Shell, wire: Path) -> None:
    missing = shell("report", "a" * 32)
    assert missing.exit_code == 1
    assert "There is no article" in missing.output
    refused = shell("submit", str(wire), "--key", "ct_no_key")
    assert refused.exit_code == 1
    assert "API key is not known here" in refused.output
    assert shell("submit").exit_code == 2


def test_watching_what_has_been(shell: Shell, wire: Path, running: Running) -> None:
    before = running.state.archive.last_event()
    shell("submit", str(wire), "--wait", "60")
    lines = shell("watch", "--past", "--after", str(before)).output.splitlines()
    assert [line.split()[1] for line in lines] == ["accepted", "checked"]
    told = shell("watch", "--past", "--after", str(before), "--kind", "checked", "--json").output
    assert json.loads(told)["detail"]["derivation"]
