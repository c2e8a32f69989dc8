"""The pages over the real archive: what `ArchiveData` asks and what it makes of the answers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from copytaster import pipeline
from copytaster.archive.events import emit
from copytaster.index.memory import MemoryIndex
from copytaster.settings import Settings
from service import create_app
from service.state import EXTENSION, State
from tests import promises_of_reports
from tests.service.support import check_all

WIRE = (
    "Harbour workers in Lindholm voted on Tuesday to end a strike that had kept 41 ships outside the port.\n\n"
    "The union said 1,200 of its members accepted an offer of 3.5 percent more pay from next April.\n\n"
    "“We did not get all we asked for,” said the union's chairwoman, Marta Ekdahl. “But the men want to work.”\n\n"
    "The port authority expects the first cranes to move again before midnight on Wednesday."
)
SEEDS = Path(__file__).resolve().parents[2] / "seeds"


class Desk:
    def __init__(self, client: FlaskClient, state: State, index: MemoryIndex) -> None:
        self.client, self.state, self.index = client, state, index

    def post(self, text: str, **more: Any) -> str:
        answer = self.client.post("/api/v1/articles", json={"text": text, **more})
        assert answer.status_code == 202, answer.text
        return str(answer.get_json()["id"])

    def page(self, address: str) -> str:
        answer = self.client.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 200, answer.text
        return answer.text

    def check(self) -> None:
        check_all(self.state, self.index)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    index = MemoryIndex()
    app = create_app(Settings(home=tmp_path, cleaners=1), index=index)
    state: State = app.extensions[EXTENSION]
    state.cleaners.start()
    assert state.cleaners.wait_ready(60)
    yield Desk(app.test_client(), state, index)
    promises_of_reports.agree(app)
    state.close()


def test_every_page_of_a_story_with_a_correction(desk: Desk) -> None:
    wire = desk.post(WIRE, title="Lindholm strike ends", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    fixed = desk.post(
        WIRE.replace("41 ships", "44 ships"),
        title="CORRECTED: Lindholm strike ends",
        agency="Reuters",
        published_at="2026-11-20T09:00:00Z",
    )
    copy = desk.post(WIRE, title="Strike over", outlet="Quay <Daily>", published_at="2026-11-20T10:00:00Z")
    assert "○" not in desk.page("/")
    assert 'class="status queued"' in desk.page("/")
    assert "Waiting to be checked" in desk.page(f"/articles/{copy}")
    assert "3 articles wait" in desk.page("/queue")
    desk.check()

    story = desk.page(f"/stories/{wire}")
    assert "1 article still carries what the wire has corrected" in story
    assert f'/articles/{copy}"><bdi>Quay &lt;Daily&gt;</bdi>' in story
    assert "1 independent origin: Reuters" in story
    report = desk.page(f"/articles/{copy}")
    assert 'id="p1"' in report
    assert "uncredited" in report
    told = report.partition('id="outdated"')[2].partition("</section>")[0]
    assert '<del dir="auto">41</del>' in told
    assert '<ins dir="auto">44</ins>' in told
    assert f"/articles/{fixed}" in told
    (outdated,) = desk.client.get(f"/api/v1/articles/{copy}/report").get_json()["outdated"]
    assert (outdated["text"], outdated["corrected"]) == ("41", "44")
    assert (outdated["source"], outdated["corrected_by"]) == (wire, fixed)
    assert "1,200" in desk.page(f"/compare/{copy}/{fixed}")
    front = desk.page("/")
    assert front.count('class="group story"') == 1
    assert "Origin of its story" in front
    assert "No source found" not in front
    assert "1 uncredited" in front
    assert "All that came in is checked" in desk.page("/queue")


def test_who_says_a_quotation_in_each_of_two_articles_stands_side_by_side(desk: Desk) -> None:
    """The report tells of another speaker; so does the page that lays both texts side by side, from either side."""
    wire = desk.post(WIRE, title="Lindholm strike ends", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    other = WIRE.replace("the union's chairwoman, Marta Ekdahl", "Sven Brandt, who drives a crane")
    copy = desk.post(other, outlet="Quay", published_at="2026-11-20T10:00:00Z")
    desk.check()
    report = desk.client.get(f"/api/v1/articles/{copy}/report").get_json()
    told = [c for p in report["passages"] for c in p["changes"] if c["what"] == "speaker"]
    assert {(c["here"]["text"], c["there"]["text"]) for c in told} == {("Sven Brandt", "Marta Ekdahl")}
    for one, two, old, new in (
        (copy, wire, "Marta Ekdahl", "Sven Brandt"), (wire, copy, "Sven Brandt", "Marta Ekdahl")
    ):  # fmt: skip
        page = desk.page(f"/compare/{one}/{two}")
        row = f'<span class="what">Speaker:</span> <del>{old}</del> → <ins>{new}</ins>'
        assert page.count(row) == page.count('<span class="what">Speaker:') == len(told)
        assert 'class="what">Name:' not in page
    draft = desk.client.post("/drafts", data={"text": other, "keep": "day"}).location
    assert desk.page(f"{draft}/compare/{wire}").count('<span class="what">Speaker:') == len(told)


def test_a_killed_wire_lists_on_its_story_who_still_prints_it(desk: Desk) -> None:
    wire = desk.post(WIRE, title="Lindholm strike ends", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    kill = desk.post(
        "EDITORS: Please kill story slugged Lindholm strike, sent at 0800 GMT. It is false. Do not use.",
        title="KILL Lindholm strike ends", agency="Reuters", published_at="2026-11-20T09:00:00Z",
    )  # fmt: skip
    desk.check()
    assert desk.page("/?q=Lindholm").count('<span class="tag">Killed</span>') == 2, "the wire, and the notice"
    block = desk.page(f"/stories/{wire}").partition('id="k-h"')[2].partition("</section>")[0]
    assert f"/articles/{kill}" in block
    assert "No article prints it any more" in block
    copy = desk.post(WIRE, title="Strike over", outlet="Quay <Daily>", published_at="2026-11-20T10:00:00Z")
    desk.check()
    story = desk.page(f"/stories/{wire}")
    assert "Its publisher has killed it; 1 article still prints it." in story
    block = story.partition('id="k-h"')[2].partition("</section>")[0]
    assert "Still printed by 1 article" in block
    assert f'/articles/{copy}"><bdi>Quay &lt;Daily&gt;</bdi>' in block


def test_what_was_not_compared_is_said_on_both_reports_and_side_by_side(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = desk.post(WIRE, title="Lindholm strike ends", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    desk.check()
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "MOST_WORK", 0)
        copy = desk.post(WIRE, outlet="Quay", published_at="2026-11-20T10:00:00Z")
        desk.check()
        draft = desk.client.post("/drafts", data={"text": WIRE + " And more."}).text
    assert f'<a href="/articles/{wire}" dir="auto"><bdi>Reuters</bdi>: Lindholm strike ends</a>' in draft
    assert "Lindholm strike ends</a>" in desk.page(f"/articles/{copy}").partition('id="limits"')[2]
    assert (
        f'<a href="/articles/{copy}" dir="auto"><bdi>Quay</bdi>: Harbour workers'
        in desk.page(f"/articles/{wire}").partition('id="limits"')[2]
    )
    for address in (f"/compare/{wire}/{copy}", f"/compare/{copy}/{wire}"):
        assert "These two were not compared" in desk.page(address)
    assert desk.state.archive.retry(copy, desk.state.now())
    desk.check()
    assert 'id="limits"' not in desk.page(f"/articles/{copy}")
    assert "not compared" not in desk.page(f"/compare/{wire}/{copy}")


def test_a_busy_hour_hides_nothing_of_the_throughput(desk: Desk) -> None:
    desk.post(WIRE, title="Lindholm strike ends")
    desk.check()
    with desk.state.archive.writing() as connection:
        emit(connection, "changed", ["x"] * 6_000, desk.state.now())
    assert "1 in the last minute" in desk.page("/queue")
    assert "over the last 30 minutes" in desk.page("/queue")


def test_search_and_filters_narrow_the_desk(desk: Desk) -> None:
    desk.post(WIRE, title="Lindholm strike ends", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    desk.post("A ledger of forty-one winters on the skerry tells of every ship.", title="The ledger", outlet="Coast")
    desk.check()

    def titles(query: str) -> list[str]:
        page = desk.page("/" + query)
        return [t for t in ("Lindholm strike ends", "The ledger") if t in page]

    assert titles("") == ["Lindholm strike ends", "The ledger"]
    assert titles("?q=skerry") == ["The ledger"]
    assert titles("?agency=Reuters") == ["Lindholm strike ends"]
    assert titles("?since=2026-11-19&until=2026-11-20&agency=Reuters") == ["Lindholm strike ends"]
    assert titles("?until=2026-11-19&agency=Reuters") == []
    assert titles("?status=failed") == []
    assert "No article fits" in desk.page("/?relation=copy")
    assert desk.client.get("/?cursor=nonsense").status_code == 422


def test_a_rejected_relation_leaves_the_report_and_the_story_at_once(desk: Desk) -> None:
    wire = desk.post(WIRE, title="Lindholm strike ends", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    copy = desk.post(
        WIRE + "\n\nA gull looked on.", title="Strike over", outlet="Quay", published_at="2026-11-20T10:00:00Z"
    )
    desk.check()
    assert "2 articles" in desk.page(f"/stories/{wire}")
    form = {"source_id": wire, "ruling": "rejected", "who": "Ana Pruitt", "note": "agreed exchange"}
    assert desk.client.post(f"/articles/{copy}/judgements", data=form).status_code == 303
    page = desk.page(f"/articles/{copy}")
    assert "by <bdi>Ana Pruitt</bdi>" in page
    assert "agreed exchange" in page
    assert desk.client.get(f"/stories/{wire}").status_code == 404
    assert "by <bdi>Ana Pruitt</bdi>" in desk.page(f"/articles/{wire}")  # one ruling for both sides
    desk.client.post(f"/articles/{copy}/judgements", data={"source_id": wire, "ruling": ""})
    assert "2 articles" in desk.page(f"/stories/{wire}")


def test_a_draft_leaves_no_trace_and_its_figures_are_shown(desk: Desk) -> None:
    desk.post(WIRE, title="Lindholm strike ends", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    desk.check()
    answer = desk.client.post("/drafts", data={"text": WIRE + "\n\nA gull looked on from the roof.", "title": ""})
    assert answer.status_code == 200
    assert "Reuters" in answer.text
    assert sum(desk.state.archive.counts().values()) == 1
    short = desk.client.post("/drafts", data={"text": "Two words"})
    assert short.status_code == 422
    assert "min_words" in short.text


def test_a_draft_may_be_any_file_that_is_read(desk: Desk) -> None:
    """The desk's own list of suffixes knew neither PDF nor Word, and read them as plain text."""
    page = desk.page("/drafts")
    assert all(f"{suffix}," in page or f',{suffix}"' in page for suffix in (".pdf", ".docx", ".odt", ".eml", ".nitf"))
    mail = f"From: desk@example.org\nSubject: Strike ends\nContent-Type: text/plain\n\n{WIRE}\n"
    upload = {"file": (io.BytesIO(mail.encode()), "draft.eml")}
    answer = desk.client.post("/drafts", data=upload, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert "Strike ends" in answer.text
    assert "Content-Type" not in answer.text


def test_the_seeds_name_each_other_by_how_they_begin(desk: Desk) -> None:
    first, _ = (desk.post(p.read_text("utf-8")) for p in sorted(SEEDS.glob("*.txt")))
    desk.check()
    page = desk.page(f"/articles/{first}")
    assert "The Kremlin’s envoy" in page.split("</h1>")[0]
    assert "date 2021" not in page.split("</h1>")[0]
    assert "Made from the same copy as “Russia will invite" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=red", "The desk has no filter “colour”"),
        ("relation=theft", "“theft” is no relation. There are identical"),
        ("credit=none", "“none” is no credit"),
        ("status=done", "“done” is no status"),
        ("since=tomorrow", "“tomorrow” is no day"),
    ],
)
def test_a_filter_that_is_none_is_named_and_narrows_nothing(query: str, said: str, desk: Desk) -> None:
    answer = desk.client.get(f"/?{query}", headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert said in answer.text


def test_a_draft_of_which_nothing_is_known_promises_no_watch(desk: Desk) -> None:
    answer = desk.client.post("/drafts", data={"text": WIRE})
    assert "it will appear here" not in answer.text
    assert "check it again when more has come in" in answer.text


def test_those_that_took_from_a_wire_are_not_called_its_sources(desk: Desk) -> None:
    wire = desk.post(WIRE, title="Strike ends", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    copy = desk.post(WIRE, title="Strike over", outlet="Quay", published_at="2026-11-20T10:00:00Z")
    desk.check()
    assert '<h3 class="group-title">1 article made from it</h3>' in desk.page(f"/articles/{wire}")
    assert '<h3 class="group-title">1 source</h3>' in desk.page(f"/articles/{copy}")


def test_a_draft_is_kept_for_a_day_and_then_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = desk.post(WIRE, title="Lindholm strike ends", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    desk.check()
    form = {"text": WIRE + "\n\nNobody danced.", "outlet": "Quay", "published": "2026-11-20T10:00", "keep": "day"}
    link = desk.client.post("/drafts", data=form).location
    page = desk.page(link)
    assert "2 h later" in page
    assert 'type="datetime-local" value="2026-11-20T10:00"' in page
    assert f"{link}/compare/{wire}" in page
    side = desk.page(f"{link}/compare/{wire}")
    assert "Nobody danced" in side
    assert side.count('<tr class="s') >= 1
    report = desk.client.get(f"{link}.json").get_json()
    assert report["article"]["published_at"] == "2026-11-20T10:00:00Z"
    assert sum(desk.state.archive.counts().values()) == 1
    now = desk.state.now()
    monkeypatch.setattr(desk.state, "now", lambda: now + timedelta(days=1, minutes=1))
    assert desk.client.get(link).status_code == 404


def test_an_article_without_a_headline_is_called_by_its_first_words_everywhere(desk: Desk) -> None:
    """Tables of uses, the timeline and the graph called it "Untitled"."""
    wire = desk.post(WIRE, agency="Reuters", published_at="2026-11-20T08:00:00Z")
    copy = desk.post(f"{WIRE}\n\nIt rained.", outlet="Quay", published_at="2026-11-20T10:00:00Z")
    desk.check()
    called = "Harbour workers in Lindholm voted on Tuesday to end a strike that…"
    for address, times in (("/", 2), (f"/articles/{copy}", 2), (f"/stories/{wire}", 4), ("/agencies/Reuters", 2),
                           ("/outlets/Quay", 2), (f"/agencies/Reuters?source_id={wire}", 2)):  # fmt: skip
        page = desk.page(address)
        assert "Untitled" not in page, address
        assert page.count(called) >= times, address
    story = desk.page(f"/stories/{wire}")
    assert f"Quay, 20 Nov 10:00 UTC: {called}" in story
    assert '<text class="what" x="' in story


def test_a_draft_without_a_headline_has_one_name_everywhere(desk: Desk) -> None:
    desk.post(WIRE, title="Lindholm strike ends", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    desk.check()
    name = "Harbour workers in Lindholm voted on Tuesday to end a strike that…"
    dateline = "LINDHOLM (Reuters) - "
    form = {"text": f"{dateline}{WIRE}\n\nNobody danced.", "published": "2026-11-20T10:00", "keep": "day"}
    link = desk.client.post("/drafts", data=form).location
    report = desk.client.get(f"{link}.json").get_json()
    assert report["article"]["title"] is None
    assert report["article"]["boilerplate"][0]["start"] == 0, "what is set aside is no part of its name"
    page = desk.page(link)
    assert re.search(rf"<h1[^>]*>{name}</h1>", page)
    assert f"<title>{name} · Copytaster</title>" in page
    assert f"<bdi>{name}</bdi></a>" in desk.page("/drafts")
    assert f'Forget<span class="sr"> {name}</span>' in desk.page("/drafts")
    assert f'<a href="{link}">{name}</a>' in desk.page(f"{link}/compare/{report['sources'][0]['article_id']}")
    assert [one["title"] for one in desk.client.get("/api/v1/drafts").get_json()["items"]] == [name]
    assert "/outlets/" not in page, "a draft's outlet need not be in the archive, so nothing leads to its page"


def test_a_draft_under_a_time_that_is_none_is_refused_in_words(desk: Desk) -> None:
    answer = desk.client.post("/drafts", data={"text": WIRE, "published": "one of these days"})
    assert answer.status_code == 422
    assert "could not be checked" in answer.text
    assert 'value="one of these days"' in answer.text


def test_a_list_says_that_an_article_is_under_embargo_while_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    end = desk.state.now() + timedelta(hours=2)
    held = desk.post(WIRE, title="Lindholm strike ends", agency="Reuters", embargoed_until=end.isoformat())
    desk.check()
    assert '<span class="tag">Embargoed</span>' in desk.page("/")
    assert "Under embargo until <time" in desk.page(f"/articles/{held}")
    monkeypatch.setattr(desk.state, "now", lambda: end)
    assert "Embargoed" not in desk.page("/")
    assert "It was under embargo until <time" in desk.page(f"/articles/{held}")


def test_one_story_does_not_fill_the_desk(desk: Desk) -> None:
    others = (
        "The village choir of Aurvik sang to an empty hall on Sunday evening, and nobody minded that at all.",
        "A bakery in Tarn was fined 300 euros because its scales had weighed every loaf too heavy since May.",
    )
    alone = [desk.post(text, outlet="Weekly", published_at="2026-11-20T07:00:00Z") for text in others]
    wire = desk.post(WIRE, title="Lindholm strike ends", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    for n in range(55):
        desk.post(f"{WIRE}\n\nOur reporter {n} was there.", outlet=f"Quay {n}", published_at="2026-11-20T10:00:00Z")
    desk.check()
    page = desk.page("/")
    assert page.count('class="group story"') == 1
    assert all(f'/articles/{i}"' in page for i in (wire, *alone))
    assert "55 articles under it" in page
    assert page.count('class="item" data-id=') == 30
    assert "25 more articles: <a" in page
