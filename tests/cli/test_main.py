"""The command line itself: help, wrong usage, faults, readers that go away."""

import os
import re
from pathlib import Path

import pytest
from support.emulated import MAIN_KEY, emulated
from support.processes import piped, run
from support.shell import CODES, Shell, number

OPTIONS = {
    "": ["--directory", "--state", "--no-color", "--verbose", "--quiet", "--version", "--help"],
    "validate": ["--at", "--format"],
    "explain": ["--at", "--recorded", "--format", "NUMBER"],
    "period": ["--at", "--timezone", "--format", "--jsonl", "[TEXT]"],
    "plan": ["--at", "--due", "--out", "--format", "--output", "--detailed-exitcode", "--only", "--base"],
    "apply": ["[PLAN_FILE]", "--yes", "--approve", "--only", "--due", "--format", "--output"],
    "drift": ["--accept", "--restore", "--from", "--format", "[NUMBER]..."],
    "verify": ["--changed", "--dry-run", "--yes", "--if-enabled", "--format", "--output", "[NUMBER]..."],
    "show": ["--format", "[NUMBER]"],
    "import": ["--application", "[NUMBER]..."],
    "fmt": ["--check"],
    "schema": ["--output"],
    "history": ["--format", "[NUMBER]"],
    "state": ["show", "list", "push", "unlock"],
    "state push": ["FILE"],
    "state show": ["--format"],
    "state list": ["--format"],
    "state unlock": ["ID"],
    "comment": ["--pr", "--issue", "--close", "--summary", "--merged", "--digest", "[FILE]"],
    "approval": ["ENVIRONMENT"],
    "init": ["--github", "--gitlab"],
    "emulator": ["--host", "--port", "--key", "--faults", "--profile"],
    "demo": ["--help"],
}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("command", OPTIONS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_answers_0_and_tells_every_option(shell: Shell, command: str, flag: str) -> None:
    ran = shell(*command.split(), flag)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: reconciler {command}".rstrip())
    for option in OPTIONS[command]:
        assert option in ran.out


def test_help_lists_every_command_and_what_it_is_for(shell: Shell) -> None:
    listed = shell("--help").out.partition("Commands:\n")[2]
    names = [line.split()[0] for line in listed.splitlines()]
    assert set(names) == {command.split()[0] for command in OPTIONS if command}
    assert all(re.fullmatch(r"  \S+ +\S.*", line) for line in listed.splitlines())


def test_the_version_is_told(shell: Shell) -> None:
    ran = shell("--version")
    assert (ran.code, re.fullmatch(r"reconciler \d+\.\d+\.\d+\n", ran.out) is not None) == (0, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Usage: reconciler"),
        ("aply", "No such command 'aply'"),
        ("plan --detailed", "No such option"),
        ("plan --format yaml", "'yaml' is not one of 'text', 'json', 'markdown', 'html'"),
        ("apply --approve", "requires an argument"),
        ("-v -q plan", "--verbose and --quiet exclude each other."),
        ("state", "Usage: reconciler state"),
        ("state unlock", "Missing argument 'ID'"),
        ("show 1 2", "unexpected extra argument"),
        ("emulator --port 65536", "not in the range"),
        ("plan --at now --out plan.json", "--at and --out exclude each other"),
        ("plan --output plan.txt --out plan.txt", "cannot name the same file"),
        ("plan --format json --format html", "--format is given twice and --output not: only the last format can go"),
        ("plan --format json --output a --output b", "--output is given twice and --format once"),
        ("plan --format json --output a --format html --output a", "two formats cannot go to the same file"),
        ("apply plan.json --due", "PLAN_FILE excludes --only and --due"),
        ("apply plan.json --only label:sales", "PLAN_FILE excludes --only and --due"),
    ],
)
def test_wrong_usage_ends_with_64_on_stderr_alone(shell: Shell, words: str, said: str) -> None:
    ran = shell(*words.split())
    assert (ran.code, ran.out) == (64, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_process_ends_with_the_codes_of_the_contract(shell: Shell) -> None:
    shell.declare(number())
    assert run("validate", folder=shell.folder).code == 0
    assert run("plan", "--detailed-exitcode", folder=shell.folder).code == 2
    assert run("apply", folder=shell.folder).code == 4
    assert run("--nonsense", folder=shell.folder).code == 64
    shell.declare(number(timeout=-1))
    assert run("validate", folder=shell.folder).code == 1
    with emulated() as emulator:
        shell.use(emulator)
        emulator.has("main", CODES[1], has_sip=True)
        shell.declare(number(), number(CODES[1]))
        assert run("apply", "--yes", folder=shell.folder).code == 5


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_reader_that_goes_away_ends_the_command_without_a_word(shell: Shell, form: str) -> None:
    # More than a pipe holds, so that the command is still writing when its reader goes.
    shell.declare(*(number(74951110000 + index) for index in range(1500)))
    code, err = piped(["plan", "--format", form], folder=shell.folder, take=10)
    assert (code, err) == (1, "")


def test_an_apply_whose_reader_goes_away_before_the_plan_was_shown_sends_nothing(shell: Shell) -> None:
    shell.declare(*(number(74951110000 + index) for index in range(1500)))
    with emulated() as emulator:
        shell.use(emulator)
        code, err = piped(["apply", "--yes"], folder=shell.folder, take=0)
        assert (code, err, emulator.log.calls()) == (1, "", [])


def test_an_apply_whose_reader_goes_away_after_it_was_done_keeps_its_exit_code(shell: Shell) -> None:
    # With JSON the plan goes to stderr, so that the first write to stdout is the last thing that happens.
    shell.declare(number())
    with emulated() as emulator:
        shell.use(emulator)
        code, _ = piped(["apply", "--yes", "--format", "json"], folder=shell.folder, take=0)
        assert (code, emulator.numbers_sent()) == (0, [CODES[0]])
    assert shell("plan", "--detailed-exitcode").code == 0


def broken(folder: Path, monkeypatch: pytest.MonkeyPatch, module: str, text: str) -> None:
    """Spoil the installation: a module of a library that fails when it is imported."""
    library = folder / "broken"
    library.mkdir()
    (library / f"{module}.py").write_text(text, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(library))


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_fault_of_the_program_ends_with_3_a_traceback_and_no_secret(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    shell.declare(number())
    with emulated() as emulator:
        shell.use(emulator)
        assert shell("apply", "--yes").code == 0
    shell.declare(number(timeout=30))
    raising = "import os\nraise RuntimeError('Authorization: Bearer ' + os.environ['EXOLVE_API_KEY'])\n"
    broken(shell.folder, monkeypatch, "deepdiff", raising)
    ended = run("plan", "--format", form, folder=shell.folder)
    assert ended.code == 3
    assert "Traceback (most recent call last):" in ended.err
    assert "RuntimeError: Authorization: Bearer ***" in ended.err
    assert "this is a fault of reconciler itself; please report it." in ended.err
    assert MAIN_KEY not in ended.out + ended.err
    if form == "json":
        assert '"error": "a fault of reconciler itself (RuntimeError); please report it."' in ended.out


@pytest.mark.parametrize("command", ["emulator", "demo"])
def test_without_the_packages_of_the_extra_the_stand_in_says_how_to_get_them(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    broken(shell.folder, monkeypatch, "uvicorn", "raise ModuleNotFoundError('uvicorn', name='uvicorn')\n")
    ended = run(command, folder=shell.folder)
    assert ended.code == 1
    assert ended.err == (
        "error: The emulator needs packages that are not installed.\n  pip install 'reconciler[emulator]'\n"
    )


def test_commands_that_need_no_network_do_not_load_it(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.declare(number())
    broken(shell.folder, monkeypatch, "rich", "raise RuntimeError\n")
    assert run("plan", folder=shell.folder).code == 0, "a bar is loaded where it is shown"
    assert os.environ["PYTHONPATH"]
