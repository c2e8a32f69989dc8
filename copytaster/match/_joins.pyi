from typing import Any

import numpy.typing as npt

Array = npt.NDArray[Any]

def in_common(x: Array, y: Array, /) -> bytearray: ...
def held_by(ordered: Array, asked: Array, /) -> bytearray: ...
def places(x: Array, order_x: Array, y: Array, order_y: Array, most: int, /) -> bytearray: ...
def in_runs(here: Array, there: Array, bounds_x: Array, bounds_y: Array, size: int, /) -> bytearray: ...
def spread(x: Array, order: Array, y: Array, words: int, size: int, /) -> bytearray: ...
def shares(flags: Array, bounds: Array, /) -> bytearray: ...
def columns(places: Array, bounds: Array, chosen: Array, all: int, /) -> bytearray: ...
def likest(
    columns: Array, bounds: Array, their_columns: Array, their_bounds: Array, weights: Array, mass: Array,
    cosine: Array | None, runs: Array, little: float, most: int, /,
) -> bytearray: ...  # fmt: skip
def rest(
    columns: Array, bounds: Array, their_columns: Array, their_bounds: Array, weights: Array, mass: Array,
    best: Array, /,
) -> bytearray: ...  # fmt: skip
def agreeing(
    mine: Array, sentence: Array, theirs: Array, sentences: int, number: float, clock: float, exact: float,
    converted: float, month: float, /,
) -> bytearray: ...  # fmt: skip
def missing(ordered: Array, asked: Array, sentence: Array, sentences: int, /) -> bytearray: ...
def shares_in_rows(x: Array, order: Array, y: Array, bounds: Array, size: int, /) -> bytearray: ...
def features(
    cosine: Array, second: Array, mutual: Array, own: Array, runs: Array, content: Array, figures: Array,
    names: Array, quoted: Array, rare: Array, length: Array, most_figures: float, most_names: float, /,
) -> bytearray: ...  # fmt: skip
