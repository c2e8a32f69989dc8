"""No text works for long on its whole way: cleaning, fingerprinting, the credit detector.

`test_patterns.py` attacks each pattern alone. Here the same attacks, as long as an article may be, go where the
patterns stand, within the CPU time that a cleaner has; the kernel ends the process when it takes more. So code around
the patterns that works for the square of a text is found too.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from copytaster.settings import Settings

SHARDS = 4
LONGEST = 190_000
"""Just under `max_text_chars`."""
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def texts() -> dict[str, str]:
    """What it is made from → text: of each pattern all its attacks by turns, and each pump alone."""
    from tests.security import growth
    from tests.security.attacks import attacks
    from tests.security.patterns import compiled

    out: dict[str, str] = {}
    for number, found in enumerate(compiled(growth.MADE.values()).values()):
        made = attacks(found.pattern)
        share = LONGEST // max(1, len(made)) - 24
        out[f"{found.where} {number}"] = "\n".join(one.text(share)[:share] for one in made)
        for one in made:
            if one.lead == "":
                out.setdefault(repr(one.pump), one.text(LONGEST)[:LONGEST])
    return out


def main(shard: int) -> None:
    every = sorted(texts().items())  # before anything is imported: the patterns are watched while they are made
    from copytaster import credit
    from copytaster.clean import Rejected, Submission
    from copytaster.model import Article
    from copytaster.pipeline import prepare

    settings = Settings()

    def attack(text: str) -> None:
        try:
            article = prepare(Submission(text=text), settings, NOW).article
        except Rejected:
            article = Article(id="x", text=text.replace("\x00", ""))
        credit.detect(article)

    attack("Five words are enough here.")
    for name, text in every[shard::SHARDS]:
        print(name, flush=True)  # the last line says who it was
        signal.setitimer(signal.ITIMER_PROF, settings.clean_seconds)
        attack(text)
    signal.setitimer(signal.ITIMER_PROF, 0)


@pytest.mark.long
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_text_works_for_long(shard: int) -> None:
    command = [sys.executable, "-m", "tests.security.test_whole_way", str(shard)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    last = done.stdout.splitlines()[-1:]
    assert done.returncode == 0, f"{last} took more than {Settings().clean_seconds} s\n{done.stderr[-2000:]}"


if __name__ == "__main__":
    main(int(sys.argv[1]))
