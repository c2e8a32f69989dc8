# ruff: noqa: E501  (documents stand here as they come, not wrapped)
"""Notes to editors inside documents: every element and class that the standards have for them, apart from the story."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from copytaster.model import Article, PubStatus

Clean = Callable[..., Article]

ONE = "The pilots of Sundhamn will stay ashore on Thursday night, their union said."
TWO = "They object to a plan to steer four of the eleven ferries from a room in the capital."
TEXT = f"{ONE}\n\n{TWO}"
NOTE = "Photographs of the control room are not free for use online."


def nitf(head: str, note: str) -> str:
    return (
        f"<nitf><body><body.head>{head}<hedline><hl1>Pilots</hl1></hedline></body.head><body.content><p>{ONE}</p>{note}"
        f"<p>{TWO}</p></body.content></body></nitf>"
    )


def g2(note: str) -> str:
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta><itemClass qcode="ninat:text"/>'
        f"<edNote>{NOTE}</edNote></itemMeta><contentSet><inlineXML><html xmlns='http://www.w3.org/1999/xhtml'>"
        f"<body><p>{ONE}</p>{note}<p>{TWO}</p></body></html></inlineXML></contentSet></newsItem>"
    )


def rss(note: str) -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>Pilots</title>'
        f"<content:encoded><![CDATA[<p>{ONE}</p>{note}<p>{TWO}</p>]]></content:encoded></item></channel></rss>"
    )


def ninjs(note: str) -> str:
    return json.dumps({"versioncreated": "2026-03-03T20:10:00Z", "body_html": f"<p>{ONE}</p>{note}<p>{TWO}</p>"})


WRITTEN = {"nitf": nitf, "g2": g2, "rss": rss, "ninjs": ninjs}
TYPES = {
    "nitf": "application/nitf+xml",
    "g2": "application/vnd.iptc.g2.newsitem+xml",
    "rss": "application/rss+xml",
    "ninjs": "application/vnd.iptc.ninjs+json",
    "newsml1": "application/xml",
}
MARKED = [
    f"<div class='editors-note'><p>{NOTE}</p></div>",
    f"<p class='body EdNote'>{NOTE}</p>",
    f"<section role='x:editorialnote'><h4>Hinweis</h4><p>{NOTE}</p></section>",
    f"<section class='notepad'><ul><li>{NOTE}</li></ul></section>",
    f"<p class='note-to-editors'>{NOTE}</p>",
    f"<p id='nota_a_editores'>{NOTE}</p>",
    f"<div class='Anmerkung-der-Redaktion'>{NOTE}</div>",
]


@pytest.mark.parametrize(
    ("head", "note"),
    [
        ("", f"<note noteclass='editorsnote'><body.content><p>{NOTE}</p></body.content></note>"),
        (f"<note noteclass='editorsnote' type='npa'><body.content><p>{NOTE}</p></body.content></note>", ""),
        (f"<note><p>{NOTE}</p></note>", f"<note type='std' noteclass='hd'><p>{NOTE}</p></note>"),
        ("", f"<note noteclass='cpyrt'><body.content><block><p>{NOTE}</p></block></body.content></note>"),
        *[("", note) for note in MARKED],
    ],
)
def test_nitf(cleaned: Clean, head: str, note: str) -> None:
    article = cleaned(body=nitf(head, note).encode(), media_type=TYPES["nitf"])
    assert article.text == TEXT


@pytest.mark.parametrize("note", MARKED)
@pytest.mark.parametrize("form", ["g2", "rss", "ninjs"])
def test_what_marks_a_note_in_markup(cleaned: Clean, form: str, note: str) -> None:
    article = cleaned(body=WRITTEN[form](note).encode(), media_type=TYPES[form])
    assert article.text == TEXT


def test_nitf_inside_newsml(cleaned: Clean) -> None:
    story = nitf("", f"<note><body.content><p>{NOTE}</p></body.content></note>")
    body = (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta><itemClass qcode="ninat:text"/></itemMeta>'
        f"<contentSet><inlineXML>{story}</inlineXML></contentSet></newsItem>"
    )
    assert cleaned(body=body.encode(), media_type=TYPES["g2"]).text == TEXT


def test_a_note_longer_than_the_story_is_not_the_story(cleaned: Clean) -> None:
    item = "<ContentItem><MediaType FormalName='Text'/><DataContent>{}</DataContent></ContentItem>"
    note = item.format(f"<p>{NOTE}</p>" * 4)
    body = (
        f"<NewsML><NewsItem><NewsComponent><NewsComponent><Role FormalName='EditorsNote'/>{note}</NewsComponent>"
        f"<NewsComponent><Role FormalName='Main'/>{item.format(f'<p>{ONE}</p><p>{TWO}</p>')}</NewsComponent></NewsComponent>"
        "</NewsItem></NewsML>"
    )
    assert cleaned(body=body.encode(), media_type=TYPES["newsml1"]).text == TEXT


def test_a_body_of_ninjs_with_the_role_of_a_note(cleaned: Clean) -> None:
    bodies = [
        {"role": "ednote", "contentType": "text/html", "value": f"<p>{NOTE}</p>"},
        {"role": "main", "contentType": "text/html", "value": f"<p>{ONE}</p><p>{TWO}</p>"},
    ]
    body = json.dumps({"versionCreated": "2026-03-03T20:10:00Z", "edNote": NOTE, "bodies": bodies})
    assert cleaned(body=body.encode(), media_type=TYPES["ninjs"]).text == TEXT


@pytest.mark.parametrize(
    "kept",
    [
        f"<p class='note'>{NOTE}</p>",  # what a magazine calls a remark
        f"<p class='notable'>{NOTE}</p>",
        f"<div class='editor'>{NOTE}</div>",
        f"<p class='footnote'>{NOTE}</p>",
    ],
)
def test_what_only_looks_like_one_stays(cleaned: Clean, kept: str) -> None:
    for form in ("g2", "rss", "ninjs"):
        article = cleaned(body=WRITTEN[form](kept).encode(), media_type=TYPES[form])
        assert article.text == f"{ONE}\n\n{NOTE}\n\n{TWO}"


def test_a_document_that_is_nothing_but_a_note_is_one(cleaned: Clean) -> None:
    """Advisories come so."""
    body = f"<nitf><body><body.content><note><body.content><p>{NOTE}</p></body.content></note></body.content></body></nitf>"
    assert cleaned(body=body.encode(), media_type=TYPES["nitf"]).text == NOTE


def test_a_kill_that_stands_in_a_note_is_heard(cleaned: Clean) -> None:
    note = "<note><body.content><p>KILL: Editors, please kill the story slugged PILOTS, which was wrong.</p></body.content></note>"
    body = nitf(note, "").replace("<body>", "<head><docdata><doc-id regsrc='AFP'/></docdata></head><body>", 1)
    article = cleaned(body=body.encode(), media_type=TYPES["nitf"])
    assert (article.text, article.status) == (TEXT, PubStatus.CANCELED)
