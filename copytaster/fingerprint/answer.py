"""What an index answers to a fingerprint: for each of its keys, which articles have it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from copytaster.frozen import frozen

Seqs = npt.NDArray[np.uint32]
"""Numbers of articles in the archive."""


@frozen
class Postings:
    """The answer for one channel: for each key asked, in the order asked, who has it."""

    all_seqs: Seqs
    """The articles that have the keys, key after key."""
    lengths: npt.NDArray[np.int64]
    """How many of them are named for each key: all, or its first holders, or none where too many have it."""
    counts: npt.NDArray[np.uint32]
    """How many articles have each key, also where some were left out."""

    @staticmethod
    def of(seqs: Sequence[Seqs], counts: npt.NDArray[np.uint32]) -> Postings:
        """From the articles of each key."""
        lengths = np.array([len(part) for part in seqs], np.int64)
        return Postings(np.concatenate(seqs) if seqs else np.zeros(0, np.uint32), lengths, counts)

    def only(self, keys: npt.NDArray[np.bool_]) -> Postings:
        """The answer for some of the keys."""
        return Postings(self.all_seqs[np.repeat(keys, self.lengths)], self.lengths[keys], self.counts[keys])

    @property
    def seqs(self) -> tuple[Seqs, ...]:
        """The articles of each key by itself."""
        return tuple(np.split(self.all_seqs, np.cumsum(self.lengths)[:-1])) if len(self.lengths) else ()


@frozen
class Answer:
    """What a probe found in the four channels, and how many articles the index holds."""

    channels: Mapping[str, Postings]
    size: int
