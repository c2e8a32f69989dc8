"""Made-up news: articles with the word frequencies, lengths and names of news, for archives of any size.

Words are drawn by rank (Zipf) from the vocabulary of the shipped vectors, and a quarter of them from the few dozen
that an event is about; each event has invented names, figures and an official who is quoted. An event has between one
article and twenty, as stories have; of those after the first, two in five are copies of it, whole, cut or edited,
and the others share its names and words only. Nothing in them means anything, and nothing was taken from anybody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files

import numpy as np

from copytaster.clean import Submission

START = datetime(2026, 1, 5, tzinfo=UTC)
A_DAY = 700
"""Articles a day: an archive of 20,000 lies within one time window of `Settings.window_days`."""
WORDS_MEDIAN, WORDS_SPREAD = 380, 0.45
"""Median length in words, and the standard deviation of its logarithm."""
_SIZES = (1, 2, 3, 4, 6, 9, 14, 20)
_SIZE_ODDS = (0.55, 0.18, 0.09, 0.06, 0.05, 0.04, 0.02, 0.01)
_AGENCIES = ("Reuters", "AFP", "AP", "dpa", "PTI", "Kyodo", "Xinhua", "TASS")
_SYLLABLES = re.findall(r"\w+", "ba do ke li ma no pe ri sa ta vo zu gan hel jor kin lem mor nas pol ras sten tor vik")


@dataclass(frozen=True)
class _Event:
    start: datetime
    topic: list[str]
    names: list[str]
    figures: list[str]


def submissions(count: int, seed: int = 1, start: datetime = START, days: float | None = None) -> list[Submission]:
    """`count` articles in the order of their publication, over `days` (None: `A_DAY` of them a day)."""
    rng = np.random.default_rng(seed)
    days = count / A_DAY if days is None else days
    made: list[tuple[datetime, Submission]] = []
    while len(made) < count:
        event = _event(rng, start + timedelta(days=float(rng.random()) * days))
        made += _articles(rng, event, count - len(made), f"{seed}-{len(made)}")
    made.sort(key=lambda one: one[0])
    return [submission for _, submission in made]


def _articles(rng: np.random.Generator, event: _Event, most: int, name: str) -> Iterator[tuple[datetime, Submission]]:
    size = min(most, int(rng.choice(_SIZES, p=_SIZE_ODDS)))
    first: list[list[str]] = []
    for number in range(size):
        wire = number == 0 and bool(rng.random() < 0.6)
        if first and rng.random() < 0.4:
            paragraphs = _copied(rng, first)
        else:
            paragraphs = _written(rng, event)
            first = first or paragraphs
        agency = str(rng.choice(_AGENCIES)) if wire else None
        text = "\n\n".join(" ".join(p) for p in paragraphs)
        if agency:
            text = f"{event.names[0].split()[0].upper()}, {event.start:%b %-d} ({agency}) - {text}"
        at = event.start + timedelta(hours=float(rng.exponential(5.0)) if number else 0.0)
        title = " ".join([event.names[1], *(str(w) for w in rng.choice(event.topic, 7))])
        yield at, Submission(
            text=text, title=title, outlet=agency or f"The {_name(rng)} Post", agency=agency, published_at=at,
            external_id=f"made-{name}-{number}",
        )  # fmt: skip


def _event(rng: np.random.Generator, start: datetime) -> _Event:
    vocabulary = _vocabulary()
    ranks = np.unique(np.exp(rng.uniform(np.log(150), np.log(len(vocabulary) - 1), 60)).astype(int))
    topic = [vocabulary[r] for r in rng.permutation(ranks)]
    names = [f"{_name(rng)} {_name(rng)}" for _ in range(7)]
    figures = [f"{rng.integers(21, 900) * 10 ** int(rng.integers(0, 3)):,}" for _ in range(6)]
    return _Event(start, topic, names, figures)


def _written(rng: np.random.Generator, event: _Event) -> list[list[str]]:
    vocabulary = _vocabulary()
    wanted = int(np.clip(rng.lognormal(np.log(WORDS_MEDIAN), WORDS_SPREAD), 60, 2_500))
    common = _zipf(rng, len(vocabulary), wanted * 2)
    topical = _zipf(rng, len(event.topic), wanted * 2)
    dice = rng.random(wanted * 2)
    at, paragraphs = 0, []
    while at < wanted:
        paragraph = []
        for _ in range(int(rng.integers(1, 4))):
            length = int(np.clip(rng.normal(21, 7), 6, 45))
            words = []
            for k in range(at, min(at + length, len(dice))):
                if dice[k] < 0.25:
                    words.append(event.topic[topical[k]])
                elif dice[k] < 0.29:
                    words.append(event.names[int(dice[k] * 100_000) % len(event.names)])
                elif dice[k] < 0.31:
                    words.append(event.figures[int(dice[k] * 100_000) % len(event.figures)])
                else:
                    words.append(vocabulary[common[k]])
            at += length
            sentence = " ".join(words) or "nothing"
            sentence = sentence[0].upper() + sentence[1:]
            if rng.random() < 0.12:
                sentence = f"“{sentence},” {event.names[1]} said"
            paragraph.append(sentence + ".")
        paragraphs.append(paragraph)
    return paragraphs


def _copied(rng: np.random.Generator, first: list[list[str]]) -> list[list[str]]:
    """The first article of the event, whole, cut to its beginning, or with one word in twelve changed."""
    way = rng.random()
    kept = first if way > 0.4 else first[: max(1, len(first) // 2)]
    if way < 0.7:
        return [list(p) for p in kept]
    vocabulary = _vocabulary()
    return [
        [" ".join(w if rng.random() > 1 / 12 else vocabulary[int(rng.integers(3_000))] for w in s.split()) for s in p]
        for p in kept
    ]


def _zipf(rng: np.random.Generator, size: int, count: int) -> list[int]:
    """Ranks below `size`, the n-th as often as 1/n, by inverting the cumulated frequencies."""
    ranks: list[int] = np.searchsorted(_cumulated(size), rng.random(count)).tolist()
    return ranks


@cache
def _cumulated(size: int) -> np.ndarray:
    weights = 1.0 / np.arange(1, size + 1)
    return np.minimum(np.cumsum(weights) / weights.sum(), 1.0 - 1e-12)


def _name(rng: np.random.Generator) -> str:
    return "".join(rng.choice(_SYLLABLES, int(rng.integers(2, 4)))).capitalize()


@cache
def _vocabulary() -> list[str]:
    """Whole words, the commonest first, as the tokenizer of the vectors lists them."""
    table = json.loads((files("copytaster.fingerprint") / "vectors" / "tokenizer.json").read_text("utf-8"))
    found: dict[str, int] = table["model"]["vocab"]
    return [w for w in sorted(found, key=found.__getitem__) if (w.isascii() and w.isalpha() and len(w) > 1) or w == "a"]
