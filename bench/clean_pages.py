"""How well, and how fast, pages become text: word-level scores of cleaning against trafilatura as it comes.

    python bench/clean_pages.py DIR [--worst N]

DIR holds ``index.jsonl``, one object a line with ``file`` (a gzipped page) and ``articleBody`` (its true text), as the
article extraction benchmark of Zyte has it. Scores are over bags of words, averaged over pages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from trafilatura import extract

from copytaster.clean import Rejected, Submission, clean
from copytaster.limits import Limits

_WORD = re.compile(r"\w+")
_NOW = datetime(2100, 1, 1, tzinfo=UTC)


def cleaned(page: str) -> str:
    try:
        return clean(Submission(html=page), Limits(), _NOW).text
    except Rejected:
        return ""


def cleaned_story(page: str) -> str:
    """Without the spans that are marked as boilerplate."""
    try:
        article = clean(Submission(html=page), Limits(), _NOW)
    except Rejected:
        return ""
    kept, at = [], 0
    for span in article.boilerplate:
        kept.append(article.text[at : span.start])
        at = span.end
    return "".join([*kept, article.text[at:]])


def as_it_comes(page: str) -> str:
    return extract(page) or ""


def score(found: str, true: str) -> tuple[float, float, float]:
    """(precision, recall, F1) over bags of words; an empty text has found nothing."""
    a, b = Counter(_WORD.findall(found.lower())), Counter(_WORD.findall(true.lower()))
    both = sum((a & b).values())
    precision = both / a.total() if a else 0.0
    recall = both / b.total() if b else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="also name the N pages that were cleaned worst"
    )
    args = parser.parse_args()
    rows = [json.loads(line) for line in (args.directory / "index.jsonl").read_text("utf-8").splitlines()]
    pages = [gzip.decompress((args.directory / row["file"]).read_bytes()).decode("utf-8", "replace") for row in rows]
    ways: dict[str, Callable[[str], str]] = {
        "trafilatura defaults": as_it_comes,
        "cleaned": cleaned,
        "cleaned, boilerplate left out": cleaned_story,
    }
    print(f"{'way':32}{'precision':>10}{'recall':>8}{'F1':>8}{'no text':>9}{'pages/s':>9}")
    for name, way in ways.items():
        started = time.perf_counter()
        found = [way(page) for page in pages]
        seconds = time.perf_counter() - started
        scores = [score(text, row["articleBody"]) for text, row in zip(found, rows, strict=True)]
        mean = [sum(column) / len(scores) for column in zip(*scores, strict=True)]
        empty = sum(not text for text in found)
        rate = len(pages) / seconds
        print(f"{name:32}{mean[0]:>10.3f}{mean[1]:>8.3f}{mean[2]:>8.3f}{empty:>9}{rate:>9.1f}")
    if args.worst:
        worst = sorted(zip(scores, rows, strict=True), key=lambda pair: pair[0][2])[: args.worst]
        for (precision, recall, f1), row in worst:
            print(f"{f1:.3f}  p {precision:.3f}  r {recall:.3f}  {row['file'][:12]}  {row['url'][:90]}")


if __name__ == "__main__":
    main()
