"""Help lines under a story: whom readers may call, as press codes of many countries ask for.

A paragraph is one that names help, has a number to call, and speaks to the reader: where it begins, or anywhere in it
where it stands under the story. What a story tells of a help line speaks to nobody, or says who said it. Lines that
offer help and give no number are known by how they begin, in ``furniture/*.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from copytaster.clean.judged import MOST_CHARACTERS, WRAPPING, Page, Unit
from copytaster.clean.telling import says_who
from copytaster.model import BoilerplateKind

_NUMBER = re.compile(r"(?<![\d,.])(?:\d{3,6}|\d{2,5}(?:[ ./–-]\d{2,4}){1,4})(?![\d,.]*\d)")
_HELP = re.compile(
    r"help ?lines?\b|hotlines?\b|lifeline\b|crisis|samaritans|suicid|self-harm|confidential|someone to talk to"
    r"|telefonseelsorge|hilfetelefon|krisentelefon|suizid|nummer gegen kummer|seelsorge"
    r"|d'écoute|prévention|sos amitié|confidentiel|víctimas|confidencial|teléfono de la esperanza|ayuda"
    r"|\bcvv\b|voz amiga|apoio|precisa de ajuda|telefono amico|bisogno di aiuto|antiviolenza|telefono azzurro"
    r"|zelfmoord|luisterlijn|kindertelefoon|hulp nodig|självmord|jourhavande|prata med|stödlinje|hjälplinje"
    r"|selvmord|snakke med|mental helse|kirkens sos|livslinien|brug for hjælp|kriisipuhel|keskusteluap|itsemurh"
    r"|samobój|telefon zaufania|potrzebujesz pomocy|sebevra|linku? bezpečí|lin\w+ první psychické|potřebujete pomoc"
    r"|lelkisegély|krízis|öngyilk|telverde|nevoie de ajutor|γραμμή|βοήθεια|αυτοκτον|yardıma ihtiyaç|intihar"
    r"|destek hattı"
    r"|телефон\w* доверия|нужна помощь|суицид|горяч\w+ лини|потребуєте допомоги|лінію|довіри|нужда от помощ"
    r"|potrebna pomoć|treba pomoć|liniju za pomoć|hrabri telefon|потребна помоћ|いのちの電話|ホットライン|相談窓口|悩み"
    r"|상담전화|생명의전화|자살예방|热线|熱線|专线|專線|الخط الساخن|المساعدة|हेल्पलाइन|आत्महत्या",
    re.IGNORECASE,
)
"""What is offered."""
_READER = re.compile(
    r"(?<!\w)(?:if you|you can|anyone (?:affected|struggling|in distress)"
    r"|(?<=[.,:;!?] )(?:call|text|contact|phone|ring)(?= )"
    r"|wenn sie|haben sie|brauchen sie|denken sie|hilfe (?:bei|bietet)|sie (?:erreichen|können)|erreichbar"
    r"|erreichen sie"
    r"|si vous|vous pouvez|appelez|besoin d'aide|joignable|contactez|si (?:usted|necesita|tú)|puede (?:llamar|marcar)"
    r"|llame|marque|atiende a|se você|ligue|disque|se precisa|contacte|se (?:hai|tu|avete)|puoi chiamare|chiama(?:te)?"
    r"|denk je|heb je|wie hulp|bel(?:len)?(?= )|om du|behöver du|mår du|ring(?:a|er?)?(?= )|hvis du|har du|trenger du"
    r"|kontakt|jos (?:tarvitset|sinulla)|tarvitsetko|soita|päivystää|jeśli (?:ty|masz|potrzebujesz)|potrzebujesz"
    r"|zadzwoń|pokud (?:máte|vy)|potřebujete|obraťte|zavolejte|volejte|ha (?:ön|te|ismerőse)|hívja|hívd"
    r"|dacă (?:dumneavoastră|aveți|tu)|sunați|apelați|αν εσείς|καλέστε|μπορείτε|siz veya|arayabilir\w*|arayın"
    r"|если (?:вам|вы|у вас)|позвоните|обратитесь|якщо (?:ви|вам|у вас)|зателефонуйте|ако (?:вие|имате|вам|вама)"
    r"|обадете|позовите|ako (?:vam|vama|ste|imate)|pozovite|nazovite|إذا كن|फोन करें|अगर आप|यदि आप|कॉल करें)(?!\w)"
    r"|ください|対応|窓口|받을 수 있|있을 경우|请拨打|請撥打|如果你|اتصل",
    re.IGNORECASE,
)
"""That it is said to whoever reads."""


def judge(page: Page, bounds: Sequence[tuple[int, int]], cut: Sequence[Unit]) -> None:
    """Set help lines aside, whole paragraphs, in the units of `cut`; the first paragraph is the story's."""
    under = True
    for number, group in groupby(reversed(cut), key=lambda u: u.paragraph):
        units = list(group)
        if all(unit.whole for unit in units):
            continue
        words = page.plain[slice(*bounds[number])]
        if number and (under or _READER.match(words.lstrip(WRAPPING))) and is_helpline(words):
            for unit in units:
                if not unit.whole:
                    unit.kind, unit.length = BoilerplateKind.NOTICE, unit.end - unit.start
        else:
            under = False


def is_helpline(words: str) -> bool:
    """Whether a paragraph offers its readers help, and a number to call."""
    return (
        len(words) <= MOST_CHARACTERS
        and _NUMBER.search(words) is not None
        and _HELP.search(words) is not None
        and _READER.search(words) is not None
        and not says_who(words)
    )
