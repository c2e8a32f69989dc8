"""Which index it is: what it is made of, by which version of the program, and a number that no other one has.

Two versions of the program work side by side while one replaces the other. An index cannot be both's: were each to
build it anew as soon as it finds that of the other, every check would wait for an index to be built, until the last old
worker is gone. So the later version has it, and the older one waits.
"""

from __future__ import annotations

import secrets

from redis import RedisError

from copytaster.fingerprint import VERSION
from copytaster.index import scripts


class LaterIndex(RedisError):
    """The index is of a later version of the program than this one, which may neither ask it nor build another."""


def source(made_of: str) -> str:
    """What an index is made of that this program builds; `made_of` is the caller's part of it."""
    return f"{scripts.LAYOUT}.{VERSION}.{made_of}"


def new(source: str) -> str:
    """The name of an index that is begun now."""
    return f"{source}:{secrets.token_hex(8)}"


def is_of(name: str, source: str) -> bool:
    """Whether the index of this name is made of that. Raises `LaterIndex`."""
    found, colon, _ = name.rpartition(":")
    if colon and _version(found) > _version(source):
        raise LaterIndex("the index is of a later version of copytaster; `copytaster reindex` makes it one of this one")
    return bool(colon) and found == source


def _version(source: str) -> tuple[int, ...]:
    """Of the layout and of the fingerprints."""
    return tuple(int(part) if part.isdigit() else 0 for part in source.split(".", 2)[:2])
