"""What was asked for last: the one bounded memory, for whoever keeps what costs much to make again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def _one(value: object) -> int:
    return 1


def _nothing(value: object) -> None:
    return None


class Recent(Generic[K, V]):
    """Values by key, at most `most` in weight: those go that nobody asked for longest. Any thread may ask.

    What was put last is kept, whatever it weighs. `weigh` gives the weight of a value, one if it is not given, and
    `least` what any value weighs at least, for however little it holds, it takes its kilobyte; `forget` is told of each
    value that goes.
    """

    def __init__(
        self, most: int, weigh: Callable[[V], int] = _one, forget: Callable[[V], None] = _nothing, least: int = 1
    ) -> None:
        self._most, self._weigh, self._forget, self._least = most, weigh, forget, least
        self._lock = threading.Lock()
        self._held: OrderedDict[K, V] = OrderedDict()
        self._weight = 0

    def __len__(self) -> int:
        return len(self._held)

    @property
    def weight(self) -> int:
        """Of all that is kept."""
        return self._weight

    def get(self, key: K) -> V | None:
        """What is kept under `key`; None when it is not."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, key: K, value: V) -> None:
        """Keep `value`, in the place of what was kept under `key`."""
        with self._lock:
            self._drop(key)
            self._held[key] = value
            self._weight += self._weight_of(value)
            while self._weight > self._most and len(self._held) > 1:
                self._drop(next(iter(self._held)))

    def drop(self, key: K) -> None:
        """Keep nothing under `key`."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            for key in list(self._held):
                self._drop(key)

    def _drop(self, key: K) -> None:
        if (gone := self._held.pop(key, None)) is not None:
            self._weight -= self._weight_of(gone)
            self._forget(gone)

    def _weight_of(self, value: V) -> int:
        return max(self._least, self._weigh(value))


class Made(Generic[V]):
    """What was made of objects that never change, at most `most` in weight, each `least` at least. It is found by which
    objects they are, not by what they hold, which may be long; they are held with it, so that no other object comes to
    stand for one."""

    def __init__(self, most: int, least: int = 1) -> None:
        self._recent: Recent[Hashable, tuple[tuple[object, ...], V, int]]
        self._recent = Recent(most, lambda held: held[2], least=least)

    def __call__(
        self, make: Callable[[], V], *of: object, weight: int | Callable[[V], int], beside: Hashable = None
    ) -> V:
        """What `make` gives, or gave before for these objects. `beside`: what else it depends on; `weight`: of what is
        made and of the objects that are held with it, or what gives it of what was made."""
        key = (*map(id, of), beside)
        held = self._recent.get(key)
        if held is None:
            made = make()  # two threads may do it twice, none has to wait
            held = of, made, weight(made) if callable(weight) else weight
            self._recent.put(key, held)
        return held[1]

    def __len__(self) -> int:
        return len(self._recent)

    @property
    def weight(self) -> int:
        """Of all that is kept."""
        return self._recent.weight

    def clear(self) -> None:
        """Keep nothing any more."""
        self._recent.clear()
