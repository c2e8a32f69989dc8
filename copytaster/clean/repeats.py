"""Paragraphs that say again, word for word, what another one says: a standfirst that is the lead's first sentence, the
lead itself twice, a pull quote, a story that its page holds twice. Of two that are alike the first stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from copytaster.model import Boilerplate, BoilerplateKind
from copytaster.text.scripts import is_unspaced
from copytaster.text.sentences import ENDS

SHORTEST = 40
"""Characters of a paragraph that may be a repeat; shorter ones are refrains, labels and rows of tables."""
SHORTEST_UNSPACED = 16
"""The same, of scripts without spaces between words."""
MOST_PARAGRAPHS = 200
"""Paragraphs of a text in which each is looked for inside the others; in longer ones only as a whole. With
`MOST_CHARACTERS` it bounds what that costs."""
MOST_CHARACTERS = 60_000
_OPENING = " \"'«»„‚“”‘’([{"
_CLOSING = " \"'«»“”‘’)]}" + ENDS


def find(plain: str, bounds: Sequence[tuple[int, int]]) -> list[Boilerplate]:
    """The repeats among the paragraphs ``plain[start:end]`` of `bounds`, in order. `plain`: with plain quotes."""
    seen: set[str] = set()
    inside = len(bounds) <= MOST_PARAGRAPHS and len(plain) <= MOST_CHARACTERS
    found: list[Boilerplate] = []
    for start, end in bounds if len(bounds) > 1 else ():
        if end - start < SHORTEST and (end - start < SHORTEST_UNSPACED or not is_unspaced(plain[start])):
            continue
        key = _bare(plain[start:end])
        if len(key) < SHORTEST_UNSPACED:
            continue
        if key in seen or (inside and _elsewhere(plain, key, start, end)):
            found.append(Boilerplate(start, end, BoilerplateKind.REPEATED))
        seen.add(key)
    return found


def _elsewhere(plain: str, key: str, start: int, end: int) -> bool:
    """Whether a longer paragraph has all the words of `key`, which is the paragraph at ``[start, end)``, in a row."""
    cut = plain[start:end].endswith(("…", "..."))  # maybe inside a word
    at = plain.find(key)
    while at >= 0:
        behind = at + len(key)
        if not start <= at < end and _apart(plain[max(at - 1, 0) : at]) and (cut or _apart(plain[behind : behind + 1])):
            last = plain.find("\n", behind)
            if len(_bare(plain[plain.rfind("\n", 0, at) + 1 : last if last >= 0 else len(plain)])) > len(key):
                return True
        at = plain.find(key, behind)
    return False


def _apart(beside: str) -> bool:
    return not beside.isalnum() or is_unspaced(beside)


def _bare(paragraph: str) -> str:
    return paragraph.lstrip(_OPENING).rstrip(_CLOSING)
