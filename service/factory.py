"""Putting the application together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from typing_extensions import override
from werkzeug.routing import BaseConverter, UnicodeConverter

from copytaster.fingerprint import meaning
from copytaster.settings import Settings
from service import api, errors, health, observe
from service.access import login, security
from service.pages import blueprint as pages
from service.pages import data
from service.pages.archive_data import ArchiveData
from service.state import EXTENSION, State


class ArticleIdConverter(BaseConverter):
    """An article's id in an address; anything else is not an address of ours, and never reaches the archive."""

    regex = "[a-z2-7]{32}"


class _App(Flask):
    """Every view and every hook is a plain function here, so nothing is asked whether it is."""

    @override
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def build(settings: Settings | None = None, **parts: Any) -> Flask:
    """See `service.create_app`. Raises `SettingError` for settings that would not be safe."""
    settings = settings or Settings()
    meaning.keep_in(settings.home / "encoder")
    app = _App("service", static_folder=None)
    state = State(settings, **parts)
    app.extensions[EXTENSION] = state
    # Without a SECRET_KEY Flask opens no session: ours are those of `service.access.sessions`.
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_body_bytes,
        PROPAGATE_EXCEPTIONS=False,
        TRAP_HTTP_EXCEPTIONS=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.converters["id"] = ArticleIdConverter
    app.url_map.converters["format"] = UnicodeConverter  # an unknown one is answered in words
    app.url_map.strict_slashes = True
    app.url_map.redirect_defaults = False
    app.url_map.merge_slashes = False
    # The order matters: a request gets its id before anything can refuse it.
    observe.register(app, state.metrics)
    security.register(app, settings)
    errors.register(app, settings)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(health.blueprint)
    state.metrics.registry.register(health.ArchiveFigures(state))
    state.metrics.registry.register(health.WorkerFigures(state))
    login.register(app)
    app.extensions[data.EXTENSION] = ArchiveData(state)
    app.register_blueprint(pages)
    return app
