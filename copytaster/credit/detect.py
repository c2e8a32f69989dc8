"""What an article itself says of its sources: every agency that it names as one, where, and in which words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from copytaster.credit import (
    attribution,
    byline,
    context,
    datelines,
    forms,
    hands,
    items,
    lexicon,
    lines,
    mentions,
    people,
    sourced,
)  # fmt: skip
from copytaster.credit.agencies import by_domain, canonical, handles
from copytaster.credit.credit_lines import masked as masked_text
from copytaster.credit.mentions import Mention
from copytaster.model import Article, BoilerplateKind, CreditEvidence, Span
from copytaster.recent import Recent

LIMIT = 200
"""Most evidence that is kept of one article."""
KEPT = 4_000
"""Articles whose evidence is remembered: a verdict is resolved again whenever its story has grown."""

_HANDLE = re.compile(r"@(?<![\w.@/]@)(\w{2,20})")
_LINE = re.compile(r"[^\n\r]+")
_GENERIC_END = re.compile(r"[:–—-]\s+$")
_GENERIC_AFTER = re.compile(r"\s*(?:$|[\n\r]|pic\.twitter|https?:|#|[–—])")
_ENDITEM = re.compile(r"(?:^|[\s.])Enditem\.?\s*$", re.M)


def detect(article: Article, also: Collection[str] = ()) -> tuple[CreditEvidence, ...]:
    """All evidence of credit in `article`: metadata first, then byline and title, then the text in order.

    `also`: agencies that only the archive knows, by the names that their own articles state; a name of one word counts
    where credits stand, one of several words in running text too.
    """
    also = frozenset(name for name in also if canonical(name) is None)
    told = (
        article.agency, article.outlet, article.url, article.byline, article.credit, article.title, article.text,
        _republished(article),
    )  # fmt: skip
    digest = hashlib.blake2b(repr(told).encode(), digest_size=16).digest()  # texts themselves may be long
    if (known := _detected.get((digest, also))) is None:
        _detected.put((digest, also), known := _detect(article, also))
    return known


_detected: Recent[tuple[bytes, frozenset[str]], tuple[CreditEvidence, ...]] = Recent(KEPT)


def _detect(article: Article, also: frozenset[str]) -> tuple[CreditEvidence, ...]:
    found = [*_metadata(article)]
    if article.byline:
        found += _byline(article.byline, article.outlet or "", also)
    if article.credit:
        found += _credit_field(article.credit, also)
    if article.title:
        found += _in_title(article.title, also, article.text)
    named = in_text(article.text, article.title or "", outlet=article.outlet or "", known=found, also=also)
    found += named
    found += _first_published(article, named, also)
    told = "\n".join((article.title or "", article.text))
    return tuple(context.theirs(found, told, also)[:LIMIT])


def _republished(article: Article) -> list[Span]:
    """Where it says who published it first, as cleaning has found."""
    return [Span(b.start, b.end) for b in article.boilerplate if b.kind is BoilerplateKind.REPUBLISHED]


def _first_published(
    article: Article, named: Iterable[CreditEvidence], also: Collection[str]
) -> Iterable[CreditEvidence]:
    """ "Esta reportagem foi publicada originalmente pela Agência Pública": whoever is named there has it first."""
    for span in _republished(article):
        line = article.text[span.start : span.end]
        known = {e.agency for e in named if e.span is not None and e.span.overlap(span)}
        for agency in dict.fromkeys(m.agency for m in mentions.find(line, also) if not m.generic):
            if agency not in known:
                yield CreditEvidence(agency, line, "credit-line", "text", span)


def in_text(
    text: str, title: str = "", *, outlet: str = "", known: Iterable[CreditEvidence] = (), also: Collection[str] = ()
) -> list[CreditEvidence]:
    """The evidence in `text`, in order; `title` tells whether the article is about an agency; `also` as in `detect`."""
    told, text = text, items.apart(text)
    all_mentions = mentions.find(text, also)
    masked = masked_text(text)
    found: list[tuple[Mention, forms.Form]] = list(_handles(text, all_mentions))
    taken = [form.span for _, form in found]
    rest = [m for m in all_mentions if not any(span.start <= m.start < span.end for span in taken)]
    rest = [m for m in rest if not (m.generic and _own_wire(text, m, outlet))]
    about = _subjects(title, also)
    borne = people.borne(title, text)
    line_of = _lines_of(text, rest)
    other = context.elsewhere(text, (m.agency for m in rest if m.short)) | {
        m.agency
        for before, m in zip([None, *rest], rest, strict=False)
        if _introduces(text, line_of[m.start], before, m)
    }
    pending: list[Mention] = []
    for mention in rest:
        line = line_of[mention.start]
        form = (
            datelines.dateline(text, line.start, mention)
            or byline.in_text(text, line, mention, also)
            or hands.signed(text, mention)
            or lines.credit_line(masked, mention, rest)
            or lines.photo(text, mention)
            or sourced.listed(text, mention, rest)
            or _tweeted(text, mention)
        )
        if form is None and not mention.formal and not (mention.short and (mention.agency in other or mention.generic)):
            form = None
            if not (mention.short and context.house(outlet, text[mention.start : mention.end])):
                form = attribution.attribution(text, mention, stated=mention.agency not in about)
            if form is not None and mention.agency in about and "told" not in form_text(text, form).casefold():
                form = None
            if form is not None and _somebodys(text, mention, form, borne):
                form = None
        if form is None:
            if not mention.generic:
                pending.append(mention)
            continue
        found.append((mention, form))
        for earlier in reversed(pending):  # "AFP and Reuters reported"
            if form.where != "attribution" or not _joined(text[earlier.end : mention.start]):
                break
            found.append((earlier, forms.Form("attribution", Span(earlier.start, form.span.end))))
        pending = []
    xinhua = any(m.agency == "Xinhua" for m in all_mentions) or any(e.agency == "Xinhua" for e in known)
    if xinhua:
        found += [
            (Mention(0, 0, "Xinhua"), forms.Form("sign-off", _at(text, match, "Enditem")))
            for match in _ENDITEM.finditer(text)
        ]
    evidence = {
        (m.agency, form.span): CreditEvidence(m.agency, form_text(told, form), form.where, "text", form.span)
        for m, form in found
    }
    return [evidence[key] for key in sorted(evidence, key=lambda k: (k[1].start, k[1].end, k[0]))]


def form_text(text: str, form: forms.Form) -> str:
    """The words of the evidence."""
    return text[form.span.start : form.span.end]


def _metadata(article: Article) -> Iterable[CreditEvidence]:
    if article.agency:
        yield CreditEvidence(canonical(article.agency) or article.agency, article.agency, "metadata", "agency")
    if article.outlet and (name := canonical(article.outlet)) is not None:
        yield CreditEvidence(name, article.outlet, "metadata", "outlet", Span(0, len(article.outlet)))
    host = _host(article.url)
    if host and (agency := by_domain(host)) is not None:
        yield CreditEvidence(agency.name, host, "metadata", "url")


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


def _byline(text: str, outlet: str, also: Collection[str]) -> list[CreditEvidence]:
    return [
        CreditEvidence(m.agency, text[s.start : s.end], "byline", "byline", s)
        for m, s in byline.find(text, also)
        if not (m.short and m.end < s.end and context.house(outlet, text[m.start : m.end]))  # "SPA Culture Desk"
    ]


def _credit_field(text: str, also: Collection[str]) -> list[CreditEvidence]:
    found = mentions.find(text, also)
    whole = canonical(text)
    if not found and whole is not None:
        return [CreditEvidence(whole, text, "metadata", "credit", Span(0, len(text)))]
    photo = lines.read(text, found).photo
    return [
        CreditEvidence(
            m.agency, text[m.start : m.end], "photo" if photo else "metadata", "credit", Span(m.start, m.end)
        )
        for m in found
    ]


_TITLE_END = re.compile(r"(?:(?<=\s)[-–—|:]|:(?=\s)|[(\[](?!\s)|,(?=\s))\s*+$")
_TITLE_START = re.compile(r"\s*(?::|\s[-–—|]\s|\s(?i:exclusive|explains|fact check|interview|photos):)")


def _in_title(title: str, also: Collection[str], text: str) -> list[CreditEvidence]:
    """ "Rates cut - Reuters", "Reuters: rates cut", "Rates cut, Reuters reports"."""
    out = []
    found = mentions.find(title, also)
    borne = people.borne(title, text) if found else frozenset[str]()
    for mention in found:
        form = _title_form(title, mention, found)
        if form is not None and not _somebodys(title, mention, form, borne):
            out.append(CreditEvidence(mention.agency, form_text(title, form), form.where, "title", form.span))
    return out


def _title_form(title: str, mention: Mention, found: list[Mention]) -> forms.Form | None:
    before, after = title[: mention.start], title[mention.end :]
    ending = _TITLE_END.search(before) if after.strip(" .)]") == "" else None
    if ending and (not mention.short or ending.group().strip() != ","):
        return forms.Form("attribution", Span(mention.start, mention.end))
    if before.strip() == "" and _TITLE_START.match(after) and not (mention.generic and mention.short):
        return forms.Form("attribution", Span(mention.start, mention.end))
    if mention.short and (mention.generic or context.elsewhere(title, [mention.agency])):
        return None
    form = attribution.attribution(title, mention, stated=before.strip() != "")
    return form


def _subjects(title: str, also: Collection[str]) -> frozenset[str]:
    """Agencies that the article is about: named in its title without being credited there."""
    found = mentions.find(title, also) if title else []
    return frozenset(m.agency for m in found if not m.generic and _title_form(title, m, found) is None)


def _somebodys(text: str, mention: Mention, form: forms.Form, borne: Collection[str]) -> bool:
    """Whether the name is that of a person of whom the article tells, and the agency is not meant all the same."""
    name = text[mention.start : mention.end]
    return name in borne and not people.agency_meant(text, form.span.start, form.span.end)


def _introduces(text: str, line: Span, before: Mention | None, mention: Mention) -> bool:
    """Whether a short name stands in brackets behind something else's name: "the Ostrava Cycling Club (OCC) told"."""
    if not mention.short or mention.generic or text[mention.start - 1 : mention.start] not in ("(", "（"):
        return False
    if before is not None and before.agency == mention.agency and before.end >= mention.start - 2:
        return False  # "Press Trust of India (PTI)"
    preceding = text[line.start : mention.start - 1].rstrip()
    if not preceding or preceding[-1] in ".!?…”\"'’»।。" or text[mention.end : mention.end + 1] not in (")", "）"):
        return False
    return datelines.dateline(text, line.start, mention) is None


def _handles(text: str, found: list[Mention]) -> Iterable[tuple[Mention, forms.Form]]:
    """ "@Reuters", "AFP News Agency (@AFP)"."""
    accounts = handles()
    for match in _HANDLE.finditer(text):
        name = accounts.get(match.group(1).casefold())
        if name is None:
            continue
        start, end = match.span()
        if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
            start, end = start - 1, end + 1
            for mention in found:
                if mention.agency == name and mention.end <= start and text[mention.end : start].strip() == "":
                    start = mention.start
                    break
        yield Mention(start, end, name), forms.Form("handle", Span(start, end))


def _own_wire(text: str, mention: Mention, outlet: str) -> bool:
    """Whether the outlet's own wire is meant: "Argus wires" in the Wollongong Argus."""
    previous = re.search(r"([^\W\d_][\w’'-]+)\s$", text[max(0, mention.start - 30) : mention.start])
    return previous is not None and previous.group(1).casefold() in outlet.casefold().split()


def _lines_of(text: str, found: list[Mention]) -> dict[int, Span]:
    """The line that each mention stands in, by the mention's start."""
    out: dict[int, Span] = {}
    at = 0
    for match in _LINE.finditer(text):
        while at < len(found) and found[at].start < match.end():
            out[found[at].start] = Span(*match.span())
            at += 1
    for mention in found[at:]:
        out[mention.start] = Span(mention.start, mention.end)
    return out


def _tweeted(text: str, mention: Mention) -> forms.Form | None:
    """ "Russia to invite Taliban to talks: agencies pic.twitter.com/…"."""
    if mention.short and not mention.generic:
        return None
    before = text[max(0, mention.start - 4) : mention.start]
    after = text[mention.end : mention.end + 12]
    if before.rstrip()[-1:] == ":" and _GENERIC_END.search(before) and _GENERIC_AFTER.match(after):
        return forms.Form("attribution", Span(mention.start, mention.end))
    return None


def _joined(gap: str) -> bool:
    words = lexicon.tokens(gap)
    return (
        len(gap) <= 12 and words != [] and all(w in ",/&" or lexicon.normal(w) in lexicon.load().joint for w in words)
    )


def _at(text: str, match: re.Match[str], word: str) -> Span:
    start = text.index(word, match.start())
    return Span(start, start + len(word))
