"""Whatever says where something stands is right, on any text that Unicode can make."""

# ruff: noqa: E501 — texts are not broken
from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copytaster.fingerprint import analyse
from copytaster.model import Article
from copytaster.text.figures import figures
from copytaster.text.quotations import quoted
from copytaster.text.sentences import sentences
from copytaster.text.words import norm, words
from tests.fingerprint.unicode import articles, texts

LANGUAGES = st.sampled_from(["en", "de", "hi", "ar", "ru", "zh", "ja", "und", "xx"])


@given(texts)
@example("\u00ad")
@example("İ" * 3)
@example("''s ’s")
def test_words(text: str) -> None:
    found = words(text)
    assert len(found) == len(found.starts) == len(found.ends) == len(found.hashes)
    end = 0
    for form, start, stop, hashed in zip(found.norms, found.starts, found.ends, found.hashes, strict=True):
        assert end <= start < stop <= len(text)
        assert form
        assert (form, int(hashed)) == norm(text[start:stop])
        end = int(stop)


@given(texts)
def test_no_letter_or_digit_is_outside_the_words(text: str) -> None:
    inside = np.zeros(len(text), np.bool_)
    found = words(text)
    for start, end in zip(found.starts, found.ends, strict=True):
        inside[start:end] = True
    left = [c for c, held in zip(text, inside, strict=True) if not held]
    assert [c for c in left if unicodedata.category(c)[0] in "LN" and norm(c)[0]] == []


@given(texts, st.data())
def test_words_that_are_not_kept(text: str, data: st.DataObject) -> None:
    keep = np.array(data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text))), np.bool_)
    every, kept = words(text), words(text, keep)
    expected = [int(s) for s in every.starts if keep[s]]
    assert kept.starts.tolist() == expected


@given(texts, LANGUAGES)
@example(". . .", "en")
@example("J. K. Rowling said. He went.", "en")
def test_sentences(text: str, language: str) -> None:
    end = 0
    inside = np.zeros(len(text), np.bool_)
    for span in sentences(text, language):
        assert end <= span.start < span.end <= len(text)
        piece = text[span.start : span.end]
        assert piece.strip() == piece
        assert "\n" not in piece
        inside[span.start : span.end] = True
        end = span.end
    assert "".join(c for c, held in zip(text, inside, strict=True) if not held).strip() == ""


@given(texts)
def test_quotations(text: str) -> None:
    inside = quoted(text)
    assert inside.shape == (len(text),)
    assert not any(inside[i] for i, c in enumerate(text) if c == "\n")


@given(texts)
@example("1" * 500)
@example("1,1.1:1")
@example("२१ 7 ٣")
@example("Oct 7 7 Oct")
def test_figures(text: str) -> None:
    end = 0
    for figure in figures(text):
        assert end <= figure.span.start < figure.span.end <= len(text)
        assert np.isfinite(figure.value)
        assert figure.value >= 0
        assert figure.agrees(figure)
        end = figure.span.end


@given(texts, texts)
def test_figures_agree_both_ways(one: str, other: str) -> None:
    for f in figures(one):
        for g in figures(other):
            assert f.agrees(g) == g.agrees(f)


@given(articles())
def test_an_analysis_holds_together(article: Article) -> None:
    found = analyse(article)
    n, s = len(found.words), len(found)
    assert found.bounds[0] == 0
    assert found.bounds[-1] == n if s else n == 0
    assert (np.diff(found.bounds) > 0).all()
    assert len(found.bounds) == s + 1
    for k, span in enumerate(found.spans):
        held = found.sentence_words(k)
        assert (found.words.starts[held] < span.end).all()
    for row in (found.weights, found.quoted, found.capital):
        assert len(row) == n
    assert ((found.weights >= 0) & (found.weights <= 1)).all()
    assert np.isfinite(found.weights).all()
    aside = np.zeros(len(article.text) + 1, np.bool_)
    for span in article.boilerplate:
        aside[span.start : span.end] = True
    assert not aside[found.words.starts].any()
    for span, row in zip(found.spans, found.figures, strict=True):
        for figure in row:
            assert span.start <= figure.span.start < figure.span.end <= span.end


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "Cafe\u0301"), ("ﬁnance", "finance"), ("co\u00adoperate", "cooperate"), ("２０２１", "2021"),
        ("Coruña", "Coruna"), ("It’s", "it's"), ("Reuters'", "Reuters’"), ("minister's", "minister"),
        ("zero\u200bwidth", "zerowidth"), ("MOSCOW", "Moscow"), ("Łódź", "łódź"),
    ],
)  # fmt: skip
def test_words_that_are_the_same_in_other_clothes(one: str, other: str) -> None:
    assert words(one).norms == words(other).norms


@pytest.mark.parametrize(
    ("one", "other"),
    [("resume", "resumed"), ("1.3", "1.03"), ("हिन्दी", "हिन्दू"), ("कि", "की"), ("мир", "мыр"), ("й", "и"), ("ガ", "カ")],
)
def test_words_that_are_not(one: str, other: str) -> None:
    """Marks that are part of a letter in their script are not dropped."""
    assert words(one).norms != words(other).norms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes, we shall come to the valley” and left.", "“yes, we shall come to the valley”"),
        ('He said "yes" and left.', '"yes"'),
        ("Sie sagte: „Wir kommen.“ Dann", "„Wir kommen.“"),
        ("Elle a dit « non » hier", "« non »"),
        ("Он сказал «нет» вчера", "«нет»"),
        ("彼は「はい」と言った", "「はい」"),
        ("He said, 'We have to leave the valley before the rain', and left.", "'We have to leave the valley before the rain'"),
        ("It's the driver's train and the workers' van.", ""),
        ("The ‘Iron Duke’ sailed.", ""),
        ("“It runs on.\n\n“Then it ends.” Yes.", "“It runs on.“Then it ends.”"),
    ],
)  # fmt: skip
def test_what_is_quoted(text: str, expected: str) -> None:
    assert "".join(c for c, held in zip(text, quoted(text), strict=True) if held) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.3m crowns", [(1.3e6, "money")]), ("1.03m", [(1.03e6, "number")]), ("5 lakh", [(5e5, "number")]),
        ("5,00,000", [(5e5, "number")]), ("500,000", [(5e5, "number")]), ("9.25%", [(9.25, "percent")]),
        ("9.25 per cent", [(9.25, "percent")]), ("two crore rupees", [(2e7, "money")]), ("twenty-one", [(21, "number")]),
        ("in 2016", [(2016, "year")]), ("Oct. 7", [(1007, "date")]), ("7 October", [(1007, "date")]),
        ("three weeks", [(21, "time")]), ("5 km", [(5000, "length")]), ("١٢", [(12, "number")]), ("१२", [(12, "number")]),
    ],
)  # fmt: skip
def test_figures_by_value(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(pytest.approx(f.value), f.unit) for f in figures(text)] == expected
