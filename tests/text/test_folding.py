"""Spellings that are one word, and words that are not; where the tokenizer says that words stand."""

from __future__ import annotations

import time
import unicodedata
from itertools import pairwise

import numpy as np
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from copytaster.text.folding import IGNORABLE, fold, key
from copytaster.text.words import LONGEST, words

SPELLINGS = {
    "full-width figures": ("前年の3割、42トン、118円", "前年の３割、４２トン、１１８円"),
    "half-width katakana": ("佐伯ミノル氏のコスト、ガソリンとパン", "佐伯ﾐﾉﾙ氏のｺｽﾄ、ｶﾞｿﾘﾝとﾊﾟﾝ"),
    "full-width Latin": ("NATO and the EU", "ＮＡＴＯ and the ＥＵ"),
    "presentation forms": ("سلام على البيت", "ﺳﻼﻡ ﻋﻠﻰ ﺍﻟﺒﻴﺖ"),
    "mathematical letters": ("Breaking news from Lund", "𝐁𝐫𝐞𝐚𝐤𝐢𝐧𝐠 𝐧𝐞𝐰𝐬 from 𝖫𝗎𝗇𝖽"),
    "Roman numerals": ("Karl XII och Gustav IV", "Karl Ⅻ och Gustav Ⅳ"),
    "case": ("The Council of Ely", "THE COUNCIL OF ELY"),
    "ligatures": ("the first official office", "the ﬁrst oﬃcial oﬃce"),
    "soft hyphens": ("flatbread from small breweries", "flat\u00adbread from small brew\u00aderies"),
    "zero-width spaces": ("water for the town", "wa\u200bter for the to\u200bwn"),
    "byte order marks and variation selectors": ("water for towns", "\ufeffwa\ufe0fter f\U000e0101or tow\u2060ns"),
    "no-break and thin spaces": ("340 signatures on Tuesday", "340\u2009signatures\u202fon\u00a0Tuesday"),
    "accents in ASCII": ("Zoë Fjällström in Vårdinge", "Zoe Fjallstrom in Vardinge"),
    "letters in ASCII": ("Łódź Løgstør Đorđe Œuvre Ærø", "Lodz Logstor Dorde Oeuvre Aero"),
    "umlauts written out": ("Müller größer Straße", "Mueller groesser Strasse"),
    "å and ø written out": ("Ålesund sjøen Aabenraa", "Aalesund sjoeen Åbenrå"),
    "decomposed": ("구항 시의회 Coruña", unicodedata.normalize("NFD", "구항 시의회 Coruña")),
    "yo": ("Королёв ещё берёза", "Королев еще береза"),
    "stress marks": ("за\u0301мок", "замок"),
    "Serbian scripts": ("Ђоковић је победио у Њујорку, љубав и џез", "Đoković je pobedio u Njujorku, ljubav i džez"),
    "Turkish capitals": ("İskele Işıl Irmak kapatmaya", "İSKELE IŞIL IRMAK KAPATMAYA"),
    "Greek capitals": ("της Παλιάς Σκάλας ανατολική", "ΤΗΣ ΠΑΛΙΑΣ ΣΚΑΛΑΣ ΑΝΑΤΟΛΙΚΗ"),
    "apostrophes": ("П'ятихатки O'Brien's д’Артаньян", "Пʼятихатки O’Brien’s д'Артаньян"),
    "Arabic tatweel": ("بلدية الميناء", "بلـدية الـميـناء"),
    "Arabic vowels": ("محمد رسول", "مُحَمَّدٌ رَسُولُ"),
    "Arabic alef, yeh, teh": ("أعلنت إغلاق على بلدية", "اعلنت اغلاق علي بلديه"),
    "Persian on an Arabic keyboard": ("کتاب‌های علی یک", "كتاب‌هاي علي يك"),
    "Hebrew points": ("שלום", "שָׁלוֹם"),
    "Hindi nukta": ("फ़ैसला ख़र्च मुआवज़ा", "फैसला खर्च मुआवजा"),
    "Hindi nasals": ("हिन्दी सम्बन्ध माँगते", "हिंदी संबंध मांगते"),
    "Chinese characters": ("後來國會發佈電腦", "后来国会发布电脑"),
    "width": ("ﾊﾟｰﾃｨｰ ＡＢＣ１２３", "パーティー ABC123"),
    "small kana": ("3ヵ月", "3カ月"),
    "Vietnamese tones": ("Chủ tịch Hòa thủy", "Chủ tịch Hoà thuỷ"),
    "digits": ("١٢٣ امراة", "123 امراة"),
    "Swiss thousands": ("12'500 Tonnen, 1\u2019850\u2019000 Franken", "12 500 Tonnen, 1850000 Franken"),
    "thousands": ("12,500 tonnes and 8,000 cars", "12 500 tonnes and 8000 cars"),
    "mixed alphabets": ("water company замок", "wаter сompany зaмок"),
}


@pytest.mark.parametrize("kind", SPELLINGS)
def test_spellings_are_the_same_words(kind: str) -> None:
    one, other = (words(text) for text in SPELLINGS[kind])
    assert len(one) == len(other)
    assert one.hashes.tolist() == other.hashes.tolist(), (one.norms, other.norms)


@pytest.mark.parametrize(
    ("one", "other"),
    [("pot", "cot"), ("май", "маи"), ("ход", "код"), ("1.3", "1.03"), ("12,5", "125"), ("人", "入"), ("على", "علم")],
)
def test_other_words_stay_other(one: str, other: str) -> None:
    assert words(one).hashes.tolist() != words(other).hashes.tolist()


UNSEEN = "\u00ad\u200b\ufeff\ufe0f\u2060\U000e0101"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(list("abzZéüßi̇ 09.,:'’-\n中カｶﾞงำเкЁ١आ़्한\u0301\U0001f600\U00020000" + UNSEEN + "\u202f")),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=60,
)


@given(TEXTS)
def test_words_stand_where_they_say(text: str) -> None:
    found = words(text)
    spans = list(zip(found.starts.tolist(), found.ends.tolist(), strict=True))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    for norm, (start, end) in zip(found.norms, spans, strict=True):
        assert words(text[start:end]).norms == [norm]


@given(TEXTS)
def test_no_letter_is_in_no_word(text: str) -> None:
    inside = np.zeros(len(text), bool)
    for start, end in zip(words(text).starts.tolist(), words(text).ends.tolist(), strict=True):
        inside[start:end] = True
    for i, c in enumerate(text):
        if regex.match(r"[\p{L}\p{Nd}]", c) and fold(c):
            assert inside[i], (text, i)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.sampled_from(UNSEEN)), max_size=6))
def test_what_nobody_sees_changes_no_word(text: str, marks: list[tuple[int, str]]) -> None:
    text = regex.sub(r"\p{Default_Ignorable_Code_Point}", "", text)
    marked = text
    for at, mark in marks:
        marked = marked[: min(at, len(marked))] + mark + marked[min(at, len(marked)) :]
    assert words(marked).hashes.tolist() == words(text).hashes.tolist()
    assert len("".join(IGNORABLE.findall(marked))) == len(marks)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    """But for rows of vowels that no language writes: of "aae" the key is "ae", and of that "a"."""
    for norm in words(text).norms:
        assert key(key(norm)) == key(norm) or regex.search("aa[ae]", norm)


def test_a_long_word_is_cut_and_the_work_stays_linear() -> None:
    assert words("x" * 200).norms == ["x" * LONGEST] * 3 + ["x" * (200 - 3 * LONGEST)]
    for unit in ("a", "1 000", "'a", "1.", "中", "a\u0301", "\u200ba"):
        begun = time.process_time()
        words(unit * 200_000)
        assert time.process_time() - begun < 8
