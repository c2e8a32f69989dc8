"""Bring the figures of the examples up to date: ``python -m tests.docs.refresh``, after matching has changed.

What the pages leave out stays left out, and times stay; an answer whose shape has changed is named, and left to its
author.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from copytaster.settings import Settings
from service.cleaning.pool import Cleaners
from tests.docs.conftest import service
from tests.docs.examples import KINDS, MOMENT, MORE, decoded, differences, examples, send
from tests.docs.markdown import ROOT

WIDTH = 112


def merged(shown: Any, real: Any, name: str = "") -> Any:
    """What the page shows, with the values of the real answer."""
    if isinstance(shown, dict) and isinstance(real, dict):
        return {k: v if k == MORE or k not in real else merged(v, real[k], k) for k, v in shown.items()}
    if isinstance(shown, list) and isinstance(real, list):
        return [v if v == MORE or n >= len(real) else merged(v, real[n]) for n, v in enumerate(shown)]
    if isinstance(shown, str) and (name == "request_id" or MOMENT.fullmatch(shown)):
        return shown
    if isinstance(shown, str) and isinstance(real, str) and shown.endswith(MORE):
        return real[: len(shown) - 1] + MORE
    return real


def rendered(value: Any, kind: str = "json") -> str:
    """What `decoded` read, as the page shows it."""
    if kind == "ndjson":
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in value)
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(value)
        return text.getvalue()
    return _json(value) + "\n"


def _json(value: Any, indent: int = 0) -> str:
    """JSON, with what fits into a line on one line."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        rows = [f"{pad}{json.dumps(k, ensure_ascii=False)}: {_json(v, indent + 2)}" for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(pad + _json(v, indent + 2) for v in value) + "\n" + " " * indent + "]"


def refresh(page: Path, cleaners: Cleaners) -> None:
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as home, service(Path(home), cleaners) as (client, work):
        for example in examples(page):
            if example.recorded:
                continue
            answer = send(client, example.command, work).get_data(as_text=True)
            if example.answer is None or example.kind not in KINDS:
                continue
            shown, now = decoded(example.answer.text, example.kind), decoded(answer, example.kind)
            new = merged(shown, now)
            if new != shown:
                text = text.replace(example.answer.text, rendered(new, example.kind), 1)
            for found in differences(new, now):
                print(f"{page.name}, line {example.line}: {found}")
    page.write_text(text, encoding="utf-8")


def main() -> None:
    cleaners = Cleaners(Settings(cleaners=2))
    cleaners.start()
    cleaners.wait_ready(120)
    for name in ("README.md", "docs/api.md"):
        refresh(ROOT / name, cleaners)
    cleaners.close()


if __name__ == "__main__":
    main()
