"""What two processes cost each other that have nothing to do with each other: the control beside `bench.whole`.

Two cores share memory, caches and often one power budget, and on a rented machine they may be halves of one core. So a
process that works beside another one uses more CPU time for the same work, and no program can help it. The same pure
computation (products of matrices, a walk through more memory than caches hold, dictionaries and strings) is run alone
and twice at once.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 3


def measured(rounds: int = ROUNDS) -> tuple[float, float]:
    """CPU seconds of the computation alone, and of one of two at once: medians, the two in turn."""
    alone, beside = [], []
    for _ in range(rounds):
        alone += _at_once(1)
        beside += _at_once(2)
    return statistics.median(alone), statistics.median(beside)


def _at_once(count: int) -> list[float]:
    own = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, __file__]
    running = [subprocess.Popen(command, env=own, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    return [float(process.communicate()[0]) for process in running]


def _compute() -> None:
    import numpy as np

    left = np.full((345, 512), 0.5, np.float32)
    right = np.full((512, 2_560), 0.5, np.float32)
    far = np.arange(16_000_000, dtype=np.int32)[::-1].copy()
    places = (np.arange(2_000_000, dtype=np.int64) * 7_919) % len(far)
    began = time.process_time()
    for _ in range(40):
        left @ right
    for _ in range(10):
        far[places].sum()
    found: dict[int, str] = {}
    for number in range(1_000_000):
        found[number % 5_000] = str(number)
    print(time.process_time() - began)


if __name__ == "__main__":
    _compute()
