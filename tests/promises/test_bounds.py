"""Promise 7, the hostile-document table: whatever is submitted is cleaned and checked within 5 s of CPU and 512 MB, or
ends with the name of the limit that it met; an article that was checked was never checked for nothing.

Every document goes the way of an article: a real cleaner process, the archive, the index, and the checking process of a
worker with its own limits, the default ones, which the kernel and the worker enforce. Four earlier articles like it, or
as many as the case says, are there before it.
"""

# ruff: noqa: E501  (a table, one case a line)
from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from copytaster import fingerprint, pipeline
from copytaster.archive import Archive
from copytaster.clean import Rejected, Submission
from copytaster.index.redis import RedisIndex
from copytaster.runtime.embedded import EmbeddedRedis
from copytaster.settings import Settings
from service.cleaning.pool import Cleaners
from service.errors import Problem

pytestmark = pytest.mark.slow

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
SETTINGS = Settings(cleaners=1)
CHECKED = "checked"


def vocabulary(count: int, luck: random.Random) -> list[str]:
    """Different words of five letters."""
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(luck.choice(letters) for letters in ("bcdfghjklmnprstvz", "aeiou") * 2 + ("lmnrst",))] = None
    return list(found)


def prose(words: int, kinds: int = 3_000, sentence: int = 20, seed: int = 1) -> str:
    """Invented words, as often as Zipf's law says, in sentences of this length and paragraphs of two."""
    luck = random.Random(seed)
    known = vocabulary(kinds, luck)
    drawn = luck.choices(known, [1 / rank for rank in range(1, kinds + 1)], k=words)
    made = [" ".join(drawn[i : i + sentence]).capitalize() + "." for i in range(0, words, sentence)]
    return "\n\n".join(" ".join(made[i : i + 2]) for i in range(0, len(made), 2))


def by_turns(one: str, other: str, times: int) -> str:
    luck = random.Random(7)
    return "\n\n".join(luck.choice([one, other]) for _ in range(times))


def distinct(count: int) -> list[str]:
    return vocabulary(count, random.Random(2))


def sentences(words: list[str], size: int) -> str:
    return " ".join(" ".join(words[i : i + size]).capitalize() + "." for i in range(0, len(words), size))


@dataclass(frozen=True)
class Case:
    make: Callable[[], Mapping[str, Any]]
    expected: str = CHECKED
    """``checked``, or the setting or the code with which it is refused."""
    earlier: int = 4
    complete: bool = True
    """Whether every earlier one is compared; the others are named in the report."""
    telling: bool = True
    """Whether the text says anything by which it could be known again."""
    like: Callable[[str, int], str] = field(default=lambda text, n: text + f"\n\nThe {n + 2}nd version says more of it.")


def text(make: Callable[[], str], **said: Any) -> Case:
    return Case(lambda: {"text": make()}, **said)


def html(make: Callable[[], str], **said: Any) -> Case:
    page = "<html><body><article><h1>The harbour board met</h1>{}</article></body></html>"
    return Case(lambda: {"html": page.format(make())}, **said)


def xml(make: Callable[[], str], **said: Any) -> Case:
    return Case(lambda: {"body": make().encode(), "media_type": "application/nitf+xml"}, **said)


STORY = "<p>" + "</p><p>".join(prose(400, 200).split("\n\n")) + "</p>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))

BOMBS = {
    "attributes": html(lambda: "<p " + " ".join(f'a{n}="x"' for n in range(40_000)) + ">" + STORY, expected="max_tag_attributes"),
    "attributes in a comment's clothes": html(lambda: "<!-- --!><p " + "a=b " * 40_000 + ">" + STORY, expected="max_tag_attributes"),
    "nesting": html(lambda: "<div>" * 5_000 + STORY, expected="max_html_depth"),
    "nesting of formatting": html(lambda: "<b><i>" * 5_000 + STORY, expected="max_html_depth"),
    "comments": html(lambda: "<!-- a -->" * 100_000 + STORY),
    "open comments": html(lambda: STORY + "<!--" * 100_000),
    "entities": html(lambda: STORY + "<p>" + "&amp; word " * 20_000),
    "entities in entities": xml(lambda: f'<!DOCTYPE nitf [<!ENTITY l0 "ha">{LAUGHS}]><nitf><body><body.content><p>&l11;</p></body.content></body></nitf>', expected="document_type"),
    "links": html(lambda: STORY + "".join(f'<a href="https://example.org/{n}">it {n}</a> ' for n in range(14_000))),
    "too many links": html(lambda: STORY + '<i>a</i>' * 70_000, expected="max_html_tags"),
    "tables": html(lambda: STORY + "<table>" + "<tr><td>a b</td><td>1</td></tr>" * 9_000 + "</table>"),
    "tables in tables": html(lambda: STORY + "<table><tr><td>" * 5_000, expected="max_html_depth"),
    "ten megabytes of text": text(lambda: prose(5_000) * 350, expected="max_body_bytes"),
    "one word of ten megabytes": text(lambda: "a" * 10_000_000, expected="max_body_bytes"),
    "more text than an article has": text(lambda: prose(30_000, 300)[:180_000] * 2, expected="max_text_chars"),
    "too many words": text(lambda: prose(31_000, 300), expected="max_words"),
    "zero-width characters": text(lambda: prose(300, 100).replace("a", "a" + "\u200b\u200d\u2060" * 400)[:190_000]),
    "nothing but zero-width characters": text(lambda: "\u200b" * 150_000, expected="no_text"),
    "combining marks": text(lambda: prose(300, 100).replace("e", "e" + "\u0301\u0323\u0489" * 200)[:190_000]),
    "one letter with its marks": text(lambda: "Five words are enough here: e" + "\u0301" * 150_000),
    "directions": text(lambda: prose(2_000).replace(" ", " \u202e\u2066")[:190_000]),
}  # fmt: skip

ALIGNMENT = {
    "an honest article of 20,000 words, ten like it": text(lambda: prose(20_000), earlier=10),
    "an honest article of 29,000 words": text(lambda: prose(29_000, seed=4)),
    "forty of 20,000 words": text(lambda: prose(20_000, seed=3), earlier=40, complete=False),
    "the same word": text(lambda: "word " * 20_000, telling=False),
    # Nine words, however often they are said: no evidence.
    "the same sentence": text(lambda: "The board met at noon and rose at one. " * 2_500, telling=False),
    "twenty sentences again and again": text(lambda: (prose(400, 200) + "\n\n") * 50),
    "two paragraphs by turns, never a whole period": text(lambda: by_turns(prose(30, 100, 15, 5), prose(30, 100, 15, 6), 650)),
    "different sentences of one word": text(lambda: sentences(distinct(15_000), 1)),
    "different words, one sentence": text(lambda: sentences(distinct(18_000), 18_000)),
    "different words, sentences of twenty": text(lambda: sentences(distinct(18_000), 20)),
    "one sentence of 10,000 words and 900 of one": text(lambda: sentences(distinct(10_000), 10_000) + " " + sentences(distinct(900), 1)),
    "names without a full stop": text(lambda: " ".join(word.capitalize() for word in distinct(18_000))),
    "figures": text(lambda: " ".join(str(100 + n) for n in range(20_000))),
    "figures in sentences": text(lambda: " ".join(f"It cost {n} crowns." for n in range(1_000, 7_000))),
    "dates and times": text(lambda: " ".join(f"On {n % 28 + 1} May 19{n % 100:02} at {n % 24}:{n % 60:02} it rained {n}%." for n in range(2_500))),
    "quotation marks": text(lambda: '"' * 20_000 + prose(2_000)),
    "quotations": text(lambda: " ".join(f'"We {word} it," he said.' for word in distinct(4_500))),
    "credits": text(lambda: prose(200, 100) + "\n\n" + "(Reuters) - AFP reported, citing dpa. " * 3_000),
    "promos": text(lambda: "\n".join(f"Read more: {word} in pictures\n\nAlso read {word}" for word in distinct(3_000)) + "\n\n" + prose(2_000)),
    "a script without spaces": text(lambda: "".join(chr(0x4E00 + n * 7 % 9_000) + ("。" if n % 20 == 0 else "") for n in range(28_000))),
}  # fmt: skip


class Newsroom:
    """What an article passes through, with nothing but its ends in this process."""

    def __init__(self, home: Path) -> None:
        self.url = f"sqlite:///{home / 'archive.db'}"
        self.archive = Archive.open(self.url)
        self.archive.migrate()
        self.redis = EmbeddedRedis(home / "redis", fsync="no")
        self.redis.start()
        self.index = RedisIndex(Redis.from_url(self.redis.url))
        self.cleaners = Cleaners(SETTINGS)
        self.cleaners.start()
        command = [sys.executable, "-m", "tests.promises.checking", self.url, self.redis.url]
        self.checking = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.cleaners.wait_ready(60)

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """What a fresh checking process says, or why it ended."""
        assert self.checking.stdin
        assert self.checking.stdout
        self.checking.stdin.write(json.dumps(request) + "\n")
        self.checking.stdin.flush()
        said: dict[str, Any] = json.loads(self.checking.stdout.readline())
        return said

    def check(self, case: Case) -> Mapping[str, Any] | str:
        """The report on the last of them, or the name of the limit that it met."""
        self.index.clear()
        try:
            cleaned = self.clean(case)
        except Rejected as refused:
            return (refused.limit or refused.code) if 400 <= refused.status < 500 else f"status {refused.status}"
        for n in range(case.earlier):
            # As good as cleaned: what the index is told of it is what it would be told of the other.
            like = replace(cleaned.article, id=f"{n}-{cleaned.article.id}", text=case.like(cleaned.article.text, n))
            self._take(cleaned._replace(article=like))
        self._take(cleaned)
        lease = max(self.archive.claim(1_000, "tests", 3_600), key=lambda lease: lease.seq)
        assert lease.article_id == cleaned.article.id
        said = self.ask({"lease": asdict(lease)})
        if "died" in said:
            return str(said["died"])
        print(f"{said['seconds']:.1f} s, {said['megabytes']:.0f} MB")
        if said["answer"]["outcome"] != "recorded":
            return str(said["answer"]["reason"])
        report = pipeline.report(self.archive, cleaned.article.id, SETTINGS)
        assert report
        return report

    def clean(self, case: Case) -> pipeline.Packed:
        """On a busy machine the clock may end a cleaner before its CPU seconds do: a 503, and the client tries again."""
        for _ in range(4):
            try:
                return self.cleaners.clean(Submission(**case.make()), NOW)
            except Problem as busy:
                if busy.code != "cleaner_stuck":
                    raise
        raise AssertionError("the cleaner was stuck four times")

    def _take(self, packed: pipeline.Packed) -> None:
        self.index.add(pipeline.accept(packed, self.archive, NOW).seq, fingerprint.decode(packed.body))

    def close(self) -> None:
        assert self.checking.stdin
        assert self.checking.stdout
        self.checking.stdin.close()
        self.checking.wait(30)
        self.checking.stdout.close()
        self.cleaners.close()
        self.archive.close()
        self.redis.stop()


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    made = Newsroom(tmp_path_factory.mktemp("newsroom"))
    yield made
    made.close()


QUICK = {*BOMBS, "the same word", "the same sentence", "different sentences of one word", "figures", "credits", "promos"}
"""The others are as fast, but many."""


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in BOMBS | ALIGNMENT]
)
def test_it_ends_within_its_bounds_and_says_how(newsroom: Newsroom, name: str) -> None:
    case = (BOMBS | ALIGNMENT)[name]
    report = newsroom.check(case)
    if case.expected != CHECKED:
        assert report == case.expected
        return
    assert not isinstance(report, str), report
    assert report["status"] == "checked"
    compared = {source["article_id"] for source in report["sources"]}
    limits = report.get("limits", [])
    named = {i for limit in limits for i in limit["article_ids"]}
    # Of those that carry the same text the first are named, the others counted.
    counted = sum(limit["articles"] for limit in limits if limit["limit"] == "copies")
    assert bool(compared) is case.telling
    assert not compared & named
    if case.complete:
        assert not named
    else:
        assert len(compared | named) + counted == case.earlier
