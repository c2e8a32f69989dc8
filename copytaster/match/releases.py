"""Releases: what an organisation says about itself. It is nobody's copy, and all may quote it.

A release is known by who speaks: its publisher is named where the text begins, as who acts, and the other article
tells of that publisher. Outlets name themselves at the end of a text, or as whom somebody told something, and no wire
tells of them. Where it names nobody, the lines around a statement tell (whom to attribute it to, whom editors may ask),
if the other article tells of that publisher where it begins, as who acts: pages of outlets have such lines too, and a
clock may be wrong. Who credits an agency makes no statement.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from copytaster import credit
from copytaster.match.remembered import remembered
from copytaster.model import Article
from copytaster.text.names import Flags, capitals
from copytaster.text.sentences import ENDS, sentences
from copytaster.text.speech import speech
from copytaster.text.words import Words, words

LATE = timedelta(hours=1)
"""How much later than a wire that quotes it a release may be dated: it is put on a page when it has been handed out."""
LEAD, LEADING = 1_000, 2
"""Characters at the beginning of a text, in which a wire tells of whom it quotes; and sentences of them in which a
release names who speaks. Lines that end in no full stop ("Press release", place and day, a heading) do not count."""
TOLD_OF = 0.5
"""More than this share of the words of a publisher's name stands in an article that tells of it."""
LONGEST = 12
"""Words of a publisher's name."""
_FORMS_OF_FIRMS = frozenset((
    "inc", "ltd", "limited", "plc", "llc", "corp", "corporation", "co", "company", "ag", "sa", "se", "nv", "bv", "gmbh",
    "kg", "oyj", "ab", "as", "a", "s", "asa", "spa", "srl", "bhd", "pty", "sas", "fc", "afc", "cf", "sc", "the",
    "oy", "aps", "mbh", "kgaa", "ohg", "ev", "sarl", "sl", "ltda", "sp", "kft", "zrt", "nyrt", "doo", "ood", "ооо",
    "оао", "зао", "пао", "ао", "тов", "ват", "пат",
))  # fmt: skip
"""Words at either end of a publisher's name that others leave out."""
_TOLD = frozenset(("told", "tells", "telling"))
_OF_NAME = re.compile(r"[,;:(|]| [-–—] ")
"""What parts the name of a publisher from what it is of: "New Zealand Police, Eastern District"."""
_OF_PLACE = re.compile(r"\s*[,(/–—-]")
"""What follows a place that a text begins with."""
_CLOSED = re.compile(rf"[{ENDS}][\"'”’»)\]]*\s*\Z")
"""How a sentence ends, as a heading or a line of place and day does not."""
_AROUND = re.compile(
    r"^\W{0,4}(?:please attribute\b|for immediate release\b|notes? (?:to|for) (?:the )?editors?\b"
    r"|hinweise? an die redaktion\b|(?:media|press) (?:contacts?|enquiries|inquiries|release)\b"
    r"|(?:ends?\W{1,3})?issued by\b"
    r"|pressekontakt\b|pressemitteilung\b|contacts? presse\b|communiqu[ée] de presse\b|nota de prensa\b"
    r"|comunicado (?:de|à) (?:prensa|imprensa)\b|comunicato stampa\b|nota [àa] imprensa\b|comunicat de pres[ăa]\b"
    r"|pressmeddelande\b|press?emeddelelse\b|pressemelding\b|(?:lehdistö)?tiedote\b|persbericht\b"
    r"|informacja prasowa\b|komunikat prasowy\b|tiskov[áa] zpr[áa]va\b|tlačov[áa] správa\b|sajtóközlemény\b"
    r"|пресс-?релиз\b|прес-?реліз\b|basın (?:bülteni|açıklaması)\b|δελτ[ίι]ο τ[ύυ]που|بيان صحفي"
    r"|보도자료|新闻稿|新聞稿|プレスリリース|報道発表)",
    re.IGNORECASE | re.MULTILINE,
)
"""How lines around a statement begin."""


class _Speaker(NamedTuple):
    """Who may speak in an article, by the folded words of their name. `named`: the text itself names them where it
    begins; else only the lines around a statement tell that somebody speaks."""

    name: tuple[str, ...]
    named: bool


class _Told(NamedTuple):
    """The words of an article; `capital`: which of them have one that is not owed to where they stand; `names`: what
    those are."""

    found: Words
    held: frozenset[str]
    capital: Flags
    names: frozenset[str]


def stated_before(release: Article, other: Article) -> bool:
    """Whether `release` is a statement of its publisher about itself that `other` may have quoted. Where a time is
    missing nobody can tell: wires tell of newspapers too, and these print them."""
    if release.is_wire or release.outlet is None or release.outlet == other.outlet:
        return False
    mine, theirs = release.published_at, other.published_at
    if mine is None or theirs is None or mine > theirs + LATE:
        return False
    speaker = _speaker(release)
    if speaker is None or not _tells_of(other, speaker):
        return False
    return mine < theirs or (speaker.named and other.is_wire)


@remembered
def _speaker(article: Article) -> _Speaker | None:
    outlet = article.outlet or ""
    name, named = _name(outlet), True
    if not name or not _names(article, name, outlet):
        name, named = _name(_OF_NAME.split(outlet, maxsplit=1)[0]), False
    if not name or not (named or _AROUND.search(article.text)) or credit.detect(article):
        return None
    return _Speaker(name, named)


def _name(publisher: str) -> tuple[str, ...]:
    """The words of a publisher's name that others use; none where it has too many."""
    name = words(publisher).norms
    while name and (name[-1] in _FORMS_OF_FIRMS or _letters(name) > 1):
        del name[-max(1, _letters(name)) :]
    while name and name[0] in _FORMS_OF_FIRMS:
        name.pop(0)
    return tuple(name) if len(name) <= LONGEST else ()


def _letters(name: Sequence[str]) -> int:
    """How many single letters a name ends in: of a form of firms with full stops, S.p.A., B.V., Sp. z o.o., more than
    one."""
    return next((n for n, word in enumerate(reversed(name)) if len(word) > 1), len(name))


def _names(article: Article, name: Sequence[str], publisher: str) -> bool:
    """Whether an article tells of its publisher where it begins, with the capitals that the publisher writes: "Le monde
    attend" is not about Le Monde."""
    head, aside = article.text[:LEAD], article.boilerplate
    upper = {w for w, surface in _surfaces(publisher, words(publisher)) if not surface[:1].islower()}
    closed = 0
    for s in sentences(head, article.language):
        if closed == LEADING or any(b.overlap(s) == len(s) for b in aside):
            continue
        sentence = head[s.start : s.end]
        closed += _CLOSED.search(sentence) is not None
        found = words(sentence)
        surfaces = list(_surfaces(sentence, found))
        for i in _acting(sentence, found, name, article.language, alone=len(name) == 1):
            stands = surfaces[i : i + len(name)]
            if not stands[0][1][:1].islower() and not any(t[:1].islower() and w in upper for w, t in stands):
                return True
    return False


def _surfaces(text: str, found: Words) -> Iterator[tuple[str, str]]:
    """Each word, folded and as it stands."""
    for norm, start, end in zip(found.norms, found.starts.tolist(), found.ends.tolist(), strict=True):
        yield norm, text[start:end]


def _acting(text: str, found: Words, name: Sequence[str], language: str, *, alone: bool) -> Iterator[int]:
    """The numbers of the words at which a text tells of somebody of that name, not of what was told to them. `alone`:
    the name alone does not tell them from a place or a newspaper, and they must be who acts: "in Oxford" is nobody."""
    before = (_TOLD | speech(language).governs) if alone else _TOLD
    for i in range(len(found.norms) - len(name) + 1):
        if tuple(found.norms[i : i + len(name)]) != tuple(name):
            continue
        first = i - 1 if i and found.norms[i - 1] == "the" else i
        place = alone and not i and _OF_PLACE.match(text, int(found.ends[len(name) - 1]))
        if not place and (not first or found.norms[first - 1] not in before):
            yield i


def _tells_of(article: Article, speaker: _Speaker) -> bool:
    """Whether an article tells of who speaks: most words of their name stand in it, one of them as a name; where that
    is little to go by, the whole of it, as who acts."""
    told = _told(article)
    name = speaker.name
    if told.names.isdisjoint(name):
        return False
    if speaker.named and len(name) > 1:
        return sum(word in told.held for word in name) > TOLD_OF * len(name)
    last = len(article.text) if speaker.named else LEAD
    return told.held.issuperset(name) and any(
        told.capital[i : i + len(name)].any() and told.found.starts[i] < last
        for i in _acting(article.text, told.found, name, article.language, alone=True)
    )


@remembered
def _told(article: Article) -> _Told:
    found = words(article.text)
    starts = found.starts.tolist()
    openings = [bisect_left(starts, s.start) for s in sentences(article.text, article.language)]
    capital = capitals(article.text, found, openings, article.language)
    named = frozenset(found.norms[i] for i in np.flatnonzero(capital).tolist())
    return _Told(found, frozenset(found.norms), capital, named)
