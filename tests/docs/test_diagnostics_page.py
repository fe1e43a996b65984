"""docs/diagnostics.md lists exactly the codes that the program knows."""

import re
from pathlib import Path

from reconciler.model.diagnostics import Code

PAGE = Path(__file__).parents[2] / "docs" / "diagnostics.md"
ROW = re.compile(r"^\| `(?P<code>[^`]+)` \| (?P<severity>\S+) \| (?P<summary>.+) \|$", re.MULTILINE)


def test_the_page_lists_every_code_with_its_severity_and_title_and_no_other() -> None:
    listed = [(row["code"], row["severity"], row["summary"]) for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))]

    assert listed == [(code.value, code.severity.value, code.summary) for code in Code]
