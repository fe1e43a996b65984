"""`reconciler plan` as a person and a pipeline meet it."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.emulated import emulated
from support.shell import CODE, OTHER, SETTINGS, THIRD, Shell, number, to_url

TWO = """\
numbers:
  - number_code: 74991112233
    application: main
    description: Отдел продаж
    call_forwarding_number:
      redirect_type: single
      call_control: [{redirect_number: "74992223344", timeout: 16}]
  - number_code: 74991112234
    application: second
    call_forwarding_ipcr: {url: "https://example.com/"}
"""


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def applied(shell: Shell, *numbers: dict[str, Any], settings: str = SETTINGS) -> None:
    """Bring a record about, as a person would."""
    shell.declare(*numbers, settings=settings)
    with emulated() as emulator:
        shell.use(emulator)
        ran = shell("apply", "--yes")
    assert ran.code == 0, ran.err


def test_the_text_tells_number_place_forwarding_counts_cost_and_digest(shell: Shell) -> None:
    shell.write({"settings.yaml": SETTINGS, "a.yaml": TWO})
    ran = shell("plan")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "+ 74991112233  Отдел продаж  desired-state/a.yaml:2"
    assert lines[1] == "    single: 74992223344 16 s"
    assert "+ 74991112234  desired-state/a.yaml:8" in lines
    assert lines[-3:-1] == [
        "Plan: 2 to add; 0 unchanged.",
        "4 calls (2 of them look before and after), about 1 s. Against file:.reconciler/state (no record yet).",
    ]
    assert lines[-1].startswith("Digest: ")


def test_a_plan_needs_no_key_and_calls_nobody(shell: Shell) -> None:
    shell.declare(number())
    with emulated() as emulator:
        shell.set(EXOLVE_BASE_URL=emulator.url)
        assert shell("plan").code == 0
        assert emulator.log.calls() == []


def test_a_plan_writes_nothing(shell: Shell) -> None:
    shell.declare(number())
    before = shell.everything_written()
    assert shell("plan").code == 0
    assert shell.everything_written() == before


def test_json_has_exactly_the_shape_of_the_contract(shell: Shell) -> None:
    shell.write({"settings.yaml": SETTINGS, "a.yaml": TWO})
    ran = shell("plan", "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    plan = ran.json
    assert list(plan)[:2] == ["format_version", "digest"]
    assert plan["base"] == {"lineage": None, "serial": 0}
    assert plan["counts"] == {
        "add": 2, "change": 0, "move": 0, "remove": 0, "forget": 0, "note": 0, "resend": 0, "unchanged": 0,
    }  # fmt: skip
    assert plan["changes"][1] == {
        "number_code": OTHER,
        "application": "second",
        "action": "add",
        "before": None,
        "after": {
            "number_code": OTHER,
            "call_forwarding_type": 3,
            "call_forwarding_ipcr": {"url": "https://example.com/"},
        },
        "fields": [
            {"path": "call_forwarding_type", "before": None, "after": "url"},
            {"path": "url", "before": None, "after": "https://example.com/"},
        ],
        "missing_secrets": [],
        "override": None,
        "following": None,
        "later": {"before": [], "after": []},
        "is_due": False,
        "file": "desired-state/a.yaml",
        "line": 8,
        "flags": [],
        "behaviour": [],
        "more_behaviour": 0,
        "caused_by_branch": True,
    }
    beside = ("affected", "transitions", "exceptions", "held_back", "valid_until")
    assert [plan[key] for key in beside] == [[], [], [], [], None]
    assert plan["diagnostics"] == []


def test_the_digest_is_the_same_in_text_and_json_and_at_every_run(shell: Shell) -> None:
    shell.declare(number())
    digest = shell("plan", "--format", "json").json["digest"]
    assert shell("plan", "--format", "json").json["digest"] == digest
    assert f"Digest: {digest}\n" in shell("plan").out


def test_each_action_is_told_by_its_name(shell: Shell) -> None:
    kept, reset, moved, changed, noted = (74991112240 + index for index in range(5))
    settings = SETTINGS + "  limits: {minimum_numbers: 100}\n"
    applied(
        shell,
        number(kept),
        number(reset, on_removal="reset"),
        number(moved),
        number(changed),
        number(noted),
        settings=settings,
    )
    shell.declare(
        number(moved, application="second"),
        number(changed, timeout=30),
        number(noted, description="Касса"),
        number(CODE),
        settings=settings,
    )
    plan = shell("plan", "--format", "json").json
    assert {change["number_code"]: change["action"] for change in plan["changes"]} == {
        CODE: "add", kept: "forget", reset: "remove", moved: "move", changed: "change", noted: "note",
    }  # fmt: skip
    places = {change["action"]: change["file"] for change in plan["changes"]}
    assert places["remove"] is None
    assert places["change"] == "desired-state/numbers.yaml"
    text = shell("plan").out
    assert "    call_control[74992223344].timeout: 16 → 30" in text
    assert "Plan: 1 to add, 1 to change, 1 to move, 1 to remove, 1 to forget, 1 to note; 0 unchanged." in text
    assert "its forwarding stays at the provider (on_removal: keep)" in text


def test_nothing_to_do_is_said_and_ends_with_0_also_with_detailed_exit_codes(shell: Shell) -> None:
    applied(shell, number())
    ran = shell("plan", "--detailed-exitcode")
    assert ran.code == 0
    assert ran.out.startswith("Nothing to do: 1 number as recorded in file:.reconciler/state (serial ")


def test_detailed_exit_codes_end_with_2_when_there_is_something_to_do(shell: Shell) -> None:
    shell.declare(number())
    assert shell("plan", "--detailed-exitcode").code == 2
    assert shell("plan", "--detailed-exitcode", "--format", "json").code == 2


def test_a_record_elsewhere_is_named_by_option_variable_and_settings_in_this_order(shell: Shell) -> None:
    shell.declare(number(), settings=SETTINGS + "  state: {url: 'file:of-settings'}\n")
    assert "Against file:of-settings " in shell("plan").out
    shell.set(RECONCILER_STATE="file:of-environment")
    assert "Against file:of-environment " in shell("plan").out
    assert "Against file:of-option " in shell("--state", "file:of-option", "plan").out


@pytest.mark.parametrize("form", ["text", "json"])
def test_output_goes_to_the_file_and_not_to_stdout(shell: Shell, form: str) -> None:
    shell.declare(number())
    shown = shell("plan", "--format", form).out
    ran = shell("plan", "--format", form, "--output", "plan.out")
    assert (ran.code, ran.out) == (0, "")
    assert (shell.folder / "plan.out").read_text(encoding="utf-8") == shown


def test_an_output_that_cannot_be_written_ends_with_1_and_json_says_so(shell: Shell) -> None:
    shell.declare(number())
    ran = shell("plan", "--format", "json", "--output", "nowhere/plan.json")
    assert ran.code == 1
    assert "'nowhere/plan.json' cannot be written" in ran.err
    assert "cannot be written" in ran.json["error"]


@pytest.mark.parametrize("moment", ["2026-12-31T23:00:00+03:00", "2026-12-31T20:00:00Z", "now"])
def test_a_moment_with_a_zone_is_taken(shell: Shell, moment: str) -> None:
    shell.declare(number())
    assert shell("plan", "--at", moment).code == 0


@pytest.mark.parametrize(
    ("moment", "said"), [("2026-12-31T23:00:00", "has no zone"), ("2026-12-31", "has no zone"), ("noon", "not a time")]
)
def test_a_moment_without_a_zone_and_a_word_that_is_none_are_wrong_usage(shell: Shell, moment: str, said: str) -> None:
    shell.declare(number())
    ran = shell("plan", "--at", moment)
    assert (ran.code, ran.out) == (64, "")
    assert said in ran.err


@pytest.mark.parametrize(
    ("selector", "chosen"),
    [
        (str(CODE), [CODE]),
        ("label:sales", [CODE, OTHER]),
        ("application:second", [OTHER]),
        ("desired-state/b.yaml", [THIRD]),
    ],
)
def test_each_kind_of_selector_chooses_its_part_of_the_plan(shell: Shell, selector: str, chosen: list[int]) -> None:
    shell.write(
        {
            "settings.yaml": SETTINGS,
            "a.yaml": [number(CODE, labels=["sales"]), number(OTHER, application="second", labels=["sales"])],
            "b.yaml": [number(THIRD)],
        }
    )
    plan = shell("plan", "--format", "json", "--only", selector).json
    assert [change["number_code"] for change in plan["changes"]] == chosen


def test_several_selectors_add_up_and_the_digest_is_that_of_the_part(shell: Shell) -> None:
    shell.declare(number(CODE), number(OTHER), number(THIRD))
    whole = shell("plan", "--format", "json").json
    part = shell("plan", "--format", "json", "--only", str(CODE), "--only", str(THIRD)).json
    assert [change["number_code"] for change in part["changes"]] == [CODE, THIRD]
    assert part["digest"] != whole["digest"]


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("selector", ["sales", "label:", "colour:red", "\u0663"])
def test_what_selects_nothing_is_wrong_usage_told_in_prose_alone(shell: Shell, selector: str, form: str) -> None:
    shell.declare(number())
    ran = shell("plan", "--format", form, "--only", selector)
    assert (ran.code, ran.out) == (64, "")
    assert f"'{selector}' selects nothing" in ran.err
    assert "label:NAME" in ran.err


def test_json_over_wrong_files_has_the_diagnostics_and_ends_with_1(shell: Shell) -> None:
    shell.declare(number(timeout=-1))
    ran = shell("plan", "--format", "json", "--detailed-exitcode")
    assert ran.code == 1
    plan = ran.json
    assert (plan["digest"], plan["base"], plan["changes"], plan["error"]) == (None, None, [], None)
    assert [item["code"] for item in plan["diagnostics"]] == ["out-of-range"]
    assert "[out-of-range]" in ran.err


def test_warnings_stand_in_the_json_and_on_stderr_and_stop_nothing(shell: Shell) -> None:
    declared = number()
    declared["call_forwarding_number"] |= {"masking": True, "display_number": "74995557890"}
    shell.declare(declared)
    ran = shell("plan", "--format", "json")
    assert ran.code == 0
    assert [item["severity"] for item in ran.json["diagnostics"]] == ["warning"]
    assert "[unmanaged-display-number]" in ran.err


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_unreadable_record_ends_with_1_and_json_has_the_error(shell: Shell, form: str) -> None:
    applied(shell, number())
    for segment in (shell.folder / ".reconciler").rglob("*.jsonl"):
        segment.write_bytes(b"x" + segment.read_bytes()[1:])
    ran = shell("plan", "--format", form)
    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert "not match its checksum" in ran.err
    if form == "json":
        assert "not match its checksum" in ran.json["error"]
        assert ran.json["changes"] == []
    else:
        assert ran.out == ""


def test_an_unset_secret_is_told_as_not_compared(shell: Shell) -> None:
    shell.declare(to_url(CODE, "https://example.com/?key=${EVENTS_KEY}"), number(OTHER))
    text = shell("plan").out
    assert (
        "    not compared: the variable EVENTS_KEY is not set here; without it apply does not try this number" in text
    )
    plan = shell("plan", "--format", "json").json
    assert plan["not_compared"] == {"EVENTS_KEY": [CODE]}
    assert [change["missing_secrets"] for change in plan["changes"]] == [["EVENTS_KEY"], []]
    shell.set(EVENTS_KEY="events-value-77aa01")
    assert "ot compared" not in shell("plan").out


def test_json_is_written_also_when_the_folder_is_not_there(shell: Shell) -> None:
    ran = shell("plan", "--format", "json")
    assert ran.code == 1
    assert "desired-state" in json.loads(ran.out)["error"]
