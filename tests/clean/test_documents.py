"""Mail, word processors, PDF: the text of a document, and nothing that is not on its page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest

from copytaster.clean import Rejected
from copytaster.clean.formats import mail, office, pdf
from copytaster.model import Article

Clean = Callable[..., Article]
LINES = [
    "A director of the Oldmoor credit union was arrested on Friday, police said.",
    "Officers searched his house in Tarn Row and took away nine boxes of papers.",
    "The credit union, which has 3,100 members, closed its counters at noon and did not answer calls.",
]
STORY = "\n\n".join(LINES)


def letter(text: str | None = STORY, **more: str) -> EmailMessage:
    message = EmailMessage()
    fields = {
        "From": "PA Media <desk@pa.media>", "To": "wire@argus.example", "Subject": "Fwd: Director held",
        "Date": "Sun, 01 Mar 2026 10:00:00 +0100", "Message-ID": "<771@pa.media>",
    }  # fmt: skip
    for name, value in {**fields, **more}.items():
        message[name] = value
    if text is not None:
        message.set_content(text)
    return message


def word(body: str, **parts: str) -> bytes:
    """A .docx of the paragraphs that `body` is the XML of."""
    space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    core = (
        "<cp:coreProperties xmlns:cp='c' xmlns:dc='d' xmlns:dcterms='t'><dc:title>Director held</dc:title>"
        "<dc:creator>admin</dc:creator><dcterms:created>2026-03-01T09:00:00Z</dcterms:created></cp:coreProperties>"
    )
    main = f"<w:document {space}><w:body>{body}</w:body></w:document>"
    return zipped({"word/document.xml": main, "docProps/core.xml": core, **parts})


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t xml:space='preserve'>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def pages(*texts: list[str], title: str = "Director held") -> bytes:
    """A PDF of pages of lines, as small as one can be."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in texts:
        shown = b"".join(b"(%s) Tj 0 -14 Td " % line.encode("latin-1") for line in lines)
        stream = b"BT /F1 11 Tf 60 780 Td " + shown + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(b"%d 0 R" % (len(objects) + 1))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R" % len(objects)
            + b" /Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    objects.append(b"<< /Title (%s) /CreationDate (D:20260301100000+01'00') >>" % title.encode())
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, len(objects), len(out),
    )  # fmt: skip
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + tail


def taken(cleaned: Clean, body: bytes, media_type: str) -> Article:
    return cleaned(body=body, media_type=media_type)


@pytest.mark.parametrize("media_type", ["message/rfc822", "text/plain"])
def test_a_mail_is_its_text_and_its_fields(cleaned: Clean, media_type: str) -> None:
    article = taken(cleaned, letter().as_bytes(), media_type)
    assert article.text == STORY
    assert (article.title, article.external_id, article.agency) == ("Director held", "<771@pa.media>", "PA Media")
    assert article.published_at == datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("cte", ["quoted-printable", "base64"])
def test_a_mail_in_any_transfer_encoding(cleaned: Clean, charset: str, cte: str) -> None:
    text = STORY.replace("Tarn Row", "Calle José Ibáñez")
    message = letter(None)
    message.set_content(text, charset=charset, cte=cte)
    assert taken(cleaned, message.as_bytes(), "message/rfc822").text == text


def test_a_mail_of_two_parts_is_read_once_and_a_page_where_there_is_no_other(cleaned: Clean) -> None:
    both = letter()
    both.add_alternative("<html><body><p>Not this.</p></body></html>", subtype="html")
    assert taken(cleaned, both.as_bytes(), "message/rfc822").text == STORY
    marked = letter(None)
    marked.set_content("".join(f"<p>{line}</p>" for line in LINES), subtype="html")
    assert taken(cleaned, marked.as_bytes(), "message/rfc822").text == STORY


def test_only_the_beginning_of_a_subject_says_that_it_is_an_answer(cleaned: Clean) -> None:
    for subject, title in (
        ("Cantieri Bellomare: varata la nave", "Cantieri Bellomare: varata la nave"),
        ("RE: Fwd: Alexander: the verdict", "Alexander: the verdict"),
    ):
        assert taken(cleaned, letter(Subject=subject).as_bytes(), "message/rfc822").title == title


def test_a_covering_letter_makes_way_for_what_is_attached(cleaned: Clean) -> None:
    kind = office.WORD.split("/")
    cover = letter("Please find the story attached.\n")
    cover.add_attachment(word("".join(map(paragraph, LINES))), maintype=kind[0], subtype=kind[1], filename="a.docx")
    assert taken(cleaned, cover.as_bytes(), "message/rfc822").text == STORY
    long = letter(f"{STORY}\n\n{STORY}")
    long.add_attachment(word(paragraph("A letter.")), maintype=kind[0], subtype=kind[1], filename="a.docx")
    assert taken(cleaned, long.as_bytes(), "message/rfc822").text == f"{STORY}\n\n{STORY}"


def test_a_signature_is_left_away(cleaned: Clean) -> None:
    mail = letter(f"{STORY}\n\n-- \nPA Media, London\n").as_bytes()
    assert taken(cleaned, mail, "message/rfc822").text == STORY
    assert taken(cleaned, mail.replace(b"\n", b"\r\n"), "message/rfc822").text == STORY  # as mails are sent


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        f"Subject: none\n\n{STORY}",
        f"From: our correspondent\n\n{STORY}",
        f"Date: 1 March\nPlace: Oldmoor\nWhat: arrest\n\n{STORY}",
        "From: a\nTo: b\nSubject: c",
    ],
)
def test_a_text_that_only_looks_like_a_mail_is_none(text: str) -> None:
    assert not mail.looks_like(text)


def test_a_word_document(cleaned: Clean) -> None:
    body = (
        paragraph("A director of the Oldmoor credit union ", "was arrested on Friday, police said.")
        + "<w:tbl><w:tr><w:tc>" + paragraph(LINES[1]) + "</w:tc></w:tr></w:tbl><w:p/>"
        + "<w:p><w:r><w:t>The credit union, which has 3,100 members,</w:t></w:r>"
        + "<w:del><w:r><w:delText>NOT</w:delText></w:r></w:del>"
        + "<w:r><w:instrText>HYPERLINK</w:instrText></w:r><w:r><w:t xml:space='preserve"
        + "'> closed its counters at noon and did not answer calls.</w:t></w:r></w:p>"
    )  # fmt: skip
    article = taken(cleaned, word(body), office.WORD)
    assert article.text == STORY
    assert (article.title, article.byline) == ("Director held", None)


STYLES = (
    "<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:style w:styleId='Titel'>"
    "<w:name w:val='Title'/></w:style><w:style w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style></w:styles>"
)


@pytest.mark.parametrize("style", ["Title", "Heading1", "Titel", "berschrift1"])
def test_a_paragraph_in_the_style_of_titles_is_the_title(cleaned: Clean, style: str) -> None:
    """It stood in the text, and the title was the property, which is often that of the story before."""
    headline = f"<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>Credit union man held</w:t></w:r></w:p>"
    body = word(headline + "".join(map(paragraph, LINES)), **{"word/styles.xml": STYLES})
    article = taken(cleaned, body, office.WORD)
    assert (article.title, article.text) == ("Credit union man held", STORY)
    body = word(headline.replace(style, "Normal") + paragraph(STORY), **{"word/styles.xml": STYLES})
    plain = taken(cleaned, body, office.WORD)
    assert (plain.title, plain.text) == ("Director held", f"Credit union man held\n\n{STORY}")
    alone = taken(cleaned, word(headline.replace("man held", "director held on Friday")), office.WORD)
    assert alone.text == "Credit union director held on Friday"


@pytest.mark.parametrize(
    "headline",
    [
        "<text:p text:style-name='Title'>Credit union man held</text:p>",
        "<text:p text:style-name='P1'>Credit union man held</text:p>",
        "<text:h text:outline-level='1'>Credit union man held</text:h>",
    ],
)
def test_the_title_of_an_open_document(cleaned: Clean, headline: str) -> None:
    content = (
        "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:style='s'><office:automatic-styles>"
        "<style:style style:name='P1' style:parent-style-name='Title'/></office:automatic-styles><office:body>"
        f"<office:text>{headline}{''.join(f'<text:p>{line}</text:p>' for line in LINES)}</office:text></office:body>"
        "</office:document-content>"
    )
    article = taken(cleaned, zipped({"mimetype": office.OPEN_DOCUMENT, "content.xml": content}), office.OPEN_DOCUMENT)
    assert (article.title, article.text) == ("Credit union man held", STORY)


def test_an_open_document(cleaned: Clean) -> None:
    content = (
        "<office:document-content xmlns:office='o' xmlns:text='t'><office:body><office:text>"
        f"<text:p>A director of the <text:span>Oldmoor</text:span> {LINES[0][26:]}</text:p>"
        f"<text:list><text:list-item><text:p>{LINES[1]}</text:p></text:list-item></text:list>"
        f"<text:p>{LINES[2]}</text:p></office:text></office:body></office:document-content>"
    )
    body = zipped({"mimetype": office.OPEN_DOCUMENT, "content.xml": content})
    assert taken(cleaned, body, office.OPEN_DOCUMENT).text == STORY


@pytest.mark.parametrize(
    "opened", ["<text:bookmark/>", "<text:tab/>", "<text:soft-page-break/>", "<text:a>A</text:a>", "<text:s/>"]
)
def test_a_paragraph_of_an_open_document_that_an_element_opens(cleaned: Clean, opened: str) -> None:
    """All of its text was lost, unless a part of it was in another style."""
    first = LINES[0].removeprefix("A") if "A" in opened else LINES[0]
    content = (
        "<office:document-content xmlns:office='o' xmlns:text='t'><office:body><office:text>"
        f"<text:p>{opened}{first}</text:p><text:p><text:a>{LINES[1]}</text:a></text:p><text:p>{LINES[2]}</text:p>"
        "</office:text></office:body></office:document-content>"
    )
    body = zipped({"mimetype": office.OPEN_DOCUMENT, "content.xml": content})
    assert taken(cleaned, body, office.OPEN_DOCUMENT).text == STORY


def test_a_box_beside_a_paragraph_stands_behind_it(cleaned: Clean) -> None:
    lines = paragraph("Nine boxes") + paragraph("of papers")
    box = f"<w:r><w:drawing><w:txbxContent>{lines}</w:txbxContent></w:drawing></w:r>"
    opened = paragraph(LINES[0]).replace("<w:p>", f"<w:p>{box}")
    article = taken(cleaned, word(opened + paragraph(LINES[1]) + paragraph(LINES[2])), office.WORD)
    assert article.text == STORY.replace(LINES[0], f"{LINES[0]}\n\nNine boxes\n\nof papers")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"PK\x03\x04 no archive", "not_a_document"),
        (b"x" * 100, "not_a_document"),
        (zipped({"a.txt": "x"}), "not_a_document"),
        (word(""), "no_text"),
        (word(paragraph("x" * (office.MOST_BYTES + 1))), "too_large"),
        (word("<w:p>" * 300 + "</w:p>" * 300), "too_deep"),
        (zipped({f"{n}": "" for n in range(office.MOST_PARTS + 1)}), "too_many_parts"),
        (zipped({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "document_type"),
    ],
)
def test_a_document_that_is_refused(refused: Callable[..., Rejected], body: bytes, code: str) -> None:
    assert refused(body=body, media_type=office.WORD).code == code


def wrapped(width: int = 60) -> list[str]:
    import textwrap

    return [row for line in LINES for row in (*textwrap.wrap(line, width), "")]


def test_a_pdf(cleaned: Clean) -> None:
    article = taken(cleaned, pages(wrapped()), "application/pdf")
    assert article.text.split() == STORY.split()
    assert article.title == "Director held"
    assert article.published_at == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_running_lines_and_numbers_of_pages_are_no_text(cleaned: Clean) -> None:
    body = pages(*(["PRESS RELEASE", line, f"Page {n} of 3"] for n, line in enumerate(LINES, 1)))
    assert taken(cleaned, body, "application/pdf").text.split() == STORY.split()


def test_words_broken_at_the_end_of_a_line_are_put_together(cleaned: Clean) -> None:
    lines = ["The head of the co-operative, a co-", "operative in Oldmoor, was arres-", "ted on Friday, police said."]
    body = pages(lines)
    assert "co-operative in Oldmoor, was arrested on Friday" in taken(cleaned, body, "application/pdf").text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"%PDF-1.4 nothing", "not_a_pdf"),
        (b"", "no_text"),
        (pages([]), "no_text"),
        (pages(*[["a line of a page"]] * (pdf.MOST_PAGES + 1)), "too_many_pages"),
    ],
)
def test_a_pdf_that_is_refused(refused: Callable[..., Rejected], body: bytes, code: str) -> None:
    assert refused(body=body, media_type="application/pdf").code == code


@pytest.mark.parametrize("broken", [pages(wrapped())[:n] for n in (40, 200, 500, 900)])
def test_a_pdf_that_is_cut_short_ends_in_an_article_or_a_refusal(cleaned: Clean, broken: bytes) -> None:
    def attempt() -> Any:
        try:
            return taken(cleaned, broken, "application/pdf").text
        except Rejected as why:
            return why.code

    assert attempt()


@pytest.mark.parametrize("media_type", ["text/plain", "application/rtf", "text/rtf"])
def test_rtf_is_refused_by_its_name_whatever_it_is_called(media_type: str, cleaned: Clean) -> None:
    with pytest.raises(Rejected, match="RTF") as refused:
        cleaned(body=rb"{\rtf1\ansi " + STORY.encode() + b"}", media_type=media_type)
    assert refused.value.status == 415
