"""An invented story: two wires, a correction, copies, copies of copies, and two papers that share an unseen source."""

from __future__ import annotations

from datetime import timedelta

from copytaster.match.corrections import Correction
from service.pages.data import Entry, Link, Story
from tests.pages.draw import NOW
from tests.pages.reports import WIRE_TITLE


def entry(
    article_id: str,
    title: str,
    outlet: str,
    hours: float,
    agency: str | None = None,
    credit: str | None = None,
    status: str = "checked",
) -> Entry:
    when = NOW - timedelta(hours=hours)
    return Entry(article_id, title, outlet, agency, when, when, status, "en", credit=credit, story_id="reuters1")


def harbour() -> Story:
    rows = [
        entry("reuters1", WIRE_TITLE, "Reuters", 6, "Reuters", "not_applicable"),
        entry(
            "reuters2",
            "CORRECTED: Tarsvik dockers walk out, stranding 44 ships",
            "Reuters",
            4.6,
            "Reuters",
            "not_applicable",
        ),
        entry("afp1", "Norrland port strike enters first day as talks collapse", "AFP", 5.2, "AFP", "not_applicable"),
        entry("echo1", "Harbour shut as crane crews down tools", "Norrland Echo", 4.4, credit="credited"),
        entry(
            "courier1",
            "‘Nobody asked us’: dockers’ strike closes Tarsvik harbour",
            "The Tarsvik Courier",
            4,
            credit="partly_credited",
        ),
        entry("quay1", "Forty-one ships wait off Tarsvik", "Quayside Daily", 5.5, credit="uncredited"),
        entry("quay2", "Ships wait off Tarsvik", "Islands Bulletin", 3.1, credit="uncredited"),
        entry("fjord1", "Fruit rots in the roads as dockers walk out", "Fjord Times", 3.8, credit="uncredited"),
        entry("tide1", "Port of Tarsvik closed by strike", "The Tide", 2.9, credit="miscredited"),
        entry("twin1", "Mayor flies home to strike-bound harbour", "Morgenposten Syd", 2.5, credit="not_applicable"),
        entry("twin2", "Mayor cuts holiday short over strike", "Kystavisa", 2.2, credit="not_applicable"),
        entry("late1", "Dockers’ strike: what we know", "Explainer Weekly", 0.6, status="checking"),
    ]
    links = [
        Link("reuters2", "reuters1", "update", 0.97, "from_source"),
        Link("echo1", "reuters1", "copy", 0.95, "from_source"),
        Link("courier1", "reuters1", "rewrite", 0.93, "from_source"),
        Link("courier1", "afp1", "excerpt", 0.81, "from_source"),
        Link("quay1", "reuters1", "copy", 0.96, "from_source"),
        Link("quay1", "quay2", "copy", 0.90, "to_source"),
        Link("fjord1", "afp1", "rewrite", 0.85, "from_source"),
        Link("tide1", "reuters2", "copy", 0.9, "from_source"),
        Link("twin1", "twin2", "rewrite", 0.8, "undetermined"),
        Link("late1", "courier1", "excerpt", 0.7, "from_source"),
        Link("late1", "twin1", "excerpt", 0.6, "from_source", "rejected"),
    ]
    corrections = [
        Correction(
            "figure",
            "41 ships",
            "44 ships",
            "reuters1",
            "reuters2",
            "A walkout by 1,200 dockworkers shut the port of Tarsvik on Saturday, leaving 44 ships at anchor.",
            ("quay1", "quay2", "echo1"),
        )
    ]
    return Story("reuters1", rows, links, corrections, size=len(rows))
