"""The known agencies: `agencies.toml`, read once, and looked up by name or by domain."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Any

from copytaster.frozen import frozen

GENERIC = "agencies"
"""The agency name of a credit that names none: "agencies", "wire services", "Russian news agencies"."""


@frozen
class Agency:
    """One agency; every field is explained at the head of ``agencies.toml``."""

    name: str
    full: str
    country: str
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    dateline: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    own_site: bool = False
    unless: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    wikidata: str | None = None

    @property
    def distinctive(self) -> tuple[str, ...]:
        """Names that mean the agency wherever they stand."""
        return self.aliases + self.scripts

    @property
    def ambiguous(self) -> tuple[str, ...]:
        """Names that are its own only where the article says one of `only`."""
        return (*self.short, *self.dateline, self.name) if self.only else ()


@lru_cache(maxsize=1)
def load() -> tuple[Agency, ...]:
    """All known agencies, in the order of the file."""
    raw = tomllib.loads(resources.files(__package__).joinpath("agencies.toml").read_text("utf-8"))
    return tuple(_agency(entry) for entry in raw["agency"])


def _agency(entry: dict[str, Any]) -> Agency:
    fields: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}
    return Agency(**fields)


def canonical(name: str | None) -> str | None:
    """The usual short name of the agency that `name` names ("Agence France-Presse", "the AP", "@PTI_News"), or None.

    `name` is taken to be the name of a publisher or provider, so short forms count, without regard to case;
    so do codes of a newsroom's vocabulary ("nprov:AFP"). `Agency.ambiguous` names name nobody: a magazine may be Mia.
    """
    if not name or len(name) > 200:
        return None
    if name.lstrip().startswith("@"):
        return handles().get(name.strip()[1:].casefold())
    key = _key(name)
    return _names().get(key) or (_names().get(_key(key.rpartition(":")[2])) if ":" in key else None)  # "nprov:AFP"


def unlisted(names: Iterable[str]) -> frozenset[str]:
    """Of the agencies `names` of an archive, those that the list does not tell: those that it has not, and by its short
    name each that has `Agency.only`, which in this archive then counts everywhere."""
    known = [(name, canonical(name)) for name in names]
    own = frozenset(agency.name for agency in load() if agency.only)
    return frozenset(found or name for name, found in known if found is None or found in own)


@lru_cache(maxsize=1)
def handles() -> dict[str, str]:
    """Social accounts, case-folded and without the @, each with its agency."""
    return {handle.casefold(): agency.name for agency in load() for handle in agency.handles}


def by_domain(host: str | None) -> Agency | None:
    """The agency whose own copy stands at `host` or at a domain above it; None where the own-site rule says no."""
    labels = (host or "").strip().rstrip(".").lower().split(".")[-6:]
    for start in range(len(labels) - 1):
        agency = _domains().get(".".join(labels[start:]))
        if agency is not None:
            return agency
    return None


_LEADING = re.compile(r"^(?:the|via|source:|©|\(c\)|@)\s*", re.I)


def _key(name: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", name).casefold().split()).strip(" .,;:()[]/|–—-\"'“”")
    return _LEADING.sub("", text).strip()


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    table: dict[str, str] = {}
    ranked = [(a.name, a.name) for a in load() if not a.only] + [(a.full, a.name) for a in load()]
    for agency in load():
        short = () if agency.only else (*agency.short, *agency.dateline)
        ranked += [(n, agency.name) for n in (*agency.distinctive, *short, *agency.domains)]
    for alias, name in ranked:
        table.setdefault(_key(alias), name)
    for form, name in list(table.items()):
        for tail in (" news agency", " news", " agency", " newswire", " staff"):
            table.setdefault(form + tail, name)
    return table


@lru_cache(maxsize=1)
def _domains() -> dict[str, Agency]:
    return {domain: agency for agency in load() if agency.own_site for domain in agency.domains}
