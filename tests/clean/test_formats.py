# ruff: noqa: E501  (documents stand here as they come, not wrapped)
"""Newsroom documents: text, headline, writers, date and agency of each come out; what has no text is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from copytaster.clean import Rejected
from copytaster.model import Article

Clean = Callable[..., Article]
Refuse = Callable[..., Rejected]

ONE = "HARLOW BAY (Reuters) - The harbour board voted to close the eastern basin."
TWO = "Fishing crews said they had been given no time to move their boats."
TEXT = f"{ONE}\n\n{TWO}"
XHTML = f"<p>{ONE}</p><p>{TWO}</p>"
WHEN = datetime(2026, 3, 3, 20, 10, tzinfo=UTC)
NINJS = "application/vnd.iptc.ninjs+json"

NINJS_1 = {
    "uri": "tag:x,1",
    "type": "text",
    "versioncreated": "2026-03-03T20:10:00Z",
    "headline": "Basin to close",
    "byline": "By Mara Lindqvist",
    "language": "en-GB",
    "source": "Reuters",
    "body_xhtml": XHTML,
    "body_text": "not this, for it has no sure paragraphs",
}
NINJS_2 = {
    "uri": "tag:x,1",
    "versioncreated": "2026-03-03T20:10:00Z",
    "headlines": [{"role": "short", "value": "Basin"}, {"role": "main", "value": "Basin to close"}],
    "by": "Mara Lindqvist",
    "copyrightholder": "Reuters",
    "language": "en",
    "bodies": [{"role": "html", "contenttype": "text/html", "value": XHTML}],
}
NINJS_3 = {
    "uri": "tag:x,1",
    "type": "text",
    "versionCreated": "2026-03-03T20:10:00Z",
    "headlines": [{"value": "Basin to close"}],
    "by": "Mara Lindqvist",
    "copyrightHolder": "Reuters",
    "bodies": [{"contentType": "text/plain", "value": TEXT}],
}
G2 = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sender>reuters.com</sender></header><itemSet>
<newsItem guid="tag:x,1" xml:lang="en"><rightsInfo><copyrightHolder literal="Thomson Reuters"/></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider literal="reuters.com"/><versionCreated>2026-03-03T20:10:00Z</versionCreated></itemMeta>
<contentMeta><headline role="hld:subHeadline">Crews angry</headline><headline>Basin to close</headline><by>By Mara Lindqvist</by></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head>
<body>{XHTML}</body></html></inlineXML></contentSet></newsItem>
<newsItem guid="tag:x,2"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem></itemSet></newsMessage>"""
NITF = f"""<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-2.dtd"><nitf baselang="en-GB"><head><title>no</title><docdata>
<doc-id id-string="tag:x,1"/><date.issue norm="20260303T201000Z"/><doc.copyright year="2026" holder="Reuters"/></docdata></head><body><body.head>
<hedline><hl1>Basin to close</hl1><hl2>Crews angry</hl2></hedline><byline>By <person>Mara Lindqvist</person><byttl>Port Writer</byttl></byline></body.head>
<body.content>{XHTML}<media media-type="image"><media-caption>A boat.</media-caption></media></body.content></body></nitf>"""
NEWSML_1 = f"""<NewsML><NewsEnvelope><DateAndTime>20260303T201500Z</DateAndTime></NewsEnvelope><NewsItem><Identification><NewsIdentifier>
<ProviderId>reuters.com</ProviderId><PublicIdentifier>tag:x,1</PublicIdentifier></NewsIdentifier></Identification><NewsManagement>
<ThisRevisionCreated>20260303T201000Z</ThisRevisionCreated></NewsManagement><NewsComponent><NewsLines><HeadLine>Basin to close</HeadLine><ByLine>By
Mara Lindqvist</ByLine></NewsLines><NewsComponent><ContentItem><MediaType FormalName="Text"/><DataContent><p>Summary.</p></DataContent></ContentItem>
</NewsComponent><NewsComponent><ContentItem><MediaType FormalName="Text"/><DataContent><nitf><body><body.content>{XHTML}</body.content></body></nitf>
</DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"""
RSS = f"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Reuters</title><item><title>Basin to close</title><link>https://r.example/1</link><guid>tag:x,1</guid><dc:creator>Mara Lindqvist</dc:creator>
<pubDate>Tue, 03 Mar 2026 21:10:00 +0100</pubDate><description>Short.</description><content:encoded><![CDATA[{XHTML}]]></content:encoded></item>
</channel></rss>"""
ATOM = f"""<entry xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><title>Basin to close</title><id>tag:x,1</id>
<author><name>Mara Lindqvist</name></author><dc:publisher>Reuters</dc:publisher><published>2026-03-03T20:10:00Z</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{XHTML}</div></content></entry>"""


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (json.dumps(NINJS_1), NINJS),
        (json.dumps(NINJS_2), NINJS),
        (json.dumps(NINJS_3), NINJS),
        (json.dumps({"item": [NINJS_1]}), "application/json"),
        (G2, "application/vnd.iptc.g2.newsitem+xml"),
        (G2, "application/xml"),
        (NITF, "application/nitf+xml"),
        (NITF, "text/xml"),
        (NEWSML_1, "application/xml"),
        (RSS, "application/rss+xml"),
        (ATOM, "application/atom+xml"),
    ],
    ids=[
        "ninjs1",
        "ninjs2",
        "ninjs3",
        "ninjs in an item",
        "g2",
        "g2 as xml",
        "nitf",
        "nitf as xml",
        "newsml1",
        "rss",
        "atom",
    ],
)
def test_a_document_gives_all_that_it_says(cleaned: Clean, body: str, media_type: str) -> None:
    article = cleaned(body=body.encode(), media_type=media_type)
    assert article.text == TEXT
    assert (article.title, article.byline, article.agency, article.published_at) == (
        "Basin to close",
        "Mara Lindqvist",
        "Reuters",
        WHEN,
    )
    assert article.external_id == "tag:x,1"
    assert article.language == "en"


def test_what_is_submitted_beside_a_document_wins(cleaned: Clean) -> None:
    article = cleaned(
        body=G2.encode(),
        media_type="application/xml",
        title="T",
        outlet="Harlow Bay Post",
        published_at="2026-01-01",
        external_id="7",
    )
    assert (article.title, article.outlet, article.external_id, article.agency) == ("T", "Harlow Bay Post", "7", None)


def test_a_paper_that_credits_an_agency_is_no_agency(cleaned: Clean) -> None:
    body = json.dumps({**NINJS_1, "source": "Harlow Bay Post", "copyrightholder": "Reuters"})
    assert cleaned(body=body.encode(), media_type=NINJS).agency is None


@pytest.mark.parametrize("document", [NITF, NEWSML_1, RSS, f"<!DOCTYPE html><html><body>{XHTML}</body></html>"])
def test_what_a_document_is_goes_before_what_it_was_sent_as(cleaned: Clean, document: str) -> None:
    """The tags of a page that was sent as plain text were words of the article."""
    for kind in ("text/plain", "text/html; charset=utf-8"):
        article = cleaned(body=f"\ufeff\n{document}".encode(), media_type=kind)
        assert "<" not in article.text
        assert article.text.endswith(XHTML.rpartition("<p>")[2].removesuffix("</p>")[-20:]), kind


def test_text_that_speaks_of_markup_stays_as_it_is(cleaned: Clean) -> None:
    for told in ("<b> was the tag that the printer had left in the headline, and nobody saw it.",
                 "{ The bracket on the sign of the inn was painted in 1871 } and stands there still."):  # fmt: skip
        assert cleaned(body=told.encode(), media_type="text/plain").text == told


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
@pytest.mark.parametrize(
    ("body", "told"), [(b'{"text": "Six words are enough for us."}', "this is JSON"), (b"%PDF-1.7 a b c d", "this is a PDF"),
                       (b"PK\x03\x04 a b c d e f", "this is a packed document")],
)  # fmt: skip
def test_what_cannot_be_read_as_what_it_was_sent_is_refused(
    refused: Callable[..., Rejected], body: bytes, told: str, kind: str
) -> None:
    found = refused(body=body, media_type=kind)
    assert (found.status, found.code) == (415, "media_type")
    assert found.detail.startswith(told)


@pytest.mark.parametrize(
    "sign",
    [
        "The post <a href='x'>{}</a> appeared first on <a href='y'>Reuters</a>.",
        "Der Beitrag <a href='x'>{}</a> erschien zuerst auf <a href='y'>Reuters</a>.",
        "L’article <a href='x'>{}</a> est apparu en premier sur <a href='y'>Reuters</a>.",
        "Запись <a href='x'>{}</a> впервые появилась <a href='y'>Reuters</a>.",
    ],
)
@pytest.mark.parametrize("title", ["Basin to close", "“We will go,” says Calder. And then?", "Бассейн «Заря» закроют", "酒蔵の大太鼓　屋根裏から"])
def test_what_wordpress_puts_under_each_item_of_a_feed_is_no_text(cleaned: Clean, sign: str, title: str) -> None:
    """It was an article's own words where its headline has sentences or quotations, and in other languages."""
    feed = RSS.replace("<title>Basin to close", f"<title>{title}")
    signed = feed.replace("]]>", f"<p>{sign.format(title)}</p>]]>")
    assert signed != feed
    assert cleaned(body=signed.encode(), media_type="application/rss+xml").text == cleaned(
        body=feed.encode(), media_type="application/rss+xml"
    ).text
    other = signed.replace("Reuters</a>", "Bay Post</a>")
    assert "Bay Post" in cleaned(body=other.encode(), media_type="application/rss+xml").text


def test_a_message_of_a_teleprinter(cleaned: Clean) -> None:
    body = (
        "\x01eca0124 3 i 93  dpa 1888\r\n\r\nHarlow/harbour/\r\n\x02Basin to\r\nclose for eleven weeks =\r\n\r\nHarlow Bay (dpa) - The harbour board voted late on\r\n"
        "Tuesday to close the eastern basin for weeks.\r\n\r\nFishing crews said they had been given no\r\ntime to move.\r\n\r\n# Notebook\r\n- phone 1\r\n\x03032010 GMT Mar 26\r\n"
    )
    article = cleaned(body=body.encode(), media_type="text/plain")
    assert article.text == (
        "Harlow Bay (dpa) - The harbour board voted late on Tuesday to close the eastern basin for weeks.\n\n"
        "Fishing crews said they had been given no time to move."
    )
    assert (article.title, article.agency, article.published_at) == (
        "Basin to close for eleven weeks",
        "dpa",
        WHEN.replace(hour=20, minute=10),
    )


def test_an_anpa_message(cleaned: Clean) -> None:
    body = (
        "\x16\x16\x01w2607\x1f-----\r\nr a\x13\x11 BC-Basin   03-03 0040\r\n\x02^BC-Basin,40<\r\n^Basin to close<\r\n^Eds: Updates.<\r\n^By MARA LINDQVIST=\r\n"
        "^Associated Press=\r\n\t   HARLOW BAY (AP) _ The harbour board voted to close the basin.\r\n\t   Crews said they had no time.\r\n\x03"
    )
    article = cleaned(body=body.encode(), media_type="text/plain")
    assert (
        article.text == "HARLOW BAY (AP) _ The harbour board voted to close the basin.\n\nCrews said they had no time."
    )
    assert (article.title, article.byline, article.agency) == ("Basin to close", "MARA LINDQVIST", "AP")


def test_lines_that_a_wire_broke_inside_a_paragraph_are_joined(cleaned: Clean) -> None:
    lines = (
        "    The harbour board voted late on Tuesday to close the eastern\nbasin for eleven weeks while divers replace the lock gates.\n"
        "    Fishing crews said they had been given no time to move to\nthe outer wall before the herring came.\n"
    )
    article = cleaned(body=G2.replace(XHTML, f"<p>{lines}</p>").encode(), media_type="application/xml")
    assert [line[:7] for line in article.text.split("\n\n")] == ["The har", "Fishing"]


STORY = "The harbour board voted late on Tuesday to close the eastern basin for eleven weeks while divers replace the gates."
SUMMARY = "The eastern basin closes for eleven weeks."


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
@pytest.mark.parametrize("role", ["summary", "teaser", "nrol:standfirst"])
def test_a_summary_among_the_bodies_of_ninjs_is_not_the_story(cleaned: Clean, role: str, kind: str) -> None:
    """The first body was taken, whatever its role."""
    short = f"<p>{SUMMARY}</p>" if kind == "text/html" else SUMMARY
    bodies = [{"role": role, "contentType": kind, "value": short}, {"role": "main", "value": STORY}]
    document: dict[str, Any] = {"uri": "urn:x:1", "type": "text", "bodies": bodies}
    assert cleaned(body=json.dumps(document).encode(), media_type=NINJS).text == STORY
    document["bodies"] = bodies[:1]
    assert cleaned(body=json.dumps(document).encode(), media_type=NINJS).text == SUMMARY


def test_markup_in_the_descriptions_of_ninjs_is_no_text(cleaned: Clean) -> None:
    said = [{"role": "main", "contentType": "text/html", "value": f"<p>{STORY}</p><p>{SUMMARY}</p>"}]
    body = json.dumps({"uri": "urn:x:1", "type": "text", "versionCreated": "2026-03-03T20:10:00Z", "descriptions": said})
    assert cleaned(body=body.encode(), media_type=NINJS).text == f"{STORY}\n\n{SUMMARY}"


@pytest.mark.parametrize(
    ("sources", "outlet", "agency"),
    [
        ([{"name": "AFP", "role": "photo"}, {"name": "Lindholm Post", "role": "publisher"}], "Lindholm Post", None),
        ([{"name": "Lindholm Police", "role": "origin"}, {"name": "AFP", "role": "provider"}], "AFP", "AFP"),
        ([{"name": "AFP"}], "AFP", "AFP"),
    ],
)
def test_who_publishes_a_ninjs_item_by_the_roles_of_its_sources(
    cleaned: Clean, sources: list[dict[str, str]], outlet: str, agency: str | None
) -> None:
    body = json.dumps({"uri": "urn:x:1", "type": "text", "bodies": [{"value": STORY}], "infoSources": sources})
    article = cleaned(body=body.encode(), media_type=NINJS)
    assert (article.outlet, article.agency) == (outlet, agency)


@pytest.mark.parametrize("kind", ["picture", "video", "audio", "graphic", "event", "planning"])
def test_items_without_text_are_refused(refused: Refuse, kind: str) -> None:
    body = json.dumps(
        {
            "type": kind,
            "versioncreated": "2026-03-03T20:10:00Z",
            "headline": "A boat",
            "description_text": "A boat in the basin at dusk, seen from afar.",
        }
    )
    found = refused(body=body.encode(), media_type=NINJS)
    assert (found.status, found.code) == (422, "no_text")
    assert "no article text" in found.detail


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem>',
            "no_text",
        ),
        ('<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/"/>', "no_text"),
        ("<nitf><body><body.content><p> </p></body.content></body></nitf>", "no_text"),
        ("<rss><channel/></rss>", "no_text"),
        (RSS.replace("</item>", f"</item><item><description>{TWO}</description></item>"), "several_items"),
        (
            G2.replace("ninat:picture", "ninat:text").replace(
                "</newsItem></itemSet>", f"<contentSet><inlineXML>{XHTML}</inlineXML></contentSet></newsItem></itemSet>"
            ),
            "several_items",
        ),
        ("<nitf><p></nitf>", "not_well_formed"),
        ('<!DOCTYPE nitf [<!ENTITY a "aaaa">]><nitf>&a;</nitf>', "document_type"),
        ('<!DOCTYPE nitf SYSTEM "x" [<!ENTITY a SYSTEM "file:///etc/passwd">]><nitf>&a;</nitf>', "document_type"),
        ("<nitf>" * 300, "too_deep"),
        ("<nitf " + " ".join(f'a{i}="1"' for i in range(400)) + "/>", "too_many_attributes"),
        ("<newsMessage>" + "<newsItem/>" * 200 + "</newsMessage>", "several_items"),
    ],
)
def test_xml_that_is_refused(refused: Refuse, body: str, code: str) -> None:
    assert refused(body=body.encode(), media_type="application/xml").code == code
    assert refused(body=body.encode("utf-16"), media_type="application/xml").code == code


def test_names_of_characters_that_html_knows_are_read(cleaned: Clean) -> None:
    body = NITF.replace(TWO, "Caf&eacute; owners said &ldquo;no&rdquo; &amp; left.")
    assert cleaned(body=body.encode(), media_type="application/nitf+xml").text.endswith("Café owners said “no” & left.")


@pytest.mark.parametrize(
    "broken",
    [
        {"headline": 5},
        {"bodies": "x"},
        {"headlines": [5, None]},
        {"authors": {"a": 1}},
        {"language": ["en"]},
        {"versioncreated": 7},
        {"source": {"name": "x"}},
        {"uri": None},
        {"item": None},
    ],
)
def test_fields_of_the_wrong_type_in_a_document_are_passed_over(cleaned: Clean, broken: dict[str, Any]) -> None:
    assert cleaned(body=json.dumps({**NINJS_1, **broken}).encode(), media_type=NINJS).text == TEXT


def teleprinted(*heading: str, end: str = "") -> dict[str, Any]:
    lines = "\r\n".join(heading)
    text = "   LIMA, Peru (AP) _ Two bridges in Lima will close for repairs next week.\r\n   The city said so.\r\n"
    body = f"\x16\x16\x01a0001\x1f\r\nr z\x13\x11 BC-LT--Lima-Bridges\r\n\x02{lines}\r\n{text}{end}\x03"
    return {"body": body.encode(), "media_type": "text/plain"}


def test_headline_writers_name_and_time_of_a_teleprinter(cleaned: Callable[..., Article]) -> None:
    heading = (
        "^BC-LT--Lima-Bridges, 1st Ld-Writethru,466<", "^(Eds: Updates with the city's statement.)<",
        "^Two bridges will close in Lima<", "^AP Photo XNP101, XNP102<", "^By ANA PAZ=", "^Associated Press=",
    )  # fmt: skip
    article = cleaned(**teleprinted(*heading, end="   AP-WF-03-02-26 1509GMT<\r\n"))
    assert (article.title, article.byline) == ("Two bridges will close in Lima", "ANA PAZ")
    assert article.slug == "BC-LT--Lima-Bridges"
    assert article.published_at == datetime(2026, 3, 2, 15, 9, tzinfo=UTC)
    assert article.text.startswith("LIMA, Peru (AP)")


def test_a_teleprinter_without_a_headline_has_none(cleaned: Callable[..., Article]) -> None:
    article = cleaned(**teleprinted("^BC-LT--Lima-Bridges,17<"))
    assert (article.title, article.slug) == (None, "BC-LT--Lima-Bridges")


def test_lines_above_the_headline_of_iptc_7901(cleaned: Callable[..., Article]) -> None:
    body = (
        "\x01eca0003 3 i 380  dpa 0045\r\n\r\nPeru/traffic/\r\n\x02REFILE\r\n1ST LEAD\r\nTwo bridges in Lima\r\nto close\r\n"
        "By Ana Paz, dpa =\r\n\r\nLima (dpa) - Two bridges in Lima will close for repairs next week.\r\n\r\n"
        "dpa ap\r\n\x03021322 GMT Mär 26\r\n\x04"
    )
    article = cleaned(body=body.encode(), media_type="application/vnd.iptc.iptc7901")
    assert (article.title, article.byline, article.slug) == ("Two bridges in Lima to close", "Ana Paz, dpa", "Peru/traffic")
    assert (article.agency, article.published_at) == ("dpa", datetime(2026, 3, 2, 13, 22, tzinfo=UTC))
    assert article.notes == ()
    berlin = cleaned(body=body.replace(" GMT ", " ").encode(), media_type="application/vnd.iptc.iptc7901")
    assert berlin.published_at == datetime(2026, 3, 2, 12, 22, tzinfo=UTC)
    assert [note.what for note in berlin.notes] == ["time_without_zone"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>It cost 600&amp;nbsp;000 crowns, the port&amp;rsquo;s spokesman said&amp;#8230;</p>",
         "It cost 600\u00a0000 crowns, the port’s spokesman said…"),
        ("<p>The tag &amp;lt;b&amp;gt; and R&amp;D and AT&amp;T; were named.</p>", "The tag &lt;b&gt; and R&D and AT&T; were named."),
    ],
)  # fmt: skip
def test_references_that_were_escaped_twice(cleaned: Callable[..., Article], markup: str, text: str) -> None:
    assert cleaned(html=markup).text == text
