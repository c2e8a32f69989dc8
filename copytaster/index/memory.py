"""The index in this process: for tests, for checking a handful of files, and as the oracle of the other one."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from threading import RLock

import numpy as np

from copytaster.fingerprint.ranks import MINUTE, NOT_A_WIRE
from copytaster.index import BURST, CHANNELS, EVERYBODY, FIRST, NEAR, Answer, Fetch, Postings, Seqs, identities
from copytaster.model import Fingerprint

Holder = tuple[int, int]
"""Rank and seq of an article: its place among those who have a key."""


class MemoryIndex:
    """`Index` in dictionaries. Safe for threads; never lost, for it ends with its process."""

    def __init__(self, common: int = 400) -> None:
        self.common = max(common, FIRST)
        self._postings: dict[str, dict[int, list[Holder]]] = {channel: {} for channel in CHANNELS}
        self._members: dict[int, int] = {}
        self._lock = RLock()

    def add(self, seq: int, fingerprint: Fingerprint) -> None:
        holder = fingerprint.rank, seq
        with self._lock:
            for channel, postings in self._postings.items():
                for key in _keys(fingerprint, channel):
                    holders = postings.setdefault(key, [])
                    if not _has(holders, holder):
                        insort(holders, holder)
            self._members[seq] = fingerprint.rank

    def add_many(self, items: Iterable[tuple[int, Fingerprint]]) -> int:
        count = 0
        for seq, fingerprint in items:
            self.add(seq, fingerprint)
            count += 1
        return count

    def remove(self, seq: int, fingerprint: Fingerprint) -> None:
        with self._lock:
            holder = self._members.pop(seq, fingerprint.rank), seq
            for channel, postings in self._postings.items():
                for key in _keys(fingerprint, channel):
                    holders = postings.get(key, [])
                    if _has(holders, holder):
                        holders.remove(holder)
                        if not holders:
                            del postings[key]

    def forget(self, seqs: Iterable[int]) -> None:
        gone = set(seqs)
        with self._lock:
            for channel, postings in self._postings.items():
                kept = {key: [one for one in have if one[1] not in gone] for key, have in postings.items()}
                self._postings[channel] = {key: have for key, have in kept.items() if have}
            for seq in gone:
                self._members.pop(seq, None)

    def probe(self, fingerprint: Fingerprint) -> Answer:
        with self._lock:
            channels = {c: self._look(c, fingerprint) for c in CHANNELS}
            return Answer(channels, len(self._members))

    def meet(self, seq: int, fingerprint: Fingerprint) -> Answer:
        with self._lock:
            self.add(seq, fingerprint)
            return self.probe(fingerprint)

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
            missing = fetch(sorted(wanted - self._members.keys()))
            extra = self._members.keys() - wanted
            self.forget(extra)
            return self.add_many(missing.items()), len(extra)

    def dump(self) -> Mapping[str, Mapping[int, tuple[int, ...]]]:
        with self._lock:
            return {
                channel: {key: tuple(sorted(seq for _, seq in holders)) for key, holders in postings.items()}
                for channel, postings in self._postings.items()
            }

    def _look(self, channel: str, fingerprint: Fingerprint) -> Postings:
        mine = fingerprint.rank
        found = [self._postings[channel].get(key, []) for key in _keys(fingerprint, channel)]
        named = [self._named(channel, holders, mine) for holders in found]
        return Postings.of(
            tuple(np.array([seq for _, seq in holders], np.uint32) for holders in named),
            np.array([len(holders) for holders in found], np.uint32),
        )

    def _named(self, channel: str, holders: list[Holder], mine: int) -> list[Holder]:
        if len(holders) <= self.common or channel == "exact":
            return holders
        carried = self._carried(channel, holders, mine)
        return carried if channel != "terms" else sorted({*carried, *_nearest(holders, mine)})

    def _carried(self, channel: str, holders: list[Holder], mine: int) -> list[Holder]:
        """The first holders of a common key that is carried in a burst."""
        at = bisect_left(holders, (NOT_A_WIRE, 0))
        longer = range(at) if at > len(holders) - at else range(at, len(holders))
        quarter = _minutes(holders[longer[len(longer) // 4]])
        if _minutes(holders[longer[3 * len(longer) // 4]]) - quarter > BURST:
            return []
        most, first, first_wire, later = FIRST, at, 0, holders[:0]
        if channel == "terms":
            since = max(0, quarter - BURST) * MINUTE
            first_wire, first = bisect_left(holders, (since, 0)), bisect_left(holders, (NOT_A_WIRE + since, 0))
        elif mine < NOT_A_WIRE:
            place = bisect_left(holders, (mine, 0))
            if place == 0:
                most = EVERYBODY
            elif place < FIRST:
                start = max(at + FIRST - min(FIRST, at), bisect_left(holders, (NOT_A_WIRE + mine, 0)))
                later = holders[start : start + EVERYBODY]
        wires = holders[first_wire : min(at, first_wire + most)]
        return wires + holders[first : first + most - len(wires)] + later


def _keys(fingerprint: Fingerprint, channel: str) -> list[int]:
    keys: list[int] = identities(getattr(fingerprint, channel)).tolist()
    return keys


def _nearest(holders: list[Holder], mine: int) -> list[Holder]:
    """The wires and the others nearest in time to a rank."""
    at, found = bisect_left(holders, (NOT_A_WIRE, 0)), holders[:0]
    for part, rank in ((holders[:at], mine % NOT_A_WIRE), (holders[at:], mine % NOT_A_WIRE + NOT_A_WIRE)):
        place = bisect_left(part, (rank, 0))
        found = found + part[max(0, place - NEAR) : place + NEAR]
    return found


def _has(holders: list[Holder], holder: Holder) -> bool:
    at = bisect_left(holders, holder)
    return at < len(holders) and holders[at] == holder


def _minutes(holder: Holder) -> int:
    return holder[0] % NOT_A_WIRE // MINUTE
