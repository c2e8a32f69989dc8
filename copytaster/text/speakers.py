"""Who says a quotation: the name that a verb of speech beside it has for its subject, or whom a pronoun there means.

By rule, in the few patterns that newspapers use (Elson and McKeown 2010, O'Keefe and others 2012): "…," said Zamir
Kabulov; Mr Kabulov told reporters: "…"; "…," he added; according to Kabulov, "…"; Kabulov: "…"; speech that runs on
behind what was attributed, also over paragraphs. What a clause says is read in `speech`.

What is right is worth more than what is complete: where two people may be meant, nobody is named, and whom nobody names
("a spokesman for Kabulov said") is not the next one who is. Works where names are found and verbs of speech are known
(``lexicon.toml``): nothing is said of scripts without capitals.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from copytaster.frozen import frozen
from copytaster.model import Span
from copytaster.text.lexicon import words_of
from copytaster.text.names import PARTICLES, TITLES, Name, same_word
from copytaster.text.speech import UNNAMED, Clauses, Subject, speech
from copytaster.text.words import Words

FRAME = 40
"""Words beside a quotation in which it is said who speaks."""
BACK = 6
"""Sentences before a pronoun in which whom it stands for is looked for."""
ALIKE = 20
"""Names with a word in common among which the fullest form of a name is looked for."""
_CLOSING = frozenset("\"”“»«’‘'›‹」』")
_HYPHENS = ("-", "\u2010", "\u2011")
_ROLES, _BODIES = words_of("roles") | TITLES, words_of("bodies")
_OF_OFFICES = frozenset(["of", "the"])
"""Words inside the name of an office or a body in English, and of no person: the Recorder of London."""
_OFFICES = _ROLES - PARTICLES
_OF_PERSONS = (TITLES | _OFFICES) - PARTICLES - words_of("impersonal")


@frozen
class Speaker:
    """Who says a quotation."""

    words: tuple[str, ...]
    """The folded words of the fullest form of the name in the text, titles and offices left out."""
    span: Span
    """Where the name stands that tells it, or for which a pronoun does."""
    full: Span
    """Where its fullest form stands."""
    person: bool
    """Whether it is one person, as far as can be told: no organisation and no place."""
    named: bool
    """Whether the name itself stands beside the quotation, or beside the one that it goes on from; else a pronoun."""

    def other_than(self, other: Speaker) -> bool:
        """Whether the two are surely different people: both are named, and no word of the one is one of the other's."""
        sure = self.named and other.named and self.person and other.person
        return sure and not any(same_word(w, v) for w in self.words for v in other.words)


def speakers(
    text: str, language: str, found: Words, bounds: Sequence[int], names: Sequence[Name], quotations: Sequence[Span]
) -> list[Speaker | None]:
    """Who says each of the quotations, in order; None where that is not told, or not surely. `names` as `names.names`
    gives them; sentence k holds the words ``bounds[k]:bounds[k + 1]``."""
    known = speech(language)
    if not known.verbs or not names or not quotations:
        return [None] * len(quotations)
    people = _people(names, text, found)
    return _Reading(Clauses(text, found, people, known), bounds, people, quotations).all()


class _Reading:
    """One text, its quotations read in order. A quotation is the words [first, last)."""

    def __init__(
        self, clauses: Clauses, bounds: Sequence[int], names: Sequence[Name], quotations: Sequence[Span]
    ) -> None:
        self.clauses, self.text, self.names, self.bounds = clauses, clauses.text, names, list(bounds)
        self.quotations = quotations
        starts = clauses.starts
        self.places = [(bisect_left(starts, q.start), bisect_left(starts, q.end)) for q in quotations]
        self.inside = [q.start for q in quotations]
        self.with_word: dict[str, list[int]] = {}
        for n, name in enumerate(names):
            for word in set(name.words):
                self.with_word.setdefault(word, []).append(n)
        self.kept: dict[int, Speaker] = {}

    def all(self) -> list[Speaker | None]:
        """Who says each."""
        said: list[Speaker | None] = []
        for k in range(len(self.quotations)):
            subject = self._told(k)
            if subject is None:
                said.append(said[k - 1] if k and self._goes_on(k) else None)
                continue
            name = subject.name if subject.pronoun is None else self._meant(min(subject.pronoun, self.places[k][0]))
            said.append(None if name is None else replace(self._speaker(name), named=subject.pronoun is None))
        return said

    def _told(self, k: int) -> Subject | None:
        """What stands beside a quotation about who says it; None: nothing."""
        behind, surely = self._behind(k)
        before = self._before(k)
        if behind is None or (before is not None and not surely):
            return before
        if before is None or before == behind or before.name is None:
            return behind
        if behind.name is not None and self._same(before.name, behind.name):
            return behind
        return behind if surely and self._between(k) else UNNAMED

    def _between(self, k: int) -> bool:
        """Whether what stands before a quotation stands behind another."""
        return k > 0 and self._sentence(self.places[k - 1][1]) == self._sentence(self.places[k][0])

    def _behind(self, k: int) -> tuple[Subject | None, bool]:
        """What the words behind a quotation say of it, and whether they surely are about it."""
        end, last = self.quotations[k].end, self.places[k][1]
        if last >= len(self.clauses.norms):
            return None, False
        gap = self.text[end : self.clauses.starts[last]]
        spoken = self.text[self.quotations[k].start : end].rstrip("".join(_CLOSING) + " \u00a0\u202f")
        surely = spoken[-1:] in (",", "!", "?", "…", "،") or gap.strip()[:1] in (",", "–", "—", "-", "―", "،")
        if "\n" in gap or not (surely or self.text[self.clauses.starts[last]].islower()):
            return None, False
        until = min(self._end(last), last + FRAME)
        if k + 1 < len(self.places):
            until = min(until, self.places[k + 1][0])
        return self.clauses.behind(last, until), surely

    def _before(self, k: int) -> Subject | None:
        """What the words before a quotation say of it."""
        start, first = self.quotations[k].start, self.places[k][0]
        if not first:
            return None
        gap = self.text[self.clauses.ends[first - 1] : start]
        colon = gap.rstrip()[-1:] in (":", "：")
        if any(c.isalnum() for c in gap) or ("\n" in gap and not colon):  # what stands there may be set aside
            return None
        since = self.bounds[self._sentence(first - 1)]
        if not colon and (self._sentence(first) != self._sentence(first - 1)):
            return None
        if k:
            since = max(since, self.places[k - 1][1])
        return self.clauses.before(max(since, first - FRAME), first, colon)

    def _goes_on(self, k: int) -> bool:
        """Whether a quotation of which nothing is said is by whom the one before it is by."""
        before, here = self.quotations[k - 1], self.quotations[k]
        first, last = self.places[k - 1][1], self.places[k][0]
        between = self.text[before.end : here.start]
        if "\n" in between:
            # speech over paragraphs is closed at its very end
            return not between.strip() and self.text[before.end - 1] not in _CLOSING
        if first >= last:
            return True
        return self._behind(k - 1)[0] is not None and self._end(first) >= last

    def _meant(self, at: int) -> int | None:
        """Whom a pronoun at a word stands for: who the nearest sentence with a name is about, if that is one person and
        nobody else may be meant."""
        here = self._sentence(at)
        for sentence in range(here, max(-1, here - BACK), -1):
            first, last = self.bounds[sentence], min(at, self.bounds[sentence + 1])
            stretches = self._outside(first, last)
            heads = [n for a, b in stretches for n in self.clauses.heads(a, b)]
            if heads:
                if not self._speaker(heads[0]).person or self.clauses.owned(heads[0], first):
                    return None
                quoted = stretches != [(first, last)]
                return None if self._others(heads[0], sentence, at, quoted) else heads[0]
        return None

    def _others(self, name: int, sentence: int, at: int, quoted: bool) -> bool:
        """Whether another person may be meant: one whom the same sentence or a later one is about as well or, where the
        sentence itself says who says another quotation, one named before in the paragraph."""
        first = self.bounds[sentence]
        if quoted:
            opened = self.text.rfind("\n", 0, self.clauses.starts[first]) + 1
            first = bisect_left(self.clauses.starts, opened)
            about = [n for a, b in self._outside(first, at) for n in self._named(a, b)]
        else:
            about = [n for a, b in self._outside(first, at) for n in self.clauses.heads(a, b)]
        return any(not self._same(name, n) and self._speaker(n).person for n in about)

    def _named(self, first: int, last: int) -> list[int]:
        return sorted({self.clauses.name_of[i] for i in range(first, last) if i in self.clauses.name_of})

    def _outside(self, first: int, last: int) -> list[tuple[int, int]]:
        """The stretches of words that stand in no quotation."""
        found = []
        k = max(0, bisect_right([p[0] for p in self.places], first) - 1)
        for start, end in self.places[k:]:
            if start >= last:
                break
            if first < start:
                found.append((first, start))
            first = max(first, end)
        if first < last:
            found.append((first, last))
        return found

    def _sentence(self, word: int) -> int:
        return max(0, min(bisect_right(self.bounds, word) - 1, len(self.bounds) - 2))

    def _end(self, word: int) -> int:
        """Where the sentence of a word ends."""
        return self.bounds[self._sentence(word) + 1]

    def _same(self, one: int, other: int) -> bool:
        mine, theirs = set(self._speaker(one).words), set(self._speaker(other).words)
        return mine <= theirs or theirs <= mine

    def _speaker(self, name: int) -> Speaker:
        if name not in self.kept:
            full = self._fullest(name)
            words, span = self.names[full].words, self.names[full].span
            self.kept[name] = Speaker(words, self.names[name].span, span, self._person(name, words), True)
        return self.kept[name]

    def _fullest(self, name: int) -> int:
        """The first of the longest names that have all words of a name; itself where two people have."""
        words = set(self.names[name].words)
        alike = self.with_word.get(self.names[name].words[-1], [])[:ALIKE]
        fuller = [n for n in alike if words < set(self.names[n].words)]
        if not fuller:
            return name
        best = max(fuller, key=lambda n: (len(self.names[n].words), -n))
        theirs = set(self.names[best].words)
        return best if all(set(self.names[n].words) <= theirs for n in fuller) else name

    def _person(self, name: int, words: tuple[str, ...]) -> bool:
        if not _BODIES.isdisjoint(self.names[name].words) or not _BODIES.isdisjoint(words):
            return False
        first, last = self.clauses.firsts[name], self.clauses.lasts[name]
        inside = self.clauses.norms[first:last]
        if not self.clauses.speech.joins.isdisjoint(inside) or not _OF_OFFICES.isdisjoint(inside):
            return False
        titled = first > 0 and self.clauses.norms[first - 1] in _OF_PERSONS
        return len(words) > 1 or titled


def _people(names: Sequence[Name], text: str, found: Words) -> list[Name]:
    """The names as people bear them: with what hangs on them by a hyphen in small letters (Bae Sang-hoon, Ji-ho Baek),
    without offices and owners before them (Senegal's Prime Minister …) and without whom they work for (… of Larkspur
    Capital). What is an office and no name is left out."""
    people: list[Name] = []
    hung = False
    edges = [edge for name in names for edge in (name.span.start, name.span.end)]
    edges = np.searchsorted(found.starts, edges).tolist()
    for name, first, last in zip(names, edges[::2], edges[1::2], strict=True):
        if hung and text[people[-1].span.end : name.span.start] == " ":
            first = int(np.searchsorted(found.starts, people.pop().span.start))
        end, hung = last, False
        while last < len(found) and text[found.ends[last - 1] : found.starts[last]] in _HYPHENS:
            last, hung = last + 1, True
        for i in range(first, last - 1):
            surface = text[found.starts[i] : found.ends[i]]
            if found.norms[i] in _OFFICES or surface.endswith(("'s", "’s")):
                first = i + 1
        of = next((i for i in range(first + 2, end) if found.norms[i] == "of"), last)
        last = of if _BODIES.isdisjoint(found.norms[first:of]) else last
        words = tuple(w for w in found.norms[first:last] if w not in PARTICLES)
        if words and not _ROLES.issuperset(words):
            people.append(Name(words, Span(int(found.starts[first]), int(found.ends[last - 1]))))
    return people
