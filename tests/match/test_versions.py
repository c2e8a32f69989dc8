"""Who is a version of whom: told by publisher and identity, not by words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from copytaster.match.versions import versions
from copytaster.model import Article, PubStatus

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
