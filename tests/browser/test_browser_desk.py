"""A person at the desk, over the whole service: an archive, an index, real cleaning and checking."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from copytaster.model import Status
from tests.browser.conftest import OpenTab, until
from tests.browser.test_browser_axe import violations
from tests.promises.support import story

pytestmark = pytest.mark.slow

WIRE = (
    "A walkout by 1,200 dockworkers shut the port of Tarsvik on Saturday, leaving 41 ships at anchor.\n\n"
    "Talks about a new shift system collapsed on Friday night, the union said, and workers "
    "laid down their tools at 5 a.m.\n\n"
    "“Nobody asked us before they bought the machines,” Rurik Damsgård, head of the crane drivers’ section, told "
    "reporters.\n\n"
    "The port handles a third of the country’s fresh fruit imports, and some 9,000 tonnes of bananas and "
    "citrus wait in the holds.\n\n"
    "Mediators will meet both sides on Monday at the ministry of transport."
)
COPY = WIRE.replace("41 ships", "44 vessels").replace("shut the port", "closed the port") + (
    "\n\nGreengrocers in the old town had begun to ration oranges by noon, and an accordion played on the quay."
)


def post(address: str, **article: Any) -> str:
    request = urllib.request.Request(
        address + "/api/v1/articles", json.dumps(article).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(json.loads(answer.read())["id"])


def test_a_person_at_the_desk(desk: tuple[str, Any], tab: OpenTab, axe: str, tmp_path: Path) -> None:
    address, state = desk

    # an empty desk says so, and an article appears by itself, goes through its states and is checked
    opened = tab(address + "/")
    page = opened.page
    expect(page.locator("#list")).to_contain_text("Nothing has come in yet")
    assert violations(page, axe) == []
    expect(page.locator("[data-live-text]")).to_have_text("Live")
    post(
        address,
        text=WIRE,
        title="Tarsvik dockers walk out",
        agency="Reuters",
        outlet="Reuters",
        published_at="2026-11-20T08:00:00Z",
    )
    expect(page.locator(".headline")).to_have_text("Tarsvik dockers walk out")
    expect(page.locator(".rel")).to_have_text("No source found", timeout=20_000)
    copy = post(
        address,
        text=COPY,
        title="Strike closes Tarsvik",
        outlet="The Tarsvik Courier",
        published_at="2026-11-20T10:00:00Z",
    )
    fold = page.locator(".fold summary")
    expect(fold).to_contain_text("1 article under it", timeout=20_000)
    fold.click()
    expect(page.locator(".fold .headline")).to_have_text("Strike closes Tarsvik")
    expect(page.locator(".fold .rel")).to_contain_text("of Reuters")
    expect(page.locator("#list > li")).to_have_count(1)  # the copy stood alone until it was checked
    assert violations(page, axe) == []

    # the report: a passage, its source, the figure that was changed
    page.locator(".fold .headline a").click()
    expect(page.locator("#finding")).to_contain_text("from Reuters, 2 h later")
    page.locator("#p1").click()
    expect(page.locator("#n1 blockquote").first).to_contain_text("dockworkers")
    expect(page.locator("#n1 .changes")).to_contain_text("41")
    before = page.locator("#finding").inner_text()
    page.get_by_label("quotations").check()
    page.get_by_role("checkbox", name="verbatim").check()
    until(lambda: page.locator("#finding").inner_text() != before)
    assert violations(page, axe) == []

    # on to the source, side by side
    page.locator("#n1").get_by_role("link", name="Compare side by side").click()
    expect(page.locator("#pane-b")).to_contain_text("1,200 dockworkers")
    expect(page.locator(".pane .p.on")).to_have_count(2)

    # rejected, with name and note; it leaves the story at once; undone, it is back
    page.goto(f"{address}/articles/{copy}")
    story = page.get_by_role("link", name="Its story").get_attribute("href")
    page.locator(".sign-note summary").first.click()
    page.locator(".sign-note input[name=who]").first.fill("Ana Pruitt")
    page.locator(".sign-note input[name=note]").first.fill("Our own reporter was there.")
    page.get_by_role("button", name="Reject").first.click()
    expect(page.locator(".ruling")).to_contain_text("Rejected by Ana Pruitt")
    expect(page.locator(".ruling")).to_contain_text("Our own reporter was there.")
    assert page.request.get(f"{address}{story}").status == 404
    api = page.request.get(f"{address}/api/v1/articles/{copy}/report").json()
    assert [s["judgement"] for s in api["sources"]] == ["rejected"]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".ruling")).to_have_count(0)
    expect(page.locator("#finding")).to_contain_text("from Reuters")
    page.goto(f"{address}{story}")
    expect(page.locator("#main")).to_contain_text("1 independent origin: Reuters")
    assert violations(page, axe) == []

    # a draft is checked and leaves nothing behind; by file too
    held = sum(state.archive.counts().values())
    page.goto(address + "/drafts")
    page.get_by_label("Text", exact=True).fill(COPY.replace("Mediators", "Arbitrators"))
    page.get_by_role("button", name="Check the draft").click()
    expect(page.locator(".kicker")).to_contain_text("Draft, not stored")
    expect(page.locator("#finding")).to_contain_text("Reuters")
    page.get_by_label("quotations").check()
    expect(page.locator('[data-cover="quote"]')).to_have_text(re.compile(r"^0\s%$"))
    assert violations(page, axe) == []
    draft = tmp_path / "draft.html"
    draft.write_text(
        "<html><body><article>" + "".join(f"<p>{p}</p>" for p in WIRE.split("\n\n")) + "</article></body></html>"
    )
    page.goto(address + "/drafts")
    page.get_by_label("Or a file").set_input_files(draft)
    page.get_by_role("button", name="Check the draft").click()
    expect(page.locator("#finding")).to_contain_text("Reuters")
    page.goto(address + "/drafts")
    page.get_by_label("Text", exact=True).fill("Too short")
    page.get_by_role("button", name="Check the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("min_words")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Too short")
    assert [e for e in opened.errors if "422" not in e] == []
    opened.errors.clear()  # the browser notes the 422 itself
    assert sum(state.archive.counts().values()) == held

    # found on the desk by its words; the search stands in the address
    page.goto(address + "/")
    page.keyboard.press("/")
    page.keyboard.type("accordion oranges")
    page.keyboard.press("Enter")
    expect(page.locator(".headline")).to_have_text("Strike closes Tarsvik")
    assert page.url.endswith("/?q=accordion+oranges")
    page.goto(address + "/queue")
    expect(page.locator("#queue-finding")).to_contain_text("All that came in is checked")
    assert violations(page, axe) == []


def test_what_is_not_there_is_a_page_that_says_so(desk: tuple[str, Any], tab: OpenTab, axe: str) -> None:
    opened = tab(desk[0] + "/articles/nowhere")
    expect(opened.page.locator("h1")).to_have_text("There is nothing here")
    assert violations(opened.page, axe) == []
    opened.errors.clear()  # the browser notes the 404 itself


def notices(address: str, first: int) -> list[str]:
    """Twenty articles, no two of one story: however much of them is checked, the list is longer than the window."""
    return [post(address, text=story(n), title=f"Notice {n}") for n in range(first, first + 20)]


def at_rest(state: Any) -> bool:
    return sum(state.archive.counts().values()) == state.archive.counts()[Status.CHECKED]


def read_down(page: Page) -> None:
    expect(page.locator("[data-live-text]")).to_have_text("Live")
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") > 300
    page.mouse.wheel(0, 600)
    until(lambda: page.evaluate("scrollY") > 160)


def test_new_articles_do_not_move_the_list_under_a_readers_hands(desk: tuple[str, Any], tab: OpenTab) -> None:
    address, state = desk
    notices(address, 20)
    until(lambda: at_rest(state), 60)
    page = tab(address + "/").page
    read_down(page)
    post(address, text=story(50), title="A late notice")
    fresh = page.locator("[data-fresh]")
    expect(fresh).to_have_text("1 new, show it", timeout=20_000)
    assert page.get_by_text("A late notice", exact=True).count() == 0
    fresh.click()
    expect(page.get_by_text("A late notice", exact=True)).to_be_visible()


def test_who_is_folded_under_another_leaves_the_list_but_not_under_a_readers_hands(
    desk: tuple[str, Any], tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, state = desk
    until(lambda: at_rest(state), 60)
    monkeypatch.setattr(state.archive, "claim", lambda *rest: [])  # nobody checks anything
    copied = notices(address, 60)[5]
    copy = post(address, text=story(65) + "\n\nThe mayor of Lindholm did not answer.", title="Notice 65 again")
    page = tab(address + "/").page
    rows = page.locator("#list > [data-key]")
    row = page.locator(f'#list > [data-key="{copy}"]')
    expect(row.locator(".status")).to_have_text("Queued")
    before = rows.count()
    read_down(page)
    monkeypatch.undo()
    expect(page.locator("#list .status")).to_have_count(0, timeout=20_000)
    expect(row.locator(".rel")).to_contain_text("Copy of")
    expect(page.locator(f'#list > [data-key="{copied}"] .fold summary')).to_contain_text("1 article under it")
    assert rows.count() == before
    page.evaluate("scrollTo({top: 0})")
    post(address, text=story(90), title="One more notice")
    expect(page.get_by_text("One more notice", exact=True)).to_be_visible(timeout=20_000)
    expect(row).to_have_count(0)


def test_a_story_that_changes_while_others_come_in_stays_in_the_list(desk: tuple[str, Any], tab: OpenTab) -> None:
    address, state = desk
    copied = post(address, text=story(100), title="Notice 100")
    until(lambda: at_rest(state), 60)
    page = tab(address + "/").page
    expect(page.locator("[data-live-text]")).to_have_text("Live")
    held: list[Route] = []
    page.route(address + "/", lambda route: held.append(route))  # answered when both have happened
    post(address, text=story(100) + "\n\nThe mayor of Lindholm did not answer.", title="Notice 100 again")
    post(address, text=story(101), title="Notice 101")
    until(lambda: at_rest(state), 60)
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    page.unroute(address + "/")
    expect(page.get_by_text("Notice 101", exact=True)).to_be_visible(timeout=20_000)
    expect(page.locator(f'#list > [data-key="{copied}"] .fold summary')).to_contain_text("1 article under it")
