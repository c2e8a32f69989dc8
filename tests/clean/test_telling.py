# ruff: noqa: E501  (lines stand here as pages have them, not wrapped)
"""Sentences of stories that begin as lines of furniture do, by a call to the reader, and go on as prose."""

from __future__ import annotations

import pytest

from tests.clean.test_furniture import STORIES as OLD_STORIES
from tests.clean.test_furniture import marked

STORIES = OLD_STORIES | {
    "uk": ("Рада порту у вівторок вирішила закрити східну гавань.", "Рибалки кажуть, що не мали часу перегнати човни."),
    "ar": ("قرر مجلس الميناء يوم الثلاثاء إغلاق الحوض الشرقي.", "يقول الصيادون إنهم لم يجدوا وقتا لنقل قواربهم."),
    "ja": ("港の委員会は火曜日に東の船だまりを閉じることを決めた。", "漁師たちは船を移す時間がなかったと話している。"),
    "ko": ("항만 위원회는 화요일 동쪽 정박지를 닫기로 했다.", "어민들은 배를 옮길 시간이 없었다고 말한다."),
    "zh": ("港务委员会星期二决定关闭东港池。", "渔民说他们没有时间转移船只。"),
    "fi": ("Satamalautakunta päätti tiistaina sulkea itäisen altaan.", "Kalastajien mukaan heillä ei ollut aikaa siirtää veneitä."),
    "cs": ("Rada přístavu v úterý rozhodla uzavřít východní bazén.", "Rybáři tvrdí, že neměli čas přesunout své čluny."),
    "tr": ("Liman kurulu salı günü doğu havuzunu kapatma kararı aldı.", "Balıkçılar teknelerini taşımaya vakitleri olmadığını söylüyor."),
    "ro": ("Consiliul portului a hotărât marți închiderea bazinului de est.", "Pescarii spun că nu au avut timp să-și mute bărcile."),
    "hu": ("A kikötői tanács kedden a keleti medence lezárásáról döntött.", "A halászok szerint nem volt idejük elvinni a hajóikat."),
    "el": ("Το συμβούλιο του λιμανιού αποφάσισε την Τρίτη να κλείσει την ανατολική δεξαμενή.", "Οι ψαράδες λένε ότι δεν είχαν χρόνο να μετακινήσουν τις βάρκες."),
}

KEPT = {
    "en": [
        "Turn on the lights and the mole is full of rats, the keeper says.", "Turn on notifications was the advice nobody in the village took.", "Notifications of births fell by a third last year.",
        "Copyright 1904 stands under the song, and still the heirs get nothing.", "Copyright 1904 was stamped on every page of the hymnal.", "Copyright Sunday became a joke among the choir, who sang what they liked.",
        "Copyright (C) and nothing else was painted on the hull.", "(Adding a ninth route would cost 2.1 million, the company said in August.)", "(Repeating the test took nine weeks and cost the lab its grant.)",
        "(Correcting the chart took the pilots two winters.)", "(Updates to the chart cost extra.)", "(Removing the wreck is the owner's task.)", "(The first lead was found in the tower.)",
        "Updates to the winter timetable will hang at every stop from Monday.", "Adds a bell to every buoy: that is all the new law does.", "Sign up today and sail tomorrow was how the navy caught him in 1951.",
        "Sign up for the lifeboat and you never sleep again, old Garrick told the boys.", "Subscribe and be damned was the motto of the old Ostrum club.", "Subscribe here, it said above the table, and nobody did.",
        "Download the tide tables and you still need a pilot, the harbour master warned crews.", "Get the app or get a fine was how the drivers read the letter.",
        "Follow us up the hill, the children cried, and the whole village did.", "Join us on the quay was all that the poster said, and 4,000 people came.", "Click here and there was all one heard from the old lock.",
        "Stay informed or stay home, the captain told his crew.", "Help us report the floods, the villagers wrote to the county.", "Recommended for you was a shelf in the library, and nobody took a book from it.",
        "Become a member and you get a key to the boathouse, the club promised for years.", "Already a member of three boards, Falk was asked to join a fourth.",
        "Enter your email was the only thing the terminal would show for three days.", "Share this article of faith, the bishop told them, or leave.", "Comments are not evidence, the judge reminded both lawyers.",
        "Manage cookies badly and they burn, says the baker.", "Photo credit is all the old man ever got for his pictures.", "The writer is a former minister, and the river knows it.",
        "Ada Roe teaches the children of Pellow to swim, as her mother did.", "Correction of the chart will take nine weeks.", "If you need help, the lamp is lit, and the door is never locked.",
        "Unsubscribe is a word the old postmistress had never heard.", "Donate blood in March and you may win a boat.", "Read more slowly and you see the joke.",
    ],
    "de": [
        "Jetzt anmelden müssen sich alle, die im Sommer einen Liegeplatz brauchen.", "Jetzt anmelden wollen sich auch die Vereine aus Ostrum.", "Hier anmelden kann sich nur, wer ein Boot hat.",
        "Jetzt bestellen viele Bauern ihr Saatgut in Polen.", "Jetzt testen die Forscher das Wasser im Hafen.", "Jetzt abonnieren auch die Nachbarn das Gemeindeblatt.", "Folgen Sie uns, rief der Lotse den Fischern zu.",
        "Folgen Sie dem Fluss, und nach zwei Stunden stehen Sie vor der Mühle.", "Anmelden wollte den Fund niemand.", "Abonnieren wollte das Blatt am Ende keiner mehr.",
        "Weiterlesen mit nur einem Auge fiel dem Pfarrer schwer.", "Schreiben Sie uns einen Brief, bat der Bürgermeister die Kinder.", "Laden Sie die Pistole, befahl der Kapitän dem Steuermann.",
        "Klicken hörte man nur das Schloss.", "Melden Sie sich, wenn das Wasser steigt, bat der Deichgraf die Bauern.", "Copyright 1904 steht unter dem Lied, und die Erben bekommen nichts.",
        "Korrektur der Seekarte wird neun Wochen dauern.", "Hinweis der Redaktion nannte er den Zettel an der Tür.", "Alle Rechte vorbehalten hat sich die Stadt auch beim neuen Kai.",
        "Diskutieren Sie mit dem Wind, riet der alte Fischer.", "Wenn Sie Hilfe brauchen, steht die Tür offen, sagte die Pastorin.", "Newsletter liest im Dorf niemand.", "Ein Abo für die Fähre kostet 40 Euro im Monat.",
        "Mehr Informationen gibt es erst nach der Sitzung.", "Lesen Sie hier sitzend oder stehend, heißt es in der Bücherei.", "Mara Lind lehrt die Kinder das Schwimmen.",
        "Haben Sie einen Fisch gesehen?, fragte der Junge jeden am Kai.", "Teilen auf zwei Hälften ließ sich das Boot nicht.", "Mit dem Abo der Fähre fahren 400 Pendler.",
    ],
    "fr": [
        "Activez la pompe et toute la cave se vide, promet le fabricant.", "Lire aussi lentement agace la maîtresse.", "Suivez-nous, cria le pilote aux pêcheurs.", "S'abonner coûte cher aux petits clubs du port.",
        "S'inscrire avant juin est devenu obligatoire pour les plaisanciers.", "Se connecter au réseau prend dix jours dans l'île.", "Partager le quai ne plaît à aucun des deux clubs.",
        "Partagez cet article de foi ou partez, dit l'évêque.", "Télécharger l'application a coûté sa place au gardien.", "Copyright 1904 figure sous la chanson, et les héritiers ne touchent rien.",
        "Cliquez ici et là, la vieille écluse ne bouge pas.", "Inscrivez-vous sur la liste, répétait le maire aux marins.", "Abonnez-vous au vent, disait le vieux pêcheur.",
        "Retrouvez nos filets, implorait la veuve du pêcheur.", "Profitez de la marée, conseille le pilote.", "Réagir à temps était impossible, admet le capitaine.", "Annonce faite, le maire quitta la salle.",
        "Photo de famille et cloche du bateau furent sauvées des flammes.", "Correction faite, la carte montre neuf rochers de plus.", "Écouter la mer suffisait aux anciens.",
        "Jeanne Roux est journaliste dans un pays qui n'en veut plus.", "Publié le 5 mars, le décret ferme la halle.", "Vous avez une question ? demanda le juge au pêcheur.", "Enregistrer le bateau prit trois mois.",
    ],
    "es": [
        "Activa la bomba y el sótano se vacía, promete el fabricante.", "Lea también los versos, pidió la maestra a los niños.", "Síguenos hasta el faro, gritaron los niños al alcalde.",
        "Suscribirse al diario costaba antes dos pesos.", "Compartir el muelle no gusta a ninguno de los dos clubes.", "Descarga la grúa dos barcos por día.",
        "Copyright 1904 figura bajo la canción, y los herederos no cobran nada.", "Únete al coro, le repetía su madre.", "Regístrate antes de mayo fue el único consejo que recibió la tripulación.",
        "Iniciar sesión lleva diez minutos en la isla.", "Corrección de la carta llevará nueve semanas.", "Ver más lejos era el sueño del farero.", "Foto en mano, el abogado mostró la grieta.",
        "Comparte el muelle con el club vecino desde 1950.", "Ana Ruiz es profesora de natación de los niños del puerto.", "Escucha el mar y sabrás la hora, decía el viejo.", "Más información pidió el juez al capitán.",
    ],
    "it": [
        "Leggi anche severe non fermano i bracconieri, dice il guardiano.", "Leggi anche ottime restano lettera morta sull'isola.", "Attiva la pompa, la cantina si svuota in un'ora.",
        "Scarica la colpa sul pilota il comandante del traghetto.", "Seguici fino al faro, gridarono i bambini al sindaco.", "Iscriviti al coro, gli ripeteva la madre.",
        "Accedi e chiudi la porta, diceva il cartello sul molo.", "Condividi il pane, recita il proverbio.", "Copyright 1904 sta sotto la canzone, e gli eredi non prendono nulla.",
        "Clicca e aspetta, ironizzano i pescatori.", "Guarda il mare da quarant'anni la signora Berti.", "Ascolta i pescatori da una vita il parroco di Lerova.",
        "Rettifica della carta: nove settimane di lavoro per i piloti.", "Stampa e radio tacquero per giorni.", "Salva la barca il nipote del guardiano.", "Anna Rossi insegna nuoto ai bambini del porto.",
        "Potrebbe interessarti poco, ma il ponte chiude.", "Ricevi le chiavi, le aveva promesso il notaio.",
    ],
    "pt": [
        "Ative a bomba e a cave fica seca, promete o fabricante.", "Leia também os versos, pediu a professora às crianças.", "Siga o rio e chega ao moinho.", "Baixe o preço ou feche, disse o comprador.",
        "Assine aqui, pediu o notário à viúva.", "Compartilhar o cais não agrada a ninguém.", "Copyright 1904 está sob a canção, e os herdeiros nada recebem.", "Clique a clique, a velha eclusa cedeu.",
        "Inscreva-se no coro, repetia a mãe.", "Subscreva a petição, pediam os pescadores à porta da igreja.", "Imprimir os mapas custa mais do que a viagem.", "Entrar no porto sem piloto é proibido.",
        "Correção da carta vai levar nove semanas.", "Ana Reis é professora de natação das crianças do porto.", "Guardar os barcos no inverno custa 300 euros.", "Receba as chaves, prometera o notário.",
        "Ouça o mar, dizia o velho faroleiro.",
    ],
    "nl": [
        "Zet de pomp aan en de kelder loopt leeg, belooft de fabrikant.", "Lees ook de kleine letters, raadde de notaris de vissers aan.", "Volg ons, riep de loods naar de vissers.",
        "Inloggen kost op het eiland tien minuten.", "Abonneren wilde niemand meer.", "Delen willen de twee clubs de kade niet.", "Deel van de kade is afgesloten.",
        "Copyright 1904 staat onder het lied, en de erfgenamen krijgen niets.", "Klik op het slot en de deur is dicht, zei de smid.", "Meld je aan boord voor zes uur, stond op het briefje.",
        "Reageren kon de kapitein niet meer.", "Luister naar de zee, zei de oude man.", "Correctie van de kaart duurt negen weken.", "Anna de Roos is verslaggever in een land zonder kranten.",
        "Registreren moest iedereen met een boot.",
    ],
    "sv": [
        "Slå på pumpen och källaren töms på en timme, lovar tillverkaren.", "Läs mer sakta, bad fröken barnen.", "Läs även det finstilta, rådde advokaten fiskarna.", "Logga in tar tio minuter på ön.",
        "Följ oss till fyren, ropade barnen.", "Dela kajen vill ingen av klubbarna.", "Copyright 1904 står under sången, och arvingarna får inget.", "Den här artikeln är för dyr för oss, sade köpmannen.",
        "Den här artikeln är stulen, sade polisen om klockan.", "Klicka på låset och dörren stänger sig.", "Anmäl dig till kören, tjatade hans mor.", "Prenumerera ville ingen längre.",
        "Lyssna på havet räckte för de gamla.", "Rättelse av sjökortet tar nio veckor.", "Spara på vattnet, bad kommunen öborna.", "Maja Roos är reporter i ett land utan tidningar.",
        "Kommentera ville varken rederiet eller hamnchefen.", "Få har sett fyren tänd.",
    ],
    "no": [
        "Slå på pumpen, og kjelleren tømmes på en time, lover produsenten.", "Les også det som står med liten skrift, rådet advokaten fiskerne.", "Følg oss til fyret, ropte barna.", "Del av kaia er stengt.",
        "Logg inn tok ti minutter på øya.", "Copyright 1904 står under sangen, og arvingene får ingenting.", "Meld deg på koret, maste moren.", "Kommentere ville verken rederiet eller havnesjefen.",
        "Kommenter det som du vil, svarte ordføreren.", "Lytt til havet, sa de gamle.", "Retting av sjøkartet tar ni uker.", "Få har sett fyret tent.",
    ],
    "da": [
        "Slå pumpen til, og kælderen tømmes på en time, lover fabrikanten.", "Læs også det med småt, rådede advokaten fiskerne.", "Følg os til fyret, råbte børnene.", "Log ind tog ti minutter på øen.",
        "Copyright 1904 står under sangen, og arvingerne får intet.", "Tilmeld dig koret, plagede moderen.", "Kommentere ville hverken rederiet eller havnechefen.", "Lyt til havet, lød rådet.",
        "Rettelse af søkortet tager ni uger.", "Få har set fyret tændt.",
    ],
    "pl": [
        "Włącz pompę, a piwnica opróżni się w godzinę, obiecuje producent.", "Czytaj też drobny druk, radził rybakom adwokat.", "Zaloguj się albo odejdź, mówił majster chłopcom.",
        "Zapisz się do chóru, powtarzała mu matka.", "Copyright 1904 stoi pod pieśnią, a spadkobiercy nie dostają nic.", "Kliknij w zamek i drzwi się zamkną, mówi kowal.", "Pobierz wodę przed świtem, uczył ojciec.",
        "Kup dostęp do wody albo umieraj, śpiewali chłopi.", "Drukuj po obu stronach, kazała dyrektorka.", "Skomentować sprawy nie chciał ani armator, ani kapitan.", "Zapisz to, kazał notariusz.",
        "Zobacz też morze, prosiła babcia.", "Polecamy to miejsce, mówią rybacy.", "Obserwuj mewy, a znajdziesz śledzie.", "Posłuchaj morza, mówił stary latarnik.", "Podziel się z sąsiadem, mówi przysłowie.",
        "Sprostowanie mapy zajmie dziewięć tygodni.",
    ],
    "ru": [
        "Подписаться под письмом согласились лишь девять рыбаков.", "Подписаться на газету хотел только смотритель.", "Войти в гавань без лоцмана нельзя.", "Зарегистрироваться до мая успели не все рыбаки.",
        "Зарегистрировать лодку стоит девять рублей.", "Скачать карту на острове нельзя.", "Купить подписку на хлеб предложили всей деревне.", "Читать далее судья не стал.", "Читать дальше свидетельница не смогла.",
        "Обсудить план жители смогут в мае.", "Отправить лодку за врачом решил смотритель.", "Сохранить причал просят рыбаки.", "Скопировать карту лоцману не дали.", "Смотреть на море любил старик.",
        "Слушать море он мог часами.", "Подробнее о причинах аварии скажет комиссия.", "Copyright 1904 стоит под песней, а наследникам не платят.", "Все права на песню перешли к внуку.",
        "Следите за чайками, и вы найдёте сельдь.", "Включите насос, и подвал опустеет за час, обещает мастер.", "Исправление карты займёт девять недель.", "Нажмите на замок, и дверь закроется.",
        "Присоединяйтесь к хору, твердила мать.", "Войдите, крикнул капитан из рубки.",
    ],
    "hi": [
        "नोटिफिकेशन चालू करने से किसी को फायदा नहीं हुआ।", "विज्ञापन के बाद दुकानें खाली हो गईं।", "फोटो के साथ वकील ने दरार दिखाई।", "हमारा ऐप बंद है, मंत्री ने कहा।",
    ],
    "uk": [
        "Підписатися під листом погодилися лише дев'ять рибалок.", "Підпишіться або йдіть, казав писар рибалкам.", "Стежте за чайками, і ви знайдете оселедець.", "Приєднуйтесь до хору, повторювала мати.",
        "Джерело в Кам'янці пересохло вперше за сорок років.", "Фото старого причалу школярі знайшли на горищі.", "Реклама пива зникне з набережної до травня.",
    ],
    "ar": [
        "اشترك في الحملة تسعة صيادين فقط.", "شارك في الاجتماع تسعون صيادا.", "تابعوا الطريق إلى الفنار ثم عادوا.", "مشاركة الرصيف لا ترضي أحدا.", "إعلان الحرب فاجأ القرية.", "انضم إلى الجوقة عشرون طفلا.",
        "صورة الجسر القديم وجدت في المدرسة.", "اضغط على القفل فيغلق الباب، قال الحداد.",
    ],
    "ja": [
        "広告は港から姿を消した。", "続きを読むことは証人にはできなかった。", "通知を受け取った漁師は九人だった。", "写真を手に弁護士は亀裂を示した。",
    ],
    "ko": [
        "구독을 끊은 어민은 아홉 명이었다.", "광고는 부두에서 사라졌다.", "알림을 받은 어민은 아홉 명이었다.", "사진을 든 변호사가 균열을 보여 주었다.",
    ],
    "zh": [
        "下载速度在岛上很慢，更多渔民抱怨。", "关注此事的渔民只有九人。", "打开通知的渔民发现港口已经关闭。", "点击量去年下降了三成。", "广告从码头上消失了。", "本报记者在港口看到九艘渔船。", "声明发表后，市长离开了会场。",
    ],
    "fi": [
        "Lue myös pieni teksti, neuvoi asianajaja kalastajia.", "Mainos lautasta riippui laiturilla viikkoja.", "Jaa leipä naapurin kanssa, sanoo sananlasku.", "Kuva vanhasta laiturista löytyi vintiltä.",
        "Lähde Kamionkassa kuivui toukokuussa.", "Seuraa jokea, niin löydät myllyn.", "Ota pumppu käyttöön, niin kellari tyhjenee tunnissa.",
    ],
    "cs": [
        "Čtěte také drobný tisk, radil rybářům advokát.", "Reklama na pivo zmizí z nábřeží do května.", "Zdroj v Kamence vyschl poprvé za čtyřicet let.", "Sdílet molo se nelíbí nikomu.",
        "Přihlásit se do května stihli jen rybáři.", "Foto starého mola našli školáci na půdě.", "Sledujte racky a najdete sledě.",
    ],
    "tr": [
        "Reklam levhaları mayısa kadar kaldırılacak.", "Kaynak kırk yıl sonra kurudu.", "Yorum yapmak isteyen kaptan olmadı.", "Paylaşmak o zaman kanundu.",
    ],
    "ro": [
        "Citește și literele mici, îi sfătui avocatul pe pescari.", "Publicitate înșelătoare, a decis judecătorul.", "Sursa din Camenca a secat în mai.", "Abonează-te la vânt, spunea bătrânul.",
    ],
    "hu": [
        "Hirdetés lógott hetekig a mólón.", "Forrás fakadt a régi kút helyén.", "Fotó került elő a padlásról.", "Olvassa el ezt is, kérte a bíró a halászt.",
    ],
    "el": [
        "Διαβάστε επίσης τα ψιλά γράμματα, συμβούλευσε ο δικηγόρος.", "Πηγή του κακού είναι η παλιά αντλία.", "Διαφήμιση δεν θέλει κανείς στο λιμάνι.", "Ακολουθήστε το ποτάμι και θα βρείτε τον μύλο.",
    ],
}


@pytest.mark.parametrize(("language", "line"), [(lang, line) for lang, lines in KEPT.items() for line in lines])
@pytest.mark.parametrize("place", ["first", "between", "last"])
def test_a_sentence_that_goes_on_is_the_story_s(language: str, line: str, place: str) -> None:
    story = list(STORIES[language])
    story.insert({"first": 0, "between": 1, "last": 2}[place], line)
    assert marked("\n\n".join(story), language) == []


def test_a_player_s_notice_ends_where_the_story_goes_on() -> None:
    text = "Media playback is not supported on this device The crews left the basin before noon, and nobody stayed."
    assert [words for words, _ in marked(text)] == ["Media playback is not supported on this device"]
