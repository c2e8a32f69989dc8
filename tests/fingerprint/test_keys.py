"""What the index is told of an article: always the same, never of boilerplate, and any shared run of 12 words in it."""

# ruff: noqa: E501 — texts are not broken
from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copytaster.fingerprint import VERSION, BadFingerprint, decode, encode, fingerprint
from copytaster.fingerprint.passages import GRAM, WINDOW, gram_hashes, passage_keys
from copytaster.fingerprint.signature import PERMUTATIONS, band_keys, signature
from copytaster.model import Article, Boilerplate, Fingerprint, ascending
from copytaster.text.words import words
from tests.fingerprint.unicode import articles

RUN = GRAM + WINDOW - 1
WORDS = [f"word{number}" for number in range(12)]
"""Few words, so that runs are shared by accident and repeat themselves too."""

word_lists = st.lists(st.sampled_from(WORDS), max_size=60)


def article(text: str, **said: object) -> Article:
    return replace(Article(id="a" * 32, text=text, language="en"), **said)  # type: ignore[arg-type]


def longest_shared_run(one: list[str], other: list[str]) -> int:
    """The oracle: every pair of places, word by word."""
    best = 0
    for i in range(len(one)):
        for j in range(len(other)):
            n = 0
            while i + n < len(one) and j + n < len(other) and one[i + n] == other[j + n]:
                n += 1
            best = max(best, n)
    return best


def keys(text: list[str]) -> set[int]:
    return set(passage_keys(words(" ".join(text))).tolist())


@given(st.lists(st.one_of(st.integers(0, 9), st.integers(0, 2**64 - 1)), max_size=40))
def test_distinct_keys_are_those_of_numpy(found: list[int]) -> None:
    hashes = np.array(found, np.uint64)
    assert ascending(hashes).tolist() == np.unique(hashes).tolist()


def test_twelve_words_is_what_the_design_promises() -> None:
    assert RUN == 12


@given(word_lists, word_lists, st.lists(st.sampled_from(WORDS), max_size=20), st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=150)
def test_any_shared_run_of_twelve_words_leaves_a_common_key(
    one: list[str], other: list[str], run: list[str], at: int, there: int
) -> None:
    one, other = one[:at] + run + one[at:], other[:there] + run + other[there:]
    shared = longest_shared_run(one, other)
    if shared >= RUN:
        assert keys(one) & keys(other)
    if shared < GRAM:
        assert not keys(one) & keys(other)


@given(st.lists(st.sampled_from(WORDS), min_size=RUN, max_size=30), word_lists, word_lists)
def test_wherever_it_stands(run: list[str], before: list[str], after: list[str]) -> None:
    assert keys(run) & keys(before + run + after)


@given(word_lists)
def test_a_short_text_has_a_key_once_it_has_eight_words(text: list[str]) -> None:
    assert bool(keys(text)) == (len(text) >= GRAM)


def test_a_third_of_the_words() -> None:
    """The density that winnowing promises, 2 / (window + 1), on a text without repetition."""
    text = words(" ".join(f"w{number}" for number in range(30_000)))
    assert len(passage_keys(text)) / len(text) == pytest.approx(2 / (WINDOW + 1), rel=0.05)


@given(word_lists, st.integers(1, 12))
def test_grams_are_equal_where_the_words_are(text: list[str], size: int) -> None:
    hashes = gram_hashes(words(" ".join(text)), size).tolist()
    grams = [tuple(text[i : i + size]) for i in range(len(text) - size + 1)]
    assert len(hashes) == len(grams)
    assert len(set(hashes)) == len(set(grams)) == len(set(zip(hashes, grams, strict=True)))


@given(articles())
@settings(max_examples=50)
def test_encode_and_decode(given_: Article) -> None:
    made = fingerprint(given_)
    assert same(decode(encode(made)), made)


def same(x: Fingerprint, y: Fingerprint) -> bool:
    arrays = all(
        np.array_equal(getattr(x, n), getattr(y, n)) and getattr(x, n).dtype == getattr(y, n).dtype
        for n in ("signature", "bands", "passages", "terms")
    )
    return arrays and (x.words, x.version) == (y.words, y.version)


@given(st.binary(max_size=700))
def test_other_bytes_are_no_fingerprint(data: bytes) -> None:
    with pytest.raises(BadFingerprint):
        decode(data)


@given(st.data())
def test_a_damaged_fingerprint_is_none(data: st.DataObject) -> None:
    whole = encode(
        fingerprint(article("The harbour of Lowmouth was closed for nine hours after a crane had tipped over."))
    )
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(BadFingerprint):
        decode(whole[:cut])
    with pytest.raises(BadFingerprint):
        decode(whole + b"\0")
    with pytest.raises(BadFingerprint):
        decode((VERSION + 1).to_bytes(2, "little") + whole[2:])


PROSE = """The harbour master of Lowmouth, Ida Morn, closed the western basin on Tuesday for 36 hours.

A crane had tipped over while it lifted turbine blades worth 4.2 million crowns on to a barge bound for Tessaly."""


def test_boilerplate_is_not_fingerprinted() -> None:
    promo = "\n\nSign up for our newsletter, the Tessaly Tide, and never miss a word that Petra Halvorsen of Brannock says about 7,311 lobsters."
    start = len(PROSE) + 2
    with_promo = article(PROSE + promo, boilerplate=(Boilerplate(start, len(PROSE + promo)),))
    assert same(fingerprint(with_promo), fingerprint(article(PROSE)))
    assert not same(fingerprint(article(PROSE + promo)), fingerprint(article(PROSE)))


def test_metadata_is_not_fingerprinted() -> None:
    other = article(
        PROSE, id="b" * 32, title="Crane tips over", byline="By Someone Else", agency="Reuters", outlet="Reuters"
    )
    assert same(fingerprint(other), fingerprint(article(PROSE)))


def test_bytes_are_the_same_in_another_process() -> None:
    """Python's own hashes differ from one process to the next; these must not."""
    code = (
        "import sys; from copytaster.fingerprint import *; from copytaster.model import Article;"
        "sys.stdout.buffer.write(encode(fingerprint(Article(id='a' * 32, text=sys.stdin.read(), language='en'))))"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code], input=PROSE.encode(), capture_output=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(p for p in sys.path if p), "PATH": ""},
        )  # fmt: skip
        assert done.stdout == encode(fingerprint(article(PROSE)))


@given(st.integers(40, 120), st.integers(0, 40))
@settings(max_examples=40)
def test_the_signature_estimates_the_resemblance(shared: int, changed: int) -> None:
    """Within five standard errors of the Jaccard resemblance of the two sets of word 5-grams."""
    one = [f"a{n}" for n in range(shared)] + [f"b{n}" for n in range(changed)]
    other = [f"a{n}" for n in range(shared)] + [f"c{n}" for n in range(changed)]
    shingles = [{tuple(x[i : i + 5]) for i in range(len(x) - 4)} for x in (one, other)]
    truth = len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])
    a, b = (signature(words(" ".join(x))) for x in (one, other))
    error = 5 * np.sqrt(max(truth * (1 - truth), 1e-9) / PERMUTATIONS) + 1e-9
    assert abs(float((a == b).mean()) - truth) <= error


def test_bands_differ_from_one_another() -> None:
    """The same four values in two bands are two keys, or articles would meet by accident."""
    assert len(set(band_keys(np.zeros(PERMUTATIONS, np.uint32)).tolist())) == 32


def test_the_number_of_keys_is_bounded() -> None:
    text = " ".join(f"Name{n} {n}.{n} zyx{n}." for n in range(1_500))
    made = fingerprint(article(text))
    assert len(made.terms) <= 80 + 80 + 24
    assert len(made.bands) == 32
