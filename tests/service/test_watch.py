"""Streams that have come equally far share a page; whoever lags, and whoever is ahead, reads its own."""

from __future__ import annotations

import threading

from service.watch import PAGES, Page, Watch


def test_a_page_is_read_once_until_the_next_event() -> None:
    stopping, last, asked = threading.Event(), [7], []

    def read(after: int) -> Page:
        asked.append(after)
        return Page(f"{after}..{last[0]}".encode(), last[0], False)

    watch = Watch(lambda: last[0], stopping)
    try:
        watch.wait(5, 10)
        assert {watch.page(5, read) for _ in range(200)} == {Page(b"5..7", 7, False)}
        assert asked == [5]
        for after in range(PAGES + 3):
            watch.page(after - PAGES, read)
        assert len(watch._pages) == PAGES
        assert [watch.page(7, read).last for _ in range(2)] == [7, 7]
        assert asked[-2:] == [7, 7], "of what is to come nothing is kept"
        last[0] = 8
        watch.wait(7, 10)
        assert watch.page(5, read).body == b"5..8"
        assert watch.page(7, read).body == b"7..8"
    finally:
        stopping.set()
