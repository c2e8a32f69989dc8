# ruff: noqa: E501  (lines stand here as pages have them, not wrapped)
"""What papers print around stories, in the languages of the tables: walls, apps, alerts, newsletters, corrections, help."""

from __future__ import annotations

import pytest

from tests.clean.test_furniture import marked
from tests.clean.test_telling import STORIES

MARKED = {
    "en": [
        "Turn on notifications", "Turn on notifications for breaking news", "Enable notifications", "Allow notifications", "Get notified when we publish a new story", "Get push alerts", "Open in app",
        "Read this story in the app", "Download our free app.", "Enter your email", "Sign up for our free weekly newsletter.", "Listen and subscribe wherever you get your podcasts.",
        "Listen to our podcast on Apple Podcasts, Spotify or wherever you get your podcasts.", "Follow us on Bluesky and Threads.", "Read our corrections policy.", "See our corrections and clarifications page.",
        "Spotted an error? Let us know.", "This article is for subscribers.", "This story is for you if you are a subscriber.", "Log in to comment", "Comments are moderated before they appear.", "Manage cookies",
        "Photo credit: Ada Roe", "The opinions expressed here are her own and do not necessarily reflect those of the newspaper.", "Copyright 2026 Bay Post. All rights reserved.", "Copyright 1904 Bay Post",
        "Recommended for you", "Add us on Google", "Scan the QR code to download the app.",
    ],
    "de": [
        "Push-Benachrichtigungen aktivieren", "Jetzt Push-Mitteilungen einschalten", "Laden Sie unsere App herunter.", "Jetzt die App laden", "Jetzt für den Newsletter anmelden", "Jetzt anmelden", "Hier anmelden",
        "Jetzt kostenlos registrieren und weiterlesen", "Melden Sie sich hier für unseren Newsletter an.", "Folgen Sie uns auf Instagram und Facebook.", "Folgen Sie unserem WhatsApp-Kanal.",
        "Abonnieren Sie unseren Podcast auf Spotify.", "Hören Sie den Podcast überall, wo es Podcasts gibt.", "Dieser Artikel ist für Sie als Abonnent.", "Mehr zum Thema: Hafen", "Zur Kommentarfunktion",
        "Kommentare werden moderiert.", "Unsere Korrekturrichtlinien finden Sie hier.", "Haben Sie einen Fehler entdeckt? Schreiben Sie uns.",
        "Wenn Sie selbst an Selbsttötung denken oder jemanden kennen, dem es so geht, wenden Sie sich bitte an die Telefonseelsorge.",
        "Unter der kostenlosen Nummer 0800 111 0 111 erreichen Sie rund um die Uhr Menschen, die zuhören und Wege aus der Krise zeigen.", "Gastbeiträge geben nicht unbedingt die Meinung der Redaktion wieder.",
        "Foto: Mara Lind", "Cookie-Einstellungen",
    ],
    "fr": [
        "Activer les notifications", "Activez les notifications", "Recevez nos alertes", "Téléchargez notre application", "Télécharger l'application", "Inscrivez-vous à notre newsletter",
        "Écoutez notre podcast sur Spotify", "Suivez-nous sur Facebook et Instagram.", "Suivez notre chaîne WhatsApp", "Lire aussi : Le pont jamais achevé", "Cet article est pour vous qui êtes abonné.",
        "Cet article est réservé à nos abonnés.", "Une erreur ? Signalez-la nous.", "Nos règles de correction", "Connectez-vous pour commenter",
        "Si vous avez des pensées suicidaires, appelez le 3114, gratuit et accessible 24 heures sur 24.", "Les tribunes publiées n'engagent que leurs auteurs.", "Gérer les cookies", "Photo Jeanne Roux",
    ],
    "es": [
        "Activar notificaciones", "Activa las notificaciones", "Recibe nuestras alertas", "Descarga nuestra app", "Descarga la aplicación", "Suscríbete a nuestro boletín", "Escucha nuestro pódcast en Spotify",
        "Síguenos en Facebook, X e Instagram.", "Únete a nuestro canal de WhatsApp", "Lee también: El puente que nunca se acabó", "Este artículo es para suscriptores.", "¿Has visto un error? Escríbenos.",
        "Inicia sesión para comentar", "Si usted o alguien que conoce tiene pensamientos suicidas, llame al 024.", "Las opiniones expresadas son responsabilidad de su autora.", "Gestionar cookies", "Foto: Ana Ruiz",
    ],
    "it": [
        "Attiva le notifiche", "Ricevi le notifiche", "Scarica la nostra app", "Scarica l'app", "Iscriviti alla nostra newsletter", "Ascolta il podcast su Spotify", "Seguici su Facebook e Instagram.",
        "Leggi anche: Il ponte mai finito", "Leggi anche Il ponte mai finito", "Questo articolo è per gli abbonati.", "Hai trovato un errore? Segnalacelo.", "Accedi per commentare",
        "Se tu o qualcuno che conosci pensa al suicidio, chiama Telefono Amico al numero 02 2327 2327.", "Le opinioni espresse sono personali.", "Gestisci i cookie", "Foto: Anna Rossi",
    ],
    "pt": [
        "Ative as notificações", "Ativar notificações", "Baixe nosso aplicativo", "Descarregue a nossa app", "Assine nossa newsletter", "Subscreva a nossa newsletter", "Ouça o podcast no Spotify",
        "Siga-nos no Facebook e no Instagram.", "Leia também: A ponte que nunca acabou", "Este artigo é para assinantes.", "Encontrou um erro? Escreva-nos.", "Faça login para comentar",
        "Se precisa de ajuda, ligue para o CVV no 188.", "As opiniões expressas são da responsabilidade da autora.", "Gerir cookies", "Foto: Ana Reis",
    ],
    "nl": [
        "Zet meldingen aan", "Pushmeldingen inschakelen", "Download onze app", "Meld je aan voor onze nieuwsbrief", "Beluister onze podcast op Spotify", "Volg ons op Facebook en Instagram.",
        "Lees ook: De brug die nooit af kwam", "Dit artikel is voor abonnees.", "Dit artikel is voor jou als abonnee.", "Fout gezien? Mail ons.", "Log in om te reageren",
        "Denk je aan zelfdoding? Bel 113 of chat via 113.nl.", "Cookies beheren", "Foto: Anna de Roos",
    ],
    "sv": [
        "Den här artikeln är för dig som är prenumerant.", "Den här artikeln är för dig som prenumererar.", "Artikeln är låst", "Du måste vara prenumerant för att läsa den här artikeln.", "Slå på notiser",
        "Slå på pushnotiser", "Aktivera notiser", "Ladda ner vår app", "Få nyheter direkt i mobilen", "Prenumerera på vårt nyhetsbrev", "Lyssna på podden", "Följ oss på Instagram", "Läs mer: Bron som aldrig blev klar",
        "Så jobbar vi med rättelser", "Har du hittat ett fel? Hör av dig.", "Mår du dåligt? Ring Självmordslinjen på 90101.", "Det här är en debattartikel. Åsikterna är skribentens egna.", "Foto: Maja Roos",
        "Hantera cookies", "Logga in för att kommentera",
    ],
    "no": [
        "Denne saken er for deg som er abonnent.", "Artikkelen er for abonnenter", "Slå på varsler", "Skru på pushvarsler", "Last ned appen vår", "Få nyhetene rett på mobilen", "Meld deg på nyhetsbrevet vårt",
        "Hør podkasten her", "Følg oss på Instagram", "Les mer: Broen som aldri ble ferdig", "Slik retter vi feil", "Fant du en feil? Si fra her.", "Trenger du noen å snakke med? Ring Mental Helses hjelpetelefon 116 123.",
        "Meninger i teksten står for skribentens regning.", "Administrer informasjonskapsler", "Logg inn for å kommentere",
    ],
    "da": [
        "Denne artikel er for dig, der er abonnent.", "Slå notifikationer til", "Slå pushbeskeder til", "Download vores app", "Få nyhederne direkte på mobilen", "Tilmeld dig nyhedsbrevet", "Lyt til podcasten her",
        "Følg os på Instagram", "Læs mere: Broen, der aldrig blev færdig", "Sådan retter vi fejl", "Har du fundet en fejl? Skriv til os.", "Har du brug for hjælp? Ring til Livslinien på 70 201 201.",
        "Dette er et debatindlæg. Indlægget er udtryk for skribentens holdning.", "Administrer cookies", "Log ind for at kommentere",
    ],
    "pl": [
        "Włącz powiadomienia", "Pobierz naszą aplikację", "Zapisz się na nasz newsletter", "Posłuchaj podcastu na Spotify", "Obserwuj nas na Facebooku i Instagramie.", "Czytaj też: Most, którego nie ukończono",
        "Ten artykuł jest dla prenumeratorów.", "Widzisz błąd? Napisz do nas.", "Zaloguj się, aby skomentować", "Jeśli masz myśli samobójcze, zadzwoń pod numer 116 123.", "Zarządzaj plikami cookie", "Zaloguj się",
        "Fot. Anna Nowak",
    ],
    "ru": [
        "Включите уведомления", "Включить уведомления", "Подписаться на уведомления", "Подписаться на рассылку", "Подписаться", "Скачайте наше приложение", "Подпишитесь на нашу рассылку",
        "Слушайте подкаст на Яндекс Музыке", "Подписывайтесь на нас в Telegram и ВКонтакте.", "Читайте также: Мост, который не достроили", "Эта статья доступна только подписчикам.", "Заметили ошибку? Сообщите нам.",
        "Войдите, чтобы оставить комментарий", "Если вам нужна помощь, позвоните на телефон доверия 8-800-2000-122.", "Мнение автора может не совпадать с позицией редакции.", "Фото: Анна Орлова",
    ],
    "hi": [
        "नोटिफिकेशन चालू करें", "हमारा ऐप डाउनलोड करें", "यह भी पढ़ें: पुल जो कभी पूरा नहीं हुआ", "यह लेख केवल सदस्यों के लिए है।", "व्यक्त विचार लेखक के निजी हैं।",
    ],
    "uk": [
        "Увімкніть сповіщення", "Підписатися на розсилку", "Завантажте наш застосунок", "Підписуйтесь на нас у Telegram.", "Читайте також: Міст, який не добудували", "Ця стаття доступна лише передплатникам.",
        "Знайшли помилку? Повідомте нам.", "Коментарі", "Усі права захищено", "Фото: Анна Орлова", "Думка автора може не збігатися з позицією редакції.",
    ],
    "ar": [
        "تفعيل الإشعارات", "فعّل الإشعارات", "حمّل تطبيقنا", "اشترك في نشرتنا البريدية", "تابعنا على فيسبوك وتويتر", "اقرأ أيضا: الجسر الذي لم يكتمل", "هذا المقال متاح للمشتركين فقط",
        "الآراء الواردة في المقال لا تعبر بالضرورة عن رأي الصحيفة.", "تصوير: أحمد علي",
    ],
    "ja": [
        "通知をオンにする", "この記事は有料会員限定です。", "アプリをダウンロードする", "関連記事：完成しなかった橋", "コメントを書く", "ログインして続きを読む", "公式アカウントをフォローする", "無断転載を禁じます",
    ],
    "ko": [
        "알림 받기", "알림 설정", "이 기사는 구독자 전용입니다.", "앱 다운로드", "뉴스레터 구독하기", "관련 기사: 완성되지 않은 다리", "댓글 쓰기", "무단 전재 및 재배포 금지",
    ],
    "zh": [
        "打开通知", "开启推送通知", "下载我们的应用", "订阅我们的新闻简报", "关注我们的微信公众号", "本文仅限订阅用户阅读", "相关阅读：未完工的桥", "登录后发表评论", "本文不代表本报立场", "责任编辑：王芳",
    ],
    "fi": [
        "Tämä artikkeli on tilaajille.", "Ota ilmoitukset käyttöön", "Lataa sovelluksemme", "Tilaa uutiskirjeemme", "Seuraa meitä Facebookissa", "Lue myös: Silta, joka ei valmistunut", "Mainos",
        "Juttu jatkuu mainoksen jälkeen", "Kirjaudu sisään", "Oletko jo tilaaja? Kirjaudu sisään", "Jaa artikkeli", "Kommentit", "Kuva: Anna Virtanen", "Lähde: STT", "Hyväksy kaikki evästeet",
        "Löysitkö virheen? Kerro meille.", "Kriisipuhelin 09 2525 0111 palvelee ympäri vuorokauden.",
    ],
    "cs": [
        "Tento článek je pouze pro předplatitele.", "Zapněte si oznámení", "Stáhněte si naši aplikaci", "Přihlaste se k odběru newsletteru", "Sledujte nás na Facebooku", "Čtěte také: Most, který nebyl dokončen", "Reklama",
        "Článek pokračuje pod reklamou", "Přihlásit se", "Sdílet článek", "Diskuse", "Foto: Jana Nováková", "Zdroj: ČTK", "Přijmout všechny cookies", "Našli jste chybu? Napište nám.",
        "Linka bezpečí 116 111 je k dispozici nepřetržitě.",
    ],
    "tr": [
        "Bu içerik yalnızca abonelere özeldir.", "Bildirimleri açın", "Uygulamamızı indirin", "Bültenimize abone olun", "Bizi Facebook'ta takip edin", "İlginizi çekebilir: Bitmeyen köprü", "Reklam", "Giriş yap",
        "Yorumlar", "Fotoğraf: Ayşe Yılmaz", "Kaynak: AA", "Tüm hakları saklıdır.",
    ],
    "ro": [
        "Acest articol este doar pentru abonați.", "Activează notificările", "Descarcă aplicația noastră", "Abonează-te la newsletter", "Urmărește-ne pe Facebook", "Citește și: Podul neterminat", "Publicitate",
        "Foto: Ana Pop", "Sursa: Agerpres", "Toate drepturile rezervate.", "Comentarii",
    ],
    "hu": [
        "Ez a cikk csak előfizetőknek olvasható.", "Kapcsolja be az értesítéseket", "Töltse le alkalmazásunkat", "Iratkozzon fel hírlevelünkre", "Kövessen minket a Facebookon", "Olvassa el ezt is: A befejezetlen híd",
        "Hirdetés", "Fotó: Nagy Anna", "Forrás: MTI", "Minden jog fenntartva.", "Hozzászólások",
    ],
    "el": [
        "Αυτό το άρθρο είναι μόνο για συνδρομητές.", "Ενεργοποιήστε τις ειδοποιήσεις", "Κατεβάστε την εφαρμογή μας", "Εγγραφείτε στο newsletter μας", "Ακολουθήστε μας στο Facebook",
        "Διαβάστε επίσης: Η γέφυρα που δεν τελείωσε", "Διαφήμιση", "Φωτογραφία: Άννα Παππά", "Πηγή: ΑΠΕ-ΜΠΕ", "Σχόλια",
    ],
}


@pytest.mark.parametrize(("language", "line"), [(lang, line) for lang, lines in MARKED.items() for line in lines])
def test_furniture_is_marked(language: str, line: str) -> None:
    first, last = STORIES[language]
    found = marked(f"{first}\n\n{line}\n\n{last}", language)
    assert " ".join(words.rstrip(".!?") for words, _ in found) == line.rstrip(".!?")
