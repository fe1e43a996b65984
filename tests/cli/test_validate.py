"""`reconciler validate` as a person and a pipeline meet it."""

from pathlib import Path

import pytest
from support.shell import SETTINGS, Shell, number

WRONG = """\
numbers:
  - number_code: 74991112233
    application: main
    call_forwarding_number:
      redirect_type: single
      call_control: [{redirect_number: "74992223344", tiemout: 16}]
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
        "    'timeout' is missing (how long to wait for an answer, in seconds); without it the rest means",
        "    nothing.",
        "desired-state/a.yaml:6:55: error: there is no such key here [unknown-key]",
        "    'tiemout' would be ignored, or refused by the provider. Did you mean 'timeout'?",
        "2 errors in 1 file.",
    ]


def test_the_mistakes_of_all_files_are_told_at_once(shell: Shell) -> None:
    shell.write({"settings.yaml": "settings: {timezone: Nowhere}\n", "a.yaml": WRONG, "b.yaml": "numbres: []\n"})
    ran = shell("validate")
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.err.splitlines() if line.startswith("desired-state")] == [
        "desired-state/a.yaml",
        "desired-state/a.yaml",
        "desired-state/b.yaml",
        "desired-state/settings.yaml",
    ]
    assert ran.err.endswith("4 errors in 3 files.\n")


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
                "detail": "'tiemout' would be ignored, or refused by the provider. Did you mean 'timeout'?",
                "file": "desired-state/a.yaml",
                "line": 6,
                "column": 55,
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


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_folder_that_is_not_there_ends_with_1_in_whole_sentences(shell: Shell, form: str) -> None:
    ran = shell("validate", "--format", form)
    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert "desired-state" in ran.err
    if form == "json":
        assert ran.json["diagnostics"] == []
        assert "desired-state" in ran.json["error"]
    else:
        assert ran.out == ""


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
