"""Other spellings of a phrase: a language in two scripts, capitals without accents, traditional characters.

Serbian is printed in Cyrillic and in Latin letters, letter for letter; Greek headlines and labels lose their accents in
capitals. A phrase is written once and stands in each spelling. Chinese is matched in simplified characters, text and
phrases both (`simplified`), character for character, so that offsets stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from copytaster.text.folding import simplified

__all__ = ["simplified", "spellings"]

# What stands in a pattern for itself; escapes, macros, sets of letters and flags are left as they are.
_PARTS = re.compile(r"\\.|\{\w+\}|\(\?[\w-]+:|(?P<letters>\[[^\W\d_]+\]|[^\W\d_]+)|\[[^\[\]]*\]")
_CYRILLIC = {
    "lj": "љ", "nj": "њ", "dž": "џ", "a": "а", "b": "б", "v": "в", "g": "г", "d": "д", "đ": "ђ", "e": "е", "ž": "ж",
    "z": "з", "i": "и", "j": "ј", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с",
    "t": "т", "ć": "ћ", "u": "у", "f": "ф", "h": "х", "c": "ц", "č": "ч", "š": "ш",
}  # fmt: skip
_LATIN = {there: here for here, there in _CYRILLIC.items()}
_SOUND = re.compile("|".join(_CYRILLIC))


def spellings(language: str, source: str) -> Iterator[str]:
    """`source`, a phrase of the data files, and its other spellings in that language."""
    if language == "zh":
        yield simplified(source)
        return
    yield source
    for spell in _SPELT.get(language, ()):
        other = _each(source, spell)
        if other != source:
            yield other


def _each(source: str, spell: Callable[[str], str]) -> str:
    return _PARTS.sub(lambda m: spell(m["letters"]) if m["letters"] else m[0], source)


def _to_cyrillic(letters: str) -> str:
    return _SOUND.sub(lambda m: _CYRILLIC[m[0]], letters)


def _to_latin(letters: str) -> str:
    return "".join(_LATIN.get(c, c) for c in letters)


def _bare(letters: str) -> str:
    kept = (c for c in unicodedata.normalize("NFD", letters) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(kept))


_SPELT: dict[str, tuple[Callable[[str], str], ...]] = {"sr": (_to_cyrillic, _to_latin), "el": (_bare,)}
