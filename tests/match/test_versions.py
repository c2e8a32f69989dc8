"""Who is a version of whom: told by publisher and identity, not by words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from copytaster.match.versions import versions
from copytaster.model import Article, PubStatus
from tests.quality.library import Library

NOON = datetime(2026, 9, 4, 12, tzinfo=UTC)
STORY = Article("s", "text", "Credit union director arrested", agency="PA Media", external_id="1", published_at=NOON)


def later(**said: Any) -> Article:
    return Article(
        **{"id": "k", "text": "other", "agency": "PA Media", "published_at": NOON + timedelta(hours=1), **said}
    )


@pytest.mark.parametrize(
    ("other", "right"),
    [
        (later(external_id="1"), True),
        (later(external_id="1", agency="Reuters"), False),
        (later(external_id="1", agency=None, outlet="PA"), False),
        (later(external_id="2"), False),
        (later(external_id="2", version_of="1"), True),
        (later(version_of="s", agency=None, outlet="Argus"), True),
        (later(version_of="2"), False),
        (later(status=PubStatus.CANCELED, slug="Credit union"), True),
        (later(status=PubStatus.CANCELED, slug="union"), False),  # too short to name one story
        (later(status=PubStatus.CANCELED, slug="Credit card fraud"), False),
        (later(slug="Credit union"), False),  # another story of the day, nothing is killed
        (later(status=PubStatus.CANCELED, title="KILL Credit union director arrested"), True),
        (later(status=PubStatus.CORRECTED, title="CORRECTED-Credit union director arrested"), True),
        (later(status=PubStatus.CORRECTED, title="Correction: Ferry strike"), False),
        (later(status=PubStatus.CANCELED, title="KILL Credit union director arrested", agency="Reuters"), False),
        (later(status=PubStatus.CANCELED, slug="Credit union", published_at=NOON + timedelta(days=9)), False),
        (later(status=PubStatus.CANCELED, slug="Credit union", published_at=None), False),
    ],
)
def test_versions(other: Article, right: bool) -> None:
    assert versions(STORY, other) is right
    assert versions(other, STORY) is right


def test_articles_without_identity_are_nobodys_version() -> None:
    assert not versions(Article("a", "x"), Article("b", "x"))
    assert not versions(Article("a", "x", external_id="1"), Article("b", "x", external_id="1"))
    assert not versions(STORY, STORY)


FIRST = (
    "11:05 The pilots of Nessel have begun to work to rule.\n\n10:50 Good morning from the harbour, where fog lies so "
    "thick that the lamps are lit and no tug has left."
)
PAGE = Article("p", FIRST, "Live: pilots", outlet="Nessel Post", published_at=NOON)
MORE = "11:58 A freighter has turned round.\n\n" + FIRST + "\n\n10:30 The gates open at seven."


def grown(**said: Any) -> Article:
    return replace(PAGE, **{"id": "q", "text": MORE, "published_at": NOON + timedelta(hours=2), **said})


@pytest.mark.parametrize(
    ("other", "right"),
    [
        (grown(), True),
        (grown(title="LIVE – pilots"), True),
        (grown(text=MORE.replace("\n\n", "\n")), True),
        (grown(title="Live: ferries"), False),
        (grown(title=None), False),
        (grown(outlet="Sandvik Post"), False),
        (grown(agency="NTB"), False),
        (grown(text=MORE.replace("thick", "thin")), False),
        (grown(text=MORE + "\n\n" + FIRST[:52]), True),
        (grown(published_at=NOON + timedelta(days=9)), False),
        (grown(published_at=NOON - timedelta(hours=1)), False),  # an older page that has more is none that grew
        (grown(published_at=None), False),
    ],
)
def test_a_page_that_grows_is_a_version_of_what_it_was(other: Article, right: bool) -> None:
    assert versions(PAGE, other) is right
    assert versions(other, PAGE) is right


def test_too_little_makes_no_version() -> None:
    line = replace(PAGE, text="Good morning from the harbour.")
    assert not versions(line, grown(text="Good morning from the harbour.\n\nThe gates open at seven."))


@pytest.mark.parametrize("turned", [False, True])
def test_a_live_blog_hours_later_is_an_update(turned: bool) -> None:
    posts = (
        "12:30 Agreement: the port will hire four more, the mediator says.", "12:10 Both are back in the room.",
        "11:58 A freighter makes for Sandvik.", "11:42 The tug Brage has made fast at the outer mole.",
        "11:20 The port says that four were hired since May and that others are being trained.", FIRST,
        "10:30 The gates open at seven.",
    )  # fmt: skip
    later = "\n\n".join(posts)
    said = [{"text": FIRST, "published_at": NOON}, {"text": later, "published_at": NOON + timedelta(hours=2)}]
    library, ids = Library(), {}
    for n in (1, 0) if turned else (0, 1):
        at = said[n]["published_at"]
        assert isinstance(at, datetime)
        ids[n] = library.add(text=said[n]["text"], title=PAGE.title, outlet=PAGE.outlet, published_at=at.isoformat())
    (source,) = library.report(ids[1])["sources"]
    assert (source["relation"], source["direction"]) == ("update", "from_source")
    assert library.report(ids[1])["derivation"] == "partially_derived"
    assert library.report(ids[0])["derivation"] == "not_derived"
