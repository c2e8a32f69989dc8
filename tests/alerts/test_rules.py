"""Which reports ring which rules: read off real reports of real texts, checked without a service."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from copytaster import alerts, phrases, standalone
from copytaster.clean import Submission
from copytaster.fields import called
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
    said = "“It is over” is from Reuters (copy of “Strike ends”) and does not credit Reuters."
    assert alert.sentence == f"Quay: {phrases.share(alert.share)} of {said}"
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


UNCREDITED = '[[alert]]\nwhen = "uncredited"\n'


def test_it_is_named_as_pages_name_it(made: dict[str, Any]) -> None:
    untitled = copy.deepcopy(made["copy"])
    untitled["article"]["title"] = untitled["sources"][0]["title"] = None
    (alert,) = ring(UNCREDITED, untitled)
    name = called(untitled["article"])
    assert f"of “{name}” is from Reuters (copy of an article without a headline)" in alert.sentence


def test_nobody_is_said_to_have_taken_what_either_may_have(made: dict[str, Any]) -> None:
    (alert,) = ring(UNCREDITED, changed(made["copy"], direction="undetermined"))
    assert "“It is over” is in Reuters too (copy of or by “Strike ends”) and does not" in alert.sentence
    assert ring('[[alert]]\nwhen = "used"\nagency = "Reuters"\n', changed(made["copy"], direction="undetermined")) == []


def test_a_share_of_several_wires_is_told_of_all_of_them(made: dict[str, Any]) -> None:
    report = copy.deepcopy(made["copy"])
    first, share = report["sources"][0] | {"share": 0.5}, report["by_agency"][0]["share"]
    second = {**first, "article_id": "second", "title": "Port", "share": round(share - 0.5, 3)}
    report["sources"] = [second, first]
    (alert,) = ring(UNCREDITED, report)
    assert (alert.share, alert.source_id) == (share, first["article_id"])
    assert "is from Reuters (copy of “Strike ends” and 1 other) and" in alert.sentence
    # Two names of one agency owe together what the audit asks of both.
    report["by_agency"] = [{"agency": "AP", "share": 0.03}, {"agency": "Associated Press", "share": 0.03}]
    report["credit"] |= {"found": ["AP"]}
    first["agency"] = "AP"
    (alert,) = ring(UNCREDITED, report)
    assert (alert.share, alert.agency) == (0.06, "AP")


def test_who_is_credited_instead_is_named(made: dict[str, Any]) -> None:
    report = copy.deepcopy(made["copy"])
    said = {"evidence": "AFP", "field": "text", "start": 0, "end": 3}
    report["credit"] |= {
        "status": "miscredited",
        "stated": [said | {"agency": "Getty", "where": "photo"}, said | {"agency": "AFP", "where": "sign-off"}],
    }
    (alert,) = ring(UNCREDITED, report)
    assert alert.sentence.endswith("(copy of “Strike ends”) and credits AFP instead.")


def test_what_the_audit_lets_pass_rings_nothing(made: dict[str, Any]) -> None:
    report = copy.deepcopy(made["copy"])
    report["credit"] |= {"status": "not_applicable"}  # 0.0496, of which the report says 0.05
    report["by_agency"][0]["share"] = 0.05
    assert ring(UNCREDITED, report) == []


def test_of_a_draft_that_is_counted_which_others_gave(made: dict[str, Any]) -> None:
    report = copy.deepcopy(made["copy"])
    first = report["sources"][0] | {"share": 0.3}
    report["sources"] = [
        first,
        {**first, "article_id": "two", "agency": "AFP", "title": "Port", "relation": "excerpt", "share": 0.2},
        {**first, "article_id": "own", "agency": None, "outlet": "Quay", "share": 0.4},
        {**first, "article_id": "beside", "agency": "dpa", "relation": "same-event", "share": 0.1},
    ]
    (alert,) = alerts.rung_by_draft(alerts.read('[[alert]]\nwhen = "draft"\n'), report)
    assert alert.share == 0.5
    assert alert.sentence.endswith("“It is over” is from Reuters and AFP (copy of “Strike ends” and 1 other).")
    assert alerts.rung_by_draft(alerts.read('[[alert]]\nwhen = "draft"\nover = 0.5\n'), report) == []


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
