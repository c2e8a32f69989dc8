"""Text as it may come: any Unicode, and prose of every script with the marks that newspapers strew over it."""

# ruff: noqa: E501 — texts are not broken
from __future__ import annotations

from hypothesis import strategies as st

from copytaster.model import Article, Span

SCRAPS = (
    "The minister said", "“We shall not wait,”", "'twas", "o'clock", "Dr. ", "U.S.", "1.3m", "5,00,000", "9.25 per cent",
    "140 days", "almost five months", "Oct. 7", "7 October 2021", "10:45", "٣٤٫٥", "१२ लाख", "２０２１", "ﬁnance", "naïve",
    "cafe\u0301", "co\u00adoperate", "zero\u200bwidth", "İstanbul", "Straße", "ΣΊΣΥΦΟΣ", "संयुक्त राष्ट्र", "القاهرة", "בְּרֵאשִׁית",
    "北京市", "東京タワー", "ภาษาไทย", "«Нет»", "„Ja“", "「はい」", "\"open", "’", "‘", "…", " — ", "\n", "\n\n", ". ", "! ", "? ", " ",
    "\u00a0", "\u2028", "\r\n", "\t", "👩‍👩‍👧‍👦", "🇮🇳", "𝔘𝔫𝔦", "\U0001d7d8", "½", "²", "Ⅻ", "٪", "%", "$3.4bn", "and", "second of", "per",
    "-", "\ufeff", "\u202e", "\u0300", "a" * 70,
)  # fmt: skip

anything = st.text(max_size=200)
prose = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=4), max_size=60).map("".join)
texts = anything | prose


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article of any text, parts of it set aside as boilerplate."""
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    spans = tuple(Span(start, end) for start, end in pairs if start < end)
    return Article(
        id="a" * 32, text=text, language=draw(st.sampled_from(["en", "hi", "zh", "und", "xx"])), boilerplate=spans
    )
