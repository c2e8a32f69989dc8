"""The programs of docs/client.md, run against a whole service, say what the page says that they do."""

from __future__ import annotations

import re

import pytest

from tests.cli.test_cli import OTHER
from tests.client.conftest import Running
from tests.docs.markdown import ROOT, blocks

WIRE = (
    "The ferry company of Ostrand will stop its night crossings on 14 December, its director Per Lund told staff on "
    "Monday.\n\nOf 212 people who work at night, 48 are to lose their posts; the others were offered shifts by day. "
    "The union called the notice of three weeks a breach of the agreement of 2019.\n\nLund said the night boats lost "
    "6.3 million crowns since January, most of it for fuel."
)  # fmt: skip


def test_the_programs_of_the_page(running: Running, capsys: pytest.CaptureFixture[str]) -> None:
    programs = [block.text for block in blocks(ROOT / "docs/client.md") if block.info == "python"]
    assert len(programs) == 2
    names = {
        "WIRE": WIRE, "STORY": WIRE + "\n\nTickets that were bought are paid back.", "TEXTS": [OTHER, OTHER + " More."],
        "URL": running.url, "KEY": running.key,
    }  # fmt: skip
    for program in programs:
        exec(program.replace('"http://127.0.0.1:8000"', "URL, KEY"), dict(names))
        said = capsys.readouterr().out
        for shown in re.findall(r"print\(.*# (\w.*)$", program, re.MULTILINE):
            assert shown in said
        assert said.strip()
