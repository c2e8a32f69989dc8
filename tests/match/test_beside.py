"""Sentences of two articles where no vectors tell: by what they share, and by what stands beside them."""

from __future__ import annotations

import numpy as np

from copytaster.fingerprint import Analysis, analyse
from copytaster.match.beside import ANCHORED, MAX_PLACES, anchored_features, stem_features
from copytaster.match.compare import compare
from copytaster.model import Article, Kind

WIRE = """Рыбаки посёлка Новая Тальма нашли в четверг 412 ящиков янтаря.

Полиция в тот же день начала свою проверку.

Стоимость груза, по словам капитана Игната Дорохова, 38 млн рублей.

Баркас «Ставрида» вёз его из порта Ольховка, до которого 217 км."""
TRANSLATED = """Rybáři z osady Novaja Talma našli ve čtvrtek 412 beden jantaru.

Policie začala celou věc ještě týž den prověřovat.

Hodnota nákladu je podle kapitána Ignata Dorochova 38 milionů rublů.

Kutr Stavrida jej vezl z přístavu Olchovka, vzdáleného 217 km."""
OWN = """V hospodě U Kotvy se o jantaru mluví celý večer.

Hostinský Pavel nalil 14 piv a nevěří ničemu.

Loď prý jela na dovolenou."""


def read(text: str, language: str) -> Analysis:
    return analyse(Article(id=f"{language}{len(text)}", text=text, language=language))


def nobody(analysis: Analysis) -> np.ndarray:
    raise AssertionError("the encoder does not know Czech")


def test_a_sentence_without_figures_or_names_is_told_by_its_neighbours() -> None:
    features, best = anchored_features(read(TRANSLATED, "cs"), read(WIRE, "ru"))
    assert best.tolist() == [0, 1, 2, 3]
    police = dict(zip(ANCHORED, features[1].tolist(), strict=True))
    assert police["shared"] == 0
    assert police["support"] > 0.5


def test_a_translation_into_a_language_that_the_encoder_does_not_know() -> None:
    pair = compare(read(WIRE, "ru"), read(TRANSLATED, "cs"), nobody)
    assert pair is not None
    found = {(c.i, c.j) for c in pair.correspondences if max(c.odds_a or -9, c.odds_b or -9) > 0}
    assert found == {(0, 0), (1, 1), (2, 2), (3, 3)}
    assert {c.kind for c in pair.correspondences} == {Kind.TRANSLATION}


def test_a_story_of_its_own_says_nothing_of_the_wire() -> None:
    features, _ = anchored_features(read(OWN, "cs"), read(WIRE, "ru"))
    assert features[:, ANCHORED.index("shared")].max() == 0
    assert compare(read(WIRE, "ru"), read(OWN, "cs"), nobody) is None


def test_what_stands_everywhere_tells_nothing() -> None:
    many = "\n\n".join(f"Číslo 412 a Talma {chr(97 + i) * 5}." for i in range(MAX_PLACES + 1))
    features, _ = anchored_features(read(many, "cs"), read(WIRE, "ru"))
    assert features[:, ANCHORED.index("shared")].max() == 0


def test_within_a_language_words_are_compared_by_their_stems() -> None:
    runs = np.zeros((2, 3), np.float32)
    x = read("टीले से पत्थरों के मनके निकले।\n\nगांव में किसानों ने जीरा बोया।", "hi")
    y = read("किसान गांव में जीरा उगाते हैं।\n\nपत्थर का मनका टीले में मिला।", "hi")
    _, best = stem_features(x, y, runs)
    assert best.tolist() == [1, 0]


def test_what_both_heard_is_a_quotation_in_two_languages_too() -> None:
    said = '"We never asked the river for permission and it never asked us," said Igor Dorokhov, the captain.'
    told = "«Мы никогда не просили у реки разрешения, и она у нас тоже», — сказал капитан Игорь Дорохов."
    wire = WIRE + "\n\n" + told
    mine = "Nobody slept in Novaya Talma, where 412 crates came in, worth 38 million.\n\n" + said

    def meaning(analysis: Analysis) -> np.ndarray:
        """The last sentences of both mean the same, nothing else does."""
        rows = np.eye(len(analysis), 8, k=0 if analysis.language == "en" else 3, dtype=np.float32)
        rows[-1] = np.eye(1, 8, 7, dtype=np.float32)
        return rows

    pair = compare(read(wire, "ru"), read(mine, "en"), meaning)
    assert pair is not None
    last = [c for c in pair.correspondences if max(c.odds_a or -9, c.odds_b or -9) > 0]
    assert [c.kind for c in last] == [Kind.QUOTE]
