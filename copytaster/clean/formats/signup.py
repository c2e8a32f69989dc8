"""Boxes of a page in which a reader is to leave an address: sign-ups for newsletters, in the middle of a story too.

They are known by their form, which asks for a mail address, or is there to sign up, and by what their class or id says.
A whole page may stand in one form, and a story may be about newsletters: a box has few words, and holds no story.
"""

from __future__ import annotations

import re
from itertools import islice

import lxml.html

MOST_WORDS = 90
"""Words of a box; an element with more is no box, whatever its class says."""
MOST_FORMS = 30
_SAYS = re.compile(
    r"news-?letter|sign-?up|subscri(?:be|ption)-?(?:box|form|widget|module|banner|cta|inline|embed)|mailing-?list|mc_?embed"
    r"|email-?(?:capture|form|subscribe|promo)|(?:inline|embed(?:ded)?|article)-?subscri|nieuwsbrief|nyhetsbrev|nyhedsbrev"
    r"|infolettre|boletin",
    re.IGNORECASE,
)
_STORY = frozenset(("article", "main", "body", "html"))


def remove(tree: lxml.html.HtmlElement) -> None:
    """Take the boxes out of a page, in place; what stands behind them stays."""
    for form in list(islice(tree.iter("form"), MOST_FORMS)):
        box = _box(form)
        if box is not None and box.getparent() is not None:
            box.drop_tree()


def _box(form: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The outermost element around a form that says it is there to sign up, or None."""
    asks = any(
        (field.get("type") or "").lower() == "email" or "mail" in (field.get("name") or "").lower()
        for field in form.iter("input")
    )
    found = None
    for element in (form, *form.iterancestors()):
        if element.tag in _STORY:
            break
        said = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _SAYS.search(said):
            if not asks:
                break
            continue
        if len(element.text_content().split()) > MOST_WORDS or next(element.iter("h1", "article"), None) is not None:
            break
        found = element
    return found
