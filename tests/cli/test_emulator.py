"""`reconciler emulator`: it serves, says where, and refuses what it cannot serve."""

import json
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.emulated import UIS_KEY
from support.processes import finish, start
from support.shell import CODE, Shell, number

SAID = re.compile(r"Emulating MTS Exolve \((\w+)\) at (http://\S+) for (.*)\. Ctrl-C ends it\.\n")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@contextmanager
def serving(shell: Shell, *arguments: str) -> Iterator[tuple[re.Match[str], "subprocess.Popen[str]"]]:
    """Serve from a process on a free port; answer what it said and the process."""
    process = start("emulator", "--port", "0", *arguments, folder=shell.folder)
    try:
        assert process.stderr is not None
        said = SAID.fullmatch(process.stderr.readline())
        assert said is not None
        url = said[2]
        of_uis = f"And UIS: UIS_BASE_URL={url}/v4.0 UIS_DATA_URL={url}/v2.0, key {UIS_KEY}.\n"
        assert process.stderr.readline() == of_uis
        yield said, process
    finally:
        process.terminate()
        finish(process)


def call(url: str, key: str, method: str = "GetAttributes") -> Any:
    request = urllib.request.Request(  # noqa: S310 - a loopback address
        f"{url}/number/v1/{method}",
        data=json.dumps({"number_code": CODE}).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - a loopback address
        return json.load(answer)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_serves_until_it_is_interrupted(shell: Shell, number: signal.Signals, code: int) -> None:
    with serving(shell, "--key", "sales=sales-key", "--key", "support=other-key") as (said, process):
        assert (said[1], said[3]) == ("documented", "sales, support")
        assert "attributes" in call(said[2], "sales-key")
        process.send_signal(number)
        ended = finish(process)
    assert (ended.code, ended.out, ended.err) == (code, "", "")


def test_an_apply_against_it_is_seen_in_its_list_of_calls(shell: Shell) -> None:
    shell.declare(number(application="main"))
    with serving(shell, "--key", "main=emulated-key", "--profile", "contrary") as (said, _):
        assert said[1] == "contrary"
        shell.set(EXOLVE_BASE_URL=said[2], EXOLVE_API_KEY="emulated-key")
        assert shell("apply", "--yes").code == 0
        with urllib.request.urlopen(f"{said[2]}/_emulator/calls", timeout=30) as answer:  # noqa: S310 - loopback
            calls = json.load(answer)["calls"]
    assert [(call["method"], call["number"]) for call in calls] == [
        ("GetAttributes", CODE),
        ("SetCallForwarding", CODE),
    ]


def test_without_a_key_there_is_one_application_with_the_documented_key(shell: Shell) -> None:
    with serving(shell) as (said, _):
        assert said[3] == "default"
        assert "attributes" in call(said[2], "emulated-key")


def test_a_file_of_faults_spoils_calls(shell: Shell) -> None:
    faults = [{"kind": "status", "method": "GetAttributes", "status": 403, "body": {"error": "not today"}}]
    (shell.folder / "faults.json").write_text(json.dumps(faults), encoding="utf-8")
    with (
        serving(shell, "--faults", "faults.json") as (said, _),
        pytest.raises(urllib.error.HTTPError, match="403") as refused,
    ):
        call(said[2], "emulated-key")
    assert json.load(refused.value) == {"error": "not today"}
    refused.value.close()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--key", "sales"], 64, "--key is written APPLICATION=KEY."),
        (["--key", "=sales-key"], 64, "--key is written APPLICATION=KEY."),
        (["--key", "sales="], 64, "--key is written APPLICATION=KEY."),
        (["--key", "a=one-key", "--key", "a=two-key"], 64, "--key names the application 'a' twice."),
        (["--key", "a=one-key", "--key", "b=one-key"], 64, "two applications have the same key"),
        (["--profile", "optimistic"], 64, "there is no profile 'optimistic'.\n  Profiles: documented, contrary."),
        (["--faults", "nowhere.json"], 1, "'nowhere.json' cannot be read: No such file or directory."),
        (["--host", "192.0.2.1", "--port", "0"], 1, "port 0 of 192.0.2.1 cannot be used: "),
    ],
)
def test_what_cannot_be_served_is_refused(shell: Shell, arguments: list[str], code: int, said: str) -> None:
    ran = shell("emulator", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert f"error: {said}" in ran.err
    assert "Emulating" not in ran.err
    assert "one-key" not in ran.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "'faults.json' is not JSON: "),
        ('{"rule": []}', 'the file of faults is wrong: The faults have an unknown key "rule"'),
        ('[{"kind": "delay"}]', 'the file of faults is wrong: Fault rule 1: a delay needs "seconds".'),
    ],
)
def test_a_wrong_file_of_faults_ends_with_1(shell: Shell, content: str, said: str) -> None:
    (shell.folder / "faults.json").write_text(content, encoding="utf-8")
    ran = shell("emulator", "--faults", "faults.json")
    assert ran.code == 1
    assert f"error: {said}" in ran.err


def test_a_port_that_is_taken_ends_with_1(shell: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = shell("emulator", "--port", str(port))
    assert ran.code == 1
    assert ran.err == f"error: port {port} of 127.0.0.1 cannot be used: Address already in use.\n"
