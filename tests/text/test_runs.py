"""The compiled hashes of runs of words, and their MinHash, against numpy and datasketch, which are their oracles."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copytaster.model import Hashes
from copytaster.text import words as cutting
from copytaster.text.words import Words

signing = import_module("copytaster.fingerprint.signature")  # the package has a function of this name
compiled = pytest.mark.skipif(cutting._runs is None, reason="built without a compiler")
hashes = st.lists(st.integers(0, 2**64 - 1), max_size=40).map(lambda found: np.array(found, np.uint64))


def words_of(found: Hashes) -> Words:
    places = np.arange(len(found), dtype=np.int32)
    return Words([str(at) for at in places], places, places, found)


@compiled
@given(hashes, st.integers(1, 9))
def test_runs_hash_as_in_numpy(found: Hashes, size: int) -> None:
    made, told = cutting.gram_hashes(words_of(found), size), cutting.plain_gram_hashes(found, size)
    assert (made.dtype, made.tolist()) == (told.dtype, told.tolist())


@compiled
@given(hashes)
def test_the_signature_is_that_of_datasketch(found: Hashes) -> None:
    told = signing.plain_signature(cutting.gram_hashes(words_of(found), min(signing.SHINGLE, max(1, len(found)))))
    made = signing.signature(words_of(found))
    assert (made.dtype, made.tolist()) == (told.dtype, told.tolist())


@compiled
@given(st.lists(st.integers(0, 2**32 - 1), max_size=12))
def test_bands_are_keyed_as_in_numpy(numbers: list[int]) -> None:
    signed = np.repeat(np.array(numbers, np.uint32), signing.ROWS) ^ np.arange(4 * len(numbers), dtype=np.uint32)
    made, told = signing.band_keys(signed), signing.plain_band_keys(signed)
    assert (made.dtype, made.tolist()) == (told.dtype, told.tolist())


def test_without_a_compiler_both_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    found = cutting.words("The minister opened the bridge in Oslo on Tuesday, the ministry said.")
    made = cutting.gram_hashes(found, 3).tolist(), signing.signature(found).tolist()
    monkeypatch.setattr(cutting, "_runs", None)
    monkeypatch.setattr(signing, "_runs", None)
    assert (cutting.gram_hashes(found, 3).tolist(), signing.signature(found).tolist()) == made


@compiled
def test_runs_of_no_word_and_parts_of_bands_are_refused() -> None:
    with pytest.raises(ValueError, match="one word at least"):
        cutting._runs.grams(np.zeros(3, np.uint64), 0)
    for numbers, rows in ((6, 4), (4, 0)):
        with pytest.raises(ValueError, match="whole bands"):
            cutting._runs.bands(np.zeros(numbers, np.uint32), rows)
