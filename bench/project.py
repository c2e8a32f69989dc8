"""Fit the projection of sentence vectors on labelled stories of this project.

    python -m bench.project EVENTS_DIR... [--write]

Prints how far cosines between sentences move (mean and largest difference) when 512 numbers become 256 bytes; with
--write it writes ``copytaster/fingerprint/meaning.npy``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from copytaster.fingerprint import meaning

AXES = Path(meaning.__file__).with_name("meaning.npy")


def sentences(folders: list[Path]) -> list[str]:
    """Every distinct sentence of the events in these folders, in a fixed order."""
    events = [json.loads(path.read_text()) for folder in folders for path in sorted(folder.glob("*.json"))]
    return sorted({s["t"] for event in events for doc in event["docs"] for p in doc["body"] for s in p})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    vectors = meaning.raw(sentences(args.folders))
    # The axes of most variance about zero, not about the mean: cosines are taken from zero.
    axes = np.linalg.svd(vectors, full_matrices=False)[2][: meaning.DIMENSIONS].T.astype(np.float16)
    projected = vectors @ axes.astype(np.float32)
    kept = np.clip(np.rint(projected * meaning.SCALE), -127, 127).astype(np.int8)
    some = np.random.default_rng(1).permutation(len(vectors))[:1500]
    apart = np.abs(vectors[some] @ vectors[some].T - meaning.unit(kept[some]) @ meaning.unit(kept[some]).T)
    print(f"{len(vectors)} sentences; cosines move by {apart.mean():.4f} on average, {apart.max():.3f} at most; "
          f"largest number {np.abs(projected).max():.3f}")  # fmt: skip
    if args.write:
        np.save(AXES, axes)


if __name__ == "__main__":
    main()
