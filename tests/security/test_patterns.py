"""No regular expression of the project can be made to work for long: each is attacked with texts made from itself.

All compiled patterns are found by importing every module of the project and looking at what it compiled. From each
pattern come the characters that it can meet and the words that it looks for; from those, texts as long as an article
may be: one of them over and over, and for each pattern one text with all of its own by turns. Each goes where the
patterns stand, through cleaning, fingerprinting and the credit detector, within the CPU time that a cleaner has; the
kernel ends the process when it takes more. What backtracks or works for the square of the length takes minutes.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import pkgutil
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest
import regex

from copytaster import credit
from copytaster.clean import Rejected, Submission
from copytaster.model import Article
from copytaster.settings import Settings
from service.cleaning import child as cleaning

ROOMS = ("copytaster", "service", "workers")
SHARDS = 4
SETTINGS = Settings()
LONGEST = 190_000
"""Just under `max_text_chars`."""
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
ALWAYS = (
    "a", "A", " ", "\n", "0", ".", ",", "-", "'", '"', "(", ")", "/", ":", "é", "\u0301", "\u200b", "ا", "中",
    "Aa ", "a. ",
)  # fmt: skip


def patterns() -> dict[str, Any]:
    """Where it stands → pattern, of everything that any module compiled and kept."""
    found: dict[tuple[str, int], tuple[str, Any]] = {}
    for room in ROOMS:
        package = importlib.import_module(room)
        for info in pkgutil.walk_packages(package.__path__, room + "."):
            if ".migrations" in info.name or info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            for name, pattern in _in(module):
                found.setdefault((pattern.pattern, pattern.flags), (f"{info.name}.{name}", pattern))
    return {f"{where} {number}": pattern for number, (where, pattern) in enumerate(found.values())}


def _in(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, value in vars(module).items():
        yield from ((name, pattern) for pattern in _within(value, 3))
        if isinstance(value, functools._lru_cache_wrapper) and value.__module__ == module.__name__:
            try:
                made = value()  # patterns that are put together when they are first needed
            except TypeError:
                continue
            yield from ((name, pattern) for pattern in _within(made, 3))


def _within(value: Any, depth: int) -> Iterator[Any]:
    if isinstance(value, re.Pattern | regex.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for part in value.values():
            yield from _within(part, depth - 1)
    elif depth and isinstance(value, tuple | list | frozenset | set):
        for part in value:
            yield from _within(part, depth - 1)
    elif depth and dataclasses.is_dataclass(type(value)):
        for part in dataclasses.fields(value):
            yield from _within(getattr(value, part.name, None), depth - 1)


def pumps(pattern: str) -> list[str]:
    """What to repeat: characters that the pattern may meet, and words it looks for."""
    bare = re.sub(r"\\[pP]\{[^}]*\}|\\[a-zA-Z]|\(\?[a-zA-Z<=!:>]+", " ", pattern)
    words = [w for w in dict.fromkeys(re.findall(r"[^\W_]{2,12}", bare)) if w.isalnum()]
    signs = list(dict.fromkeys(c for c in bare if not c.isalnum() and not c.isspace()))[:12]
    every = max(1, len(words) // 6)
    return list(dict.fromkeys([*ALWAYS, *signs, *words[::every][:6], *(w + " " for w in words[::every][:3])]))


def attacks() -> dict[str, str]:
    """What it is made from → text."""
    texts: dict[str, str] = {}
    for name, pattern in sorted(patterns().items()):
        source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
        found = pumps(source)
        for one in found:
            texts.setdefault(repr(one), one * (LONGEST // len(one)) + "\x00")
        share = LONGEST // len(found)
        texts[name] = "\n".join(one * (share // len(one) - 1) for one in found)
        texts[f"{name} by turns"] = "".join(found) * (20_000 // len("".join(found)))
    return texts


def attack(text: str) -> None:
    try:
        article = cleaning.work(Submission(text=text), SETTINGS, NOW).article
    except Rejected:
        article = Article(id="x", text=text.replace("\x00", ""))
    credit.detect(article)


def main(shard: int) -> None:
    attack("Five words are enough here.")
    for name, text in sorted(attacks().items())[shard::SHARDS]:
        print(name, flush=True)  # the last line says who it was
        signal.setitimer(signal.ITIMER_PROF, SETTINGS.clean_seconds)
        attack(text)
    signal.setitimer(signal.ITIMER_PROF, 0)


@pytest.mark.long
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_pattern_works_for_long(shard: int) -> None:
    command = [sys.executable, "-m", "tests.security.test_patterns", str(shard)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    last = done.stdout.splitlines()[-1:]
    assert done.returncode == 0, f"{last} took more than {SETTINGS.clean_seconds} s\n{done.stderr[-2000:]}"


@pytest.mark.slow
def test_every_pattern_is_found() -> None:
    """In a process of its own: what warms the cleaners may only be imported where there is one thread."""
    count = "from tests.security.test_patterns import patterns; print(len(patterns()))"
    assert int(subprocess.check_output([sys.executable, "-c", count], text=True)) > 100


if __name__ == "__main__":
    main(int(sys.argv[1]))
