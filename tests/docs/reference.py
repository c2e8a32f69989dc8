"""The reference part of docs/api.md, made from the OpenAPI document.

    python -m tests.docs.reference          writes it into the page anew
"""

from __future__ import annotations

from typing import Any

import service.api  # noqa: F401  declares the operations
from service.openapi import document
from tests.docs.markdown import ROOT

PAGE = ROOT / "docs/api.md"
MARK = "<!-- Made from the OpenAPI document by `python -m tests.docs.reference`. -->\n"


def reference() -> str:
    """Every operation: what it does, its scope, parameters, bodies and answers."""
    whole = described()
    return "\n".join(
        _operation(method.upper(), path, operation, whole)
        for path, item in whole["paths"].items()
        for method, operation in item.items()
    )


def described() -> dict[str, Any]:
    """The OpenAPI document."""
    return document()


def _operation(method: str, path: str, operation: dict[str, Any], described: dict[str, Any]) -> str:
    lines = [f"### {method} {path}", "", f"{operation['summary']}. {_flat(operation['description'])}", ""]
    if operation["parameters"]:
        lines += ["| parameter | in | type | |", "|---|---|---|---|"]
        lines += [_parameter(p, described) for p in operation["parameters"]]
        lines.append("")
    content = operation.get("requestBody", {}).get("content", {})
    if content:
        lines += ["Body: " + ", ".join(f"`{media}`" for media in content) + ".", ""]
        lines += _fields(content.get("application/json", {}).get("schema", {}), described)
    lines += ["| answer | |", "|---|---|"]
    for status, answer in operation["responses"].items():
        media = ", ".join(f"`{m}`" for m in answer.get("content", {}) if m != "application/problem+json")
        lines.append(f"| {status} | {_flat(answer['description'])}{f' {media}' if media else ''} |")
    return "\n".join([*lines, ""])


def _fields(schema: dict[str, Any], described: dict[str, Any]) -> list[str]:
    """The fields of a JSON body as a table."""
    schema = _resolved(schema, described)
    if not schema.get("properties"):
        return []
    rows = [
        f"| `{name}` | {_type(field, described)} | {_flat(field.get('description', ''))} |"
        for name, field in schema["properties"].items()
    ]
    return ["| field | type | |", "|---|---|---|", *rows, ""]


def _parameter(parameter: dict[str, Any], described: dict[str, Any]) -> str:
    where = parameter["in"]
    meaning = _flat(parameter.get("description", parameter["schema"].get("description", "")))
    return f"| `{parameter['name']}` | {where} | {_type(parameter['schema'], described)} | {meaning} |"


def _type(schema: dict[str, Any], described: dict[str, Any]) -> str:
    schema = _resolved(schema, described)
    options = [_type(s, described) for s in schema.get("anyOf", []) if s.get("type") != "null"]
    if options:
        return " or ".join(dict.fromkeys(options))
    if "allOf" in schema:
        return _type(schema["allOf"][0], described)
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    shown = str(schema.get("type", "any"))
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        shown += f", {low:g} to {high:g}" if high < 1e6 else f", {low:g} or more"
    if "maxLength" in schema:
        shown += f", at most {schema['maxLength']} characters"
    default = schema.get("default")
    return shown + (f"; `{str(default).lower()}`" if default not in (None, "") else "")


def _resolved(schema: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return described["components"]["schemas"][name] if name else schema


def _flat(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def page() -> str:
    """The page as it should be: what was written, and the reference as it is now."""
    written, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    assert mark, f"{PAGE.name} has lost the line that says where the reference begins"
    return f"{written}{mark}\n{reference()}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
