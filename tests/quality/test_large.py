"""Two wire sentences inside a fresh article, found among thousands of others that share the language's words.

The others are made: words of an invented vocabulary drawn by Zipf's law, in sentences and paragraphs, with names and
figures. Each is prepared as any article is, so that postings grow as they would; none is aligned unless the index
suspects it.
"""

from __future__ import annotations

import random
from itertools import accumulate

import pytest

from copytaster.fingerprint import fingerprint
from copytaster.model import Article
from tests.quality import score
from tests.quality.library import Library, consistent, relation

VOCABULARY = 30_000
SYLLABLES = [
    "ba",
    "de",
    "fi",
    "go",
    "lu",
    "mar",
    "nen",
    "pos",
    "ri",
    "sta",
    "tel",
    "ux",
    "vor",
    "win",
    "yel",
    "zo",
    "cra",
    "dri",
    "fle",
    "gno",
]


def vocabulary() -> list[str]:
    """Half the words of the labelled stories, so that they are as common here as there, and invented ones."""
    told = " ".join(str(score.submission(d)["text"]) for d in score.documents().values())
    known = sorted({w for w in told.split() if w.isalpha()})[::2]
    shuffle = random.Random(1)
    made = {"".join(shuffle.choices(SYLLABLES, k=shuffle.randint(2, 4))) for _ in range(VOCABULARY)}
    words = known + sorted(made)
    shuffle.shuffle(words)
    return words


def others(count: int) -> list[str]:
    """`count` texts of about 90 words."""
    words, shuffle = vocabulary(), random.Random(2)
    weights = list(accumulate(1 / rank for rank in range(10, len(words) + 10)))
    out = []
    for _ in range(count):
        drawn = shuffle.choices(words, cum_weights=weights, k=84)
        sentences = [
            " ".join([drawn[i].capitalize(), *drawn[i + 1 : i + 13], str(shuffle.randint(2, 9_999)), drawn[i + 13]])
            + "."
            for i in range(0, 84, 14)
        ]
        out.append("\n\n".join(" ".join(sentences[i : i + 2]) for i in range(0, 6, 2)))
    return out


def crowd(count: int) -> Library:
    library = Library()
    for number, text in enumerate(others(count)):
        article = Article(id=f"{number:032}", text=text, language="en")
        library.store(article, fingerprint(article))
    return library


def own(words: int) -> list[str]:
    """Paragraphs of our own reporters, on other matters."""
    docs = [d for d in score.documents().values() if d["role"] == "independent" and not d["id"].startswith("16-")]
    paragraphs: list[str] = []
    for doc in docs:
        for paragraph in str(score.submission(doc)["text"]).split("\n\n"):
            if sum(len(p.split()) for p in paragraphs) >= words:
                return paragraphs
            paragraphs.append(paragraph)
    raise AssertionError("too few words")


def found_among(count: int) -> None:
    library = crowd(count)
    docs = score.documents()
    wire = next(d for d in docs.values() if d["id"] == "16-w1")
    for doc in docs.values():
        if doc["role"] == "wire":
            library.add(**score.submission(doc))
    said = score.submission(wire)
    wire_id = next(a.id for a in library.by_id.values() if a.external_id == "16-w1")
    taken = [s["t"] for s in score.flat(wire) if len(s["t"].split()) > 14][2:4]
    fresh = own(400 - sum(len(t.split()) for t in taken))
    text = "\n\n".join([*fresh[:4], " ".join(taken), *fresh[4:]])
    assert 380 < len(text.split()) < 460
    report = library.report(library.add(text=text, outlet="The Needle", published_at=said["published_at"]))
    consistent(report, library)
    assert relation(report, wire_id) == "excerpt"
    mine = [p for p in report["passages"] if p["source"]["article_id"] == wire_id]
    shown = " ".join(p["text"] for p in mine)
    assert all(t in shown for t in taken)
    assert len(shown) < sum(map(len, taken)) + 60
    strangers = {s["article_id"] for s in report["sources"] if s["relation"] in score.DERIVED} - {wire_id}
    assert strangers == set()


@pytest.mark.slow
def test_among_two_thousand() -> None:
    found_among(2_000)


@pytest.mark.long
def test_among_twenty_thousand() -> None:
    found_among(20_000)
