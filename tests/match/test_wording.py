"""How two sentences are worded: the kind, the reused part on both sides, and whose words they are."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copytaster.fingerprint import Analysis, analyse
from copytaster.match import wording as module
from copytaster.match.similarity import sentence_bounds
from copytaster.match.wording import Wording, plain_wording, spans_in, wordings
from copytaster.model import Article, Boilerplate, BoilerplateKind, Kind

SENTENCE = "Rescue teams with two dogs were working on the northern edge of the debris on Friday."


def beside(one: str, other: str, whole: bool = True) -> tuple[Wording, Analysis, Analysis]:
    a, b = (analyse(Article(id=n, text=text, language="en")) for n, text in (("a", one), ("b", other)))
    return wordings(a, b, [(0, 0, whole)])[0], a, b


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (SENTENCE, Kind.VERBATIM),
        (SENTENCE.replace("debris", "collapsed building"), Kind.EDITED),
        ("Rescuers and two dogs were at work on the northern edge of the rubble Friday.", Kind.EDITED),
        ("On Friday the search went on along the north side of the rubble, with dog handlers.", Kind.PARAPHRASE),
    ],
)
def test_kinds(other: str, kind: Kind) -> None:
    assert beside(SENTENCE, other)[0].kind is kind


def test_a_clause_that_was_lifted_is_shown_alone() -> None:
    long = (
        "As she shelved the books that nobody had asked for all winter the librarian remarked to her cousin that "
        "rescue teams with two dogs were working on the northern edge, or so it was said in the shop afterwards."
    )
    found, a, _ = beside(long, SENTENCE, whole=False)
    span = spans_in(a)(0, found.a)
    assert a.text[span.start : span.end] == "rescue teams with two dogs were working on the northern edge"


@pytest.mark.parametrize(
    ("text", "aside", "shown"),
    [
        ("LISBON, Nov 20 (Reuters) - The quay was shut.", "LISBON, Nov 20 (Reuters) -", "The quay was shut."),
        ("Zugspitze (dpa) - Der Kai ist zu.", "Zugspitze (dpa)", "Der Kai ist zu."),
        ("КИЇВ, 23 листопада. УКРІНФОРМ. Пристань закрита.", "КИЇВ, 23 листопада. УКРІНФОРМ", "Пристань закрита."),
        ('MALMO (AP) - "The quay is shut," he said.', "MALMO (AP) -", '"The quay is shut," he said.'),
        ("SEVILLA (EFE) - ¿Quién cierra el muelle?", "SEVILLA (EFE) -", "¿Quién cierra el muelle?"),
        ("The quay was shut on Friday (AP)", "AP", "The quay was shut on Friday"),
        ("- Pomost jest zamknięty - mówi Lech.", "", "- Pomost jest zamknięty - mówi Lech."),
    ],
)
def test_a_sentence_is_shown_without_the_marks_of_what_was_set_aside_beside_it(
    text: str, aside: str, shown: str
) -> None:
    at = text.index(aside)
    marked = (Boilerplate(at, at + len(aside), BoilerplateKind.DATELINE),) if aside else ()
    x = analyse(Article(id="x", text=text, language="en", boilerplate=marked))
    first, last = spans_in(x)(0, (0, int(x.bounds[1]))), spans_in(x)(len(x) - 1, sentence_bounds(x, len(x) - 1))
    assert text[first.start : last.end] == shown


def test_words_that_both_quote_are_nobody_s_choice() -> None:
    quote = '"We heard shouting from the lower deck and went straight in," {} said.'
    found, _, _ = beside(quote.format("Pryce"), quote.format("the chief"))
    assert found.quoted
    assert found.own == 0
    assert beside(SENTENCE, SENTENCE)[0].own > 8


@pytest.mark.parametrize("turned", [False, True])
def test_what_one_quotes_of_a_statement_is_nobody_s_choice(turned: bool) -> None:
    """The statement itself stands without quotation marks."""
    statement = "The pieces were photographed and weighed to the tenth of a gram in 2022, and a record was kept."
    quoting = 'The pieces, the museum says, "were photographed and weighed to the tenth of a gram in 2022".'
    found, _, _ = beside(statement, quoting) if turned else beside(quoting, statement)
    assert found.quoted
    assert found.own == 0


def test_marks_on_one_side_tell_nothing_of_misread_print() -> None:
    _, read, other = beside(f'"{SENTENCE}"', SENTENCE)
    misread = replace(read, respelt=np.zeros(len(read.words), np.bool_), _made={})
    assert wordings(read, other, [(0, 0, True)])[0].quoted
    assert not wordings(misread, other, [(0, 0, True)])[0].quoted


def test_likeness_is_a_share() -> None:
    assert beside(SENTENCE, SENTENCE)[0].likeness == 1.0
    assert beside(SENTENCE, "Nothing of it stands here.")[0].likeness < 0.3


WORDS = st.lists(st.sampled_from(["the", "Ferry", "sails.", "\u201cnoon", "gull\u201d", "Mr. Pryce"]), max_size=90)


@pytest.mark.skipif(module._wording is None, reason="built without a compiler")
@given(WORDS, WORDS, st.booleans(), st.randoms(use_true_random=False))
@example(["the"] * 90, ["the"] * 65, False, Random(1))
@example(["the", "sails"] * 40, ["sails", "the"] * 40, True, Random(1))
def test_the_compiled_loop_words_all_links_the_same(
    one: list[str], other: list[str], misread: bool, chance: Random
) -> None:  # fmt: skip
    """Not by any longest common subsequence, but by the one that rapidfuzz finds, which is the oracle."""
    a, b = (analyse(Article(id=n, text=" ".join(said), language="en")) for n, said in (("a", one), ("b", other)))
    if misread:
        a = replace(a, respelt=np.array([chance.random() < 0.2 for _ in a.words.norms], np.bool_), _made={})
    links = [(i, j, chance.random() < 0.5) for i in range(len(a)) for j in range(len(b))]
    assert wordings(a, b, links) == [plain_wording(a, i, b, j, whole) for i, j, whole in links]


def test_without_a_compiler_a_wording_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    other = SENTENCE.replace("debris", "collapsed building")
    found = beside(SENTENCE, other)[0]
    monkeypatch.setattr(module, "_wording", None)
    assert beside(SENTENCE, other)[0] == found


@pytest.mark.skipif(module._wording is None, reason="built without a compiler")
def test_sentences_that_are_not_there_are_refused() -> None:
    _, a, b = beside(SENTENCE, SENTENCE)
    for link in ((1, 0, True), (0, 1, True), (-1, 0, True), (0, -1, True)):
        with pytest.raises(ValueError, match="not there"):
            wordings(a, b, [link])
    shorter = replace(a, capital=a.capital[1:]), replace(a, bounds=a.bounds + 1), replace(a, respelt=a.quoted[1:])
    for unfit in shorter:
        with pytest.raises(ValueError, match="fit together"):
            wordings(unfit, b, [(0, 0, True)])
