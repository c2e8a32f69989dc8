"""What every app of the tests compiles alike is compiled once a process: its templates, and how its rules are built.

Hundreds of tests make a service of their own. Jinja keeps the code of a template with the app that asked for it, and
Werkzeug compiles two functions for each of eighty rules whenever an app is made: together half of the CPU of the tests
of pages and of the API. The code hangs on what it is made from alone, and is found again by that. A service that a
test starts as a process compiles its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import CodeType

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from typing_extensions import override
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]
_COMPILE = Rule._compile_builder


class Templates(BytecodeCache):
    """The code of templates, by their place and a checksum of their source."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], CodeType] = {}

    @override
    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._made.get((bucket.key, bucket.checksum))

    @override
    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._made[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def apps_are_compiled_once() -> Iterator[None]:
    made: dict[tuple[object, ...], Builder] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:  # they are written into the code
            return _COMPILE(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in made:
            made[key] = _COMPILE(rule, append_unknown)
        return made[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Flask, "jinja_options", {"bytecode_cache": Templates()})
        patched.setattr(Rule, "_compile_builder", builder)
        yield
