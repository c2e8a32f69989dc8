"""Python looks for garbage in circles seldom, but it does."""

from __future__ import annotations

import subprocess
import sys

WATCHED = """
import gc, weakref
from copytaster.runtime import garbage

class Circle:
    def __init__(self):
        self.me = self

kept = [Circle()]
garbage.look_seldom()
assert gc.get_freeze_count() > 1_000
runs = []
gc.callbacks.append(lambda phase, about: runs.append(phase))
left = [weakref.ref(Circle()) for _ in range(100_000)]
assert 2 <= len(runs) <= 40, len(runs)
assert sum(one() is not None for one in left) <= 2 * garbage.OBJECTS
"""


def test_what_stands_in_circles_goes_though_nobody_looks_often() -> None:
    done = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
