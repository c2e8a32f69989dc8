"""Sign-offs in small letters, with who wrote and edited the story behind them; and lines that say who had it first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from copytaster import credit
from copytaster.clean import Submission, clean
from copytaster.model import Article, BoilerplateKind
from copytaster.settings import Settings

STORY = {
    "de": "Ein Erdrutsch hat am Dienstag die Bahn unterbrochen.\n\nVerletzt wurde niemand, sagte die Feuerwehr.",
    "en": "A landslide cut the railway line on Tuesday.\n\nNobody was hurt, the fire service said.",
    "es": "Un derrumbe cortó el martes la línea.\n\nNadie resultó herido, dijeron los bomberos.",
    "fi": "Maanvyöry katkaisi tiistaina radan.\n\nKukaan ei loukkaantunut, kertoo pelastuslaitos.",
    "fr": "Un glissement de terrain a coupé mardi la ligne.\n\nPersonne n'a été blessé, ont indiqué les pompiers.",
    "it": "Una frana ha interrotto martedì la linea ferroviaria.\n\nNessuno è rimasto ferito, dicono i pompieri.",
    "nl": "Een aardverschuiving heeft dinsdag de spoorlijn versperd.\n\nNiemand raakte gewond, zegt de brandweer.",
    "pl": "Osuwisko przerwało we wtorek ruch pociągów.\n\nNikt nie został ranny, podała straż.",
    "pt": "Um deslizamento cortou na terça-feira a linha.\n\nNinguém ficou ferido, disseram os bombeiros.",
    "ro": "O alunecare de teren a blocat marți linia ferată.\n\nNimeni nu a fost rănit, au spus pompierii.",
}  # fmt: skip


def cleaned(language: str, line: str) -> Article:
    submission = Submission.from_json({"text": f"{STORY[language]}\n\n{line}", "outlet": "Bieler Blatt"})
    return clean(submission, Settings().limits, datetime(2026, 10, 6, tzinfo=UTC))


def aside(article: Article) -> str:
    return "".join(article.text[b.start : b.end] for b in article.boilerplate).strip()


SIGNED = [
    ("fr", "(ats)", "Keystone-SDA"), ("fr", "(belga)", "Belga"), ("de", "(reuters)", "Reuters"), ("de", "(sid)", "SID"),
    ("de", "(kna/reuters)", "KNA"), ("it", "(adnkronos)", "Adnkronos"), ("es", "(europa press)", "Europa Press"),
    ("ro", "AGERPRES (RO - autor: Radu Olaru, editor: Ilinca Marcu)", "Agerpres"),
    ("ro", "AGERPRES/(AS - autor: R. O., editor: I. M.)", "Agerpres"),
    ("es", "EFE (Autora: Ana Ruiz, editor: L. P.)", "EFE"), ("it", "ANSA (red: M. R.)", "ANSA"),
    ("de", "dpa (Text: Anna Kern, Redaktion: B. L.)", "dpa"), ("pl", "PAP (autor: Jan Nowak)", "PAP"),
    ("fi", "STT (toimittaja Anna Aho)", "STT"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line", "agency"), SIGNED)
def test_a_sign_off_is_credit_and_no_text(language: str, line: str, agency: str) -> None:
    article = cleaned(language, line)
    assert agency in {e.agency for e in credit.detect(article)}
    assert aside(article) == line


NONE = [
    ("en", "(ap)"),  # may be whoever wrote it
    ("pt", "A seleção (lusa) joga no sábado."),
    ("es", "EFE (editora de libros) cerró en 1990."), ("pt", "O dialeto (lusa-galego) é falado ali."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line"), NONE)
def test_what_is_no_sign_off_is_none(language: str, line: str) -> None:
    assert not credit.detect(cleaned(language, line))


FIRST = [
    ("pt", "Esta reportagem foi publicada originalmente pela {}. Leia o texto original."),
    ("es", "Este artículo fue publicado originalmente por {}."),
    ("fr", "Cet article a été publié initialement par {}."),
    ("de", "Dieser Beitrag erschien zuerst bei {}."), ("it", "Pubblicato originariamente su {}"),
    ("nl", "Dit artikel verscheen eerder bij {}."), ("pl", "Tekst ukazał się pierwotnie w serwisie {}."),
    ("en", "This story was originally published by {}."),
]  # fmt: skip


@pytest.mark.parametrize("agency", ["Reuters", "Agência Pública"])
@pytest.mark.parametrize(("language", "line"), FIRST)
def test_who_published_it_first_is_credited(language: str, line: str, agency: str) -> None:
    """Also an agency that only the archive knows."""
    article = cleaned(language, line.format(agency))
    assert aside(article) == line.format(agency)
    assert {b.kind for b in article.boilerplate} <= {BoilerplateKind.REPUBLISHED, BoilerplateKind.CREDIT}
    stated = credit.detect(article, ("Agência Pública",))
    assert agency in {e.agency for e in stated}
    assert all(article.text[e.span.start : e.span.end] == e.evidence for e in stated if e.span and e.field == "text")
