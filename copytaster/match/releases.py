"""Releases: what an organisation says about itself. It is nobody's copy, and all may quote it.

A release is known by who speaks: its publisher is named where the text begins, as who acts, and the other article
tells of that publisher. Outlets name themselves at the end of a text, or as whom somebody told something, and no wire
tells of them. Where it names nobody, the lines around a statement tell: whom to attribute it to, whom editors may ask.
"""

from __future__ import annotations

import re
from datetime import timedelta

from copytaster.model import Article
from copytaster.recent import Made
from copytaster.text.sentences import sentences
from copytaster.text.words import words

LATE = timedelta(hours=1)
"""How much later than a wire that quotes it a release may be dated: it is put on a page when it has been handed out."""
LEAD, LEADING = 1_000, 2
"""Characters at the beginning of a text, and sentences of them, in which a release names who speaks."""
TOLD_OF = 0.5
"""More than this share of the words of a publisher's name stands in an article that tells of it."""
LONGEST = 12
"""Words of a publisher's name."""
REMEMBERED = 2_000_000
"""Characters of all articles of which it is remembered whether they speak for their publisher, and of all whose words
are."""
_FORMS_OF_FIRMS = frozenset((
    "inc", "ltd", "limited", "plc", "llc", "corp", "corporation", "co", "company", "ag", "sa", "se", "nv", "bv", "gmbh",
    "kg", "oyj", "ab", "as", "a", "s", "asa", "spa", "srl", "bhd", "pty", "sas", "fc", "afc", "cf", "sc", "the",
))  # fmt: skip
"""Words at either end of a publisher's name that others leave out."""
_TOLD = frozenset(("told", "tells", "telling"))
_AROUND = re.compile(
    r"^\W{0,4}(?:please attribute\b|for immediate release\b|notes? (?:to|for) (?:the )?editors?\b"
    r"|hinweise? an die redaktion\b|(?:media|press) (?:contacts?|enquiries|inquiries|release)\b"
    r"|(?:ends?\W{1,3})?issued by\b"
    r"|pressekontakt\b|pressemitteilung\b|contacts? presse\b|communiqu[ée] de presse\b|nota de prensa\b"
    r"|comunicado de prensa\b|comunicato stampa\b|nota [àa] imprensa\b|pressmeddelande\b|pressemeddelelse\b)",
    re.IGNORECASE | re.MULTILINE,
)
"""How lines around a statement begin."""


def stated_before(release: Article, other: Article) -> bool:
    """Whether `release` is a statement of its publisher about itself that `other` may have quoted. Where a time is
    missing nobody can tell: wires tell of newspapers too, and these print them."""
    if release.is_wire or release.outlet is None or release.outlet == other.outlet:
        return False
    mine, theirs = release.published_at, other.published_at
    if mine is None or theirs is None or mine > theirs + LATE:
        return False
    speaks, named = _speaks(release)
    if not speaks or (named and not _tells_of(other, named)):
        return False
    # A page of whatever outlet may end with whom its press office asks to call: that alone makes nobody's copy older.
    return mine < theirs or (bool(named) and other.is_wire)


def _speaks(article: Article) -> tuple[bool, tuple[str, ...]]:
    """Whether an article may be a statement of its publisher, and the name by which others must tell of that one; no
    name where the lines around the statement tell."""
    return _known(lambda: _speaker(article), article, weight=len(article.text))


def _speaker(article: Article) -> tuple[bool, tuple[str, ...]]:
    if _AROUND.search(article.text):
        return True, ()
    name = words(article.outlet or "").norms
    while name and name[-1] in _FORMS_OF_FIRMS:
        name.pop()
    while name and name[0] in _FORMS_OF_FIRMS:
        name.pop(0)
    if not name or len(name) > LONGEST:
        return False, ()
    head, aside = article.text[:LEAD], article.boilerplate
    told = [s for s in sentences(head, article.language) if not any(b.overlap(s) == len(s) for b in aside)]
    return any(_named(head[s.start : s.end], name) for s in told[:LEADING]), tuple(name)


def _named(sentence: str, name: list[str]) -> bool:
    """Whether a sentence tells of somebody of that name, not of what was told to them."""
    found = words(sentence)
    for i in range(len(found.norms) - len(name) + 1):
        if found.norms[i : i + len(name)] == name and not sentence[found.starts[i]].islower():
            return i == 0 or found.norms[i - 1] not in _TOLD
    return False


def _tells_of(article: Article, name: tuple[str, ...]) -> bool:
    """Whether most words of a name stand in an article."""
    held = _held(lambda: frozenset(words(article.text).norms), article, weight=len(article.text))
    return sum(word in held for word in name) > TOLD_OF * len(name)


_known: Made[tuple[bool, tuple[str, ...]]] = Made(REMEMBERED)
_held: Made[frozenset[str]] = Made(REMEMBERED)
