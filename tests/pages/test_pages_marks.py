"""Marked text: nothing lost, nothing added, nothing that is not escaped, whatever overlaps."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from service.pages import oddities
from service.pages.report import marks

TEXTS = st.text(st.sampled_from("ab <>&\"'\né港ش😀"), max_size=60)


class Reader(HTMLParser):
    """Collects text outside small numbers, checks that tags close in order, and keeps every tag that was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.number = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.stack.append(tag)
        self.tags.append((tag, dict(attrs)))
        self.number += tag == "sup"

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag
        self.number -= tag == "sup"

    def handle_data(self, data: str) -> None:
        if not self.number:
            self.text += data


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(str(markup))
    reader.close()
    assert reader.stack == []
    return reader


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, marks.Marks]:
    text = draw(TEXTS)

    def spans(most: int) -> list[tuple[int, int]]:
        place = st.integers(0, len(text))
        pairs = draw(st.lists(st.tuples(place, place), max_size=most))
        return [(min(p), max(p)) for p in pairs]

    passages = [
        marks.PassageMark(n, a, b, draw(st.sampled_from(["verbatim", "edited", "paraphrase", "quote"])),
                          draw(st.one_of(st.none(), st.integers(1, 30))))
        for n, (a, b) in enumerate(spans(5), 1)
    ]  # fmt: skip
    layers = [[marks.Mark(a, b, "<label>", f"c{a}") for a, b in spans(3)] for _ in range(4)]
    return text, marks.Marks(passages, *layers)


@settings(max_examples=300)
@given(marked())
def test_every_character_is_shown_once_and_tags_nest(given: tuple[str, marks.Marks]) -> None:
    text, layers = given
    reader = read(marks.paragraphs(text, layers))
    want = "".join(line for line in text.split("\n") if line.strip())
    assert reader.text.replace("\n", "") == want
    ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len([i for i in ids if i and i[0] == "p"]) == len({i for i in ids if i and i[0] == "p"})
    assert {tag for tag, _ in reader.tags} <= {"p", "a", "sup", "span", "b", "mark", "del"}


def test_passages_that_overlap_keep_the_words_of_the_earlier() -> None:
    kept = marks.disjoint([marks.PassageMark(1, 0, 10, "edited", 1), marks.PassageMark(2, 5, 15, "edited", 2),
                           marks.PassageMark(3, 6, 9, "quote", 3)])  # fmt: skip
    assert [(p.number, p.start, p.end) for p in kept] == [(1, 0, 10), (2, 10, 15)]


def test_a_passage_over_two_paragraphs_has_one_id_and_one_number() -> None:
    markup = marks.paragraphs("One two.\n\nThree four.", marks.Marks([marks.PassageMark(4, 0, 21, "verbatim", 2)]))
    assert markup.count('id="p4"') == 1
    assert markup.count('href="#n4"') == 2
    assert markup.count("<sup") == 1


def test_bidi_controls_are_shown_and_not_obeyed() -> None:
    markup = str(marks.paragraphs("a\u202eb\u200bc", marks.Marks()))
    assert "\u202e" not in markup
    assert "\u200b" not in markup
    assert ">RLO<" in markup
    assert ">ZWSP<" in markup


def test_what_honest_writing_needs_is_left_alone() -> None:
    assert oddities.find("می\u200cخواهم \u200f(talks)\u200e क्\u200dष naïve Ærøskøbing Δ Москва") == []


def test_words_of_mixed_alphabets_are_pointed_out() -> None:
    found = oddities.find("They paid by p\u0430ypal in Москва.")
    assert [("They paid by p\u0430ypal in Москва.")[o.start : o.end] for o in found] == ["p\u0430ypal"]
    assert re.search("Latin and Cyrillic", found[0].label)
