"""Recalculated figures, against an oracle that labels every character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pages.report import recalculation
from service.pages.report import view as report_view
from service.pages.report.recalculation import Toggles
from service.pages.wording import KINDS
from tests.pages import reports

IDS = ["reuters1", "afp1", "echo1"]
TOGGLES = st.builds(
    Toggles,
    st.frozensets(st.sampled_from([*KINDS, "short"])),
    st.frozensets(st.sampled_from(IDS)),
    st.booleans(),
)


def oracle(toggles: Toggles) -> tuple[dict[str, float], dict[str, float]]:
    """Shares by kind and by source, from one label for each character."""
    report = reports.ordinary()
    text = report["article"]["text"]
    label: list[tuple[str, str] | None] = [None] * len(text)
    for p in report["passages"]:
        chain = [p["source"]["article_id"], *(a["article_id"] for a in p["alternatives"])]
        left = [s for s in chain if s not in toggles.without]
        short = "short" in toggles.skip and recalculation.words(p["text"]) < recalculation.SHORT_WORDS
        if left and p["kind"] not in toggles.skip and not short:
            label[p["start"] : p["end"]] = [(p["kind"], left[0])] * (p["end"] - p["start"])
    blank = {i for b in report["article"]["boilerplate"] for i in range(b["start"], b["end"])}
    counted = [i for i in range(len(text)) if not text[i].isspace() and (toggles.boilerplate or i not in blank)]
    kinds = {k: sum(1 for i in counted if label[i] and label[i][0] == k) / len(counted) for k in KINDS}  # type: ignore[index]
    sources = {s: sum(1 for i in counted if label[i] and label[i][1] == s) / len(counted) for s in IDS}  # type: ignore[index]
    return kinds, sources


@given(TOGGLES)
def test_figures_follow_what_is_set_aside(toggles: Toggles) -> None:
    view = report_view.build(reports.ordinary(), toggles)
    kinds, sources = oracle(toggles)
    assert {k: view.sums.coverage[k] for k in KINDS} == pytest.approx(kinds)
    assert view.sums.coverage["original"] == pytest.approx(1 - sum(kinds.values()))
    assert {s.article_id: s.share for s in view.sources} == pytest.approx(sources)


@pytest.mark.parametrize("name", ["ordinary", "huge", "arabic", "chinese", "hostile"])
def test_with_nothing_set_aside_the_sum_is_the_reports_own(name: str) -> None:
    report = getattr(reports, name)()
    own = {kind: report["coverage"].get(kind, 0.0) for kind in (*KINDS, "original")}
    agencies = {a["agency"]: a["share"] for a in report["by_agency"]}
    report["coverage"], report["by_agency"] = None, []
    summed = report_view.build(report).sums
    assert dict(summed.coverage) == pytest.approx(own)
    assert dict(summed.by_agency) == pytest.approx(agencies)


def test_a_rejected_source_counts_for_nothing() -> None:
    view = report_view.build(reports.rejected())
    afp = next(s for s in view.sources if s.article_id == "afp1")
    assert (afp.share, afp.judgement) == (0.0, "rejected")
    assert [name for name, _ in view.sums.by_agency] == ["Reuters"]


def test_numbers_of_sources_do_not_move_when_one_is_set_aside() -> None:
    before = {s.article_id: s.number for s in report_view.build(reports.ordinary()).sources}
    after = {
        s.article_id: s.number
        for s in report_view.build(reports.ordinary(), Toggles(without=frozenset({"reuters1"}))).sources
    }
    assert before == after


def test_the_address_cannot_smuggle_in_other_toggles() -> None:
    assert Toggles.from_query(["quote", "everything"], [], ["boilerplate"]) == Toggles(
        frozenset({"quote"}), frozenset(), True
    )
