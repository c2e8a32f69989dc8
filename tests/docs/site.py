"""A hook of mkdocs: what the pages say to their tests, and to a reader of the repository, as a site can show it."""

from __future__ import annotations

import re
from typing import Any

_FENCE = re.compile(r"^```(\w+) [^\n`]+$", re.MULTILINE)
_OUTSIDE = re.compile(r"\[([^\[\]]*)\]\(\.\./([^()\s#]+)[^()\s]*\)")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Blocks without what only their test reads (``json 422``); files that are no pages by name, without a link."""
    return _OUTSIDE.sub(r"\1 (`\2`)", _FENCE.sub(r"```\1", markdown))
