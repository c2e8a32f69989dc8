# ruff: noqa: E501  (wires stand here as they come, not wrapped)
"""What agencies send to editors under a story is no part of it, in every language with a table."""

from __future__ import annotations

import pytest

from copytaster.clean import phrases
from tests.clean.test_furniture import marked
from tests.clean.test_matrix import STORIES

LINES = "- Internet: https://a.example/1\n- Moira Kettle, +49 40 123 4567, <kettle@a.example>"
OPENS = {
    "en": "Contacts for editors", "de": "# Notizblock", "fr": "Contacts pour les rédactions", "es": "Contactos para editores", "it": "Contatti per le redazioni", "pt": "Contactos para as redações",
    "nl": "Contact voor redacties", "sv": "Kontakt för redaktioner", "no": "Kontakt for redaksjoner", "da": "Kontakt for redaktioner", "fi": "Yhteystiedot toimituksille", "pl": "Kontakt dla redakcji",
    "cs": "Kontakty pro redakce", "ru": "Контакты для редакций", "uk": "Контакти для редакцій", "bg": "Контакти за редакциите", "sr": "Контакти за редакције", "hr": "Kontakti za redakcije",
    "ro": "Contacte pentru redacții", "hu": "Elérhetőségek szerkesztőségeknek", "el": "Επικοινωνία για συντάκτες", "tr": "Editörler için iletişim", "ar": "ملاحظات للمحررين", "hi": "संपादकों के लिए संपर्क",
    "ja": "編集者向け連絡先", "ko": "편집자용 연락처", "zh": "编辑联系方式", "id": "Kontak untuk redaksi",
    "he": "פרטי קשר לעורכים", "fa": "تماس با سردبیران", "vi": "Thông tin liên hệ cho biên tập viên",
}  # fmt: skip
ENDS = {
    "en": "The following information is not for publication", "de": "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt", "fr": "Ne pas publier", "es": "No publicar", "it": "Non destinato alla pubblicazione", "pt": "Não publicar",
    "nl": "Niet voor publicatie", "sv": "Ej för publicering", "no": "Ikke for publisering", "da": "Ikke til offentliggørelse", "fi": "Ei julkaistavaksi", "pl": "Nie do publikacji", "cs": "Není určeno ke zveřejnění", "ru": "Не для публикации",
    "uk": "Не для публікації", "bg": "Не е за публикуване", "sr": "Није за објављивање", "hr": "Nije za objavljivanje", "ro": "Nu este destinat publicării", "hu": "Nem publikálásra", "el": "Δεν προορίζεται για δημοσίευση", "tr": "Yayın için değildir",
    "ar": "ليس للنشر", "hi": "प्रकाशन के लिए नहीं", "ja": "掲載不可", "ko": "게재 금지", "zh": "不供发表", "id": "Bukan untuk dipublikasikan",
    "he": "לא לפרסום", "fa": "برای انتشار نیست", "vi": "Không để xuất bản",
}  # fmt: skip


def both(language: str) -> str:
    return "\n\n".join(STORIES[language])


@pytest.mark.parametrize(("language", "line"), [*OPENS.items(), *ENDS.items()])
def test_contacts_for_editors_are_set_aside(language: str, line: str) -> None:
    pad = f"{line}\n\n" + LINES.replace("\n", "\n\n")
    found = marked(f"{both(language)}\n\n{both(language)}\n\n{pad}", language)
    # what stands twice is set aside too
    assert "\n\n".join(words for words, kind in found if kind != "repeated") == pad


def test_every_language_has_both_lines() -> None:
    assert set(OPENS) == set(ENDS) == set(phrases.languages()) - {"any"}


def test_the_whole_notepad_of_dpa_with_its_sign_off() -> None:
    pad = [
        "# Notizblock", "## Internet", "- [Beschluss](https://a.example/1)", "## Orte", "- [Stadthaus](Am Packhof 2, Schwerin)", "* * * *",
        "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt", "## dpa-Kontakte", "- Autorin: Moira Kettle, <kettle@a.example>",
        "Die Autorin ist am Montag und am Dienstag bis 22.00 Uhr unter ihrer Nummer zu erreichen.", "dpa slm yyzz n1 gpr 152112 Jun 26",
    ]  # fmt: skip
    found = marked("\n\n".join([both("de"), both("de"), *pad]), "de")
    assert [words for words, kind in found if kind != "repeated"] == pad


def test_a_story_goes_on_behind_such_a_line() -> None:
    """Above the middle of a text a heading is a heading; prose behind contacts is the story's again."""
    first, last = STORIES["en"]
    prose = "The clerk who had drawn up the list of contacts left the board in May, and nobody has kept it since."
    text = f"{first}\n\n{last}\n\nContacts for editors\n\n- Moira Kettle, kettle@a.example\n\n{prose}"
    assert [words for words, _ in marked(text)] == ["Contacts for editors", "- Moira Kettle, kettle@a.example"]
    assert marked(f"{first}\n\nNot for publication\n\n{last}\n\n{prose} Nobody did.") == []
    for line in ("Not for publication was stamped on every page.", "Contacts for editors were cut from the list."):
        assert marked(f"{first}\n\n{last}\n\n{line}") == []
