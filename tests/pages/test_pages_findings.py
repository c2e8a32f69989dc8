"""The plain sentences, word for word, and what stories count."""

from __future__ import annotations

from datetime import timedelta

import pytest

from copytaster.model import CreditStatus, Derivation, Kind, RelationKind
from service.pages import wording
from service.pages.data import Link, Queue, Story, Worker
from service.pages.desk import queue as queue_view
from service.pages.report import view as report_view
from service.pages.report.recalculation import Toggles
from service.pages.story import graph as story_graph
from service.pages.story import view as story_view
from tests.pages import reports, stories
from tests.pages.draw import NOW

NARROW = "\N{NARROW NO-BREAK SPACE}"


def finding(report: dict[str, object], toggles: Toggles | None = None) -> str:
    return report_view.build(report, toggles).finding.striptags().replace(NARROW, " ")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "ordinary",
            "Rewritten from Reuters, 2 h later, with passages from AFP: 67 % of the text, partly credited "
            "(Reuters not named).",
        ),
        ("wire", "An origin: 2 articles were made from it, by Norrland Echo and The Tarsvik Courier."),
        ("alone", "Original, as far as the archive goes: no passage of it stands in any other article."),
        (
            "undetermined",
            "Made from the same copy as Fjord Times, or one from the other: 100 % of the text is in both. "
            "Uncredited.",
        ),
        (
            "unfinished_work",
            "Nothing was found in the articles that it was compared with; with 6 others it was not compared.",
        ),
        ("arabic", "Rewritten from Reuters, 2 h later: 52 % of the text, uncredited."),
    ],
)
def test_findings(name: str, sentence: str) -> None:
    assert finding(getattr(reports, name)()) == sentence


def test_a_finding_follows_what_is_set_aside_and_rejected() -> None:
    assert finding(reports.ordinary(), Toggles(without=frozenset({"reuters1"}))).startswith(
        "Has passages lifted from AFP, 72 min"
    )
    assert "AFP" not in finding(reports.rejected()).split(":")[0]


@pytest.mark.parametrize("beside", [{"direction": "undetermined"}, {"relation": "shared-quotes"}])
def test_a_finding_names_all_whose_share_it_tells(beside: dict[str, str]) -> None:
    """The figure holds the share of an article of which nobody knows whether it came first, and of one that has the
    same quotations."""
    report = reports.ordinary()
    sources = [{**s, **beside} if s["article_id"] == "afp1" else s for s in report["sources"]]
    told = "Rewritten from Reuters, 2 h later, with passages from AFP: 67 %"
    assert finding({**report, "sources": sources}).startswith(told)


def test_a_version_of_which_nobody_knows_whether_it_came_first_is_called_one() -> None:
    """A kill without a time is a version, and no copy; who took from the wire says more of it."""
    report = reports.wire()
    kill = {"article_id": "kill1", "relation": "update", "direction": "undetermined", "share": 0.0}
    update = {**report["sources"][0], **kill}
    assert finding({**report, "sources": [update, *report["sources"]]}) == finding(report)
    alone = finding({**report, "sources": [update]})
    assert alone.startswith("A version of what ")
    assert alone.endswith(" published; which of the two came first cannot be told.")


def test_an_update_is_one_of_an_article_and_not_of_an_agency() -> None:
    report = reports.ordinary()
    sources = [{**s, "relation": "update"} if s["article_id"] == "reuters1" else s for s in report["sources"]]
    assert finding({**report, "sources": sources}).startswith("An update of an article by Reuters, 2 h later")
    wire = reports.wire()
    version = {**wire["sources"][0], "relation": "update"}
    assert finding({**wire, "sources": [version]}).startswith("An origin: it was updated by ")


def test_what_has_passages_in_common_is_not_said_to_be_told_independently() -> None:
    """An outlet's own story with a sentence of Reuters that it credits to another: the finding said nothing of it."""
    report = reports.ordinary()
    beside = {"relation": "same-event"}
    few = {**report, "derivation": "not_derived", "sources": [{**s, **beside} for s in report["sources"]]}
    said = "Not derived, but 67 % of the text stands in Reuters too, partly credited (Reuters not named)."
    assert finding(few) == said


def test_what_is_not_derived_is_held_against_what_lists_name() -> None:
    """A wire that shares quotations with a release, and with who printed that later, was held against the latter."""
    report = reports.ordinary()
    later, earlier = ({**s, "relation": "shared-quotes", "share": 0.0} for s in report["sources"][:2])
    both = [{**later, "direction": "to_source"}, {**earlier, "direction": "from_source"}]
    quoting = {**report, "derivation": "not_derived", "passages": [], "sources": both}
    assert finding(quoting) == f"Not derived: it shares quotations with {earlier['agency']}, nothing else."


def test_the_credit_of_a_picture_is_none_for_the_text() -> None:
    """The audit knew it; the sentence said that the text is credited to whose picture stands in it."""
    report = reports.ordinary()
    told = {"evidence": "Joe Lane/AFP", "field": "text", "start": 0, "end": 12}
    stated = [{**told, "agency": "AFP", "where": "photo"}, {**told, "agency": "TASS", "where": "sign-off"}]
    stated.append({**told, "agency": report["article"]["outlet"], "where": "metadata", "field": "outlet"})
    credit = {"status": "miscredited", "stated": stated, "found": ["Reuters", "AFP"]}
    assert finding({**report, "credit": credit}).endswith(", credited to TASS instead.")
    credit = {**credit, "status": "partly_credited", "stated": [{**stated[0], "agency": "AFP"}, stated[1]]}
    assert finding({**report, "credit": credit}).endswith(", partly credited (Reuters and AFP not named).")


def test_nobody_is_said_to_be_missing_to_whom_no_credit_is_due() -> None:
    report = reports.ordinary()
    few = {"agency": "TASS", "share": 0.01}
    credit = {**report["credit"], "found": [*report["credit"]["found"], "TASS"]}
    assert finding({**report, "by_agency": [*report["by_agency"], few], "credit": credit}) == finding(report)


def test_an_unfinished_article_says_how_it_stands() -> None:
    assert finding(reports.waiting("queued")).startswith("Waiting to be checked")
    assert finding(reports.waiting("failed", "out of memory")) == "The check failed: out of memory."


def test_shares_never_lie_at_the_ends() -> None:
    shown = [wording.share(x).replace(NARROW, " ") for x in (0, 0.001, 0.5, 0.996, 1)]
    assert shown == ["0 %", "<1 %", "50 %", "99 %", "100 %"]


NO_LINKS = ["javascript:alert(1)", "data:text/html,x", "//a.example", "http://", "java\nscript:x", None, "http://[::1"]


@pytest.mark.parametrize("address", [*NO_LINKS, "https://a.example/\u202ex"])
def test_only_web_addresses_become_links(address: str | None) -> None:
    assert report_view.web_address(address) is None
    assert report_view.web_address("https://courier.example/a?b=c") == "https://courier.example/a?b=c"


# ——— stories ———


def test_forty_reprints_count_once() -> None:
    rows = [
        stories.entry("w", "Wire", "Reuters", 10, "Reuters"),
        *(stories.entry(f"c{i}", "Copy", f"O{i}", 9) for i in range(40)),
    ]
    links = [Link(f"c{i}", "w", "copy", 0.9, "from_source") for i in range(40)]
    links += [Link(f"c{i}", f"c{i + 1}", "copy", 0.95, "undetermined") for i in range(39)]
    assert story_view.origins(rows, story_view.edges(rows, links)) == [["w"]]


def test_versions_and_undetermined_pairs_are_one_origin_each() -> None:
    story = stories.harbour()
    found = story_view.edges(story.entries, story.links)
    assert story_view.origins(story.entries, found) == [["reuters1", "reuters2"], ["afp1"], ["twin1", "twin2"]]
    view = story_view.build(story)
    assert view.finding == ("12 articles over 5 h, 3 independent origins: Reuters, AFP and Morgenposten Syd. "
                            "3 articles still carry what the wire has corrected.")  # fmt: skip


def test_a_rejected_relation_is_no_edge() -> None:
    story = stories.harbour()
    assert not [e for e in story_view.edges(story.entries, story.links) if {e.taker, e.source} == {"late1", "twin1"}]


def test_the_side_of_the_statement_does_not_matter() -> None:
    rows = [stories.entry("a", "A", "A", 2), stories.entry("b", "B", "B", 1)]
    one = story_view.edges(rows, [Link("b", "a", "copy", 0.9, "from_source")])
    assert one == story_view.edges(rows, [Link("a", "b", "copy", 0.9, "to_source")])
    assert one[0].taker == "b"


def test_what_an_article_took_is_for_its_own_report_to_say() -> None:
    rows = [stories.entry("a", "A", "A", 2), stories.entry("b", "B", "B", 1), stories.entry("w", "W", "Reuters", 3)]
    given = Link("a", "b", "rewrite", 0.9, "to_source")  # a's report: b may have it from a
    links = [given, Link("b", "a", "same-source", 0.9, "from_source"), Link("b", "w", "copy", 0.5, "from_source")]
    assert [(e.taker, e.source) for e in story_view.edges(rows, links)] == [("b", "w")]
    assert [(e.taker, e.source) for e in story_view.edges(rows, [given])] == [("b", "a")]


def test_a_story_tells_what_an_article_took_from_another_than_the_origin() -> None:
    """Its report shows passages from there: the story called that a resemblance."""
    rows = [stories.entry(i, i.upper(), i.upper(), n) for n, i in enumerate("wbcd", 1)]
    links = [
        Link("b", "w", "copy", 0.9, "from_source", share=0.9),
        Link("c", "w", "rewrite", 0.8, "from_source", share=0.6),
        Link("c", "b", "excerpt", 0.5, "from_source", share=0.2),
        Link("d", "w", "copy", 0.9, "from_source", share=0.9),
        Link("d", "b", "copy", 0.9, "from_source"),
    ]
    found = story_view.edges(rows, links)
    told = {(e.taker, e.source) for e in story_view.telling(found, {"w"})}
    assert told == {("b", "w"), ("c", "w"), ("c", "b"), ("d", "w")}


def test_every_article_of_a_story_is_in_the_drawings_or_folded_once() -> None:
    rows = [
        stories.entry("w", "Wire", "Reuters", 10, "Reuters"),
        *(stories.entry(f"c{i}", "Copy", f"O{i}", 9 - i * 0.01) for i in range(200)),
    ]
    links = [Link(f"c{i}", "w", "copy", 0.9, "from_source") for i in range(200)]
    view = story_view.build(Story("w", rows, links))
    assert sum(k.folded or 1 for k in view.graph.knots) == 201
    assert len(view.graph.knots) < 12
    assert len(view.timeline.dots) + sum(m.size for m in view.timeline.many) == 201
    assert view.timeline.many[0].label.startswith("Outlets: ")
    down = view.timeline.down
    assert len(down) == len(view.timeline.dots) + len(view.timeline.many)
    assert [one.at for one in down] == sorted(one.at for one in down)
    assert down[0].name == "Reuters"


def test_a_circle_of_copies_is_drawn_and_ends() -> None:
    rows = [stories.entry(i, i, i, 3 - n) for n, i in enumerate("abc")]
    links = [Link("a", "c", "copy", 0.9, "from_source"), Link("b", "a", "copy", 0.9, "from_source"),
             Link("c", "b", "copy", 0.9, "from_source")]  # fmt: skip
    found = story_view.edges(rows, links)
    drawing = story_graph.graph(rows, {i: i for i in "abc"}, found, set())
    assert sorted(k.article_id for k in drawing.knots) == ["a", "b", "c"]
    assert sorted(k.article_id for k in drawing.down) == ["a", "b", "c"]


def test_on_a_phone_each_stands_under_what_it_took_most_from() -> None:
    graph = story_view.build(stories.harbour()).graph
    assert [(k.name, k.depth, k.wire, k.origin) for k in graph.down[:3]] == [
        ("Reuters", 0, True, True), ("Quayside Daily", 1, False, False), ("Islands Bulletin", 2, False, False),
    ]  # fmt: skip
    assert len(graph.down) == len(graph.knots)
    ties = {k.article_id: [(t.relation, t.source, t.determined) for t in k.ties] for k in graph.down}
    assert ties["courier1"] == [("rewrite", "", True), ("excerpt", "AFP", True)]
    assert ties["twin2"] == [("rewrite", "Morgenposten Syd", False)]
    assert ties["reuters1"] == []


def test_those_that_are_folded_stand_under_whom_they_took_from() -> None:
    rows = [stories.entry("w", "Wire", "Reuters", 10, "Reuters"),
            *(stories.entry(f"c{i}", "Copy", f"O{i}", 9 - i * 0.01) for i in range(30))]  # fmt: skip
    links = [Link(f"c{i}", "w", "copy", 0.9, "from_source") for i in range(30)]
    down = story_view.build(Story("w", rows, links)).graph.down
    assert [k.depth for k in down] == [0, *[1] * 7]
    assert (down[-1].folded, sum(k.folded or 1 for k in down)) == (24, 31)


# ——— desk and queue ———


def test_a_queue_without_workers_says_so() -> None:
    queue = Queue({"queued": 2, "failed": 1}, NOW - timedelta(minutes=3), workers=[])
    view = queue_view.build(queue, NOW)
    assert view.finding == "No worker is alive, and 2 articles wait. 1 article failed and waits for somebody to look."
    alive = queue_view.build(Queue({"queued": 1}, NOW, workers=[Worker("w", "alive", None)]), NOW)
    assert alive.finding == "1 article waits, the oldest for 0 s."


# ——— words ———


def test_every_kind_relation_and_derivation_has_its_words() -> None:
    assert {k.value for k in Kind} <= set(wording.KINDS)
    assert {r.value for r in RelationKind} <= wording.RELATION_LABELS.keys()
    assert {r.value for r in RelationKind if r.derived} <= wording.DERIVED
    assert wording.RELATION_LABELS.keys() == wording.RELATION_HELP.keys()
    assert {*wording.KINDS, "original"} <= wording.KIND_LABELS.keys() & wording.KIND_HELP.keys()
    assert {d.value for d in Derivation} == wording.DERIVATION_LABELS.keys()
    assert {c.value for c in CreditStatus} == wording.CREDIT_LABELS.keys()


@pytest.mark.parametrize(
    ("days", "said"),
    [(0.02, "29 min"), (1, "24 h"), (2, "2 days"), (59, "59 days"), (91, "3 months"), (548, "18 months"),
     (720, "24 months"), (731, "2 years"), (1000, "2 years"), (1100, "3 years")],
)  # fmt: skip
def test_a_duration_is_in_a_unit_that_does_not_round_it_away(days: float, said: str) -> None:
    assert wording.span_of_time(days * 86400) == said


def test_facts_that_were_compared_are_counted_in_words() -> None:
    assert wording.facts_compared({"agree": 31, "differ": 1}) == "31 facts agree, 1 differs"
    assert wording.facts_compared({"agree": 1, "differ": 0}) == "1 fact agrees"
    assert wording.facts_compared({"agree": 0, "differ": 0}) == wording.facts_compared(None) == ""


def test_a_translation_is_shown_as_one() -> None:
    view = report_view.build(reports.translated())
    assert str(view.finding).startswith("Translated from Reuters")
    assert [(g.heading, [s.article_id for s in g.sources]) for g in view.groups] == [
        ("1 source", ["reuters-ar"]),
        ("2 articles near it, no sources", ["kyst1", "form1"]),
    ]
    [note] = view.notes
    assert (note.same, "<ins>" in note.here, "<del>" in note.there) == (False, False, False)
    assert [(n.label, n.said, n.speakers) for n in view.new] == [
        ("Names", ("Ødger Halvard", "Littoral"), ("", "")), ("Dates", ("mardi",), ("",)),
        ("Quotations", ("a interrompu ses vacances",), ("Ødger Halvard",)),
    ]  # fmt: skip
    assert view.sources[0].facts == "7 facts agree, 1 differs"
    assert [s.key for s in view.bar if s.share] == ["translation", "original"]
