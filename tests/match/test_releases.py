"""Releases: an organisation about itself, the wire that quotes it, and who else does."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from copytaster.match.releases import stated_before
from copytaster.model import Article
from tests.quality.library import Library, Report, relation

NINE = datetime(2026, 3, 3, 9, tzinfo=UTC)
MAKER = "Wexcombe Dairies plc"
RELEASE: dict[str, Any] = {
    "outlet": MAKER,
    "title": "Wexcombe Dairies withdraws two cheeses",
    "text": (
        "Wexcombe Dairies plc has decided to withdraw all batches of its Old Garth and Little Garth cheeses from sale "
        "after a routine test at its creamery in Stoke Wexcombe found traces of Listeria monocytogenes.\n\n"
        "“A cheese that has fed four generations must not make a single person ill,” said Honor Pascoe, Managing "
        "Director. “We would rather empty every shelf in the county than wait for a second test.”\n\n"
        "Customers should not eat the cheeses and may return them to any shop for a full refund, with or without a "
        "receipt. No case of illness has been reported to the company.\n\n"
        "The creamery will remain closed until independent inspectors have sampled all nine of its maturing rooms. "
        "All 140 colleagues will be paid in full for the time of the closure.\n\n"
        "Questions are answered on a free helpline from eight in the morning until ten at night."
    ),
}  # fmt: skip
WIRE: dict[str, Any] = {
    "agency": "Reuters",
    "title": "Cheesemaker pulls products over listeria fears",
    "text": (
        "LONDON, March 3 (Reuters) - Shares in Wexcombe Dairies fell by a tenth on Tuesday after the cheesemaker "
        "cleared supermarkets of its two best-known brands over contamination fears.\n\n"
        "“A cheese that has fed four generations must not make a single person ill,” Managing Director Honor Pascoe "
        "said in a statement.\n\n"
        "Customers should not eat the cheeses and may return them to any shop for a full refund, with or without a "
        "receipt, the company said.\n\n"
        "Analysts at Brandreth Lowe put the cost of the closure at 3 million pounds a week and cut their rating to "
        "hold. Britain's food regulator said it had opened an inquiry of its own and had asked the firm why a sample "
        "taken in January was tested only last week.\n\n"
        "Garth cheeses make up half of the group's turnover. Rival Pennard Creameries gained 4 percent."
    ),
}  # fmt: skip
QUOTER: dict[str, Any] = {
    "outlet": "The Wexcombe Valley Mercury",
    "text": (
        "At ten past eight on Tuesday the delivery vans of the creamery came back, still full.\n\n"
        "Drivers stacked the crates in the yard where the brass band used to play, and nobody would say who had "
        "ordered it. Maureen Tidball, who has kept the shop opposite for thirty years, handed back her last wheel of "
        "Old Garth and cried.\n\n"
        "“A cheese that has fed four generations must not make a single person ill,” Honor Pascoe was quoted as saying "
        "in a notice on the gate. Customers should not eat the cheeses and may return them to any shop for a full "
        "refund, with or without a receipt, it went on.\n\n"
        "In the Drovers, three men of the night shift played cards at noon. One of them had heard that the inspectors "
        "come from Carlisle. The parish council meets on Thursday, and the vicar has offered the hall for it."
    ),
}  # fmt: skip
REWRITE: dict[str, Any] = {
    "outlet": "Ledger Lines",
    "text": (
        "Wexcombe Dairies lost a tenth of its market value on Tuesday, after the maker of cheeses took its two "
        "best-known brands out of supermarkets for fear of contamination.\n\n"
        "Analysts at Brandreth Lowe reckon that the closure will cost 3 million pounds a week and now rate the shares "
        "hold. The food regulator in Britain has opened its own inquiry and wants the firm to say why a sample taken "
        "in January was not tested until last week.\n\n"
        "“A cheese that has fed four generations must not make a single person ill,” said Managing Director Honor "
        "Pascoe in a statement. Half of the group's turnover comes from Garth cheeses. Shares in its rival Pennard "
        "Creameries rose 4 percent."
    ),
}  # fmt: skip
HOURS = {"release": 0, "wire": 3, "quoter": 7, "rewrite": 5, "printed": 2, "again": 4}
PRINTED: dict[str, Any] = {"outlet": "Shelf Notices", "text": f"We were sent this today.\n\n{RELEASE['text']}"}
AGAIN: dict[str, Any] = {"outlet": "Stoke Wexcombe Bulletin", "text": RELEASE["text"].rpartition("\n\n")[0]}
TEXTS = {
    "release": RELEASE, "wire": WIRE, "quoter": QUOTER, "rewrite": REWRITE, "printed": PRINTED, "again": AGAIN,
}  # fmt: skip


def reports(*order: str) -> tuple[dict[str, Report], dict[str, str]]:
    library = Library()
    ids = {
        name: library.add(published_at=(NINE + timedelta(hours=HOURS[name])).isoformat(), **TEXTS[name])
        for name in order
    }
    return {name: library.report(ids[name]) for name in order}, ids


@pytest.mark.parametrize("order", list(itertools.permutations(("release", "wire", "quoter"))))
def test_a_release_is_nobodys_copy_and_all_may_quote_it(order: tuple[str, ...]) -> None:
    found, ids = reports(*order)
    assert {name: report["derivation"] for name, report in found.items()} == dict.fromkeys(order, "not_derived")
    (wire,) = (s for s in found["release"]["sources"] if s["article_id"] == ids["wire"])
    assert (wire["relation"], wire["direction"]) == ("shared-quotes", "to_source")
    (release,) = (s for s in found["wire"]["sources"] if s["article_id"] == ids["release"])
    assert (release["relation"], release["direction"]) == ("shared-quotes", "from_source")
    assert relation(found["quoter"], ids["release"]) == "shared-quotes"
    derived = {"identical", "copy", "rewrite", "translation", "excerpt", "update"}
    assert relation(found["wire"], ids["quoter"]) not in derived


@pytest.mark.parametrize("order", list(itertools.permutations(("release", "printed", "again"))))
def test_two_who_print_a_release_have_it_from_there_as_both_reports_say(order: tuple[str, ...]) -> None:
    found, ids = reports(*order)
    for one, other in ("printed", "again"), ("again", "printed"):
        assert found[one]["derivation"] == "wholly_derived"
        assert relation(found[one], ids["release"]) in ("copy", "identical")
        assert relation(found[one], ids[other]) == "same-source"


FOUND = ("release", "wire", "rewrite", "printed")


@pytest.mark.parametrize("order", [FOUND, FOUND[::-1]])
def test_who_rewrites_the_wire_and_who_prints_the_release_are_found(order: tuple[str, ...]) -> None:
    found, ids = reports(*order)
    assert found["rewrite"]["sources"][0]["article_id"] == ids["wire"]
    assert found["rewrite"]["derivation"] != "not_derived"
    assert found["printed"]["sources"][0]["article_id"] == ids["release"]
    assert found["printed"]["derivation"] == "wholly_derived"


def test_an_agency_that_prints_a_release_has_it_from_there() -> None:
    library = Library()
    printed = {"agency": "AFP", "text": f"LONDON, March 3 (AFP) - {RELEASE['text']}", "title": RELEASE["title"]}
    wire = library.add(published_at=(NINE + timedelta(hours=1)).isoformat(), **printed)
    release = library.add(published_at=NINE.isoformat(), **RELEASE)
    assert relation(library.report(wire), release) == "identical"
    assert library.report(wire)["derivation"] == "wholly_derived"
    assert library.report(release)["derivation"] == "not_derived"


FIRMS = ("{} S.p.A.", "{} B.V.", "{}, S. A.", "{} Sp. z o.o.", "{} s.r.l.", "{} d.o.o.", "{} S.A.R.L.", "ООО «{}»")


@pytest.mark.parametrize("firm", FIRMS)
def test_the_form_of_a_firm_is_no_part_of_its_name(firm: str) -> None:
    """An Italian shipyard was told to have rewritten the wire that came two hours after its own release."""
    outlet = firm.format("Wexcombe Dairies")
    text = RELEASE["text"].replace(MAKER, outlet)
    assert stated_before(told(outlet, text), told(None, WIRE["text"], 2, "Reuters"))


def test_newspapers_of_one_morning_are_no_releases_to_each_other() -> None:
    """A wire may tell of a newspaper, which names itself where its report begins: that is no statement."""
    wire = told("Reuters", "The Comet lost its libel case, a judge ruled.", 0, "Reuters")
    mine = told("Comet", "The Comet lost its libel case yesterday.", 11)
    assert not stated_before(mine, wire)
    assert not stated_before(mine, told("Argus", "The Comet lost its libel case.", 11))


def told(outlet: str | None, text: str, hours: float | None = 0, agency: str | None = None) -> Article:
    when = None if hours is None else NINE + timedelta(hours=hours)
    return Article(text[:30], text, outlet=outlet, agency=agency, language="en", published_at=when)


DAY = "Shares in Wexcombe Dairies fell on Tuesday, Valley police held two men, and Metro trains stood still."
OF_IT = told("Reuters", DAY, 3, "Reuters")


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (told(MAKER, "STOKE WEXCOMBE, March 3 – Wexcombe Dairies plc today announced a withdrawal."), True),
        (told("The Wexcombe Dairies Company Ltd", "We are sorry. Wexcombe Dairies has withdrawn its cheeses."), True),
        (told("Valley Police, Press Office", "For immediate release\n\nTwo men were held.\n\nEnds"), True),
        (told("Valley Police", "Two men were held.\n\nENDS – Issued by the duty officer"), True),
        (told("Coast Police", "Two men were held.\n\nENDS – Issued by the duty officer"), False),
        (told("Valley Police", "Two men were held, Reuters reports. (Reuters)\n\nMedia contact: Ms Kern"), False),
        (told(MAKER, "Wexcombe Dairies plc today announced a withdrawal.", 3.5), True),
        (told(MAKER, "Wexcombe Dairies plc today announced a withdrawal.", 9), False),
        (told(MAKER, "Wexcombe Dairies plc today announced a withdrawal.", None), False),
        (told("The Metro", "Metro, sued for libel, said that shares in Wexcombe Dairies fell.", 12), False),
        (told(MAKER, "Two cheeses are withdrawn. It is a loss. So be it. Wexcombe Dairies answers questions."), False),
        (told("Valley Radio", "Valley Radio news at five: shares in Wexcombe Dairies fell."), False),
        (told("Metro", "The owner told Metro that the shares in Wexcombe Dairies fell on Tuesday."), False),
        (told("The Guardian", "Shares in Wexcombe Dairies fell on Tuesday, and trains stood still."), False),
        (told(None, "For immediate release\n\nTwo men were held."), False),
        (told("AP", "Wexcombe Dairies plc today announced a withdrawal.", agency="AP"), False),
        (told("Inc", "Inc today announced a withdrawal."), False),
    ],
)  # fmt: skip
def test_a_release_is_known_by_who_speaks_and_who_is_told_of(article: Article, expected: bool) -> None:
    assert stated_before(article, OF_IT) is expected
    assert not stated_before(OF_IT, article)


FEET = ["Press enquiries: desk@ledger.example", "Media contact: T. Reed", "Issued by Ledger", "Notes to editors: none"]


@pytest.mark.parametrize("foot", FEET)
@pytest.mark.parametrize("minutes", [30, -30, -180])
def test_whom_to_call_at_the_foot_of_a_page_makes_no_copy_older(foot: str, minutes: int) -> None:
    """An outlet has all of a wire, and whom its own press office asks to call; its clock may be wrong."""
    library = Library()
    wire = library.add(**WIRE, published_at=NINE.isoformat())
    text = WIRE["text"].partition("(Reuters) - ")[2] + "\n\n" + foot
    copy = library.add(outlet="Ledger Lines", text=text, published_at=(NINE + timedelta(minutes=minutes)).isoformat())
    assert relation(library.report(copy), wire).derived
    assert library.report(wire)["derivation"] == "not_derived"


HELD = "Two men were held in Oxford on Tuesday after a theft of bicycles, and one of them is said to be a councillor."


@pytest.mark.parametrize(
    ("outlet", "more"),
    [
        ("Oxford Mail", "Oxford police sent no e-mail. The mail was late."),
        ("Oxford Live", "Hundreds watched it live. Oxford colleges were closed."),
        ("Oxford", "He lives near Oxford."),
        ("Exmoor Mail", "“Nobody told us,” a neighbour told the Exmoor Mail."),
        ("The Exmoor Mail", f"{'The mayor gave no answer to all this. ' * 30}The Exmoor Mail first told of it in May."),
        ("Bicycles", "The bicycles were found."),
    ],
)
@pytest.mark.parametrize("foot", ["", *FEET])
def test_an_outlet_that_a_wire_mentions_makes_no_statement(outlet: str, more: str, foot: str) -> None:
    """It may be named like a place, or like what anybody may write; the wire may tell of what it was told."""
    wire = told("PA Media", f"Oxford, March 3 (PA) - {HELD} {more}", 3, "PA Media")
    for hours in (0, 2.5, 3.5):
        assert not stated_before(told(outlet, f"{HELD}\n\n{foot}", hours), wire)
        assert not stated_before(told(outlet, f"OXFORD — {HELD}\n\n{foot}", hours), wire)


@pytest.mark.parametrize(
    ("outlet", "language", "text"),
    [
        ("El País", "es", "El país espera desde el martes la decisión del tribunal."),
        ("Le Monde", "fr", "Le monde attend depuis mardi la décision du tribunal."),
        ("Die Zeit", "de", "Die Zeit drängt: Am Dienstag entscheidet das Gericht."),
        ("Time", "en", "Time is running out for the court, which decides on Tuesday."),
        ("La Nación", "es", "La nación espera desde el martes la decisión del tribunal."),
    ],
)
def test_words_that_a_newspaper_is_named_by_are_not_the_newspaper(outlet: str, language: str, text: str) -> None:
    copy = replace(told(outlet, text, 0.5), language=language)
    wire = replace(told("Wire", text, 0, "EFE"), language=language)
    assert not stated_before(copy, wire)
    assert not stated_before(replace(copy, published_at=NINE - timedelta(hours=1)), wire)


@pytest.mark.parametrize(
    ("language", "outlet", "lines", "wire"),
    [
        ("sv", "Vinterbro AB", "PRESSMEDDELANDE|Karlstad den 6 oktober 2026|Färre på kontoret i Säffle",
         "Fiberbolaget Vinterbro varslar 64 personer i Karlstad, skriver bolaget."),
        ("nl", "Waddenlicht BV", "PERSBERICHT|Harlingen, 6 oktober 2026|Dertig banen weg",
         "De rederij Waddenlicht schrapt dertig banen in Harlingen, meldt het bedrijf."),
        ("de", "Nordhafen AG", "Pressemitteilung|Emden, 6. Oktober 2026|Weniger Kräne im Hafen",
         "Der Hafenbetreiber Nordhafen baut in Emden drei Kräne ab, teilte das Unternehmen mit."),
        ("pl", "Bielmet SA", "INFORMACJA PRASOWA|Bielsko-Biała, 6 października 2026 r.|Nowa hala",
         "Spółka Bielmet zbuduje halę w Bielsku-Białej, podała firma."),
        ("en", "Harrow Tidal", "PRESS RELEASE|Stromness, 6 October 2026|Fewer turbines in the sound",
         "The power company Harrow Tidal will take four turbines out of the sound, it said."),
    ],
)  # fmt: skip
def test_lines_above_a_statement_are_not_counted(language: str, outlet: str, lines: str, wire: str) -> None:
    """A release that is put on a page half an hour after the wire names who speaks below its date and its heading."""
    name = outlet if language == "en" else outlet.split()[0]
    lead = "\n\n".join([*lines.split("|"), f"{outlet}{wire.partition(name)[2]}"])
    release = replace(told(outlet, lead, 0.5), language=language)
    told_of = replace(told("TT", wire, 0, "TT"), language=language)
    assert stated_before(release, told_of)
    assert not stated_before(replace(release, text=lead.replace(outlet, "Somebody")), told_of)
