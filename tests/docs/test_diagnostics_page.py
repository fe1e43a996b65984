"""docs/diagnostics.md lists exactly the codes that the program knows, and shows a mistake as the program does."""

import re
import textwrap
from dataclasses import replace
from pathlib import Path

from reconciler.model.diagnostics import Code, Source, diagnostic
from reconciler.reports.text import diagnostics as as_text

PAGE = Path(__file__).parents[2] / "docs" / "diagnostics.md"
ROW = re.compile(r"^\| `(?P<code>[^`]+)` \| (?P<severity>\S+) \| (?P<summary>.+) \|$", re.MULTILINE)


def test_the_page_lists_every_code_with_its_severity_and_title_and_no_other() -> None:
    listed = [(row["code"], row["severity"], row["summary"]) for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))]

    assert listed == [(code.value, code.severity.value, code.summary) for code in Code]


def test_the_mistake_on_the_page_looks_as_the_program_shows_it() -> None:
    item = diagnostic(
        Code.DANGLING_NAME,
        "No file declares 'petrva' under 'contacts'. Did you mean 'petrova'?",
        Source(file="desired-state/office/sales.yaml", line=17, column=29),
    )
    shown = as_text.render([replace(item, excerpt='        - {redirect_number: "@petrva", timeout: 16}')])
    without_the_count = "".join(shown.splitlines(keepends=True)[:-1])
    assert textwrap.indent(without_the_count, "    ") in PAGE.read_text(encoding="utf-8")
