"""Promise 9: the cleaner never crashes, and offsets always map."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.security.fuzz import MEDIA, holds

CORPUS = Path(__file__).parent / "corpus"
SECONDS = int(os.environ.get("FUZZ_SECONDS", "600"))
PIECES = st.sampled_from([
    "<p>", "</p>", "<div ", "a='", '"', ">", "<![CDATA[", "]]>", "<!--", "-->", "&#x1F600;", "&#0;", "&amp;",
    "<script>", "\u200b", "\u202e", "e\u0301" * 9, "\ufeff", "\U0001f1e9\U0001f1ea", "\u0600", "\x00", "\ud800", "\r",
    "\n\n", "\t", "LONDON (Reuters) - ", "By Ida Morn", "(Reporting by A; Editing by B)", "Copyright 2026", "2.5:1",
    "3:30 pm", "-1e9", '{"body_text": "', '"}', "<inlineXML>", "<nitf><body><body.content>", "中。", "ก", "٣", "%",
    "<rss><channel><item><description>", "The ferry was late on Monday. ", "“He said so,” she said. ", "1,200.50",
    "http://[::1]:6379/ ", "@handle ",
])  # fmt: skip


@settings(max_examples=80)
@given(st.integers(0, 255), st.lists(PIECES | st.text(max_size=12), max_size=40))
@example(0, ["odds of 2.5:1 and an address http://127.0.0.1:22/ in a text of some words"])
def test_any_document_is_an_article_or_a_refusal(kind: int, pieces: list[str]) -> None:
    holds(bytes([kind]) + "".join(pieces).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.name)
def test_what_fuzzing_kept(path: Path) -> None:
    holds(path.read_bytes())


def test_the_corpus_has_every_media_type() -> None:
    assert {path.read_bytes()[0] % (len(MEDIA) + 2) for path in CORPUS.iterdir()} == set(range(len(MEDIA) + 2))


@pytest.mark.long
def test_ten_minutes_of_fuzzing_find_nothing(tmp_path: Path) -> None:
    """FUZZ_SECONDS: for how long. FUZZ_KEPT: the folder in which inputs that reach new code are kept for the next time.

    What breaks a promise is left in the working directory as ``crash-…``.
    """
    if find_spec("atheris") is None:
        pytest.skip("Atheris is not installed")
    found = Path(os.environ.get("FUZZ_KEPT", tmp_path / "new"))
    found.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.security.fuzz", str(found), str(CORPUS), f"-max_total_time={SECONDS}",
               "-timeout=120", "-rss_limit_mb=3000", "-max_len=4096", f"-artifact_prefix={tmp_path}/"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS + 300)
    print(done.stderr[-600:])
    assert done.returncode == 0, done.stderr[-4000:]
