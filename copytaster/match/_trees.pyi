from typing import Any

import numpy.typing as npt

Array = npt.NDArray[Any]

def answered(features: Array, asked: Array, bounds: Array, answers: Array, width: int) -> bytearray: ...
