"""Which reports ring which rules: read off real reports of real texts, checked without a service."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from copytaster import alerts, standalone
from copytaster.clean import Submission
from copytaster.settings import Settings
from tests.service.support import TEXT

WIRE = Submission(text=TEXT, agency="Reuters", title="Strike ends", published_at="2026-11-20T08:00:00Z")
COPY = Submission(text=TEXT + "\nIt was read by all.", outlet="Quay", title="It is over",
                  published_at="2026-11-20T10:00:00Z")  # fmt: skip
FAIR = Submission(text=f"LINDHOLM (Reuters) - {TEXT}", outlet="Fair Post", published_at="2026-11-20T10:00:00Z")
OTHER = Submission(outlet="Elsewhere", published_at="2026-11-20T11:00:00Z", text=(
    "Growers in the Tessaly hills expect their smallest walnut crop in a decade. Late frost took the first flowers, "
    "and a dry June did the rest, the cooperative told its members in a letter."
))  # fmt: skip


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    given = {"wire": WIRE, "copy": COPY, "fair": FAIR, "other": OTHER}
    found: dict[str, Any] = dict(standalone.check(given, Settings()))
    assert all(report["status"] == "checked" for report in found.values())
    return found


def ring(text: str, report: Any) -> list[alerts.Alert]:
    return alerts.rung(alerts.read(text), report)


def test_uncredited_use(made: dict[str, Any]) -> None:
    rule = '[[alert]]\nwhen = "uncredited"\nagency = "{}"\nover = 0.3\n'
    (alert,) = ring(rule.format("Reuters"), made["copy"])
    assert (alert.publisher, alert.agency) == ("Quay", "Reuters")
    assert alert.source_id == made["copy"]["sources"][0]["article_id"]
    assert alert.share == made["copy"]["by_agency"][0]["share"]
    assert alert.sentence.startswith("Quay: ")
    assert alert.sentence.endswith("“It is over” is from Reuters (“Strike ends”) and does not credit Reuters.")
    for name in ("wire", "fair", "other"):
        assert ring(rule.format("Reuters"), made[name]) == [], name
    assert ring(rule.format("AFP"), made["copy"]) == []
    assert ring(rule.format("Reuters").replace("0.3", "0.999"), made["copy"]) == []
    assert len(ring('[[alert]]\nwhen = "uncredited"\n', made["copy"])) == 1  # whatever the agency
    assert ring('[[alert]]\nwhen = "uncredited"\noutlet = "Elsewhere"\n', made["copy"]) == []
    assert len(ring('[[alert]]\nwhen = "uncredited"\noutlet = "quay"\n', made["copy"])) == 1


def test_use_of_mine(made: dict[str, Any]) -> None:
    rule = '[[alert]]\nwhen = "used"\nagency = "Reuters"\n'
    assert {name for name in made if ring(rule, made[name])} == {"copy", "fair"}
    assert ring(rule + 'by = "Fair Post"\n', made["copy"]) == []
    assert ring('[[alert]]\nwhen = "used"\noutlet = "Reuters"\n', made["copy"]) == []  # a wire is its agency's
    assert ring('[[alert]]\nwhen = "used"\n', made["copy"]) == []  # of nobody: a rule that says whose rings for them


def changed(report: Any, **source: Any) -> Any:
    report = copy.deepcopy(report)
    report["sources"][0].update(source)
    return report


def test_a_killed_wire_and_a_corrected_one(made: dict[str, Any]) -> None:
    ending = {"article_id": "x", "status": "canceled", "at": "2026-11-20T12:00:00Z"}
    killed = changed(made["copy"], superseded_by=ending)
    rule = '[[alert]]\nwhen = "killed"\nagency = "Reuters"\n'
    (alert,) = ring(rule, killed)
    assert "which was killed." in alert.sentence
    assert ring(rule, made["copy"]) == []
    corrected = changed(made["copy"], superseded_by=ending | {"status": "corrected"})
    assert ring(rule, corrected) == []
    rule = '[[alert]]\nwhen = "corrected"\n'
    assert ring(rule, corrected) == []  # it has nothing of what was corrected
    corrected["outdated"] = [{"source": corrected["sources"][0]["article_id"]}]
    (alert,) = ring(rule, corrected)
    assert "still has what was corrected" in alert.sentence


@pytest.mark.parametrize("change", [{"judgement": "rejected"}, {"direction": "to_source"}, {"relation": "same-event"}])
def test_what_is_no_source_rings_nothing(made: dict[str, Any], change: dict[str, str]) -> None:
    rules = "".join(f'[[alert]]\nwhen = "{when}"\nagency = "Reuters"\n' for when in ("uncredited", "used", "killed"))
    assert ring(rules, changed(made["copy"], **change)) == []


def test_drafts(made: dict[str, Any]) -> None:
    rules = alerts.read('[[alert]]\nwhen = "draft"\nover = 0.5\n[[alert]]\nwhen = "draft"\nagency = "AFP"\n')
    assert len(alerts.rung_by_draft(rules, made["copy"])) == 1
    assert alerts.rung_by_draft(rules, made["other"]) == []
    assert alerts.rung(rules, made["copy"]) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[alert", "Expected"),
        ('[[alert]]\nwhen = "never"', "alert, number 1, when: Input should be"),
        ('[[alert]]\nwhen = "used"\nover = 30', "less than or equal to 1"),
        ('[[alert]]\nwhen = "used"\nto = "mailto://u:t0psecret@x"', "alert, number 1, to:"),
        ('[[alert]]\nwhen = "used"\npassword = "t0psecret"', "password: Extra"),
        ('[[alert]]\nwhen = "used"\n' * 201, "more than 200"),
        ('[[alert]]\nwhen = "used"\n[[alert]]\nwhen = "used"\nname = "N"', "two rules ask for the same"),
    ],
)
def test_a_file_that_cannot_be_used(text: str, said: str) -> None:
    with pytest.raises(alerts.BadRules) as failed:
        alerts.read(text)
    assert said in str(failed.value)
    assert "t0psecret" not in str(failed.value)
    assert "\n" not in str(failed.value)


def test_a_rule_is_the_same_whomever_it_tells() -> None:
    (one,) = alerts.read('[[alert]]\nwhen = "used"\nto = ["json://a"]\n')
    (two,) = alerts.read('[[alert]]\nwhen = "used"\nname = "N"\n')
    assert one.id == two.id
    assert (one.label, two.label) == ("used", "N")
