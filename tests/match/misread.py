"""Print as a machine reads it: letters taken for others, words split and joined, stops lost, figures wrong."""

from __future__ import annotations

import random

_TAKEN_FOR = {
    "a": "nu", "b": "hl", "c": "eo", "d": ("il", "cl"), "e": "oc", "f": "tr", "g": "ce", "h": ("b", "li"), "i": "1lj",
    "l": "1it", "m": ("rn", "ni", "in"), "n": "nu", "o": "ea", "r": ("i", "ie"), "s": "ea8", "t": "lfi", "u": "nit",
    "v": "y", "w": ("vv", "iv"), "y": "v", "B": "8", "D": ("Ul",), "M": ("Al",), "S": "8B", "T": "J1",
}  # fmt: skip


def misread(text: str, share: float, seed: int) -> str:
    """`text` with this share of its letters misread; the same for the same seed."""
    chance = random.Random(seed)
    out: list[str] = []
    for character in text:
        bad = chance.random() < share
        if bad and character.isalpha():
            how = chance.random()
            if how < 0.1:
                continue
            if how < 0.18:
                out.append(character + chance.choice(" .-"))
            elif how < 0.22:
                out.append(chance.choice("»i|'"))
            else:
                out.append(chance.choice(_TAKEN_FOR.get(character, character)))
        elif bad and character.isdigit():
            out.append(chance.choice("0123456789lO"))
        elif bad and character in ".,\"'":
            out.append(chance.choice(["", " ", ".", ","]))
        elif character != " " or chance.random() >= share * 0.15:
            out.append(character)
    return "".join(out)
