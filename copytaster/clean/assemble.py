"""Submission → `Article`: which reader, what wins over what, and the limits on the outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime

from copytaster.clean import boilerplate, byline, dates, decode, guard, language, marks, mojibake, publisher, use, walls
from copytaster.clean.draft import Draft
from copytaster.clean.formats import ninjs, sniff, text
from copytaster.clean.submission import Rejected, Submission, kind_of
from copytaster.fields import LIMITS
from copytaster.limits import Limits
from copytaster.model import Article
from copytaster.text.words import count as count_words

_WORDS = ("title", "byline", "outlet", "credit")
"""Fields that are words, and may have been read in a wrong encoding as the text was."""


def clean(submission: Submission, limits: Limits, received_at: datetime) -> Article:
    """The article that `submission` is. Raises `Rejected` for anything that cannot become one."""
    if submission.body is not None and _is_json(submission):
        submission, draft = _json(submission, limits)
    else:
        draft = None
    said = _fields(submission)
    tongue = language.submitted(said["language"])
    draft = draft or _draft(submission, limits, said)
    _undo(draft)
    guard.characters(draft.text, "the text")
    body = text.normalise(draft.text, wrapped=draft.wrapped)
    _limits(body, limits)

    tongue = tongue or _tongue(body, draft)
    title = said["title"] or _value(draft.title, "title")
    by = said["byline"] or _value(draft.byline, "byline")
    outlet, agency = _publisher(said, draft)
    place = dates.Place(publisher.country(agency, outlet, said["url"] or draft.url, draft.language), (tongue,))
    marked = boilerplate.mark(body, tongue, byline=by, outlet=outlet, title=title)
    walls.refuse(title, body, marked)
    times = use.times(submission, draft, body, received_at, place)
    status = use.status(
        said, draft, title, body, times, received_at, place, wire=agency is not None,
        embargoed_until=submission.embargoed_until,
    )
    return Article(
        id=submission.article_id(),
        text=body,
        title=title,
        byline=byline.tidy(by) if by else None,
        outlet=outlet,
        agency=agency,
        url=said["url"] or _link(draft.url),
        external_id=said["external_id"] or _value(draft.external_id, "external_id"),
        credit=said["credit"] or _value(draft.credit, "credit"),
        published_at=times.published_at,
        received_at=dates.utc(received_at),
        language=tongue,
        status=status.status,
        embargoed_until=status.embargoed_until,
        version_of=said["version_of"] or _value(draft.version_of, "version_of"),
        slug=said["slug"] or _value(draft.slug or status.slug, "slug"),
        digital_source=said["digital_source"] or _value(draft.digital_source, "digital_source"),
        notes=(*times.notes, *status.notes, *marks.notes(body), *mojibake.notes(draft.misread)),
        boilerplate=marked,
    )


def _fields(submission: Submission) -> dict[str, str | None]:
    """The submitted metadata, each on one line, None when empty. Raises `Rejected` for wrong types and lengths."""
    out: dict[str, str | None] = {}
    for field in fields(submission):
        value = getattr(submission, field.name)
        if field.name in ("body", "media_type", "text", "html", "published_at", "embargoed_until"):
            continue
        if value is not None and not isinstance(value, str):
            raise Rejected(
                422, "wrong_type", f"{field.name} must be a string, not {kind_of(value)}", value=kind_of(value),
                field=field.name,
            )  # fmt: skip
        if value:
            guard.characters(value, field.name)
            if len(value) > LIMITS[field.name]:
                raise Rejected(
                    422,
                    "field_too_long",
                    f"{field.name} has {len(value)} characters; at most {LIMITS[field.name]} are taken",
                    limit=field.name,
                    value=len(value),
                    field=field.name,
                )
            value = text.one_line(mojibake.undo(value)[0] if field.name in _WORDS else value)
        out[field.name] = value or None
    if out["url"] and not _link(out["url"]):
        raise Rejected(
            422, "unreadable_url", f"url {out['url'][:60]!r} is not an http or https address", value=out["url"][:60],
            field="url",
        )  # fmt: skip
    return out


def _draft(submission: Submission, limits: Limits, said: dict[str, str | None]) -> Draft:
    given = [name for name in ("text", "html", "body") if getattr(submission, name) is not None]
    if len(given) != 1:
        what = " and ".join(given) if given else "neither text nor html"
        raise Rejected(
            422, "one_text", f"send exactly one of text or html, or a body of another media type; this has {what}"
        )
    name = given[0]
    value = getattr(submission, name)
    if name == "body":
        if not isinstance(value, bytes | bytearray | memoryview):
            raise Rejected(422, "wrong_type", f"body must be bytes, not {kind_of(value)}", value=kind_of(value))
        return _body(bytes(value), str(submission.media_type), limits)
    if not isinstance(value, str):
        raise Rejected(422, "wrong_type", f"{name} must be a string, not {kind_of(value)}", value=kind_of(value),
                       field=name)  # fmt: skip
    guard.size(_size(value), limits, name)
    guard.characters(value, name)
    if name == "text":
        return Draft(text=value, wrapped=True)
    from copytaster.clean.formats import html

    return _read(lambda markup, bounds: html.read(markup, bounds, title=said["title"]), value, limits)


def _read(reader: Callable[[str, Limits], Draft], markup: str, limits: Limits) -> Draft:
    """What a reader finds; in what was meant, where the markup had been read in a wrong encoding before."""
    draft = reader(markup, limits)
    if mojibake.suspect(draft.text):
        meant, wrong = mojibake.undo(markup)
        if wrong is not None:
            draft = reader(meant, limits)
            draft.misread = wrong
    return draft


def _undo(draft: Draft) -> None:
    """Put what was meant in the place of what is left in a draft of UTF-8 that was read in a wrong encoding."""
    draft.text, wrong = mojibake.undo(draft.text)
    draft.misread = draft.misread or wrong
    draft.title, draft.byline = (value and mojibake.undo(value)[0] for value in (draft.title, draft.byline))


def _body(body: bytes, media_type: str, limits: Limits) -> Draft:
    guard.size(len(body), limits, "the body")
    if not body.strip():
        raise Rejected(422, "no_text", "the body is empty")
    if of_bytes := sniff.reader_of_bytes(body, media_type):
        return of_bytes(body, limits)
    reader: Callable[[str, Limits], Draft] = sniff.reader(body, media_type)
    markup = decode.decode(body, media_type)
    guard.characters(markup, "the body")
    return _read(reader, markup, limits)


def _is_json(submission: Submission) -> bool:
    kind = str(submission.media_type).split(";")[0].strip().lower()
    return kind in ("application/json", "text/json") or (kind.endswith("+json") and "ninjs" not in kind)


def _json(submission: Submission, limits: Limits) -> tuple[Submission, Draft | None]:
    """A body of JSON is either our own fields, and then the same submission as those fields, or ninjs."""
    body = submission.body
    if not isinstance(body, bytes | bytearray | memoryview):
        raise Rejected(422, "wrong_type", f"body must be bytes, not {kind_of(body)}", value=kind_of(body))
    guard.size(len(body), limits, "the body")
    document = ninjs.load(decode.decode(bytes(body), "application/json"))
    if ninjs.looks_like(document):
        return submission, ninjs.read(document, limits)
    return Submission.from_json(document), None


def _size(value: str) -> int:
    return len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass"))


def _limits(body: str, limits: Limits) -> None:
    if not any(char.isalnum() for char in body):
        raise Rejected(422, "no_text", "there is no text in it")
    if len(body) > limits.max_text_chars:
        said = f"the text has {len(body)} characters"
        raise Rejected.beyond(413, "text_too_long", said, limits, "max_text_chars", len(body))
    words = count_words(body)
    if words > limits.max_words:
        raise Rejected.beyond(413, "too_many_words", f"the text has {words} words", limits, "max_words", words)
    if words < limits.min_words:
        said = f"the text has {words} word{'' if words == 1 else 's'}"
        raise Rejected.beyond(422, "too_few_words", said, limits, "min_words", words)


def _tongue(body: str, draft: Draft) -> str:
    """What the text shows. What the document declares decides only where the text does not: templates lie."""
    found = language.detect(body)
    declared = language.primary(draft.language) if draft.language else None
    if found == language.UNDETERMINED:
        return declared or found
    # The identifier cannot part what is nearly one language (nb and no, sr and hr): there the document knows better.
    if declared and declared in language.SIBLINGS.get(found, ()):
        return declared
    return found


def _publisher(said: dict[str, str | None], draft: Draft) -> tuple[str | None, str | None]:
    """(outlet, agency): who published it, and the agency when the publisher is one."""
    outlet = said["outlet"] or next(
        (v for p in draft.publishers if (v := _value(p, "outlet")) and not v.startswith("http")), None
    )
    if said["agency"]:
        return outlet or said["agency"], publisher.agency(said["agency"]) or said["agency"]
    if said["outlet"]:
        return outlet, publisher.agency(said["outlet"])
    agency = publisher.first_agency(draft.publishers)
    if agency is None and not draft.publishers:
        agency = publisher.first_agency(draft.holders)
    return agency or outlet, agency


def _value(value: str | None, field: str) -> str | None:
    """A document's own metadata, made to fit: unlike what was submitted it is cut, not refused."""
    if not value:
        return None
    line = text.one_line(value.replace("\0", "").encode("utf-8", "ignore").decode())
    return line[: LIMITS[field]].strip() or None


def _link(value: str | None) -> str | None:
    """An address that a page may link to, or None."""
    line = _value(value, "url")
    return line if line and line.lower().startswith(("http://", "https://")) and " " not in line else None
