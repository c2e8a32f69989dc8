"""Whether a publisher is an agency, and which."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache


@cache
def _canonical() -> Callable[[str], str | None]:
    try:
        from copytaster.credit.agencies import canonical
    except ImportError:
        return lambda name: None
    return canonical


@cache
def _by_domain() -> Callable[[str], str | None]:
    try:
        from copytaster.credit.agencies import by_domain
    except ImportError:
        return lambda host: None

    def named(host: str) -> str | None:
        found = by_domain(host) if "." in host and " " not in host else None
        return found.name if found is not None else None

    return named


def agency(name: str | None) -> str | None:
    """The usual short name of the agency that `name` names, or None when it names none that we know."""
    if not name:
        return None
    return _canonical()(name) or _by_domain()(name.strip().lower())


def first_agency(names: Iterable[str]) -> str | None:
    """The first known agency among `names`."""
    return next((known for name in names if (known := agency(name))), None)
