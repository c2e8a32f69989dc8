"""Which encoding bytes are in that say nothing, or say something wrong: each candidate is weighed by the text it gives.

A wrong decoding shows: letters that the language of the text does not have ("Cańada" in Spanish), a capital behind a
small letter ("cafŽ"), a sign inside a word ("Wa³êsa"), rare letters where the common ones should be. Every character
beyond ASCII is worth something between -2 and 1 by these; the candidate with the best mean wins, and one that was
declared has a lead of `DECLARED` over the others.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from copytaster.clean import language
from copytaster.text.scripts import script_of

MOST_BYTES = 20_000
"""Bytes that are weighed: lines that have bytes beyond ASCII, the first ones."""
DECLARED = 0.35
LEAST = -0.2
"""Mean worth under which no candidate gave a text."""
LEGACY = (
    "cp1252", "cp1250", "cp1251", "cp1254", "cp1253", "cp1257", "cp1255", "cp1256", "koi8-r", "koi8-u", "iso8859-2",
    "iso8859-5", "iso8859-7", "cp866", "cp932", "euc_jp", "gb18030", "big5", "cp949", "cp874", "mac-roman", "cp850",
)  # fmt: skip
"""Candidates; where two give the same, the one that is named first."""
_SELDOM = {
    "mac-roman": 0.1, "cp850": 0.15, "cp866": 0.05, "iso8859-5": 0.05, "iso8859-2": 0.01, "koi8-u": 0.01,
    "cp1254": 0.01,
}  # fmt: skip
"""What an encoding that newsrooms hardly use any more has to be better by."""

# The letters beyond ASCII that a language is written with, small ones.
_ALPHABETS = {
    "es": "áéíóúñü", "fr": "àâæçéèêëîïôœùûüÿ", "de": "äöüß", "pt": "ãõáâàéêíóôúç", "it": "àèéìíòóùú",
    "ca": "àçèéíïòóúü", "gl": "áéíóúñü", "nl": "ëéïóöüèá", "af": "êëéèôïá", "sv": "åäöéü", "da": "æøåé",
    "no": "æøåéòóôü", "nb": "æøåéòóôü", "nn": "æøåéòóô", "is": "áðéíóúýþæö", "fi": "äöåšž", "et": "äõöüšž",
    "fo": "áðíóúýæø", "ga": "áéíóú", "pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű", "ro": "ăâîșșțşţ", "hr": "čćđšž", "bs": "čćđšž", "sr": "čćđšž", "sl": "čšžćđ", "sq": "çë",
    "tr": "çğıöşüâîû", "az": "çəğıöşü", "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "mt": "ċġħż", "eu": "ñç",
    "cy": "âêîôûŵŷ", "eo": "ĉĝĥĵŝŭ", "lb": "äéëüö", "ms": "", "id": "", "sw": "",
}  # fmt: skip
_WESTERN = frozenset("áàâãäåæçéèêëíìîïñóòôõöøœúùûüß")
"""What stands in names that come up in any language."""
_OTHERS = frozenset("".join(_ALPHABETS.values())) - _WESTERN
# The commonest letters of alphabets that are not Latin: in the right decoding they make up most of it.
_COMMON = {
    "cyrillic": frozenset("оеаинтсрвлкмдпуяыьгзбчйіїєјљњћђчжш"),
    "greek": frozenset("αοιετσνηυρπκμλωςάέίόήύώγδχ"),
    "hebrew": frozenset("יהולאתמרבשנםעחדקפכגצ"),
    "arabic": frozenset("االنميوتربةلعدسفحكقجأإىهشصطيکپ"),
    "thai": frozenset("านรอกเงมยลวดทสตะปบคหแจพชขใไโผถซ่้ิีัุู็์ึื"),
}
_CJK_COMMON = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然"
    "没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二"
    "理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信"
    "北少关并内加化由却代军产入先山五太水万市員這來國個說們為時會過對裡後發當無開見經頭麼長樣現將與進實點種聲話兒問機給業間電"
    "門東關並產萬"
)
_SYLLABLES = frozenset(
    "이다는을가의에하고지로한도기사어나리은자대있를인시부정일전해서과수그제보상관년들여주원장만안스구성경동으했것며국문말였공위적와신라때유중치미용교면방연화"
    "회계무선조생산월김박음습니까오우세"
)
_CJK_SIGNS = frozenset("、。，．「」『』（）《》〈〉【】・ー：；！？“”‘’—…")
_IN_WORDS = frozenset("’'·\u00ad\u2019\u02bc\u0301-\u2010\u2011")
_AROUND = frozenset("“”„‘’‚«»‹›–—…•·°§©®™€£¥\u00a0¿¡¼½¾×ªº№†‰")
_EAST_ASIAN = ("han", "kana", "hangul")
_TAG = re.compile(r"<[^<>]{0,400}>|&[#\w]{1,10};")
_BEYOND = re.compile(rb"[\x80-\xff][^\n]{0,2000}")
_BEFORE = 2_000


def _beyond(body: bytes) -> Iterator[bytes]:
    """The stretches of lines around bytes that are not ASCII: at most `_BEFORE` bytes before one, 2,000 behind it."""
    at = 0
    while (found := _BEYOND.search(body, at)) is not None:
        begin = max(at, found.start() - _BEFORE)
        begin = max(begin, body.rfind(b"\n", begin, found.start()) + 1)
        yield body[begin : found.end()]
        at = found.end()


def weigh(body: bytes, declared: Iterable[str] = ()) -> str | None:
    """The encoding that gives the likeliest text, or None when none gives one. `declared`: what it is said to be."""
    said = [name for name in dict.fromkeys(declared) if name != "utf-8"]
    sample = b"\n".join(islice(_beyond(body[:2_000_000]), 400))[:MOST_BYTES] or body[:MOST_BYTES]
    best: tuple[float, str] | None = None
    for name in dict.fromkeys((*said, *LEGACY)):
        text = _decoded(body, sample, name)
        if text is None:
            continue
        value = worth(text) + (DECLARED if name in said else 0.0) - _SELDOM.get(name, 0.0)
        if best is None or value > best[0] + 1e-9:
            best = (value, name)
    return best[1] if best is not None and best[0] >= LEAST else None


def worth(text: str) -> float:
    """The mean worth of the characters of `text` beyond ASCII, in [-2, 1]; 0 when there are none."""
    text = _TAG.sub(" ", text)
    tongue = language.likeliest(text)
    own = frozenset(_ALPHABETS.get(tongue, ""))
    values = [
        _worth(char, text[at - 1] if at else " ", text[at + 1] if at + 1 < len(text) else " ", own)
        for at, char in enumerate(text)
        if char > "\x7f"
    ]
    return sum(values) / len(values) if values else 0.0


def _worth(char: str, before: str, behind: str, own: frozenset[str]) -> float:
    if not char.isalpha():
        return _sign(char, before, behind)
    script = script_of(char)
    small = char.lower()
    if (before.islower() and char.isupper()) or _strangers(script, before) or _strangers(script, behind):
        return -1.0
    if script == "latin":
        if small in own:
            return 1.0
        return 0.5 if small in _WESTERN else 0.2 if small in _OTHERS else -0.5
    if script in _EAST_ASIAN:
        return _east_asian(char, script)
    common = _COMMON.get(script or "")
    if common is None:
        return -0.5
    if char != small and before.isalpha():  # capitals throughout
        return 0.3
    return 0.9 if char in common else 0.5 if small in common else 0.1


def _strangers(script: str | None, beside: str) -> bool:
    """Whether the letter beside it is of another script: words are written in one. East Asian text puts the capitals
    of a foreign name right beside its own signs."""
    if not beside.isalpha():
        return False
    other = script_of(beside)
    if script in _EAST_ASIAN:
        return other not in _EAST_ASIAN and not (beside.isascii() and beside.isupper())
    return other != script


def _sign(char: str, before: str, behind: str) -> float:
    category = unicodedata.category(char)
    if char in _CJK_SIGNS and char > "\u2fff":
        return 1.0
    if category in ("Cc", "Cn", "Co") or char == "\ufffd":
        return -2.0
    if category.startswith("M"):
        return 0.5 if script_of(char) in _COMMON else 0.0
    inside = before.isalpha() and behind.isalpha()
    if inside:
        return 0.6 if char in _IN_WORDS else -1.5
    return 0.6 if char in _AROUND else -0.6


def _east_asian(char: str, script: str) -> float:
    if script == "kana":
        return 0.2 if "\uff61" <= char <= "\uff9f" else 1.0
    if script == "hangul":
        return 0.9 if char in _SYLLABLES else 0.5
    return 1.0 if char in _CJK_COMMON else 0.4 if "\u4e00" <= char <= "\u9fa5" else -0.5


def _decoded(body: bytes, sample: bytes, name: str) -> str | None:
    """The sample in that encoding, which must hold all of the body."""
    try:
        if _of_single_bytes(name):
            return sample.decode(name)
        return body.decode(name)[:MOST_BYTES]
    except (UnicodeDecodeError, LookupError):
        return sample.decode("cp1252", "windows_1252") if name == "cp1252" else None


@cache
def _of_single_bytes(name: str) -> bool:
    return name not in ("cp932", "euc_jp", "gb18030", "big5", "cp949")


def mixed(body: bytes) -> str | None:
    """UTF-8 with some Windows-1252 in it, as templates and pasted text make it; None when it is not mostly UTF-8."""
    good = sum(1 for char in body.decode("utf-8", "ignore") if char > "\x7f")
    bad = body.decode("utf-8", "replace").count("\ufffd")
    return body.decode("utf-8", "windows_1252") if good >= 2 * bad else None


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """What Windows means by bytes that are no UTF-8; its five gaps are the control characters of Latin-1."""
    assert isinstance(error, UnicodeDecodeError)
    byte = error.object[error.start : error.start + 1]
    try:
        return byte.decode("cp1252"), error.start + 1
    except UnicodeDecodeError:
        return byte.decode("latin-1"), error.start + 1


codecs.register_error("windows_1252", _as_windows)
