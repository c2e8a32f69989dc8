"""What is a credit and what only looks like one."""

from __future__ import annotations

import time

import pytest

from copytaster.credit import detect, is_credit_line
from copytaster.model import Article
from tests.credit import cases


def article(**fields: str) -> Article:
    return Article(**{"id": "a", "text": cases.LEAD + cases.TAIL, **fields})


def stated(**fields: str) -> set[str]:
    return {e.agency for e in detect(article(**fields))}


@pytest.mark.parametrize(("text", "agencies", "where"), cases.TEXTS)
def test_credits_in_text(text: str, agencies: set[str], where: str | None) -> None:
    evidence = detect(article(text=text))
    assert {e.agency for e in evidence} == agencies
    if where is not None:
        assert where in {e.where for e in evidence if e.agency in agencies}


@pytest.mark.parametrize(("byline", "agencies"), cases.BYLINES)
def test_credits_in_byline(byline: str, agencies: set[str]) -> None:
    assert stated(byline=byline) == agencies


@pytest.mark.parametrize(("title", "agencies"), cases.TITLES)
def test_credits_in_title(title: str, agencies: set[str]) -> None:
    assert stated(title=title) == agencies


@pytest.mark.parametrize("text", cases.NOT_TEXTS)
def test_no_credit_in_text(text: str) -> None:
    assert detect(article(text=text)) == ()


@pytest.mark.parametrize("byline", cases.NOT_BYLINES)
def test_no_credit_in_byline(byline: str) -> None:
    outlet = "The Wollongong Argus" if "Argus" in byline else "Pune Plus"
    assert stated(byline=byline, outlet=outlet) == set()


@pytest.mark.parametrize("title", cases.NOT_TITLES)
def test_no_credit_in_title(title: str) -> None:
    assert stated(title=title) == set()


@pytest.mark.parametrize("line", cases.CREDIT_LINES)
def test_is_credit_line(line: str) -> None:
    assert is_credit_line(line)


@pytest.mark.parametrize("line", cases.NOT_CREDIT_LINES)
def test_is_not_credit_line(line: str) -> None:
    assert not is_credit_line(line)


@pytest.mark.parametrize(
    "text",
    [
        "Ambulancierswaerenunterwegsund imEinsatzgewesensagtemandortnoch*" * 4 + " (dpa) - Ein Bericht.",
        "Rettungskräfte waren am Abend noch lange im Einsatz. - © Foto: Marta Ekdahl/dpa-Zentralbild/zb",
        "a" * 240 + "* (AFP) -",
    ],
)
def test_a_place_that_is_none_is_refused_at_once(text: str) -> None:
    began = time.process_time()
    detect(article(text=text))
    assert time.process_time() - began < 0.5
