"""The units of a text while it is judged, and what every judgement of them looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from copytaster.clean.phrases import Phrase, Table
from copytaster.model import BoilerplateKind

MOST_CHARACTERS = 600
"""Longest unit that can be boilerplate."""
MOST_WORDS = 60
SHORT_WORDS = 12
HEADLINE_WORDS = 22
FRAGMENT = 160
"""Longest unit on which phrases are tried that have no anchor."""
HEAD = 6
"""Paragraphs at the beginning of a text in which a dateline or a note to editors may stand."""


QUOTES = re.compile(r"[\"“”„«»「」『』]")
REPORTS = re.compile(
    r"(?<!\w)(?:said|says|told|added|according to|asked|sang|replied|warned|argued|wrote|recalled|explained|insisted"
    r"|sagte|sagt|erklärte|teilte|hieß es|warnte|betonte|schrieb|forderte|meldete"
    r"|a déclaré|a dit|a jugé|selon|a expliqué|a affirmé|a estimé|a prévenu|a ajouté|d'après"
    r"|dijo|según|afirmó|señaló|explicó|aseguró|pidió|advirtió|declaró|indicó|añadió|agregó"
    r"|disse|afirmou|segundo|explicou|pediu|avisou|alertou|ironizou|declarou|acrescentou|sublinhou|informou"
    r"|ha detto|secondo|ha spiegato|ha dichiarato|ha aggiunto|ha chiesto|ha avvertito|si legge"
    r"|zei|zegt|aldus|volgens|waarschuwde|sa|sier|ifølge|sade|säger|enligt|sagde|siger|advarer|opplyser|oplyser"
    r"|powiedział|powiedziała|według|podkreślił|podkreśliła|apelował|drwili|dodał|dodała|poinformował|poinformowała"
    r"|сказал|сказала|заявил|заявила|сообщил|сообщила|говорит|отметил|отметила|по словам|подчеркнул|добавил"
    r"|ने कहा|ने बताया|ने लिखा|के अनुसार|के मुताबिक)(?!\w)",
    re.IGNORECASE,
)
WORD = re.compile(r"[\w'’-]+")
"""Words as printed. Units are short: the arrays of `copytaster.text.words` take 39 µs for one, this takes 3."""
FULL_STOP = re.compile(r"[.。।۔]['\"’”»)\]]*$")
WRAPPING = " \t()[]{}<>*_|-–—•·:;,.!?\"'…=~#/\\►▶→➡↓✱★"


@dataclass(slots=True)
class Unit:
    """A unit of a text: where it stands, the phrases whose anchors it has, and what was found of it."""

    start: int
    end: int
    paragraph: int
    first: bool
    """Whether it opens its paragraph."""
    alone: bool
    """Whether it is its whole paragraph."""
    quoted: bool = False
    """Whether it begins inside a quotation."""
    tried: list[Phrase] = field(default_factory=list)
    named: bool = False
    """Whether it names an agency."""
    kind: BoilerplateKind | None = None
    length: int = 0
    """Characters of it that are boilerplate, from its beginning."""
    hint: BoilerplateKind | None = None
    """What it would be beside other furniture."""

    @property
    def whole(self) -> bool:
        """Whether nearly all of it is boilerplate."""
        return self.kind is not None and self.length > 0.9 * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Page:
    """What is known while a text is marked."""

    text: str
    plain: str
    """`text` with plain quotes and spaces; offsets are the same."""
    table: Table
    outlet: frozenset[str]
    """Words of the outlet's name, in small letters."""
    agencies: frozenset[str] = frozenset()
    """Names of agencies beside those of the list."""
