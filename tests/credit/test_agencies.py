"""The list of agencies: whole, unambiguous, and found by every name."""

from __future__ import annotations

import re

import pytest

from copytaster.credit import agencies

EVERYDAY = [
    "Reuters",
    "AP",
    "AFP",
    "PTI",
    "ANI",
    "IANS",
    "Kyodo",
    "dpa",
    "AAP",
    "CP",
    "Bloomberg",
    "Yonhap",
    "Anadolu",
    "Xinhua",
    "TASS",
    "Interfax",
    "EFE",
    "Lusa",
    "NTB",
    "ANSA",
]


def test_there_are_many() -> None:
    assert len(agencies.load()) >= 45


@pytest.mark.parametrize("name", [*EVERYDAY, "RIA Novosti", "PA Media"])
def test_usual_names(name: str) -> None:
    assert agencies.canonical(name) == name


def test_every_name_leads_to_its_agency() -> None:
    lost = [
        (agency.name, name)
        for agency in agencies.load()
        for name in (agency.name, agency.full, *agency.distinctive, *agency.short, *agency.dateline)
        if agencies.canonical(name) != agency.name and name not in agency.ambiguous
    ]
    assert lost == []


@pytest.mark.parametrize("name", ["MIA", "Mia", "Patria", "INA", "ots", "Trend", "Siren", "DyN", "Prime", "Infotag"])
def test_a_magazine_of_that_name_is_no_agency(name: str) -> None:
    assert agencies.canonical(name) is None


def test_no_name_is_borne_by_two() -> None:
    names = [n for a in agencies.load() for n in {*a.distinctive, *a.short, *a.dateline}]
    assert sorted(n for n in set(names) if names.count(n) > 1) == []


def test_what_the_list_leaves_to_the_archive() -> None:
    archive = ["MIA", "Slovenská tlačová agentúra", "AFP", "Sundnytt"]
    assert agencies.unlisted(archive) == {"MIA", "SITA", "Sundnytt"}


def test_no_domain_or_handle_is_claimed_twice() -> None:
    for names in (
        [d for a in agencies.load() for d in a.domains],
        [h.casefold() for a in agencies.load() for h in a.handles],
    ):
        assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("the Associated Press", "AP"),
        ("Press Association", "PA Media"),
        ("Thomson Reuters", "Reuters"),
        ("Agence France-Presse", "AFP"),
        ("agencia efe", "EFE"),
        ("Yonhap news agency", "Yonhap"),
        ("@PTI_News", "PTI"),
        ("nprov:AFP", "AFP"),
        (" reuters.com ", "Reuters"),
        ("ТАСС", "TASS"),
        ("新华社", "Xinhua"),
        ("The Guardian", None),
        ("business", None),
        ("@business", "Bloomberg"),
        ("@nobody", None),
        ("", None),
        (None, None),
        ("x" * 10_000, None),
    ],
)
def test_canonical(name: str | None, agency: str | None) -> None:
    assert agencies.canonical(name) == agency


@pytest.mark.parametrize(
    ("host", "agency"),
    [
        ("www.reuters.com", "Reuters"),
        ("REUTERS.COM.", "Reuters"),
        ("english.kyodonews.net", "Kyodo"),
        ("notreuters.com", None),
        ("reuters.com.example", None),
        ("estadaoconteudo.com.br", None),  # the own-site rule says no
        ("com", None),
        ("", None),
        (None, None),
    ],
)
def test_by_domain(host: str | None, agency: str | None) -> None:
    found = agencies.by_domain(host)
    assert (found.name if found else None) == agency


def test_wikidata_ids_look_like_ids() -> None:
    assert all(re.fullmatch(r"Q[1-9]\d*", a.wikidata) for a in agencies.load() if a.wikidata)


def test_no_two_agencies_share_a_wikidata_id() -> None:
    ids = [a.wikidata for a in agencies.load() if a.wikidata]
    assert len(ids) > 50
    assert len(set(ids)) == len(ids)
