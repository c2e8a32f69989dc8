# ruff: noqa: E501  (codes stand here as systems leave them)
"""Shortcodes of WordPress that a system left in a text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copytaster.clean import boilerplate, shortcodes
from copytaster.model import Article

FIRST = "The harbour board of Lindholm voted on Tuesday to close the upper lock until spring, its chairwoman said."
LAST = "The board will meet again in December to decide who pays."
WHOLE = [
    '[caption id="attachment_5519" align="aligncenter" width="1200"]<img src="https://a.example/l.jpg" alt="" /> Lock two[/caption]',
    '[caption id="" align="alignleft" width="300" caption="Lock two"]<img src="https://a.example/l.jpg"/>[/caption]',
    '[gallery ids="1,2,3" link="file"]',
    "[embed]https://video.example/watch?v=1[/embed]",
    '[video width="640" mp4="https://a.example/l.mp4"][/video]',
    '[contact-form-7 id="12" title="Form"]',
    "[ad]",
    '[adrotate banner="3"]',
    "[table id=3 /]",
    "[tweet]https://t.example/1[/tweet]",
]
KEPT = [
    "“They [the gates] leak,” she wrote [sic] to the mayor [Ekdahl].",
    "The entry reads [as of 2019] four gates.",
    "[Editor of the Post] Ekdahl had warned of it.",
    "Ecoflow River 370: nine devices with one station [Video]",
    "See [map](https://a.example/map) and [1].",
]


@pytest.mark.parametrize("code", WHOLE)
def test_a_picture_or_a_form_is_no_part_of_a_story(cleaned: Callable[..., Article], code: str) -> None:
    body = f"<p>{FIRST}</p>\n{code}\n<p>{LAST}</p>"
    assert cleaned(html=body).text == f"{FIRST}\n\n{LAST}"
    page = f"<html><body><article><p>{FIRST}</p><p>{code}</p><p>{LAST}</p></article></body></html>"
    assert cleaned(html=page).text == f"{FIRST}\n\n{LAST}"


@pytest.mark.parametrize("code", [code for code in WHOLE if "<" not in code])
def test_in_a_text_it_is_marked(code: str) -> None:
    text = f"{FIRST}\n\n{code}\n\n{LAST}"
    assert "".join(text[b.start : b.end] for b in boilerplate.mark(text, "en")).replace("\n", "") == code


def test_of_another_only_the_tags_go(cleaned: Callable[..., Article]) -> None:
    body = f'[et_pb_row admin_label="row"][dropcap]<p>{FIRST}</p>[/dropcap][/et_pb_row]<p>{LAST}</p>'
    assert cleaned(html=body).text == f"{FIRST}\n\n{LAST}"


@pytest.mark.parametrize("line", KEPT)
def test_words_in_brackets_are_the_writers(line: str) -> None:
    assert shortcodes.find(line) == []
    assert shortcodes.without(line) == line


def test_a_picture_that_is_never_closed_takes_no_story_with_it() -> None:
    text = '[caption id="1"] ' + "One word more. " * 400 + "[/caption]"
    assert sum(len(span) for span in shortcodes.find(text)) < 40
    assert shortcodes.without("[caption]" * 20_000 + "[/caption]") == ""
