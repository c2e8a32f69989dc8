# ruff: noqa: E501  (a box stands on one line)
"""Sign-up boxes in the middle of a story: taken out of pages by their form, marked in texts by their words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copytaster.clean import boilerplate
from copytaster.clean.boxes import is_name
from copytaster.model import Article

Clean = Callable[..., Article]

ABOVE = ["Beekeepers around the heath lost almost half of their colonies last winter, their association said on Tuesday.", "A mite that thrives in mild Decembers is to blame for most of the losses, a survey of 640 members found."]
BELOW = ["Karin Ostby, who chairs the association, said that many had treated their hives too late in the autumn.", "The ministry has set aside 3.2 million crowns for new queens and for courses."]
STORY = "\n\n".join(ABOVE + BELOW)
FORM = "<form><input type='email' placeholder='Your address'><button>Sign up</button></form>"


def page(box: str) -> bytes:
    above, below = ("".join(f"<p>{line}</p>" for line in lines) for lines in (ABOVE, BELOW))
    return (
        f"<!doctype html><html lang='en'><head><title>Half of the bees lost</title></head><body><main><article>"
        f"<h1>Half of the bees lost</h1>{above}{box}{below}</article></main></body></html>"
    ).encode()


@pytest.mark.parametrize(
    "box",
    [
        f"<div class='inline-signup'><h3>The Heath Morning</h3><p>The day's stories every morning.</p>{FORM}<p>You agree to our terms.</p></div>",
        f"<section id='newsletter-7'><p>Die Heide am Morgen, jeden Tag.</p>{FORM}</section>",
        "<div class='mc_embed_shell'><p>Every Friday.</p><form><input name='EMAIL'></form></div>",
        f"<div class='c-box'><div class='NewsletterSignup'><h2>La Matinale</h2>{FORM}</div></div>",
        "<div class='email-capture'><form class='email-form'><p>Five minutes a day.</p><input name='q'></form></div>",
        f"<div class='nyhetsbrev'><p>Det viktigaste varje morgon.</p>{FORM}</div>",
    ],
)
def test_a_box_of_a_page_is_not_in_the_text(cleaned: Clean, box: str) -> None:
    assert cleaned(body=page(box), media_type="text/html").text == STORY


@pytest.mark.parametrize(
    "box",
    [
        "<div class='newsletter'><p>Their own newsletter had warned of the mite in September, members say.</p></div>",
        "<form class='search'><p>The survey is open to all members until the end of the month.</p><input name='q'></form><p>Nothing else is known of it.</p>",
    ],
)
def test_a_box_without_such_a_form_is_left_to_its_words(cleaned: Clean, box: str) -> None:
    text = cleaned(body=page(box), media_type="text/html").text
    assert all(line in text for line in ABOVE + BELOW)


def test_a_page_inside_one_form_keeps_its_story(cleaned: Clean) -> None:
    """Servers of the early web wrote pages so; and a page may be called by what stands at its foot."""
    wrapped = page(FORM).replace(b"<main>", b"<form id='newsletter-page'><main>").replace(b"</main>", b"</main></form>")
    assert all(line in cleaned(body=wrapped, media_type="text/html").text for line in ABOVE + BELOW)


BOXES = [
    ("en", "The Heath Morning\n\nSign up for our free newsletter and get the day's top stories in your inbox every morning.\n\nBy signing up you agree to our terms of use and privacy policy."),
    ("en", "Morning Briefing\n\nSign up to our daily email\n\nEnter your email\n\nSign Up\n\nPrivacy Notice: Newsletters may contain info about charities, online ads, and content funded by outside parties."),
    ("en", "Get our weekly newsletter\n\nThe stories that matter, every Friday.\n\nSubscribe"),
    ("en", "Don't miss a story\n\nSubscribe to our free daily newsletter.\n\nBy clicking Sign up, I agree to the terms."),
    ("de", "Der Morgen in Lund\n\nMelden Sie sich für unseren kostenlosen Newsletter an und erhalten Sie jeden Morgen die wichtigsten Nachrichten.\n\nMit der Anmeldung stimmen Sie unseren Nutzungsbedingungen zu."),
    ("fr", "La Matinale\n\nInscrivez-vous à notre newsletter gratuite et recevez chaque matin l’essentiel de l’actualité.\n\nEn vous inscrivant, vous acceptez nos conditions d’utilisation."),
    ("es", "El Boletín de la Mañana\n\nSuscríbase a nuestro boletín gratuito y reciba cada mañana las noticias más importantes.\n\nAl suscribirse acepta nuestros términos de uso y la política de privacidad."),
    ("it", "Il Buongiorno\n\nIscriviti alla nostra newsletter gratuita e ricevi ogni mattina le notizie più importanti.\n\nIscrivendoti accetti i termini di utilizzo e l’informativa sulla privacy."),
    ("pt", "Bom Dia Lund\n\nAssine a nossa newsletter gratuita e receba as principais notícias todas as manhãs.\n\nAo assinar, concorda com os nossos termos de uso e política de privacidade."),
    ("nl", "De Ochtend\n\nSchrijf je in voor onze gratis nieuwsbrief en ontvang elke ochtend het belangrijkste nieuws.\n\nDoor je in te schrijven ga je akkoord met onze voorwaarden."),
    ("sv", "Prenumerera på vårt kostnadsfria nyhetsbrev och få de viktigaste nyheterna varje morgon.\n\nGenom att anmäla dig godkänner du våra villkor."),
    ("da", "Tilmeld dig vores gratis nyhedsbrev og få dagens vigtigste nyheder i din indbakke hver morgen.\n\nVed at tilmelde dig accepterer du vores betingelser."),
    ("no", "Meld deg på vårt gratis nyhetsbrev og få de viktigste nyhetene i innboksen hver morgen.\n\nVed å melde deg på godtar du våre vilkår."),
    ("pl", "Poranek Lundu\n\nZapisz się do naszego bezpłatnego newslettera i otrzymuj codziennie najważniejsze wiadomości.\n\nZapisując się, akceptujesz regulamin i politykę prywatności."),
    ("ru", "Утро Лунда\n\nПодпишитесь на нашу бесплатную рассылку и получайте главные новости каждое утро.\n\nПодписываясь, вы соглашаетесь с условиями использования."),
    ("uk", "Ранок Лунда\n\nПідпишіться на нашу безкоштовну розсилку та отримуйте головні новини щоранку.\n\nПідписуючись, ви погоджуєтеся з умовами користування."),
    ("ja", "朝刊メール\n\n無料ニュースレターに登録して、毎朝のニュースを受け取りましょう。\n\n登録することで、利用規約とプライバシーポリシーに同意したものとみなされます。"),
    ("zh", "早安简报\n\n订阅我们的免费新闻通讯，每天早上收到重要新闻。\n\n订阅即表示您同意我们的使用条款和隐私政策。"),
    ("ar", "اشترك في نشرتنا البريدية المجانية لتصلك أهم الأخبار كل صباح.\n\nباشتراكك فإنك توافق على شروط الاستخدام وسياسة الخصوصية."),
    ("ko", "무료 뉴스레터를 구독하고 매일 아침 주요 뉴스를 받아보세요.\n\n구독하면 이용약관 및 개인정보처리방침에 동의하는 것으로 간주됩니다."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "box"), BOXES)
def test_a_box_in_a_text_is_marked_whole(language: str, box: str) -> None:
    body = "\n\n".join([*ABOVE, box, *BELOW])
    found = [body[span.start : span.end] for span in boilerplate.mark(body, language)]
    assert "\n\n".join(found) == box


@pytest.mark.parametrize(
    "heading", ["What happens next", "Background", "Late for the mites", "Why it matters:", "Is It Too Late?", "640 hives"]
)
def test_a_heading_over_a_promo_stays(heading: str) -> None:
    body = "\n\n".join([*ABOVE, heading, "Sign up for our free newsletter.", *BELOW])
    found = [body[span.start : span.end] for span in boilerplate.mark(body, "en")]
    assert found == ["Sign up for our free newsletter."]


def test_names() -> None:
    assert all(map(is_name, ["The Heath Morning", "El Boletín de la Mañana", "Утро Лунда", "早安简报"]))
    assert not any(map(is_name, ["The harbour is closed", "Morgen", "He Said No.", "“The End”", "one Two"]))
