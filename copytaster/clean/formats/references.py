"""Character references (``&amp;``, ``&#8217;``, ``&rsquo;``): those that a tree cannot hold, and those escaped twice.

What a document says of itself passes through two hands that escape: the one that writes the headline and the one that
writes the feed or the JSON. Nobody prints "Fish &amp; chips", so in a headline or a name a reference is read until
none is left. In the text of a page the signs of markup stay what they were: an article may be about them.
"""

from __future__ import annotations

import html
import re
from html.entities import html5

_NUMERIC = re.compile(r"&#(x[0-9a-f]{1,8}|[0-9]{1,9});?", re.IGNORECASE)
_TWICE = re.compile(r"&amp;(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_WHOLE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
MOST_TIMES = 3
"""How often a field may have been escaped."""


def readable(markup: str) -> str:
    """HTML without references to controls, which no tree can hold, and with what was escaped twice escaped once."""
    return _TWICE.sub(_once, _NUMERIC.sub(_character, markup))


def unescaped(value: str) -> str:
    """A headline, a name or another field of one line as it is to be read. A bare ``&`` stays: "?a=1&copy=2"."""
    for _ in range(MOST_TIMES):
        if "&" not in value:
            break
        before, value = value, _WHOLE.sub(lambda match: html.unescape(match.group()), value)
        if value == before:
            break
    return value


def _character(match: re.Match[str]) -> str:
    """A numeric reference, unless it refers to a control or to no character."""
    digits = match.group(1).lower()
    point = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    whole = point in (9, 10, 13) or (point >= 32 and not 0x7F <= point < 0xA0 and not 0xD800 <= point < 0xE000)
    # From 0x80 to 0x9f a reference means what Windows means by the byte.
    return match.group() if whole or (0x80 <= point < 0xA0) else ""


def _once(match: re.Match[str]) -> str:
    """A reference that was escaped twice, as templates do: ``&amp;nbsp;``. Signs of markup stay what they were."""
    name = match[1]
    named = name.startswith("#") or (name + ";" in html5 and name not in ("lt", "gt", "amp", "quot"))
    return f"&{name};" if named else match.group()
