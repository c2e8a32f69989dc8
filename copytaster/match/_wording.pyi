from collections.abc import Sequence
from typing import Any

import numpy.typing as npt

from copytaster.model import Kind

Array = npt.NDArray[Any]

def wordings(
    hashes_a: Array, quoted_a: Array, bounds_a: Array, capital_a: Array, respelt_a: Array | None,
    hashes_b: Array, quoted_b: Array, bounds_b: Array, links: list[tuple[int, int, bool]],
    kinds: Sequence[Kind], edited: float, run: int, part: float, long_run: int, /,
) -> list[tuple[Kind, tuple[int, int], tuple[int, int], int, int, bool, int]]: ...  # fmt: skip
