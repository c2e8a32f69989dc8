"""What an article shares with its translation: figures as stated, names by their consonants, in whatever script."""

from __future__ import annotations

import numpy as np
import pytest

from copytaster.fingerprint import VERSION, analyse, decode, encode, fingerprint
from copytaster.fingerprint.anchors import LARGER, MOST_FIGURES, MOST_NAMES, MOST_WORDS, anchor_keys
from copytaster.model import Article

# One event of our own: a wire's two sentences as seven languages write them.
TOLD = {
    "en": "Minister Marat Vorobin said on Friday that 4,730 tonnes worth 1.3 million euros burned in Karshenko.",
    "ru": "Министр Марат Воробин сообщил в пятницу, что в Каршенко сгорело 4730 тонн пшеницы на 1,3 млн евро.",
    "de": "Minister Marat Vorobin teilte am Freitag mit, in Karschenko seien 4.730 Tonnen für 1,3 Millionen Euro weg.",
    "hi": "मंत्री मरात वोरोबिन ने शुक्रवार को कहा कि कार्शेंको में 13 लाख यूरो का 4,730 टन गेहूं जल गया।",
    "ar": "قال الوزير مارات فوروبين يوم الجمعة إن 4730 طنا من القمح بقيمة 1.3 مليون يورو احترقت في كارشينكو.",
    "zh": "部长马拉特·沃罗宾周五说，卡尔申科有4730吨小麦被烧毁，价值130万欧元。",
    "ja": "マラト・ヴォロビン大臣は金曜日、カルシェンコで小麦4730トン、130万ユーロ相当が焼けたと述べた。",
    "ko": "마라트 보로빈 장관은 금요일 카르셴코에서 밀 4730톤, 130만 유로어치가 탔다고 말했다.",
}  # fmt: skip


def anchors(language: str, text: str | None = None) -> frozenset[str]:
    return analyse(Article(id=language, text=text or TOLD[language], language=language)).anchors.all()


@pytest.mark.parametrize("language", [code for code in TOLD if code != "en"])
def test_figures_are_the_same_in_every_language(language: str) -> None:
    assert {"4730", "1.3e+06"} <= anchors("en") & anchors(language)


@pytest.mark.parametrize("language", ["ru", "de", "hi", "ar"])
def test_names_are_the_same_where_sounds_are_written(language: str) -> None:
    names = {name for name in anchors("en") & anchors(language) if not name[0].isdigit()}
    assert len(names) >= 2, names


def test_of_small_numbers_days_and_years_nothing_is_told() -> None:
    said = anchors("en", f"In 2019 all {LARGER} of them met at 10:30 on May 4, and 3 left; 2.5 percent stayed.")
    assert said == {"2.5"}


def test_keys_are_bounded_and_part_of_the_terms() -> None:
    text = " ".join(f"Then Va{chr(97 + i % 26)}r{chr(97 + i // 26)}kt sold {i + 20}.{i} tonnes." for i in range(300))
    article = Article(id="a", text=text, language="en")
    keys = anchor_keys(analyse(article).anchors)
    assert len(keys) <= MOST_FIGURES + MOST_NAMES
    hidden = anchor_keys(analyse(Article(id="b", text=TOLD["hi"], language="hi")).anchors)
    assert 3 <= len(hidden) <= MOST_FIGURES + MOST_WORDS
    kept = fingerprint(article)
    assert np.isin(kept.anchors, kept.terms).all()
    assert kept.rare_terms == len(kept.terms) - len(keys) > 0


def test_a_stored_fingerprint_keeps_them_apart() -> None:
    made = fingerprint(Article(id="a", text=TOLD["en"], language="en"))
    read = decode(encode(made))
    assert made.version == VERSION
    assert (read.anchors == made.anchors).all()
    assert (read.terms == made.terms).all()


def test_stems_are_blind_to_vowels_at_the_end() -> None:
    texts = "पत्थरों की कतरनें", "पत्थर की कतरन"
    one, other = (analyse(Article(id="a", text=t, language="hi")).stems for t in texts)
    assert len(one[0] & other[0]) == 2
