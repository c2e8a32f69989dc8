"""What a field says as a whole, before its mentions are judged one by one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from copytaster.credit import agencies, lexicon
from copytaster.model import CreditEvidence


def elsewhere(text: str, names: Iterable[str]) -> frozenset[str]:
    """Of the agencies `names`, those whose short names mean something else here ("the Australian Federal Police")."""
    wanted = set(names)
    by_name = {a.name: a for a in agencies.load() if a.name in wanted}
    return frozenset(name for name, agency in by_name.items() if any(phrase in text for phrase in agency.unless))


def theirs(evidence: Iterable[CreditEvidence], told: str, also: Collection[str]) -> list[CreditEvidence]:
    """`evidence` without names that are an agency's only in articles that say so, where `told`, the article, does not:
    "(MIA)" is Skopje's agency or Miami Heat. `also`: the agencies that the archive tells, whose names are their own."""
    evidence = list(evidence)
    strange = strangers(told, (e.agency for e in evidence), also)
    return [
        e
        for e in evidence
        if (agency := strange.get(e.agency)) is None
        or e.field in ("agency", "outlet", "url")
        or e.where == "handle"
        or any(name.casefold() in e.evidence.casefold() for name in agency.distinctive)
    ]


def strangers(told: str, names: Iterable[str], also: Collection[str]) -> dict[str, agencies.Agency]:
    """Of the agencies `names`, those whose `Agency.ambiguous` names are not theirs in the article `told`, by name."""
    wanted = set(names) - set(also)
    in_doubt = [a for a in agencies.load() if a.only and a.name in wanted] if wanted else []
    return {a.name: a for a in in_doubt if not any(_says(told, word) for word in a.only)}


def _says(told: str, word: str) -> bool:
    """Whether `told` has `word` as written or in capitals; one that begins with a Latin letter begins a word there."""
    begins = len(word) > 1 and word[0].isascii() and word[0].isalpha()
    for form in {word, word.upper()}:
        at = told.find(form)
        while at >= 0 and begins and at and told[at - 1].isalnum():
            at = told.find(form, at + 1)
        if at >= 0:
            return True
    return False


_CAPITAL = re.compile(r"[A-Z]")
_HOUSE_WORDS = frozenset(("the", "of", "and", "for"))


def house(outlet: str, name: str) -> bool:
    """Whether `name` is what `outlet` calls itself: "SPA" in ScreenPlay Asia. Two letters are too few to say."""
    if len(name) < 3 or agencies.canonical(outlet) is not None:
        return False
    words = [w for w in outlet[:200].split() if w.casefold() not in _HOUSE_WORDS]
    return name == "".join(c for w in words for c in (_CAPITAL.findall(w) if not w.isupper() else w[0]))


_NEAR = 6
"""Tokens before an agency's name among which a word denies that the text is its own."""


def denied(text: str, start: int, name: int) -> bool:
    """Whether ``text[start:name]``, what stands before an agency's name in a credit line, says that the text is none of
    its own: "not written by Reuters", but not "not edited by our staff and published from a PTI feed"."""
    lex = lexicon.load()
    for token in reversed(lexicon.tokens(text[start:name])[-_NEAR:]):
        word = lexicon.normal(token)
        if word in lex.denies:
            return True
        if not word[0].isalnum() or word in lex.joint - lex.between or word in _BUT:
            return False
    return False


_BUT = frozenset(("but", "and", "sondern", "mais", "mas", "maar", "men", "utan", "ale", "lecz", "already", "only"))
_WORD = re.compile(r"[^\W\d_]+")


def defines(text: str, bracket: int, acronym: str) -> bool:
    """Whether the initials of the words before the bracket at `bracket` are `acronym`: "Data Ethics Board (DEB"."""
    letters = [c for c in acronym if c.isalpha()]
    if len(letters) < 2:
        return False
    before = text[max(0, bracket - 90) : bracket]
    tail = re.split(r"[^\w\s’'&-]|\d|\n", before)[-1]
    words = _WORD.findall(tail)
    for skip in (frozenset[str](), lexicon.load().place):
        initials = [w[0].casefold() for w in words if w.casefold() not in skip][-len(letters) :]
        if initials == [c.casefold() for c in letters]:
            return True
    return False
