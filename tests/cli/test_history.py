"""`reconciler history`: what was done, over a record that a run was killed in the middle of."""

from pathlib import Path

import pytest
from support.emulated import emulated, fault
from support.shell import CODE, OTHER, Shell, number


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def test_the_history_of_a_number_reads_like_a_log(shell: Shell) -> None:
    shell.set(GITHUB_ACTOR="olga", GITHUB_RUN_ID="7", GITHUB_REPOSITORY="acme/phones")
    with emulated() as emulator:
        shell.use(emulator)
        shell.declare(number(), number(OTHER))
        assert shell("apply", "--yes").code == 0
        shell.declare(number(timeout=30), number(OTHER))
        digest = shell("plan", "--format", "json").json["digest"]
        emulator.faults.replace([fault("status", CODE, status=400, body={"error": "number has sip"})])
        assert shell("apply", "--yes").code == 1
    told = shell("history", str(CODE)).out
    newest, oldest = told.split("\n\nrun ")
    assert newest.startswith("run ")
    assert "By:       olga on " in newest
    assert "Run:      https://github.com/acme/phones/actions/runs/7" in newest
    assert f"Digest:   {digest}" in newest
    assert f"    {CODE} change: failed (Exolve answered 400: number has sip" in newest
    assert "        call_control[74992223344].timeout: 16 → 30" in newest
    assert f"    {CODE} add: applied\n" in oldest
    every = shell("history").out
    assert "    2 add: applied\n" in every
    assert "    1 change: failed\n" in every
    runs = shell("history", "--format", "json").json["runs"]
    assert [len(run["numbers"]) for run in runs] == [1, 2]
    assert runs[0]["numbers"][0]["fields"] == [{"path": "call_control[74992223344].timeout", "before": 16, "after": 30}]


def test_a_number_that_never_was_in_the_record_is_told_as_such(shell: Shell) -> None:
    shell.declare(number())
    ran = shell("history", str(OTHER))
    assert ran.code == 1
    assert f"{OTHER} never was in this record." in ran.err
    assert shell("history").out == "Nothing was ever applied here.\n"
    assert "never was" in shell("history", str(OTHER), "--format", "json").json["error"]
