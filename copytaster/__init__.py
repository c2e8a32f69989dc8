"""Copytaster reads everything that comes in and says what was made from what.

As a library: `check` compares articles with each other, `compare` one with one source. An article is a text or a
`Submission`, what comes back are reports. Nothing is imported before it is used::

    import copytaster

    report = copytaster.compare(published, wire)
    print(report["derivation"], report["sources"][0]["relation"])

The rooms and what each may do: :mod:`copytaster.text`, :mod:`~copytaster.clean`, :mod:`~copytaster.credit`,
:mod:`~copytaster.fingerprint` and :mod:`~copytaster.match` are pure: text in, verdicts out, no clock, no environment.
:mod:`copytaster.archive` talks to a database and :mod:`copytaster.index` to Redis. :mod:`copytaster.runtime` is what
our processes need to live: logs, metrics, the embedded server. :mod:`copytaster.commands` starts them. The whole check
is one page: :mod:`copytaster.pipeline`. :mod:`copytaster.standalone` is that page over a database that is thrown away.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from copytaster.clean import Rejected, Submission
    from copytaster.model import Article
    from copytaster.settings import Settings
    from copytaster.standalone import Report, check, compare, read

__version__ = "0.1.0"

__all__ = ["Article", "Rejected", "Report", "Settings", "Submission", "check", "compare", "read"]

_PLACES = {
    "Article": "model", "Rejected": "clean", "Report": "standalone", "Settings": "settings", "Submission": "clean",
    "check": "standalone", "compare": "standalone", "read": "standalone",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """The public names, each from its room when it is first asked for (PEP 562)."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
