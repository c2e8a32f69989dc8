"""The compiled walk of the language identifier against the package's own, which is its oracle."""

from __future__ import annotations

from array import array

import numpy as np
import pytest
from hypothesis import given, settings
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from copytaster.clean import identifier, language
from tests.fingerprint.unicode import texts

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


@pytest.mark.parametrize("text", TEXTS)
def test_it_ranks_languages_as_the_package_does(package: LanguageIdentifier, text: str) -> None:
    assert language._identifier().rank(text) == package.rank(text)


@settings(deadline=None)
@given(texts)
def test_so_it_does_with_any_text(package: LanguageIdentifier, text: str) -> None:
    assert language._identifier().rank(text) == package.rank(text)


def test_without_a_compiler_the_package_walks_itself(
    package: LanguageIdentifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identifier, "_walk", None)
    assert language._identifier().rank(TEXTS[1]) == package.rank(TEXTS[1])


@compiled
def test_an_automaton_that_leads_out_of_itself_is_refused() -> None:
    rows, features = np.zeros(2, np.uint32), np.array([-1, 7], np.int32)
    steps = array("I", [1] * 256)
    assert np.frombuffer(identifier._walk.walk(steps, rows, features, b"abc"), np.int32).tolist() == [7, 3]
    for wrong in (array("I", [2] * 256), array("I", [1] * 4)):
        with pytest.raises(ValueError, match="out of itself"):
            identifier._walk.walk(wrong, rows, features, b"abc")
    with pytest.raises(ValueError, match="out of itself"):
        identifier._walk.walk(steps, rows, features[:1], b"abc")
