"""The credit of a picture at the end of its caption, in the forms in which newspapers print it in plain text:
"Picture: Joe Lane/PA Wire", "(AP Photo/Joe Lane)", "Foto: dpa", "© Joe Lane / AFP", "Joe Lane/Getty Images".

Either a word says that it is a picture's, or a person and a house of pictures or an agency stand in one row. Agencies
alone ("Reuters/AFP", "© AFP") credit a text.
"""

from __future__ import annotations

import re

from copytaster.credit import lexicon
from copytaster.credit.agencies import canonical

LONGEST = 140
"""Code points that the credit of a picture takes at most."""
_PICTURE = (
    r"(?:(?:file|stock|library|archive|handout|press|main|cover|lead|top)[ -])?(?:photos?|photographs?|pictures?|pics?"
    r"|images?|illustration)(?:[ -](?:credits?|source))?|credits?|screengrab"
    r"|(?:archiv|symbol|arkiv|illustrasjons|illustrations|genre)?(?:fotos?|bild(?:er)?|bilde)|fotografía|imagen|imagem"
    r"|immagine|crédits?(?: photos?)?|legende|fot|fotó|kuva|arkistokuva|beeld|zdjęcie|fotoğraf|ảnh|foto di|foto de"
    r"|фото|снимок|фотография|صورة|تصوير|फोटो"
)
_BY = r"by|courtesy(?: of|:)?|via|from|von|vom|de|par|por|av|af|di|da|door"
# Words of which such a credit is made: names, and what stands between them; not all houses are written with capitals.
_WORD = (
    r"(?:[^\W\d_a-zß-ÿ][\w.’'-]*|(?:dpa|epd|sda|apa|ntb|afp|efe|ansa)(?:-\w+)?|scanpix|picture|alliance|images?|wire"
    r"|archive|file|pool|handout|photos?|pictures?|press|via|for|by|de|van|von|der|del|da|di|la|le|the|of|and|y|und|et"
    r"|e|og|och|&|(?:19|20)\d\d)"
)
_SOURCE = rf"{_WORD}(?:(?>\s?[/|,–—-]\s?|\s){_WORD}){{0,11}}+"
_STARTS = r"(?:(?:\A|(?<=[.!?…:”\"’»)\]|/–—•|]\s)|(?<=[\[(|/]))[\[(|/–—•]?\s?)"
_SAID = re.compile(
    rf"{_STARTS}(?P<all>(?i:{_PICTURE})(?P<link>\.?\s?[:：/|]\s?|\.\s|\s(?i:{_BY})\s|\s)(?P<source>{_SOURCE}))\.?[)\]]?\s*\Z"
)
# Without a full stop between: "Ringers on Monday Picture: Joe Lane".
_GOES_ON = re.compile(rf"(?<=\w )(?=[^\W\d_a-z])(?P<all>(?i:{_PICTURE})(?P<link>: )(?P<source>{_SOURCE}))\.?\s*\Z")
_SIGN = re.compile(rf"[\[(]?(?:©|\([cC]\))\s?(?P<source>{_SOURCE})\.?[)\]]?\s*\Z")
_ROW = re.compile(rf"{_STARTS}(?P<source>{_SOURCE})\.?[)\]]?\s*\Z")
_PARTS = re.compile(r"\s?[/|,–—]\s?|\s-\s|\svia\s")
_HOUSES = re.compile(
    r"\b(?:Getty|Shutterstock|Alamy|iStock|EPA|Rex Features|Imago|ZUMA|NurPhoto|Sipa|Pool|Handout|Scanpix|Lehtikuva"
    r"|picture alliance|Zumapress|SWNS|Magnum|Corbis|Wire|Images"
    r"|AP Photo|PA Archive|Photos?|Pictures)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[^\W\d_a-z][\w.’'-]*(?: (?:(?:de|van|von|der|del|da|di|la|le) ){0,2}[^\W\d_a-z][\w.’'-]*){1,3}")
# What every form above ends with. Most paragraphs end with a small word, and are no captions for that alone.
_CLOSES = re.compile(rf"(?<!\w){_WORD}\.?[)\]]?\Z")
_CANDIDATE = re.compile(r"[/©:：|]|\([cC]\)|" + rf"\b(?:{_PICTURE})\b", re.IGNORECASE)


def begins(paragraph: str) -> tuple[int, bool] | None:
    """Where the credit of a picture begins that ends `paragraph`, and whether a word or sign says so; None: there is
    none."""
    floor = max(0, len(paragraph) - LONGEST)
    tail = paragraph[floor:]
    last = tail.rsplit(None, 1)[-1:]
    if not last or _CLOSES.search(last[0]) is None or _CANDIDATE.search(tail) is None:
        return None
    for match in (*_SAID.finditer(tail), *_GOES_ON.finditer(tail)):
        bare = match["link"].strip() == ""
        close = not bare or _PARTS.search(match["source"]) or _known(match["source"])
        if bare and match["all"][:6].casefold() == "credit":
            continue  # "Credit Suisse/UBS"
        if close and not _only_particles(match["source"]):
            return floor + match.start(), True
    if (sign := _SIGN.search(tail)) is not None and _pictured(sign["source"]):
        return floor + sign.start(), True
    for match in _ROW.finditer(tail):
        words = [lexicon.normal(t) for t in lexicon.tokens(match["source"])]
        if "/" in match["source"] and not lexicon.load().by.starting(words, 0) and _pictured(match["source"]):
            return floor + match.start(), _HOUSES.search(match["source"]) is not None
    return None


def _pictured(source: str) -> bool:
    """Whether a person and who distributes pictures stand in one row."""
    parts = [part.strip(" .") for part in _PARTS.split(source) if part.strip(" .")]
    houses = [part for part in parts if _known(part)]
    return 2 <= len(parts) <= 5 and bool(houses) and any(_PERSON.fullmatch(p) for p in parts if p not in houses)


def _known(part: str) -> bool:
    return canonical(part) is not None or _HOUSES.search(part) is not None


def _only_particles(source: str) -> bool:
    return not any(word[:1].isupper() or canonical(word) for word in re.split(r"[\s/|,]+", source) if word) and (
        source.isascii()
    )
