"""Feed, folder and mailbox end in checked articles of the right agency, once each, across a restart of everything."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos.support import Service, running
from tests.ingest.imap import PASSWORD, USER, imap
from tests.ingest.web import Site, page, rss, story

pytestmark = pytest.mark.slow


def articles(service: Service) -> list[tuple[str, str, str]]:
    """(agency, how it begins, status) of each."""
    items = service.call("GET", "/api/v1/articles?limit=200").json["items"]
    return sorted((item["agency"], item["title"] or "", item["status"]) for item in items)


def test_from_feed_folder_and_mailbox_to_the_desk(tmp_path: Path, eventually: Callable[..., None]) -> None:
    home = tmp_path / "home"
    incoming = home / "incoming/ntb"
    incoming.mkdir(parents=True)
    (home / "imap.secret").write_text(PASSWORD)
    with Site() as site, imap() as mail:
        site.put("/news/a", page(story(1)), "text/html; charset=utf-8")
        url = site.put("/wire.xml", rss(("news/a", "A teaser."), link=f"{site.url}/"), ETag='"v1"')
        (home / "sources.toml").write_text(
            f'[[feed]]\nurl = "{url}"\nagency = "AFP"\nevery = "1s"\nfollow_links = true\nallow_private = true\n'
            '[[folder]]\npath = "incoming/ntb"\nagency = "NTB"\nevery = "2s"\n'
            f'[[mailbox]]\nserver = "{mail.server}"\nuser = "{USER}"\npassword_file = "imap.secret"\nagency = "TT"\n'
            'every = "1s"\nallow_private = true\n'
        )
        (incoming / "b.txt").write_text(story(2, "Harlow"))
        mail.put("Strike over", story(3, "Aldminster"))

        def there(service: Service, number: int) -> Callable[[], bool]:
            return lambda: [status for *_, status in articles(service)] == ["checked"] * number

        with running(home, "--no-seeds") as service:
            eventually(there(service, 3), seconds=60)
            first = articles(service)
            assert [agency for agency, *_ in first] == ["AFP", "NTB", "TT"]
            assert (incoming / "done/b.txt").exists()
            eventually(lambda: any("if-none-match" in request.headers for request in site.asked("/wire.xml")))
            assert "copytaster_ingested_total" in service.call("GET", "/metrics").body.decode()
            page_of_queue = service.call("GET", "/queue").body.decode()
            assert str(incoming.relative_to(home)) in page_of_queue
            assert PASSWORD not in page_of_queue + "\n".join(service.lines)
        asked = len(site.asked("/wire.xml"))
        (incoming / "c.json").write_text(json.dumps({"text": story(4, "Brinmouth")}))
        with running(home, "--no-seeds") as service:
            eventually(there(service, 4), seconds=60)
            eventually(lambda: len(site.asked("/wire.xml")) > asked)
            assert [agency for agency, *_ in articles(service)] == ["AFP", "NTB", "NTB", "TT"]
            assert "if-none-match" in site.asked("/wire.xml")[asked].headers
            assert len(site.asked("/news/a")) == 1
            assert service.call("GET", "/readyz").status == 200
