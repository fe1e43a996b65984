"""A trial of an import: what validation would refuse is known before anything is written."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from support.shell import CODE, OTHER, THIRD, clean_environment, number

from reconciler.cli.interruption import Interruption
from reconciler.cli.wiring import surroundings
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.workflows.trial import try_out

SETTINGS = "settings: {applications: {main: {}}, warnings: {unassigned-number: error}}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    clean_environment(monkeypatch)
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "desired-state"
    (place / "office").mkdir(parents=True)
    (place / "settings.yaml").write_text(SETTINGS, encoding="utf-8")
    return place


def tried(folder: Path, *numbers: Mapping[str, Any], application: str = "main") -> dict[NumberCode, str]:
    items = {
        NumberCode(item["number_code"]): (
            ApplicationName(application),
            {key: value for key, value in item.items() if key != "application"},
        )
        for item in numbers
    }
    return dict(try_out(folder, items, surroundings(Interruption())).refused)


def declare(folder: Path, *numbers: Mapping[str, Any]) -> None:
    (folder / "office" / "numbers.yaml").write_text(json.dumps({"numbers": numbers}), encoding="utf-8")


def test_what_validation_accepts_is_not_refused_and_what_the_policy_denies_gets_an_exception(folder: Path) -> None:
    assert tried(folder, number(), number(OTHER, to="4930123456")) == {}
    assert (folder / "settings.yaml").read_text(encoding="utf-8") == SETTINGS
    assert list(folder.rglob("*.yaml")) == [folder / "settings.yaml"]


def test_what_it_refuses_is_told_by_its_number_in_the_words_of_validation(folder: Path) -> None:
    wrong = number(OTHER)
    wrong["call_forwarding_number"]["call_control"][0]["period"] = "wd {mon-fri"
    reasons = tried(folder, number(), wrong, number(THIRD, to="79000000000"))
    assert reasons.keys() >= {OTHER}
    assert CODE not in reasons
    assert reasons[NumberCode(OTHER)].startswith("it cannot be declared: this is not a period [invalid-period]: ")


def test_a_warning_that_the_settings_raise_is_a_mistake_too(folder: Path) -> None:
    assert "[unassigned-number]" in tried(folder, number(to="71234567890"))[NumberCode(CODE)]


def test_a_circle_through_a_number_of_the_folder_is_found(folder: Path) -> None:
    declare(folder, number(to=str(OTHER)))
    assert tried(folder, number(THIRD), number(OTHER, to=str(CODE))).keys() == {OTHER}


def test_mistakes_of_the_folder_itself_are_no_reason_to_leave_a_number_out(folder: Path) -> None:
    declare(folder, number(to=str(OTHER)), number(OTHER, to=str(CODE)))
    assert tried(folder, number(THIRD)) == {}
    at = "2026-12-02T12:00:00+03:00"
    declare(folder, number(to=str(OTHER)))
    expected = {"expectations": [{"call": CODE, "at": at, "expect": str(THIRD)}]}
    (folder / "tests.yaml").write_text(json.dumps(expected), encoding="utf-8")
    assert tried(folder, number(THIRD)) == {}


def test_a_folder_that_is_not_there_yet_is_an_empty_one(folder: Path) -> None:
    assert tried(folder / "later", number(), application="default") == {}
