"""The page that lists the calls received."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Final

from reconciler.emulator.log import Call

_MOST: Final = 500
_ERRORS_FROM: Final = 400

_HEAD: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Calls received</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem; color: #1c1c1e; background: #fff }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #d8d8dc; padding: .35rem .6rem; text-align: left; vertical-align: top }
td.digits { font-variant-numeric: tabular-nums; white-space: nowrap }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12px }
tr.bad td { background: #fdeeee }
</style>
</head>
<body>
"""


def calls_page(calls: Sequence[Call]) -> str:
    """Render the calls, the last one first; everything that came from outside is escaped."""
    shown = list(calls[-_MOST:])[::-1]
    left_out = f"; the last {len(shown)} are shown" if len(shown) < len(calls) else ""
    title = f"<h1>Calls received</h1>\n<p>{len(calls)} in all{left_out}.</p>\n"
    names = ("#", "time (UTC)", "method", "application", "number", "status", "fault", "request", "answer")
    header = "".join(f"<th>{name}</th>" for name in names)
    rows = "\n".join(map(_row, shown))
    table = f"<table>\n<thead><tr>{header}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"
    return f"{_HEAD}{title}{table}</body>\n</html>\n"


def _row(call: Call) -> str:
    status = "no answer" if call.status is None else str(call.status)
    digits = (str(call.sequence), datetime.fromtimestamp(call.time, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3])
    texts = (call.method, call.application or "–", "–" if call.number is None else str(call.number), status, call.fault)
    cells = "".join(f'<td class="digits">{escape(text)}</td>' for text in digits)
    cells += "".join(f"<td>{escape(text)}</td>" for text in texts)
    cells += f"<td><pre>{escape(call.body)}</pre></td><td><pre>{escape(call.answer)}</pre></td>"
    bad = call.status is None or call.status >= _ERRORS_FROM
    return f'<tr class="bad">{cells}</tr>' if bad else f"<tr>{cells}</tr>"
