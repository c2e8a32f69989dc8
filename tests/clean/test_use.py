"""What publishers say of the use of an article: in the fields of formats, and in words to editors."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from copytaster.clean import Rejected
from copytaster.model import Article, PubStatus

STORY = (
    "A director of the Oldmoor credit union was arrested on Friday, police said.\n\n"
    "Officers searched his house in Tarn Row and took away nine boxes of papers.\n\n"
    "The credit union, which has 3,100 members, closed its counters at noon and did not answer calls."
)
LATER = datetime(2026, 3, 5, 0, 1, tzinfo=UTC)
Clean = Callable[..., Article]


def ninjs(**more: Any) -> dict[str, Any]:
    item = {"uri": "urn:pa:771", "type": "text", "headline": "Director held", "body_text": STORY, **more}
    return {"body": json.dumps(item).encode(), "media_type": "application/vnd.iptc.ninjs+json"}


def newsml(inside: str) -> dict[str, Any]:
    body = (
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:newsml:pa:771' version='3'><itemMeta>"
        f"<itemClass qcode='ninat:text'/><provider literal='PA Media'/>{inside}</itemMeta><contentMeta>"
        "<slugline>OLDMOOR-UNION</slugline></contentMeta><contentSet><inlineData contenttype='text/plain'>"
        f"{STORY}</inlineData></contentSet></newsItem>"
    )
    return {"body": body.encode(), "media_type": "application/vnd.iptc.g2.newsitem+xml"}


def nitf(docdata: str, inside: str = "") -> dict[str, Any]:
    body = (
        f"<nitf><head><docdata {docdata}>{inside}<doc-id id-string='771'/></docdata></head><body><body.content>"
        + "".join(f"<p>{line}</p>" for line in STORY.split("\n\n"))
        + "</body.content></body></nitf>"
    )
    return {"body": body.encode(), "media_type": "application/nitf+xml"}


def newsml1(status: str, change: str = "") -> dict[str, Any]:
    body = (
        f"<NewsML><NewsItem><NewsManagement><Status FormalName='{status}'/>{change}</NewsManagement><NewsComponent>"
        f"<ContentItem><DataContent>{STORY}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )
    return {"body": body.encode(), "media_type": "application/xml"}


@pytest.mark.parametrize(
    ("document", "status"),
    [
        (ninjs(pubstatus="usable"), "usable"),
        (ninjs(pubstatus="canceled"), "canceled"),
        (ninjs(pubStatus="withheld"), "withheld"),
        (newsml("<pubStatus qcode='stat:canceled'/>"), "canceled"),
        (newsml("<pubStatus uri='http://cv.iptc.org/newscodes/pubstatusg2/withheld'/>"), "withheld"),
        (newsml("<pubStatus qcode='stat:usable'/><signal qcode='sig:correction'/>"), "corrected"),
        (newsml("<pubStatus qcode='stat:canceled'/><signal qcode='sig:correction'/>"), "canceled"),
        (newsml("<pubStatus qcode='stat:usable'/><signal qcode='sig:update'/>"), "usable"),
        (nitf("management-status='usable'"), "usable"),
        (nitf("management-status='canceled'"), "canceled"),
        (nitf("management-status='withheld'"), "withheld"),
        (newsml1("Usable"), "usable"),
        (newsml1("Canceled"), "canceled"),
    ],
)
def test_the_status_of_a_format(cleaned: Clean, document: dict[str, Any], status: str) -> None:
    assert cleaned(**document).status == status


@pytest.mark.parametrize(
    "document",
    [
        ninjs(embargoed="2026-03-05T00:01:00+0000"),
        ninjs(embargoeduntil="2026-03-05T00:01:00Z"),
        ninjs(embargoedUntil="2026-03-05T00:01:00Z"),
        ninjs(pubstatus="withheld", embargoed="2026-03-05T01:01:00+01:00"),
        newsml("<pubStatus qcode='stat:withheld'/><embargoed>2026-03-05T00:01:00Z</embargoed>"),
        nitf("management-status='embargoed'", "<date.release norm='20260305T000100Z'/>"),
        newsml1("Embargoed", "<StatusWillChange><DateAndTime>20260305T000100Z</DateAndTime></StatusWillChange>"),
        {"text": STORY, "embargoed_until": "2026-03-05T00:01:00Z"},
        {"text": f"EMBARGOED UNTIL 0001 GMT, Thursday 5 March 2026\n\n{STORY}"},
        {"text": f"EMBARGOED UNTIL 00.01am GMT, Thursday 5 March 2026\n\n{STORY}"},
        {"text": f"Sperrfrist: 5. März 2026, 01:01 Uhr MEZ\n\n{STORY}"},
        {"text": STORY, "title": "EMBARGO: 5 March 2026 00:01 GMT"},
    ],
)
def test_an_embargo_and_its_end(cleaned: Clean, document: dict[str, Any]) -> None:
    article = cleaned(**document)
    assert (article.status, article.embargoed_until) == (PubStatus.WITHHELD, LATER)
    assert article.hidden(LATER.replace(minute=0))
    assert not article.hidden(LATER)


@pytest.mark.parametrize(
    "line",
    [
        "Not for publication before 0001 GMT on 5 March 2026",
        "EMBARGOED: Not for publication or broadcast before 00:01 GMT on Thursday 5 March 2026",
        "EMBARGO 5 March 2026 00:01 GMT",
        "EMBARGOED UNTIL 00.01 GMT 5 MARCH 2026. DO NOT PUBLISH",
        "Embargoed until 5 March 2026 at 00:01 GMT. Do not publish before then",
        "Embargoed until 00:01 GMT – Thursday 5 March 2026",
        "SPERRFRIST 5.3.2026 1.01 Uhr MEZ",
        "Sous embargo jusqu'au 5 mars 2026 à 0h01 GMT",
        "Bajo embargo hasta el 5 de marzo de 2026 a las 00:01 GMT",
        "EMBARGO DO 5 marca 2026, godz. 00:01 GMT",
        "ЭМБАРГО до 5 марта 2026, 00:01 GMT",
        "Klausul til 5. mars 2026 kl. 00.01 GMT",
        "【解禁日時】2026年3月5日午前0時1分 GMT",
        "엠바고: 2026년 3월 5일 오전 0시 1분 GMT",
    ],
)
def test_an_embargo_in_the_words_of_releases(cleaned: Clean, line: str) -> None:
    """They were free for all to read, most of them without a note."""
    article = cleaned(text=f"{line}\n\n{STORY}")
    assert (article.status, article.embargoed_until) == (PubStatus.WITHHELD, LATER)


@pytest.mark.parametrize(
    "document",
    [
        ninjs(embargoed="2036-01-01T05:00:00+0000"),
        ninjs(pubstatus="usable", embargoedUntil="2036-01-01T05:00:00Z"),
        newsml("<pubStatus qcode='stat:usable'/><embargoed>2036-01-01T05:00:00Z</embargoed>"),
        nitf("management-status='embargoed'", "<date.release norm='20360101T050000Z'/>"),
        newsml1("Embargoed", "<StatusWillChange><DateAndTime>20360101T050000Z</DateAndTime></StatusWillChange>"),
    ],
)
def test_an_embargo_of_a_format_holds_however_far_ahead_it_ends(cleaned: Clean, document: dict[str, Any]) -> None:
    article = cleaned(**document)
    assert (article.status, article.embargoed_until) == (PubStatus.WITHHELD, datetime(2036, 1, 1, 5, tzinfo=UTC))
    assert not any("embargo" in note.detail for note in article.notes)


def test_an_embargo_at_the_end_of_time(cleaned: Clean) -> None:
    for end in ("9999-12-31T23:59:59-05:00", "9999-12-31T23:59:59Z"):
        assert cleaned(**ninjs(embargoed=end)).id


def test_in_words_a_year_far_ahead_may_be_a_slip(cleaned: Clean) -> None:
    article = cleaned(text=f"EMBARGOED UNTIL 0001 GMT, 5 March 2062\n\n{STORY}")
    assert article.status is PubStatus.USABLE
    assert [n.what for n in article.notes] == ["unreadable_time"]


def test_an_embargo_that_is_over_withholds_nothing(cleaned: Clean) -> None:
    article = cleaned(**ninjs(pubstatus="usable", embargoed="2026-03-01T00:00:00Z"))
    assert article.status is PubStatus.USABLE


def test_an_embargo_that_cannot_be_read_is_told_and_hides_nothing(cleaned: Clean) -> None:
    article = cleaned(text=f"EMBARGOED UNTIL after the speech\n\n{STORY}")
    assert article.status is PubStatus.USABLE
    assert [(n.what, "after the speech" in n.detail) for n in article.notes] == [("unreadable_time", True)]


@pytest.mark.parametrize(
    ("document", "noted"),
    [
        (newsml("<embargoed/>"), False),
        (newsml("<pubStatus qcode='stat:usable'/><embargoed></embargoed>"), False),
        (newsml("<pubStatus qcode='stat:usable'/><embargoed>after the speech</embargoed>"), True),
        (ninjs(pubstatus="usable", embargoed="after the speech"), True),
    ],
)
def test_a_field_that_says_embargoed_withholds_whatever_it_says_of_its_end(
    cleaned: Clean, document: dict[str, Any], noted: bool
) -> None:
    """NewsML-G2 lets it be empty: then nobody knows yet when it ends. These were free for all to read."""
    article = cleaned(**document)
    assert (article.status, article.embargoed_until) == (PubStatus.WITHHELD, None)
    assert [n.what for n in article.notes] == ["unreadable_time"] * noted
    assert article.hidden(LATER.replace(year=2036))
    assert cleaned(**document, status="usable").status is PubStatus.USABLE


def test_what_is_usable_until_it_is_canceled_is_under_no_embargo(cleaned: Clean) -> None:
    end = "<DateAndTime>20260305T000100Z</DateAndTime>"
    change = f"<StatusWillChange><FutureStatus FormalName='{{}}'/>{end}</StatusWillChange>"
    article = cleaned(**newsml1("Usable", change.format("Canceled")))
    assert (article.status, article.embargoed_until) == (PubStatus.USABLE, None)
    assert cleaned(**newsml1("Embargoed", change.format("Usable"))).embargoed_until == LATER


def test_versions_and_slugs(cleaned: Clean) -> None:
    assert cleaned(**ninjs(evolvedfrom="urn:pa:770", slugline="union")).version_of == "urn:pa:770"
    article = cleaned(**newsml("<link rel='irel:previousVersion' residref='urn:newsml:pa:770'/>"))
    assert (article.version_of, article.slug, article.external_id) == (
        "urn:newsml:pa:770", "OLDMOOR-UNION", "urn:newsml:pa:771",
    )  # fmt: skip
    document = nitf("management-doc-idref='770'", "<du-key key='OLDMOOR'/>")
    assert (cleaned(**document).version_of, cleaned(**document).slug) == ("770", "OLDMOOR")


def test_how_it_was_made_as_ninjs_3_1_declares_it(cleaned: Clean) -> None:
    code = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    assert cleaned(**ninjs(digitalSourceType=code)).digital_source == code
    assert cleaned(**ninjs(digitalsourcetype={"name": "AI", "uri": code})).digital_source == code
    assert cleaned(**ninjs()).digital_source is None


KILLS = [
    ("KILL Credit union director", "Please kill story slugged Credit union ex OLDMOOR, Sept 4.\n\nDo not use."),
    ("Mandatory kill: BC-Oldmoor-Union", "The man named in the story was not arrested, police say."),
    ("Director held", "EDITORS: The story on the credit union sent at 1410 GMT has been withdrawn. Do not use it."),
    ("STORNO: Direktor", "Achtung Redaktionen: Bitte die Meldung von 14.10 Uhr nicht verwenden."),
    ("ANNULATION: directeur arrêté", "Prière d'annuler notre dépêche de 14h10, le directeur est en liberté."),
    ("ANULADA: Director detenido", "Rogamos anulen la noticia enviada a las 14.10, que era falsa."),
    ("ANNULLARE - Direttore", "Si prega di annullare la notizia delle 14.10, il direttore è libero."),
    ("ANNULLERES: Direktør", "Saken er trukket, og bruk ikke meldingen fra klokken 14.10 i dag."),
    ("АННУЛИРУЕТСЯ: директор", "Просим не использовать сообщение от 14.10, директор на свободе."),
]


@pytest.mark.parametrize(("title", "text"), KILLS)
def test_a_kill_in_words(cleaned: Clean, title: str, text: str) -> None:
    assert cleaned(text=text, title=title, agency="PA Media").status is PubStatus.CANCELED
    # What an outlet publishes speaks to readers.
    assert cleaned(text=text, title=title, outlet="Oldmoor Argus").status is PubStatus.USABLE


def test_the_slug_that_a_kill_names(cleaned: Clean) -> None:
    assert cleaned(text=KILLS[0][1], title=KILLS[0][0], agency="PA Media").slug == "Credit union"


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("CORRECTION: Director held", "x"),
        ("CORRECTED-Director held", "x"),
        ("Corrects number of members in paragraph 3", "x"),
        ("Director held", "(Corrects spelling of name in paragraph 2)"),
        ("Direktor verhaftet", "Berichtigung: Im zweiten Absatz muss es 3.100 heißen."),
        ("RECTIFICATIF - Directeur arrêté", "x"),
        ("Director detenido", "CORRECCIÓN: son 3.100 socios"),
        ("RÄTTELSE: Direktör gripen", "x"),
    ],
)
def test_a_correction_in_words(cleaned: Clean, title: str, first: str) -> None:
    assert cleaned(text=f"{first}\n\n{STORY}", title=title, agency="PA Media").status is PubStatus.CORRECTED


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("KILL SWITCH BILL DEBATED IN SENATE", "The bill would let owners stop a stolen phone."),
        ("Kill Bill returns to the screen", "The film opens on Friday."),
        ("Union tells farmers: do not use the spray", "“Do not use it,” the union said."),
        ("Correction officers go on strike", "The officers walked out at noon."),
        ("Corrected bill passes", "The house passed it."),
        ("Trade embargo lifted", "Embargo on arms ends on Friday, the ministry said."),
        ("Klausul 7 i avtalet", "Embargo of 2025 ends on Friday, the ministry said."),
        ("Withdrawn from the race", "He had withdrawn his candidacy."),
    ],
)
def test_a_story_that_has_such_words_is_usable(cleaned: Clean, title: str, first: str) -> None:
    article = cleaned(text=f"{first}\n\n{STORY}", title=title, agency="PA Media")
    assert (article.status, article.embargoed_until) == (PubStatus.USABLE, None)


def test_what_is_submitted_goes_before_what_is_found(cleaned: Clean, refused: Callable[..., Rejected]) -> None:
    assert cleaned(text=KILLS[1][1], title=KILLS[1][0], agency="PA Media", status="usable").status == "usable"
    assert cleaned(text=STORY, status="canceled").status is PubStatus.CANCELED
    assert refused(text=STORY, status="lost").code == "unreadable_status"
    assert refused(text=STORY, embargoed_until="after lunch").code == "unreadable_date"


C2PA = "\ufeff" + "".join(chr(0xFE00 + n % 16) for n in range(60))


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        (STORY + C2PA, ["hidden_manifest"]),
        (STORY.replace("Friday", "Friday" + "".join(chr(0xE0100 + n) for n in range(40))), ["hidden_manifest"]),
        (STORY.replace(" ", " \u200b"), ["hidden_characters"]),
        (STORY.replace("e", "e\u2060\u200d"), ["hidden_characters"]),
        (STORY.replace("Row", "Row\u200b"), []),
        (STORY, []),
        ("می‌خواهم بروم و می‌گویم که می‌دانم این کتاب‌ها خوب است و نمی‌خواهم بمانم", []),
        ("The family 👨‍👩‍👧‍👦 and the pilot 👩‍✈️ and the heart ❤️ and the flag 🏴󠁧󠁢󠁥󠁮󠁧󠁿 came to the town today.", []),
    ],
)
def test_marks_that_no_reader_sees_are_noted_and_stay(cleaned: Clean, text: str, notes: list[str]) -> None:
    article = cleaned(text=text, language="en")
    assert [note.what for note in article.notes] == notes
    assert article.text == text
