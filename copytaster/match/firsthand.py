"""News that an outlet had first: a wire that came later names the outlet as where it has it.

Times alone never make a copy into an origin, for clocks are wrong and wires are fast. Here the agency itself says whose
news it is: "…, the newspaper Nordnes Blad reported", "told the Argus", "laut Kreisblatt".
"""

from __future__ import annotations

from collections.abc import Sequence

from copytaster.match.remembered import remembered
from copytaster.model import Article
from copytaster.text.sentences import sentences
from copytaster.text.speech import speech
from copytaster.text.words import words

EXACT_TIME = 60.0
"""Seconds by which times must differ to tell who came first."""
BESIDE = 2
"""Words between a verb of speech and a name of one word, which might be a word of the story: the Post, the Sun."""
LEFT_OUT = frozenset({"the", "die", "der", "das", "le", "la", "el", "il", "o", "a"})
"""Articles that begin a name of an outlet, and are often left out."""

Sentence = tuple[tuple[str, ...], tuple[bool, ...]]
"""The folded words of a sentence that tells who said something, and whether each begins with a capital."""


def had_it_first(outlet: Article, wire: Article) -> bool:
    """Whether `wire`, which came later, names `outlet` as where it has its news."""
    if outlet.is_wire or not wire.is_wire or outlet.outlet is None:
        return False
    mine, theirs = outlet.published_at, wire.published_at
    if mine is None or theirs is None or (theirs - mine).total_seconds() < EXACT_TIME:
        return False
    name = words(outlet.outlet).norms
    name = name[1:] if len(name) > 1 and name[0] in LEFT_OUT else name
    return bool(name) and any(_credits(sentence, name, wire.language) for sentence in _telling(wire))


def _credits(sentence: Sentence, name: Sequence[str], language: str) -> bool:
    norms, capitals = sentence
    size = len(name)
    for i in range(len(norms) - size + 1):
        if norms[i : i + size] == tuple(name) and capitals[i]:
            near = (*norms[max(0, i - BESIDE - 1) : i], *norms[i + size : i + size + BESIDE])
            if size > 1 or _tells(near, language):
                return True
    return False


def _tells(norms: Sequence[str], language: str) -> bool:
    """Whether some of the words say that somebody said something."""
    known = speech(language)
    return not (known.verbs.isdisjoint(norms) and known.reported.isdisjoint(norms)) or any(
        tuple(norms[i : i + len(phrase)]) == phrase
        for phrase in known.according
        for i in range(len(norms) - len(phrase) + 1)
    )


@remembered
def _telling(wire: Article) -> tuple[Sentence, ...]:
    """The sentences of a wire that tell who said something."""
    found: list[Sentence] = []
    for span in sentences(wire.text, wire.language):
        text = wire.text[span.start : span.end]
        told = words(text)
        if _tells(told.norms, wire.language):
            capitals = tuple(not text[at : at + 1].islower() for at in told.starts.tolist())
            found.append((tuple(told.norms), capitals))
    return tuple(found)
