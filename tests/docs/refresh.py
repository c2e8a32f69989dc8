"""Bring the figures of the examples up to date: ``python -m tests.docs.refresh``, after matching has changed.

What the pages leave out stays left out, and times stay; an answer whose shape has changed is named, and left to its
author.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from copytaster.settings import Settings
from service.cleaning.pool import Cleaners
from tests.docs.conftest import service
from tests.docs.examples import _MOMENT, MORE, decoded, differences, examples, send
from tests.docs.markdown import ROOT

WIDTH = 112


def merged(shown: Any, real: Any, name: str = "") -> Any:
    """What the page shows, with the values of the real answer."""
    if isinstance(shown, dict) and isinstance(real, dict):
        return {k: v if k == MORE or k not in real else merged(v, real[k], k) for k, v in shown.items()}
    if isinstance(shown, list) and isinstance(real, list):
        return [v if v == MORE or n >= len(real) else merged(v, real[n]) for n, v in enumerate(shown)]
    if isinstance(shown, str) and (name == "request_id" or _MOMENT.fullmatch(shown) or shown.endswith(MORE)):
        return shown
    return real


def rendered(value: Any, indent: int = 0) -> str:
    """JSON, with what fits into a line on one line."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        rows = [f"{pad}{json.dumps(k, ensure_ascii=False)}: {rendered(v, indent + 2)}" for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(pad + rendered(v, indent + 2) for v in value) + "\n" + " " * indent + "]"


def refresh(page: Path, cleaners: Cleaners) -> None:
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as home, service(Path(home), cleaners) as (client, work):
        for example in examples(page):
            if example.recorded:
                continue
            answer = send(client, example.command, work).get_data(as_text=True)
            if example.answer is None or not example.answer.info.startswith("json"):
                continue
            shown = decoded(example.answer.text, "json")
            new = merged(shown, decoded(answer, "json"))
            if new != shown:
                text = text.replace(example.answer.text, rendered(new) + "\n", 1)
            for found in differences(new, decoded(answer, "json")):
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
