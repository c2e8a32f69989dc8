"""Documents of many items: each becomes the article that it would be alone."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from copytaster.clean import Rejected
from copytaster.clean.split import split
from copytaster.limits import Limits
from copytaster.model import Article

TEXTS = [
    "A director of the Oldmoor credit union was arrested on Friday, police said.",
    "Engineers opened a spillway at the Hestvik dam on Sunday after a week of rain.",
    "The river police in Tolmach pulled eleven people from a sinking barge.",
]


def rss(*items: str, channel: str = "") -> bytes:
    return (
        "<?xml version='1.0'?><rss version='2.0' xmlns:wp='http://wordpress.org/export/1.2/' "
        "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Nessel Post</title>"
        f"<language>en-gb</language>{channel}{''.join(items)}</channel></rss>"
    ).encode()


def item(text: str, more: str = "") -> str:
    return f"<item><title>{text[:12]}</title><description>{text}</description>{more}</item>"


ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>Nessel Post</title>"
    "<updated>2026-03-01T00:00:00Z</updated>"
    + "".join(f"<entry><id>{n}</id><title>x</title><content>{text}</content></entry>" for n, text in enumerate(TEXTS))
    + "</feed>"
).encode()
RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel>"
    "<title>Nessel Post</title></channel>"
    + "".join(f"<item><title>x</title><description>{text}</description></item>" for text in TEXTS)
    + "</rdf:RDF>"
).encode()
G2 = (
    "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><header><sent>2026-03-01T09:00:00Z</sent>"
    "<sender>PA Media</sender></header><itemSet>"
    + "".join(
        f"<newsItem guid='urn:{n}'><itemMeta><itemClass qcode='ninat:text'/></itemMeta><contentSet>"
        f"<inlineData contenttype='text/plain'>{text}</inlineData></contentSet></newsItem>"
        for n, text in enumerate(TEXTS)
    )
    + "</itemSet></newsMessage>"
).encode()
NEWSML1 = (
    "<NewsML>"
    + "".join(
        f"<NewsItem><NewsComponent><ContentItem><DataContent>{text}</DataContent></ContentItem>"
        "</NewsComponent></NewsItem>"
        for text in TEXTS
    )
    + "</NewsML>"
).encode()
NINJS = [{"uri": f"urn:{n}", "type": "text", "headline": "x", "body_text": text} for n, text in enumerate(TEXTS)]
MBOX = "".join(
    f"From desk@pa.media Sun Mar  1 10:00:0{n} 2026\nFrom: PA Media <desk@pa.media>\nTo: a@b.example\nSubject: x\n\n"
    f"{text}\n"
    ">From here it goes on.\n\n"
    for n, text in enumerate(TEXTS)
).encode()
ANPA = "".join(f"\x01a0{n} PA\r\n\x02^Head<\n^By A=\n   {text}\n\x03\x04" for n, text in enumerate(TEXTS)).encode()


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (rss(*map(item, TEXTS)), "application/rss+xml"),
        (rss(*map(item, TEXTS)), "application/xml"),
        (ATOM, "application/atom+xml"),
        (RDF, "application/rdf+xml"),
        (G2, "application/vnd.iptc.g2.newsmessage+xml"),
        (NEWSML1, "application/xml"),
        (json.dumps(NINJS).encode(), "application/vnd.iptc.ninjs+json"),
        (json.dumps({"_items": NINJS}).encode(), "application/vnd.iptc.ninjs+json"),
        (json.dumps({"data": {"item": NINJS}}).encode(), "application/vnd.iptc.ninjs+json"),
        (MBOX, "application/mbox"),
        (MBOX.replace(b"\n", b"\r\n"), "application/mbox"),
        (ANPA, "application/vnd.iptc.anpa"),
    ],
)
def test_every_item_is_the_article_that_it_would_be_alone(
    cleaned: Callable[..., Article], body: bytes, media_type: str
) -> None:
    parts = split(body, media_type, 10, Limits())
    articles = [cleaned(body=part, media_type=kind) for kind, part in parts]
    assert [article.text.split("\n")[0][: len(text)] for article, text in zip(articles, TEXTS, strict=True)] == TEXTS
    assert len({article.id for article in articles}) == len(TEXTS)


def test_what_the_head_says_goes_with_each_item(cleaned: Callable[..., Article]) -> None:
    (kind, part), *_ = split(rss(*map(item, TEXTS)), "application/rss+xml", 10, Limits())
    assert cleaned(body=part, media_type=kind).outlet == "Nessel Post"
    (kind, part), *_ = split(G2, "application/xml", 10, Limits())
    assert cleaned(body=part, media_type=kind).agency == "PA Media"
    (kind, part), *_ = split(ATOM, "application/xml", 10, Limits())
    assert cleaned(body=part, media_type=kind).outlet == "Nessel Post"


def test_an_item_is_the_same_article_whenever_its_feed_is_fetched() -> None:
    older = split(rss(item(TEXTS[0]), channel="<lastBuildDate>1 Mar</lastBuildDate>"), "application/xml", 10, Limits())
    newer = split(rss(*map(item, TEXTS[::-1]), channel="<ttl>5</ttl>"), "application/xml", 10, Limits())
    assert older[0] == newer[2]
    assert split(G2, "application/xml", 9, Limits()) == split(
        G2.replace(b"T09:00:00Z", b"T10:00:00Z"), "application/xml", 9, Limits()
    )


def test_an_export_of_wordpress_holds_more_than_posts(
    cleaned: Callable[..., Article], refused: Callable[..., Rejected]
) -> None:
    def post(kind: str, status: str) -> str:
        more = f"<wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status>"
        return item(TEXTS[0], f"{more}<wp:post_date_gmt>2026-03-01 09:00:00</wp:post_date_gmt>")

    others = [("attachment", "inherit"), ("nav_menu_item", "publish"), ("post", "draft")]
    body = rss(post("post", "publish"), *(post(kind, status) for kind, status in others))
    first, *rest = split(body, "application/rss+xml", 10, Limits())
    assert cleaned(body=first[1], media_type=first[0]).published_at.isoformat() == "2026-03-01T09:00:00+00:00"  # type: ignore[union-attr]
    codes = [refused(body=part, media_type=kind).code for kind, part in rest]
    assert codes == ["no_text", "no_text", "not_published"]


@pytest.mark.parametrize(
    ("body", "media_type", "code"),
    [
        (rss(), "application/rss+xml", "no_text"),
        (rss(*map(item, TEXTS)), "application/rss+xml", "too_many_items"),
        (b"no mailbox", "application/mbox", "not_a_mailbox"),
        (b"<a/>", "application/xml", "xml_vocabulary"),
        (b"<rss><channel>", "application/rss+xml", "not_well_formed"),
        (b"{", "application/vnd.iptc.ninjs+json", "not_json"),
        (b"nothing", "application/vnd.iptc.anpa", "no_text"),
    ],
)
def test_what_cannot_be_split_is_refused(body: bytes, media_type: str, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        split(body, media_type, 2, Limits())
    assert refused.value.code == code
