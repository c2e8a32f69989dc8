"""Texts that would make a pattern work for long if anything could.

Attacks are made from the parse tree of a pattern: for each repetition a text that leads to it, its body over and over,
and an end that does not fit; for each character that the pattern tells apart, that character over and over.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import regex

from tests.security.patterns import Pattern

# How to read a pattern of `regex` as one of `re`, for attacks only: classes by what stands for them.
_PROPERTIES = {
    "L": "a-zé中",
    "Lu": "A-ZÉ",
    "Lt": "A-Z",
    "Ll": "a-zé",
    "M": "\u0301",
    "Mn": "\u0301",
    "N": "0-9",
    "Nd": "0-9",
}
_PROPERTY = re.compile(r"\\([pP])\{(\^?)([^}]*)\}")


def parsed(pattern: Pattern) -> Any:
    """The parse tree of `pattern` as `re` makes it. Raises re.error for what it cannot read."""
    source = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    flags = 0
    if isinstance(pattern, regex.Pattern):
        source = re.sub(r"\(\?V[01]\)|\\[mMGK]", "", source)
        source = re.sub(r"\(\?<(?![=!])", "(?P<", source)
        source = _bracketed(source)
        flags = pattern.flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE)
    else:
        flags = pattern.flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE)
    return parser.parse(source, flags)


def _bracketed(source: str) -> str:
    """`source` with its properties and nested sets as plain classes."""
    out: list[str] = []
    depth = at = 0
    while at < len(source):
        found = _PROPERTY.match(source, at)
        if found:
            chars = _PROPERTIES.get(found.group(3).split("=")[-1], "a-zé中")
            negated = (found.group(1) == "P") ^ bool(found.group(2))
            out.append(
                r"\s0-9.," if negated and depth else rf"[^{chars}]" if negated else chars if depth else f"[{chars}]"
            )
            at = found.end()
            continue
        char = source[at]
        if char == "\\":
            out.append(source[at : at + 2])
            at += 2
            continue
        if char == "[":
            depth += 1
            if depth > 1:  # a set inside a set: its members
                at += 2 if source[at + 1 : at + 2] == "^" else 1
                continue
        elif char == "]" and depth:
            depth -= 1
            if depth:
                at += 1
                continue
        elif depth and source[at : at + 2] in ("--", "&&", "||"):
            at += 2
            continue
        out.append(char)
        at += 1
    return "".join(out)


CLASSES = {
    sre.CATEGORY_DIGIT: "0", sre.CATEGORY_NOT_DIGIT: "a", sre.CATEGORY_SPACE: " \n", sre.CATEGORY_NOT_SPACE: "a.",
    sre.CATEGORY_WORD: "aA0", sre.CATEGORY_NOT_WORD: " -",
}  # fmt: skip
ANY = "aA0 .,-'/(:\n_éا中\u0301\""
"""What a class that excludes may meet, tried in this order."""
MOST = 3
"""Ways in which one piece of a pattern is written out."""
REPEATS = frozenset((sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT))
HOLDS = REPEATS | {sre.BRANCH, sre.SUBPATTERN, sre.ATOMIC_GROUP, sre.ASSERT, sre.ASSERT_NOT}
"""Pieces that hold others, in which something may repeat."""


Ways = dict[int, list[str]]
"""The texts of the parts of one parse tree, by `id`: each part is asked for by every repetition beside it."""


def written(tree: Any, known: Ways) -> list[str]:
    """Some texts that `tree` matches, the shortest first; look-arounds are passed over."""
    texts = [""]
    for part in tree:
        if (ways := known.get(id(part))) is None:
            ways = known[id(part)] = _ways(*part, known)
        texts = list(dict.fromkeys(a + b for a, b in itertools.islice(itertools.product(texts, ways), 12)))[:MOST]
    return texts


def _ways(operation: Any, argument: Any, known: Ways) -> list[str]:
    if operation is sre.LITERAL:
        return [chr(argument)]
    if operation is sre.NOT_LITERAL:
        return [c for c in ANY if ord(c) != argument][:MOST]
    if operation is sre.ANY:
        return list("aA ")
    if operation is sre.IN:
        return members(argument)[:MOST]
    if operation is sre.BRANCH:
        return list(dict.fromkeys(text for branch in argument[1] for text in written(branch, known)))[: 2 * MOST]
    if operation is sre.SUBPATTERN:
        return written(argument[-1], known)
    if operation is sre.ATOMIC_GROUP:
        return written(argument, known)
    if operation in REPEATS:
        least, most, body = argument
        times = max(least, min(1, most))
        return [text * times for text in written(body, known)]
    return [""]


def members(items: Any) -> list[str]:
    """Characters of a class: its own, or, for one that excludes, the first of `ANY` that it takes."""
    negated = bool(items) and items[0][0] is sre.NEGATE
    own: list[str] = []
    for operation, argument in items:
        if operation is sre.LITERAL:
            own.append(chr(argument))
        elif operation is sre.RANGE:
            own += [chr(argument[0]), chr(argument[1])]
        elif operation is sre.CATEGORY:
            own += CLASSES[argument]
    if not negated:
        return list(dict.fromkeys(own))
    test = _taken(items)
    return [c for c in ANY if test(c)]


def _taken(items: Any) -> Callable[[str], bool]:
    def member(char: str) -> bool:
        code = ord(char)
        for operation, argument in items[1:]:
            if operation is sre.LITERAL and argument == code:
                return False
            if operation is sre.RANGE and argument[0] <= code <= argument[1]:
                return False
            if operation is sre.CATEGORY and _in_category(argument, char):
                return False
        return True

    return member


def _in_category(category: Any, char: str) -> bool:
    kind = {sre.CATEGORY_DIGIT: char.isdigit(), sre.CATEGORY_SPACE: char.isspace(),
            sre.CATEGORY_WORD: char.isalnum() or char == "_"}  # fmt: skip
    opposite = {sre.CATEGORY_NOT_DIGIT: sre.CATEGORY_DIGIT, sre.CATEGORY_NOT_SPACE: sre.CATEGORY_SPACE,
                sre.CATEGORY_NOT_WORD: sre.CATEGORY_WORD}  # fmt: skip
    return kind[category] if category in kind else not kind[opposite[category]]


@dataclass(frozen=True, slots=True)
class Attack:
    """`lead`, then `pump` over and over, then `end`."""

    lead: str
    pump: str
    end: str

    def times(self, length: int) -> int:
        """How often a text of `length` characters has the pump."""
        return max(2, length // len(self.pump))

    def text(self, length: int) -> str:
        return self.lead + self.pump * self.times(length) + self.end


ENDS = ("\x00", " \x00 ", ",*", "")
"""What may follow the pumped part: something that fits nothing, with and without a border before it, or nothing."""
FEW_REPEATS = 5
"""A repetition of at most so many times cannot be pumped."""


def attacks(pattern: Pattern, alphabet: bool = True) -> list[Attack]:
    """The attacks on `pattern`, from its parse tree; without `alphabet` those on its repetitions only."""
    tree = parsed(pattern)
    found: dict[Attack, None] = {}
    for lead, bodies, rest in _repetitions(tree, "", "", {}):
        for body in bodies:
            for end in (*ENDS, "\x00" + rest):  # a text without what must follow may be refused at a glance
                found.setdefault(Attack(lead, body, end))
    for char in _alphabet(tree) if alphabet else ():
        for end in ENDS[:2]:
            found.setdefault(Attack("", char, end))
        for other in ("a", " "):
            if other != char:
                found.setdefault(Attack("", char + other, ENDS[0]))
    return list(found)


def _repetitions(tree: Any, lead: str, rest: str, known: Ways) -> Iterator[tuple[str, list[str], str]]:
    """Each repetition of `tree` that can be long: what leads to it, what to repeat, and what should follow."""
    for number, (operation, argument) in enumerate(tree):
        if operation not in HOLDS:
            continue
        here = lead + written(tree[:number], known)[0]
        then = written(tree[number + 1 :], known)[0] + rest
        if operation in REPEATS:
            _least, most, body = argument
            if most > FEW_REPEATS:
                bodies = [text for text in written(body, known) if text]
                if bodies:
                    yield here, [*bodies, "".join(bodies)], then
            yield from _repetitions(body, here, then, known)
        elif operation is sre.BRANCH:
            for branch in argument[1]:
                yield from _repetitions(branch, here, then, known)
        elif operation is sre.SUBPATTERN:
            yield from _repetitions(argument[-1], here, then, known)
        elif operation is sre.ATOMIC_GROUP:
            yield from _repetitions(argument, here, then, known)
        elif operation in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _repetitions(argument[1], here, then, known)


MOST_CHARACTERS = 40


def _alphabet(tree: Any) -> list[str]:
    """Characters that `tree` tells apart."""
    found: dict[str, None] = {}
    stack = [tree]
    while stack:
        for operation, argument in stack.pop():
            if operation is sre.LITERAL:
                found.setdefault(chr(argument))
            elif operation is sre.IN:
                found.update(dict.fromkeys(members(argument)[:4]))
            elif operation is sre.BRANCH:
                stack.extend(argument[1])
            elif operation is sre.SUBPATTERN:
                stack.append(argument[-1])
            elif operation is sre.ATOMIC_GROUP:
                stack.append(argument)
            elif operation in REPEATS:
                stack.append(argument[2])
            elif operation in (sre.ASSERT, sre.ASSERT_NOT):
                stack.append(argument[1])
    signs = [c for c in found if not c.isalpha()]
    letters = [c for c in found if c.isalpha()]
    return list(dict.fromkeys([*"aA 0", *signs, *letters]))[:MOST_CHARACTERS]
