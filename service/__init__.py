"""The web service: Flask over the library. It takes articles in, and answers what is known of them.

Promises
    * 202 is said after the commit, never before. Redis may be down, and is not missed.
    * Nothing that is submitted is parsed in this process: cleaners do that, bounded in time and memory.
    * Whatever comes in, the answer is what the OpenAPI document says, or a problem document; a 5xx means that
      something is down, or a defect of ours.
    * Every answer carries the security headers and a request id.

`create_app` builds the application, and `service.server` serves it. Importing this package imports neither Flask nor
anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from copytaster.settings import Settings

__all__ = ["create_app"]


def create_app(settings: Settings | None = None, **parts: Any) -> Flask:
    """The application. `parts`: `archive`, `index`, `cleaners`, `now` of one's own, see `service.state.State`."""
    from service.factory import build

    return build(settings, **parts)
