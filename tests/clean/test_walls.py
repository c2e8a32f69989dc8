# ruff: noqa: E501  (a page stands on one line)
"""Pages in an article's place are refused, in any language; stories about them are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copytaster.clean import Rejected
from copytaster.model import Article

Clean = Callable[..., Article]
Refuse = Callable[..., Rejected]

CHECK, BLOCKED, MISSING = "a check of the browser", "a refusal of access", "an error page"
LOGIN, CONSENT = "a request to log in or subscribe", "a request for consent"
WALLS = [
    (CHECK, "heath.example", "Checking if the site connection is secure.\n\nheath.example needs to review the security of your connection before proceeding.\n\nPlease enable JavaScript and cookies to continue."),
    (CHECK, "Just a moment...", "Verifying you are human. This may take a few seconds.\n\nheath.example\n\nRay ID: 8f3a1c07d2\n\nPerformance & security by Cloudflare"),
    (CHECK, "Checking your browser", "This process is automatic. Your browser will redirect to your requested content shortly.\n\nPlease allow up to 5 seconds…\n\nDDoS protection by Cloudflare"),
    (CHECK, "Pardon Our Interruption", "As you were browsing something about your browser made us think you were a bot. There are a few reasons this might happen:\n\nYou're a power user moving through this website with super-human speed.\n\nYou've disabled JavaScript in your web browser.\n\nA third-party browser plugin is preventing JavaScript from running."),
    (CHECK, "Are you a robot?", "Please make sure your browser supports JavaScript and cookies and that you are not blocking them from loading.\n\nTo continue, please click the box below to let us know you're not a robot.\n\nBlock reference ID: 0f2c"),
    (CHECK, "Access to this page has been denied", "Press & Hold to confirm you are a human (and not a bot).\n\nReference ID 91be44a0-c8"),
    (CHECK, None, "Our systems have detected unusual traffic from your computer network. This page checks to see if it's really you sending the requests, and not a robot."),
    (CHECK, "Einen Moment", "Ihr Browser wird überprüft.\n\nBitte aktivieren Sie JavaScript und Cookies, um fortzufahren."),
    (CHECK, "Un instant…", "Vérification de votre navigateur en cours.\n\nVeuillez activer JavaScript et les cookies pour continuer."),
    (CHECK, "Un momento…", "Verificando su navegador antes de acceder.\n\nActive JavaScript y las cookies para continuar."),
    (CHECK, None, "Stiamo effettuando il controllo del tuo browser.\n\nAbilita JavaScript e i cookie per continuare."),
    (CHECK, None, "Verificando o seu navegador.\n\nAtive o JavaScript e os cookies para continuar."),
    (CHECK, "Een ogenblik geduld", "We controleren je browser.\n\nSchakel JavaScript en cookies in om door te gaan."),
    (CHECK, None, "Sprawdzamy twoją przeglądarkę.\n\nWłącz obsługę JavaScript, aby kontynuować."),
    (CHECK, None, "Проверяем ваш браузер перед переходом на сайт.\n\nВключите JavaScript и cookie."),
    (CHECK, None, "お使いのブラウザを確認しています。\n\nJavaScriptを有効にしてください。"),
    (CHECK, None, "正在检查您的浏览器。\n\n请启用JavaScript和Cookie。"),
    (CHECK, None, "브라우저를 확인하고 있습니다.\n\nJavaScript를 활성화하세요."),
    (CHECK, None, "جار التحقق من متصفحك.\n\nيرجى تفعيل جافا سكريبت."),
    (BLOCKED, "Access Denied", "You don't have permission to access \"http://www.heath.example/\" on this server.\n\nReference #18.2d1d1702.1700000000.2f1a".replace('"', "'")),
    (BLOCKED, "Attention", "Sorry, you have been blocked\n\nYou are unable to access heath.example.\n\nWhy have I been blocked?\n\nThis website is using a security service to protect itself from online attacks."),
    (BLOCKED, "403 Forbidden", "403 Forbidden\n\nYou don't have permission to access this resource."),
    (BLOCKED, "451", "Unavailable due to legal reasons\n\nWe recognize you are attempting to access this website from a country belonging to the European Economic Area and therefore access cannot be granted."),
    (BLOCKED, None, "Доступ запрещен.\n\nОбратитесь к владельцу сайта."),
    (MISSING, "404", "Page not found\n\nThe page you're looking for can't be found. Try searching or go to our homepage."),
    (MISSING, "Error", "502 Bad Gateway\n\nThe server returned an invalid response."),
    (MISSING, "Oops!", "Something went wrong. Please try again later."),
    (MISSING, "Fehler 404", "Die Seite wurde leider nicht gefunden.\n\nZur Startseite"),
    (MISSING, None, "Page introuvable.\n\nLa page demandée n'existe plus.\n\nRetour à la page d'accueil"),
    (MISSING, None, "Página no encontrada.\n\nVolver a la página de inicio"),
    (MISSING, None, "Страница не найдена.\n\nПерейти на главную"),
    (MISSING, None, "お探しのページは見つかりませんでした。\n\nトップページへ戻る"),
    (LOGIN, "Log in", "Sign in to your account\n\nEnter your email\n\nForgot your password?"),
    (LOGIN, None, "Subscribe to continue reading.\n\nAlready a subscriber? Log in."),
    (LOGIN, None, "Cet article est réservé aux abonnés.\n\nIdentifiez-vous pour continuer."),
    (LOGIN, None, "Dieser Text ist nur für Abonnenten.\n\nPasswort vergessen?"),
    (CONSENT, "heath.example", "We value your privacy\n\nWe and our 812 partners store and access information on a device, such as cookies, and process personal data.\n\nYou can change your preferences at any time.\n\nAccept all\n\nReject all"),
    (CONSENT, None, "Wir und unsere 120 Partner verwenden Cookies, um personenbezogene Daten zu verarbeiten.\n\nSie können Ihre Einwilligung jederzeit widerrufen.\n\nAlle akzeptieren"),
    (CONSENT, None, "Nous et nos partenaires utilisons des cookies.\n\nContinuer sans accepter\n\nTout accepter"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "title", "text"), WALLS)
def test_a_page_in_an_article_s_place_is_refused(refused: Refuse, what: str, title: str | None, text: str) -> None:
    found = refused(text=text, title=title)
    assert (found.status, found.code, found.value) == (422, "not_an_article", what)
    assert found.detail.startswith(f"this is {what} and no article: “")


def test_so_is_a_page_of_html(refused: Refuse) -> None:
    body = (
        "<!doctype html><html lang='en'><head><title>Just a moment...</title></head><body><main><h1>moor.example</h1>"
        "<p>Checking if the site connection is secure.</p><p>moor.example needs to review the security of your connection"
        " before proceeding.</p><p>Please enable JavaScript and cookies to continue.</p></main>"
        "<footer>Request ID: 91be44a0c8</footer></body></html>"
    )
    assert refused(body=body.encode(), media_type="text/html").code == "not_an_article"


STORIES = [
    ("Cloudflare outage hits papers", "Several newspapers could not be read for an hour on Tuesday after an outage at Cloudflare.\n\nVisitors saw a page saying that the site was checking your browser, and nothing behind it.\n\nCloudflare said a bad configuration file was to blame."),
    ("Paywalls", "The regional paper of Lund will ask readers to subscribe to continue reading from Monday.\n\nA subscription costs nine crowns a month. The paper lost a third of its advertising last year."),
    ("Cookies", "The data watchdog fined a chain of hotels 2 million euros on Friday.\n\nIts site had told visitors that it values their privacy, and set 40 cookies before they could accept all of them.\n\nThe chain will appeal, its lawyer said."),
    ("Just a moment...", "Seven hundred people stood in silence on the market square on Sunday for the miners who died in the flood of 1961.\n\nA bell was rung 31 times."),
    ("Access denied", "The union was refused access to the yard on Thursday, its chairwoman told reporters.\n\nIt will go to court on Monday."),
    ("404", "Bus 404 will no longer stop at the mill from Monday.\n\nThe road is being mended until the spring, and a detour by way of the school takes nine minutes longer."),
    ("Robots", "A robot that picks apples was shown in Kivik on Saturday.\n\nIt looks at each apple for half a second. The growers' association has ordered two."),
    ("Captcha", "Forscher haben gezeigt, dass Maschinen Bilderrätsel besser lösen als Menschen.\n\nDie Abfrage „Ich bin kein Roboter“ halte kaum noch jemanden auf, teilte die Hochschule mit."),
    (None, "Страница не найдена: так называется выставка, которая открылась в Туле. На ней сорок плакатов о забытых сайтах, и все они сделаны студентами училища за одну зиму."),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text"), STORIES)
def test_a_story_about_such_pages_is_none(cleaned: Clean, title: str | None, text: str) -> None:
    assert cleaned(text=text, title=title).text == text


@pytest.mark.parametrize(("what", "title", "text"), WALLS[:6])
def test_a_story_behind_such_a_page_is_a_story(cleaned: Clean, what: str, title: str | None, text: str) -> None:
    story = (
        "The harbour board voted on Tuesday to close the eastern basin for eleven weeks while divers replace the lock gates. "
        "Fishing crews had been given no time to move their boats, and forty of them are still behind the gates."
    )
    assert story in cleaned(text=f"{story}\n\n{text.split(chr(10))[0]}", title="Basin to close").text
