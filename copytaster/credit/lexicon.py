"""`phrases.toml` as sets to look words up in. Phrases and articles are cut into tokens alike, in every script."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import resources

from copytaster.frozen import frozen
from copytaster.text.calendars import Calendar, calendars
from copytaster.text.scripts import glued

TOKEN = re.compile(r"""[^\s,;:.!?()\[\]{}"“”„«»‹›—–|/\\©=*、。，：！？।؟،【】（）「」]+|[^\s]""")
"""Not the words of `copytaster.text`: signs are tokens here, and words stay as printed, because a credit is told by its
slashes and an agency by its capitals."""
LONGEST = 5
"""No phrase has more tokens."""


def normal(token: str) -> str:
    """A token as it is compared: apostrophes alike, case folded."""
    return token.replace("’", "'").casefold()


def tokens(text: str) -> list[str]:
    """Words and single punctuation marks of `text`, as they stand."""
    return TOKEN.findall(text)


@frozen
class Phrases:
    """Phrases as tuples of normalised tokens, and those of glued scripts as plain strings."""

    spaced: frozenset[tuple[str, ...]]
    glued: tuple[str, ...]
    longest: int

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrases:
        """The phrases of a list, each split into tokens."""
        phrases = list(phrases)
        spaced = frozenset(tuple(map(normal, tokens(p))) for p in phrases)
        return cls(spaced, tuple(p for p in phrases if glued(p)), min(LONGEST, max(map(len, spaced), default=0)))

    def ending(self, words: list[str], end: int) -> int:
        """How many tokens before ``words[end]`` make up the longest phrase that ends there; 0 for none."""
        for n in range(min(self.longest, end), 0, -1):
            if tuple(words[end - n : end]) in self.spaced:
                return n
        return 0

    def starting(self, words: list[str], start: int) -> int:
        """How many tokens from ``words[start]`` make up the longest phrase that starts there; 0 for none."""
        for n in range(min(self.longest, len(words) - start), 0, -1):
            if tuple(words[start : start + n]) in self.spaced:
                return n
        return 0

    def within(self, words: list[str]) -> bool:
        """Whether any phrase stands anywhere in `words`."""
        return any(self.starting(words, i) for i in range(len(words)))


@frozen
class Lexicon:
    """Every list of ``phrases.toml`` with its languages united; `vocabulary` is all that may stand in a credit line."""

    told: Phrases
    speech: frozenset[str]
    to: Phrases
    inverted: frozenset[str]
    follows: frozenset[str]
    says: Phrases
    noun: Phrases
    cue: Phrases
    photo: Phrases
    by: Phrases
    between: frozenset[str]
    never: frozenset[str]
    outside: frozenset[str]
    role: frozenset[str]
    place: frozenset[str]
    days: frozenset[str]
    """Names of the days of the week."""
    joint: frozenset[str]
    company: frozenset[str]
    self_: frozenset[str]
    matter: frozenset[str]
    lead: frozenset[str]
    link: Phrases
    running: frozenset[str]
    house: frozenset[str]
    clause: frozenset[str]
    body: frozenset[str]
    partner: frozenset[str]
    desk: frozenset[str]
    denies: frozenset[str]
    hands: frozenset[str]
    vocabulary: frozenset[str]
    generic: tuple[str, ...]
    news: frozenset[str]


DATED = (
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "nb", "da", "fi", "pl", "cs", "sk", "hu", "ro", "ru", "uk", "bg",
    "sr", "sr_Latn", "hr", "sl", "bs", "mk", "sq", "el", "tr", "az", "id", "ms", "lt", "lv", "et", "ca", "is",
)  # fmt: skip
"""Languages (CLDR) whose names of months may stand in a dateline."""


def _calendar(names: Callable[[Calendar], Iterable[str]]) -> frozenset[str]:
    """The `names` of months or days that may stand in a dateline."""
    return frozenset(normal(t) for tongue in DATED for name in names(calendars()[tongue]) for t in tokens(name))


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """The lexicon that is shipped, read once a process."""
    raw = tomllib.loads(resources.files(__package__).joinpath("phrases.toml").read_text("utf-8"))

    def united(*keys: str) -> list[str]:
        return [phrase for language in raw.values() for key in keys for phrase in language.get(key, ())]

    def words(*keys: str) -> frozenset[str]:
        return frozenset(normal(t) for phrase in united(*keys) for t in tokens(phrase))

    return Lexicon(
        told=Phrases.of(united("told")),
        speech=words("speech"),
        to=Phrases.of(united("to")),
        inverted=words("inverted"),
        follows=words("follows"),
        says=Phrases.of(united("says")),
        noun=Phrases.of(united("noun")),
        cue=Phrases.of(united("cue")),
        photo=Phrases.of(united("photo")),
        by=Phrases.of(united("by")),
        between=words("between"),
        never=words("never"),
        outside=words("outside"),
        role=words("role"),
        place=words("place") | _calendar(lambda calendar: calendar.months),
        days=_calendar(lambda calendar: calendar.days),
        joint=words("joint"),
        company=words("company"),
        self_=words("self"),
        matter=words("matter"),
        lead=words("lead"),
        link=Phrases.of(united("link")),
        running=words("running"),
        house=words("house"),
        clause=words("clause"),
        body=words("body"),
        partner=words("partner"),
        desk=words("desk"),
        denies=words("denies"),
        hands=words("hands"),
        vocabulary=words("cue", "words", "photo", "generic", "role", "joint", "by") - {"former", "ex"},
        generic=tuple(united("generic", "news")),
        news=frozenset(p.casefold() for p in united("news")),
    )
