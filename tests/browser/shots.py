"""Screenshots of the pages, to be looked at: ``python -m tests.browser.shots FOLDER [http://address path …]``.

Without an address, of the invented reports; each page in both themes, on a desktop and on a phone.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.pages import fake
from tests.serving import serving

PAGES = [
    "/",
    "/articles/courier1#p1",
    "/compare/courier1/reuters1",
    "/stories/reuters1",
    "/queue",
    "/alerts",
    "/audit",
    "/agencies/Reuters",
    "/outlets/Courier",
    "/drafts",
    "/articles/arabic1#p1",
    "/articles/translated1#p1",
    "/articles/hostile1",
    "/articles/longtitle1",
    "/articles/alone1",
    "/articles/failed1",
    "/stories/crowd0",
]
SIZES = {
    "desktop": {"width": 1400, "height": 900},
    "laptop": {"width": 1024, "height": 768},
    "phone": {"width": 390, "height": 844},
}


def main(folder: str, address: str | None = None, *paths: str) -> None:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with (
        nullcontext(address) if address else serving(fake.make_app()) as base,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser,
    ):
        for size, viewport in SIZES.items():
            for theme in ("light", "dark"):
                page = browser.new_page(viewport=viewport, color_scheme=theme)
                for path in paths or PAGES:
                    page.goto(f"{base}{path}")
                    page.wait_for_timeout(300)
                    name = path.split("#")[0].strip("/").replace("/", "-") or "desk"
                    page.screenshot(path=out / f"{name}-{size}-{theme}.png", full_page=True)
                page.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
