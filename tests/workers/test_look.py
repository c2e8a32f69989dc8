"""Between jobs a worker looks after the index: also when only its server restarted, and its last writes may be gone."""

from __future__ import annotations

from pathlib import Path

from redis import Redis

from copytaster.archive import Archive
from copytaster.index.redis import RedisIndex
from copytaster.runtime.embedded import EmbeddedRedis
from copytaster.settings import Settings
from workers.check import Checker


def test_an_idle_worker_notices_that_the_server_of_the_index_restarted(archive: Archive, tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path / "redis") as server:
        index = RedisIndex(Redis.from_url(server.url))
        index.clear()
        checker = Checker(archive, index, Settings())
        assert checker({"look": True})["outcome"] == "whole"
        server.kill()
        server.start()
        assert checker({"look": True})["outcome"] == "index-lost"
        assert checker({"heal": True})["outcome"] == "healed"
        assert checker({"look": True})["outcome"] == "whole"
