"""Where sentences end, and where a full stop ends none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copytaster.text.directions import directed
from copytaster.text.figures import figures
from copytaster.text.sentences import sentences
from copytaster.text.words import words


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "W 14. kolejce padł jeden gol.|Był to 3. mecz bez porażki."),
        ("pl", "W 1990 r. premier podał się do dymisji.|W 1991 r.|Wrócił do rządu."),
        ("tr", "Takım 14. haftada kazandı.|Maç saat 15.|Galatasaray kazandı."),
        ("hu", "A 3. helyen végzett."),
        ("cs", "Ve 14. kole vyhrál."),
        ("da", "Det var den 14. udgave af løbet."),
        ("en", "He came in at no. 15.|Then he sat down."),
        ("en", "The toll was 15.|The mayor wept."),
        ("en", "It cost 1.5.|the sign-off is small"),
    ],
)
def test_a_number_that_orders_what_follows_ends_no_sentence(language: str, text: str) -> None:
    """`|`: where one ends. A small letter tells; a capital may begin the next one."""
    plain = text.replace("|", " ")
    assert [plain[s.start : s.end] for s in sentences(plain, language)] == text.split("|")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Im 19. Jahrhundert war das anders.|Am 3. Oktober war frei."),
        ("de", "Das war der 2. Weltkrieg.|Er spielt in der 1. Bundesliga für den 1. FC Köln."),
        ("de", "Im 17. und 18. Jahrhundert, Mitte 19. Jahrhundert (2. Auflage) und am kommenden 3. Advent."),
        ("de", "Friedrich II. von Preußen kam in 2. Instanz frei."),
        ("de", "Er fuhr nach St. Pölten, z. B. mit Dr. Müller, ca. Mitte Mai, für 5 Mio. Euro, nach Abs. 2 und Nr. 5."),
        ("de", "Die Abg. Huber und die Hl. Barbara spielen gegen Bor. Mönchengladbach."),
        ("de", "Das geschah im Jahr 2019.|Die Polizei ermittelt."),
        ("de", "Er wurde Zweiter hinter der Nr. 7.|Danach ging er."),
        ("de", "Er kam am 3.|Danach ging er.|Die Zahl der Toten stieg auf 15.|Polizisten sperrten die Straße."),
        ("de", "Der Zug fährt von Gleis 5.|Reisende warten.|Köln steht auf Platz 3.|Trainer Huber lacht."),
        ("lb", "Am 19. Joerhonnert war dat anescht."),
        ("da", "Det var under 2. Verdenskrig i den 14. Division.|Tallet steg til 15.|Regeringen er bekymret."),
        ("no", "Den 17. Mai feires.|Han ble nummer 3.|Brann vant."),
        ("fi", "Se oli 3. Divisioona.|Tulos oli 15.|Helsinki voitti."),
        ("et", "See oli 19. Sajand.|Tulemus oli 15.|Tallinn võitis."),
        ("hu", "Az 5. Kerület és II. Erzsébet királynő."),
        ("cs", "Ve 2. Světové válce na náměstí 28. Října.|Skončil na 3.|Sparta vyhrála."),
        ("sk", "Námestie 1. Mája je blízko.|Počet je 15.|Vláda mlčí."),
        ("sl", "V 1. Ligi igrajo.|Število je 15.|Vlada molči."),
        ("hr", "Petar I. Karađorđević i U 2. Svjetskom ratu.|Broj je porastao na 15.|Ministar šuti."),
        ("hr", "Papa Ivan Pavao II.|Bio je Poljak."),
        ("de", "Gebaut hat es Friedrich II.|Er ließ auch den Park anlegen."),
        ("de", "Die Krone ging an Karl IV.|Danach herrschte Ruhe in Prag."),
        ("de", "Im Dienst von Papst Johannes XXIII. Roncalli stand er lange."),
        ("cs", "Most nechal postavit Karel IV.|Byl dokončen až za jeho syna."),
        ("cs", "Za vlády Karla IV. Praha rozkvetla."),
        ("sk", "Mesto založil Belo IV.|Potom prišli kupci."),
        ("sr", "У 2. Светском рату, нпр. Београд."),
        ("pl", "Liceum im. Adama Mickiewicza przy ul. 3. Maja, tzw. Stara Szkoła.|Nie pomogło im.|Nie wiedzieli."),
        ("pl", "Spotkanie zaczęło się o 15.|Policja była na miejscu."),
        ("tr", "Ankara 5. Asliye Ceza Mahkemesi, 5. Filo, Sultan 2. Mahmud ve Av. Kaya.|Skor 3-2.|Beşiktaş kazandı."),
        ("nl", "Volgens mevr. De Vries, o.a. Rusland."),
        ("fr", "Selon Mme. Dupont et Mgr. Martin."),
        ("ru", "Завод им. Кирова стоит.|Их было 15.|Москва молчит."),
        ("sv", "Bl.a. Sverige, t.ex. Norge, kl. 5.|Han är 15.|Stockholm vann."),
        ("en", "He is in room 3.|Denmark won.|It came to 19.|October was dry."),
    ],
)
def test_a_full_stop_before_a_capital_ends_a_sentence_where_nothing_is_ordered_or_shortened(
    language: str, text: str
) -> None:
    """`|`: where one ends. German nouns and all names have a capital: what stands around a number tells."""
    plain = text.replace("|", " ")
    assert [plain[s.start : s.end] for s in sentences(plain, language)] == text.split("|")


LANGUAGES = ("cs", "da", "de", "en", "fi", "fr", "hu", "ja", "pl", "ru", "tr", "zh", "und")
PIECES = (
    "Im", "der", "am", "19.", "II.", "St.", "5", "Haus", "und", "rose", "minus", "-2", "%", "2 %", "上升",
    "\u200d", "\u00ad", "\u0301", "\ufe0f", "(", "\"", ",", ".", "/", "–", "\n",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(LANGUAGES))
@example(["Haus", "\u200d", "19.", "Haus"], "de")
def test_any_text_is_cut_and_its_figures_are_read(pieces: list[str], language: str) -> None:
    """Words of which folding leaves nothing (a soft hyphen, a joiner) are words too."""
    text = " ".join(pieces)
    spans = sentences(text, language)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    covered = "".join(text[s.start : s.end] for s in spans)
    assert "".join(covered.split()) == "".join(text.split())
    found = words(text)
    read = figures(text, language, found)
    told = directed(text, language, found, read)
    assert [f.span for f in told] == [f.span for f in read]
    assert all(f.told is not None and 0 <= f.told.start < f.told.end <= len(text) for f in told if f.direction)
