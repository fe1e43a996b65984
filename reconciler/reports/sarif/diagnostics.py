"""Mistakes in files as a SARIF 2.1.0 log, which code scanning and editors read."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from reconciler.model.diagnostics import Code, Diagnostic, Severity
from reconciler.reports.json.values import written

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/cos02/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
"""The name that readers of SARIF agree on for the root of the repository."""
FINGERPRINT = "mistakeHash/v1"
ENOUGH = 500
"""So much of a line is enough to know it by: a line can be as long as its file."""
HELP = {
    Severity.ERROR: "An error stops validate, plan and apply.",
    Severity.WARNING: (
        "A warning stops nothing. Under 'warnings' in settings.yaml it can be raised to an error or silenced."
    ),
}
ADVICE = "Each result says what is wrong, why it matters and what to write instead."


def render(diagnostics: Iterable[Diagnostic], *, version: str, error: str | None = None) -> str:
    """Answer the log of one run of this version with all diagnostics in order; `error` is what ended a failed run."""
    found = list(diagnostics)
    used = {item.code for item in found}
    codes = [code for code in Code if code in used]
    run = {
        "tool": {"driver": {"name": "reconciler", "version": version, "rules": [_rule(code) for code in codes]}},
        "invocations": [_invocation(error)],
        "columnKind": "unicodeCodePoints",
        "results": list(_results(found, codes)),
    }
    return written({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.value,
        "shortDescription": _message(code.summary),
        "help": _message(f"{HELP[code.severity]} {ADVICE}"),
        "defaultConfiguration": {"level": code.severity.value},
    }


def _invocation(error: str | None) -> dict[str, Any]:
    if error is None:
        return {"executionSuccessful": True}
    return {
        "executionSuccessful": False,
        "toolExecutionNotifications": [{"level": "error", "message": _message(error)}],
    }


def _results(found: Sequence[Diagnostic], codes: Sequence[Code]) -> Iterator[dict[str, Any]]:
    index = {code: position for position, code in enumerate(codes)}
    alike: Counter[str] = Counter()
    for item in found:
        fingerprint = _fingerprint(item)
        alike[fingerprint] += 1
        yield {
            "ruleId": item.code.value,
            "ruleIndex": index[item.code],
            "level": item.severity.value,
            "message": _message(item.detail),
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": _location(item.source.file),
                        "region": {"startLine": item.source.line, "startColumn": item.source.column},
                    }
                }
            ],
            "partialFingerprints": {FINGERPRINT: f"{fingerprint}:{alike[fingerprint]}"},
        }


def _location(file: str) -> dict[str, str]:
    """Answer where a file is: from the current folder, which is the repository's root unless the file is outside."""
    # The bytes of a name that is no UTF-8 are bytes of the URI too. A colon is encoded, for it would end a scheme.
    uri = quote(file, safe="/", errors="surrogateescape")
    return {"uri": uri} if file == ".." or file.startswith("../") else {"uri": uri, "uriBaseId": ROOT}


def _fingerprint(item: Diagnostic) -> str:
    """Answer what tells a mistake from others wherever its line moves to.

    The detail takes no part: it can name places of other mistakes, which move too, and quote what nobody should be
    able to guess at by its hash.
    """
    text = "\0".join((item.code.value, item.source.file, (item.excerpt or "")[:ENOUGH].strip()))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


def _message(text: str) -> dict[str, str]:
    """Answer a text as SARIF writes it: single braces would be placeholders, and brackets and parentheses links."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")}
