"""The application with the settings of the environment: ``gunicorn -c python:service.gunicorn service.wsgi:app``."""

from __future__ import annotations

import os

from copytaster.runtime import logs, traces
from copytaster.settings import Settings
from service import create_app

settings = Settings.from_mapping(os.environ)
logs.setup("web", form=settings.log_format)
traces.setup("web", os.environ)
app = create_app(settings)
