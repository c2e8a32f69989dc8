"""The report and the compare page in a real browser: passages, figures, judgements, keys; also without JavaScript."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab, until
from tests.pages import reports

pytestmark = pytest.mark.slow

REPORT = "/articles/courier1"


def shown(page: Page) -> dict[str, str]:
    """Every figure on the page."""
    figures = {
        f"kind {e.get_attribute('data-cover')}": e.get_attribute("value") for e in page.locator("[data-cover]").all()
    }
    figures |= {f"source {n}": e.get_attribute("value") for n, e in enumerate(page.locator("[data-share]").all())}
    figures |= {f"agency {n}": e.inner_text() for n, e in enumerate(page.locator("[data-agencies] li").all())}
    figures["marks"] = " ".join(e.get_attribute("class") or "" for e in page.locator(".text .p").all())
    figures["bar"] = " ".join(e.get_attribute("width") or "" for e in page.locator("[data-bar] rect").all())
    return {k: v or "" for k, v in figures.items()}


def test_a_passage_opens_its_source_beside_it_and_has_an_address(pages: str, tab: OpenTab) -> None:
    page = tab(pages + REPORT).page
    note = page.locator("#n1")
    expect(note).to_be_hidden()
    page.locator("#p1").click()
    expect(note).to_be_visible()
    expect(note.locator(".there del").first).to_have_text("dockworkers")
    expect(note.locator(".changes")).to_contain_text("41")
    expect(note.locator(".changes")).to_contain_text("44")
    assert page.url.endswith("#p1")
    page.goto(pages + "/articles/alone1")
    page.goto(pages + REPORT + "#p5")
    expect(page.locator("#n5")).to_be_visible()
    expect(note).to_be_hidden()


def test_hovering_shows_and_choosing_keeps(pages: str, tab: OpenTab) -> None:
    page = tab(pages + REPORT).page
    page.locator("#p4").hover()
    expect(page.locator("#n4")).to_be_visible()
    page.locator("#p4").click()
    page.locator("#p1").hover()
    expect(page.locator("#n4")).to_be_visible()


def test_a_passage_leads_to_the_same_words_on_the_compare_page(pages: str, tab: OpenTab) -> None:
    page = tab(pages + REPORT + "#p4").page
    page.locator("#n4").get_by_role("link", name="Compare side by side").click()
    expect(page.locator(".pane .p.on")).to_have_count(2)
    expect(page.locator("#pane-a .p.on")).to_contain_text("third of the country")
    expect(page.locator("#pane-b .p.on")).to_contain_text("third of the country")


def test_figures_change_at_once_as_the_server_would_change_them(pages: str, tab: OpenTab) -> None:
    """Every set of up to three toggles: the browser's sums and marks are the server's."""
    live, sent = tab(pages + REPORT).page, tab(pages + REPORT).page
    boxes = [("skip", kind) for kind in ("quote", "verbatim", "paraphrase", "short")]
    boxes += [("count", "boilerplate"), ("without", "reuters1"), ("without", "afp1")]
    for chosen in [(b,) for b in boxes] + list(combinations(boxes, 3))[::4]:
        for name, value in chosen:
            live.locator(f'input[name="{name}"][value="{value}"]').check()
        sent.goto(pages + REPORT + "?" + urlencode(chosen))
        assert shown(live) == shown(sent), chosen
        for name, value in chosen:
            live.locator(f'input[name="{name}"][value="{value}"]').uncheck()


def test_switching_quotations_off_changes_figures_sentence_and_address(pages: str, tab: OpenTab) -> None:
    page = tab(pages + REPORT).page
    finding = page.locator("#finding")
    expect(finding).to_contain_text("67")
    page.get_by_label("quotations").check()
    expect(page.locator('[data-cover="quote"]')).to_have_text(re.compile(r"^0\s%$"))
    expect(finding).to_contain_text("57")
    assert "skip=quote" in page.url
    expect(page.locator("#recount")).to_contain_text("Counted again")
    page.locator('[data-without="1"]').check()
    expect(finding).to_contain_text("Has passages lifted from AFP")
    page.reload()
    expect(page.get_by_label("quotations")).to_be_checked()


def test_rejecting_and_undoing_by_keys_alone(pages: str, tab: OpenTab) -> None:
    page = tab(pages + "/articles/arabic1").page
    page.keyboard.press("j")
    expect(page.locator("#n1")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator(".ruling")).to_contain_text("Rejected")
    expect(page.locator('[data-cover="original"]')).to_have_text(re.compile("100"))
    page.wait_for_load_state()
    page.locator(".source").focus()
    page.keyboard.press("u")
    expect(page.locator(".ruling")).to_have_count(0)
    expect(page.locator('[data-cover="edited"]')).not_to_have_text(re.compile(r"^0\s%$"))


def test_single_keys_can_be_switched_off_and_do_not_act_while_typing(pages: str, tab: OpenTab) -> None:
    page = tab(pages + REPORT).page
    page.locator(".sign-note summary").first.click()
    page.locator("input[name=who]").first.fill("")
    page.locator("input[name=who]").first.press_sequentially("jkx")
    expect(page.locator(".note.on")).to_have_count(0)
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_label("Single keys act on this page").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".note.on")).to_have_count(0)


def test_enter_on_a_passage_goes_to_its_note_and_back(pages: str, tab: OpenTab) -> None:
    page = tab(pages + REPORT).page
    page.locator("#p2").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#n2")).to_be_focused()
    page.locator("#n2").get_by_role("link", name="Passage 2 in the text").press("Enter")
    expect(page.locator("#p2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#n2")).to_be_hidden()


def test_every_control_is_reached_by_tab(pages: str, tab: OpenTab) -> None:
    page = tab(pages + REPORT).page
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary')]"
        ".filter(e => e.tabIndex >= 0 && !e.disabled)"
        ".filter(e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})).length"
    )
    seen = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    assert len(seen) >= wanted


def test_the_report_reads_without_javascript(pages: str, tab: OpenTab) -> None:
    page = tab(pages + REPORT, javascript=False).page
    page.locator("#p4").click()
    expect(page.locator("#n4")).to_be_visible()
    expect(page.locator("#n1")).to_be_hidden()
    page.get_by_label("quotations").check()
    page.get_by_role("button", name="Recalculate").click()
    expect(page.locator('[data-cover="quote"]')).to_have_text(re.compile(r"^0\s%$"))
    page.goto(pages + "/articles/hindi1")
    page.get_by_role("button", name="Reject").first.click()
    expect(page.locator(".ruling")).to_contain_text("Rejected by an editor")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".ruling")).to_have_count(0)


def test_every_word_of_a_hostile_article_is_shown_and_nothing_runs(pages: str, tab: OpenTab) -> None:
    opened = tab(pages + "/articles/hostile1")
    page = opened.page
    title = page.title()
    words = page.evaluate("document.querySelector('.text').innerText")
    controls = {"\u202e": "RLO", "\u202c": "PDF", "\u200b": "ZWSP"}
    wanted = "".join(controls.get(c, c) for c in reports.HOSTILE)
    assert "".join(wanted.split()) in "".join(words.split())
    page.locator("#p1").click()
    page.mouse.move(10, 10)
    page.locator(".kicker bdi").hover()
    assert page.title() == title
    assert "owned" in title  # shown, as words
    assert page.evaluate("[...document.querySelectorAll('[onerror],[onload],[onmouseover],iframe,img')].length") == 0
    assert page.locator("main .text").evaluate("e => getComputedStyle(e).direction") == "ltr"
    for address in ("/", "/stories/reuters1", "/compare/hostile1/hostile2"):
        page.goto(pages + address)
        assert page.evaluate("[...document.querySelectorAll('iframe,img,b[onmouseover]')].length") == 0
    assert opened.errors == []


def test_right_to_left_text_runs_right_to_left_and_the_page_does_not(pages: str, tab: OpenTab) -> None:
    page = tab(pages + "/articles/arabic1").page
    assert page.locator("h1").evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator(".text p").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.body).direction") == "ltr"
    assert page.locator("h1").get_attribute("lang") == "ar"


def test_times_are_in_the_readers_zone(pages: str, tab: OpenTab) -> None:
    page = tab(pages + REPORT).page
    stamp = page.locator(".dates time").first
    assert stamp.get_attribute("datetime") == "2026-11-21T12:30:00Z"
    expect(stamp).to_contain_text("18:00")  # Kolkata
    assert "12:30 UTC" in (stamp.get_attribute("title") or "")


def test_the_saved_file_works_by_itself(pages: str, tab: OpenTab, tmp_path: Path) -> None:
    page = tab(pages + REPORT).page
    with page.expect_download() as saving:
        page.get_by_role("link", name="Save as one file").click()
    file = tmp_path / "report.html"
    saving.value.save_as(file)
    asked: list[str] = []
    opened = tab(file.as_uri()).page
    opened.on("request", lambda request: asked.append(request.url))
    opened.reload()
    assert [a for a in asked if not a.startswith("file:")] == []
    opened.locator("#p1").click()
    expect(opened.locator("#n1")).to_be_visible()
    assert opened.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") != "32px"  # its style is there


def test_in_print_every_note_stands_and_no_control(pages: str, tab: OpenTab) -> None:
    page = tab(pages + REPORT).page
    page.emulate_media(media="print")
    notes = page.locator(".note")
    for n in range(notes.count()):
        expect(notes.nth(n)).to_be_visible()
    for gone in (".toggles", ".acts >> nth=0", ".masthead nav", ".links"):
        expect(page.locator(gone)).to_be_hidden()


def test_a_report_of_twenty_thousand_words_stays_usable(pages: str, tab: OpenTab) -> None:
    page = tab(pages + "/articles/huge1").page
    expect(page.locator(".note")).to_have_count(300)
    page.keyboard.press("k")
    expect(page.locator("#n300")).to_be_visible()
    page.get_by_label("quotations").check()
    expect(page.locator(".note.off")).to_have_count(60)  # every fifth is a quotation
    expect(page.locator(".note:not(.off)")).to_have_count(240)


def test_five_hundred_copies_are_folded(pages: str, tab: OpenTab) -> None:
    page = tab(pages + "/articles/crowd0").page
    expect(page.locator(".source:visible")).to_have_count(12)
    expect(page.get_by_role("heading", name="500 articles made from it", exact=True)).to_be_visible()
    page.get_by_text("488 more", exact=True).click()
    expect(page.locator(".source:visible")).to_have_count(500)


@pytest.mark.parametrize("phone", [False, True])
def test_the_two_texts_scroll_together(pages: str, tab: OpenTab, phone: bool) -> None:
    page = tab(pages + "/compare/huge1/src3", phone=phone).page
    left, right = page.locator('[data-pane="a"]'), page.locator('[data-pane="b"]')
    before: Any = right.evaluate("e => e.scrollTop")
    left.hover()
    left.evaluate("e => { e.scrollTop = e.scrollHeight / 2; }")
    until(lambda: right.evaluate("e => e.scrollTop") > before + 100)
    at = right.evaluate("e => e.scrollTop")
    page.wait_for_timeout(400)
    right.evaluate("e => { e.scrollTop = 0; }")
    until(lambda: left.evaluate("e => e.scrollTop") < left.evaluate("e => e.scrollHeight") / 4)
    assert at > 0
