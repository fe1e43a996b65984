"""docs/diagnostics-examples.md shows each code's shortest case of the table of mistakes, as a terminal shows it."""

from pathlib import Path

import pytest
from support.cases import CASES
from support.cases.case import Case
from support.folder import AT, fresh_folder, write

from reconciler.loader.folder import load
from reconciler.model.diagnostics import Code
from reconciler.reports.text import diagnostics as as_text
from reconciler.workflows.reading import checked

PAGE = Path(__file__).parents[2] / "docs" / "diagnostics-examples.md"
BEGINNING = """\
# An example of each diagnostic

What each code of [diagnostics.md](diagnostics.md) looks like: a small file, and what `reconciler validate` says of it
on Sunday, 2026-11-22, at noon in Moscow.
"""


def test_the_page_shows_an_example_of_every_code(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = "\n".join([BEGINNING, *(example(code, monkeypatch) for code in Code)])
    if pytestconfig.getoption("--bless"):
        PAGE.write_text(expected, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == expected, "it is not what the program says; --bless writes it anew"


def example(code: Code, monkeypatch: pytest.MonkeyPatch) -> str:
    """Answer one code's section."""
    row = shortest(code)
    with fresh_folder() as folder, monkeypatch.context() as moved:
        write(folder, row.files)
        moved.chdir(folder)
        found = [item for item in checked(load(Path()), AT).diagnostics if item.code is code][:2]
    shown = "".join(as_text.render(found).splitlines(keepends=True)[:-1])
    files = "\n".join(f"{name}:\n\n```yaml\n{content.rstrip()}\n```\n" for name, content in texts(row).items())
    return f"## `{code.value}`\n\n{code.severity.value.capitalize()}: {code.summary}.\n\n{files}\n```text\n{shown}```\n"


def shortest(code: Code) -> Case:
    rows = [row for row in CASES if texts(row) and any(found.endswith(f" {code.value}") for found in row.found)]
    return min(rows, key=lambda row: (len(set(row.found)), sum(map(len, texts(row).values()))))


def texts(row: Case) -> dict[str, str]:
    """Answer the files of a row, bytes as escapes, or nothing where a page could not show them."""
    files = {name: content if isinstance(content, str) else repr(content)[2:-1] for name, content in row.files.items()}
    clean = all(content.replace("\n", "").isprintable() and "```" not in content for content in files.values())
    return files if clean else {}
