"""Every pattern of the project, and texts that would make it work for long if anything could.

Patterns are found twice, so that none is missed: by reading the source for every call that compiles or uses one
(`sites`), and by watching `re.compile` and `regex.compile` while all modules are imported and all tables are made
(`compiled`). A call whose pattern neither way brings out is a fault of the test that uses this module.

Attacks are made from the parse tree of a pattern: for each repetition a text that leads to it, its body over and over,
and an end that does not fit; for each character that the pattern tells apart, that character over and over.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import importlib
import itertools
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import regex

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("copytaster", "service", "workers")
USES = frozenset({"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
MODULES = frozenset({"re", "regex"})

Pattern = Any
"""`re.Pattern[str]`, `re.Pattern[bytes]`, or one of `regex`."""


@dataclass(frozen=True, slots=True)
class Site:
    """A call in the source that compiles or uses a pattern: ``file:line``, and the name that it is bound to."""

    where: str
    lines: int
    """How many lines the call takes."""
    name: str
    call: str
    source: str | None
    """The pattern, where it stands there as a plain string."""


@dataclass(slots=True)
class Found:
    """A pattern, the site that made it, and how the project uses it."""

    where: str
    pattern: Pattern
    name: str = ""
    """The field of a data class that holds it."""
    uses: frozenset[str] = field(default=frozenset())


def files() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def sites() -> list[Site]:
    """Every call of `re` and `regex` that takes a pattern, by reading the source."""
    out: list[Site] = []
    for path in files():
        tree = ast.parse(path.read_text("utf-8"))
        names = dict(_bound(tree))
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            module = node.func.value
            if not (isinstance(module, ast.Name) and module.id in MODULES and node.func.attr in USES | {"compile"}):
                continue
            first = node.args[0]
            plain = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes) else None
            source = plain.decode("latin-1") if isinstance(plain, bytes) else plain
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            out.append(Site(where, lines, names.get(id(node), ""), node.func.attr, source))
    return out


def uses() -> dict[str, frozenset[str]]:
    """Name of a variable or an attribute → the methods that are called on it anywhere in the project."""
    out: dict[str, set[str]] = defaultdict(set)
    for path in files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in USES:
                value = node.value
                name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
                out[name].add(node.attr)
    return {name: frozenset(methods) for name, methods in out.items() if name not in MODULES}


def _bound(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The calls that are bound to a name: by an assignment, or as a keyword."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            for inner in ast.walk(node.value):
                yield id(inner), node.targets[0].id
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            for inner in ast.walk(node.value):
                yield id(inner), node.target.id
        elif isinstance(node, ast.keyword) and node.arg:
            yield id(node.value), node.arg


def compiled(made: Iterable[Callable[[], object]] = ()) -> dict[tuple[str, int], Found]:
    """Every pattern that is compiled while all modules are imported, their tables are made, and `made` are called.

    Must run in a process that has imported none of them.
    """
    found: dict[tuple[str, int], Found] = {}
    names: dict[int, str] = {}
    for module in (re, regex):
        module.compile = _watched(module.compile, found)  # type: ignore[attr-defined]
    for room in ROOMS:
        package = importlib.import_module(room)
        for info in pkgutil.walk_packages(package.__path__, room + "."):
            if ".migrations" in info.name or info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper) and value.__module__ == module.__name__:
                    try:
                        _name(value(), names)
                    except TypeError:
                        continue  # it takes arguments: `made` knows which
    for make in made:
        _name(make(), names)
    for one in found.values():
        one.name = names.get(id(one.pattern), "")
    return found


def _name(value: object, names: dict[int, str], name: str = "", depth: int = 4) -> None:
    """Note the fields of data classes that hold patterns."""
    if isinstance(value, re.Pattern | regex.Pattern):
        names.setdefault(id(value), name)
    elif depth and isinstance(value, dict):
        for part in value.values():
            _name(part, names, name, depth - 1)
    elif depth and isinstance(value, tuple | list | frozenset | set):
        for part in value:
            _name(part, names, name, depth - 1)
    elif depth and dataclasses.is_dataclass(type(value)):
        for part in dataclasses.fields(value):  # type: ignore[arg-type]
            _name(getattr(value, part.name, None), names, part.name, depth - 1)


def _watched(compile_: Callable[..., Pattern], found: dict[tuple[str, int], Found]) -> Callable[..., Pattern]:
    def watched(pattern: Any, *args: Any, **kwargs: Any) -> Pattern:
        out = compile_(pattern, *args, **kwargs)
        frame = sys._getframe(1)
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ROOMS:
            where = f"{path.relative_to(ROOT)}:{frame.f_lineno}"
            found.setdefault((str(out.pattern), int(out.flags)), Found(where, out))
        return out

    return watched


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


def written(tree: Any) -> list[str]:
    """Some texts that `tree` matches, the shortest first; look-arounds are passed over."""
    texts = [""]
    for operation, argument in tree:
        ways = _ways(operation, argument)
        texts = list(dict.fromkeys(a + b for a, b in itertools.islice(itertools.product(texts, ways), 12)))[:MOST]
    return texts


def _ways(operation: Any, argument: Any) -> list[str]:
    if operation is sre.LITERAL:
        return [chr(argument)]
    if operation is sre.NOT_LITERAL:
        return [c for c in ANY if ord(c) != argument][:MOST]
    if operation is sre.ANY:
        return list("aA ")
    if operation is sre.IN:
        return members(argument)[:MOST]
    if operation is sre.BRANCH:
        return list(dict.fromkeys(text for branch in argument[1] for text in written(branch)))[: 2 * MOST]
    if operation is sre.SUBPATTERN:
        return written(argument[-1])
    if operation is sre.ATOMIC_GROUP:
        return written(argument)
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least, most, body = argument
        times = max(least, min(1, most))
        return [text * times for text in written(body)]
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

    def text(self, length: int) -> str:
        return self.lead + self.pump * max(2, length // len(self.pump)) + self.end


ENDS = ("\x00", " \x00 ", ",*", "")
"""What may follow the pumped part: something that fits nothing, with and without a border before it, or nothing."""
FEW_REPEATS = 5
"""A repetition of at most so many times cannot be pumped."""


def attacks(pattern: Pattern, alphabet: bool = True) -> list[Attack]:
    """The attacks on `pattern`, from its parse tree; without `alphabet` those on its repetitions only."""
    tree = parsed(pattern)
    found: dict[Attack, None] = {}
    for lead, bodies, rest in _repetitions(tree, "", ""):
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


def _repetitions(tree: Any, lead: str, rest: str) -> Iterator[tuple[str, list[str], str]]:
    """Each repetition of `tree` that can be long: what leads to it, what to repeat, and what should follow."""
    for number, (operation, argument) in enumerate(tree):
        here = lead + written(tree[:number])[0]
        then = written(tree[number + 1 :])[0] + rest
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _least, most, body = argument
            if most > FEW_REPEATS:
                bodies = [text for text in written(body) if text]
                if bodies:
                    yield here, [*bodies, "".join(bodies)], then
            yield from _repetitions(body, here, then)
        elif operation is sre.BRANCH:
            for branch in argument[1]:
                yield from _repetitions(branch, here, then)
        elif operation is sre.SUBPATTERN:
            yield from _repetitions(argument[-1], here, then)
        elif operation is sre.ATOMIC_GROUP:
            yield from _repetitions(argument, here, then)
        elif operation in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _repetitions(argument[1], here, then)


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
            elif operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
                stack.append(argument[2])
            elif operation in (sre.ASSERT, sre.ASSERT_NOT):
                stack.append(argument[1])
    signs = [c for c in found if not c.isalpha()]
    letters = [c for c in found if c.isalpha()]
    return list(dict.fromkeys([*"aA 0", *signs, *letters]))[:MOST_CHARACTERS]
