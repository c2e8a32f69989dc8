"""Boxes of a page that are no part of its story: the comments of readers, who the author is, advertisements.

They are known by what their class or id says, in the languages in which newspapers' systems are written, and by
schema.org's name for a comment. Comments and authors stand behind a story, an advertisement has a few words: what says
so and is otherwise stays, as does an author's box that names an agency.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

import lxml.html

from copytaster.credit import credit_lines
from copytaster.text.words import count as count_words

STORY_WORDS = 20
"""Words in paragraphs above comments or an author: so much of the story has been told."""
AUTHOR_WORDS = range(6, 130)
MOST_WORDS_OF_AN_ADVERTISEMENT = 15
MOST_BOXES = 60
_LONGEST = 400
"""Characters of a class or an id that are looked at."""

_OF = (
    r"(?:js|wp|wpd|c|o|m|l|article|artikel|story|post|entry|page|user|reader|readers|leser|news|section|block|widget|module"
    r"|single|content|site|the|main|inline|node|field|view){0,2}"
)
_PART = (
    r"(?:list|area|section|sectie|thread|threads|wrapper|wrap|container|box|block|holder|inner|feed|stream|outer|module"
    r"|widget|panel|tab|respond|root|region|content|title|header|heading|count|bereich|liste|lijst|lista|seccion|alani"
    r"|blok|boks)"
)
_COMMENTS = re.compile(
    rf"{_OF}(?:comments{_PART}?|comment(?:{_PART}|s?form|item|body|text|author|meta)|disqus\w*|livefyre\w*|spotim\w*"
    r"|viafoura\w*|coral(?:thread|talk|embed|stream)\w*|hyvortalk\w*|remark42|fbcomments|facebookcomments|openweb\w*"
    r"|utterances|giscus|hypercomments\w*|graphcomment|commento|wpdcomment\w*"
    rf"|(?:reacties|reactie|leserkommentare?|kommentare|kommentarer|kommentarfelt|kommentarfält|kommentarfalt|kommentarbereich"
    r"|kommentarliste|kommentit|kommentek|hozzaszolasok|commentaires?|comentarios|comentarii|commenti|komentarze"
    r"|komentare|komentari|komentáře|diskuse|diskuze|diskusia|diskusní|keskustelu|yorumlar|yorumalani|komentarpembaca"
    rf"|kolomkomentar|daftarkomentar|sxolia|kommentarii|obsuzhdenie|obsujdenie){_PART}?)"
)
_AUTHOR = re.compile(
    rf"{_OF}(?:about(?:the)?authors?|author(?:s)?(?:box|bio|biography|info|card|profile|desc|description|block|about|details"
    r"|section|footer|widget|area|byline)|authorboxwrap|bioauthor|multipleauthors\w*|saboxplugin\w*|mabox\w*|abhbox"
    r"|postauthorbiography|over(?:de)?auteur|auteur(?:s)?(?:info|box|bio|bloc|profil|kader)|(?:a)?propos(?:de)?l?auteur"
    r"|autor(?:en)?(?:box|info|bio|profil|kasten|infos|block|seccion)|(?:ueber|uber|über)(?:den|die)?autor(?:in|en)?"
    r"|(?:sobre|acercade)(?:el|la|o|a)?autora?|(?:info|box|bio|ficha|perfil)autora?|autore(?:box|info|bio)|(?:box|info|bio)autore"
    r"|oautorze|oautorovi|oautorce|notkaoautorze|om(?:forfatteren|skribenten|forfattaren|journalisten)|tentangpenulis"
    r"|yazar(?:hakkinda|kutusu|bilgi)|despreautor|oautoru|kirjoittajasta|aszerzorol|szerzodoboz|obavtore|proavtora)"
    rf"{_PART}?"
)
_ADVERTISEMENT = re.compile(
    rf"{_OF}(?:ads?|advs?|adverts?|advertisements?|advertising|sponsored|sponsor|dfp|gpt|googleads?|adsbygoogle|taboola"
    r"|outbrain|inread|teads|mainos(?:paikka|alue|banneri|laatikko)?|werbung|werbebox|werbeblock|werbemittel|anzeigen?"
    r"|annons(?:er|plats)?|annonser?|annoncer?|annonseplass|reklamy?|reklamni|reklama|reklame|reklamfelület|reklamalani"
    r"|publicite|publicites|pub|publicidad|publicidade|pubblicita|advertenties?|hirdetes|hirdetés|inzerce|inzerat|inzercia"
    r"|oglas|oglasi|iklan|publicitate|reclama|diafimisi|banner)"
    r"(?:s?(?:label|slot|unit|box|container|wrapper|wrap|block|banner|place|placement|placeholder|holder|zone|area|space"
    r"|text|title|inner|outer|content|body|inline|mid|middle|top|bottom|mobile|desktop|leaderboard|rectangle|mpu|kasten"
    r"|felt|plats|plass|blok|boks|kehys|teksti|hinweis|\d{1,4})){0,3}"
)
_HINT = re.compile(
    r"comm?ent|kom?ment|reacti|disqus|livefyre|spotim|viafoura|coral|hyvor|remark42|openweb|utterances|giscus|hozzaszol"
    r"|disku|keskustelu|yorum|sxolia|obsu|aut(?:h?or|eur)|sabox|m-a-box|abh_box|forfatt|skribent|journalist|penulis|yazar|kirjoittaj"
    r"|szerzo|avtor|(?<![a-z])ads?(?![a-z])|ad(?:v|s|[-_]?(?:slot|unit|box|label|banner|place|cont|wrap|zone|block|area|space))"
    r"|sponsor|dfp|gpt|taboola|outbrain|inread|teads|mainos|werb|anzeige|annon[sc]|rekl?am|publici|(?<![a-z])pub(?![a-z])"
    r"|pubblicit|advert|hirdet|inzer|oglas|iklan|diafim|banner"
)
"""What one of the three begins with, or holds: most classes of a page say nothing of the kind."""
_LONGEST_TERM = 60
_BETWEEN = re.compile(r"[-_]+")
_BOXES: tuple[str, ...] = ("p", "div", "section", "aside", "ol", "ul", "li", "footer", "details")


def remove(tree: lxml.html.HtmlElement) -> None:
    """Take the boxes out of a page, in place; what stands behind them stays."""
    seen, boxes = 0, []
    for element in tree.iter(*_BOXES):
        if seen < STORY_WORDS and element.tag == "p":
            seen += count_words(element.text_content())
        name, mark = element.get("class", "")[:_LONGEST], element.get("id", "")[:_LONGEST]
        role = (name and _said(name)) or (mark and _said(mark)) or _declared(element)
        if role:
            boxes.append((element, role, seen))
    inside: set[lxml.html.HtmlElement] = set()
    for box, role, told in islice(boxes, MOST_BOXES):
        if box.getparent() is not None and not any(a in inside for a in box.iterancestors()) and _is(box, role, told):
            inside.add(box)
            box.drop_tree()


def _declared(element: lxml.html.HtmlElement) -> str | None:
    kind = element.get("itemtype")
    return "comments" if kind is not None and kind.endswith("schema.org/Comment") else None


@lru_cache(maxsize=8_192)
def _said(said: str) -> str:
    """What a class or an id says that a box is: "comments", "author", "advertisement"; empty for anything else."""
    said = said.lower()
    if _HINT.search(said) is None:
        return ""
    for word in said.split():
        term = _BETWEEN.sub("", word)
        if len(term) > _LONGEST_TERM:
            continue
        if _COMMENTS.fullmatch(term):
            return "comments"
        if _AUTHOR.fullmatch(term):
            return "author"
        if _ADVERTISEMENT.fullmatch(term):
            return "advertisement"
    return ""


def _is(box: lxml.html.HtmlElement, role: str, told: int) -> bool:
    """Whether an element is what it says. `told`: words in paragraphs above it."""
    if next(box.iter("h1"), None) is not None:
        return False
    if role == "comments":
        return told >= STORY_WORDS
    text = box.text_content()
    words = len(text.split())
    if role == "author":
        return told >= STORY_WORDS and words in AUTHOR_WORDS and not credit_lines.mentioned(text)
    return 0 < words <= MOST_WORDS_OF_AN_ADVERTISEMENT
