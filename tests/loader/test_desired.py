"""What a right folder means: seed bodies, names, defaults, merges, anchors, applications."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from support.cases.case import ENTRIES, NUMBER
from support.folder import AT, Files, read

from reconciler.errors import ConfigurationError
from reconciler.loader.folder import load
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import OnRemoval
from reconciler.workflows.reading import checked

SEED = Path(__file__).parents[1] / "seed"
CODE = NumberCode(74991112233)


def desired(folder: Path, files: Files | str) -> Desired:
    loaded = read(folder, {"a.yaml": files} if isinstance(files, str) else files)
    assert loaded.desired is not None, loaded.diagnostics
    return loaded.desired


def only(folder: Path, files: Files | str) -> DesiredNumber:
    (number,) = desired(folder, files).numbers.values()
    return number


def data(folder: Path, files: Files | str) -> Any:
    (_, _, answer) = only(folder, files).payload().values()
    return answer


def printed(folder: Path) -> Any:
    text = folder.joinpath("number.yaml").read_text(encoding="utf-8")
    body = text.removeprefix("numbers:\n  - ")
    # The page itself sends "16" where it documents a whole number.
    return json.loads(re.sub(r'("timeout"): "([0-9]+)"', r"\1: \2", body))


@pytest.mark.parametrize("name", ["1", "2", "3"])
def test_what_is_sent_for_a_body_of_the_page_is_that_body(name: str) -> None:
    loaded = load(SEED / name)
    assert loaded.desired is not None
    assert loaded.desired.numbers[CODE].payload() == printed(SEED / name)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("1", ["dead-end", "hour-past-noon", "twelve-hour-clock", "unmanaged-display-number"]),
        ("2", []),
        ("3", ["private-address"]),
    ],
)
def test_the_bodies_of_the_page_raise_warnings_alone(name: str, codes: list[str]) -> None:
    loaded = load(SEED / name)
    assert loaded.diagnostics == ()
    told = checked(loaded, AT)
    assert told.desired is not None
    assert [item.code for item in told.diagnostics] == codes


def test_names_of_types_and_contacts_become_what_they_mean(tmp_path: Path) -> None:
    text = ENTRIES + (
        '    - {redirect_number: "@ivanov", timeout: "16", period: "@day", name: Иванов}\n'
        '    - {redirect_number: "@reception", timeout: 30, active: false}\n'
        "contacts: {ivanov: 74992223344, reception: 883140000000001}\n"
        'schedules: {day: "wd {mon-fri} hr {9-17}"}\n'
    )
    assert data(tmp_path, text) == {
        "redirect_type": 1,
        "call_control": [
            {
                "redirect_number": "74992223344",
                "timeout": 16,
                "active": True,
                "name": "Иванов",
                "period": "wd {mon-fri} hr {9-17}",
            },
            {"redirect_number": "883140000000001", "timeout": 30, "active": False},
        ],
    }


def test_names_are_shared_by_all_files(tmp_path: Path) -> None:
    files = {
        "z.yaml": "contacts: {a: '74992223344'}\n",
        "a.yaml": ENTRIES + '    - {redirect_number: "@a", timeout: 5}\n',
    }
    assert data(tmp_path, files)["call_control"][0]["redirect_number"] == "74992223344"


def test_one_mapping_stands_for_a_list_of_one_entry(tmp_path: Path) -> None:
    entry = "{redirect_number: '74992223344', timeout: 5}"
    listed = only(tmp_path / "list", ENTRIES + f"    - {entry}\n")
    alone = only(tmp_path / "alone", ENTRIES.replace("call_control:\n", f"call_control: {entry}\n"))
    assert alone == listed


def test_what_is_null_is_left_out(tmp_path: Path) -> None:
    text = NUMBER.replace("single,", "single, event_url: , masking: null,") + "  description: ~\n"
    assert data(tmp_path, text).keys() == {"redirect_type", "call_control"}


def test_the_reconcilers_own_keys_stay_out_of_the_payload(tmp_path: Path) -> None:
    text = NUMBER + (
        "  description: Отдел продаж\n  labels: [a, b]\n  protected: true\n  on_removal: reset\n"
        "  weight: '5'\n  verify: true\n"
    )
    number = only(tmp_path, text)
    assert list(number.payload()) == ["number_code", "call_forwarding_type", "call_forwarding_number"]
    assert (number.description, number.labels, number.protected) == ("Отдел продаж", ("a", "b"), True)
    assert (number.on_removal, number.weight, number.verify) == (OnRemoval.RESET, 5, True)


def test_on_removal_of_settings_holds_for_numbers_that_say_nothing(tmp_path: Path) -> None:
    files = {"settings.yaml": "settings: {on_removal: reset}\n", "a.yaml": NUMBER}
    assert only(tmp_path, files).on_removal is OnRemoval.RESET


DEFAULTS = """\
defaults:
  call_forwarding_number:
    redirect_type: parallel
    masking: true
    display_number: "74991112233"
    call_control: [{redirect_number: "74992223344", timeout: 5}, {redirect_number: "74992223345", timeout: 5}]
  labels: [a, b]
  weight: 3
  on_removal: reset
"""


def test_a_number_without_an_object_takes_the_only_one_of_its_file(tmp_path: Path) -> None:
    number = only(tmp_path, DEFAULTS + "numbers: [{number_code: 74991112233}]\n")
    assert number.payload()["call_forwarding_type"] == 2
    assert number.payload()["call_forwarding_number"]["masking"] is True
    assert (number.labels, number.weight, number.on_removal) == (("a", "b"), 3, OnRemoval.RESET)


def test_mappings_merge_lists_replace_and_the_numbers_own_value_wins(tmp_path: Path) -> None:
    text = DEFAULTS + (
        "numbers:\n- number_code: 74991112233\n  labels: [c]\n  weight: 1\n"
        "  call_forwarding_number:\n    redirect_type: single\n"
        "    call_control: {redirect_number: '74992223346', timeout: 6}\n"
    )
    number = only(tmp_path, text)
    assert number.payload()["call_forwarding_number"] == {
        "redirect_type": 1,
        "call_control": [{"redirect_number": "74992223346", "timeout": 6, "active": True}],
        "masking": True,
        "display_number": "74991112233",
    }
    assert (number.labels, number.weight) == (("c",), 1)


def test_a_number_of_another_type_takes_nothing_of_the_defaults_object(tmp_path: Path) -> None:
    text = DEFAULTS + "numbers: [{number_code: 74991112233, call_forwarding_sip: {sip_uri: a@b.example}}]\n"
    assert only(tmp_path, text).payload() == {
        "number_code": CODE,
        "call_forwarding_type": 1,
        "call_forwarding_sip": {"sip_uri": "a@b.example"},
    }


def test_type_0_takes_no_object_from_the_defaults(tmp_path: Path) -> None:
    text = DEFAULTS + "numbers: [{number_code: 74991112233, call_forwarding_type: undefined}]\n"
    assert only(tmp_path, text).payload() == {"number_code": CODE, "call_forwarding_type": 0}


def test_the_type_chooses_among_several_defaults(tmp_path: Path) -> None:
    text = DEFAULTS.replace("  labels", "  call_forwarding_sip: {sip_uri: a@b.example}\n  labels")
    number = only(tmp_path, text + "numbers: [{number_code: 74991112233, call_forwarding_type: sip}]\n")
    assert number.payload()["call_forwarding_sip"] == {"sip_uri": "a@b.example"}


def test_merge_keys_take_what_is_not_written_and_the_first_origin_wins(tmp_path: Path) -> None:
    text = (
        "numbers:\n"
        "- {number_code: 74991112233, call_forwarding_type: 0, <<: [&a {weight: 2, labels: [x]}, &b {weight: 3}]}\n"
        "- {number_code: 74991112244, call_forwarding_type: 0, weight: 7, <<: *a}\n"
        "- {<<: [*b, *a], number_code: 74991112255, call_forwarding_type: 0}\n"
    )
    numbers = desired(tmp_path, text).numbers
    assert [(number.weight, number.labels) for number in numbers.values()] == [(2, ("x",)), (7, ("x",)), (3, ("x",))]


def test_numbers_are_sorted_and_know_where_they_were_declared(tmp_path: Path) -> None:
    second = NUMBER.replace("74991112233", "74991112200")
    found = desired(tmp_path, {"a.yaml": NUMBER, "b/c/d.yml": second})
    assert list(found.numbers) == [74991112200, 74991112233]
    places = {code: (Path(source.file).name, source.line, source.column) for code, source in found.sources.items()}
    assert places == {74991112200: ("d.yml", 2, 3), 74991112233: ("a.yaml", 2, 3)}


def test_without_applications_there_is_one_and_with_one_nobody_need_name_it(tmp_path: Path) -> None:
    assert only(tmp_path / "none", NUMBER).application == "default"
    files = {"settings.yaml": "settings: {applications: {sales: {}}}\n", "a.yaml": NUMBER}
    assert only(tmp_path / "one", files).application == "sales"


def test_the_application_of_defaults_holds_for_numbers_that_name_none(tmp_path: Path) -> None:
    files = {
        "settings.yaml": "settings: {applications: {a: {}, b: {api_key_env: B}}}\n",
        "a.yaml": "defaults: {application: a}\n" + NUMBER + "- {number_code: 7, call_forwarding_type: 0}\n",
        "b.yaml": NUMBER + "  application: b\n",
    }
    files["a.yaml"] = files["a.yaml"].replace("number_code: 7,", "number_code: 74991112244, application: b,")
    files["b.yaml"] = files["b.yaml"].replace("74991112233", "74991112255")
    assert [str(number.application) for number in desired(tmp_path, files).numbers.values()] == ["a", "b", "b"]


def test_mappings_merge_even_where_a_text_belongs_and_each_is_told_at_its_place(tmp_path: Path) -> None:
    numbers = "numbers: [{number_code: 74991112233, call_forwarding_sip: {sip_uri: {b: 2}}}]\n"
    found = read(tmp_path, {"a.yaml": "defaults: {call_forwarding_sip: {sip_uri: {a: 1}}}\n" + numbers}).diagnostics
    assert [(item.code, item.source.line, item.source.column) for item in found] == [
        ("wrong-type", 1, 43),
        ("wrong-type", 2, 69),
    ]


def test_a_folder_that_is_not_there_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is not there"):
        load(tmp_path / "nowhere")
