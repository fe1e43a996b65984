"""The official schema of SARIF 2.1.0, and a log held to it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json"


@cache
def _validator() -> Draft4Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)


def run_of(log: str) -> dict[str, Any]:
    """Answer the one run of a log that the schema accepts."""
    found = json.loads(log)
    _validator().validate(found)
    (run,) = found["runs"]
    answer: dict[str, Any] = run
    return answer
