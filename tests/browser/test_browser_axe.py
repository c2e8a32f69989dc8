"""axe-core finds nothing on any page, in either theme, wide and narrow; and nothing is wider than its window."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import OpenTab

pytestmark = pytest.mark.slow

PAGES = [
    "/",
    "/?q=strike&credit=uncredited",
    "/?since=week&sort=published&relation=rewrite",
    "/?q=nothing+at+all",
    "/drafts",
    "/queue",
    "/alerts",
    "/audit",
    "/agencies/Reuters",
    "/agencies/Reuters?source_id=reuters1",
    "/outlets/Courier",
    "/stories/reuters1",
    "/stories/crowd0",
    "/compare/courier1/reuters1",
    "/compare/arabic1/reuters-ar",
    "/articles/courier1",
    "/articles/courier1#p1",
    "/articles/courier1?skip=quote&without=afp1",
    "/articles/alone1",
    "/articles/arabic1",
    "/articles/chinese1",
    "/articles/hostile1",
    "/articles/longtitle1",
    "/articles/rejected1",
    "/articles/queued1",
    "/articles/failed1",
    "/articles/limit1",
    "/compare/limit1/alone1",
]
COMBINED = ["/", "/articles/courier1#p1", "/stories/reuters1"]
"""Seen in both themes at both widths."""


def violations(page: Any, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for v in found["violations"]
        for node in v["nodes"][:3]
    ]


@pytest.mark.parametrize(
    ("address", "theme", "phone"),
    [
        *((address, theme, theme == "dark") for address in PAGES for theme in ("light", "dark")),
        *((address, theme, theme == "light") for address in COMBINED for theme in ("light", "dark")),
    ],
)
def test_axe_finds_nothing(pages: str, tab: OpenTab, axe: str, address: str, theme: str, phone: bool) -> None:
    page = tab(pages + address, theme, phone=phone).page
    page.evaluate("[...document.querySelectorAll('details')].slice(0, 12).forEach(d => { d.open = true; })")
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("address", "table"),
    [("/stories/reuters1", ".story-rows"), ("/queue", ".feeds .wide"), ("/agencies/Reuters", ".each-use"),
     ("/agencies/Reuters", ".by-outlet")],
)  # fmt: skip
def test_tables_are_cards_on_a_phone(pages: str, tab: OpenTab, address: str, table: str) -> None:
    """Nothing of a table has to be looked for by pushing it sideways."""
    boxes = tab(pages + address, phone=True).page.locator(table)
    assert boxes.count() > 0
    for n in range(boxes.count()):
        assert boxes.nth(n).evaluate("e => e.scrollWidth <= e.clientWidth + 1"), table
        assert boxes.nth(n).locator(".none:visible").count() == 0  # a cell without a word is no card's line


@pytest.mark.parametrize("address", ["/stories/reuters1", "/stories/crowd0"])
def test_drawings_run_down_on_a_phone_and_across_elsewhere(pages: str, tab: OpenTab, address: str) -> None:
    """Timeline and graph were a thousand units wide, in boxes that had to be pushed sideways."""
    for phone in (True, False):
        page = tab(pages + address, phone=phone).page
        for section, drawing in (("tl-h", "svg.timeline"), ("g-h", "svg.graph")):
            here = page.locator(f"section[aria-labelledby={section}]")
            assert here.locator("ol.down").is_visible() is phone
            assert here.locator(drawing).is_visible() is not phone
            if phone:
                assert here.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
                dots = here.locator("ol.down li")
                assert dots.count() > 5
                boxes = [dots.nth(n).bounding_box() for n in range(dots.count())]
                tops = [box["y"] for box in boxes if box]
                assert len(tops) == dots.count()
                assert tops == sorted(tops)


@pytest.mark.parametrize("address", ["/articles/huge1", "/articles/crowd0", "/compare/huge1/src3"])
def test_nothing_is_wider_than_a_phone(pages: str, tab: OpenTab, address: str) -> None:
    page = tab(pages + address, phone=True).page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_switch_of_colours_is_kept(pages: str, tab: OpenTab, axe: str) -> None:
    page = tab(pages + "/articles/courier1", "light").page
    page.get_by_label("Colours").select_option("dark")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 21, 26)"
    assert violations(page, axe) == []
