"""`reconciler validate` as a person and a pipeline meet it."""

import os
from importlib.metadata import version
from pathlib import Path

import pytest
from support.sarif import run_of
from support.shell import SETTINGS, Shell, number

FORMATS = ("text", "json", "github", "sarif")
WRONG = """\
numbers:
  - number_code: 74991112233
    application: main
    call_forwarding_number:
      redirect_type: single
      call_control: [{redirect_numer: "74992223344"}]
"""
UNDECLARED = """\
numbers:
  - number_code: 74991112233
    application: main
    call_forwarding_number:
      redirect_type: single
      call_control: [{redirect_number: "74992223344", timeout: 16}]
      masking: true
      display_number: "74995557890"
"""


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def test_a_right_folder_is_told_on_stderr_and_ends_with_0(shell: Shell) -> None:
    shell.declare(number())
    ran = shell("validate")
    assert (ran.code, ran.out, ran.err) == (0, "", "1 number declared; no errors.\n")


def test_quiet_says_nothing_of_a_right_folder(shell: Shell) -> None:
    shell.declare(number())
    ran = shell("--quiet", "validate")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_each_mistake_is_told_on_stderr_with_its_place_title_and_code(shell: Shell) -> None:
    shell.write({"settings.yaml": SETTINGS, "a.yaml": WRONG})
    ran = shell("validate")
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.splitlines() == [
        "desired-state/a.yaml:6:22: error: a required key is missing [missing-key]",
        '     6 |       call_control: [{redirect_numer: "74992223344"}]',
        "       |                      ^",
        "    'timeout' is missing (how long to wait for an answer, in seconds); without it the rest means",
        "    nothing.",
        "desired-state/a.yaml:6:23: error: there is no such key here [unknown-key]",
        '     6 |       call_control: [{redirect_numer: "74992223344"}]',
        "       |                       ^",
        "    'redirect_numer' would be ignored, or refused by the provider. Did you mean 'redirect_number'?",
        "2 errors in 1 file.",
    ]


def test_the_mistakes_of_all_files_are_told_at_once(shell: Shell) -> None:
    shell.write({"settings.yaml": "settings: {timezone: Nowhere}\n", "a.yaml": WRONG, "b.yaml": "numbres: []\n"})
    ran = shell("validate")
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.err.splitlines() if line.startswith("desired-state")] == [
        "desired-state/a.yaml",
        "desired-state/a.yaml",
        "desired-state/a.yaml",
        "desired-state/b.yaml",
        "desired-state/settings.yaml",
    ]
    assert ran.err.endswith("5 errors in 3 files.\n")


def test_warnings_alone_end_with_0(shell: Shell) -> None:
    shell.write({"settings.yaml": SETTINGS, "a.yaml": UNDECLARED})
    ran = shell("validate")
    assert ran.code == 0
    assert ran.err.startswith(
        "desired-state/a.yaml:8:23: warning: the display number is not declared here [unmanaged-display-number]\n"
    )
    assert ran.err.endswith("1 warning in 1 file.\n1 number declared; no errors.\n")


def test_a_warning_that_settings_raise_to_an_error_ends_with_1(shell: Shell) -> None:
    raised = SETTINGS + "  warnings: {unmanaged-display-number: error}\n"
    shell.write({"settings.yaml": raised, "a.yaml": UNDECLARED})
    ran = shell("validate")
    assert (ran.code, ran.err.splitlines()[-1]) == (1, "1 error in 1 file.")


def test_json_has_exactly_the_shape_of_the_contract(shell: Shell) -> None:
    shell.write({"settings.yaml": SETTINGS, "a.yaml": WRONG})
    ran = shell("validate", "--format", "json")
    assert ran.code == 1
    assert ran.json == {
        "format_version": 1,
        "diagnostics": [
            {
                "severity": "error",
                "code": "missing-key",
                "summary": "a required key is missing",
                "detail": "'timeout' is missing (how long to wait for an answer, in seconds); without it the rest"
                " means nothing.",
                "file": "desired-state/a.yaml",
                "line": 6,
                "column": 22,
            },
            {
                "severity": "error",
                "code": "unknown-key",
                "summary": "there is no such key here",
                "detail": "'redirect_numer' would be ignored, or refused by the provider. Did you mean"
                " 'redirect_number'?",
                "file": "desired-state/a.yaml",
                "line": 6,
                "column": 23,
            },
        ],
    }


def test_json_of_a_right_folder_has_no_diagnostics_and_stderr_stays_empty(shell: Shell) -> None:
    shell.declare(number())
    ran = shell("validate", "--format", "json")
    assert (ran.code, ran.json, ran.err) == (0, {"format_version": 1, "diagnostics": []}, "")


def test_a_folder_that_declares_nothing_is_an_error_of_the_folder(shell: Shell) -> None:
    shell.write({"settings.yaml": SETTINGS})
    ran = shell("validate")
    assert ran.code == 1
    assert ran.err.startswith("desired-state:1:1: error: nothing declared [nothing-declared]\n")


def test_github_reads_annotations_on_stdout_and_people_the_text_on_stderr(shell: Shell) -> None:
    shell.write({"settings.yaml": SETTINGS, "a.yaml": WRONG})
    ran = shell("validate", "--format", "github")
    assert ran.code == 1
    details = (
        "'timeout' is missing (how long to wait for an answer, in seconds); without it the rest means nothing.",
        "'redirect_numer' would be ignored, or refused by the provider. Did you mean 'redirect_number'?",
    )
    place = "::error file=desired-state/a.yaml,line=6"
    assert ran.out.splitlines() == [
        f"{place},col=22,title=a required key is missing [missing-key]::{details[0]}",
        f"{place},col=23,title=there is no such key here [unknown-key]::{details[1]}",
    ]
    assert ran.err == shell("validate").err


def test_what_a_file_quotes_is_no_command_to_github(shell: Shell) -> None:
    wrong = "numbers:\n  - number_code: 74991112233\n    application: main\n    x: 1  # ##[add-mask]a\n"
    shell.write({"settings.yaml": SETTINGS, "a.yaml": wrong})
    ran = shell("validate", "--format", "github")
    assert "# ##\\[add-mask]a" in ran.err
    assert "##[" not in ran.out + ran.err


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
def test_nothing_that_a_plan_prints_into_a_job_of_github_is_a_command(shell: Shell, form: str) -> None:
    shell.set(GITHUB_ACTIONS="true")
    hidden = number(description="##[add-mask]true")
    hidden["call_forwarding_number"]["call_control"][0]["name"] = "##[add-mask]true"
    shell.declare(hidden)
    ran = shell("plan", "--format", form)
    assert ran.code == 0
    assert form == "html" or "##[" not in ran.out + ran.err
    if form == "json":
        assert "##[add-mask]true" in str(ran.json), "the value is the same"
    shell.set(GITHUB_ACTIONS=None)
    assert "##[add-mask]true" in shell("plan").out, "elsewhere it is shown as it is"


def test_mistakes_that_a_plan_tells_in_a_job_of_github_are_no_commands(shell: Shell) -> None:
    shell.set(GITHUB_ACTIONS="true")
    shell.write(
        {"settings.yaml": SETTINGS, "a.yaml": "numbers:\n  - x: >\n      ::stop-commands::a\n    ##[add-mask]b: 1\n"}
    )
    for arguments in (["plan"], ["validate"], ["plan", "--format", "json"]):
        ran = shell(*arguments)
        assert ran.code == 1
        assert "##[" not in ran.out + ran.err
        assert not any(line.strip().startswith("::") for line in (ran.out + ran.err).splitlines())
    annotated = shell("validate", "--format", "github")
    assert annotated.out.startswith("::error file=desired-state/a.yaml,")


def test_sarif_is_a_log_that_the_official_schema_accepts(shell: Shell) -> None:
    shell.write({"settings.yaml": SETTINGS, "a.yaml": WRONG})
    ran = shell("validate", "--format", "sarif")
    assert (ran.code, ran.err) == (1, "")
    found = run_of(ran.out)
    assert found["tool"]["driver"]["version"] == version("reconciler")
    assert found["invocations"] == [{"executionSuccessful": True}]
    assert [(result["ruleId"], result["locations"][0]["physicalLocation"]) for result in found["results"]] == [
        (
            rule,
            {
                "artifactLocation": {"uri": "desired-state/a.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 6, "startColumn": column},
            },
        )
        for rule, column in (("missing-key", 22), ("unknown-key", 23))
    ]


def test_a_right_folder_has_no_annotation_and_an_empty_log(shell: Shell) -> None:
    shell.declare(number())
    ran = shell("validate", "--format", "github")
    assert (ran.code, ran.out, ran.err) == (0, "", "1 number declared; no errors.\n")
    ran = shell("validate", "--format", "sarif")
    assert (ran.code, ran.err) == (0, "")
    assert run_of(ran.out)["results"] == []


def test_warnings_alone_end_with_0_in_every_format(shell: Shell) -> None:
    shell.write({"settings.yaml": SETTINGS, "a.yaml": UNDECLARED})
    assert [shell("validate", "--format", form).code for form in FORMATS] == [0] * len(FORMATS)
    assert shell("validate", "--format", "github").out.startswith("::warning file=desired-state/a.yaml,line=8,col=23,")
    assert run_of(shell("validate", "--format", "sarif").out)["results"][0]["level"] == "warning"


@pytest.mark.parametrize("form", FORMATS)
def test_a_folder_that_is_not_there_ends_with_1_in_whole_sentences(shell: Shell, form: str) -> None:
    ran = shell("validate", "--format", form)
    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert "desired-state" in ran.err
    match form:
        case "json":
            assert ran.json["diagnostics"] == []
            assert "desired-state" in ran.json["error"]
        case "sarif":
            found = run_of(ran.out)
            assert found["results"] == []
            (invocation,) = found["invocations"]
            assert invocation["executionSuccessful"] is False
            assert "desired-state" in invocation["toolExecutionNotifications"][0]["message"]["text"]
        case "github":
            assert ran.out.startswith("::error title=reconciler::the folder 'desired-state' ")
            assert ran.out.count("\n") == 1
        case _:
            assert ran.out == ""


def test_a_format_that_there_is_not_is_wrong_usage_told_in_prose_alone(shell: Shell) -> None:
    shell.declare(number())
    ran = shell("validate", "--format", "xml")
    assert (ran.code, ran.out) == (64, "")
    assert "'xml'" in ran.err


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_whose_name_is_no_text_is_told_in_every_format(shell: Shell, form: str) -> None:
    shell.write({"settings.yaml": SETTINGS})
    (shell.folder / "desired-state" / os.fsdecode(b"\xff.yaml")).write_text("numbres: []\n")
    ran = shell("validate", "--format", form)
    assert ran.code == 1
    assert {"json": '"desired-state/\\udcff.yaml"', "sarif": '"desired-state/%FF.yaml"'}.get(
        form, "desired-state/\\udcff.yaml"
    ) in (ran.err if form == "text" else ran.out)


def test_ten_thousand_mistakes_are_shown_capped_and_counted_all(shell: Shell) -> None:
    keys = "".join(f"    key{index}: 1\n" for index in range(10_000))
    shell.write({"settings.yaml": SETTINGS, "a.yaml": f"numbers:\n  - number_code: 74991112233\n{keys}"})
    told = len(shell("validate", "--format", "json").json["diagnostics"])
    assert told > 10_000
    lines = shell("validate").err.splitlines()
    assert len(lines) < 100
    assert lines[-1].startswith(f"{told:,} errors in 1 file. 20 of them are shown: ")


SECRET = "correct-horse-battery-staple"
HOLDS_SECRET = f"""\
numbers:
  - number_code: 74991112233
    application: main
    x{SECRET}: {{y: "{"z" * 60}{SECRET}"}}
"""


@pytest.mark.parametrize("form", FORMATS)
def test_a_line_that_holds_a_secret_of_the_environment_is_not_shown_at_all(shell: Shell, form: str) -> None:
    shell.set(EVENTS_KEY=SECRET)
    shell.write({"settings.yaml": SETTINGS, "a.yaml": HOLDS_SECRET})
    ran = shell("validate", "--format", form)
    assert ran.code == 1
    assert "unknown-key" in ran.out + ran.err
    assert " 4 | " not in ran.err
    for start in range(len(SECRET) - 8):
        assert SECRET[start : start + 8] not in ran.out + ran.err


def test_the_folder_can_be_named_by_option_and_by_variable(shell: Shell) -> None:
    shell.declare(number())
    (shell.folder / "desired-state").rename(shell.folder / "elsewhere")
    assert shell("validate").code == 1
    assert shell("--directory", "elsewhere", "validate").code == 0
    shell.set(RECONCILER_DIRECTORY="elsewhere")
    assert shell("validate").code == 0


def test_a_control_character_of_a_file_never_reaches_the_terminal(shell: Shell) -> None:
    shell.write({"settings.yaml": SETTINGS, "a.yaml": 'numbers:\n  - {"number_code": 1, "\\e[31m\u202e": 2}\n'})
    ran = shell("validate")
    assert ran.code == 1
    assert "\x1b" not in ran.err
    assert "\u202e" not in ran.err
