"""Copytaster reads everything that comes in and says what was made from what.

The rooms and what each may do: :mod:`copytaster.text`, :mod:`~copytaster.clean`, :mod:`~copytaster.credit`,
:mod:`~copytaster.fingerprint` and :mod:`~copytaster.match` are pure: text in, verdicts out, no clock, no environment.
:mod:`copytaster.archive` talks to a database and :mod:`copytaster.index` to Redis. :mod:`copytaster.runtime` is what
our processes need to live: logs, metrics, the embedded server. :mod:`copytaster.commands` starts them. The whole check
is one page: :mod:`copytaster.pipeline`.
"""

__version__ = "0.1.0"
