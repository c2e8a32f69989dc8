"""No regular expression of the project works worse than linearly in its text: each is attacked with texts made from it.

How patterns are found and what attacks are made from: `attacks.py`; how growth is measured: `growth.py`. A new pattern
needs nothing here: it is found by itself. One that is made from data when it is first needed is named in
`growth.MADE`, and one that only ever sees a short stretch of a text in `growth.BOUNDED`, with its length.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys

import pytest
import regex

from tests.security import growth
from tests.security.attacks import Attack, attacks
from tests.security.patterns import Found, Pattern, sites, uses


@pytest.mark.slow
def test_no_pattern_works_for_long() -> None:
    """In a process of its own: it watches what is compiled while the project is imported."""
    command = [sys.executable, "-m", "tests.security.growth"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    *faults, counted = done.stdout.splitlines() or [""]
    assert done.returncode == 0, "\n".join(faults) + done.stderr[-2000:]
    count = json.loads(counted)
    assert count["patterns"] > 100
    assert count["attacks"] > 50 * count["patterns"]


def fault(pattern: Pattern, method: str, longest: int = growth.LENGTHS[-1]) -> str | None:
    before = signal.signal(signal.SIGPROF, growth._ring)
    try:
        found = (growth.fault(pattern, method, attack, longest) for attack in attacks(pattern))
        return next((one for one in found if one), None)
    finally:
        signal.signal(signal.SIGPROF, before)


BAD = [
    (re.compile(r"(?:[^\W_][^\s,;:()\[\]/.]*\.?|[,;.:()\[\]/–—―=|+-]|\s)*"), "fullmatch"),  # a place, as it once was
    (re.compile(r"(?:[^\W\d_][\w.’'-]*\s*){1,6}"), "fullmatch"),  # a person's name, as it once was
    (re.compile(r"(a+)+$"), "match"),
    (re.compile(r"(?:a|a)*b"), "match"),
    (re.compile(r"(\w+\s?)*:"), "match"),
    (re.compile(r"\s+$"), "search"),
    (re.compile("\r+\n|\r"), "finditer"),
    (re.compile(r".*=.*;"), "search"),
    (re.compile(r"<[^>]*>"), "search"),
    (re.compile(rb"(?:x+x+)+y"), "search"),
    (regex.compile(r"(?:[\p{L}\p{M}]+\.?)*:"), "match"),
    (regex.compile(r"(?V1)[\p{L}--[a-c]]+\p{Lu}+$"), "search"),
]
GOOD = [
    (re.compile(r"(?:[^\W_][^\s,;:()\[\]/.]*+\.?+|[,;.:()\[\]/–—―=|+-]|\s)*+"), "fullmatch"),
    (re.compile(r"(?<!\s)\s*+$"), "search"),
    (re.compile("(?<!\r)\r++\n|\r"), "finditer"),
    (re.compile(r"[^\n]*\n"), "match"),
    (re.compile(r"\bfoo \w{1,20}"), "search"),
    (regex.compile(r"\p{L}++\d"), "match"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "method"), BAD, ids=lambda v: getattr(v, "pattern", v))
def test_the_check_finds_what_grows(pattern: Pattern, method: str) -> None:
    assert fault(pattern, method)


@pytest.mark.parametrize(("pattern", "method"), GOOD, ids=lambda v: getattr(v, "pattern", v))
def test_the_check_lets_pass_what_is_linear(pattern: Pattern, method: str) -> None:
    assert fault(pattern, method) is None


@pytest.mark.slow
def test_a_short_text_is_bound_enough_for_a_square_and_not_for_a_power() -> None:
    assert fault(re.compile(r"\s+$"), "search", longest=60) is None
    assert fault(re.compile(r"(?:[^\W_][^\s,.]*\.?)*"), "fullmatch", longest=60)


@pytest.mark.slow
@pytest.mark.parametrize("spoilt", ["(?:{})+\\x01", "(?:{}\\s?)*\\x01", "{}.*=.*\\x01", "(?:\\w+\\s?)+{}\\x01"])
def test_a_phrase_of_furniture_that_is_spoilt_is_found(spoilt: str) -> None:
    """Its texts are short, and the longest of them is left out where a shorter one foretells it."""
    body = r"(?:[^\s:]{1,40} ){0,5}[^\s:]{1,40}"
    assert fault(re.compile(spoilt.format(body), re.IGNORECASE), "finditer", longest=600)


SMALL = growth.CPU_SECONDS / 300
"""Seconds on a quarter of the longest text; the fourth power of the length makes less than `CPU_SECONDS` of them."""


@pytest.mark.parametrize(
    ("pump", "earlier", "took", "told"),
    [
        ("a", 0.0, SMALL, True),
        ("a", SMALL / 4, 2 * SMALL, False),
        ("a" * 300, SMALL / 4, SMALL, False),  # so few repetitions tell nothing of what doubles with each
        ("a", 0.005, 0.020, True),  # linear
        ("a", 0.005, 0.023, False),  # a little of it may be a square
        ("a", 0.00001, 0.00004, True),
        ("a", 0.020, 0.080, False),  # linear, and so slow that half a second is near
    ],
)
def test_the_longest_text_is_left_out_where_a_quarter_foretells_it(
    pump: str, earlier: float, took: float, told: bool
) -> None:
    attack = Attack("", pump, "!")
    assert growth.foretold(attack, earlier, took, *growth.LENGTHS[-2:]) is told


@pytest.mark.slow
def test_attributes_that_are_worked_out_have_the_uses_of_their_name() -> None:
    """A phrase of furniture is a property of its class: it is matched whole, too."""
    (site,) = (one for one in sites() if one.where.startswith("copytaster/clean/phrases.py:") and one.name == "pattern")
    assert growth.how(Found(site.where, None), uses(), {site.where: site.name}) == {"match", "fullmatch", "finditer"}
