# ruff: noqa: E501  (pages stand here as systems write them)
"""Comments of readers, authors' boxes and advertisements of a page are no part of its story."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copytaster.clean.formats import asides, html
from copytaster.model import Article

STORY = [
    "The harbour board of Lindholm voted on Tuesday to close the upper lock until spring, its chairwoman said.",
    "Two of the four gates leak, and the third has not been opened since a barge struck it in September.",
    "Barges will have to unload at Korsvik and send their freight on by lorry, which costs eleven crowns a ton.",
]
TAIL = "The board will meet again in December to decide who pays."


def page(*, inside: str = "", behind: str = "", outside: str = "") -> str:
    first, *rest = (f"<p>{line}</p>" for line in (*STORY, TAIL))
    return f"<!doctype html><html><head><title>Lock</title></head><body><main><article><h1>Lock</h1><div class='text'>{first}{inside}{''.join(rest)}</div>{behind}</article></main>{outside}</body></html>"


COMMENTS = [
    "<section id='reacties'><h3>Reacties (2)</h3><div class='reactie'><b>Wim</b><p>{}</p></div></section>",
    "<div id='comments' class='comments-area'><h2>2 thoughts on “Lock”</h2><ol class='comment-list'><li class='comment even'><article class='comment-body'><footer class='comment-meta'><b>Wim</b> says:</footer><div class='comment-content'><p>{}</p></div></article></li></ol></div>",
    "<section class='comment-wrapper' id='comments'><a id='comment-3'></a><article class='comment'><p>{}</p></article></section>",
    "<div class='article__comments'><ul><li>{}</li></ul></div>",
    "<div class='leserkommentare'><h3>Kommentare</h3><p>{}</p></div>",
    "<div class='js-commentaires-liste'><p>{}</p></div>",
    "<div id='comentarios'><p>{}</p></div>",
    "<aside class='kommentarer-liste'><p>{}</p></aside>",
    "<div class='entry-yorumlar'><p>{}</p></div>",
    "<div itemscope itemtype='https://schema.org/Comment'><p itemprop='text'>{}</p></div>",
    "<div id='disqus_thread'><p>{}</p></div>",
]
SAID = "In the days of the old boats you never had this, they went straight through the ice and nobody asked what it cost."


@pytest.mark.parametrize("box", COMMENTS)
@pytest.mark.parametrize("where", ["behind", "outside"])
def test_what_readers_say_is_not_the_papers(cleaned: Callable[..., Article], box: str, where: str) -> None:
    article = cleaned(body=page(**{where: box.format(SAID)}).encode(), media_type="text/html")
    assert SAID not in article.text
    assert all(line in article.text for line in (*STORY, TAIL))


@pytest.mark.parametrize("name", ["over-auteur", "author-box", "about-the-author", "post-author-info", "autorenbox", "article__author-bio", "sobre-el-autor", "m-a-box", "om-forfatteren", "tentang-penulis"])
def test_who_the_author_is_is_no_part_of_the_story(cleaned: Callable[..., Article], name: str) -> None:
    box = f"<div class='{name}'><h4>Moira Kettle</h4><p>Moira Kettle has written about water for the Post since 2019. Before that she worked in radio.</p></div>"
    article = cleaned(body=page(behind=box).encode(), media_type="text/html")
    assert "radio" not in article.text
    assert TAIL in article.text


def test_an_authors_box_that_names_an_agency_stays(cleaned: Callable[..., Article]) -> None:
    box = "<div class='over-auteur'><p>By Moira Kettle of the Associated Press in Lindholm, with reports by others</p></div>"
    assert "Associated Press" in cleaned(body=page(behind=box).encode(), media_type="text/html").text


@pytest.mark.parametrize("name", ["mainos-paikka", "ad-slot", "advertisement", "werbung", "annons", "article-ad-inline", "publicidad", "hirdetes", "iklan", "reklama", "adsbygoogle"])
def test_the_words_of_an_advertisement_are_not_the_storys(cleaned: Callable[..., Article], name: str) -> None:
    box = f"<div class='{name}'><span>Label</span><span>The story goes on below</span></div>"
    article = cleaned(body=page(inside=box).encode(), media_type="text/html")
    assert "Label" not in article.text
    assert "goes on below" not in article.text
    assert all(line in article.text for line in (*STORY, TAIL))


def test_a_story_in_a_box_of_such_a_name_stays() -> None:
    """A whole page may say that comments are open, and a column may be called a comment."""
    for name in ("comments-open", "comments", "comment", "sponsored", "author-bio"):
        markup = f"<html><body><div class='{name}'><h1>Lock</h1>{''.join(f'<p>{line}</p>' for line in STORY)}</div></body></html>"
        tree = html.parse(markup)
        asides.remove(tree)
        assert all(line in tree.text_content() for line in STORY)
    long = f"<html><body><p>{STORY[0]}</p><p>{STORY[1]}</p><div class='ad'>{STORY[2]}</div></body></html>"
    tree = html.parse(long)
    asides.remove(tree)
    assert STORY[2] in tree.text_content()


def test_the_author_and_an_advertisement_in_the_body_of_a_feed(cleaned: Callable[..., Article]) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in STORY)
    box = "<div class='saboxplugin-wrap'><p>Moira Kettle has written about water for the Post since 2019.</p></div>"
    article = cleaned(html=f"{paragraphs}{box}")
    assert article.text == "\n\n".join(STORY)
