"""What tells a sentence of a story from a line that speaks to the reader, though both begin alike.

"Sign up to our newsletter." and "Sign up or stay ashore, the mate told the boys": a line of furniture is a label, which
has no full stop, or it speaks of what a publisher has to offer. A sentence that reports somebody, that says what was,
or that has nothing to say of the publisher's goods is the story's, in whatever words it begins.
"""

from __future__ import annotations

import re

from copytaster.clean.phrases import Phrase, Table
from copytaster.model import BoilerplateKind
from copytaster.text.scripts import is_unspaced
from copytaster.text.sentences import ENDS

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
_SPOKE = (
    # what stands behind somebody's words and before his name
    r"shouted|cried|begged|joked|promised|advised|insists|warns|admits|believes|ordered|called|reminded"
    r"|rief|riefen|bat|baten|riet|fragte|fragt|befahl|meinte|klagte|mahnte|spottete|antwortete|verspricht|rät|heißt es"
    r"|heisst es|erzählt|erzählte|findet|glaubt|warnt|scherzte"
    r"|cria|crie|crient|dit|disait|disent|répétait|demanda|demande|conseille|conseillait|ironise|promet|implorait"
    r"|admet|raconte|explique|prévient|ordonna|lança|répondit|répond|assure|estime"
    r"|gritaron|gritó|repetía|le repetía|decía|dice|dicen|preguntó|aconsejó|rogó|ironizó|promete|bromeó|respondió"
    r"|cuenta"
    r"|gridò|gridarono|ripeteva|gli ripeteva|diceva|dicono|chiese|recita|ironizza|ironizzano|consiglia|rispose"
    r"|racconta|avverte|ammette|promette"
    r"|dizia|diz|dizem|pediam|repetia|perguntou|aconselhou|respondeu|conta|ironiza|gritou|gritaram"
    r"|riep|riepen|vroeg|raadde|smeekte|belooft|luidt|staat er|stond er|stond op|vertelt|grapte|antwoordde"
    r"|ropade|ropar|bad|rådde|frågade|tjatade|lovar|lovade|skämtade|svarade|berättar|lyder"
    r"|ropte|ba|rådet|spurte|maste|lover|spøkte|svarte|forteller|lyder"
    r"|råbte|rådede|spurgte|plagede|lovede|svarede|fortæller|lød"
    r"|mówił|mówiła|mówi|mówią|radził|radziła|prosił|prosiła|kazał|kazała|powtarzał|powtarzała|pytał|pytała|śpiewali"
    r"|obiecuje|uczył|odparł|żartował|opowiada"
    r"|твердил|твердила|крикнул|крикнула|советует|советовал|спросил|спросила|просил|просила|велел|велела|говорил"
    r"|говорила|обещает|ответил|ответила|шутит|шутил|рассказывает|уверяет"
    r"|казав|казала|каже|сказав|сказала|радив|радить|просив|просила|повторював|повторювала|крикнув|питав|обіцяє"
    r"|sanoi|sanoo|neuvoi|huusi|kysyi|pyysi|lupaa|kertoo|muistuttaa"
    r"|řekl|řekla|říká|radil|radila|volal|prosil|ptal se|slibuje|dodal|vtipkoval|povedal|hovorí"
    r"|dedi|diyor|diye|sordu|uyardı|spuse|spune|spunea|îi sfătui|întrebă|ceru|strigă"
    r"|demanded|urged|commanded|pleaded|verlangte|verlangten|exigea|exige|réclama|exigió|reclamó|ordenó|pretese|ordinò"
    r"|exigiu|ordenou|implorou|eiste|eisten|beval|krävde|uppmanade|krevde|oppfordret|krævede|opfordrede|vaati|käski"
    r"|zażądał|zażądała|rozkazał|rozkazała|požadoval|požadovala|nařídil|varoval|odpověděl|odpověděla"
    r"|потребовал|потребовала|потребовали|приказал|приказала|предупредил|предупредила|попросил|попросила|возразил"
    r"|зажадав|зажадала|вимагав|вимагала|наказав|попросив|попросила|попередив|попередила|відповів|відповіла"
    r"|поиска|поискаха|каза|казва|заповяда|помоли|отговори|rekao|rekla|kaže|tražio|tražila|zahtijevao|zahtevao"
    r"|upozorio|upozorila|odgovorio|naredio|рекао|рекла|каже|тражио|захтевао|захтевала|упозорио|одговорио|наредио"
    r"|a cerut|a spus|a strigat|a avertizat|a răspuns|követelte|parancsolta|figyelmeztetett|istedi|emretti"
    r"|απαίτησε|διέταξε|προειδοποίησε|απάντησε|ζήτησε"
    r"|mondta|mondja|kérte|kérdezte|kiáltotta|ígéri|tanácsolta|είπε|λέει|συμβούλευσε|ρώτησε|φώναξε|υπόσχεται"
)
_ANYBODY = (
    # a verb of the past behind a comma and somebody to end the sentence, where the verb's ending shows it
    r", (?!канал|портал|журнал|материал|сериал)[а-яё]{3,}л[аи]?(?:с[ья])? [\w-]+(?: [\w-]+){0,3}[.!]$"
    r"|, \w{3,}ła? [\w-]+(?: [\w-]+){0,3}[.!]$"
)
ASIDE = re.compile(
    rf"[,!?…،]['\"”»]?,? ?(?:{_SPOKE})(?!\w)|[،,] ?(?:قال|قالت|يقول|تقول|طالب|طالبت|أمر|حذر)(?!\w)|{_ANYBODY}"
    r"|と(?:述べ|話し|語っ|言っ|言われ|訴え|求め|命じ|案内さ)|라고 .{0,20}(?:말했|요구했|했다)"
    r"|，[^，。]{1,12}(?:说|說|表示|要求|警告)|ने (?:मांग की|आदेश दिया|चेतावनी दी)"
)
"""Words by which somebody's words are given to him, behind a comma."""
_DOTS = re.compile(r"(?:\.\.\.|…)\W*$")
_ASKED = re.compile(rf"[{ENDS}]\W{{0,2}}$")
FULL_STOP = re.compile(r"[.。।۔]['\"’”»)\]]*$")
_OFFERED = frozenset((
    BoilerplateKind.PROMO, BoilerplateKind.PAYWALL, BoilerplateKind.SHARE, BoilerplateKind.COMMENTS,
    BoilerplateKind.PLAYER, BoilerplateKind.RELATED, BoilerplateKind.CONTACT,
))  # fmt: skip
"""Kinds that speak to the reader of what the publisher has."""
_HELD = re.compile(r"embarg|эмбарго|ембарго|klausul|sperrfrist|एम्बार्गो", re.IGNORECASE)
_WORD = re.compile(r"[\w'’-]+")
LABEL_WORDS, LABEL_SIGNS = 4, 11
"""Most words of a label, full stop or not; signs where a script has no spaces."""
HOLD_WORDS = 10
"""Most words of a hold on a story that give no day and no hour in figures."""


def says_who(words: str) -> bool:
    """Whether a unit says who said what stands in it."""
    return REPORTS.search(words) is not None or ASIDE.search(words) is not None


def reports(words: str) -> bool:
    """Whether a unit quotes or reports somebody."""
    return QUOTES.search(words) is not None or says_who(words)


def tells(words: str) -> bool:
    """The same, outside a note in brackets."""
    return words[0] not in "([" and reports(words)


def goes_on(table: Table, phrase: Phrase, words: str, end: int) -> bool:
    """Whether a unit that `phrase` fits up to `end` goes on behind it as a sentence of a story does."""
    rest = words[end:] if phrase.way != "whole" else words
    if phrase.kind is BoilerplateKind.ADVISORY and phrase.way == "starts" and _HELD.search(words[:end]):
        return _once_held(table, words, rest)
    if phrase.kind is BoilerplateKind.COPYRIGHT and not phrase.label:
        return says_who(words)
    if phrase.kind not in _OFFERED or phrase.label:
        return False
    if phrase.way == "anywhere":
        return FULL_STOP.search(words) is not None and table.states.search(words) is not None
    if ASIDE.search(words):
        return True
    ends = _ASKED if phrase.kind is BoilerplateKind.CONTACT else FULL_STOP
    if ends.search(words) is None or _DOTS.search(words):
        return phrase.kind is not BoilerplateKind.RELATED and table.states.search(rest) is not None
    short = len(words) <= LABEL_SIGNS if any(map(is_unspaced, words)) else len(_WORD.findall(words)) <= LABEL_WORDS
    # what is asked about stands in the phrase itself ("Found an error"); what a publisher has must stand behind it
    behind = phrase.kind is BoilerplateKind.CONTACT and phrase.way == "starts" and not any(c in words for c in "?@")
    said = rest if behind else words
    return table.states.search(rest) is not None or (not short and table.offers.search(said) is None)


def _once_held(table: Table, words: str, rest: str) -> bool:
    """Whether a sentence that opens as a hold on a story tells of a cargo, or of a report, that was held."""
    if FULL_STOP.search(words) is None:
        return False
    undated = not any(c.isdigit() for c in rest) and ", " in rest and len(_WORD.findall(words)) > HOLD_WORDS
    return undated or table.states.search(rest) is not None
