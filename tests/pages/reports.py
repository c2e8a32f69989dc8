"""Invented reports: one that an editor would meet any day, and the extreme ones; see `draw`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.pages.draw import KINDS, Draw, stamp

WIRE_TITLE = "Tarsvik dockers walk out, stranding 41 ships and 9,000 tonnes of fruit"


def ordinary() -> dict[str, Any]:
    """A rewrite of one wire with a little of another, a quotation, boilerplate and a changed figure."""
    d = Draw(
        "courier1",
        title="‘Nobody asked us’: dockers’ strike closes Tarsvik harbour",
        byline="By Ine Halvard",
        url="https://courier.example/tarsvik-strike",
        external_id="CR-20261121-114",
    )
    d.source("reuters1", WIRE_TITLE, "rewrite", "Reuters", "Reuters", 6)
    d.source(
        "afp1", "Norrland port strike enters first day as talks collapse", "excerpt", "AFP", "AFP", 5.2, score=0.81
    )
    d.source("echo1", "Harbour shut as crane crews down tools", "shared-quotes", "Norrland Echo", None, 4.4, score=0.66)
    d.take(
        "A walkout by 1,200 dockers shut the port of Tarsvik on Saturday, leaving 44 vessels at anchor.",
        "edited",
        "reuters1",
        "A walkout by 1,200 dockworkers shut the port of Tarsvik on Saturday, leaving 41 ships at anchor.",
        0.91,
        changes=(("figure", "44", "41"),),
        at=0,
    )
    d.say(" It is the first time in nineteen years that no crane has moved on the quays.").paragraph()
    d.take(
        "The stoppage began before dawn, hours after negotiations over a new roster had broken down, according to the "
        "union.",
        "paraphrase",
        "reuters1",
        "Talks about a new shift system collapsed on Friday night, the union said, and workers laid down their tools "
        "at 5 a.m.",
        0.78,
        alternatives=("afp1",),
    )
    d.say(" ")
    d.take(
        "“Nobody asked us before they bought the machines,” said Rurik Damsgård, who leads the crane crews.",
        "quote",
        "reuters1",
        "“Nobody asked us before they bought the machines,” Rurik Damsgård, head of the crane drivers’ "
        "section, told reporters.",
        0.88,
        alternatives=("echo1", "afp1"),
    )
    d.paragraph().blank("Also read: The last herring boats of the outer islands").paragraph()
    d.take(
        "The port handles a third of the country’s fresh fruit imports, and some 9,000 tonnes of bananas and citrus "
        "are waiting to be unloaded.",
        "verbatim",
        "reuters1",
        score=1.0,
    )
    d.say(" Greengrocers in the old town had begun to ration oranges by noon.").paragraph()
    d.take(
        "Shares in Norrhavn, which runs the terminal, fell as much as 6.4% before recovering part of the loss.",
        "verbatim",
        "afp1",
        score=1.0,
    )
    d.say(" ")
    d.take(
        "The company maintains that its automated cranes will cost nobody a job before 2029.",
        "paraphrase",
        "afp1",
        "Norrhavn insisted on Saturday that there would be no redundancies from automation until 2030 at the earliest.",
        0.71,
        changes=(("date", "2029", "2030"),),
    )
    d.paragraph()
    d.say(
        "On the Strandgata, where the strikers had lit braziers, the mood was closer to that of a village fair. "
        "Children climbed the bollards; somebody had brought an accordion."
    ).paragraph()
    d.take("Mediators will meet both sides on Monday.", "verbatim", "reuters1", score=0.99)
    d.paragraph().credit("AFP", "With inputs from AFP")
    return d.report("wholly_derived", "partly_credited", ("Reuters", "AFP"), story_id="reuters1")


def wire() -> dict[str, Any]:
    """The wire of the same story: others were made from it."""
    d = Draw("reuters1", title=WIRE_TITLE, outlet="Reuters", agency="Reuters", published_at=stamp(6))
    d.source(
        "courier1",
        "‘Nobody asked us’: dockers’ strike closes Tarsvik harbour",
        "rewrite",
        "The Tarsvik Courier",
        None,
        4,
        "to_source",
    )
    d.source("echo1", "Harbour shut as crane crews down tools", "copy", "Norrland Echo", None, 4.4, "to_source")
    d.say(
        "A walkout by 1,200 dockworkers shut the port of Tarsvik on Saturday, leaving 41 ships at anchor. Talks "
        "about a new shift system collapsed on Friday night, the union said, and "
        "workers laid down their tools at 5 a.m."
    )
    d.paragraph().say("Mediators will meet both sides on Monday.")
    return d.report("not_derived", "not_applicable", (), story_id="reuters1")


def alone() -> dict[str, Any]:
    """Nothing like it in the archive."""
    d = Draw("alone1", title="The lighthouse keeper’s last ledger", outlet=None, published_at=None)
    d.say(
        "For forty-one winters Signe Aalto wrote down every ship that passed the skerry, and the weather it came in. "
        "The ledgers fill a wall of her kitchen."
    )
    return d.report("not_derived", "not_applicable", (), story_id=None)


def limits(*article_ids: str) -> list[dict[str, Any]]:
    """What a report has that is not complete."""
    return [{"limit": "work", "detail": "Other articles were not compared with it.", "article_ids": [*article_ids],
             "articles": len(article_ids)}]  # fmt: skip


def unfinished_work() -> dict[str, Any]:
    """Nothing found, and nothing like complete: six that it seems to share text with were not compared."""
    d = Draw("limit1", title="The tide tables of the northern skerries, complete")
    d.say("High water at Aske came at four, at Holm at ten past, and at the light twenty minutes after that.")
    others = ("hostile1", "arabic1", "reuters1", "alone1", "twin1", "longtitle1")
    return {**d.report("not_derived", "not_applicable", (), story_id=None), "limits": limits(*others)}


def some_work_left() -> dict[str, Any]:
    """As the ordinary one, and one more article that it was not compared with."""
    report = ordinary()
    return {**report, "article": {**report["article"], "id": "limit2"}, "limits": limits("alone1")}


def carried_by_many() -> dict[str, Any]:
    """As the ordinary one, of a story that so many carry that only the first are named."""
    report = ordinary()
    limit = {"limit": "copies", "detail": "Only the first are named.", "article_ids": [], "articles": 385}
    facts = {"limit": "facts", "detail": "Not looked for.", "article_ids": [], "articles": None, "facts": 1200}
    return {**report, "article": {**report["article"], "id": "carried1"}, "limits": [limit, facts]}


def undetermined() -> dict[str, Any]:
    """Two outlets made from one unseen wire."""
    d = Draw("twin1", title="Envoy confirms invitation to the Moscow talks")
    d.source("twin2", "Talks invitation confirmed by envoy", "rewrite", "Fjord Times", None, 4, "undetermined")
    d.take(
        "The envoy said the invitation had been sent.",
        "paraphrase",
        "twin2",
        "An invitation went out, the envoy confirmed.",
        0.8,
    )
    return d.report(credit="uncredited", found=())


def arabic() -> dict[str, Any]:
    title = "إضراب عمال الرصيف يغلق ميناء تارسفيك ويترك 41 سفينة قبالة الساحل"
    d = Draw("arabic1", title=title, outlet="جريدة الساحل", language="ar")
    d.source("reuters-ar", "عمال ميناء تارسفيك يضربون عن العمل", "rewrite", "Reuters", "Reuters", 6)
    d.take(
        "أغلق إضراب 1200 عامل ميناء تارسفيك يوم السبت وبقيت 44 سفينة راسية قبالة الساحل.",
        "edited",
        "reuters-ar",
        "أغلق إضراب نفذه 1200 عامل ميناء تارسفيك يوم السبت وبقيت 41 سفينة راسية.",
        changes=(("figure", "44", "41"),),
    )
    d.paragraph().say("وقالت النقابة إن المحادثات (talks) ستستأنف يوم الاثنين في مقر Norrhavn.")
    return d.report()


def translated() -> dict[str, Any]:
    """A wire in another language, with what the article has of its own, and neighbours that are no sources."""
    title = "Port de Tarsvik : la grève immobilise 44 navires"
    d = Draw("translated1", title=title, outlet="Le Littoral", language="fr")
    d.source("reuters-ar", "عمال ميناء تارسفيك يضربون عن العمل", "translation", "Reuters", "Reuters", 6, share=0.53,
             facts={"agree": 7, "differ": 1})  # fmt: skip
    d.source("kyst1", "Streik legger havnen øde", "same-source", "Kystavisa", None, 5, "undetermined", share=0.0)
    d.source("form1", "Port de Velmar : la grève immobilise 12 navires", "same-form", "Le Littoral", None, 900,
             "undetermined", share=0.0)  # fmt: skip
    d.take(
        "Une grève de 1 200 dockers a fermé samedi le port de Tarsvik, laissant 44 navires à l’ancre.",
        "translation",
        "reuters-ar",
        "أغلق إضراب نفذه 1200 عامل ميناء تارسفيك يوم السبت وبقيت 41 سفينة راسية.",
        changes=(("figure", "44", "41"),),
    )
    d.paragraph().say("Le maire, Ødger Halvard, a interrompu ses vacances, a-t-il dit au Littoral mardi.")
    new = [
        {"what": what, "text": text, "start": d.text.index(text), "end": d.text.index(text) + len(text)}
        for what, text in (("name", "Ødger Halvard"), ("name", "Littoral"), ("date", "mardi"))
    ]
    quoted = "a interrompu ses vacances"
    at = d.text.index(quoted)
    spoken = {"what": "quotation", "text": quoted, "start": at, "end": at + len(quoted), "speaker": "Ødger Halvard"}
    new.append(spoken)
    return d.report("partially_derived", new=new)


def hindi() -> dict[str, Any]:
    d = Draw("hindi1", title="तारस्विक बंदरगाह पर हड़ताल, 41 जहाज़ फँसे", outlet="तटीय समाचार", language="hi")
    d.source("pti1", "बंदरगाह कर्मचारियों की हड़ताल से 41 जहाज़ रुके", "copy", "PTI", "PTI", 5)
    d.take("शनिवार को 1,200 कर्मचारियों की हड़ताल से तारस्विक बंदरगाह बंद हो गया।", "verbatim", "pti1")
    return d.report(found=("PTI",))


def chinese() -> dict[str, Any]:
    d = Draw("chinese1", title="塔斯维克港工人罢工致四十一艘船滞留", outlet="海岸日报", language="zh")
    d.source("xinhua1", "塔斯维克港码头工人罢工", "rewrite", "Xinhua", "Xinhua", 5)
    d.take(
        "周六,一千二百名码头工人罢工,塔斯维克港关闭,四十四艘船滞留锚地。",
        "edited",
        "xinhua1",
        "周六,一千二百名工人举行罢工,塔斯维克港关闭,四十一艘船滞留锚地。",
    )
    d.paragraph().say("工会说,谈判将于周一恢复。")
    return d.report(found=("Xinhua",))


HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> "
    "<a href=\"javascript:document.title='owned'\">click</a> {{7*7}} {% raw %} ${7*7} </p></article></main> "
    "&lt;b&gt; \u202eesrever\u202c p\u0430yp\u0430l \u200bhidden ]]> --> <!-- ' \" ` <svg onload=alert(1)> "
    '=HYPERLINK("http://x.example")'
)


def hostile() -> dict[str, Any]:
    """Every field tries to break out."""
    d = Draw(
        "hostile1",
        title=HOSTILE,
        outlet="<b onmouseover=alert(1)>Outlet</b>\u202e",
        byline=HOSTILE,
        url="javascript:document.title='owned'",
        external_id='"><script>1</script>',
        language='en" onload="x',
    )
    d.source("hostile2", HOSTILE, "copy", "</title><script>document.title='owned'</script>", None, 6)
    d.say(HOSTILE).paragraph()
    d.take(
        HOSTILE,
        "edited",
        "hostile2",
        HOSTILE + " <script>document.title='owned'</script>",
        changes=(("quote", "</main>", "<script>"),),
    )
    d.paragraph().blank("<iframe src='https://evil.example'></iframe>").paragraph()
    d.credit("<i>Agency</i>", "With inputs from <script>document.title='owned'</script>")
    return d.report(found=("<u>Reuters</u>",))


def long_title() -> dict[str, Any]:
    d = Draw(
        "longtitle1",
        title=("What the ministry knew, when it knew it, and why the harbour stayed open, " * 6)[:399] + ".",
        outlet="A Gazette With A Very Long Name Indeed For The Whole Of The Northern Coast And Its Islands",
    )
    d.source(
        "reuters1",
        ("A wire headline that goes on and on about the harbour " * 8)[:400],
        "excerpt",
        "Reuters",
        "Reuters",
        6,
    )
    d.take("The port handles a third of the country’s fresh fruit imports.", "verbatim", "reuters1")
    d.say(" Pneumonoultramicroscopicsilicovolcanoconiosis" + "x" * 300)
    return d.report("partially_derived")


def huge(words: int = 20_000, passages: int = 300) -> dict[str, Any]:
    """20,000 words with 300 passages from 30 sources."""
    d = Draw("huge1", title="The harbour papers, in full", outlet="The Tarsvik Courier")
    for n in range(30):
        d.source(
            f"src{n}",
            f"Harbour paper number {n}: what was said on the quay",
            "excerpt",
            None if n % 3 == 0 else f"Outlet {n}",
            "Reuters" if n % 3 == 0 else None,
            6 + n,
        )
    each = words // passages
    for n in range(passages):
        sentence = " ".join(f"word{(n * 7 + i) % 997}" for i in range(each // 2)).capitalize() + "."
        d.take(
            sentence,
            KINDS[n % len(KINDS)],
            f"src{n % 30}",
            sentence.replace("word3", "term3"),
            0.8,
            alternatives=(f"src{(n + 1) % 30}",),
        )
        d.say(" " + " ".join(f"own{(n * 5 + i) % 991}" for i in range(each - each // 2)).capitalize() + ".").paragraph()
    return d.report("partially_derived")


def crowded(copies: int = 500) -> dict[str, Any]:
    """A wire with 500 copies."""
    d = Draw(
        "crowd0",
        title="Tarsvik strike ends",
        outlet="Reuters",
        agency="Reuters",
        published_at=stamp(30),
        story_id="crowd0",
    )
    for n in range(copies):
        d.source(
            f"crowd{n + 1}",
            f"Strike ends in Tarsvik, says outlet {n + 1}",
            "copy",
            f"Outlet {n + 1}",
            None,
            29 - n * 0.04,
            "to_source",
        )
    d.say("The strike at the port of Tarsvik ended on Sunday after mediators found a compromise.")
    report = d.report("not_derived", "not_applicable", ())
    report["story_id"] = "crowd0"
    return report


def waiting(status: str, error: str | None = None) -> dict[str, Any]:
    """Not checked yet, or failed."""
    article = ordinary()["article"]
    return {"status": status, "article": {**article, "id": f"{status}1"}, "error": error}


def rejected() -> dict[str, Any]:
    """The everyday report with its second source rejected by an editor."""
    report = ordinary()
    report["article"]["id"] = "rejected1"
    for source in report["sources"]:
        if source["article_id"] == "afp1":
            source["judgement"] = {
                "ruling": "rejected",
                "who": "Ana Pruitt",
                "at": stamp(0.5),
                "note": "We had our own reporter there.",
            }
        if source["article_id"] == "reuters1":
            source["judgement"] = {"ruling": "confirmed", "who": "Ana Pruitt", "at": stamp(0.4), "note": ""}
    return report


def everything() -> dict[str, dict[str, Any]]:
    makers: tuple[Callable[[], dict[str, Any]], ...] = (
        ordinary,
        wire,
        alone,
        undetermined,
        arabic,
        translated,
        hindi,
        chinese,
        hostile,
        long_title,
        huge,
        crowded,
        rejected,
        unfinished_work,
        some_work_left,
        carried_by_many,
        lambda: waiting("queued"),
        lambda: waiting("checking"),
        lambda: waiting("failed", "checking took more than 30 CPU seconds (check_seconds)"),
    )
    return {r["article"]["id"]: r for r in (make() for make in makers)}
