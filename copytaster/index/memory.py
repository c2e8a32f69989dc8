"""The index in this process: for tests, for checking a handful of files, and as the oracle of the other one."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from threading import RLock

import numpy as np

from copytaster.index import CHANNELS, Answer, Fetch, Postings, Seqs, identities
from copytaster.model import Fingerprint

_EMPTY: Seqs = np.empty(0, np.uint32)


class MemoryIndex:
    """`Index` in dictionaries. Safe for threads; never lost, for it ends with its process."""

    def __init__(self, common: int = 400) -> None:
        self.common = common
        self._postings: dict[str, dict[int, list[int]]] = {channel: {} for channel in CHANNELS}
        self._members: set[int] = set()
        self._lock = RLock()

    def add(self, seq: int, fingerprint: Fingerprint) -> None:
        with self._lock:
            for channel, postings in self._postings.items():
                for key in _keys(fingerprint, channel):
                    seqs = postings.setdefault(key, [])
                    if not _has(seqs, seq):
                        insort(seqs, seq)
            self._members.add(seq)

    def add_many(self, items: Iterable[tuple[int, Fingerprint]]) -> int:
        count = 0
        for seq, fingerprint in items:
            self.add(seq, fingerprint)
            count += 1
        return count

    def remove(self, seq: int, fingerprint: Fingerprint) -> None:
        with self._lock:
            for channel, postings in self._postings.items():
                for key in _keys(fingerprint, channel):
                    seqs = postings.get(key, [])
                    if _has(seqs, seq):
                        seqs.remove(seq)
                        if not seqs:
                            del postings[key]
            self._members.discard(seq)

    def forget(self, seqs: Iterable[int]) -> None:
        gone = set(seqs)
        with self._lock:
            for channel, postings in self._postings.items():
                kept = {key: [seq for seq in have if seq not in gone] for key, have in postings.items()}
                self._postings[channel] = {key: have for key, have in kept.items() if have}
            self._members -= gone

    def probe(self, fingerprint: Fingerprint) -> Answer:
        with self._lock:
            return Answer({c: self._look(c, _keys(fingerprint, c)) for c in CHANNELS}, len(self._members))

    def members(self) -> Seqs:
        with self._lock:
            return np.array(sorted(self._members), np.uint32)

    def clear(self) -> None:
        with self._lock:
            self._members.clear()
            for postings in self._postings.values():
                postings.clear()

    def rebuild(self, items: Iterable[tuple[int, Fingerprint]], *, force: bool = False) -> bool:
        if not force:
            return False
        with self._lock:
            self.clear()
            self.add_many(items)
        return True

    def reconcile(self, all_seqs: Iterable[int], fetch: Fetch) -> tuple[int, int]:
        with self._lock:
            wanted = set(all_seqs)
            missing = fetch(sorted(wanted - self._members))
            extra = self._members - wanted
            self.forget(extra)
            return self.add_many(missing.items()), len(extra)

    def dump(self) -> Mapping[str, Mapping[int, tuple[int, ...]]]:
        with self._lock:
            return {c: {key: tuple(seqs) for key, seqs in postings.items()} for c, postings in self._postings.items()}

    def _look(self, channel: str, keys: list[int]) -> Postings:
        postings = self._postings[channel]
        found = [postings.get(key, ()) for key in keys]
        return Postings.of(
            tuple(np.array(seqs, np.uint32) if 0 < len(seqs) <= self.common else _EMPTY for seqs in found),
            np.array([len(seqs) for seqs in found], np.uint32),
        )


def _keys(fingerprint: Fingerprint, channel: str) -> list[int]:
    keys: list[int] = identities(getattr(fingerprint, channel)).tolist()
    return keys


def _has(seqs: list[int], seq: int) -> bool:
    at = bisect_left(seqs, seq)
    return at < len(seqs) and seqs[at] == seq
