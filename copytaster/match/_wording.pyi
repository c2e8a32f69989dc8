from typing import Any

import numpy.typing as npt

Array = npt.NDArray[Any]

def in_common(
    hashes_a: Array, quoted_a: Array, capital_a: Array, hashes_b: Array, quoted_b: Array,
    first_a: int, last_a: int, first_b: int, last_b: int, misread: bool,
) -> tuple[list[tuple[int, int, int]], int, int, int]: ...  # fmt: skip
