"""Alerts: rules of `alerts.toml`, and what a report rings. Reports in, alerts out: no file is read here, no clock.

Promises
    * A rule rings for what a report says, and for nothing else: a derived source that no editor rejected and that is
      not itself made from the article.
    * Nobody is accused of what is their own: a publisher's updates of its own articles ring nothing.
    * What it says, the report of the same moment says: relation, sources, share, credit and headlines, in its words.
    * What is wrong with the file is said in one line, which holds no address to send to: it may be as good as a
      password.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from copytaster import phrases
from copytaster.counts import count, listed
from copytaster.credit import GENERIC, SIGNIFICANT, canonical, named_by
from copytaster.fields import called
from copytaster.frozen import frozen
from copytaster.model import CreditStatus, Direction, RelationKind, Ruling

FILE = "alerts.toml"
MOST = 200
"""Rules."""
When = Literal["uncredited", "killed", "corrected", "used", "draft"]
Stated = Annotated[str | None, Field(min_length=1, max_length=500)]


class BadRules(ValueError):
    """The file cannot be used; the message says where and why, in one line."""


class Rule(BaseModel):
    """One ``[[alert]]``."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    when: When
    name: Stated = None
    agency: Stated = None
    """Whose text; of `used`: whose wires."""
    outlet: Stated = None
    """Of `used`: whose articles. Else: who printed it."""
    by: Stated = None
    """Of `used`: who printed it."""
    over: float = Field(0.0, ge=0, le=1)
    """Share of the article above which it rings."""
    to: tuple[str, ...] = ()
    """Where to send it, as apprise writes it; none: it stands in the list alone."""
    to_file: Path | None = None
    """A file with such addresses, one a line, from the home."""

    @property
    def id(self) -> str:
        """The same while the rule asks for the same, whomever it tells."""
        parts = (self.when, self.agency, self.outlet, self.by, self.over)
        return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()

    @property
    def label(self) -> str:
        """What it is called in lists and messages."""
        if self.name:
            return self.name
        over = f" over {phrases.share(self.over)}" if self.over else ""
        return " ".join([self.when, *(name for name in (self.agency, self.outlet) if name)]) + over


@frozen
class Alert:
    """What a rule rings for: one article, and one source where there is one."""

    rule: str
    when: str
    article_id: str
    publisher: str | None
    source_id: str | None
    agency: str | None
    share: float
    sentence: str


def read(text: str) -> tuple[Rule, ...]:
    """The rules of a file. Raises `BadRules`."""
    try:
        given = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadRules(str(error).splitlines()[0]) from None
    except ValidationError as error:
        wrong: Any = error.errors(include_url=False, include_input=False)[0]
        where = ", ".join(f"number {part + 1}" if isinstance(part, int) else str(part) for part in wrong["loc"])
        raise BadRules(f"{where}: {str(wrong['msg']).removeprefix('Value error, ')}") from None
    if len(given.alert) > MOST:
        raise BadRules(f"there are more than {MOST} rules")
    if len({rule.id for rule in given.alert}) < len(given.alert):
        raise BadRules("two rules ask for the same: give all their addresses to one")
    return given.alert


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    alert: tuple[Rule, ...] = ()


def rung(rules: Sequence[Rule], report: Mapping[str, Any]) -> list[Alert]:
    """What the report of a checked article rings; `draft` is for drafts."""
    found: list[Alert] = []
    for rule in rules:
        found += _RINGS[rule.when](rule, report)
    return found


def rung_by_draft(rules: Sequence[Rule], report: Mapping[str, Any]) -> list[Alert]:
    """What the report of a draft rings."""
    drafts = (rule for rule in rules if rule.when == "draft")
    return [alert for rule in drafts for alert in _draft(rule, report)]


def _uncredited(rule: Rule, report: Mapping[str, Any]) -> Iterator[Alert]:
    said = named_by(report["credit"])
    owes = report["credit"]["status"] not in (CreditStatus.CREDITED, CreditStatus.NOT_APPLICABLE)
    if not owes or GENERIC in said or not _is(rule.outlet, _publisher(report)):
        return
    own = _publisher(report) or ""
    instead = [name for name in said if name != (canonical(own) or own)]
    for agency in report["credit"]["found"]:
        share = round(sum(part["share"] for part in report["by_agency"] if _same(agency, part["agency"])), 3)
        sources = [source for source in _sources(report) if source["agency"] and _same(agency, source["agency"])]
        owed = share >= SIGNIFICANT and share > rule.over and agency not in said and _same(rule.agency, agency)
        if owed and sources:
            wrongly = report["credit"]["status"] == CreditStatus.MISCREDITED
            what = f"and credits {listed(instead)} instead" if wrongly else f"and does not credit {agency}"
            yield _alert(rule, report, sources, share, what)


def _used(rule: Rule, report: Mapping[str, Any]) -> Iterator[Alert]:
    for source in _sources(report):
        whose = (rule.agency and _same(rule.agency, source["agency"])) or (
            rule.outlet and not source["agency"] and _is(rule.outlet, source["outlet"])
        )
        took = source["direction"] == Direction.FROM_SOURCE  # where either may have taken, nobody is told of it
        if whose and took and source["share"] > rule.over and _is(rule.by, _publisher(report)):
            yield _alert(rule, report, [source], source["share"], "")


def _ended(rule: Rule, report: Mapping[str, Any]) -> Iterator[Alert]:
    wanted = "canceled" if rule.when == "killed" else "corrected"
    outdated = {fact["source"] for fact in report["outdated"]}
    for source in _sources(report):
        ending = source["superseded_by"]
        status = ending["status"] if ending else source["status"] if source["status"] == "canceled" else None
        if status != wanted or source["share"] <= rule.over or not _same(rule.agency, source["agency"]):
            continue
        if not _is(rule.outlet, _publisher(report)) or (wanted == "corrected" and source["article_id"] not in outdated):
            continue
        what = "which was killed" if wanted == "canceled" else "and still has what was corrected"
        yield _alert(rule, report, [source], source["share"], what)


def _draft(rule: Rule, report: Mapping[str, Any]) -> Iterator[Alert]:
    sources = [source for source in _sources(report) if _same(rule.agency, source["agency"])]
    share = round(sum(source["share"] for source in sources), 3)
    if sources and share > rule.over:
        yield _alert(rule, report, sources, share, "")


def _nothing(rule: Rule, report: Mapping[str, Any]) -> Iterator[Alert]:
    return iter(())


_RINGS = {"uncredited": _uncredited, "used": _used, "killed": _ended, "corrected": _ended, "draft": _nothing}


def _sources(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Sources that the article is made from, those of its own publisher left out, the largest first."""
    own = _publisher(report)
    found = [
        source
        for source in report["sources"]
        if RelationKind(source["relation"]).derived
        and source["direction"] != Direction.TO_SOURCE
        and source["judgement"] != Ruling.REJECTED
        and source["share"] > 0
        and (own is None or own != (source["agency"] or source["outlet"]))
    ]
    return sorted(found, key=lambda source: -source["share"])


def _publisher(report: Mapping[str, Any]) -> str | None:
    name: str | None = report["article"]["agency"] or report["article"]["outlet"]
    return name


def _same(wanted: str | None, agency: str | None) -> bool:
    """Whether this is the agency that is wanted, by any of its names; nothing wanted: any."""
    if wanted is None:
        return True
    return agency is not None and (canonical(wanted) or wanted) == (canonical(agency) or agency)


def _is(wanted: str | None, name: str | None) -> bool:
    return wanted is None or (name is not None and wanted.casefold() == name.casefold())


def _alert(
    rule: Rule, report: Mapping[str, Any], sources: Sequence[Mapping[str, Any]], share: float, what: str
) -> Alert:  # fmt: skip
    """`sources`: what gave the article this share of it, the largest first."""
    who = _publisher(report) or "An article"
    first = sources[0]
    whose = listed(dict.fromkeys(s["agency"] or s["outlet"] or "another publisher" for s in sources))
    taken = any(s["direction"] == Direction.FROM_SOURCE for s in sources)
    # Where either may have taken from the other, nobody is said to have.
    stands = f"is from {whose}" if taken else f"is in {whose} too"
    named = f"“{called(report['article'])}”"
    parts = [f"{who}: {phrases.share(share)} of {named} {stands} ({_wires(sources)})"] + ([what] if what else [])
    return Alert(
        rule.id, rule.when, report["article"]["id"], _publisher(report), first["article_id"], first["agency"], share,
        (", " if what.startswith("which") else " ").join(parts) + ".",
    )  # fmt: skip


def _wires(sources: Sequence[Mapping[str, Any]]) -> str:
    """What the article is of its first source, by the headline of that, and how many more there are."""
    first = sources[0]
    phrase = phrases.relation(first["relation"], first["direction"] == Direction.UNDETERMINED)
    more = f" and {count(len(sources) - 1, 'other')}" if len(sources) > 1 else ""
    headline = f"“{first['title']}”" if first["title"] else "an article without a headline"
    return f"{phrase[:1].lower()}{phrase[1:]} {headline}{more}"
