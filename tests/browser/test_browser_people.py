"""Signing in at a real provider, in a real browser: there, back, on; and out for every copy of the cookie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from copytaster.index.memory import MemoryIndex
from service import create_app
from service.access.auth import COOKIE, new_key
from service.state import EXTENSION
from tests.browser.conftest import OpenTab, ready
from tests.browser.test_browser_axe import violations
from tests.service import sign_in
from tests.service.support import article, check_all
from tests.serving import serving

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    """A service whose people sign in at a provider: its address, and its state."""
    home: Path = tmp_path_factory.mktemp("paper")
    new_key(home / "keys", "wire", ["submit"])
    index = MemoryIndex()
    with sign_in.provider() as provider:
        app = create_app(sign_in.settings(home, provider.address, api_keys=str(home / "keys")), index=index)
        state = app.extensions[EXTENSION]
        client, headers = app.test_client(), {"Authorization": f"Bearer {new_key(home / 'keys', 'w', ['submit'])}"}
        ready(state)
        for said in ({"agency": "Reuters"}, {"outlet": "Courier", "title": "Strike ends"}):
            assert client.post("/api/v1/articles", json=article(**said), headers=headers).status_code == 202
        check_all(state, index)
        with serving(app) as address:
            yield address, state
        state.close()


def come_in(page: Any, account: str) -> None:
    page.get_by_role("link", name="Sign in with the paper").click()
    page.get_by_role("button", name=account, exact=True).click()


def test_an_editor_comes_in_judges_and_goes(paper: tuple[str, Any], tab: OpenTab) -> None:
    address, state = paper
    page = tab(f"{address}/queue?from=there").page
    assert "/login" in page.url
    come_in(page, "ida")
    page.wait_for_url(f"{address}/queue?from=there")
    assert page.locator(".asks bdi").inner_text() == "Ida Aalto"
    assert page.get_by_role("link", name="Who did what").count() == 0
    (cookie,) = (c for c in page.context.cookies() if c["name"] == COOKIE)
    assert (cookie["sameSite"], cookie["httpOnly"]) == ("Strict", True)
    page.goto(f"{address}/?q=Strike")
    page.get_by_role("link", name="Strike ends").first.click()
    assert page.get_by_label("Your name").count() == 0
    page.get_by_role("button", name="Reject").first.click()
    page.wait_for_selector(".ruling.rejected")
    assert "Ida Aalto" in page.locator(".ruling.rejected").inner_text()
    (person,) = [p for p in state.archive.people() if p.subject == "ida"]
    assert [j.person for j in state.archive.judgements()] == [person.id]
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login?left=1")
    assert page.get_by_role("link", name="sign out there too").count() == 1
    page.context.add_cookies([{**cookie, "url": address} if "domain" not in cookie else cookie])
    page.goto(f"{address}/queue")
    assert "/login" in page.url, "the session is over here, whoever still has its cookie"


def test_an_admin_sees_who_did_what(paper: tuple[str, Any], tab: OpenTab, axe: str) -> None:
    page = tab(f"{paper[0]}/").page
    come_in(page, "ada")
    page.wait_for_url(f"{paper[0]}/")
    page.get_by_role("link", name="Who did what").click()
    page.wait_for_url("**/audit")
    assert "Ada Admin" in page.locator(".deeds").inner_text()
    assert violations(page, axe) == []


def test_who_is_not_let_in_is_told_why(paper: tuple[str, Any], tab: OpenTab, axe: str) -> None:
    opened = tab(f"{paper[0]}/")
    come_in(opened.page, "guest")
    opened.page.wait_for_selector("[role=alert]")
    assert "has no role here" in opened.page.locator("[role=alert]").inner_text()
    assert violations(opened.page, axe) == []
    opened.errors.clear()  # the browser notes the status of the answer, 403


@pytest.mark.parametrize(("theme", "phone"), [("light", False), ("dark", True)])
def test_axe_finds_nothing_on_the_way_in(
    paper: tuple[str, Any], tab: OpenTab, axe: str, theme: str, phone: bool
) -> None:
    page = tab(f"{paper[0]}/login", theme, phone=phone).page
    assert violations(page, axe) == []
    come_in(page, "ida")
    page.wait_for_url(f"{paper[0]}/")
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
