"""Whether a pattern's time grows worse than its text, measured: run as a program, it attacks every pattern.

CPU time counts, by a profiling timer whose handler ends the match (`re` and `regex` both look for signals while they
match), so that a busy machine makes no fault. It is the thread's: while such a timer runs, Linux counts the process's
in ticks of 4 ms. One line of JSON a fault goes to standard output, then one with the
number of patterns and attacks.
"""

from __future__ import annotations

import json
import re
import signal
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.security.attacks import Attack, attacks
from tests.security.patterns import USES, Found, Pattern, Site, compiled, sites, uses

LENGTHS = (24, 96, 384, 1536, 6144, 24_576)
"""Characters of an attack: each four times the last. What doubles with each character stops at the first."""
SHORT = 1_000
"""Texts of at most so many characters may take the square of their length; what doubles with each shows on them too."""
CPU_SECONDS = 0.5
"""Longest that any one attack may take; 24,576 characters take less than a third of that where time is linear."""
WORSE = 9.0
"""Four times the text may take four times as long, not sixteen times; between the two lies room for noise."""
MEASURABLE = 0.01
"""Seconds below which a ratio says nothing."""
POWER = 4
"""What grows with at most so high a power of its text is foretold by a shorter one."""
TELLING = 24
"""Times a text must be pumped to foretell a longer one: what doubles with each, or grows with a higher power than
`POWER`, takes longer on so many than anything may that is foretold to be quick."""
STRAIGHT = 4.3
"""Four times the text takes at most so many times as long, where a tenth of the time or less grows with the square."""
STEADY = 0.0004
"""Seconds below which such a ratio says nothing."""


def _furniture() -> object:
    from copytaster.clean import phrases

    tables = [phrases.table(language) for language in (*phrases.languages(), "und")]
    return [
        *(pattern for table in tables for pattern in (table.anywhere, table.offers, table.states, table.labels)),
        *(phrase.pattern for phrase in phrases.every()),
    ]

def _directions() -> object:
    from copytaster.text import directions

    lists = [words for side in ("more", "less") for words in directions._data()[side].values()]
    return [directions._told(code) for words in lists for code in words]


MADE: Mapping[str, Callable[[], object]] = {
    # ``file:function of re`` → what makes the patterns of that call
    "copytaster/clean/phrases.py:compile": _furniture,
    "copytaster/text/directions.py:compile": _directions,
}
ESCAPED = {
    # the words of a text themselves, escaped: there is nothing in them to repeat
    "copytaster/match/corrections.py:search",
    # tables of our own: a class of characters, over all characters there are
    "copytaster/text/scripts.py:finditer",
    "copytaster/text/scripts.py:fullmatch",
}
BOUNDED: Mapping[str, int] = {
    # ``file:name`` → the longest text that the pattern is ever given. For all others it is an article's.
    **dict.fromkeys(  # judged.MOST_CHARACTERS
        (f"copytaster/clean/phrases.py:{name}" for name in ("pattern", "anywhere", "offers", "states", "labels")), 600
    ),
    "copytaster/credit/datelines.py:_MARK": 90,
    "copytaster/credit/datelines.py:_FOLLOWS": 6,
    "copytaster/credit/lines.py:_PHOTO_BEFORE": 60,
    "copytaster/credit/lines.py:_PHOTO_AFTER": 60,
    "copytaster/credit/attribution.py:previous": 30,
    "copytaster/credit/datelines.py:_ENDED": 24,
    "copytaster/credit/detect.py:previous": 30,
}


class TooLong(Exception):
    """The attack took more than `CPU_SECONDS`."""


def _ring(*_: object) -> None:
    raise TooLong


def run(pattern: Pattern, method: str, text: Any) -> float:
    """CPU seconds that `method` takes on `text`. Raises TooLong."""
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    began = time.thread_time()
    try:
        if method in ("match", "fullmatch"):
            getattr(pattern, method)(text)
        else:
            for _ in pattern.finditer(text):
                pass
        return time.thread_time() - began
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def fault(pattern: Pattern, method: str, attack: Attack, longest: int) -> str | None:
    """What is wrong with `pattern` under `attack`, on texts of up to `longest` characters; None for nothing."""
    before = earlier = 0.0
    lengths = (*(n for n in LENGTHS if n < longest), longest) if longest > SHORT else (min(96, longest), longest)
    for number, length in enumerate(lengths):
        if length == longest and number and foretold(attack, earlier, before, lengths[number - 1], longest):
            return None
        text: Any = attack.text(length)
        if isinstance(pattern.pattern, bytes):
            text = text.encode("utf-8")
        try:
            took = run(pattern, method, text)
            if before > MEASURABLE and took > WORSE * before and longest > SHORT:
                took = min(took, run(pattern, method, text))
        except TooLong:
            return f"{method} takes more than {CPU_SECONDS} s on {length} characters: {attack!r}"
        if before > MEASURABLE and took > WORSE * before and longest > SHORT:
            return f"{method} takes {took:.3f} s on {length} characters, {before:.3f} s on a quarter: {attack!r}"
        earlier, before = before, took
    return None


def foretold(attack: Attack, earlier: float, took: float, shorter: int, longest: int) -> bool:
    """Whether the longest text, which is most of the work, needs no attack after one of `shorter` characters, which
    `took` so long, and one of a quarter of them, which took `earlier`.

    Either the shorter took so little that no growth up to `POWER` brings the longest to `CPU_SECONDS`, and a ratio is
    not taken of what is less than `MEASURABLE`. Or time was linear until there: with a tenth that grows with the square
    the longest would take five or six times as long, which is less than `WORSE` and half of `CPU_SECONDS`."""
    if attack.times(shorter) < TELLING:
        return False
    if took < min(MEASURABLE, CPU_SECONDS / (longest / shorter) ** POWER):
        return True
    return earlier > STEADY and took < min(STRAIGHT * earlier, CPU_SECONDS / 10)


def how(found: Found, named: Mapping[str, frozenset[str]], names: Mapping[str, str]) -> set[str]:
    """The methods that count for a pattern: those that the project calls on its name; with no name, every kind."""
    methods = found.uses or named.get(found.name or names.get(found.where, ""), frozenset()) or USES
    return {m if m in ("match", "fullmatch") else "finditer" for m in methods}


def everything() -> tuple[int, int, list[str]]:
    """Attack every pattern: how many patterns and attacks there were, and the faults."""
    signal.signal(signal.SIGPROF, _ring)
    found = compiled(MADE.values())
    known = sites()
    named, names = uses(), {line: site.name for site in known for line in _lines(site)}
    for site in known:
        if site.call != "compile" and site.source is not None:
            pattern = re.compile(site.source)
            found.setdefault((site.source, -1), Found(site.where, pattern, uses=frozenset({site.call})))
    faults = [
        f"{site.where}: no pattern of this call was seen; say in MADE how it is made"
        for site in _unseen(known, found)
        if f"{site.where.split(':')[0]}:{site.call}" not in ESCAPED
    ]
    count = 0
    for one in found.values():
        key = f"{one.where.split(':')[0]}:{one.name or names.get(one.where, '')}"
        methods = how(one, named, names)
        longest = BOUNDED.get(key, LENGTHS[-1])
        for attack in attacks(one.pattern, alphabet=longest > SHORT):
            for method in methods:
                count += 1
                wrong = fault(one.pattern, method, attack, longest)
                if wrong is not None:
                    faults.append(f"{key} ({one.where}) {wrong}")
                    break
            else:
                continue
            break
    return len(found), count, faults


def _unseen(known: list[Site], found: Mapping[Any, Found]) -> list[Site]:
    seen = {one.where for one in found.values()}
    sources = {str(one.pattern.pattern) for one in found.values()}
    return [s for s in known if seen.isdisjoint(_lines(s)) and (s.source is None or s.source not in sources)]


def _lines(site: Site) -> set[str]:
    file, line = site.where.rsplit(":", 1)
    return {f"{file}:{n}" for n in range(int(line), int(line) + site.lines)}


def main() -> None:
    patterns, count, faults = everything()
    for wrong in faults:
        print(json.dumps(wrong))
    print(json.dumps({"patterns": patterns, "attacks": count}))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
