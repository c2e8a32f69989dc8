"""Which articles are versions of one: told by who published them and what they call themselves, not by their words.

A kill notice has no sentence of the story that it kills, and a rewritten version may have few. So versions know each
other by the publisher's identifier (ninjs `uri`, NewsML `guid`, `external_id`), by `version_of`, and, where one of
the two is killed or corrected, by the slug or the headline within `DAYS`. A page that grows, as a live blog does, has
its headline still, and all that it had before, however small a part that is by then.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from copytaster.match.relate import same_publisher
from copytaster.match.remembered import remembered
from copytaster.model import ENDING, Article, Pair
from copytaster.text.words import words

DAYS = timedelta(days=3)
"""How far apart in time a kill or a correction without an identifier may be from its story."""
SHORTEST_SLUG = 6
"""Letters and figures that a slug has at least to tell one story from another."""
SHORTEST_PAGE = 20
"""Words of an article of which a later one that has them all is a version."""
_ADVISORY = re.compile(
    r"(?:(?:mandatory|urgent|bulletin|advisory|kill|killed|correction|corrected|corrects|corrective|withdrawn|withdrawal|retraction"
    r"|annul[ée]e?|annulation|rectificatif|anulad[ao]|anulaci[oó]n|correcci[oó]n|berichtigung|korrektur|zur[uü]ckgezogen"
    r"|r[aä]ttelse|rettelse|retting|annulleras|annulleres|writethru|repeat|update\d*|eds)\b[\s:,\-–—/|(]*+)++",
    re.IGNORECASE,
)


def versions(one: Article, other: Article) -> bool:
    """Whether the two are versions of one article."""
    if one.id in (other.version_of, other.id) or other.id == one.version_of:
        return one.id != other.id
    if not same_publisher(one, other):
        return False
    if one.external_id is not None and one.external_id in (other.external_id, other.version_of):
        return True
    if other.external_id is not None and other.external_id == one.version_of:
        return True
    if not _near(_time(one), _time(other)):
        return False
    if _grown(one, other):
        return True
    if not (one.is_wire and _ends(one, other)):
        return False
    return _named(one, other) or _named(other, one) or _one_headline(one, other)


def tied(one: Article, other: Article) -> Pair:
    """The pair of two versions that alignment found nothing between."""
    return Pair(min(one.id, other.id), max(one.id, other.id), (), 0.0)


def _ends(one: Article, other: Article) -> bool:
    """Whether one of the two is there to kill or to correct the other."""
    return one.status in ENDING or other.status in ENDING


def _grown(one: Article, other: Article) -> bool:
    """Whether the later of the two has the headline of the earlier, and all its paragraphs."""
    if not _one_headline(one, other):
        return False
    short, long = sorted((one, other), key=lambda a: len(a.text))
    first, last = short.published_at, long.published_at  # when they were received says nothing of which was first
    if first is None or last is None or first > last:
        return False
    had, has = _paragraphs(short), frozenset(_paragraphs(long))
    return has.issuperset(had) and len(words(short.text)) >= SHORTEST_PAGE


def _paragraphs(article: Article) -> list[str]:
    return [" ".join(line.split()) for line in article.text.splitlines() if line.strip()]


def _time(article: Article) -> datetime | None:
    return article.published_at or article.received_at


def _near(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= DAYS


def _named(one: Article, other: Article) -> bool:
    """Whether the slug of `one` is that of `other`, or opens its headline."""
    slug = _plain(one.slug)
    if len("".join(slug)) < SHORTEST_SLUG:
        return False
    return slug == _plain(other.slug) or slug == _headline(other)[: len(slug)]


def _one_headline(one: Article, other: Article) -> bool:
    return bool(_headline(one)) and _headline(one) == _headline(other)


@remembered
def _headline(article: Article) -> tuple[str, ...]:
    """The words of a headline without what only says that it is an advisory."""
    found = _plain(_ADVISORY.sub("", article.title or "", count=1))
    return found if len("".join(found)) >= SHORTEST_SLUG else ()


def _plain(value: str | None) -> tuple[str, ...]:
    return tuple(words(value or "").norms)
