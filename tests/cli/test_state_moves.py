"""`reconciler state pull`, `push` and `forget`: the record in people's hands."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from support.emulated import emulated
from support.shell import CODE, OTHER, THIRD, Shell, number

from reconciler.state.file import FileBackend
from reconciler.state.record import history_of, read_record


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def applied(shell: Shell) -> Shell:
    """Answer a shell whose record knows two numbers."""
    shell.declare(number(CODE), number(OTHER))
    with emulated() as emulator:
        shell.use(emulator)
        assert shell("apply", "--yes").code == 0
    return shell


def record(shell: Shell, name: str = ".reconciler/state") -> FileBackend:
    return FileBackend(shell.folder / name)


def test_a_record_that_was_pulled_and_pushed_elsewhere_is_equal_and_the_plan_there_is_empty(applied: Shell) -> None:
    pulled = applied("state", "pull", "--output", "record.jsonl")
    assert pulled.code == 0
    assert "Pulled file:.reconciler/state: serial 7" in pulled.err
    assert stat.S_IMODE((applied.folder / "record.jsonl").stat().st_mode) == 0o600
    pushed = applied("--state", "file:elsewhere", "state", "push", "record.jsonl")
    assert pushed.code == 0
    assert "Wrote serial 1 to 7" in pushed.out
    assert "name it in `settings.state.url`" in pushed.out
    assert read_record(record(applied, "elsewhere")) == read_record(record(applied))
    assert list(history_of(record(applied, "elsewhere"))) == list(history_of(record(applied)))
    assert applied("--state", "file:elsewhere", "plan", "--detailed-exitcode").code == 0
    again = applied("--state", "file:elsewhere", "state", "push", "record.jsonl")
    assert (again.code, "nothing was written" in again.out) == (0, True)


def test_a_record_can_be_pulled_through_a_pipe(applied: Shell) -> None:
    pulled = applied("state", "pull")
    assert pulled.code == 0
    (applied.folder / "piped").write_text(pulled.out, encoding="utf-8")
    assert applied("--state", "file:elsewhere", "state", "push", "piped").code == 0
    assert read_record(record(applied, "elsewhere")) == read_record(record(applied))


def test_a_pull_overwrites_no_file(applied: Shell) -> None:
    (applied.folder / "record.jsonl").write_text("mine")
    pulled = applied("state", "pull", "--output", "record.jsonl")
    assert pulled.code == 1
    assert "is there already" in pulled.err
    assert (applied.folder / "record.jsonl").read_text() == "mine"


def test_a_pull_into_a_push_needs_no_file(applied: Shell) -> None:
    pull = [sys.executable, "-m", "reconciler", "state", "pull"]
    push = [sys.executable, "-m", "reconciler", "--state", "file:elsewhere", "state", "push", "/dev/stdin"]
    pulled = subprocess.run(pull, cwd=applied.folder, check=True, capture_output=True)
    subprocess.run(push, cwd=applied.folder, check=True, capture_output=True, input=pulled.stdout)
    assert read_record(record(applied, "elsewhere")) == read_record(record(applied))


def test_a_pull_that_cannot_be_written_whole_leaves_no_file(applied: Shell) -> None:
    limited = f"ulimit -f 1; exec {sys.executable} -m reconciler state pull --output record.jsonl"
    ended = subprocess.run(["bash", "-c", limited], cwd=applied.folder, check=False, capture_output=True, text=True)
    assert ended.returncode != 0
    assert [path.name for path in applied.folder.iterdir() if "record" in path.name] == []


def test_a_pull_whose_output_is_closed_is_no_fault(applied: Shell) -> None:
    closed = f"exec {sys.executable} -m reconciler state pull >&-"
    ended = subprocess.run(["bash", "-c", closed], cwd=applied.folder, check=False, capture_output=True, text=True)
    assert "Traceback" not in ended.stderr


def test_an_older_record_and_another_one_are_refused_with_the_reason(applied: Shell) -> None:
    assert applied("state", "pull", "--output", "old.jsonl").code == 0
    assert applied("state", "forget", str(CODE)).code == 0
    older = applied("state", "push", "old.jsonl")
    assert older.code == 4
    assert "take back what was recorded since" in older.err
    (applied.folder / "other").mkdir()
    applied.declare(number(THIRD))
    with emulated() as emulator:
        applied.use(emulator)
        assert applied("--state", "file:other/state", "apply", "--yes").code == 0
    foreign = applied("--state", "file:other/state", "state", "push", "old.jsonl")
    assert foreign.code == 1
    assert "holds another record" in foreign.err


@pytest.mark.parametrize("content", ["", '{"kind":"record"}\n', '{"kind":"record","format_version":1}\nx\n'])
def test_a_file_that_is_no_whole_record_is_refused_and_nothing_is_made(shell: Shell, content: str) -> None:
    (shell.folder / "record.jsonl").write_text(content)
    pushed = shell("state", "push", "record.jsonl")
    assert pushed.code == 1
    assert "Nothing was" in pushed.err
    assert not (shell.folder / ".reconciler").exists()


def test_without_a_record_there_is_nothing_to_pull(shell: Shell) -> None:
    pulled = shell("state", "pull")
    assert (pulled.code, pulled.out) == (1, "")
    assert "There is no record at file:.reconciler/state" in pulled.err


# ── forget ──


def test_a_forgotten_number_is_called_by_nobody_and_planned_anew_while_it_is_declared(applied: Shell) -> None:
    with emulated() as emulator:
        applied.use(emulator)
        forgotten = applied("state", "forget", str(CODE), str(CODE))
        assert emulator.log.calls() == []
    assert forgotten.code == 0
    assert f"Forgotten: 1 number ({CODE})." in forgotten.out
    assert "Their forwarding at the provider stays as it is." in forgotten.out
    assert applied("state", "list").out == f"{OTHER}\n"
    planned = json.loads(applied("plan", "--format", "json").out)
    assert [(item["number_code"], item["action"]) for item in planned["changes"]] == [(CODE, "add")]
    assert "forgotten by hand" in applied("history", str(CODE)).out


def test_forgetting_is_all_or_nothing(applied: Shell) -> None:
    before = applied.everything_written()
    missing = applied("state", "forget", str(CODE), str(THIRD))
    assert missing.code == 1
    assert f"{THIRD} is not in the record. Nothing was forgotten." in missing.err
    assert applied.everything_written() == before
    assert applied("state", "forget").code == 64


def test_a_protected_number_is_not_forgotten(shell: Shell) -> None:
    shell.declare(number(CODE, protected=True))
    with emulated() as emulator:
        shell.use(emulator)
        assert shell("apply", "--yes").code == 0
    refused = shell("state", "forget", str(CODE))
    assert refused.code == 4
    assert "`protected: false`" in refused.err
    assert shell("state", "list").out == f"{CODE}\n"


# ── the key of secrets' fingerprints ──


def test_a_lost_key_is_told_and_the_next_apply_sends_what_has_a_secret_once_more(shell: Shell) -> None:
    url = "https://events.example.com/calls?key=${EVENTS_KEY}"
    secret = number(CODE)
    secret["call_forwarding_number"]["event_url"] = url
    shell.declare(secret, number(OTHER))
    shell.set(EVENTS_KEY="a-long-secret-value")
    with emulated() as emulator:
        shell.use(emulator)
        assert shell("apply", "--yes").code == 0
        backend = record(shell)
        contents = backend.read()
        key = read_record(backend).hmac_key.hex().encode()
        blanked = [line.replace(key, b"") for line in contents.entries]
        for path in (shell.folder / ".reconciler" / "state").glob("*.json*"):
            path.unlink()
        record(shell).append(blanked, after=record(shell).head())

        planned = shell("plan", "--format", "json")
        assert "the key of secrets' fingerprints is lost" in planned.err
        assert [item["number_code"] for item in json.loads(planned.out)["changes"]] == [CODE]
        assert "key:     the key of secrets' fingerprints is lost" in shell("state", "show").out
        assert json.loads(shell("state", "show", "--format", "json").out)["has_key"] is False

        assert shell("apply", "--yes").code == 0
        after = shell("plan", "--detailed-exitcode")
        assert (after.code, "lost" in after.err) == (0, False)
        assert "key:" not in shell("state", "show").out
