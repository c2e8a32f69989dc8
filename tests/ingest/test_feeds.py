"""Feeds: each item once, whatever happens in between, and no place is asked that may not be."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from typing import Any

import pytest

from tests.ingest.conftest import Newsroom
from tests.ingest.web import Site, page, rss, story
from workers.ingest.front import Away, Front
from workers.outbound import Answer

FEED = '[[feed]]\nurl = "{url}"\nagency = "AFP"\nallow_private = true\n'


def test_each_item_once_and_the_second_look_asks_whether_anything_changed(newsroom: Newsroom, site: Site) -> None:
    url = site.put("/wire.xml", rss(("b", story(2)), ("a", story(1))), ETag='"v1"', Last_Modified="Tue, 24 Nov 2026")
    newsroom.configure(FEED.format(url=url))
    assert newsroom.look() == 300
    assert [row.article.external_id for row in newsroom.articles] == ["a", "b"]  # as they were published
    assert {(row.article.agency, row.article.is_wire) for row in newsroom.articles} == {("AFP", True)}
    newsroom.restart()
    newsroom.look()
    (first, second) = site.asked("/wire.xml")
    assert "if-none-match" not in first.headers
    assert (second.headers["if-none-match"], second.headers["if-modified-since"]) == ('"v1"', "Tue, 24 Nov 2026")
    site.put("/wire.xml", rss(("c", story(3)), ("b", story(2)), ("a", story(1))), ETag='"v2"')
    newsroom.look()
    newsroom.look()
    assert [row.article.external_id for row in newsroom.articles] == ["a", "b", "c"]
    assert (newsroom.source.taken, newsroom.source.refused, newsroom.source.failures) == (3, 0, 0)


def test_an_item_that_says_something_else_is_taken_again(newsroom: Newsroom, site: Site) -> None:
    url = site.put("/wire.xml", rss(("a", story(1))))
    newsroom.configure(FEED.format(url=url))
    newsroom.look()
    site.put("/wire.xml", rss(("a", story(1))).replace(b"10:00:00", b"11:00:00"))  # nothing but its time
    newsroom.look()
    assert len(newsroom.articles) == 1
    site.put("/wire.xml", rss(("a", story(7))))
    newsroom.look()
    newsroom.look()
    assert [row.article.external_id for row in newsroom.articles] == ["a", "a"]


def test_killed_between_article_and_note(newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The article is committed and nothing was noted: it is submitted again, and is the same one."""
    newsroom.configure(FEED.format(url=site.put("/wire.xml", rss(("b", story(2)), ("a", story(1))))))

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("workers.ingest.hand.Hand.note", killed)
        with pytest.raises(Killed):
            newsroom.look()
    assert len(newsroom.articles) == 1
    assert newsroom.source.taken == 0
    newsroom.restart()
    newsroom.look()
    assert [row.article.external_id for row in newsroom.articles] == ["a", "b"]
    assert newsroom.source.taken == 2


def test_a_service_that_cannot_take_anything_is_waited_for(
    newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.put("/a", page(story(1)), "text/html")
    url = site.put("/wire.xml", rss(("a", ""), link=f"{site.url}/"), ETag='"v1"')
    newsroom.configure(FEED.format(url=url))

    def away(*_: object) -> None:
        raise Away("the service is full", 7.0)

    with monkeypatch.context() as patch:
        patch.setattr(Front, "knock", away)
        assert newsroom.look() == 7.0
    assert site.requests == []  # nobody is asked for what could not be handed in
    with monkeypatch.context() as patch:
        patch.setattr(Front, "submit", away)
        assert newsroom.look() == 7.0
    assert (newsroom.source.failures, newsroom.source.cursor, newsroom.articles) == (0, "{}", [])
    newsroom.look()
    assert len(newsroom.articles) == 1
    assert len(site.asked("/a")) == 1  # the page is not fetched again for it


def test_what_the_service_refuses_is_remembered_with_the_reason(newsroom: Newsroom, site: Site) -> None:
    newsroom.configure(FEED.format(url=site.put("/wire.xml", rss(("short", "Too short."), ("a", story(1))))))
    newsroom.look()
    newsroom.look()
    assert [row.article.external_id for row in newsroom.articles] == ["a"]
    assert (newsroom.source.taken, newsroom.source.refused) == (1, 1)
    (refused,) = newsroom.archive.not_taken()
    assert refused.label == "Strike short"
    assert "too_few_words" in str(refused.reason)


def test_links_are_followed_as_robots_allow(newsroom: Newsroom, site: Site) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /closed/\n", "text/plain")
    for n in (1, 2):
        site.put(f"/news/{n}", page(story(n)), "text/html; charset=utf-8")
    site.put("/closed/3", page(story(3)), "text/html")
    feed = rss(("news/1", "A teaser."), ("closed/3", story(4)), ("news/2", ""), link=f"{site.url}/")
    newsroom.configure(FEED.format(url=site.put("/wire.xml", feed)) + "follow_links = true\n")
    newsroom.look()
    rows = {row.article.external_id: row.article for row in newsroom.articles}
    assert set(rows) == {"news/1", "news/2", "closed/3"}
    assert "ballot 1" in rows["news/1"].text
    assert rows["news/1"].url == f"{site.url}/news/1"
    assert rows["news/1"].title == "Strike news/1"
    assert rows["news/1"].agency == "AFP"
    assert "ballot 4" in rows["closed/3"].text  # what the feed itself says, since the page may not be had
    assert site.asked("/closed/3") == []
    assert len(site.asked("/robots.txt")) == 1


def test_a_page_that_cannot_be_had_now_is_had_later(newsroom: Newsroom, site: Site) -> None:
    site.put("/robots.txt", b"", "text/plain")
    site.put("/1", b"", "text/html", status=503)
    url = site.put("/wire.xml", rss(("1", "A teaser."), link=f"{site.url}/"), ETag='"v1"')
    newsroom.configure(FEED.format(url=url) + "follow_links = true\n")
    newsroom.look()
    assert newsroom.articles == []
    (waiting,) = newsroom.archive.not_taken()
    assert (waiting.tries, waiting.reason) == (1, "its page: answered 503")
    site.put("/1", page(story(1)), "text/html")
    newsroom.look()
    assert "if-none-match" not in site.asked("/wire.xml")[-1].headers  # else the feed would say that nothing changed
    assert len(newsroom.articles) == 1
    newsroom.look()
    assert "if-none-match" in site.asked("/wire.xml")[-1].headers
    assert (newsroom.source.taken, newsroom.archive.not_taken()) == (1, [])


def test_atom_json_feed_and_sitemap(newsroom: Newsroom, site: Site) -> None:
    atom = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Lindholm</title><entry><id>urn:1</id><title>One</title>"
        "<link href='/one'/><updated>2026-11-24T10:00:00Z</updated>"
        f"<content type='text'>{story(1)}</content></entry></feed>"
    )
    json_feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": "Lindholm",
        "items": [{"id": 2, "url": "/two", "title": "Two", "content_html": page(story(2)).decode(),
                   "date_published": "2026-11-24T10:00:00+01:00", "authors": [{"name": "Ada Brenneke"}]}],
    }  # fmt: skip
    sitemap = (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>"
        f"<url><loc>{site.url}/three</loc><lastmod>2026-11-25</lastmod><news:news><news:publication><news:name>L</news:name>"
        "</news:publication><news:publication_date>2026-11-24T09:00:00Z</news:publication_date>"
        "<news:title>Three</news:title></news:news></url></urlset>"
    )
    site.put("/three", page(story(3)), "text/html")
    addresses = [
        site.put("/atom", atom.encode(), "application/atom+xml"),
        site.put("/json", json.dumps(json_feed).encode(), "application/feed+json"),
        site.put("/map", gzip.compress(sitemap.encode()), "application/xml", Content_Encoding="gzip"),
    ]
    newsroom.configure("".join(FEED.format(url=url) for url in addresses))
    for number in (0, 1, 2):
        newsroom.look(number)
    rows = {row.article.title: row.article for row in newsroom.articles}
    assert set(rows) == {"One", "Two", "Three"}
    assert (rows["Two"].byline, rows["Two"].external_id, rows["Two"].url) == ("Ada Brenneke", "2", f"{site.url}/two")
    assert str(rows["Two"].published_at) == "2026-11-24 09:00:00+00:00"
    assert str(rows["Three"].published_at) == "2026-11-24 09:00:00+00:00"
    assert {article.agency for article in rows.values()} == {"AFP"}


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, b"<rss><channel><item>", "not well-formed"),
        (200, b"<html><body>Please log in</body></html>", "no feed"),
        (200, b"{\"items\": 5}", "no JSON Feed"),
        (200, b"<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><rss><channel>&b;</channel></rss>", "type"),
        (200, b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "index of sitemaps"),
        (500, b"", "answered 500"),
        (404, b"", "answered 404"),
    ],
)  # fmt: skip
def test_a_feed_that_cannot_be_read(newsroom: Newsroom, site: Site, status: int, body: bytes, reason: str) -> None:
    newsroom.configure(FEED.format(url=site.put("/wire.xml", body, status=status)))
    assert newsroom.look() == 300
    assert newsroom.look() == 600  # longer each time
    assert newsroom.source.failures == 2
    assert reason in str(newsroom.source.error)
    site.put("/wire.xml", rss(("a", story(1))))
    newsroom.look()
    assert (newsroom.source.failures, newsroom.source.error, len(newsroom.articles)) == (0, None, 1)


def test_an_address_inside_is_asked_nothing_unless_allowed(newsroom: Newsroom, site: Site) -> None:
    newsroom.configure(FEED.format(url=site.put("/wire.xml", rss(("a", story(1))))).replace("true", "false"))
    newsroom.look()
    assert "address inside" in str(newsroom.source.error)
    assert site.requests == []


def test_a_redirect_is_followed_a_few_times_and_no_further(newsroom: Newsroom, site: Site) -> None:
    site.put("/wire.xml", rss(("a", story(1))))
    site.put("/old", status=301, Location="/wire.xml")
    site.put("/round", status=302, Location="/round")
    site.put("/away", status=302, Location="file:///etc/passwd")
    newsroom.configure("".join(FEED.format(url=f"{site.url}/{path}") for path in ("old", "round", "away")))
    for number in (0, 1, 2):
        newsroom.look(number)
    errors = {row.label.rpartition("/")[2]: row.error for row in newsroom.archive.sources()}
    assert len(newsroom.articles) == 1
    assert errors["old"] is None
    assert "from one address to the next" in str(errors["round"])
    assert "no http or https address" in str(errors["away"])
    assert len(site.asked("/round")) == 6


def test_an_answer_that_is_too_long_packed_or_not(
    newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.ingest.feeds.MOST", 10_000)
    bomb = gzip.compress(b"<rss>" + b" " * 50_000_000)
    for body, headers in ((b"x" * 10_001, {}), (bomb[:9_999], {"Content_Encoding": "gzip"})):
        newsroom.configure(FEED.format(url=site.put("/wire.xml", body, **headers)))
        newsroom.look()
        assert "longer than 10000 bytes" in str(newsroom.source.error)


def test_a_body_that_breaks_off_is_no_feed(newsroom: Newsroom, site: Site) -> None:
    newsroom.configure(FEED.format(url=site.put("/wire.xml", rss(("a", story(1))), X_Length="999999")))
    site.timeout = 1
    newsroom.look()
    assert newsroom.source.failures == 1
    assert newsroom.articles == []


def test_a_packed_body_without_a_length_that_breaks_off_is_no_feed(newsroom: Newsroom, site: Site) -> None:
    """It ends with its connection, and what came by then can be unpacked."""
    text = "".join(f" {hashlib.sha256(str(n).encode()).hexdigest()}" for n in range(2_000))
    whole = gzip.compress(json.dumps({"items": [{"id": "a", "content_text": story(1) + text}]}).encode())
    site.put("/wire.json", whole[:-40], Content_Encoding="gzip", X_Length="")
    newsroom.configure(FEED.format(url=f"{site.url}/wire.json"))
    newsroom.look()
    assert "breaks off" in str(newsroom.source.error)
    site.put("/wire.json", whole, Content_Encoding="gzip", X_Length="")
    newsroom.restart()
    newsroom.look()
    assert len(newsroom.articles) == 1


@pytest.mark.parametrize("status", [408, 425, 429, 500, 507, 521])
def test_an_answer_that_says_nothing_of_the_item_loses_none(
    newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    newsroom.configure(FEED.format(url=site.put("/wire.xml", rss(("a", story(1))))))
    with monkeypatch.context() as patch:
        problem = Answer(status, 0.0, {}, json.dumps({"status": status, "code": "odd", "title": "Not now"}).encode())
        exchange = Front._exchange

        def answer(front: Front, method: str, *more: Any) -> Answer:
            return problem if method == "POST" else exchange(front, method, *more)

        patch.setattr(Front, "_exchange", answer)
        newsroom.look()
    assert (newsroom.source.refused, newsroom.articles) == (0, [])
    newsroom.look()
    assert len(newsroom.articles) == 1


def test_a_password_goes_to_its_own_host_alone(newsroom: Newsroom, site: Site) -> None:
    (newsroom.home / "feed.secret").write_text("s3cret pass\n")
    with Site() as other:
        other.put("/wire.xml", rss(("a", story(1))))
        site.put("/wire.xml", status=302, Location=other.url + "/wire.xml")
        more = 'user = "desk"\npassword_file = "feed.secret"\n'
        newsroom.configure(FEED.format(url=f"{site.url}/wire.xml") + more)
        newsroom.look()
        assert site.requests[0].headers["authorization"].startswith("Basic ")
        assert "authorization" not in other.requests[0].headers
    assert len(newsroom.articles) == 1
    (newsroom.home / "feed.secret").unlink()
    newsroom.look()
    assert newsroom.source.error == "the secret in feed.secret cannot be read: FileNotFoundError"


def test_a_source_is_left_alone_until_it_is_due(newsroom: Newsroom, site: Site) -> None:
    newsroom.configure(FEED.format(url=site.put("/wire.xml", rss(("a", story(1))))))
    newsroom.look()
    (looker,) = newsroom.lookers.values()
    assert 290 < looker.step() <= 300
    newsroom.restart()
    assert 290 < newsroom.looker().step() <= 300
    assert len(site.asked("/wire.xml")) == 1
    newsroom.configure(FEED.format(url=f"{site.url}/wire.xml") + 'every = "1s"\n')
    time.sleep(1)
    assert newsroom.looker().step() == 1  # the file says by now that it may be asked
    assert len(site.asked("/wire.xml")) == 2
