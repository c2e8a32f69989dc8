"""The credit audit: stated against found."""

from __future__ import annotations

import pytest

from copytaster.credit import audit, detect
from copytaster.model import Article, CreditEvidence, CreditStatus


def evidence(agency: str, where: str = "credit-line") -> CreditEvidence:
    return CreditEvidence(agency, agency, where)


NEWS = Article("a", "Some text.", outlet="The Eastmere Post")


@pytest.mark.parametrize(
    ("stated", "found", "status"),
    [
        ([], {}, "not_applicable"),
        ([evidence("AFP")], {}, "not_applicable"),
        ([], {"Reuters": 0.02}, "not_applicable"),
        ([], {"Reuters": 0.7}, "uncredited"),
        ([evidence("Reuters")], {"Reuters": 0.7}, "credited"),
        ([evidence("Reuters"), evidence("AP")], {"Reuters": 0.7}, "credited"),
        ([evidence("Reuters")], {"Reuters": 0.7, "AFP": 0.02}, "credited"),
        ([evidence("Reuters")], {"Reuters": 0.5, "AFP": 0.3}, "partly_credited"),
        ([evidence("agencies")], {"Reuters": 0.7}, "partly_credited"),
        ([evidence("agencies"), evidence("AP")], {"Reuters": 0.7}, "partly_credited"),
        ([evidence("AFP")], {"Reuters": 0.7}, "miscredited"),
        ([evidence("AFP", "handle")], {"Reuters": 0.7}, "uncredited"),
        ([evidence("Reuters", "handle")], {"Reuters": 0.7}, "uncredited"),
        ([evidence("Reuters", "photo")], {"Reuters": 0.7}, "uncredited"),
        ([evidence("AP")], {"Associated Press": 0.7}, "credited"),
    ],
)
def test_status(stated: list[CreditEvidence], found: dict[str, float], status: str) -> None:
    assert audit(NEWS, stated, found).status == CreditStatus(status)


def test_found_falls_by_share() -> None:
    assert audit(NEWS, [], {"AFP": 0.1, "Reuters": 0.5, "AP": 0.1, "dpa": 0.0}).found == ("Reuters", "AFP", "AP")


def test_an_agency_owes_itself_nothing() -> None:
    wire = Article("w", "LIMA (AP) — Text.", agency="Associated Press")
    assert audit(wire, detect(wire), {"AP": 0.9}).status == CreditStatus.NOT_APPLICABLE


def test_an_agency_owes_its_rival() -> None:
    wire = Article("w", "LIMA (AP) — Text.", agency="AP")
    credit = audit(wire, detect(wire), {"AP": 0.2, "AFP": 0.6})
    assert (credit.status, credit.found) == (CreditStatus.UNCREDITED, ("AFP",))
