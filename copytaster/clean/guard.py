"""The guard: looks at what came in before any parser does.

lxml needs 19 s for one tag with 40,000 attributes and gives an empty text, without an error, for tags nested deeper
than 256. So markup is first scanned here, in time linear in its length, and refused when it passes a limit; the
refusal names the setting. The scan follows the tokenizer of the HTML standard as far as it matters: quoted values
may hold anything, comments and the content of script, style, textarea and title hold no tags.

All patterns are possessive or begin at a literal, so none of them backtracks over what it has read.
"""

from __future__ import annotations

import re

from copytaster.clean.submission import Rejected
from copytaster.limits import Limits

_NAME = re.compile(r"[A-Za-z][^\s/>]*+")
# One attribute: its name, then maybe = and a value in double quotes, single quotes or none.
_ATTRIBUTE = re.compile(r"[\s/]*+=?+[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))?+|[\s/]*+=")
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"))
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
# A new one of these closes the one before it, which old pages rely on.
_IMPLIED = {
    "p": ("p",),
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "option": ("option",),
    "tr": ("td", "th", "tr"),
    "td": ("td", "th"),
    "th": ("td", "th"),
}
_COMMENT_END = re.compile("--!?>")
_SURROGATE = re.compile("[\ud800-\udfff]")


def size(count: int, limits: Limits, what: str) -> None:
    """Refuse a body of more bytes than `max_body_bytes`."""
    if count > limits.max_body_bytes:
        raise Rejected.beyond(413, "too_large", f"{what} has {count} bytes", limits, "max_body_bytes", count)


def characters(text: str, what: str) -> None:
    """Refuse what is no text: NUL and lone surrogates."""
    if "\0" in text:
        raise Rejected(
            422, "nul", f"{what} has a NUL character (U+0000) at offset {text.index(chr(0))}", value=text.index("\0")
        )
    if not text.isascii() and (match := _SURROGATE.search(text)):
        raise Rejected(
            422,
            "lone_surrogate",
            f"{what} has a lone surrogate (U+{ord(match.group()):04X}) at offset {match.start()}; it is no character",
            value=match.start(),
        )


def html(markup: str, limits: Limits) -> None:
    """Refuse a page with too many tags, tags nested too deep, or too many attributes on one tag."""
    _scan(markup, limits, xml=False)


def xml(markup: str, limits: Limits) -> None:
    """As `html`, for XML; and no document type of its own: entities are how a small document becomes a large one."""
    _scan(markup, limits, xml=True)


def _scan(markup: str, limits: Limits, *, xml: bool) -> None:
    tags, open_tags = 0, _Open(limits.max_html_depth)
    at = markup.find("<")
    while at >= 0:
        following = markup[at + 1 : at + 2]
        if following == "!" or following == "?":
            at = _declaration(markup, at, xml=xml)
        elif following == "/":
            if name := _NAME.match(markup, at + 2):
                open_tags.end(_fold(name.group(), xml))
            at = _tag_end(markup, at + 2)
        elif name := _NAME.match(markup, at + 1):
            tags += 1
            if tags > limits.max_html_tags:
                raise Rejected(
                    422,
                    "too_many_tags",
                    f"more than {limits.max_html_tags} tags (max_html_tags)",
                    limit="max_html_tags",
                    value=tags,
                )
            tag = _fold(name.group(), xml)
            at, closed = _attributes(markup, name.end(), tag, limits)
            if xml:
                open_tags.start(tag, closed)
            elif tag in _RAW:
                at = _skip_raw(markup, at, tag)
            else:
                open_tags.start_html(tag)
        else:
            at += 1
        at = markup.find("<", at) if at >= 0 else -1


class _Open:
    """The tags that are open, the innermost last; of each name how many. Each is taken off once: linear."""

    def __init__(self, deepest: int) -> None:
        self._deepest = deepest
        self._tags: list[str] = []
        self._count: dict[str, int] = {}

    def start_html(self, tag: str) -> None:
        """Open a tag of HTML, which may end the one before it, or have no content."""
        for implied in _IMPLIED.get(tag, ()):
            if self._tags and self._tags[-1] == implied:
                self.end(implied)
        self.start(tag, tag in _VOID)

    def start(self, tag: str, closed: bool) -> None:
        """Open a tag, unless it closed itself. Raises `Rejected` when it lies too deep."""
        if closed:
            return
        self._tags.append(tag)
        self._count[tag] = self._count.get(tag, 0) + 1
        if len(self._tags) > self._deepest:
            raise Rejected(
                422,
                "too_deep",
                f"tags are nested deeper than {self._deepest} (max_html_depth)",
                limit="max_html_depth",
                value=len(self._tags),
            )

    def end(self, tag: str) -> None:
        """Close the innermost `tag`, and all that was opened in it; nothing, when none is open."""
        if not self._count.get(tag):
            return
        while self._tags:
            last = self._tags.pop()
            self._count[last] -= 1
            if last == tag:
                return


def _fold(name: str, xml: bool) -> str:
    return name if xml else name.lower()


def _attributes(markup: str, at: int, tag: str, limits: Limits) -> tuple[int, bool]:
    """The end of the tag whose name ends at `at`, and whether it closed itself."""
    count = 0
    while match := _ATTRIBUTE.match(markup, at):
        if match.end() == at:
            break
        at = match.end()
        count += 1
        if count > limits.max_tag_attributes:
            raise Rejected(
                422,
                "too_many_attributes",
                f"a <{tag[:40]}> tag has more than {limits.max_tag_attributes} attributes (max_tag_attributes)",
                limit="max_tag_attributes",
                value=count,
            )
    end = markup.find(">", at)
    if end < 0:
        return len(markup), False
    return end + 1, markup[end - 1] == "/"


def _tag_end(markup: str, at: int) -> int:
    end = markup.find(">", at)
    return len(markup) if end < 0 else end + 1


def _skip_raw(markup: str, at: int, tag: str) -> int:
    """Where the content of a script, style … ends: at its own end tag, which may have any case."""
    end = re.compile(rf"</{re.escape(tag)}(?=[\s/>])", re.IGNORECASE).search(markup, at)
    return len(markup) if end is None else end.start()


def _declaration(markup: str, at: int, *, xml: bool) -> int:
    if markup.startswith("<!--", at):
        close = _COMMENT_END.search(markup, at + 2)
        return len(markup) if close is None else close.end()
    if xml and markup.startswith("<![CDATA[", at):
        end = markup.find("]]>", at)
        return len(markup) if end < 0 else end + 3
    if xml and markup.startswith("<?", at):
        end = markup.find("?>", at)
        return len(markup) if end < 0 else end + 2
    end = _tag_end(markup, at)
    if xml:
        declaration = markup[at:end]
        if "[" in declaration or "<!ENTITY" in declaration.upper():
            raise Rejected(422, "document_type", "XML with a document type or entities of its own is not accepted")
    return end
