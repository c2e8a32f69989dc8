from array import array
from typing import Any

import numpy.typing as npt

def walk(next: array[int], rows: npt.NDArray[Any], features: npt.NDArray[Any], text: bytes) -> bytearray: ...
