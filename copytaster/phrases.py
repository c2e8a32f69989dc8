"""How a relation and a share are said, on pages and in alerts: one place, so that two of them never differ.

Shares come in as fractions of one and go out as whole per cents; a share that is not nothing is never shown as 0, and
one that is not everything never as 100.
"""

from __future__ import annotations

NARROW = "\N{NARROW NO-BREAK SPACE}"
_RELATIONS = {
    "identical": "Identical to",
    "copy": "Copy of",
    "rewrite": "Rewrite of",
    "translation": "Translation of",
    "excerpt": "Excerpt of",
    "update": "Update of",
    "same-source": "Same source as",
    "same-form": "Same form as",
    "shared-quotes": "Shared quotes with",
    "same-event": "Same event as",
}
_UNDETERMINED = {
    "copy": "Copy of or by", "rewrite": "Rewrite of or by", "translation": "Translation of or by",
    "excerpt": "Excerpt of or by", "update": "Version of",
}  # fmt: skip


def relation(kind: str, undetermined: bool) -> str:
    """A relation before the name of the other article; nothing for none. Nobody is said to have taken what either may
    have taken."""
    return (_UNDETERMINED if undetermined else {}).get(kind) or _RELATIONS.get(kind, "")


def share(value: float | None) -> str:
    """A fraction as a whole per cent: ``0.712`` → ``71 %``."""
    if value is None:
        return "–"
    per_cent = value * 100
    if 0 < per_cent < 1:
        return f"<1{NARROW}%"
    if 99 < per_cent < 100:
        return f"99{NARROW}%"
    return f"{round(per_cent)}{NARROW}%"
