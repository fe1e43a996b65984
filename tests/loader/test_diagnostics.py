"""The table of mistakes: small files in, every mistake that loader and checks find with its place out."""

from pathlib import Path

import pytest
from support.cases import CASES
from support.cases.case import NUMBER, Case
from support.folder import read, told, validated

from reconciler.model.diagnostics import Code, Severity


@pytest.mark.parametrize("row", CASES, ids=lambda row: row.name)
def test_every_mistake_is_told_at_its_place(row: Case, tmp_path: Path) -> None:
    loaded = validated(tmp_path, row.files)
    details = [item.detail for item in loaded.diagnostics]
    assert [told(tmp_path, item) for item in loaded.diagnostics] == list(row.found)
    assert [words for words in row.says if not any(words in detail for detail in details)] == []
    assert [words for words in row.never if any(words in detail for detail in details)] == []
    has_error = any(item.severity is Severity.ERROR for item in loaded.diagnostics)
    assert (loaded.desired is None) is has_error


def test_every_code_occurs_in_the_table() -> None:
    occurring = {found.rpartition(" ")[2] for row in CASES for found in row.found}
    assert occurring == {code.value for code in Code}


def test_every_detail_is_a_sentence(tmp_path: Path) -> None:
    details = [
        item.detail
        for index, row in enumerate(CASES)
        for item in validated(tmp_path / str(index), row.files).diagnostics
    ]
    assert [text for text in details if not text.endswith((".", "?")) or not text.isprintable()] == []


@pytest.mark.parametrize(
    ("wish", "severities"),
    [("off", []), ("warning", [Severity.WARNING]), ("error", [Severity.ERROR])],
)
def test_settings_silence_keep_and_raise_a_warning(wish: str, severities: list[Severity], tmp_path: Path) -> None:
    files = {
        "settings.yaml": f"settings: {{warnings: {{unassigned-number: {wish}}}}}\n",
        "a.yaml": NUMBER.replace("74992223344", "72222222222"),
    }
    loaded = read(tmp_path, files)
    assert [item.severity for item in loaded.diagnostics] == severities
    assert (loaded.desired is None) is (severities == [Severity.ERROR])


def test_wrong_settings_leave_the_usual_settings_for_commands_that_need_no_numbers(tmp_path: Path) -> None:
    loaded = read(tmp_path, {"settings.yaml": "settings: {horizon_days: x}\n", "a.yaml": NUMBER})
    assert loaded.desired is None
    assert loaded.settings.horizon_days == 56


def test_right_settings_are_known_beside_wrong_ones(tmp_path: Path) -> None:
    text = "settings: {horizon_days: x, state: {url: 'file:elsewhere', lock: 5}, secrets: [5, A], warnings: {x: 1}}\n"
    loaded = read(tmp_path, {"settings.yaml": text, "a.yaml": NUMBER})
    assert loaded.desired is None
    assert (loaded.settings.state.url, loaded.settings.secrets) == ("file:elsewhere", ["A"])
