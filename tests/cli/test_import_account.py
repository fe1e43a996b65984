"""`reconciler import` of an account of 500 numbers: nothing to do afterwards, and files that a person keeps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.accounts import KEYS, SECRET, THIRD_KEY, Counted, fill
from support.emulated import Emulated, emulated
from support.shell import Shell

SETTINGS = """\
# Ours.
settings:
  applications:
    main: {{api_key_env: EXOLVE_API_KEY}}
    second: {{api_key_env: SECOND_API_KEY}}
    third: {{api_key_env: THIRD_API_KEY, application_uuid: {uuid}}}
  secrets: [EVENTS_KEY]
  apply: {{calls_per_second: {rate}, concurrency: 8}}
"""
RATES = {"documented": 0, "contrary": 60}
"""The stand-in bears 200 calls a second of an application, and lists each number to each of three."""


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture(params=["documented", "contrary"])
def emulator(shell: Shell, request: pytest.FixtureRequest) -> Iterator[Emulated]:
    with emulated(request.param, keys=KEYS) as served:
        shell.use(served)
        shell.set(EVENTS_KEY=SECRET, THIRD_API_KEY=THIRD_KEY)
        uuid = next(application.uuid for application in served.account.applications() if application.name == "third")
        shell.write({"settings.yaml": SETTINGS.format(rate=RATES[request.param], uuid=uuid)})
        yield served


@pytest.fixture
def account(emulator: Emulated) -> Counted:
    return fill(emulator)


def test_an_account_of_500_numbers_is_taken_in(shell: Shell, emulator: Emulated, account: Counted) -> None:
    ran = shell("import")
    print(ran.err)
    print(ran.out)
    print(shell("validate").err[-6000:])
    assert ran.code == 5, ran.err
