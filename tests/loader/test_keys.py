"""An API key in a file is found wherever it stands, and never repeated."""

from pathlib import Path

import pytest
from support.cases.case import DATA, NUMBER
from support.folder import Files, told, write

from reconciler.loader.folder import Loaded, load
from reconciler.loader.keys import key_values
from reconciler.model.settings import Settings

KEY = "k3y-of-the-company"
SETTINGS = "settings: {applications: {main: {api_key_env: MAIN_KEY}}}\n"


def loaded_with(folder: Path, files: Files, environ: dict[str, str]) -> Loaded:
    write(folder, files)
    return load(folder, environ)


def found(folder: Path, files: Files, environ: dict[str, str]) -> list[str]:
    loaded = loaded_with(folder, files, environ)
    assert [item for item in loaded.diagnostics if KEY in item.detail] == []
    return [told(folder, item) for item in loaded.diagnostics]


def test_a_key_is_told_at_its_place_with_the_name_of_its_variable(tmp_path: Path) -> None:
    files = {"settings.yaml": SETTINGS, "a.yaml": NUMBER + f"  description: ключ {KEY}\n"}
    loaded = loaded_with(tmp_path, files, {"MAIN_KEY": KEY})
    (item,) = loaded.diagnostics
    assert told(tmp_path, item) == "a.yaml:4:21 key-in-file"
    assert "MAIN_KEY" in item.detail
    assert "revoke the key" in item.detail
    assert KEY not in item.detail
    assert loaded.desired is None


@pytest.mark.parametrize("variable", ["EXOLVE_API_KEY", "UIS_ACCESS_TOKEN", "UIS_PASSWORD", "GITHUB_TOKEN"])
def test_keys_that_settings_do_not_name_are_looked_for_too(variable: str, tmp_path: Path) -> None:
    files = {"settings.yaml": SETTINGS, "a.yaml": f"# {KEY}\n{NUMBER}"}
    assert found(tmp_path, files, {variable: KEY}) == ["a.yaml:1:3 key-in-file"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_occurrence_is_told_whatever_ends_the_lines(end: str, tmp_path: Path) -> None:
    text = (NUMBER + f"# {KEY} {KEY}\n\n#{KEY}\n").replace("\n", end)
    assert found(tmp_path, {"a.yaml": "\ufeff" + text}, {"EXOLVE_API_KEY": KEY}) == [
        "a.yaml:4:3 key-in-file",
        f"a.yaml:4:{4 + len(KEY)} key-in-file",
        "a.yaml:6:2 key-in-file",
    ]


@pytest.mark.parametrize("value", [f"Bearer {KEY}", f" bearer  {KEY}\n", f"Bearer Bearer {KEY}"])
def test_the_word_bearer_and_space_do_not_belong_to_a_key(value: str, tmp_path: Path) -> None:
    assert found(tmp_path, {"a.yaml": f"# {KEY}\n{NUMBER}"}, {"EXOLVE_API_KEY": value}) == ["a.yaml:1:3 key-in-file"]


@pytest.mark.parametrize("value", ["", "  ", "numbers", "Bearer numbers", "Bearer"])
def test_what_is_shorter_than_a_key_is_not_looked_for(value: str, tmp_path: Path) -> None:
    assert found(tmp_path, {"a.yaml": NUMBER + "# numbers Bearer\n"}, {"EXOLVE_API_KEY": value}) == []


def test_eight_characters_are_a_key_and_letters_have_no_meaning_in_it(tmp_path: Path) -> None:
    files = {"a.yaml": NUMBER + "# a.c(e*g+ abcdefgh\n"}
    assert found(tmp_path, files, {"EXOLVE_API_KEY": "a.c(e*g+"}) == ["a.yaml:4:3 key-in-file"]


def test_other_variables_may_stand_in_files(tmp_path: Path) -> None:
    assert found(tmp_path, {"a.yaml": NUMBER + f"  description: {KEY}\n"}, {"HOME": KEY, "MAIN_KEY": KEY}) == []


def test_a_key_is_found_in_a_file_that_is_not_yaml(tmp_path: Path) -> None:
    assert found(tmp_path, {"b/a.yml": f"numbers: [{KEY}\n"}, {"EXOLVE_API_KEY": KEY}) == [
        "b/a.yml:1:10 invalid-yaml",
        "b/a.yml:1:11 key-in-file",
    ]


def test_other_diagnostics_do_not_repeat_a_key_that_stands_in_a_file_not_even_its_beginning(tmp_path: Path) -> None:
    key = "a-very-long-key" * 10
    files = {"a.yaml": DATA + f"    {key}: 1\n  weight: x\n  labels: [5]\n"}
    loaded = loaded_with(tmp_path, files, {"EXOLVE_API_KEY": key})
    assert [told(tmp_path, item) for item in loaded.diagnostics] == [
        "a.yaml:6:5 key-in-file",
        "a.yaml:6:5 unknown-key",
        "a.yaml:7:11 wrong-type",
        "a.yaml:8:12 wrong-type",
    ]
    assert [item.detail for item in loaded.diagnostics if "a-very" in item.detail] == []
    assert loaded.diagnostics[1].detail == "What stands here holds an API key, so it is not repeated."
    assert "the text 'x'" in loaded.diagnostics[2].detail


def test_a_key_that_two_variables_hold_is_told_once() -> None:
    assert key_values(Settings(), {"GITHUB_TOKEN": KEY, "EXOLVE_API_KEY": KEY}) == {KEY: "EXOLVE_API_KEY"}
