"""Files are read quickly, and a second time, with places, only where there is something to tell."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from support.altered import altered
from support.cases.case import NUMBER
from support.documents import documents
from support.folder import AT, fresh_folder, read, write
from support.samples import samples

from reconciler.loader.folder import load, load_with
from reconciler.loader.places import PlaceAskedError
from reconciler.loader.reading import File, Readings
from reconciler.model.diagnostics import has_errors
from reconciler.workflows.reading import checked

EXAMPLE = Path(__file__).parents[2] / "desired-state"
TIMED = re.compile("^(overrides|expectations):", re.MULTILINE)
BODY = NUMBER.partition("\n")[2].partition("\n")[2]


class Thorough(Readings):
    """Reads every file with its places at once."""

    def first(self, path: Path, *, with_places: bool = False) -> File:
        del with_places
        return super().first(path, with_places=True)


@pytest.mark.parametrize("files", [sample.files for kind in ("right", "wrong") for sample in samples(kind)])
def test_the_quick_way_finds_and_means_the_same_as_the_thorough_one(files: dict[str, bytes], tmp_path: Path) -> None:
    write(tmp_path, files)
    quick, thorough = load(tmp_path), load_with(tmp_path, {}, Thorough())
    assert quick.diagnostics == thorough.diagnostics
    assert quick.settings == thorough.settings
    assert (quick.desired is None) is (thorough.desired is None)
    assert quick.readable == thorough.readable
    assert checked(quick, AT).diagnostics == checked(thorough, AT).diagnostics


@given(document=altered())
def test_so_it_does_for_any_numbers_overrides_and_expectations_however_they_are_altered(
    document: dict[str, Any],
) -> None:
    with fresh_folder() as folder:
        write(folder, {"settings.yaml": json.dumps(document)})
        quick, thorough = load(folder), load_with(folder, {}, Thorough())
        assert quick.diagnostics == thorough.diagnostics
        assert quick.readable == thorough.readable
        told = checked(quick, AT)
        assert told.diagnostics == checked(thorough, AT).diagnostics
        assert (told.desired is None) is has_errors(told.diagnostics)


@given(text=documents())
def test_so_it_does_for_any_document(text: str) -> None:
    with fresh_folder() as folder:
        write(folder, {"a.yaml": text})
        quick, thorough = load(folder), load_with(folder, {}, Thorough())
        assert quick.diagnostics == thorough.diagnostics
        assert quick.readable == thorough.readable
        assert checked(quick, AT).diagnostics == checked(thorough, AT).diagnostics


def test_of_the_example_only_settings_overrides_and_expectations_are_read_with_places() -> None:
    readings = Readings()
    assert load_with(EXAMPLE, {}, readings).diagnostics == ()
    timed = [path for path in EXAMPLE.rglob("*.yaml") if TIMED.search(path.read_text())]
    assert timed
    assert {Path(name).name for name in readings.texts} == {"settings.yaml", *(path.name for path in timed)}


RIGHT = {
    "defaults that numbers complete": "defaults: {call_forwarding_number: {event_url: 'https://x/'}}\n" + NUMBER,
    "contacts and SIP IDs": "contacts: {a: '74992223344', b: '883140000000001'}\nschedules: {day: wd {mon}}\n" + NUMBER,
    "one entry without a list": "numbers:\n- number_code: 74991112233\n  call_forwarding_number:\n"
    "    redirect_type: single\n    call_control: {redirect_number: '74992223344', timeout: 5}\n",
    "a display number": "numbers:\n" + "".join(
        f"- number_code: {code}\n  call_forwarding_number: {{redirect_type: 1, masking: true,"
        f" display_number: '74991112234', call_control: [{{redirect_number: '74992223344', timeout: 5}}]}}\n"
        for code in (74991112233, 74991112234)
    ),
    "anchors and merges": "numbers:\n- &n {number_code: 74991112233, call_forwarding_type: 0}\n"
    "- {<<: *n, number_code: 74991112234}\n",
    "labels, weights, removal": NUMBER + "  labels: [a]\n  weight: 2\n  on_removal: reset\n  protected: true\n",
}  # fmt: skip


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT.keys())
def test_a_right_file_is_read_once(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": text.replace("wd {mon}", "'wd {mon}'")})
    readings = Readings()
    assert load_with(tmp_path, {}, readings).diagnostics == ()
    assert readings.texts == {}


def test_only_the_file_with_a_mistake_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": NUMBER, "b.yaml": f"numbers:\n- number_code: 74991112234\n  tiemout: 1\n{BODY}"})
    readings = Readings()
    assert [item.code.value for item in load_with(tmp_path, {}, readings).diagnostics] == ["unknown-key"]
    assert [Path(name).name for name in readings.texts] == ["b.yaml"]


def test_a_file_that_changes_between_its_two_readings_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": NUMBER})
    readings = Readings()
    file = readings.first(tmp_path / "a.yaml")
    write(tmp_path, {"a.yaml": NUMBER + "# later\n"})
    asked: list[bool] = []

    def question(document: object) -> None:
        del document
        asked.append(True)
        raise PlaceAskedError

    assert readings.ask(file, question) is None
    assert asked == [True]
    assert [item.code.value for item in readings.found] == ["unreadable-file"]
    assert "changed while it was read" in readings.found[0].detail


def test_a_file_that_is_gone_at_its_second_reading_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": NUMBER})
    readings = Readings()
    file = readings.first(tmp_path / "a.yaml")
    (tmp_path / "a.yaml").unlink()
    readings.again(file)
    assert file.document is None
    assert "No such file" in readings.found[0].detail


def test_numbers_stand_at_the_same_place_however_they_were_read(tmp_path: Path) -> None:
    desired = read(
        tmp_path, {"a.yaml": "# one\n\nnumbers:\n    - number_code: 74991112233\n      call_forwarding_type: 0\n"}
    ).desired
    assert desired is not None
    assert [(item.line, item.column) for item in desired.sources.values()] == [(4, 7)]
