"""The pieces of a word are those of the library, and so is what the table makes of them."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models

from copytaster.fingerprint import vectors
from copytaster.fingerprint.word_pieces import WordPieces


@pytest.fixture(scope="module")
def library() -> Tokenizer:
    return Tokenizer.from_file(str(files("copytaster.fingerprint") / "vectors" / "tokenizer.json"))


@pytest.fixture(scope="module")
def pieces(library) -> WordPieces:
    return WordPieces(library)


LETTERS = st.text("aeinorstxyz'-09", max_size=30)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PARTS = ["bridge", "s", "ing", "un", "12", "q", "zx", "the", "re", "e"]
JOINED = st.lists(st.sampled_from(PARTS), max_size=9).map("".join)


@given(LETTERS | ANY | JOINED)
def test_pieces_are_those_of_the_library(pieces, library, word):
    assert list(pieces(word)) == library.encode(word, add_special_tokens=False).ids


@pytest.mark.parametrize("word", ["", "a", "A", "x" * 100, "x" * 101, "1250", "[unk]", "[UNK]", "##s", "kyiv", "Киев"])
def test_at_the_edges_too(pieces, library, word):
    assert list(pieces(word)) == library.encode(word, add_special_tokens=False).ids


def test_every_word_of_the_vocabulary_is_one_piece(pieces, library):
    for piece, number in library.get_vocab(with_added_tokens=False).items():
        if piece.isascii() and piece.isalnum():
            assert list(pieces(piece)) == [number]


def test_a_tokenizer_of_another_sort_cuts_by_itself():
    letters = Tokenizer(models.BPE({"a": 0, "b": 1, "ab": 2}, [("a", "b")]))
    assert list(WordPieces(letters)("aba")) == letters.encode("aba").ids == [2, 0]


def test_rareness_is_the_length_of_the_pieces_added_up(library):
    table = vectors.Vectors()
    for word in ("bridge", "unbridgeable", "kabulov", "1250", "zx9q", "Österreich", ""):
        rows = table._rows[library.encode(word, add_special_tokens=False).ids]
        length = float(np.linalg.norm(rows.sum(axis=0, dtype=np.float32)))
        expected = min(1.0, max(0.0, (length - 75.0) / 115.0)) if len(rows) else 0.0
        assert table.weights([word])[0] == pytest.approx(expected, abs=1e-6)
