"""`copytaster check`: files of every kind, by name, and an exit status that tells when one was refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from copytaster.commands.main import main
from tests.cli.test_cli import COPY, OTHER, STORY

PARAGRAPHS = "".join(f"<p>{part}</p>" for part in STORY.split("\n\n"))
DOCUMENTS = {
    "own.json": json.dumps({"text": STORY, "title": "Ferry slip shut"}),
    "ninjs.json": json.dumps(
        {"uri": "urn:x:1", "headline": "Ferry slip shut", "body_xhtml": f"<div>{PARAGRAPHS}</div>"}
    ),
    "page.HTML": f"<html><body><article><h1>Ferry slip shut</h1>{PARAGRAPHS}</article></body></html>",
    "story.xml": f"<nitf><body><body.head><hedline><hl1>Ferry slip shut</hl1></hedline></body.head>"
    f"<body.content>{PARAGRAPHS}</body.content></body></nitf>",
    "item.rss": "<rss version='2.0'><channel><item><title>Ferry slip shut</title><description>"
    f"{PARAGRAPHS.replace('<', '&lt;')}</description></item></channel></rss>",
    "no-suffix": STORY,
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], env={"COPYTASTER_HOME": None})


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_file_is_what_its_suffix_says(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(DOCUMENTS[name])
    (tmp_path / "copy.txt").write_text(COPY)
    done = run(str(tmp_path / name), str(tmp_path / "copy.txt"))
    assert done.exit_code == 0, done.output
    assert "Error" not in done.output
    first, second = done.output.splitlines()[:2]
    assert first.startswith(f"{tmp_path / name}: ")
    assert str(tmp_path / "copy.txt") in second, "sources are named as they were given"


def test_one_that_is_refused_is_named_and_is_no_success(tmp_path: Path) -> None:
    for name, text in (("wire.txt", STORY), ("copy.txt", COPY), ("broken.json", "{"), ("short.txt", "Too short")):
        (tmp_path / name).write_text(text)
    names = [str(tmp_path / name) for name in ("wire.txt", "broken.json", "copy.txt", "short.txt")]
    done = run(*names)
    assert done.exit_code == 1
    assert f"{names[1]}: " in done.output
    assert f"{names[3]}: the text has 2 words; min_words is 5" in done.output
    reports = json.loads(run("--json", *names).output)
    assert list(reports) == names
    assert [source["name"] for source in reports[names[2]]["sources"]] == [names[0]]
    assert {passage["source"]["name"] for passage in reports[names[2]]["passages"]} == {names[0]}
    assert "error" in reports[names[1]]


def test_a_reader_that_has_read_enough_ends_it_quietly() -> None:
    done = subprocess.run(
        f"'{sys.executable}' -m copytaster settings | head -n 1", shell=True, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("COPYTASTER_HOME=")
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["migrate", "settings", "relay", "reindex", "up"])
def test_a_home_that_is_a_file_is_one_line(command: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text(OTHER)
    done = CliRunner().invoke(main, [command], env={"COPYTASTER_HOME": str(home)})
    assert (done.exit_code, done.output) == (1, f"Error: COPYTASTER_HOME={str(home)!r} is not a folder\n")
    below = CliRunner().invoke(main, ["up"], env={"COPYTASTER_HOME": str(home / "below")})
    assert below.exit_code == 1
    assert below.output.startswith(f"Error: {home / 'below'}: ")


@pytest.mark.parametrize("command", [["up"], ["web"], ["settings"], ["up", "--port", "0"], ["up", "--port", "99999"]])
def test_a_port_that_is_none_is_one_line(command: list[str], tmp_path: Path) -> None:
    variables = {"COPYTASTER_HOME": str(tmp_path), "COPYTASTER_PORT": None if len(command) > 1 else "99999"}
    done = CliRunner().invoke(main, command, env=variables)
    assert done.exit_code in (1, 2)
    assert "65535" in done.output
    assert not done.exception or isinstance(done.exception, SystemExit)
