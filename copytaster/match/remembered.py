"""What is read off an article is remembered: a verdict asks for it with every other article of the story.

An article never changes, and is known by which object it is. What is remembered is bounded by the characters of the
articles that are held with it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

from copytaster.model import Article
from copytaster.recent import Made

V = TypeVar("V")
MOST = 2_000_000
"""Characters of all articles of which one thing is remembered."""
LEAST = 500
"""Characters that an article counts for at least: it takes a kilobyte besides, so four thousand are held, not more."""


def remembered(read: Callable[[Article], V]) -> Callable[[Article], V]:
    """`read`, which is a function of the article alone, asked once for each of the articles that were asked for last.
    Any thread may ask."""
    kept: Made[V] = Made(MOST, LEAST)

    @functools.wraps(read)
    def asked(article: Article) -> V:
        return kept(lambda: read(article), article, weight=len(article.text))

    return asked
