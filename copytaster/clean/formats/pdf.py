"""PDF: the text of its pages, by pypdf, which is Python throughout, bounded in pages and in what a stream may become.

A page has lines, not paragraphs: they are joined as those of a teleprinter are. Words broken at the end of a line are
put together, unless the document writes them with a hyphen elsewhere. Lines that stand at the head or the foot of
three pages or more, and numbers of pages, are no text.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import Any

from copytaster.clean.draft import Draft
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits

MOST_PAGES = 60
MOST_BYTES = 20_000_000
"""That one stream of a document may become."""
RUNNING = 3
"""Pages that have the same line at their head or foot, from which it is a running one."""
_STREAMS = (
    "maximum_declared_stream_length", "array_based_stream_maximum_output_length", "lzw_maximum_output_length",
    "run_length_maximum_output_length", "zlib_maximum_output_length",
)  # fmt: skip
_NUMBER = re.compile(
    r"\W{0,4}(?:page|seite|página|pagina|strona|s\.|p\.)?\s?\d{1,4}\W{0,3}(?:(?:of|von|de|/)\s?\d{1,4})?\W{0,3}",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(r"\.(?:docx?|indd|pdf|qxp|odt)$|^(?:microsoft word|untitled)", re.IGNORECASE)
_HYPHENED = re.compile(r"\b\w{1,40}-\w{1,40}\b")
_BROKEN = re.compile(r"(\w{2,40})-\n[ \t]{0,20}([^\W\d_]{2,40})")
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:Z|([+-]\d{2})'?(\d{2})?'?)?")


def read(body: bytes, limits: Limits) -> Draft:
    """The text of a PDF. Raises `Rejected` when it is damaged, locked, too long, or holds no text."""
    try:
        pages, about = _pages(body)
    except Rejected:
        raise
    except (MemoryError, SystemExit, KeyboardInterrupt):
        raise
    except Exception as error:  # a damaged file makes the library fail in every way that Python knows
        raise Rejected(422, "not_a_pdf", f"the PDF is damaged ({type(error).__name__})") from None
    text = _joined(_without_running([page.replace("\0", "").split("\n") for page in pages]))
    if not any(char.isalnum() for char in text):
        raise Rejected(422, "no_text", "there is no text in this PDF: its pages are pictures")
    return Draft(text=text, wrapped=True, title=_title(about.get("/Title")), published=_dates(about))


def _pages(body: bytes) -> tuple[list[str], dict[str, str]]:
    """The text of each page, and what the document says of itself."""
    from pypdf import PdfReader, apply_configuration  # late: only processes that read a PDF should pay

    bounds: dict[str, Any] = dict.fromkeys(_STREAMS, MOST_BYTES)
    with apply_configuration(**bounds):
        reader = PdfReader(io.BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Rejected(422, "encrypted", "this PDF is locked with a password")
        count = len(reader.pages)
        if count > MOST_PAGES:
            detail = f"the PDF has {count} pages; at most {MOST_PAGES} are read"
            raise Rejected(413, "too_many_pages", detail, value=count)
        about = {str(key): str(value) for key, value in (reader.metadata or {}).items()}
        return [page.extract_text() or "" for page in reader.pages], about


def _without_running(pages: list[list[str]]) -> list[list[str]]:
    """The lines of the pages, without those that run along at head and foot."""
    pages = [[line.rstrip() for line in page] for page in pages]
    at_edge: Counter[str] = Counter()
    for page in pages:
        lines = [line for line in page if line.strip()]
        at_edge.update({_shape(line) for line in (*lines[:2], *lines[-2:])})
    out = []
    for page in pages:
        lines = list(page)
        for end in (0, -1):
            for _ in range(2):
                while lines and not lines[end].strip():
                    lines.pop(end)
                if lines and (at_edge[_shape(lines[end])] >= RUNNING or _NUMBER.fullmatch(lines[end].strip())):
                    lines.pop(end)
        out.append(lines)
    return out


def _shape(line: str) -> str:
    """A line whatever its number of the page."""
    return re.sub(r"\d+", "0", " ".join(line.split()))


def _joined(pages: list[list[str]]) -> str:
    text = "\n".join("\n".join(page) for page in pages)
    whole = set(_HYPHENED.findall(text))

    def put(match: re.Match[str]) -> str:
        hyphened = f"{match[1]}-{match[2]}"
        return hyphened if hyphened in whole or not match[2][0].islower() else match[1] + match[2]

    return _BROKEN.sub(put, text)


def _title(said: str | None) -> str | None:
    """The title of the document, unless it is the name of a file or of a program."""
    line = " ".join((said or "").split())
    return None if not line or _NO_TITLE.search(line) else line


def _dates(about: dict[str, str]) -> list[str]:
    found = []
    for key in ("/CreationDate", "/ModDate"):
        if match := _DATE.match(about.get(key, "")):
            zone = f"{match[7]}:{match[8] or '00'}" if match[7] else "Z"
            found.append("{}-{}-{}T{}:{}:{}".format(*match.groups()[:6]) + zone)
    return found
