"""Which letters must stand in whatever a regular expression fits, read off its own parse tree: by them it is cheap to
see where an expression need not be tried at all.
"""

from __future__ import annotations

import re
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]  # the parse tree of a pattern, which `re` itself makes
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

SHORTEST = 2
"""Letters of an anchor; one letter stands everywhere."""
MOST = 32
"""Openings of an expression that are told apart: "the story", "this story", "the article", "this article" …"""
ENOUGH = 12
"""Letters of an opening that tell it from all others."""
_SIGNS = re.compile(r"\A[\W_]+")
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def anchors(expression: str) -> frozenset[str]:
    """Texts of which one stands in whatever the expression fits, in small letters; empty where there are none."""
    return _long_enough(_required(_tree(expression)))


def openings(expression: str) -> frozenset[str]:
    """Texts of which one opens whatever the expression fits, in small letters, signs before the first letter or figure
    apart; at most `MOST`, and empty where there are none."""
    found, _ = _prefixes(_tree(expression))
    return _long_enough(frozenset(_SIGNS.sub("", text) for text in found))


@lru_cache(maxsize=1)  # an expression is asked for both
def _tree(expression: str) -> Any:
    return parser.parse(expression, re.IGNORECASE)


def _long_enough(found: frozenset[str] | None) -> frozenset[str]:
    return found if found and min(map(len, found)) >= SHORTEST else frozenset()


def _is_letter(operation: Any, argument: Any) -> bool:
    return operation is sre.LITERAL and len(chr(argument).lower()) == 1


def _required(tree: Any) -> frozenset[str] | None:
    """The best set of literals of which every match of `tree` has one: the longest, then the fewest."""
    candidates: list[frozenset[str]] = []
    run: list[str] = []

    def close() -> None:
        if run:
            candidates.append(frozenset(("".join(run),)))
            run.clear()

    for operation, argument in tree:
        if _is_letter(operation, argument):
            run.append(chr(argument).lower())
            continue
        close()
        inner: frozenset[str] | None = None
        if operation is sre.SUBPATTERN:
            inner = _required(argument[-1])
        elif operation is sre.ATOMIC_GROUP:
            inner = _required(argument)
        elif operation is sre.BRANCH:
            parts = [_required(branch) for branch in argument[1]]
            inner = frozenset[str]().union(*(p for p in parts if p)) if all(parts) else None
        elif operation in _REPEATS and argument[0] >= 1:
            inner = _required(argument[2])
        if inner:
            candidates.append(inner)
    close()
    return max(candidates, key=lambda c: (min(map(len, c)), -len(c)), default=None)


def _prefixes(tree: Any) -> tuple[frozenset[str], bool]:
    """Texts of which one opens every match of `tree`, and whether they are all of it."""
    found = frozenset(("",))
    for operation, argument in tree:
        then, whole = _step(operation, argument)
        longer = frozenset(one + other for one in found for other in then)
        if len(longer) > MOST:
            return found, False
        found = longer
        if not whole or min(map(len, found)) >= ENOUGH:
            return found, False
    return found, True


def _step(operation: Any, argument: Any) -> tuple[frozenset[str], bool]:
    """The same of one part of a tree."""
    if _is_letter(operation, argument):
        return frozenset((chr(argument).lower(),)), True
    if operation is sre.SUBPATTERN:
        return _prefixes(argument[-1])
    if operation is sre.ATOMIC_GROUP:
        return _prefixes(argument)
    if operation is sre.BRANCH:
        parts = [_prefixes(branch) for branch in argument[1]]
        return frozenset[str]().union(*(found for found, _ in parts)), all(whole for _, whole in parts)
    if operation in _REPEATS:
        least, most, inner = argument
        found, whole = _prefixes(inner)
        return found if least else found | {""}, whole and most == 1
    return frozenset(("",)), operation in (sre.AT, sre.ASSERT, sre.ASSERT_NOT)  # which take no room
