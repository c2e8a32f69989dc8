"""How often Python looks for garbage that holds itself in circles.

By default after every 700 objects: some hundred times in ten articles, which costs 2 ms of CPU each. What our processes
keep they keep for long, and what they let go of hardly ever stands in a circle.
"""

from __future__ import annotations

import gc

OBJECTS = 20_000
"""More objects made than gone, after which it looks."""


def look_seldom() -> None:
    """What this process holds now is not looked at again, so a child shares it for good; and the rest seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, 20, 20)
