"""The documented schemas of what commands print for machines."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"
NAMES = tuple(sorted(path.name.removesuffix(".schema.json") for path in FOLDER.glob("*.schema.json")))


@cache
def schema(name: str) -> dict[str, Any]:
    """Answer a schema by the command that prints what it describes."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def against(name: str, value: object) -> list[str]:
    """Answer in which places a value is not as its schema says."""
    checker = Draft202012Validator.FORMAT_CHECKER
    found = Draft202012Validator(schema(name), format_checker=checker).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]
