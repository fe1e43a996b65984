"""How values look in JSON reports, and the one way to write them."""

from typing import Any

import orjson

from reconciler.model.diagnostics import Diagnostic

FORMAT_VERSION = 1


def dumped(value: dict[str, Any]) -> str:
    """Answer one JSON value with its format version first, indented, with a line feed at the end."""
    return orjson.dumps({"format_version": FORMAT_VERSION, **value}, option=orjson.OPT_INDENT_2).decode() + "\n"


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
