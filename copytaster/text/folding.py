"""Folding: what makes two spellings of one word the same word. Only for comparison; texts keep their characters.

In two steps. `fold` is blind to what changes no word: case, compatibility forms (ligatures, full and half width),
characters that nobody sees, curly apostrophes, the English possessive, diacritics on Latin and Greek letters, ё for е,
vowel signs, tatweel and the forms of alef, yeh and kaf in Arabic script, points in Hebrew, the nukta in Devanagari,
small kana, traditional characters. What it gives is still a word that a reader knows, and a table of vectors too.

`key` goes further and is no word any more: Cyrillic becomes Latin letter by letter, as Serbian writes both; ä, ae and a
are one; a word of mixed alphabets, as those make who hide a copy, is read as it looks. Two words are the same when
their keys are.

Both look at one word at a time, cost time linear in it, and don't depend on the language of the text: an article whose
language was told wrongly must still match its copy.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

import regex

IGNORABLE = regex.compile(r"\p{Default_Ignorable_Code_Point}+")
"""Characters that leave no mark on the page (Unicode's own list): soft hyphens, zero-width spaces and joiners, byte
order marks, variation selectors, marks of direction, fillers, tags."""

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u2032\uff07`\u00b4", "'"))
_LETTERS = {
    **{"ı": "i", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n"},
    **{"ŧ": "t", "ə": "e", "ɛ": "e", "ɔ": "o", "ƒ": "f"},
    # Cyrillic: ё is written е; Ukrainian ґ is written г
    **{"ё": "е", "ґ": "г", "ѐ": "е", "ѝ": "и"},
    # Arabic script: alef, yeh, kaf, heh, waw, as Lucene's Arabic and Persian normalisers have them
    **dict.fromkeys("أإآٱٲٳ", "ا"),
    **dict.fromkeys("ىیېےۍئ", "ي"),
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("ةۀہھۂەۃ", "ه"),
    **dict.fromkeys("ؤۆۇ", "و"),
    **dict.fromkeys("\u0640ء", ""),
    # kana: small ka and ke are read as ka
    **dict.fromkeys("ヵヶゕゖ", "カ"),
    # Devanagari: candrabindu is written as anusvara
    **{"\u0901": "\u0902", "\u0981": "\u0982", "\u0a01": "\u0a02", "\u0a81": "\u0a82"},
}
_DIGITS = {c: str(unicodedata.decimal(c)) for c in map(chr, range(0x80, 0x3000)) if c.isdecimal()}
_TABLE = str.maketrans({**_LETTERS, **_DIGITS})
_MARKS = regex.compile(
    r"(?<=[\p{Latin}\p{Greek}])\p{M}++"
    r"|(?<=\p{Cyrillic})[\u0300\u0301]"  # stress; the marks of ё, й and ї make letters, and are composed again
    r"|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]"  # Hebrew points
    r"|[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"  # Arabic vowel signs
    r"|[\u093c\u09bc\u0a3c\u0abc\u0b3c]",  # nukta
    regex.V1,
)
_HAN = regex.compile(r"\p{Han}")
_NASAL = regex.compile(r"[ङञणनम]\u094d(?=[क-ह])")
"""A nasal before another consonant, which Hindi also writes as a dot."""


@lru_cache(maxsize=200_000)
def fold(surface: str) -> str:
    """The form of a word that its spellings share: ``fold("Ｃｏｒｕñａ’s") == "coruna"``. May be empty."""
    if surface.isascii():
        form = surface.lower()
        if "`" in form:
            form = form.replace("`", "'")
    else:
        form = unicodedata.normalize("NFKC", IGNORABLE.sub("", surface)).casefold().translate(_APOSTROPHES)
        if not form.isascii():
            form = _folded(form)
    return form[:-2] if form.endswith("'s") else form


def _folded(form: str) -> str:
    """`form`, in lower case, without what spellings differ in."""
    form = unicodedata.normalize("NFD", form)
    form = unicodedata.normalize("NFC", _MARKS.sub("", form)).translate(_TABLE)
    if _HAN.search(form):
        form = simplified(form)
    return _NASAL.sub("\u0902", form) if "\u094d" in form else form


def simplified(text: str) -> str:
    """`text` with the simplified characters of Chinese in the place of the traditional ones, one for one."""
    return text.translate(_of_traditional())


@cache
def _of_traditional() -> dict[int, str]:
    """Traditional characters and the simplified ones that stand for them, from the tables of OpenCC."""
    from importlib.resources import files

    lines = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {ord(old): new.split(" ")[0] for old, new in pairs if len(old) == 1}


_CYRILLIC = str.maketrans(
    {
        **{"а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "d", "е": "e", "ж": "z", "з": "z", "и": "i"},
        **{"ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r"},
        **{"с": "s", "т": "t", "ћ": "c", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "џ": "dz", "ш": "s"},
        # and letters that Serbian has not got
        **{"й": "j", "щ": "sc", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "ju", "я": "ja", "і": "i", "ї": "ji"},
        **{"є": "je", "ў": "u", "ќ": "k", "ѓ": "g", "ѕ": "dz"},
    }
)
"""Cyrillic as Serbian writes it in Latin letters, without their diacritics, which `fold` has taken away there too."""
_LOOKS_LATIN = str.maketrans("авсеніјкморѕтухԛԝһԁѵαβεηικμνορτυχγ", "abcehijkmopstyxqwhdvabenikuvoptuxy")
"""Letters of other alphabets that look like these, in lower case or in capitals."""
_MIXED = regex.compile(r"[a-z]")
_NOT_LATIN = regex.compile(r"[\p{Cyrillic}\p{Greek}]")
_UMLAUT = regex.compile(r"(?<![aeiouqy])([aou])e++(?![aiou])|aa")


@lru_cache(maxsize=200_000)
def key(folded: str) -> str:
    """What two folded words have in common that are one word in two spellings: ``key("mueller") == key("muller")``."""
    form = folded
    if not form.isascii() and _NOT_LATIN.search(form):
        latin = form.translate(_LOOKS_LATIN) if _MIXED.search(form) else form
        form = form.translate(_CYRILLIC) if _NOT_LATIN.search(latin) else latin
    return _UMLAUT.sub(lambda m: m.group(1) or "a", form) if len(form) > 3 else form
