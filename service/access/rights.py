"""What somebody may do: scopes, and the roles that stand for some of them.

One table for everybody: API keys name scopes or roles in their file, people get roles from what their provider says of
them (`oidc_roles`) or from a file (`people`). An operation asks for a scope and never for a role. People may be in
teams too, told in the same places as ``team:NAME``: a team lets nobody do anything, it shares views of the desk.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from copytaster.archive import Person
from copytaster.frozen import frozen
from copytaster.settings import SettingError
from service.errors import Problem

SCOPES = ("submit", "read", "judge", "embargo", "admin")
ROLES: Mapping[str, tuple[str, ...]] = {"reader": ("read",), "editor": ("submit", "read", "judge")}
"""Beside them `admin`, which is a role and a scope: it may do everything."""
NAMES = ("reader", "editor", *SCOPES)
_REFUSED: Mapping[str, str] = {
    "submit": "You may not hand in articles.",
    "read": "You may not look at articles and reports.",
    "judge": "This is for editors: judging sources, working on articles, sharing views.",
    "embargo": "This is for those who may see articles under embargo.",
    "admin": "This is for administrators.",
}
ASK = "Whoever looks after Copytaster in your newsroom can let you; please ask them."
"""What a page says to somebody who may not do what they tried."""
EVERYBODY = "*"
TEAM = "team:"
"""Begins what names a team, where rights are told and where the owner of a view is."""
_TEAM_NAME = re.compile(r"[^\W_][\w.&-]{0,39}")

T = TypeVar("T")


def scopes_of(names: Iterable[str]) -> frozenset[str]:
    """The scopes that these roles and scopes are. Raises ValueError for a name that is neither."""
    wanted = list(names)
    if not set(wanted) <= set(NAMES):
        raise ValueError(f"scopes and roles are {', '.join(NAMES)}")
    return frozenset(scope for name in wanted for scope in ROLES.get(name, (name,)))


def scope_missing(scope: str, detail: str) -> Problem:
    """The answer to who lacks a scope: programs read its name in `detail`, people whom to ask."""
    return Problem(403, "scope_missing", detail, on_page=f"{_REFUSED[scope]} {ASK}")


@frozen
class Granted:
    """What somebody has: scopes, and the names of teams."""

    scopes: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()

    def __or__(self, other: Granted) -> Granted:
        return Granted(self.scopes | other.scopes, self.teams | other.teams)


def granted_by(names: Iterable[str]) -> Granted:
    """What these roles, scopes and teams give. Raises ValueError for a name that is none of them."""
    wanted = list(names)
    teams = frozenset(name.removeprefix(TEAM) for name in wanted if name.startswith(TEAM))
    for team in teams:
        if not _TEAM_NAME.fullmatch(team):
            raise ValueError(f"{team!r} is no name of a team: letters, digits, dots and hyphens, forty at most")
    return Granted(scopes_of(name for name in wanted if not name.startswith(TEAM)), teams)


@frozen
class Caller:
    """Who asks: the holder of a key, or a person. `id` is what the audit log calls them."""

    id: str
    scopes: frozenset[str]
    name: str

    def may(self, scope: str) -> bool:
        return "admin" in self.scopes or scope in self.scopes

    @property
    def person(self) -> str | None:
        """The id of the person who asks; None: a key does."""
        return None

    @property
    def owns(self) -> frozenset[str]:
        """The owners of views that are theirs: they themselves, and their teams."""
        return frozenset({self.id})


@frozen
class Signed(Caller):
    """A person who has signed in."""

    teams: frozenset[str] = frozenset()

    @property
    def person(self) -> str | None:
        return self.id

    @property
    def owns(self) -> frozenset[str]:
        return frozenset({self.id, *(TEAM + team for team in self.teams)})


class Watched(Generic[T]):
    """What a file says, read again when it changes. Raises what `read` raises, and OSError."""

    def __init__(self, path: Path, read: Callable[[Path], T]) -> None:
        self._path, self._read = path, read
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._found: T | None = None

    def found(self) -> T:
        stat = self._path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        with self._lock:
            if self._found is None or stamp != self._stamp:
                self._found, self._stamp = self._read(self._path), stamp
            return self._found


def lines(path: Path) -> Iterable[tuple[int, str]]:
    """The lines of a file that say something, with their numbers; ``#`` starts a comment."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        said = line.split("#", 1)[0].strip()
        if said:
            yield number, said


def read_people(path: Path) -> dict[str, Granted]:
    """Address or subject, in small letters → what they have. Raises OSError, or ValueError naming the line."""
    people: dict[str, Granted] = {}
    for number, line in lines(path):
        names, _, who = line.partition(" ")
        name = who.strip().casefold()
        try:
            people[name] = people.get(name, Granted()) | granted_by(names.split(","))
        except ValueError as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from None
        if not name:
            raise ValueError(f"{path.name}, line {number}: expected `role address`")
    return people


class Rights:
    """What people may do, by the settings. Raises `SettingError` for roles that there are not."""

    def __init__(self, roles: Sequence[str], people: Path | None) -> None:
        self._of_value: list[tuple[str, Granted]] = []
        for pair in roles:
            value, _, role = pair.rpartition("=")
            if not value:
                raise SettingError(f"COPYTASTER_OIDC_ROLES: {pair!r} is not value=role")
            try:
                self._of_value.append((value, granted_by([role])))
            except ValueError as error:
                raise SettingError(f"COPYTASTER_OIDC_ROLES: {pair!r}: {error}") from None
        self._people = Watched(people, read_people) if people else None

    def of(self, person: Person) -> Granted:
        """What somebody has; without a scope they may do nothing. Raises OSError, ValueError as `read_people` does."""
        granted = Granted()
        for value, some in self._of_value:
            if value == EVERYBODY or value in person.said:
                granted |= some
        if self._people is not None:
            listed = self._people.found()
            for name in (person.email, person.subject):
                granted |= listed.get((name or "").casefold(), Granted())
        return granted
