"""Writes an invented report passage by passage and keeps the offsets, so that none disagrees with its text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
KINDS = ("verbatim", "edited", "paraphrase", "translation", "quote")


def stamp(hours: float) -> str:
    """`hours` before `NOW`, as JSON has it."""
    return (NOW - timedelta(hours=hours)).isoformat().replace("+00:00", "Z")


class Draw:
    """Builds a report: `say` adds text of the article's own, `take` a passage from a source."""

    def __init__(self, article_id: str, **meta: Any) -> None:
        self.article: dict[str, Any] = {
            "id": article_id,
            "external_id": None,
            "title": "Untitled",
            "outlet": "The Tarsvik Courier",
            "agency": None,
            "byline": None,
            "url": None,
            "published_at": stamp(4),
            "received_at": stamp(3.9),
            "language": "en",
            **meta,
        }
        self.text = ""
        self.passages: list[dict[str, Any]] = []
        self.boilerplate: list[dict[str, int]] = []
        self.stated: list[dict[str, Any]] = []
        self.sources: list[dict[str, Any]] = []

    def say(self, text: str) -> Draw:
        self.text += text
        return self

    def paragraph(self) -> Draw:
        return self.say("\n\n")

    def blank(self, text: str) -> Draw:
        self.boilerplate.append({"start": len(self.text), "end": len(self.text) + len(text)})
        return self.say(text)

    def credit(self, agency: str, evidence: str, where: str = "sign-off") -> Draw:
        self.stated.append(
            {
                "agency": agency,
                "evidence": evidence,
                "where": where,
                "field": "text",
                "start": len(self.text),
                "end": len(self.text) + len(evidence),
            }
        )
        return self.say(evidence)

    def take(
        self,
        text: str,
        kind: str,
        source: str,
        words: str | None = None,
        score: float = 0.9,
        changes: tuple[tuple[str, str | None, str | None], ...] = (),
        alternatives: tuple[str, ...] = (),
        at: int = 100,
    ) -> Draw:
        start = len(self.text)
        there = words if words is not None else text
        agency = next((s["agency"] for s in self.sources if s["article_id"] == source), None)
        self.passages.append(
            {
                "start": start,
                "end": start + len(text),
                "text": text,
                "kind": kind,
                "score": score,
                "source": {"article_id": source, "agency": agency, "start": at, "end": at + len(there), "text": there},
                "alternatives": [
                    {"article_id": a, "agency": None, "start": 0, "end": 80, "score": 0.61} for a in alternatives
                ],
                "changes": [
                    {"what": what, "here": _span(text, here, start), "there": _span(there, old, at)}
                    for what, here, old in changes
                ],
            }
        )
        return self.say(text)

    def source(
        self,
        article_id: str,
        title: str,
        relation: str = "rewrite",
        outlet: str | None = None,
        agency: str | None = None,
        hours: float = 6,
        direction: str = "from_source",
        score: float = 0.93,
        **more: Any,
    ) -> Draw:
        self.sources.append(
            {
                "article_id": article_id,
                "title": title,
                "outlet": outlet or agency,
                "agency": agency,
                "published_at": stamp(hours),
                "relation": relation,
                "score": score,
                "direction": direction,
                "resemblance": 0.044,
                "containment": {"of_article": 0.0, "of_source": 0.58},
                "judgement": None,
                "reasons": ["31 facts agree, 1 differs.", "The article has no name that the other lacks."],
                "evidence": {"facts_agree": 31.0, "facts_differ": 1.0},
                **more,
            }
        )
        return self

    def report(
        self,
        derivation: str = "wholly_derived",
        credit: str = "uncredited",
        found: tuple[str, ...] = ("Reuters",),
        **more: Any,
    ) -> dict[str, Any]:
        own = _visible(self.text) - sum(_visible(self.text[b["start"] : b["end"]]) for b in self.boilerplate)
        shares = dict.fromkeys(KINDS, 0.0)
        agencies: dict[str, float] = {}
        for p in self.passages:
            part = _visible(p["text"]) / own
            shares[p["kind"]] += part
            if p["source"]["agency"] and p["kind"] != "quote":
                agencies[p["source"]["agency"]] = agencies.get(p["source"]["agency"], 0.0) + part
            for s in self.sources:
                if s["article_id"] == p["source"]["article_id"]:
                    s["containment"]["of_article"] += part
        return {
            "status": "checked",
            "article": {**self.article, "text": self.text, "boilerplate": self.boilerplate},
            "derivation": derivation,
            "confidence": 0.97,
            "coverage": {**shares, "original": 1 - sum(shares.values())},
            "by_agency": [{"agency": a, "share": s} for a, s in sorted(agencies.items(), key=lambda x: -x[1])],
            "sources": self.sources,
            "passages": self.passages,
            "credit": {"status": credit, "stated": self.stated, "found": list(found)},
            "reasons": ["It has no name, figure or quotation that its sources lack.", "It is likely (81 %)."],
            "evidence": {"coverage": 2.6, "own_runs": 1.1, "new_names": -0.7},
            "story_id": None,
            **more,
        }


def _visible(text: str) -> int:
    return sum(map(len, text.split()))


def _span(text: str, part: str | None, offset: int) -> dict[str, Any] | None:
    if part is None:
        return None
    at = text.index(part)
    return {"start": offset + at, "end": offset + at + len(part), "text": part}
