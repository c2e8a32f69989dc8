"""A worker's checking process under the limits of the settings, for a test that asks it line by line.

`python -m tests.promises.checking ARCHIVE_URL REDIS_URL`: each line in is for a new checking process; each line
out is ``{"answer": …, "seconds": CPU, "megabytes": peak above the start}`` or ``{"died": …}``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from workers import entry  # isort: skip  (first: it says how many threads the libraries may start)

from redis import Redis

from copytaster.archive import Archive
from copytaster.index.redis import RedisIndex
from copytaster.runtime.confined import cpu_time
from copytaster.settings import Settings
from workers.check import Checker
from workers.checking import CheckingDied, CheckingProcess, Work

SETTINGS = Settings()


def peak(pid: int) -> float:
    """Largest address space so far in MB: what the limit counts."""
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmPeak:")[2].split()[0]) / 1e3


def main(archive_url: str, redis_url: str) -> None:
    def open_work() -> Work:
        return Checker(Archive.open(archive_url), RedisIndex(Redis.from_url(redis_url)), SETTINGS)

    entry.warm(SETTINGS)
    checking = CheckingProcess(open_work, cpu_seconds=SETTINGS.check_seconds, megabytes=SETTINGS.check_megabytes)
    for line in sys.stdin:
        checking.kill()  # a new one knows nothing of what was checked before
        checking.start()
        spent, megabytes = cpu_time(checking.pid) or 0, peak(checking.pid)
        try:
            said = {"answer": checking.ask(json.loads(line))}
            spent = (cpu_time(checking.pid) or 0) - spent
            said |= {"seconds": spent / 1e9, "megabytes": peak(checking.pid) - megabytes}
        except CheckingDied as died:
            said = {"died": str(died)}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
