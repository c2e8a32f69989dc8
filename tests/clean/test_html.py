# ruff: noqa: E501  (documents stand here as they come, not wrapped)
"""Pages and fragments: the story comes out, the page around it does not, hostile markup is refused before it is parsed."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copytaster.clean import Rejected, Submission, clean
from copytaster.limits import Limits
from copytaster.model import Article

Clean = Callable[..., Article]
Refuse = Callable[..., Rejected]

PARAGRAPHS = [
    "The harbour board voted late on Tuesday to close the eastern basin for eleven weeks while divers replace the lock gates.",
    "Fishing crews, who were told by letter, said they had been given no time at all to move their boats to the outer wall.",
    "“We will lose the whole of the herring season,” said Ines Calder, who runs two boats with her brother and four hands.",
    "The board said the gates, which failed in the January storms, could not wait, and that it would pay for the moorings.",
    "The last time that the basin was closed, in 1987, three families sold their boats and did not go to sea again.",
]
PAGE = """<!doctype html><html lang="en"><head><title>Basin to close - Harlow Bay Post</title>
<meta property="og:site_name" content="Harlow Bay Post"><meta property="og:title" content="Basin to close">
<link rel="canonical" href="https://baypost.example/basin">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Basin to close for eleven weeks",
"datePublished": "2026-03-03T21:10:00+01:00", "author": [{"name": "Mara Lindqvist"}, {"name": "Tom Achebe"}],
"publisher": {"@type": "Organization", "name": "Harlow Bay Post"}}]}</script></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/weather">Weather</a></nav>
<article><h1>Basin to close for eleven weeks</h1>%s</article>
<aside><p>Most read: our guide to fish pies</p></aside><footer>About us Contact Privacy</footer></body></html>"""


def page(*paragraphs: str) -> str:
    return PAGE % "".join(f"<p>{p}</p>" for p in paragraphs)


def test_a_page_gives_its_story_and_what_it_says_of_itself(cleaned: Clean) -> None:
    article = cleaned(html=page(*PARAGRAPHS))
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert (article.title, article.byline, article.outlet) == (
        "Basin to close for eleven weeks",
        "Mara Lindqvist, Tom Achebe",
        "Harlow Bay Post",
    )
    assert article.published_at == datetime(2026, 3, 3, 20, 10, tzinfo=UTC)
    assert article.url == "https://baypost.example/basin"
    assert article.agency is None


def test_what_was_submitted_wins_over_what_the_page_says(cleaned: Clean) -> None:
    article = cleaned(
        html=page(*PARAGRAPHS),
        title="T",
        byline="By B",
        outlet="O",
        url="https://o.example/",
        published_at="2026-01-01",
    )
    assert (article.title, article.byline, article.outlet, article.url) == ("T", "B", "O", "https://o.example/")
    assert article.published_at == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_page_of_an_agency_is_a_wire_article(cleaned: Clean) -> None:
    assert cleaned(html=page(*PARAGRAPHS).replace("Harlow Bay Post", "Reuters")).agency == "Reuters"


def test_an_impossible_date_in_a_page_is_passed_over(cleaned: Clean) -> None:
    assert cleaned(html=page(*PARAGRAPHS).replace("2026-03-03T21", "3026-03-03T21")).published_at is None


def test_subheadings_and_rows_stay(cleaned: Clean) -> None:
    body = page(*PARAGRAPHS[:3]).replace(
        "</article>", f"<h2>What the crews say</h2><p>{PARAGRAPHS[3]}</p><p>{PARAGRAPHS[4]}</p></article>"
    )
    assert "\n\nWhat the crews say\n\n" in cleaned(html=body).text


def test_a_fragment_is_all_story(cleaned: Clean) -> None:
    article = cleaned(
        html="<h2>Basin</h2><p>One&nbsp;two <b>three</b> four.<br>Five <script>x()</script>six seven.</p><table><tr><td>8</td>"
        "<td>9</td></tr></table><ul><li>ten<li>eleven</ul>"
    )
    assert article.text == "Basin\n\nOne\u00a0two three four.\n\nFive six seven.\n\n8 9\n\nten\n\neleven"


def test_boxes_of_one_story_are_put_together(cleaned: Clean) -> None:
    boxes = "".join(
        f'<div class="row"><div class="body copy"><p>{PARAGRAPHS[i % 5]} ({i})</p><p>{PARAGRAPHS[(i + 1) % 5]} [{i}]</p></div>'
        f'<div class="ad slot">Advertisement</div></div>'
        for i in range(12)
    )
    body = PAGE.replace("<article>", "<main>").replace("</article>", "</main>") % boxes
    assert all(f"({i})" in cleaned(html=body).text for i in range(12))


def test_a_page_of_one_short_story_is_not_given_up(cleaned: Clean) -> None:
    assert "eleven weeks" in cleaned(html=f"<html><body><div><span>{PARAGRAPHS[0]}</span></div></body></html>").text


@pytest.mark.parametrize("box", ["<article>{}</article>", "<div class='post'>{}</div>"])
@pytest.mark.parametrize("told", [
    ["The ferry Lady Ansgar ran aground off Pellow on Sunday with 41 people on board.", "Nobody was hurt, the coastguard said."],
    ["フェリー「レディー・アンスガー」が日曜日、ペロー沖で座礁した。41人が乗っていたが、けが人はいなかった。", "海上保安庁によると、満潮時にタグボートが船を引き出した。"],
    ["“安斯加夫人”号渡轮周日在佩洛附近搁浅，船上有41人。", "海岸警卫队表示，无人受伤。一艘拖轮在涨潮时将其拖离。"],
], ids=["en", "ja", "zh"])  # fmt: skip
def test_a_few_lines_of_news_come_without_the_page_around_them(cleaned: Clean, told: list[str], box: str) -> None:
    """The whole page was their text, in one line: its menu, headline, date, links to share and comments."""
    body = (
        "<h1>Basin to close for eleven weeks</h1><time>2026-03-03</time><div class='share'><a>Facebook</a> <a>X</a></div>"
        + "".join(f"<p>{line}</p>" for line in told) + "<div class='ad'>Advertisement</div>"
    )  # fmt: skip
    comments = "<section id='comments'><h3>Comments (1)</h3><div class='comment'><b>gus71</b> Nobody asked us!</div></section>"
    page = PAGE.replace("<article>", "").replace("</article>", "")
    page = page.replace("<h1>Basin to close for eleven weeks</h1>%s", box.format(body) + comments)
    assert cleaned(html=page).text == "\n\n".join(told)


def test_a_page_without_text_is_refused(refused: Refuse) -> None:
    for body in (
        "<html><body></body></html>",
        "<img src=x>",
        "<html><script>var a = 'b c d e f g h'</script></html>",
        "<!-- -->",
        "<",
    ):
        assert refused(html=body).code in ("no_text", "too_few_words")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_bytes_are_decoded(cleaned: Clean, encoding: str) -> None:
    body = page("The café’s owner, Zoë Müller, told the council that eleven weeks were “too long” for her.")
    if encoding == "cp1252":
        body = body.replace("<head>", '<head><meta charset="iso-8859-1">')
    assert "Zoë Müller" in cleaned(body=body.encode(encoding), media_type="text/html").text


def test_a_wrong_declaration_does_not_spoil_utf8(cleaned: Clean) -> None:
    body = page("Zoë Müller told the council that eleven weeks were too long for her café.")
    assert "Zoë Müller" in cleaned(body=body.encode(), media_type="text/html; charset=latin-1").text


def test_what_is_no_text_in_any_encoding_is_refused(refused: Refuse) -> None:
    assert refused(body=gzip.compress(bytes(range(256)) * 50)[2:], media_type="text/html").code in ("undecodable", "nul")


ATTRIBUTES = " ".join(f"a{i}=1" for i in range(400))


@pytest.mark.parametrize(
    "hidden",
    [
        f"<p {ATTRIBUTES}>",
        f"<p\n{ATTRIBUTES}",
        f"<P x='>' {ATTRIBUTES}>",
        "<p/" + "/".join(f"a{i}" for i in range(400)) + ">",
        f'<p x="a>b" {ATTRIBUTES}>',
        f"<script><!-- <script></script><p {ATTRIBUTES}>",
        f"<!--><p {ATTRIBUTES}>",
        f"<!-- --!><p {ATTRIBUTES}>",
        f"<title></title><p {ATTRIBUTES}>",
        f'<a b=c"d {ATTRIBUTES}>',
        "<p " + "=" * 2000 + ">",
        f"<?x><p {ATTRIBUTES}>",
        f"</ ><p {ATTRIBUTES}>",
        f"<style></STYLE ><p {ATTRIBUTES}>",
    ],
)
def test_attributes_are_counted_wherever_the_tag_hides(refused: Refuse, hidden: str) -> None:
    assert refused(html=f"<html>{hidden}{PARAGRAPHS[0]}</html>").limit == "max_tag_attributes"


@pytest.mark.parametrize(
    "deep",
    ["<div>" * 300, "<DIV a='<'>" * 300, "<b><i>" * 150, "<table><tr><td>" * 100, "<ul><li>" * 150, "</p><em>" * 300],
)
def test_depth_is_counted(refused: Refuse, deep: str) -> None:
    assert refused(html=deep + PARAGRAPHS[0]).limit == "max_html_depth"


@pytest.mark.parametrize(
    "flat",
    [
        "<p>word word" * 400,
        "<ul>" + "<li>word word" * 400,
        "<br>" * 400,
        "<div>a b c</div>" * 400,
        "<img src=x>" * 400,
        "<table>" + "<tr><td>a<td>b" * 400,
        "<dl>" + "<dt>a<dd>b" * 400,
        "<script>" + "'<div>'" * 400 + "</script>",
    ],
)
def test_old_pages_that_leave_tags_open_are_not_deep(cleaned: Clean, flat: str) -> None:
    assert "eleven weeks" in cleaned(html=f"{flat}<p>{PARAGRAPHS[0]}</p>").text


_MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<div class=a>",
            "</div>",
            "<a href='x",
            '"',
            "'",
            ">",
            "<",
            "<!--",
            "-->",
            "<script>",
            "</script>",
            "<table><tr><td>",
            "</table>",
            "<br/>",
            "&amp;",
            "&#0;",
            "&#xD800;",
            "&nbsp;",
            "<html>",
            "<body>",
            "<title>",
            "<li>",
            "=",
            "/",
            "<![CDATA[",
            "]]>",
            "one two three. ",
            "Four five six seven. ",
            "<h1>",
            "<article>",
            "</article>",
            "<template>",
            "<svg>",
            "<iframe>",
            "\x01",
            "ﬁ",
        ]
    ),
    max_size=60,
).map("".join)


@given(_MARKUP)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_markup_is_an_article_or_a_refusal(markup: str) -> None:
    try:
        article = clean(Submission(html=markup), Limits(), datetime(2026, 3, 4, tzinfo=UTC))
    except Rejected as found:
        refusal: Rejected | None = found
    else:
        refusal = None
    if refusal is not None:
        assert refusal.status in (413, 422)
        return
    check(article)


def check(article: Article) -> None:
    assert article.text.strip() == article.text != ""
    assert "\0" not in article.text
    assert all(0 <= s.start < s.end <= len(article.text) for s in article.boilerplate)


def test_a_row_is_one_line_though_each_of_its_cells_holds_a_paragraph(cleaned: Callable[..., Article]) -> None:
    rows = "".join(f"<tr><td><p>{n}.</p></td><td><p>Ada Roe {n}</p></td><td><div>+{n},2</div></td></tr>" for n in (1, 2))
    told = "<td><p>The board voted on Tuesday.</p><p>Crews had no time.</p></td>"
    article = cleaned(html=f"<p>The race was won by four seconds.</p><table>{rows}<tr>{told}</tr></table>")
    assert article.text.split("\n\n")[1:] == [
        "1. Ada Roe 1 +1,2", "2. Ada Roe 2 +2,2", "The board voted on Tuesday.", "Crews had no time.",
    ]  # fmt: skip
