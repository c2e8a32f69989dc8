"""The credit audit: what an article states of its sources against what was found in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from copytaster.credit.agencies import GENERIC, canonical
from copytaster.model import Article, Credit, CreditEvidence, CreditStatus

SIGNIFICANT = 0.05
"""Share of an article's characters from which an agency is owed a credit."""

NOT_FOR_TEXT = frozenset({"handle", "photo"})
"""Where an agency is named, but not as the source of the text."""


def audit(article: Article, stated: Sequence[CreditEvidence], found: Mapping[str, float]) -> Credit:
    """Compare `stated` with `found`, which gives each agency's share of the article's characters, 0..1.

    An agency's own article owes its own agency nothing. ``found`` in the answer is in falling order of share.
    """
    own = {_name(name) for name in (article.agency, article.outlet and canonical(article.outlet)) if name}
    shares: dict[str, float] = {}
    for agency, share in found.items():
        if share > 0 and _name(agency) not in own:
            shares[_name(agency)] = shares.get(_name(agency), 0.0) + share
    names = tuple(sorted(shares, key=lambda name: (-shares[name], name)))
    owed = {name for name in names if shares[name] >= SIGNIFICANT}
    credited = named(stated)
    if not owed:
        status = CreditStatus.NOT_APPLICABLE
    elif owed <= credited:
        status = CreditStatus.CREDITED
    elif owed & credited or GENERIC in credited:
        status = CreditStatus.PARTLY
    elif credited - own:
        status = CreditStatus.MISCREDITED
    else:
        status = CreditStatus.UNCREDITED
    return Credit(status, tuple(stated), names)


def named(stated: Sequence[CreditEvidence]) -> set[str]:
    """The agencies, and `GENERIC`, that these evidences name as sources of the text."""
    return {_name(e.agency) for e in stated if e.where not in NOT_FOR_TEXT}


def named_by(credit: Mapping[str, Any]) -> list[str]:
    """The same, in their order, read off the `credit` of a report."""
    stated = credit.get("stated") or ()
    return list(dict.fromkeys(_name(said["agency"]) for said in stated if said.get("where") not in NOT_FOR_TEXT))


def _name(agency: str) -> str:
    return agency if agency == GENERIC else canonical(agency) or agency
