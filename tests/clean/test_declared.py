"""What feeds and pages say of themselves in words: escaped once, twice or not at all, alone, in lists, by reference."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from copytaster.model import Article

Clean = Callable[..., Article]
TEXT = (
    "Fish & chips will cost 14 crowns more on the Ravnsund ferry from Saturday, the caterer said.\n\n"
    "Nils Åge Berg, who has eaten them daily since 1998, will bring sandwiches."
)
XHTML = "".join(f"<p>{p.replace('&', '&amp;')}</p>" for p in TEXT.split("\n\n"))
ESCAPED = XHTML.replace("&", "&amp;").replace("<", "&lt;")
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
PLAIN = "<content type='text'>Fish &amp;amp; chips will cost more on the ferry, the caterer said.</content>"
WHOLE = f"<content type='html'>{ESCAPED}</content>"


def entry(inside: str, feed: str = "<title>Ravnsund Avis</title>") -> bytes:
    return f"<feed {ATOM}>{feed}<entry><id>urn:x:1</id>{inside}</entry></feed>".encode()


def item(inside: str, channel: str = "<title>Ravnsund Avis</title>") -> bytes:
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    )
    return f'<rss version="2.0" {spaces}><channel>{channel}<item>{inside}</item></channel></rss>'.encode()


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("<title>Fish &amp; chips</title>", "Fish & chips"),
        ("<title>Fish &amp;amp; chips</title>", "Fish & chips"),
        ("<title>Fish &amp;amp;amp; chips</title>", "Fish & chips"),
        ("<title type='html'>Fish &amp;amp; chips</title>", "Fish & chips"),
        ("<title type='html'>&lt;b&gt;Fish&lt;/b&gt; &amp;amp; chips</title>", "Fish & chips"),
        ("<title type='html'><![CDATA[The port&rsquo;s <i>Anna</i> &#8211; on]]></title>", "The port’s Anna – on"),
        ("<title type='text'>Use of &lt;b&gt; and R&amp;D</title>", "Use of <b> and R&D"),
        ("<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>Fish &amp; <b>chips</b></div></title>",
         "Fish & chips"),
        ("<title>R&amp;D; a tax</title>", "R&D; a tax"),
        ("<title>Price &lt; 5 crowns &amp; falling</title>", "Price < 5 crowns & falling"),
        ("<title>P&amp;aring;l Vik &amp;#x2013; a life</title>", "Pål Vik – a life"),
    ],
)  # fmt: skip
def test_titles_of_feeds(cleaned: Clean, title: str, read: str) -> None:
    assert cleaned(body=entry(title + WHOLE), media_type="application/atom+xml").title == read
    body = item(f"{title}<description>{ESCAPED}</description>")
    assert cleaned(body=body, media_type="application/rss+xml").title == read


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (WHOLE, TEXT),
        (f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{XHTML}</div></content>", TEXT),
        (f"<content type='html'><![CDATA[{XHTML}]]></content>", TEXT),
        (PLAIN, "Fish & chips will cost more on the ferry, the caterer said."),
        (f"<summary type='html'>{ESCAPED}</summary>", TEXT),
        ("<summary>Fish &amp;amp; chips will be dearer, it said.</summary>", "Fish & chips will be dearer, it said."),
    ],
)
def test_texts_of_atom(cleaned: Clean, inside: str, text: str) -> None:
    assert cleaned(body=entry("<title>Dearer</title>" + inside), media_type="application/atom+xml").text == text


@pytest.mark.parametrize(
    ("inside", "feed", "byline"),
    [
        ("<author><name>Pål Vik</name></author>", "", "Pål Vik"),
        ("<author><name>P&amp;aring;l Vik</name><email>p@ra.example</email></author>", "", "Pål Vik"),
        ("<author><name>Pål Vik</name></author><author><name>Gro Fossum</name></author>", "", "Pål Vik, Gro Fossum"),
        ("", "<author><name>Pål Vik</name></author>", "Pål Vik"),
        ("<author><name>Gro Fossum</name></author>", "<author><name>Pål Vik</name></author>", "Gro Fossum"),
        ("", "<author><name>Ravnsund avis</name></author>", None),
    ],
)
def test_writers_of_atom(cleaned: Clean, inside: str, feed: str, byline: str | None) -> None:
    body = entry(inside + WHOLE, feed + "<title>Ravnsund Avis</title>")
    assert cleaned(body=body, media_type="application/atom+xml").byline == byline


@pytest.mark.parametrize(
    ("inside", "field", "said"),
    [
        ("<dc:creator>P&amp;aring;l Vik</dc:creator>", "byline", "Pål Vik"),
        ("<author>desk@ra.example (P&amp;aring;l Vik)</author>", "byline", "Pål Vik"),
        ("<itunes:author>Ravnsund Radio</itunes:author><dc:creator>Pål Vik</dc:creator>", "byline", "Pål Vik"),
        ("<media:title>A gull eats</media:title><title>Dearer</title>", "title", "Dearer"),
        ("<media:content url='https://ra.example/1.jpg'><media:title>A gull eats</media:title></media:content>",
         "text", TEXT),
        ("<media:description>A gull eats a chip.</media:description>", "text", TEXT),
        ("<media:credit>Reuters</media:credit>", "agency", None),
        ("<dc:rights>&amp;copy; 2026 NTB</dc:rights>", "credit", "© 2026 NTB"),
        ("<link>https://ra.example/?a=1&amp;amp;b=2</link>", "url", "https://ra.example/?a=1&b=2"),
        ("<link>https://ra.example/?a=1&amp;copy=2</link>", "url", "https://ra.example/?a=1&copy=2"),
        ("<dc:publisher>Holm &amp;amp; Vik</dc:publisher>", "outlet", "Holm & Vik"),
    ],
)  # fmt: skip
def test_fields_of_rss(cleaned: Clean, inside: str, field: str, said: str | None) -> None:
    body = item(f"{inside}<description>{ESCAPED}</description>")
    assert getattr(cleaned(body=body, media_type="application/rss+xml"), field) == said


def test_what_the_channel_says(cleaned: Clean) -> None:
    body = item(f"<title>Dearer</title><description>{ESCAPED}</description>", "<title>Holm &amp;amp; Vik</title>")
    assert cleaned(body=body, media_type="application/rss+xml").outlet == "Holm & Vik"
    body = entry(WHOLE, "<title>Ravnsund Avis</title>").replace(b"<entry>", b'<entry xml:lang="no">')
    assert cleaned(body=body, media_type="application/atom+xml").text == TEXT


PAL = {"@type": "Person", "@id": "https://ra.example/#pal", "name": "Pål Vik"}
GRO = {"@type": "Person", "@id": "#gro", "givenName": "Gro", "familyName": "Fossum"}
HOUSE = {"@type": ["Organization", "NewsMediaOrganization"], "@id": "https://ra.example/#org", "name": "Ravnsund Avis"}
ARTICLE = {"@type": "NewsArticle", "headline": "Dearer", "datePublished": "2026-02-14T17:40:00+02:00"}


def page(*scripts: object, head: str = "") -> bytes:
    told = "".join(
        f'<script type="application/ld+json">{s if isinstance(s, str) else json.dumps(s)}</script>' for s in scripts
    )
    body = f"<body><article>{XHTML}</article></body>"
    return f"<!doctype html><html lang=en><head>{head}{told}</head>{body}</html>".encode()


def graph(*nodes: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@graph": list(nodes)}


REF = {"@id": PAL["@id"]}


@pytest.mark.parametrize(
    ("scripts", "byline"),
    [
        ([graph(HOUSE, PAL, {**ARTICLE, "author": [REF]})], "Pål Vik"),
        ([graph({**ARTICLE, "author": REF}, PAL)], "Pål Vik"),
        ([graph({**ARTICLE, "author": PAL["@id"]}, PAL)], "Pål Vik"),
        ([graph({**ARTICLE, "author": {"@list": [REF, {"@id": "#gro"}]}}, PAL, GRO)], "Pål Vik, Gro Fossum"),
        ([graph(PAL), graph({**ARTICLE, "author": REF})], "Pål Vik"),
        ([graph({**ARTICLE, "author": REF}), [GRO, PAL]], "Pål Vik"),
        ([graph({**ARTICLE, "author": {**REF, "name": "P&aring;l Vik"}})], "Pål Vik"),
        ([graph({"@id": PAL["@id"], "url": "https://ra.example/pal"}, PAL, {**ARTICLE, "author": REF})], "Pål Vik"),
        ([{**ARTICLE, "author": [PAL, "Gro Fossum"]}], "Pål Vik, Gro Fossum"),
        ([{**ARTICLE, "author": {"@type": "Person", "name": ["Pål Vik", "Gro Fossum"]}}], "Pål Vik, Gro Fossum"),
        ([{**ARTICLE, "author": {"@type": "Person", "name": {"@value": "Pål Vik"}}}], "Pål Vik"),
        ([{**ARTICLE, "creator": [PAL]}], "Pål Vik"),
        ([{**ARTICLE, "author": HOUSE}], "Ravnsund Avis"),
        ([{**ARTICLE, "author": {"@id": "https://ra.example/#nobody"}}], None),
        ([{**ARTICLE, "author": "https://ra.example/staff/pal"}], None),
        ([graph({"@id": "#a", "@type": "Person", "name": {"@id": "#a"}}, {**ARTICLE, "author": {"@id": "#a"}})], None),
        ([{"@type": "WebPage", "mainEntity": {**ARTICLE, "author": PAL}}], "Pål Vik"),
        ([{**ARTICLE, "@type": "http://schema.org/NewsArticle", "author": PAL}], "Pål Vik"),
        ([{**ARTICLE, "@type": ["Thing", "schema:ReportageNewsArticle"], "author": PAL}], "Pål Vik"),
        (["//<![CDATA[\n" + json.dumps({**ARTICLE, "author": PAL}) + "\n//]]>"], "Pål Vik"),
        (["<!-- " + json.dumps({**ARTICLE, "author": PAL}) + " -->"], "Pål Vik"),
        (["{broken", {**ARTICLE, "author": PAL}], "Pål Vik"),
        ([{**ARTICLE, "author": PAL, "publisher": HOUSE}, {**ARTICLE, "author": GRO}], "Pål Vik"),
    ],
)
def test_writers_in_json_ld(cleaned: Clean, scripts: list[object], byline: str | None) -> None:
    article = cleaned(body=page(*scripts), media_type="text/html")
    assert article.byline == byline
    assert article.text == TEXT


def test_publisher_date_and_title_in_json_ld(cleaned: Clean) -> None:
    node = {**ARTICLE, "headline": ["Fish &amp;amp; chips&#8217; price"], "publisher": {"@id": HOUSE["@id"]}}
    article = cleaned(body=page(graph(node, HOUSE)), media_type="text/html")
    assert (article.title, article.outlet) == ("Fish & chips’ price", "Ravnsund Avis")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-02-14T15:40:00+00:00"
    node = {**ARTICLE, "copyrightHolder": {"@id": "#ntb"}}
    agency = {"@type": "Organization", "@id": "#ntb", "name": "NTB"}
    assert cleaned(body=page(graph(node), agency), media_type="text/html").agency == "NTB"


def test_of_several_articles_the_one_that_stands_there(cleaned: Clean) -> None:
    other = {**ARTICLE, "headline": "Another", "url": "https://ra.example/other", "author": GRO}
    for key, value in (
        ("url", "https://ra.example/fish"), ("@id", "https://ra.example/fish#article"),
        ("mainEntityOfPage", {"@type": "WebPage", "@id": "https://ra.example/fish"}),
    ):  # fmt: skip
        mine = {**ARTICLE, key: value, "author": PAL}
        body = page(graph(other, mine), head='<link rel="canonical" href="https://ra.example/fish">')
        article = cleaned(body=body, media_type="text/html")
        assert (article.title, article.byline) == ("Dearer", "Pål Vik")


def test_meta_elements_are_escaped_twice_too(cleaned: Clean) -> None:
    head = '<meta property="og:title" content="Fish &amp;amp; chips"><meta name="author" content="P&amp;aring;l Vik">'
    article = cleaned(body=page(head=head), media_type="text/html")
    assert (article.title, article.byline) == ("Fish & chips", "Pål Vik")


def test_nodes_that_refer_to_each_other_end(cleaned: Clean) -> None:
    nodes = [{"@id": f"#{i}", "@type": "Person", "name": [{"@id": f"#{k}"} for k in range(20)]} for i in range(20)]
    articles = [{**ARTICLE, "author": [{"@id": "#1"}] * 20, "publisher": [{"@id": "#2"}] * 20} for _ in range(200)]
    begun = time.process_time()
    assert cleaned(body=page(graph(*nodes, *articles)), media_type="text/html").byline is None
    assert time.process_time() - begun < 5
