"""UTF-8 that was read in another encoding and stored so: "cafÃ©", "РџСЂРёРІРµС‚". What was meant is put in its place.

Each character beyond ASCII of such a text is the image of one byte in some single-byte encoding, and these bytes are
UTF-8 again. By chance that holds for a pair here and there ("CAFÉ’S"), never for all of a text. So a text is changed
only where nearly all of its characters beyond ASCII are such images, and what comes out is likelier than what stood
there. What was read wrongly twice is undone twice.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from copytaster.clean import encodings
from copytaster.frozen import frozen
from copytaster.model import Note
from copytaster.text.scripts import script_of

CODECS = (
    "cp1252", "cp1251", "cp1250", "cp1254", "cp1253", "cp1257", "koi8-r", "mac-roman", "cp866", "iso8859-2", "cp437",
    "cp850", "koi8-u", "iso8859-5", "iso8859-7", "mac-cyrillic",
)  # fmt: skip
"""What UTF-8 is read as by mistake; of Windows' code pages also with the gaps of Latin-1, as browsers fill them."""
ROUNDS = 3
MOST = 0.9
"""Share of the characters beyond ASCII of a line that must be images of UTF-8."""
HALF = 0.5
"""The same, of the whole text: where most of it is right, what is not may be meant so."""
NEAR = 0.97
"""Share of the most that another encoding may take and still be asked too: near relatives differ in a few letters."""
MOST_READINGS = 4
LEAD = 0.02
"""What the text as it stands has over what it may have been."""
SAMPLE = 4_000
PLACE = 500
"""Characters that are looked at in each of two places, before anything else is done."""
_WEIGHED = ("latin", "cyrillic", "greek", "hebrew", "arabic", "thai", "han", "kana", "hangul")
_BEYOND = re.compile(r"[^\x00-\x7f]")
_RUNS = re.compile(r"[^\x00-\x7f]{2,}")


@frozen
class _Codec:
    name: str
    bytes_of: dict[str, int]
    images: re.Pattern[str]
    """A whole character of UTF-8, as the encoding shows its two to four bytes."""
    lost: re.Pattern[str]
    """What is left of a character whose last byte has no sign in the encoding, or was a no-break space."""

    def meant(self, images: str) -> str | None:
        """The character that was meant, or None where there is none."""
        try:
            char = bytes(map(self.bytes_of.__getitem__, images)).decode("utf-8")
        except UnicodeDecodeError:
            return None
        # The controls of Latin-1 come out of what was read wrongly twice.
        kind = unicodedata.category(char)
        return char if kind not in ("Cn", "Co", "Cs") and char >= "\x80" else None

    def undo(self, line: str) -> tuple[str, int]:
        """(`line` with what was meant, how many characters of `line` were images)."""
        taken = 0

        def put(match: re.Match[str]) -> str:
            nonlocal taken
            char = self.meant(match.group())
            if char is None:
                return match.group()
            taken += len(match.group())
            return char

        return self.images.sub(put, line), taken


@cache
def _codecs() -> tuple[_Codec, ...]:
    return tuple(_codec(name) for name in CODECS)


def _codec(name: str) -> _Codec:
    image: dict[int, str] = {}
    for byte in range(0x80, 0x100):
        try:
            image[byte] = bytes((byte,)).decode(name)
        except UnicodeDecodeError:
            image[byte] = chr(byte)
    bytes_of = {char: byte for byte, char in image.items()}
    if name.startswith("cp125"):
        bytes_of |= {chr(byte): byte for byte in range(0x80, 0xA0)}

    def any_of(first: int, last: int) -> str:
        return "[" + "".join(re.escape(c) for c, byte in bytes_of.items() if first <= byte <= last) + "]"

    behind = any_of(0x80, 0xBF)
    forms = (
        f"{any_of(0xC2, 0xDF)}{behind}", f"{any_of(0xE0, 0xEF)}{behind}{{2}}", f"{any_of(0xF0, 0xF4)}{behind}{{3}}",
    )  # fmt: skip
    return _Codec(name, bytes_of, re.compile("|".join(forms)), _left(name, behind))


def _left(name: str, behind: str) -> re.Pattern[str]:
    if name in ("cp1252", "cp1254"):
        return re.compile(f"â€(?!{behind})|Ã  ?")
    return re.compile("Р(?: |[?\ufffd](?=[а-яёРС]))" if name == "cp1251" else "(?!)")


def _images(codecs: tuple[str, ...], *ranges: tuple[int, int]) -> str:
    found = {
        char
        for codec in _codecs()
        if codec.name in codecs
        for char, byte in codec.bytes_of.items()
        if any(first <= byte <= last for first, last in ranges)
    }
    return "".join(map(re.escape, sorted(found)))


_PAGES = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257")


@cache
def _signs() -> tuple[tuple[re.Pattern[str], ...], tuple[str, ...]]:
    """What a text that was read wrongly has somewhere, and hardly any other: patterns, and literals."""
    behind = _images(_PAGES, (0x80, 0xBF))
    quiet = "".join(c for c in behind if c not in "\u00a0«»“”‘’„‚…–—ёіїєґўј")
    words = _images(_PAGES, (0xCE, 0xCF), (0xD0, 0xD3), (0xD7, 0xDB))
    return (
        re.compile(f"[ÂÃÄÅĂĹĀĆ][{behind}]"),  # letters with marks, alone in a word
        re.compile(f"[ВГДЕΒΓΔΕ](?:(?<=[a-z].)[{behind}]|[{behind}][a-z])"),
        re.compile(f"[{words}][{behind}][{words}][{behind}]"),  # words of another alphabet
        re.compile(f"[à-ïăćĺęéëāēŕąźģķ][{quiet}][{quiet}]"),  # of East Asia and India
        re.compile("[─-▟]"),
        re.compile(r"[–—][^\s\d–—][–—]"),
    ), ("â€", "вЂ", "в„", "β€", "ā€", "‚Ä", "√", "тА", "ΓÇ", "ÔÇ", "а¤", "ΰ¤", "‡§")


def suspect(text: str) -> bool:
    """Whether `text` may have been read wrongly: asks little, in two places, and says yes of some that are right."""
    if text.isascii():
        return False
    middle = max(PLACE, len(text) // 2)
    part = text[:PLACE] + text[middle : middle + PLACE]
    patterns, literals = _signs()
    return any(sign in part for sign in literals) or any(pattern.search(part) for pattern in patterns)


def undo(text: str) -> tuple[str, str | None]:
    """(what was meant, the encoding that it was read in); (`text`, None) where it was read rightly."""
    if not suspect(text):
        return text, None
    chain = _chain(_sample(text))
    for codec in chain:
        text = "\n".join(_line(codec, line) for line in text.split("\n"))
    return text, chain[0].name if chain else None


def notes(wrong: str | None) -> tuple[Note, ...]:
    """What a reader should know where a text had been read as `wrong`."""
    if wrong is None:
        return ()
    detail = f"The text was UTF-8 that had been read as {wrong}. It stands here as it was meant; places are counted so."
    return (Note("misread_encoding", detail),)


def _chain(sample: str) -> tuple[_Codec, ...]:
    """The encodings that undo what happened to a text, the first one first; none where it was read rightly."""
    best: tuple[float, tuple[_Codec, ...]] | None = None
    tried = {sample}
    waiting: list[tuple[str, tuple[_Codec, ...]]] = [(sample, ())]
    for _ in range(ROUNDS):
        further = []
        for before, chain in waiting:
            for codec, after in _readings(before):
                if after not in tried:
                    tried.add(after)
                    further.append((after, (*chain, codec)))
        if not further:
            break
        best = best or (_worth(sample) + LEAD, ())
        best = max([best, *((_worth(after), chain) for after, chain in further)], key=lambda found: found[0])
        waiting = further
    return best[1] if best else ()


def _sample(text: str) -> str:
    """The lines with characters beyond ASCII, at most `SAMPLE` characters of them."""
    found, left = [], SAMPLE
    for line in text.split("\n"):
        if not line.isascii():
            found.append(line[:left])
            left -= len(line)
            if left <= 0:
                break
    return "\n".join(found)


def _readings(sample: str) -> list[tuple[_Codec, str]]:
    """(encoding, what was meant if it was read in that) of those that nearly all of `sample` is an image of."""
    runs = "\n".join(_RUNS.findall(sample))  # images stand nowhere else, and most texts have no run at all
    if not runs:
        return []
    whole = len(_BEYOND.findall(sample))
    taken = [(codec.undo(runs)[1], codec) for codec in _codecs()]
    most = max(n for n, _ in taken)
    if not most or most < HALF * whole:
        return []
    near = [codec for n, codec in taken if n >= NEAR * most][:MOST_READINGS]
    readings = ((codec, "\n".join(_line(codec, line) for line in sample.split("\n"))) for codec in near)
    return [(codec, after) for codec, after in readings if after != sample]


def _line(codec: _Codec, line: str) -> str:
    if line.isascii():
        return line
    whole = len(_BEYOND.findall(line))
    kept = codec.lost.sub(_keep, line)  # before what was meant stands there, which may end in such a letter
    meant, taken = codec.undo(kept)
    taken += whole - len(_BEYOND.findall(kept))
    if meant == kept or taken < MOST * whole:
        return line
    return meant.replace(_QUOTE, "”").replace(_GRAVE, "à ").replace(_ER, "Р").replace(_I, "И")


_QUOTE, _GRAVE, _ER, _I = "\x11\x12\x13\x14"
"""What stands for a lost character while the others are put back; text has no such controls, or loses them anyway."""


def _keep(match: re.Match[str]) -> str:
    found = match.group()
    if found == "â€":
        return _QUOTE
    if found[0] == "Ã":
        return _GRAVE
    return _ER if found == "Р " else _I


def _worth(text: str) -> float:
    """How likely a text is, by its characters beyond ASCII; what is nearly all of one script that has no alphabet in
    `encodings` is as likely as any."""
    letters = [script_of(char) for char in text if char > "\x7f" and char.isalpha()]
    of_one = letters and letters[0] not in _WEIGHED and letters.count(letters[0]) > 0.9 * len(letters)
    return 0.9 if of_one else encodings.worth(text)
