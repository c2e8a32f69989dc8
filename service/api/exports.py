"""A report in the vocabularies of others: schema.org (JSON-LD), W3C Web Annotation, W3C PROV (PROV-JSON), IPTC ninjs.

Promises
    * They say what the report says, in other words: a source that the article is not derived from, that an editor
      rejected, or that is itself made from the article, is none here either.
    * Articles are named by URNs: the service does not know by which name it is reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from copytaster.model import Direction, PubStatus, RelationKind, Ruling
from copytaster.shapes import Report, ReportSource

AROUND = 32
"""Characters before and after a passage, by which it is found again when the text around it has moved."""
_ANNO = "http://www.w3.org/ns/anno.jsonld"
_NINJS = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"


def urn(article_id: str) -> str:
    """The name of an article."""
    return f"urn:copytaster:article:{article_id}"


def derived_from(report: Report) -> list[ReportSource]:
    """The sources that the article is made from."""
    return [
        source
        for source in report["sources"]
        if RelationKind(source["relation"]).derived
        and source["direction"] != Direction.TO_SOURCE
        and source["judgement"] != Ruling.REJECTED
    ]


def json_ld(report: Report) -> dict[str, Any]:
    """A schema.org NewsArticle: `isBasedOn` are its sources, `citation` what it says of them itself."""
    article = report["article"]
    based_on = [
        _work(source["article_id"], source["title"], source["agency"] or source["outlet"], source["published_at"])
        for source in derived_from(report)
    ]
    cited = [
        {"@type": "CreativeWork", "publisher": _organization(said["agency"]), "text": said["evidence"]}
        for said in report["credit"]["stated"]
    ]
    own = _work(article["id"], article["title"], article["agency"] or article["outlet"], article["published_at"])
    more = {
        "inLanguage": article["language"],
        "url": article["url"],
        "isBasedOn": based_on,
        "citation": cited,
        "creditText": article["credit"],
    }
    return {"@context": "https://schema.org", **own, **{name: value for name, value in more.items() if value}}


def _work(article_id: str, title: str | None, publisher: str | None, published_at: str | None) -> dict[str, Any]:
    said = {
        "@type": "NewsArticle",
        "@id": urn(article_id),
        "identifier": article_id,
        "headline": title,
        "publisher": _organization(publisher) if publisher else None,
        "datePublished": published_at,
    }
    return {name: value for name, value in said.items() if value}


def _organization(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


def web_annotations(report: Report) -> dict[str, Any]:
    """An annotation for each passage (https://www.w3.org/TR/annotation-model/): it links to the place in its source."""
    article_id, text = report["article"]["id"], report["article"]["text"]
    items = []
    for number, passage in enumerate(report["passages"], 1):
        source = passage["source"]
        position = {"type": "TextPositionSelector", "start": source["start"], "end": source["end"]}
        quote = {"type": "TextQuoteSelector", "exact": source["text"]}
        items.append(
            {
                "id": f"{urn(article_id)}:passage:{number}",
                "type": "Annotation",
                "motivation": "linking",
                "body": [
                    {"type": "SpecificResource", "purpose": "linking", "source": urn(source["article_id"]),
                     "selector": [position, quote]},
                    {"type": "TextualBody", "purpose": "classifying", "value": str(passage["kind"])},
                ],
                "target": {"source": urn(article_id), "selector": _selectors(text, passage["start"], passage["end"])},
            }
        )  # fmt: skip
    return {"@context": _ANNO, "id": f"{urn(article_id)}:passages", "type": "AnnotationPage", "items": items}


def _selectors(text: str, start: int, end: int) -> list[dict[str, Any]]:
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
    return [{"type": "TextPositionSelector", "start": start, "end": end}, quote]


def prov(report: Report) -> dict[str, Any]:
    """The article and its sources as entities, who published them as agents.

    https://www.w3.org/submissions/prov-json/
    """
    article = report["article"]
    entities: dict[str, Any] = {}
    agents: dict[str, Any] = {}
    attributed: dict[str, Any] = {}
    derived: dict[str, Any] = {}

    def entity(article_id: str, title: str | None, publisher: str | None, published_at: str | None) -> str:
        name = f"article:{article_id}"
        said: dict[str, Any] = {"dcterms:title": title} if title else {}
        if published_at:
            said["dcterms:issued"] = {"$": published_at, "type": "xsd:dateTime"}
        entities[name] = said
        if publisher:
            agent = next((key for key, one in agents.items() if one["foaf:name"] == publisher), None)
            if agent is None:
                agent = f"publisher:p{len(agents) + 1}"
                kind = {"$": "prov:Organization", "type": "prov:QUALIFIED_NAME"}
                agents[agent] = {"prov:type": kind, "foaf:name": publisher}
            attributed[f"_:a{len(attributed) + 1}"] = {"prov:entity": name, "prov:agent": agent}
        return name

    own = entity(article["id"], article["title"], article["agency"] or article["outlet"], article["published_at"])
    for number, source in enumerate(derived_from(report), 1):
        publisher = source["agency"] or source["outlet"]
        used = entity(source["article_id"], source["title"], publisher, source["published_at"])
        derived[f"_:d{number}"] = {
            "prov:generatedEntity": own, "prov:usedEntity": used, "copytaster:relation": str(source["relation"]),
            "copytaster:share": {"$": str(source["share"]), "type": "xsd:double"}, **_prov_type(source),
        }  # fmt: skip
    parts = {"entity": entities, "agent": agents, "wasAttributedTo": attributed, "wasDerivedFrom": derived}
    prefixes = {
        "article": urn(""), "publisher": f"{urn(article['id'])}:publisher:", "copytaster": "urn:copytaster:terms:",
        "dcterms": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    }  # fmt: skip
    return {"prefix": prefixes, **{name: part for name, part in parts.items() if part}}


def _prov_type(source: Mapping[str, Any]) -> dict[str, Any]:
    if source["relation"] != RelationKind.UPDATE:
        return {}
    return {"prov:type": {"$": "prov:Revision", "type": "prov:QUALIFIED_NAME"}}


def ninjs(report: Report) -> dict[str, Any]:
    """The article as IPTC ninjs 3.1; `associations` are its sources, and `rel` is the relation to each.

    https://iptc.org/standards/ninjs/
    """
    article = report["article"]
    text = {"contentType": "text/plain", "charCount": len(article["text"]), "value": article["text"]}
    more = {
        "standard": {"name": "ninjs", "version": "3.1", "schema": _NINJS},
        "representationType": "full",
        "by": article["byline"],
        "embargoedUntil": article["embargoed_until"],
        "bodies": [text],
        "altIds": [{"role": "external_id", "value": article["external_id"]}] if article["external_id"] else None,
        "associations": [
            {"name": source["title"] or source["agency"] or source["outlet"] or source["article_id"],
             "rel": str(source["relation"]), **_item(source["article_id"], source), "representationType": "partial"}
            for source in derived_from(report)
        ],
    }  # fmt: skip
    return _item(article["id"], article) | {name: value for name, value in more.items() if value}


def _item(article_id: str, of: Mapping[str, Any]) -> dict[str, Any]:
    """What ninjs says of an article and of a source alike. A correction is usable there."""
    publisher = of["agency"] or of["outlet"]
    status = PubStatus.USABLE if of["status"] == PubStatus.CORRECTED else of["status"]
    said = {
        "uri": urn(article_id),
        "type": "text",
        "pubStatus": str(status),
        "versionCreated": of["published_at"],
        "language": of["language"],
        "headlines": [{"contentType": "text/plain", "value": of["title"]}] if of["title"] else None,
        "infoSources": [{"name": publisher, "role": "publisher"}] if publisher else None,
    }
    return {name: value for name, value in said.items() if value}
