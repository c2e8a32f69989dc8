"""Credits of agencies that only the archive knows: set aside in every form in which those of the list are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copytaster.clean import credits_of
from copytaster.credit import detect
from copytaster.model import Article
from tests.quality.library import Library

Clean = Callable[..., Article]
NAMES = ("Holmfjord Pressekontor", "Sundnytt", "HPK", "Bay City News")
STORY = (
    "The salmon farm at Ytre Holm lost 31,000 fish on Monday when a supply boat tore one of its nets, it said.\n\n"
    "Anglers may keep every farmed salmon they catch in the Holm river until Sunday.\n\n"
    "The fisheries office will inspect the other seven nets."
)
FORMS = (
    "({})", "/{}/", "[{}]", "- {}", "– {}", "— {}", "-{}-", "{}", "{}.", "Source: {}", "(Source: {})",
    "Source: {}, Oct 13", "Kilde: {}", "Källa: {}", "Quelle: {}", "Fuente: {}", "Fonte: {}", "Bron: {}", "Źródło: {}",
    "Источник: {}", "Lähde: {}", "Source : {}", "({}) abc", "({}/abc)", "{}/abc", "abc/{}", "/{}/ abc", "({}) – abc",
    "{} abc/def", "({}, 13.10.2026)", "({}, 13 October 2026)", "{}, October 13", "({}, Oct 13)", "© {}", "© {} 2026",
    "© 2026 {}. All rights reserved.", "Copyright {}", "With material from {}", "Mit Material von {}",
    "Med material från {}", "(With inputs from {})", "Avec {}", "With {}", "{} contributed to this report.", "via {}",
    "Via {}", "By {}", "Von {}", "Av {}", "({}/Reuters)", "{}/Reuters", "{} and AFP", "({}, AFP)", "Text: {}",
    "Tekst: {}", "Report by {}", "– {}/abc", "={}", "{} ©", "Photo: {}", "(c) {}", "Foto: {}",
)  # fmt: skip


def left(article: Article, name: str) -> str:
    """What is under the story and not set aside."""
    spans = [*article.boilerplate, *credits_of(article, NAMES if name in NAMES else ())]
    assert all(span.start >= len(STORY) for span in spans)
    aside = {i for span in spans for i in range(span.start, span.end)}
    return "".join(c for i, c in enumerate(article.text) if i >= len(STORY) and i not in aside)


@pytest.mark.parametrize("form", FORMS)
def test_a_credit_under_a_story(cleaned: Clean, form: str) -> None:
    for name in (*NAMES, "NTB"):
        article = cleaned(text=f"{STORY}\n\n{form.format(name)}")
        assert left(article, name).strip() == "", name
        assert name in {e.agency for e in detect(article, NAMES)}


@pytest.mark.parametrize("form", ["({})", "/{}/", "– {}", "-- {}", "{}", "© {}"])
def test_a_credit_behind_the_last_sentence(cleaned: Clean, form: str) -> None:
    for name in NAMES:
        assert left(cleaned(text=f"{STORY} {form.format(name)}"), name).strip() == ""


@pytest.mark.parametrize("initials", ["abc/def", "mkl/ jar/", "(abc/def)", "ABC // DEF"])
def test_initials_of_the_desk(cleaned: Clean, initials: str) -> None:
    for end in (f"(Holmfjord Pressekontor)\n\n{initials}", f"{initials}\n\n(Holmfjord Pressekontor)"):
        assert left(cleaned(text=f"{STORY}\n\n{end}"), NAMES[0]).strip() == ""


@pytest.mark.parametrize(
    "opening",
    ["YTRE HOLM (Holmfjord Pressekontor) – ", "Ytre Holm, 13. okt. (Sundnytt) – ", "(Sundnytt) – ", "HPK – "],
)
def test_a_dateline(cleaned: Clean, opening: str) -> None:
    article = cleaned(text=opening + STORY)
    found = [*article.boilerplate, *credits_of(article, NAMES)]
    assert {article.text[b.start : b.end].strip(" –") for b in found} == {opening.strip(" –")}


@pytest.mark.parametrize(
    "line",
    [
        "Bay City News was founded in 1979 and has forty reporters.",
        "Sundnytt is what islanders call gossip.",
        "The owner told Bay City News that the net was old.",
        "According to Sundnytt, the net was old.",
        "He works for Holmfjord Pressekontor.",
        "“We sang,” said the editor of Sundnytt.",
        "Source close to Holmfjord Pressekontor say it will close.",
        "The owner (Sundnytt) had to pay.",
        "HPK must pay 40,000 crowns.",
    ],
)
def test_an_agency_that_is_spoken_of_is_text(cleaned: Clean, line: str) -> None:
    for text in (f"{STORY}\n\n{line}", f"{line}\n\n{STORY}", f"{STORY} {line}"):
        assert credits_of(cleaned(text=text), NAMES) == ()


def test_other_furniture_is_not_judged_anew(cleaned: Clean) -> None:
    text = f"Advertisement\n\n{STORY}\n\n(Reuters)\n\nSubscribe to our newsletter.\n\n(Sundnytt)"
    article = cleaned(text=text)
    assert [article.text[b.start : b.end] for b in credits_of(article, NAMES)] == ["(Sundnytt)"]
    assert credits_of(article, ["Nobody's Press"]) == ()
    assert credits_of(article, ()) == ()


@pytest.mark.parametrize("wire_first", [True, False])
def test_in_a_report_it_is_no_text_of_the_outlets(wire_first: bool) -> None:
    wire = {"text": STORY, "agency": NAMES[0], "published_at": "2026-10-13T08:00:00Z"}
    copy = {"text": f"{STORY}\n\n({NAMES[0]})", "outlet": "Ytre Holm Avis", "published_at": "2026-10-13T10:00:00Z"}
    library = Library()
    ids = {one["text"]: library.add(**one) for one in ((wire, copy) if wire_first else (copy, wire))}
    report = library.report(ids[copy["text"]])
    assert report["coverage"]["original"] == 0
    assert report["credit"]["status"] == "credited"
    (aside,) = report["article"]["boilerplate"]
    assert report["article"]["text"][aside["start"] : aside["end"]] == f"({NAMES[0]})"
    assert aside["kind"] == "credit"
    assert not report["new"]
