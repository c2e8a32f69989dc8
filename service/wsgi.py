"""The application with the settings of the environment: ``gunicorn -c python:service.gunicorn service.wsgi:app``."""

from __future__ import annotations

import os
import threading

from copytaster import logs
from copytaster.settings import Settings
from service import create_app
from service.state import EXTENSION, State

logs.setup("web")
app = create_app(Settings.from_mapping(os.environ))
_state: State = app.extensions[EXTENSION]
_state.cleaners.start()
threading.Thread(target=_state.bring_up_schema, name="schema", daemon=True).start()
