"""Which language a text is in: short ones and mixed ones are not guessed."""

from __future__ import annotations

import pytest

from copytaster.clean.language import detect, likeliest, primary

SENTENCES = {
    "en": "The harbour board will meet on Thursday to decide who pays for the broken crane and the two lost days.",
    "es": "La junta del puerto se reunirá el jueves para decidir quién paga la grúa rota y los dos días perdidos.",
    "pt": "A administração do porto reúne-se na quinta-feira para decidir quem paga a grua e os dois dias perdidos.",
    "fr": "Le conseil du port se réunira jeudi pour décider qui paiera la grue cassée et les deux jours perdus.",
    "it": "Il consiglio del porto si riunirà giovedì per decidere chi pagherà la gru rotta e i due giorni persi.",
    "de": "Der Hafenrat will am Donnerstag entscheiden, wer für den kaputten Kran und die zwei verlorenen Tage zahlt.",
    "nl": "Het havenbestuur beslist donderdag wie er betaalt voor de kapotte kraan en de twee verloren dagen.",
    "sv": "Hamnstyrelsen ska på torsdag avgöra vem som betalar för den trasiga kranen och de två förlorade dagarna.",
    "pl": "Zarząd portu zdecyduje w czwartek, kto zapłaci za zepsuty dźwig i dwa stracone dni.",
    "cs": "Vedení přístavu ve čtvrtek rozhodne, kdo zaplatí rozbitý jeřáb a dva ztracené dny.",
    "ro": "Consiliul portului va decide joi cine plătește pentru macaraua stricată și cele două zile pierdute.",
    "tr": "Liman yönetimi, bozulan vincin ve kaybedilen iki günün parasını kimin ödeyeceğine perşembe karar verecek.",
    "vi": "Ban quản lý cảng sẽ họp vào thứ Năm để quyết định ai trả tiền cho chiếc cần cẩu hỏng và hai ngày bị mất.",
    "id": "Dewan pelabuhan akan memutuskan pada hari Kamis siapa yang membayar derek rusak dan dua hari yang hilang.",
    "ru": "Правление порта в четверг решит, кто заплатит за сломанный кран и за два потерянных дня.",
    "uk": "Правління порту в четвер вирішить, хто заплатить за зламаний кран і за два втрачені дні.",
    "ar": "يجتمع مجلس الميناء يوم الخميس ليقرر من يدفع ثمن الرافعة المكسورة واليومين الضائعين.",
    "fa": "هیئت مدیره بندر روز پنجشنبه تصمیم می‌گیرد چه کسی هزینه جرثقیل شکسته و دو روز از دست رفته را بپردازد.",
    "he": "הנהלת הנמל תחליט ביום חמישי מי ישלם על העגורן השבור ועל שני הימים שאבדו.",
    "hi": "बंदरगाह बोर्ड गुरुवार को तय करेगा कि टूटी क्रेन और खोए हुए दो दिनों का पैसा कौन देगा।",
    "el": "Το συμβούλιο του λιμανιού θα αποφασίσει την Πέμπτη ποιος πληρώνει για τον χαλασμένο γερανό.",
    "zh": "港务局将于周四开会，决定由谁来支付损坏的起重机和损失的两天的费用。",
    "ja": "港湾局は木曜日に会合を開き、壊れたクレーンと失われた二日分の費用を誰が払うかを決める。",
    "ko": "항만 위원회는 목요일에 회의를 열어 고장 난 크레인과 잃어버린 이틀의 비용을 누가 낼지 정한다.",
    "th": "คณะกรรมการท่าเรือจะประชุมวันพฤหัสบดีเพื่อตัดสินว่าใครจะจ่ายค่าเครนที่เสียและสองวันที่หายไป",
}  # fmt: skip


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_is_enough_or_is_left_open(language: str) -> None:
    """Never another language; for most the one sentence is enough."""
    assert detect(SENTENCES[language]) in (language, "und")
    assert likeliest(SENTENCES[language]) == language


def test_most_are_told_by_one_sentence() -> None:
    told = [language for language, text in SENTENCES.items() if detect(text) == language]
    assert len(told) >= 0.9 * len(SENTENCES), sorted(set(SENTENCES) - set(told))


@pytest.mark.parametrize(
    "text", ["", "12:30", "AFP", "Reuters/PA", "Lima", "Kyiv – Warszawa", "2–1 (1–0)", "Ana López", "№ 4", "😀😀😀"]
)
def test_a_scrap_is_of_no_language(text: str) -> None:
    assert detect(text) == "und"


@pytest.mark.parametrize(("one", "other"), [("en", "ru"), ("hi", "en"), ("ar", "fr"), ("zh", "en"), ("es", "ko")])
def test_a_story_with_a_quotation_in_another_language_is_in_its_own(one: str, other: str) -> None:
    story = " ".join([SENTENCES[one]] * 3 + [f"“{SENTENCES[other]}”"] + [SENTENCES[one]] * 2)
    assert detect(story) == one


@pytest.mark.parametrize(("one", "other"), [("en", "ru"), ("hi", "en"), ("ar", "el"), ("de", "ko")])
def test_half_and_half_is_not_guessed(one: str, other: str) -> None:
    """Two scripts in equal parts: neither is the language of the text."""
    share = min(len(SENTENCES[one]), len(SENTENCES[other]))
    halves = " ".join(f"{SENTENCES[one][:share]} {SENTENCES[other][:share]}" for _ in range(4))
    assert detect(halves) in ("und", one, other)
    if one == "en":
        assert detect(halves) == "und"


def test_names_in_another_script_do_not_change_the_language() -> None:
    assert detect(SENTENCES["ja"] + " Northlight Harbour Authority, NHA") == "ja"
    assert detect(SENTENCES["hi"] + " Reliance Industries Ltd") == "hi"


def test_tags_are_brought_to_one_form() -> None:
    assert [primary(tag) for tag in ("en-GB", "eng", "iw", "zh-Hant-TW", "pt_BR", "x")] == [
        "en", "en", "he", "zh", "pt", None,
    ]  # fmt: skip
