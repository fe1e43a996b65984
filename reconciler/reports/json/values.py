"""How values look in JSON reports, and the one way to write them."""

import json
from datetime import datetime
from typing import Any

import orjson

from reconciler.model.diagnostics import Diagnostic

FORMAT_VERSION = 1


def dumped(value: dict[str, Any]) -> str:
    """Answer one JSON value with its format version first, indented, with a line feed at the end."""
    return written({"format_version": FORMAT_VERSION, **value})


def written(value: object) -> str:
    """Answer a JSON value as it is, indented, with a line feed at the end."""
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n"
    except orjson.JSONEncodeError:
        # Half a character, which a file's name can hold where it is not UTF-8, is written out as an escape.
        return json.dumps(value, indent=2, default=datetime.isoformat) + "\n"


def diagnostic(item: Diagnostic) -> dict[str, Any]:
    """Answer one diagnostic."""
    return {
        "severity": item.severity.value,
        "code": item.code.value,
        "summary": item.summary,
        "detail": item.detail,
        "file": item.source.file,
        "line": item.source.line,
        "column": item.source.column,
    }
