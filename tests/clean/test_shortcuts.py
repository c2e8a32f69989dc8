"""What is told sooner is told alike: shortcuts of cleaning against what they spare."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from copytaster.clean import judged, mojibake
from copytaster.credit import credit_lines
from tests.fingerprint.unicode import texts

LAST = re.compile(r"([^\W_]++)[\W_]*+$")


@given(texts)
@example("a\x1cb_c'd-e’f")
def test_words_of_a_unit_are_counted_alike(text: str) -> None:
    assert judged.count(text) == len(judged.WORD.findall(text))


@given(texts)
@example("pictures by the Associated Press\n")
@example("x" * 50)
@example("dpa" + "-" * 39)
def test_the_last_word_of_a_line_is_found_alike_from_its_end(text: str) -> None:
    told, found = LAST.search(text, max(0, len(text) - 40)), credit_lines._LAST.match(text[:-41:-1])
    assert (found and found.group(1)[::-1]) == (told and told.group(1))


@given(st.text(st.sampled_from("aé \nÃ©Â€â€œРџСЂвЂ\u0080\u00a0"), max_size=80))
def test_images_stand_in_runs_beyond_ascii(text: str) -> None:
    runs = "\n".join(mojibake._RUNS.findall(text))
    for codec in mojibake._codecs():
        assert codec.undo(runs)[1] == codec.undo(text)[1]
