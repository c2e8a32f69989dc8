"""The compiled walk and sums of the language identifier against the package's own, which are their oracles."""

from __future__ import annotations

from array import array

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier, visit_counts

from copytaster.clean import identifier, language
from tests.fingerprint.unicode import texts

REPEATED = st.integers(1, 40)
compiled = pytest.mark.skipif(identifier._walk is None, reason="built without a compiler")
TEXTS = (
    "The minister opened the bridge in Oslo on Tuesday, the ministry said.",
    "Der Minister eröffnete am Dienstag die Brücke in Oslo, teilte das Ministerium mit.",
    "Министр открыл во вторник мост в Осло, сообщило министерство.",
    "部长周二在奥斯陆为大桥揭幕。", "", "…", "x",
)  # fmt: skip


@pytest.fixture(scope="module")
def package() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def near(found: list[tuple[str, float]], told: list[tuple[str, float]]) -> bool:
    """Whether all languages have the same probabilities but for the rounding of their sums."""
    mine, theirs = dict(found), dict(told)
    return mine.keys() == theirs.keys() and all(mine[code] == pytest.approx(theirs[code], 1e-4, 1e-9) for code in mine)


def visited(package: LanguageIdentifier, text: bytes) -> list[tuple[int, int]]:
    visits = visit_counts(package.tk_nextmove, package._rowbase, package.tk_output, text)
    return list((visits or {}).items())


def walked(text: bytes) -> list[tuple[int, int]]:
    model = language._identifier()
    found = np.frombuffer(identifier._walk.walk(model.tk_nextmove, model._states, text), np.int32)
    return [(one, times) for one, times in found.reshape(-1, 2).tolist()]


@pytest.mark.parametrize("text", TEXTS)
def test_it_ranks_languages_as_the_package_does(package: LanguageIdentifier, text: str) -> None:
    assert near(language._identifier().rank(text), package.rank(text))


@settings(deadline=None)
@given(texts)
def test_so_it_does_with_any_text(package: LanguageIdentifier, text: str) -> None:
    assert near(language._identifier().rank(text), package.rank(text))


@compiled
@settings(deadline=None)
@given(st.one_of(texts.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=400)), REPEATED)
def test_in_several_places_at_once_it_finds_what_the_package_finds(
    package: LanguageIdentifier, text: bytes, times: int
) -> None:
    assert walked(text * times) == visited(package, text * times)


@compiled
def test_a_stream_that_began_too_late_to_know_its_state_walks_again() -> None:
    """An automaton that remembers its first byte for ever, which no stream but the first one sees."""
    to = np.full((3, 256), 1, np.uint32)
    to[0, ord("a")], to[2] = 2, 2
    states = np.array([[0, -1], [1, 5], [2, 7]], np.int32)
    found = identifier._walk.walk(array("I", to.tobytes()), states, b"a" + b"b" * 999)
    assert np.frombuffer(found, np.int32).tolist() == [7, 1000]


@pytest.mark.skipif(not identifier._LEVEL, reason="this processor does not read float16")
@pytest.mark.parametrize("classes", [8, 9, 15, 16, 142, 512])
@pytest.mark.parametrize("rows", [1, 3, 4, 9])
def test_the_scores_are_those_of_numpy(classes: int, rows: int) -> None:
    chance = np.random.default_rng(rows)
    model = chance.normal(size=(12, classes)).astype(np.float16)
    pairs = np.column_stack((chance.permutation(12)[:rows], chance.integers(1, 50, rows))).astype(np.int32)
    out = np.full(classes, np.nan, np.float32)
    identifier._walk.add(bytearray(pairs.tobytes()), model, out)
    assert out == pytest.approx(np.log1p(pairs[:, 1]) @ model[pairs[:, 0]].astype(np.float64), 1e-4, 1e-5)


@compiled
@pytest.mark.parametrize(
    ("found", "classes"), [([12, 1], 16), ([-1, 1], 16), ([0, 1], 17), ([0, 1], 4), ([0, 1], 1024)]
)
def test_scores_of_what_the_model_does_not_have_are_refused(found: list[int], classes: int) -> None:
    pairs, model = bytearray(np.array(found, np.int32).tobytes()), np.zeros((12, 16), np.float16)
    with pytest.raises(ValueError, match="do not fit"):
        identifier._walk.add(pairs, model, np.zeros(classes, np.float32))


def test_without_a_compiler_the_package_walks_itself(
    package: LanguageIdentifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identifier, "_walk", None)
    assert language._identifier().rank(TEXTS[1]) == package.rank(TEXTS[1])


@compiled
def test_without_float16_numpy_adds_up(package: LanguageIdentifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identifier, "_LEVEL", 0)
    assert language._identifier().rank(TEXTS[1]) == package.rank(TEXTS[1])


@compiled
def test_an_automaton_that_leads_out_of_itself_is_refused() -> None:
    states = np.array([[0, -1], [0, 7]], np.int32)
    steps = array("I", [1] * 256)
    assert np.frombuffer(identifier._walk.walk(steps, states, b"abc"), np.int32).tolist() == [7, 3]
    for wrong in (array("I", [2] * 256), array("I", [1] * 4)):
        for text in (b"abc", b"abc" * 100):
            with pytest.raises(ValueError, match="out of itself"):
                identifier._walk.walk(wrong, states, text)
    with pytest.raises(ValueError, match="out of itself"):
        identifier._walk.walk(steps, states[:1], b"abc")
