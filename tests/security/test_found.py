"""Defects that hostile input has shown once. Each is here so that it does not come back."""

from __future__ import annotations

import pytest

from copytaster.clean import Submission
from copytaster.pipeline import prepare
from copytaster.settings import Settings
from tests.promises.support import NOW, story

WORDS = ("http://127.0.0.1:22/", "odds of 2.5:1", "a ratio of 1,200:30", "1:2:3.4:5", "٣.٤:٥")


@pytest.mark.parametrize("words", WORDS)
def test_a_figure_with_points_and_colons_is_no_time_and_no_defect(words: str) -> None:
    article, _ = prepare(Submission(text=f"{story(1)}\n\nIt came to {words} in the end."), Settings(), NOW)
    assert words in article.text
