# ruff: noqa: E501  (documents stand here as they come, not wrapped)
"""Nothing backtracks or grows with the square of its input: long hostile texts are cleaned within a bound of CPU time.

The bound is an operating-system limit a hundred times what is needed; passing it kills the process. It is no
measure of speed: quadratic work on these inputs takes minutes, exponential work for ever.
"""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

SCRIPT = """
from datetime import UTC, datetime
from copytaster.clean import Rejected, Submission, boilerplate, clean
from copytaster.clean.formats import text
from copytaster.limits import Limits

N = 50_000
TEXTS = ["a" * N, "A " * (N // 2), "also read " * (N // 10), "(" * N, "a" + " " * N + "b", "a\\n" * (N // 2), "By " + "Aa " * (N // 3), '" ' * (N // 2),
    ". " * (N // 2), "A. " * (N // 3), "— a (@a) " * (N // 9), "—" * N, "with x and " * (N // 11), "Copyright " * (N // 10), "got a " + "b " * (N // 2),
    "http://" * (N // 7), "_" * N, ("word " * 15 + "\\n") * 1500, ("   word " * 5 + "\\n") * 2000, "1. a\\n" * 20_000, "\\u200b" * N, "ก" * N, "中。" * (N // 2),
    "اقرأ أيضا " * (N // 10), "facebook, " * (N // 10), "Jan. " * (N // 5), "a-\\n" * (N // 3), "Photo: " * (N // 7), "(A) B. " * (N // 7),
    "By A de de de de " * (N // 17), "x\\n\\n" * (N // 3), "the the the, " * (N // 13)]
PAGES = ["<" * N, "<a " * (N // 3), '<p a="' + "b " * N, "<p " + "= " * 50, "<p " + " " * N, "<!--" * (N // 4), "<!-- --" * (N // 8), "<script>" * (N // 8), "</p>" * N,
    "<html><body>" + "<div>word word.</div>" * 2500, "<html><body>" + "<h1>a b c</h1>" * 2500, "<p>" + "word<br>" * 2500,
    "<html><body>" + "<table><tr><td>a b c</td></tr></table>" * 2500, "<p>" + "&#1;" * N, "<html><body>" + "<time datetime=2020>x</time>" * 2500]
now = datetime(2026, 3, 4, tzinfo=UTC)
for body in TEXTS:
    boilerplate.mark(text.normalise(body)[:N], "und", byline="A", outlet="A")
for fields in [{"text": body} for body in TEXTS] + [{"html": body} for body in PAGES]:
    try:
        clean(Submission(**fields), Limits(), now)
    except Rejected:
        pass
"""


@pytest.mark.slow
def test_hostile_input_stays_within_bounds() -> None:
    limit = 120

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))

    done = subprocess.run([sys.executable, "-c", SCRIPT], preexec_fn=bound, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:] or f"killed after {limit} s of CPU"
