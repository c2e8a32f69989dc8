"""A real Chromium, the pages over invented reports, and the whole service over a real archive.

axe-core comes from the npm registry into a cache outside the tree, pinned; the tests say so when it cannot be had.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from copytaster.index.memory import MemoryIndex
from copytaster.settings import Settings
from service import create_app
from service.state import EXTENSION, State
from tests.pages import fake
from tests.service.support import check_all
from tests.serving import serving

AXE = "4.11.0"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # what stands in `shared` stands in one process
]
SAME: dict[str, Any] = {"timezone_id": "Asia/Kolkata", "locale": "en-GB", "reduced_motion": "reduce"}
"""What every page of the tests sees of its surroundings."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium here: install the package 'chromium'")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "copytaster-tests" / f"axe-{AXE}"
    script = cache / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("no npm here: axe-core cannot be fetched")
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two test processes may both find it missing
            if not script.exists():
                subprocess.run(
                    [npm, "install", "--prefix", str(cache), "--no-audit", "--no-fund", "--no-save", f"axe-core@{AXE}"],
                    check=True, capture_output=True, timeout=120,
                )  # fmt: skip
    return script.read_text("utf-8")


@pytest.fixture(scope="session")
def pages() -> Iterator[str]:
    """The pages over invented reports. Tests that change something put it back."""
    with serving(fake.make_app()) as address:
        yield address


def ready(state: State) -> None:
    """What `/readyz` of a service waits for: with no cleaner yet, a post is told to come again."""
    state.bring_up_schema()
    state.cleaners.start()
    assert state.cleaners.wait_ready(120)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    """The whole service over a SQLite archive; a thread does the worker's part. Gives (address, state)."""
    index = MemoryIndex()
    app = create_app(Settings(home=tmp_path_factory.mktemp("desk"), cleaners=1), index=index)
    state = app.extensions[EXTENSION]
    ready(state)
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.1):
            check_all(state, index)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        with serving(app) as address:
            yield address, state
    finally:
        stop.set()
        worker.join()
        state.close()


class Tab:
    """A page that remembers what went wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: (self.errors.append("a dialog opened"), dialog.dismiss()))


OpenTab = Callable[..., Tab]
Theme = Literal["light", "dark"]


@pytest.fixture(scope="session")
def shared(browser: Browser) -> Iterator[BrowserContext]:
    """Where a test's first page stands. A context of its own is a process that has compiled nothing: half of the CPU
    of a test. What a page leaves there besides itself, `cleared` takes away; an empty page keeps the process."""
    context = browser.new_context(**SAME)
    with serving(lambda _, start: (start("200 OK", []), [b""])[1]) as address:
        context.new_page().goto(address)
    yield context
    context.close()


def cleared(context: BrowserContext) -> None:
    """As it was when it was made, for who comes next; its first page stays."""
    first, *others = context.pages
    for page in others:
        page.close()
    context.clear_cookies()
    context.clear_permissions()
    devtools = context.new_cdp_session(first)
    devtools.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    devtools.detach()


@pytest.fixture
def tab(browser: Browser, shared: BrowserContext) -> Iterator[OpenTab]:
    """``tab(address, theme=…, phone=…, javascript=…)`` opens a page; what failed in it fails the test. The second page
    of a test, and one that is to be `alone`, know nothing of any other."""
    contexts: list[BrowserContext] = []
    tabs: list[Tab] = []

    def make(
        address: str, theme: Theme = "light", phone: bool = False, javascript: bool = True, alone: bool = False
    ) -> Tab:
        if tabs or alone or not javascript:
            context = browser.new_context(java_script_enabled=javascript, **SAME)
            contexts.append(context)
        else:
            context = shared
        page = context.new_page()
        page.set_viewport_size({"width": 390, "height": 844} if phone else {"width": 1280, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_default_timeout(10_000)
        opened = Tab(page)
        tabs.append(opened)
        page.goto(address)
        return opened

    yield make
    for context in contexts:
        context.close()
    cleared(shared)
    assert [e for t in tabs for e in t.errors] == []


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
