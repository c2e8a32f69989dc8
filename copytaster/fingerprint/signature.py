"""The MinHash signature over word 5-grams, and its LSH bands (Broder 1997; Indyk & Motwani 1998).

datasketch computes the signature, or, with its permutations and to the same numbers, a compiled loop
(`text/_runs.c`); the shingles come ready hashed to 32 bits, so its own SHA-1 is bypassed. 32 bands of 4 rows find a
resemblance of 0.5 with probability 0.87 and of 0.7 with certainty; what MinHash cannot see is left to the other
channels.
"""

from __future__ import annotations

import importlib.util
import sys
from copy import copy
from typing import Any

import numpy as np
import numpy.typing as npt
import xxhash

from copytaster.model import Hashes
from copytaster.text.words import Words, gram_hashes

try:
    from copytaster.text import _runs
except ImportError:  # built without a compiler
    _runs = None  # type: ignore[assignment]

SHINGLE = 5
PERMUTATIONS = 128
ROWS = 4


def _datasketch(module: str) -> Any:
    """One module of datasketch. Its ``__init__`` imports every index it has, and with them scipy and redis: 143 MB
    to install, 1.5 s and 80 MB in every process, for what we do not use. The lock leaves scipy out, so the module is
    imported behind a bare stand-in for the package, which is then taken away."""
    name = f"datasketch.{module}"
    if "datasketch" in sys.modules or name in sys.modules:
        return importlib.import_module(name)
    spec = importlib.util.find_spec("datasketch")
    if spec is None:
        raise ModuleNotFoundError("datasketch is not installed", name="datasketch")
    sys.modules["datasketch"] = importlib.util.module_from_spec(spec)
    try:
        return importlib.import_module(name)
    finally:
        del sys.modules["datasketch"]


MinHash = _datasketch("minhash").MinHash
_EMPTY = MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=int, scheme="affine32")


def signature(words: Words) -> npt.NDArray[np.uint32]:
    """(128,) the signature; a text shorter than a shingle is one shingle."""
    shingles = gram_hashes(words, min(SHINGLE, max(1, len(words))))
    if _runs is not None:
        return np.frombuffer(_runs.lowest(shingles, _EMPTY.permutations), np.uint32)
    return plain_signature(shingles)


def plain_signature(shingles: Hashes) -> npt.NDArray[np.uint32]:
    """(128,) the signature of a text with these shingles, by datasketch: the oracle of `_runs.c`, and what is used
    where that could not be compiled."""
    sketch = copy(_EMPTY)  # to make one takes as long as to fill it; filling it puts new values in their place
    sketch.update_batch((shingles >> np.uint64(32)).tolist())
    return np.asarray(sketch.hashvalues, np.uint32)


def exact_key(words: Words) -> Hashes:
    """(1,) a hash of all words in their order: two texts share it when they differ in nothing that folding keeps."""
    return np.array([xxhash.xxh3_64_intdigest(words.hashes.tobytes())], np.uint64)


def band_keys(signed: npt.NDArray[np.uint32]) -> Hashes:
    """(32,) one key for each band of 4 rows, different for different bands."""
    if _runs is not None:
        return np.frombuffer(_runs.bands(signed, ROWS), np.uint64)
    return plain_band_keys(signed)


def plain_band_keys(signed: npt.NDArray[np.uint32]) -> Hashes:
    """The same on arrays: the oracle of `_runs.c`, and what is used where that could not be compiled."""
    bands = signed.reshape(-1, ROWS).astype(np.uint64)
    keys = np.arange(1, len(bands) + 1, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93)
    for column in bands.T:
        keys = (keys ^ column) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    return keys
