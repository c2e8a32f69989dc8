"""`copytaster worker`: opens what a worker needs, and lets it run.

A checking process counts its CPU time and may be killed at any moment: the libraries of linear algebra and of
tokenizing work in its one thread, and are told so before they are imported. More cores are for more workers.
"""

from __future__ import annotations

from copytaster.runtime import confined, garbage

confined.single_threaded()

import textwrap  # noqa: E402

from redis import Redis  # noqa: E402

from copytaster import credit  # noqa: E402
from copytaster.archive import Archive  # noqa: E402
from copytaster.fingerprint import common_words, fingerprint, meaning  # noqa: E402
from copytaster.index.client import connect  # noqa: E402
from copytaster.index.redis import RedisIndex  # noqa: E402
from copytaster.model import Article  # noqa: E402
from copytaster.runtime import logs  # noqa: E402
from copytaster.settings import Settings  # noqa: E402
from workers import worker  # noqa: E402
from workers.check import Checker  # noqa: E402
from workers.checking import Work  # noqa: E402


def main(settings: Settings, redis_url: str, name: str | None = None) -> None:
    """Open what a worker needs, and work until told to stop."""
    warm(settings)
    archive = Archive.open(settings.archive_url)
    # No timeout for reading here: RQ sets one that outlasts its wait for a job.
    client = Redis.from_url(redis_url, socket_connect_timeout=2.0, health_check_interval=10)
    index_url = settings.index_redis or redis_url

    def open_work() -> Work:
        logs.speak_as("checking")
        index = RedisIndex(lambda: connect(index_url), common=settings.common)
        return Checker(Archive.open(settings.archive_url), index, settings)

    worker.run(settings, open_work, archive, client, name)


def warm(settings: Settings) -> None:
    """Load what every check needs before the checking process is forked: each new one shares it at once."""
    text = "The council said on Monday that two bridges in Harlow will close for repairs, Reuters reported."
    article = Article(id="warm", text=text, title="Two bridges close", language="en")
    common = common_words(settings.vectors)
    for read in (article, Article(id="words", text=common, language="en")):
        fingerprint(read, settings.vectors)
    meaning.keep_in(settings.home / "encoder")
    meaning.encode([article.text, *textwrap.wrap(common, meaning.MOST_CHARACTERS)])
    credit.detect(article)
    garbage.look_seldom()
