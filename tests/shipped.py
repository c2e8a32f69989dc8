"""How the tables that are made once and shipped are written: JSON in which a change of one entry is one line."""

from __future__ import annotations

import json
from collections.abc import Mapping


def lines(table: Mapping[str, object]) -> str:
    """JSON, an entry a line, in the order of the table."""

    def written(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    return "{\n" + ",\n".join(f"{written(name)}: {written(value)}" for name, value in table.items()) + "\n}\n"
