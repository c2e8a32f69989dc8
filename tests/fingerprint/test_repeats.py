"""Phrases that a page says twice in a row are read once; the fast search finds what the slow one finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from copytaster.text.words import REPEATED, Words, without_repeats, words


def naive(found: Words) -> list[int]:
    """The words to keep, trying every period at every place."""
    h = found.hashes.tolist()
    if len(set(h)) > 0.9 * len(h):
        return list(range(len(h)))
    gone: set[int] = set()
    for period in REPEATED:
        same = [k >= period and h[k] == h[k - period] for k in range(len(h))]
        start = 0
        while start < len(h):
            end = start
            while end < len(h) and same[end]:
                end += 1
            if end - start >= period:
                gone.update(range(start, end))
            start = max(end, start + 1)
    return [k for k in range(len(h)) if k not in gone]


phrases = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=12)


@given(st.lists(st.tuples(phrases, st.integers(1, 4)), max_size=12))
def test_the_words_kept_are_those_that_trying_everything_keeps(parts: list[tuple[list[str], int]]) -> None:
    text = " ".join(word for phrase, times in parts for word in phrase * times)
    found = words(text)
    kept = without_repeats(found)
    assert kept.starts.tolist() == found.starts[naive(found)].tolist()
    assert kept.norms == [found.norms[k] for k in naive(found)]


def test_a_headline_said_twice_is_read_once() -> None:
    line = "Harbour bridge closes for a second winter"
    found = without_repeats(words(f"{line} {line} The council said so on Monday, and the council meant it."))
    assert found.norms[:8] == [*line.lower().split(), "the"]
    assert np.all(np.diff(found.starts) > 0)
