"""Names that an agency and a person bear, and acronyms that are somebody else's: what stands beside them decides."""

from __future__ import annotations

import time

import pytest

from copytaster.credit import detect
from copytaster.model import Article

SWAM = "{0} Okoro swam the strait of Calaverde in six hours and 14 minutes on Monday, a women's record. "
NAMES = ("Efe", "Tasnim", "Antara", "Lusa")


def stated(text: str, title: str | None = None) -> set[str]:
    return {e.agency for e in detect(Article("a", text, title=title, outlet="Calaverde News"))}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "text",
    [
        SWAM + "“I sang the whole way,” said {0}, who is named after her grandmother.",
        SWAM + "“I sang the whole way,” said {0}.",
        SWAM + "{0} said that she had been stung twice.",
        SWAM + "The coach told {0} to rest.",
        SWAM + "According to {0}, the sea was cold.",
        "The coach told {0} Okoro that the race was off.",
        "The coach told Mrs {0} that the race was off.",
        "“It was cold,” said {0}, 24. Her boat was late.",
        "“It was cold,” said {0}, aged 24.",
        "“It was cold,” said {0} (24).",
        "“It was cold,” said {0}, the eldest of four.",
        "“It was cold,” said {0}. {0}'s mother had wept.",
        "The judge told {0}. Her sister {0} was not there.",
        "„Es war kalt“, sagte {0} Okoro. Laut {0} war das Wasser klar.",
        "«Estaba fría», dijo {0} Okoro, de 24 años. Según {0}, nadie la ayudó.",
        "« Il faisait froid », a déclaré {0} Okoro. Selon {0}, personne n'a aidé.",
        "“Foi frio”, disse {0} Okoro. Segundo {0}, ninguém ajudou.",
    ],
)
def test_a_person_is_no_agency(name: str, text: str) -> None:
    assert stated(text.format(name)) == set()


def test_a_person_in_the_title() -> None:
    text = SWAM.format("Efe") + "Nobody had swum it before."
    assert stated(text, "Efe: I sang the whole way") == set()
    assert stated("Nobody had swum it before.", "Sea is cold, says Efe Okoro") == set()
    assert stated("Nadie la había cruzado a nado.", "El mar está frío - Efe") == {"EFE"}


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("La sequía empeora, informó Efe.", "EFE"),
        ("“No hay agua”, dijo a Efe el alcalde.", "EFE"),
        ("Según Efe, el puente fue cerrado el lunes.", "EFE"),
        ("Según Efe, que cita a la policía, el puente fue cerrado.", "EFE"),
        ("The mayor told Efe on Monday.", "EFE"),
        ("The mayor told Efe Monday that the bridge was closed.", "EFE"),
        ("Disse à Lusa o presidente da câmara.", "Lusa"),
        ("The mayor told Tasnim that there was no water.", "Tasnim"),
        ("The mayor told Tasnim News Agency that there was no water.", "Tasnim"),
        # who bears the name does not take the agency's away where it is called one, or stands as one
        (SWAM.format("Efe") + "The news agency Efe reported that nobody had done so.", "EFE"),
        (SWAM.format("Efe") + "La agencia Efe informó de que nadie lo había hecho.", "EFE"),
        (SWAM.format("Efe") + "The sea was cold, Efe reported.", "EFE"),
        (SWAM.format("Efe") + "The club told EFE that it was proud.", "EFE"),
        (SWAM.format("Efe") + "Nobody had done it before. (Efe)", "EFE"),
        ("Calaverde, 3 mar (Efe).- " + SWAM.format("Efe"), "EFE"),
        (SWAM.format("Efe") + "\n\nFuente: Efe", "EFE"),
        (SWAM.format("Tasnim") + "\n\nSource: Tasnim News Agency", "Tasnim"),
    ],
)
def test_the_agency_stays_one(text: str, agency: str) -> None:
    assert stated(text) == {agency}


@pytest.mark.parametrize(
    "text",
    [
        "Petra Nwosu won. “We won,” said Petra.",
        "Hina Khan won. “We won,” said Hina.",
        "Sana Mirza won. “We won,” said Sana.",
        "Ana Mena won. “We won,” said Ana.",
        "The rider said that the TT was his life. He told TT fans to come to the Isle of Man.",
        "The APA said that it was sorry. The American Psychological Association met on Monday.",
        "All Nippon Airways (ANA) told passengers to wait. ANA said that flights were late.",
        "The Sydney Tunnel Authority (STA) told drivers to wait. STA said that the tunnel was open.",
        "The Belmont Tram Association (BTA) told riders to wait. BTA said that trams were late.",
        "The National Transport Board (NTB) told operators to wait. According to the NTB, buses were too fast.",
        "The Data Protection Authority (DPA) told firms to stop. The DPA said that data were lost.",
        "The People's Action Party (PAP) told voters. The PAP said that it would win.",
        "The beta version told users to wait. Beta said so.",
        "SITA told airlines to wait.",
        "MIA told fans that she was sorry.",
        "Sputnik V works, said Sputnik V.",
    ],
)
def test_what_shares_an_agencys_letters(text: str) -> None:
    assert stated(text) == set()


def test_time_is_linear() -> None:
    text = "said Efe, the very long and " * 20_000
    begun = time.process_time()
    stated(text)
    assert time.process_time() - begun < 5
