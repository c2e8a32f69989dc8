"""Whose page it is: the site's name, what stands behind headlines, and wires of agencies on the sites of others."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from copytaster.model import Article

Clean = Callable[..., Article]
STORY = (
    "<p>Harbour workers in Lindholm voted on Tuesday to end a strike that had kept 41 ships outside the port.</p>"
    "<p>The union said 1,200 of its members had accepted an offer of 3.5 percent more pay from next April.</p>"
)


def page(
    title: str = "Strike ends in Lindholm", url: str = "", ld: dict[str, object] | None = None, **metas: str
) -> bytes:  # fmt: skip
    told = "".join(f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in metas.items())
    link = f'<link rel="canonical" href="{url}">' if url else ""
    script = f'<script type="application/ld+json">{json.dumps(ld)}</script>' if ld else ""
    head = f"<title>{title}</title>{told}{link}{script}"
    return f"<html><head>{head}</head><body><article>{STORY}</article></body></html>".encode()


def news(publisher: str) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": "Strike ends in Lindholm", "publisher": {"name": publisher}}


@pytest.mark.parametrize(
    ("title", "site", "url", "read"),
    [
        ("Strike ends in Lindholm - Quay.ca", "Quay.ca", "", "Strike ends in Lindholm"),
        ("Strike ends in Lindholm | TheQuay", "The Quay", "", "Strike ends in Lindholm"),
        ("Strike ends in Lindholm — Quay Daily", "Quay Daily | News from the coast", "", "Strike ends in Lindholm"),
        ("Strike ends in Lindholm - quay.example", "", "https://www.quay.example/a", "Strike ends in Lindholm"),
        ("Strike ends in Lindholm - a first report", "Quay", "", "Strike ends in Lindholm - a first report"),
        ("Strike ends - Lindholm", "Quay", "", "Strike ends - Lindholm"),
        ("Live: Quay", "Quay", "", "Live: Quay"),
        ("Explained - Quay", "Quay", "", "Explained - Quay"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_headline(
    cleaned: Clean, title: str, site: str, url: str, read: str
) -> None:
    metas = {"og__title": title, **({"og__site_name": site} if site else {})}
    assert cleaned(body=page(title, url, None, **metas), media_type="text/html").title == read


@pytest.mark.parametrize(
    ("named", "outlet"),
    [
        ("Quay Racing | F1 | Indy | StockCar", "Quay Racing"), ("Quay :: news of the coast", "Quay"),
        ("| Quay", "Quay"), ("Quay 80/90 - Things of then", "Quay 80/90 - Things of then"),
    ],
)  # fmt: skip
def test_what_a_site_says_of_itself_is_no_part_of_its_name(cleaned: Clean, named: str, outlet: str) -> None:
    for body in (page(og__site_name=named), page(ld=news(named))):
        assert cleaned(body=body, media_type="text/html").outlet == outlet


def test_an_account_is_called_by_its_name(cleaned: Clean) -> None:
    assert cleaned(body=page(twitter__site="@quaydaily"), media_type="text/html").outlet == "quaydaily"


def test_a_wire_on_the_site_of_a_paper_is_not_published_by_the_agency(cleaned: Clean) -> None:
    body = page(url="https://www.quaypost.example/strike", ld=news("Associated Press"), og__site_name="Quay Post")
    article = cleaned(body=body, media_type="text/html")
    assert (article.outlet, article.agency, article.credit) == ("Quay Post", None, "Associated Press")


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://apnews.com/strike", "Top stories"), ("https://quay.example/strike", "AP"), ("", "Quay Post"),
        ("https://quay.example/strike", ""),
    ],
)  # fmt: skip
def test_a_page_of_the_agency_itself_is_its_wire(cleaned: Clean, url: str, site: str) -> None:
    metas = {"og__site_name": site} if site else {}
    article = cleaned(body=page(url=url, ld=news("Associated Press"), **metas), media_type="text/html")
    assert article.agency == "AP"


@pytest.mark.parametrize("account", ["admin", "Admin", "root", "Webmaster"])
def test_an_account_of_the_system_has_written_nothing(cleaned: Clean, account: str) -> None:
    assert cleaned(body=page(author=account), media_type="text/html").byline is None
    assert cleaned(body=page(ld={**news("Quay"), "author": [{"name": account}, {"name": "Ida Berg"}]}),
                   media_type="text/html").byline == "Ida Berg"  # fmt: skip
