"""JSON Schemas of rule files, made from the models, so that editors can complete and check them.

`python -m listerules.law.schema rules` writes them beside the rule files.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from listerules.law.model import CaseFile, Column, Name, Regime, Scenario

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# What the models ask across words: exactly one of these sets of words, and none of the others' words.
_ONE_OF: dict[str, tuple[tuple[str, ...], ...]] = {
    "Test": (("above",), ("at_least",), ("below",), ("at_most",)),
    "Group": (("all",), ("at_least", "of"), ("none",)),
    "Measure": (("count",), ("share", "of"), ("mean",)),
}


def regime_schema() -> dict[str, Any]:
    """The schema of a regime file."""
    return _finish(Regime.model_json_schema(by_alias=True), "A regime: the law of a series from one date")


def columns_schema() -> dict[str, Any]:
    """The schema of a columns.yaml: columns by name."""
    return _finish(TypeAdapter(dict[Name, Column]).json_schema(), "The columns a table of areas may have")


def scenario_schema() -> dict[str, Any]:
    """The schema of a scenario file."""
    return _finish(Scenario.model_json_schema(), "A scenario: a what-if over one regime, or over several")


def cases_schema() -> dict[str, Any]:
    """The schema of a file of cases."""
    return _finish(CaseFile.model_json_schema(), "Cases: made-up areas with the answers that a regime must give them")


def write_schemas(folder: Path) -> list[Path]:
    """Write the four schemas into a folder, as `regime.schema.json` and so on, and name them."""
    written = []
    for name, text in render_schemas().items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def render_schemas() -> dict[str, str]:
    """The text of each schema file by its name."""
    schemas = {
        "regime": regime_schema(),
        "columns": columns_schema(),
        "scenario": scenario_schema(),
        "cases": cases_schema(),
    }
    return {
        f"{name}.schema.json": json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        for name, schema in schemas.items()
    }


def _finish(schema: dict[str, Any], title: str) -> dict[str, Any]:
    for name, ways in _ONE_OF.items():
        if name in schema.get("$defs", {}):
            schema["$defs"][name]["oneOf"] = [_only(way, ways) for way in ways]
    tightened: dict[str, Any] = _tighten(schema)
    return {**tightened, "$schema": _DIALECT, "title": title}


def _only(way: tuple[str, ...], ways: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
    others = sorted({word for other in ways for word in other} - set(way))
    return {"required": list(way), "properties": dict.fromkeys(others, False)}


def _tighten(schema: Any) -> Any:
    """Close mappings to other keys than names, and leave out null: in a rule file a word is there or it is not."""
    if isinstance(schema, list):
        return [_tighten(below) for below in schema]
    if not isinstance(schema, dict):
        return schema
    tight = {key: _tighten(below) for key, below in schema.items() if not (key == "default" and below is None)}
    if "patternProperties" in tight:
        tight["additionalProperties"] = False
    choices = [choice for choice in tight.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        del tight["anyOf"]
        tight = {**choices[0], **tight}
    elif choices:
        tight["anyOf"] = choices
    return tight


if __name__ == "__main__":
    for path in write_schemas(Path(sys.argv[1])):
        print(path)  # noqa: T201 - the answer of a command
