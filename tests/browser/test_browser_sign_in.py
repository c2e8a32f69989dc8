"""The page that asks for a key, as a browser draws it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from copytaster.index.memory import MemoryIndex
from copytaster.settings import Settings
from service import create_app
from service.access.auth import new_key
from service.state import EXTENSION
from tests.browser.conftest import OpenTab
from tests.serving import serving

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A service with keys: its address, and a key."""
    home = tmp_path_factory.mktemp("guarded")
    keys = home / "keys.json"
    key = new_key(keys, "desk", ["read"])
    app = create_app(Settings(home=home, cleaners=1, api_keys=str(keys)), index=MemoryIndex())
    with serving(app) as address:
        yield address, key
    app.extensions[EXTENSION].close()


@pytest.mark.parametrize("phone", [False, True])
def test_the_form_stands_in_the_middle(tab: OpenTab, guarded: tuple[str, str], phone: bool) -> None:
    """It stood in a corner, and its one sentence fell into three pieces."""
    page = tab(guarded[0], phone=phone).page
    box, size = page.locator(".sign-in").bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    assert abs(box["x"] * 2 + box["width"] - size["width"]) < 40
    code, sentence = (page.locator(where).bounding_box() for where in (".sign-in code", ".sign-in .dates"))
    assert code is not None
    assert sentence is not None
    assert sentence["height"] < 4 * code["height"]


def test_a_key_leads_to_where_one_was_going(tab: OpenTab, guarded: tuple[str, str]) -> None:
    address, key = guarded
    page = tab(f"{address}/queue").page
    assert "/login" in page.url
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/queue")
    assert page.get_by_role("heading", level=1).inner_text() == "Queue"
