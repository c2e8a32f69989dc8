"""Help lines under a story, as papers of 27 languages print them; and what a story tells of help lines."""

from __future__ import annotations

import pytest

from copytaster.clean.helplines import is_helpline
from copytaster.model import BoilerplateKind
from tests.clean.test_furniture import marked

STORY = "A landslide cut the railway line on Tuesday.\n\nNobody was hurt, and trains run again from noon."
HELP = [
    ("en", "If you or someone you know is struggling, the helpline is open day and night on 116 123."),
    ("en", "Anyone affected by this story can call Samaritans free on 116 123 or email jo@example.org."),
    ("en", "In the US, call or text 988 to reach the Suicide & Crisis Lifeline."),
    ("de", "Wenn Sie selbst depressiv sind oder Suizidgedanken haben, kontaktieren Sie "
        "bitte umgehend die Telefonseelsorge unter 0800 111 0 111."),
    ("de", "Hilfe bei Suizidgedanken: Die Telefonseelsorge ist rund um die Uhr unter 0800/1110111 erreichbar."),
    ("fr", "Si vous avez des pensées suicidaires, appelez le 3114, numéro national de "
        "prévention du suicide, gratuit et confidentiel."),
    ("fr", "Besoin d'aide ? Le 3919, numéro d'écoute anonyme et gratuit, est joignable 24 heures sur 24."),
    ("es", "Si usted o alguien de su entorno necesita ayuda, puede llamar al 024, gratuito y confidencial."),
    ("es", "El 016 atiende a las víctimas de violencia machista las 24 horas, en 53 "
        "idiomas; no deja rastro en la factura."),
    ("pt", "Se você precisa de ajuda, ligue para o CVV no número 188, gratuitamente, 24 horas por dia."),
    ("pt", "Se precisa de ajuda, ligue para a linha SOS Voz Amiga: 213 544 545."),
    ("it", "Se hai bisogno di aiuto, puoi chiamare il Telefono Amico al numero 02 2327 2327, tutti i giorni."),
    ("it", "Se tu o qualcuno che conosci ha pensieri suicidi, chiama il 112."),
    ("nl", "Denk je aan zelfmoord? Bel 113 of chat op 113.nl, gratis en anoniem."),
    ("nl", "Wie hulp nodig heeft, kan dag en nacht bellen met 0800-0113."),
    ("sv", "Om du har tankar på att ta ditt liv, ring 112 eller Självmordslinjen på 90101."),
    ("sv", "Behöver du någon att prata med? Ring Jourhavande medmänniska, 08-702 16 80."),
    ("no", "Hvis du trenger noen å snakke med, kan du ringe Mental Helse på 116 123, hele døgnet."),
    ("no", "Har du selvmordstanker? Ring 113 ved fare for liv."),
    ("da", "Har du selvmordstanker, kan du ringe til Livslinien på 70 201 201, alle årets dage."),
    ("da", "Har du brug for hjælp? Ring til Livslinien på 70 201 201."),
    ("fi", "Jos tarvitset keskusteluapua, soita Kriisipuhelimeen 09 2525 0111, vuorokauden ympäri."),
    ("fi", "Tarvitsetko apua? Mieli ry:n kriisipuhelin päivystää numerossa 09 2525 0111."),
    ("pl", "Jeśli ty lub ktoś z twoich bliskich ma myśli samobójcze, zadzwoń pod numer 116 "
        "123, całodobowo i bezpłatnie."),
    ("pl", "Potrzebujesz pomocy? Zadzwoń na telefon zaufania 116 111."),
    ("cs", "Pokud máte myšlenky na sebevraždu, obraťte se na Linku bezpečí na čísle 116 111."),
    ("cs", "Potřebujete pomoc? Volejte linku první psychické pomoci 116 123."),
    ("hu", "Ha Ön vagy ismerőse krízishelyzetben van, hívja a 116-123-as ingyenes lelkisegély-vonalat."),
    ("ro", "Dacă dumneavoastră sau cineva apropiat aveți nevoie de ajutor, sunați la Telverde 0800 801 200."),
    ("el", "Αν εσείς ή κάποιος γνωστός σας χρειάζεται βοήθεια, καλέστε στη γραμμή 1018, όλο το 24ωρο."),
    ("tr", "Siz veya bir yakınınız yardıma ihtiyaç duyuyorsa 112'yi ya da 183 Sosyal Destek Hattı'nı arayabilirsiniz."),
    ("ru", "Если вам или вашим близким нужна помощь, позвоните на телефон доверия 8-800-2000-122, звонок бесплатный."),
    ("uk", "Якщо ви чи ваші близькі потребуєте допомоги, зателефонуйте на лінію 7333, цілодобово та анонімно."),
    ("bg", "Ако вие или ваш близък имате нужда от помощ, обадете се на телефон 116 123."),
    ("sr", "Ako vam je potrebna pomoć, pozovite liniju za pomoć 0800-309-309, besplatno i anonimno."),
    ("hr", "Ako vama ili nekome koga poznajete treba pomoć, nazovite Hrabri telefon na 116 111."),
    ("ja", "悩みを抱えている方は「いのちの電話」0120-783-556(毎日午後4時から9時)に相談してください。"),
    ("ja", "【相談窓口】よりそいホットライン 0120-279-338(24時間対応)"),
    ("ko", "※ 우울감 등 말하기 어려운 고민이 있거나 주변에 이런 어려움을 겪는 가족·지인이 있을 경우 "
        "자살예방 상담전화 ☎109에서 24시간 전문가의 상담을 받을 수 있습니다."),
    ("zh", "如果你或身边的人需要帮助，请拨打全国心理援助热线12356，24小时开通。"),
    ("zh", "若您有自殺念頭，請撥打安心專線1925。"),
    ("ar", "إذا كنت أنت أو أحد معارفك بحاجة إلى المساعدة، فاتصل على الخط الساخن 16328 على مدار الساعة."),
    ("hi", "अगर आप या आपका कोई परिचित परेशान है तो टेली-मानस हेल्पलाइन 14416 पर किसी भी समय कॉल करें।"),
]  # fmt: skip
KEPT = [
    "The helpline, on 116 123, took 3,000 calls in March.",
    "Die Telefonseelsorge in Köln schließt im März 2027.",
    "The new bus line 400 stops there; you can call a taxi too.",
    "“If you need help, call 999,” the sergeant said.",
    "Le numéro d'écoute 3919 a reçu 400 appels en mai.",
    "Telefon zaufania 116 111 przestanie działać w czerwcu.",
    "Självmordslinjen tog emot 4 500 samtal i fjol.",
    "The crisis cost the town 400 jobs, and anyone who lost one got a letter.",
    "相談電話は昨年120件だった。",
]


@pytest.mark.parametrize(("language", "line"), HELP)
def test_whom_readers_may_call_is_no_text(language: str, line: str) -> None:
    assert is_helpline(line)
    told = marked(f"{STORY}\n\n{line}", language)
    assert " ".join(words for words, _ in told).replace(" ", "") == line.replace(" ", "")
    assert BoilerplateKind.NOTICE in {kind for _, kind in told} or language == "ru"


@pytest.mark.parametrize("line", KEPT)
def test_what_a_story_tells_of_help_lines_stays(line: str) -> None:
    assert not is_helpline(line)
    assert not marked(f"{STORY}\n\n{line}")
