"""What `make again` may repeat: what failed in a run of CI that came to its end."""

from __future__ import annotations

import os

import pytest

ENDED = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED}


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A tier that broke off has tests that nobody ran. Were what failed until then repeated, and did it pass, CI would
    be green without them: so it remembers nothing, and what repeats nothing fails."""
    cache = getattr(session.config, "cache", None)
    if os.environ.get("CI") and exitstatus not in ENDED and cache and not hasattr(session.config, "workerinput"):
        cache.set("cache/lastfailed", {})
