"""`reconciler schema` as an editor's user meets it, and the copy of its answer in docs."""

import json
import re
from pathlib import Path

import pytest
from support.shell import Shell

DOCS = Path(__file__).parents[2] / "docs"
COPY = DOCS / "desired-state.schema.json"
RENEW = "renew it: reconciler schema --output docs/desired-state.schema.json"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def test_it_prints_one_json_value_and_needs_no_folder(shell: Shell) -> None:
    ran = shell("schema")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(shell.folder.iterdir()) == []


def test_it_writes_the_same_to_a_file(shell: Shell) -> None:
    ran = shell("schema", "--output", "here.json")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert (shell.folder / "here.json").read_text(encoding="utf-8") == shell("schema").out


def test_a_file_that_cannot_be_written_ends_with_1(shell: Shell) -> None:
    ran = shell("schema", "--output", "nowhere/here.json")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "error: 'nowhere/here.json' cannot be written: No such file or directory.\n"


def test_the_copy_in_docs_is_what_this_version_prints(shell: Shell) -> None:
    assert COPY.read_text(encoding="utf-8") == shell("schema").out, RENEW


def test_the_setting_for_vs_code_on_the_page_is_json_and_names_the_file_that_the_command_there_writes() -> None:
    page = (DOCS / "desired-state.md").read_text(encoding="utf-8")
    (setting,) = re.findall(r"^```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (written,) = re.findall(r"^    reconciler schema --output (\S+)$", page, re.MULTILINE)
    (modeline,) = re.findall(r"^# yaml-language-server: \$schema=(\S+)$", page, re.MULTILINE)
    assert json.loads(setting)["yaml.schemas"].keys() == {f"./{written}"}
    assert modeline == f"../{written}"
