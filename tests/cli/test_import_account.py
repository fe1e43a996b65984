"""`reconciler import` of an account of 500 numbers: nothing to do afterwards, and files that a person keeps."""

import re
import shutil
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
    main: {{api_key_env: EXOLVE_API_KEY, application_uuid: {main}}}
    second: {{api_key_env: SECOND_API_KEY, application_uuid: {second}}}
    third: {{api_key_env: THIRD_API_KEY, application_uuid: {third}}}
  secrets: [EVENTS_KEY]
  apply: {{calls_per_second: {rate}, concurrency: 8}}
"""
RATES = {"documented": 0, "contrary": 180}
"""The stand-in of the second profile bears 200 calls a second of an application."""
ITEM = re.compile("^  - number_code: [0-9]+$", re.MULTILINE)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture(params=["documented", "contrary"])
def emulator(shell: Shell, request: pytest.FixtureRequest) -> Iterator[Emulated]:
    with emulated(request.param, keys=KEYS) as served:
        shell.use(served)
        shell.set(EVENTS_KEY=SECRET, THIRD_API_KEY=THIRD_KEY)
        ids = {application.name: application.uuid for application in served.account.applications()}
        shell.write({"settings.yaml": SETTINGS.format(rate=RATES[request.param], **ids)})
        yield served


@pytest.fixture
def account(emulator: Emulated) -> Counted:
    return fill(emulator)


def files(shell: Shell) -> dict[str, str]:
    """Answer the files of the folder by their names."""
    folder = shell.folder / "desired-state"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))
    }


def recorded(shell: Shell) -> list[int]:
    return [int(code) for code in shell("state", "list").out.split()]


def in_order(shell: Shell) -> None:
    """Tell that there is nothing to do, nothing to lay out, and no mistake."""
    planned = shell("plan", "--detailed-exitcode")
    assert planned.code == 0, planned.out
    assert shell("fmt", "--check").code == 0
    validated = shell("validate", "--format", "json")
    assert validated.code == 0, [item for item in validated.json["diagnostics"] if item["severity"] == "error"]


def test_an_account_of_500_numbers_is_taken_in_and_there_is_nothing_to_do(
    shell: Shell, emulator: Emulated, account: Counted
) -> None:
    ran = shell("import")
    assert ran.code == 5, ran.err
    refused = [code for code in account.refused if str(code) in ran.err]
    imported = sorted({*account.imported, *account.trunks, *account.refused} - set(refused))
    assert recorded(shell) == imported
    assert ran.out.endswith(f"\n{len(imported)} numbers imported.\n")
    in_order(shell)
    assert emulator.numbers_sent() == []
    written = files(shell)
    assert SECRET.encode() not in shell.everything_written()
    for key in KEYS.values():
        assert key.encode() not in shell.everything_written()
    comments = [line.strip() for text in written.values() for line in text.splitlines() if line.strip()[:1] == "#"]
    for code in (*refused, *account.bound):
        assert sum(line.startswith(f"# {code}: not imported: ") for line in comments) == 1
    assert max(map(len, comments)) <= 120
    again = shell("import")
    assert again.out == "0 numbers imported.\n"
    assert f"{len(imported)} numbers are declared and recorded already, left alone.\n" in again.err
    assert files(shell) == written


def test_the_files_are_those_that_a_person_would_keep(shell: Shell, account: Counted) -> None:
    shell("import")
    written = files(shell)
    pools = {name.removeprefix("pools/") for name in written if name.startswith("pools/")}
    assert pools >= {
        *("calls-example-com.yaml", "calls-example-com-2.yaml", "office-sip-example-com.yaml", "dropped.yaml"),
        *("приёмная.yaml", "приёмная-2.yaml", "приёмная-дежурный.yaml", "trunk-203-0-113-10.yaml"),
    }
    assert set(written) - {f"pools/{name}" for name in pools} == {
        *("settings.yaml", "contacts.yaml", "main.yaml", "main-2.yaml", "second.yaml", "third.yaml"),
        *(["schedules.yaml"] if "schedules.yaml" in written else []),
    }
    assert all(len(ITEM.findall(text)) <= 150 for text in written.values())
    for name in written.keys() - {"settings.yaml"}:
        assert " ".join(written[name].split("\n# ")).count(" found them at the provider on 20") == 1
    assert written["pools/приёмная.yaml"].endswith(f"\n  - number_code: {account.imported[98]}\n")
    assert '\n  приёмная: "883140000000001"\n' in written["contacts.yaml"]
    if "schedules.yaml" in written:
        assert "\n  рабочие-часы: wd {mon-fri} hr {9-17}\n" in written["schedules.yaml"]
        assert 'period: "@рабочие-часы"' in written["pools/приёмная-дежурный.yaml"]
    else:
        assert "It has shown no period of any entry" in " ".join(written["main.yaml"].split("\n# "))


def test_a_run_that_died_before_it_recorded_is_made_good_by_the_next(shell: Shell, account: Counted) -> None:
    shell("import")
    written, known = files(shell), recorded(shell)
    lost = [code for code in known if f"number_code: {code}\n" in written["second.yaml"]]
    (shell.folder / "desired-state" / "second.yaml").unlink()
    shutil.rmtree(shell.folder / ".reconciler")
    ran = shell("import")
    assert ran.code == 5, ran.err
    assert f"{len(known) - len(lost)} numbers recorded: already declared as the provider has it.\n" in ran.out
    assert ran.out.endswith(f"\n{len(lost)} numbers imported.\n")
    assert recorded(shell) == known
    in_order(shell)
    assert {name for name in files(shell) if name not in written} == {"imported/second.yaml"}
    assert account.bound
