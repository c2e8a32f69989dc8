"""The application with the settings of the environment: ``gunicorn -c python:service.gunicorn service.wsgi:app``."""

from __future__ import annotations

import os

from copytaster import logs
from copytaster.settings import Settings
from service import create_app

logs.setup("web")
app = create_app(Settings.from_mapping(os.environ))
