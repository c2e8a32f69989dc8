"""Bytes that do not say their encoding, or say a wrong one: the text that comes out is the one that went in."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from copytaster.clean import Rejected, decode
from copytaster.clean.encodings import LEGACY, weigh
from copytaster.model import Article

# Written for this test: each text in encodings that newsrooms of its language have used.
_FILE = json.loads(Path(__file__).with_name("encodings.json").read_text(encoding="utf-8"))
TEXTS = {entry["name"]: entry["text"] for entry in _FILE}
CASES = [(entry["name"], encoding) for entry in _FILE for encoding in entry["encodings"]]


def written(name: str, encoding: str, part: float = 1.0) -> tuple[bytes, str]:
    """The text in that encoding, and what of it the encoding can hold."""
    text = TEXTS[name]
    body = text[: int(len(text) * part)].encode(encoding, "replace")
    return body, body.decode(encoding)


@pytest.mark.parametrize(("name", "encoding"), CASES)
@pytest.mark.parametrize("part", [1.0, 0.5])
def test_bytes_that_say_nothing(name: str, encoding: str, part: float) -> None:
    body, text = written(name, encoding, part)
    assert decode.decode(body, "text/plain") == text


# Latin letters that are declared to be others are believed.
LATIN = ("iso8859-2", "cp1250", "cp1257", "cp1254", "mac-roman", "cp850")
WRONG = [
    (name, encoding, declared)
    for name, encoding in CASES
    for declared in ("utf-8", "iso-8859-1", "us-ascii", "no-such")
    if declared != "iso-8859-1" or encoding not in LATIN
]


@pytest.mark.parametrize(("name", "encoding", "declared"), WRONG)
def test_bytes_that_say_something_wrong(name: str, encoding: str, declared: str) -> None:
    body, text = written(name, encoding)
    assert decode.decode(body, f"text/plain; charset={declared}") == text


@pytest.mark.parametrize(("name", "encoding"), CASES)
def test_bytes_that_say_it_right(name: str, encoding: str) -> None:
    body, text = written(name, encoding)
    assert decode.decode(body, f"text/plain; charset={encoding}") == text


@pytest.mark.parametrize("declared", ["windows-1252", "UTF-8"])
def test_a_feed_and_a_page(cleaned: Callable[..., Article], declared: str) -> None:
    story = TEXTS["es"]
    feed = (
        f"<?xml version='1.0' encoding='{declared}'?><rss version='2.0'><channel><title>La Hoja</title><item>"
        f"<title>Mercado</title><description>{story}</description></item></channel></rss>"
    )
    page = (
        f"<!doctype html><html><head><meta charset='{declared}'><title>x</title></head>"
        f"<body><p>{story}</p></body></html>"
    )
    assert cleaned(body=feed.encode("cp1252"), media_type="application/rss+xml").text == story
    assert cleaned(body=page.encode("cp1252"), media_type="text/html").text == story


def test_utf8_with_a_windows_word_pasted_in() -> None:
    body = "Café, naïve, Ærø, Łódź and ".encode() + "“straße”".encode("cp1252")
    assert decode.decode(body, "text/plain; charset=utf-8") == "Café, naïve, Ærø, Łódź and “straße”"


def test_utf8_goes_before_what_is_declared() -> None:
    for declared in ("iso-8859-1", "koi8-r", "shift_jis"):
        assert decode.decode(TEXTS["ru"].encode(), f"text/plain; charset={declared}") == TEXTS["ru"]


def test_escapes_of_japanese_mail() -> None:
    assert decode.decode(TEXTS["ja"].encode("iso2022_jp"), "text/plain") == TEXTS["ja"]


@pytest.mark.parametrize("body", [bytes(range(128, 256)) * 20, bytes(range(256)) * 8, b"\x00\x01\xff\xfe" * 100])
def test_noise_is_refused_or_bounded(body: bytes) -> None:
    with contextlib.suppress(Rejected):
        assert isinstance(decode.decode(body, "text/plain"), str)


def test_every_candidate_is_known() -> None:
    for name in LEGACY:
        "x".encode(name)
    assert weigh(TEXTS["de"].encode("cp1252")) == "cp1252"
