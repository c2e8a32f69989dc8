"""The API, version 1: its operations, each a row of the table in `service.operations`.

Promises
    * Importing this package declares every operation; routing, access, validation and the OpenAPI document all come
      from the table.
    * Requests are read strictly (`service.strict`); every error is a problem document (`service.errors`).
"""

from service.api import articles, batch, drafts, events, judgements, meta, notes, stories, usage, views
from service.operations import blueprint

__all__ = [
    "articles", "batch", "blueprint", "drafts", "events", "judgements", "meta", "notes", "stories", "usage", "views",
]  # fmt: skip
