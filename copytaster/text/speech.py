"""Of whom a clause says that they speak: the subject of its verb of speech, by the order of words and names.

There is no parser. A verb of speech is known by a list (``lexicon.toml``); its subject is the name that stands before
or behind it, governed by no preposition and followed by no possessive, with what describes it ("police spokeswoman
Kathrin Lohse", "the bank's chief executive, Annegret Tolle,"). Where two names could be it, none is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from copytaster.text.lexicon import code_of, lexicon, table, words_of
from copytaster.text.names import TITLES, Name
from copytaster.text.words import Words

REACH = 14
"""Words between a quotation and the verb behind it: the longest subjects have as many."""
SEGMENTS = 5
"""Stretches between commas behind a verb in which its subject is looked for."""
OFFICE = 3
"""Words between whom somebody works for and the name: "said Uhuru coach Harriet Nabbosa"."""
YEAR = 4
"""Figures of a number that is a year: "in 2024 Kabulov said"."""
_BREAKS = frozenset(",;:()[]–—―|\n")
_AUXILIARIES, _ROLES = words_of("auxiliaries"), words_of("roles")


class Subject(NamedTuple):
    """Who speaks: the number of a name, or whom a pronoun stands for; neither: somebody whom no name tells."""

    name: int | None = None
    pronoun: int | None = None
    """The word that stands for it, or the verb that needs none."""


UNNAMED = Subject()


class Speech(NamedTuple):
    """What tells in one language who speaks. All words are folded."""

    verbs: frozenset[str]
    reported: frozenset[str]
    """What a newspaper does of which another says so, beside `verbs`."""
    saying: frozenset[str]
    pronouns: frozenset[str]
    unnamed: frozenset[str]
    governs: frozenset[str]
    according: tuple[tuple[str, ...], ...]
    passive: frozenset[str]
    agents: frozenset[str]
    possessive: frozenset[str]
    joins: frozenset[str]
    omits: bool
    """Whether a verb needs no subject."""
    calendar: frozenset[str]


@cache
def speech(language: str) -> Speech:
    """The words of `language`; without verbs where none are known."""
    code, lex = code_of(language), lexicon(language)

    def of(name: str) -> frozenset[str]:
        return table(name).get(code, frozenset())

    according = tuple(tuple(phrase.split("_")) for phrase in sorted(of("according")))
    return Speech(
        of("said") | of("uttered"), of("reported"), of("saying"), of("pronouns"), of("unnamed"), of("governs"),
        according, of("passive"), of("agents"), of("possessive"), of("joins"), code in table("omits")["codes"],
        frozenset((*lex.days, *lex.months, *lex.near)),
    )  # fmt: skip


class Clauses:
    """The words and names of a text, asked clause by clause. Clauses are half-open ranges of words."""

    def __init__(self, text: str, found: Words, names: Sequence[Name], known: Speech) -> None:
        self.text, self.norms, self.speech = text, found.norms, known
        self.starts, self.ends = found.starts.tolist(), found.ends.tolist()
        self.firsts = np.searchsorted(found.starts, [n.span.start for n in names]).tolist()
        self.lasts = np.searchsorted(found.starts, [n.span.end for n in names]).tolist()
        self.name_of = {i: n for n, (a, b) in enumerate(zip(self.firsts, self.lasts, strict=True)) for i in range(a, b)}

    def behind(self, first: int, last: int) -> Subject | None:
        """Who says what stands before these words, as in "…," said X; None where they don't say."""
        if first >= last or self.norms[first] in self.speech.joins:
            return None
        source = self._according(first, min(last, first + 3), last)
        if source is not None:
            return source
        for verb in range(first, min(last, first + REACH)):
            if self._speaks(verb, first) and not self._aside(verb, first):
                return self._of_verb(first, verb, last)
        return None

    def before(self, first: int, last: int, colon: bool) -> Subject | None:
        """Who says what stands behind these words, as in X said: "…"; None where they don't say."""
        if first >= last:
            return None
        source = self._according(first, last, last)
        if source is not None:
            return source
        for verb in range(last - 1, first - 1, -1):
            if self._speaks(verb, first):
                return self._of_verb(self._clause(first, verb), verb, last)
            if self.norms[verb] in self.speech.saying:
                return self.only(first, verb)
            if self._passive(verb, first):
                return self._agent(verb, last)
        return self.only(first, last) if colon else None

    def only(self, first: int, last: int) -> Subject:
        """The one name among the words that no other word governs."""
        found = self.heads(first, last)
        if len(found) == 1 and not self._joined(found[0]):
            return Subject(found[0])
        return Subject(pronoun=first) if not found and self.norms[first] in self.speech.pronouns else UNNAMED

    def heads(self, first: int, last: int) -> list[int]:
        """The names among the words that nothing governs, in order."""
        found = []
        for start, end in self.segments(first, last):
            if self.norms[start] in self.speech.unnamed:
                continue
            found += self._heads_in(start, end)
        return found

    def segments(self, first: int, last: int) -> list[tuple[int, int]]:
        """The stretches between commas and their like."""
        cuts = [first, *(i for i in range(first + 1, last) if self._breaks(i)), last]
        return [(a, b) for a, b in pairwise(cuts) if a < b]

    def _speaks(self, i: int, first: int) -> bool:
        return self.norms[i] in self.speech.verbs and i not in self.name_of and not self._is_passive(i, first)

    def _passive(self, i: int, first: int) -> bool:
        return self.norms[i] in self.speech.verbs and self._is_passive(i, first)

    def _is_passive(self, i: int, first: int) -> bool:
        return any(self.norms[k] in self.speech.passive for k in range(max(first, i - 2), i))

    def _aside(self, verb: int, first: int) -> bool:
        """Whether the verb is one of a relative clause."""
        start = verb
        while start > first and not self._breaks(start):
            start -= 1
        return start > first and self.norms[start] in self.speech.unnamed

    def _clause(self, first: int, verb: int) -> int:
        """Where the clause of a verb begins: behind the verb of speech before it."""
        for i in range(verb - 1, first - 1, -1):
            if self.norms[i] in self.speech.verbs and i not in self.name_of:
                return i + 1
        return first

    def _of_verb(self, first: int, verb: int, last: int) -> Subject:
        """The subject of the verb of speech at `verb` in the words [first, last)."""
        if all(self.norms[i] in _AUXILIARIES or self.norms[i] in self.speech.governs for i in range(first, verb)):
            return self._following(verb + 1, last)
        return self._preceding(first, verb)

    def _preceding(self, first: int, verb: int) -> Subject:
        """The subject among the words before a verb."""
        segments = [s for s in self.segments(first, verb) if self.norms[s[0]] not in self.speech.unnamed]
        named = [(s, heads) for s in segments if (heads := self._heads_in(*s))]
        if not named:
            return self._pronoun(*segments[-1]) if segments else UNNAMED
        (_, end), heads = named[0]
        if len(named) > 1:
            (start, further), names = named[1]
            if self.norms[start] in self.speech.joins:
                return UNNAMED
            if not self._bare(heads[-1], end) and self._begins(start, names[0]):
                end, heads = further, names
            elif self._beside(*named[-1][0], named[-1][1], verb):
                return UNNAMED  # "Jailing Smith, of Hampton, Judge Hyam said"
        after = self.lasts[heads[-1]]
        if after < end and self.norms[after] in _ROLES:  # "an SPFL spokesperson said": whom somebody speaks for
            return UNNAMED
        if self._joined(heads[-1]) or (len(heads) > 1 and after != end):
            return UNNAMED
        return Subject(heads[-1])

    def _beside(self, start: int, end: int, names: Sequence[int], verb: int) -> bool:
        """Whether the last stretch before a verb is a name of its own, which may be the subject."""
        return end == verb == self.lasts[names[-1]] and self._begins(start, names[0])

    def _pronoun(self, first: int, last: int) -> Subject:
        near = [i for i in range(first, last) if self.norms[i] in self.speech.pronouns and i not in self.name_of]
        return Subject(pronoun=near[0]) if near else UNNAMED

    def _following(self, first: int, last: int) -> Subject:
        """The subject among the words behind a verb."""
        ended = first >= last or self._breaks(first)
        if self.speech.omits and (ended or self.norms[first] in self.speech.governs):
            return Subject(pronoun=first - 1)
        near = UNNAMED if ended else self._pronoun(first, min(last, first + 3))
        if near is not UNNAMED:
            return near
        for n, (start, end) in enumerate(self.segments(first, last)[:SEGMENTS], int(ended)):
            another = self.norms[start] in self.speech.unnamed or any(self._speaks(i, start) for i in range(start, end))
            if n and another:
                break
            heads = self._heads_in(start, end)
            if heads:
                told = heads[-1]
                apart = any(self.firsts[b] - self.lasts[a] > OFFICE for a, b in pairwise(heads))
                apposed = not n or self._begins(start, heads[0])
                if apart or self._joined(told) or not (apposed or self._bare(told, end)):
                    break
                return Subject(told)
        return UNNAMED

    def _agent(self, verb: int, last: int) -> Subject:
        """By whom something is said, called or told."""
        if verb + 1 < last and self.norms[verb + 1] in self.speech.agents:
            return self._following(verb + 2, last)
        return UNNAMED

    def _according(self, first: int, until: int, last: int) -> Subject | None:
        """Whom words are according to, where such a phrase begins among the words [first, until)."""
        for phrase in self.speech.according:
            size = len(phrase)
            for i in range(first, min(until, last - size)):
                if tuple(self.norms[i : i + size]) == phrase and not (i > first and not self._breaks(i)):
                    start, end = self.segments(i + size, last)[0]
                    heads = self._heads_in(start, end)
                    return Subject(heads[0]) if len(heads) == 1 and not self._joined(heads[0]) else UNNAMED
        return None

    def _heads_in(self, first: int, last: int) -> list[int]:
        """The names in a stretch without commas that no preposition before them governs, and that own nothing."""
        found, governed = [], False
        i = first
        while i < last:
            name = self.name_of.get(i)
            if name is not None and self.firsts[name] == i:
                if not governed and not self._owns(name) and self.lasts[name] <= last:
                    found.append(name)
                i = max(i + 1, self.lasts[name])
                continue
            norm = self.norms[i]
            if i == first and norm in self.speech.joins:
                governed = False  # it joins the whole clause
            elif norm in self.speech.governs or norm in self.speech.unnamed or norm.startswith(("d'", "dell'", "all'")):
                governed = True
            elif norm in self.speech.calendar or (len(norm) == YEAR and norm.isdecimal()):
                governed = False
            i += 1
        return found

    def _owns(self, name: int) -> bool:
        end = self.ends[self.lasts[name] - 1]
        return self.text[end - 2 : end] in ("'s", "’s") or self.text[end : end + 1] in ("'", "’")

    def owned(self, name: int, since: int) -> bool:
        """Whether it is said whose a name is, as in "her brother Moses": then two people have been named. `since`:
        where its sentence begins."""
        before = range(max(since, self.firsts[name] - OFFICE), self.firsts[name])
        return any(self.norms[i] in self.speech.possessive for i in before)

    def _begins(self, start: int, name: int) -> bool:
        """Whether a stretch begins with the name, titles left out."""
        return all(self.norms[i] in TITLES for i in range(start, self.firsts[name]))

    def _joined(self, name: int) -> bool:
        """Whether another name is joined to it: two people say nothing in one quotation."""
        after = self.lasts[name]
        return after + 1 < len(self.norms) and self.norms[after] in self.speech.joins and after + 1 in self.name_of

    def _bare(self, name: int, end: int) -> bool:
        """Whether nothing follows a name in its stretch but what hangs on a preposition."""
        after = self.lasts[name]
        return after >= end or self.norms[after] in self.speech.governs or self.norms[after] in self.speech.calendar

    def _breaks(self, i: int) -> bool:
        """Whether a comma or its like stands before the word."""
        gap = self.text[self.ends[i - 1] : self.starts[i]] if i else ""
        return " - " in gap or not _BREAKS.isdisjoint(gap)

