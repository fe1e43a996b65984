"""docs/periods.md: its examples are what the program says, and its tables hold every code and no other."""

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.shell import Shell

from reconciler.periods.findings import Kind
from reconciler.periods.misgivings import findings_of
from reconciler.periods.parser import read

PAGE = Path(__file__).parents[2] / "docs" / "periods.md"
ROW = re.compile(r"^\| `(?P<code>[a-z-]+)` \| (?P<summary>[^|]+) \|$", re.MULTILINE)
SHOWN = re.compile(r"^```text\n\$ reconciler (?P<command>[^\n]+)\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL)
PERIOD = re.compile(r"`((?:(?:yr|mo|wk|yd|md|wd|hr|min|sec) \{[^`}]+\}[ ,]*)+)`")
AT = datetime(2026, 7, 25, tzinfo=UTC)


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def part(heading: str) -> str:
    """The text under one heading."""
    return page().partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_the_tables_list_every_code_with_its_title_and_no_other() -> None:
    assert [(row["code"], row["summary"]) for row in ROW.finditer(page())] == [
        (kind.value, kind.summary) for kind in Kind
    ]


def test_what_is_advised_is_accepted_without_a_doubt_but_that_of_minutes_beside_hours() -> None:
    advised = PERIOD.findall(part("What to write"))
    assert len(advised) >= 8
    for text in advised:
        found = findings_of(text, zone=ZoneInfo("Europe/Moscow"), at=AT)
        assert {finding.kind for finding in found} <= {Kind.HOUR_WITH_MINUTE}, text


def test_everything_that_is_read_is_read() -> None:
    texts = PERIOD.findall(part("Everything that is read"))
    assert len(texts) >= 12
    assert [text for text in texts if read(text).period is None] == []


def test_examples_of_commands_show_what_the_program_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], pytestconfig: pytest.Config
) -> None:
    shell = Shell(tmp_path, monkeypatch, capsys)

    def anew(found: re.Match[str]) -> str:
        ran = shell(*shlex.split(found["command"]))
        return f"```text\n$ reconciler {found['command']}\n{ran.out}```"

    expected, count = SHOWN.subn(anew, page())
    if pytestconfig.getoption("--bless"):
        PAGE.write_text(expected, encoding="utf-8")
    assert count >= 1
    assert page() == expected, "it is not what the program says; --bless writes it anew"
