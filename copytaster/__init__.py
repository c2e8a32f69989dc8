"""Copytaster reads everything that comes in and says what was made from what.

The library is pure: text in, verdicts out. Only :mod:`copytaster.archive` and
:mod:`copytaster.index` talk to a database or to Redis, and nothing in here reads the clock
or the environment. The whole check is one page: :mod:`copytaster.pipeline`.
"""

__version__ = "0.1.0"
