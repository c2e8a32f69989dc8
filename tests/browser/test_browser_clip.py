"""The bookmark and the extension, in a real Chromium: a page of another site is read, handed over, sent by a click."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from copytaster.index.memory import MemoryIndex
from copytaster.settings import Settings
from service import create_app
from service.access.auth import new_key
from service.state import EXTENSION as STATE
from tests.browser.conftest import CHROMIUM, FLAGS, OpenTab, ready
from tests.browser.test_browser_axe import violations
from tests.chaos.support import story
from tests.docs.markdown import ROOT
from tests.service.support import check_all
from tests.serving import serving

pytestmark = pytest.mark.slow

EXTENSION = ROOT / "extension"
TEXT = story(1)
PAGE = (
    "<!doctype html><html lang=en><head><title>Fund pays - Daily Gull</title><script>var s = 'in a script';</script>"
    "</head><body><nav>Home Sport</nav><article><h1>Fund pays</h1>{}</article>"
    "<form><input value='typed secret'><textarea>typed too</textarea></form></body></html>"
)  # fmt: skip


class Gull(BaseHTTPRequestHandler):
    """A newspaper, at another site than the service."""

    def do_GET(self) -> None:
        body = PAGE.format("".join(f"<p>{part}</p>" for part in TEXT.split("\n\n"))).encode()
        self.send_response(204 if self.path == "/favicon.ico" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.path != "/favicon.ico":
            self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def gull() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Gull) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/fund"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A service with keys at ``localhost``, which is another site than 127.0.0.1, and a key."""
    home, index = tmp_path_factory.mktemp("clip"), MemoryIndex()
    key = new_key(home / "keys", "desk", ["admin"])
    app: Flask = create_app(Settings(home=home, cleaners=1, api_keys=str(home / "keys")), index=index)
    state, client = app.extensions[STATE], app.test_client()
    ready(state)
    headers = {"Authorization": f"Bearer {key}"}
    wire = {"text": TEXT, "agency": "NTB"}
    assert client.post("/api/v1/articles", json=wire, headers=headers).status_code == 202
    check_all(state, index)
    with serving(app) as address:
        yield address.replace("127.0.0.1", "localhost"), key
    state.close()


def sign_in(page: Page, address: str, key: str) -> None:
    page.goto(f"{address}/login")
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")


def bookmark(page: Page, address: str) -> str:
    page.goto(f"{address}/clip")
    href = page.get_by_role("link", name="Check in Copytaster").get_attribute("href")
    assert href is not None
    assert href.startswith("javascript:(function")
    return unquote(href.removeprefix("javascript:"))


def handed_over(context: BrowserContext, page: Page, program: str) -> Page:
    with context.expect_page() as opened:
        page.evaluate(program)
    clip = opened.value
    clip.wait_for_selector("form[data-clip]:not([hidden])")
    return clip


def test_a_bookmark_hands_a_page_over_and_the_reader_sends_it(
    desk: tuple[str, str], gull: str, tab: OpenTab, axe: str
) -> None:
    address, key = desk
    page = tab(f"{address}/login").page
    sign_in(page, address, key)
    program = bookmark(page, address)
    page.goto(gull)
    clip = handed_over(page.context, page, program)
    assert clip.locator("[data-clip-title]").inner_text() == "Fund pays - Daily Gull"
    assert clip.locator("[data-clip-url]").inner_text() == gull
    sent = clip.locator("input[name=html]").input_value()
    assert "Councillors in" in sent
    for kept_back in ("in a script", "typed secret", "typed too"):
        assert kept_back not in sent
    assert violations(clip, axe) == []
    assert not clip.locator("[data-clip-sign-in]").is_visible()
    clip.get_by_role("button", name="Check this page").click()
    clip.wait_for_selector("#finding")
    assert "NTB" in clip.locator("main").inner_text()
    assert "Draft, not stored" in clip.locator("main").inner_text()


def test_who_is_not_signed_in_is_told_before_anything_is_sent(desk: tuple[str, str], gull: str, tab: OpenTab) -> None:
    page = tab(f"{desk[0]}/clip").page
    program = bookmark(page, desk[0])
    page.goto(gull)
    clip = handed_over(page.context, page, program)
    clip.wait_for_selector("[data-clip-sign-in]:not([hidden])")
    other = page.context.new_page()
    sign_in(other, *desk)
    other.close()
    clip.evaluate("dispatchEvent(new Event('focus'))")
    clip.wait_for_selector("[data-clip-sign-in]", state="hidden")
    clip.get_by_role("button", name="Check this page").click()
    clip.wait_for_selector("#finding")


def test_another_site_sends_nothing_in_the_readers_name(desk: tuple[str, str], gull: str, tab: OpenTab) -> None:
    """It may open the page and hand it something; it cannot press the button, nor post by itself."""
    address, key = desk
    opened = tab(f"{address}/login", alone=True)
    page = opened.page
    sign_in(page, address, key)
    page.goto(gull)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    with page.context.expect_page() as clip:
        page.evaluate("""at => { const to = open(at + '/clip'); addEventListener('message', e => {
            to.postMessage({copytaster: 'page', html: '<p>x', url: 'javascript:alert(1)', title: '<b>y'}, at);
            to.postMessage('nonsense', at); to.postMessage({copytaster: 'page', html: 7}, at); }) }""", address)
    clip.value.wait_for_selector("form[data-clip]:not([hidden])")
    assert clip.value.locator("[data-clip-title]").inner_text() == "<b>y"
    assert clip.value.locator("input[name=url]").input_value() == ""
    page.wait_for_timeout(300)
    assert not [one for one in asked if one.startswith("POST")]
    clip.value.close()
    posted = page.evaluate("""at => fetch(at + '/drafts', {method: 'POST', mode: 'no-cors', credentials: 'include',
        body: new URLSearchParams({html: '<p>x'})}).then(() => 'sent', () => 'blocked')""", address)
    assert posted in ("sent", "blocked")  # no-cors hides the answer; what it was is asked for below
    with page.expect_navigation() as answer:
        page.evaluate("""at => { const f = document.createElement('form'); f.method = 'POST'; f.action = at + '/drafts';
            f.innerHTML = '<input name=text value="a story">'; document.body.append(f); f.submit(); }""", address)
    assert answer.value is not None
    assert answer.value.status == 403
    opened.errors.clear()  # the browser notes each refusal


@pytest.mark.parametrize(("theme", "phone"), [("light", False), ("dark", True)])
def test_the_page_says_how(desk: tuple[str, str], tab: OpenTab, axe: str, theme: str, phone: bool) -> None:
    page = tab(f"{desk[0]}/clip", theme, phone=phone).page
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not page.get_by_role("button", name="Check this page").is_visible()


# -- the extension --------------------------------------------------------------------------------------------------


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXTENSION / "manifest.json").read_text())
    return found


def test_the_extension_asks_for_little_and_keeps_no_key() -> None:
    assert set(manifest()["permissions"]) == {"activeTab", "scripting", "storage"}
    assert "host_permissions" not in manifest()
    assert "content_scripts" not in manifest()
    programs = "".join(path.read_text() for path in EXTENSION.glob("*.js"))
    assert "fetch(" not in programs
    assert "Authorization" not in programs
    assert programs.count("storage.local.set({") == 1
    for name in ("background.js", "options.html", "options.js", "page.js"):
        assert (EXTENSION / name).exists()


def test_bookmark_and_extension_send_the_same() -> None:
    assert (EXTENSION / "page.js").read_text() == (ROOT / "service/static/clip-page.js").read_text()


@pytest.fixture
def extended(browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A Chromium that has the extension, and its host permissions, which a reader would grant by a click."""
    folder = tmp_path / "extension"
    shutil.copytree(EXTENSION, folder)
    granted = manifest() | {"host_permissions": ["http://127.0.0.1/*", "http://localhost/*"]}
    (folder / "manifest.json").write_text(json.dumps(granted))
    flags = [*FLAGS, f"--disable-extensions-except={folder}", f"--load-extension={folder}"]
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=CHROMIUM, args=flags, ignore_default_args=["--disable-extensions"]
    )
    yield context
    context.close()


def test_the_extension_hands_a_page_over(desk: tuple[str, str], gull: str, extended: BrowserContext) -> None:
    address, key = desk
    worker = extended.service_workers[0] if extended.service_workers else extended.wait_for_event("serviceworker")
    page = extended.new_page()
    sign_in(page, address, key)
    page.goto(gull)
    worker.evaluate("service => chrome.storage.local.set({service})", address)
    with extended.expect_page() as opened:
        worker.evaluate("""async url => { const [tab] = await chrome.tabs.query({url}); await send(tab.id); }""", gull)
    clip = opened.value
    clip.wait_for_selector("form[data-clip]:not([hidden])")
    assert clip.locator("[data-clip-url]").inner_text() == gull
    clip.get_by_role("button", name="Check this page").click()
    clip.wait_for_selector("#finding")
    assert "NTB" in clip.locator("main").inner_text()


def test_without_an_address_the_extension_asks_for_one(gull: str, extended: BrowserContext) -> None:
    worker = extended.service_workers[0] if extended.service_workers else extended.wait_for_event("serviceworker")
    page = extended.new_page()
    page.goto(gull)
    with extended.expect_page() as opened:
        worker.evaluate("""async url => { const [tab] = await chrome.tabs.query({url}); await send(tab.id); }""", gull)
    opened.value.wait_for_load_state()
    assert opened.value.url.endswith("/options.html")
    opened.value.get_by_label("Address of your Copytaster").fill("http://paper.example")
    opened.value.get_by_role("button", name="Save").click()
    assert "https://" in opened.value.locator("#said").inner_text()
