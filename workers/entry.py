"""`copytaster worker`: opens what a worker needs, and lets it run."""

from __future__ import annotations

from redis import Redis

from copytaster import logs
from copytaster.archive import Archive
from copytaster.fingerprint import fingerprint
from copytaster.index.redis import RedisIndex
from copytaster.model import Article
from copytaster.settings import Settings
from workers import worker
from workers.check import Checker
from workers.horse import Work


def main(settings: Settings, redis_url: str, name: str | None = None) -> None:
    """Open what a worker needs, and work until told to stop."""
    warm(settings)
    archive = Archive.open(settings.archive_url)
    # No timeout for reading here: RQ sets one that outlasts its wait for a job.
    client = Redis.from_url(redis_url, socket_connect_timeout=2.0, health_check_interval=10)
    index_url = settings.index_url or redis_url

    def open_work() -> Work:
        logs.speak_as("checking")
        own = Redis.from_url(index_url, socket_connect_timeout=2.0, socket_timeout=30.0)
        return Checker(Archive.open(settings.archive_url), RedisIndex(own, common=settings.common), settings)

    worker.run(settings, open_work, archive, client, name)


def warm(settings: Settings) -> None:
    """Load what every check needs before the horse is forked, so that a new horse has it at once, and shares it."""
    article = Article(id="warm", text="The council said on Monday that two bridges in Harlow will close for repairs.")
    fingerprint(article, settings.vectors)
