"""What the tests of the cleaning room share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from copytaster.clean import Rejected, Submission, clean
from copytaster.limits import Limits
from copytaster.model import Article

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def cleaned() -> Callable[..., Article]:
    """`clean` with the bounds given under `limits`, at a fixed moment."""

    def call(*, limits: Limits | None = None, **fields: Any) -> Article:
        return clean(Submission(**fields), limits or Limits(), NOW)

    return call


@pytest.fixture
def refused() -> Callable[..., Rejected]:
    """The refusal of a submission, which must be refused."""

    def call(*, limits: Limits | None = None, **fields: Any) -> Rejected:
        with pytest.raises(Rejected) as caught:
            clean(Submission(**fields), limits or Limits(), NOW)
        return caught.value

    return call
