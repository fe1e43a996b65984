"""What every command really prints for machines, done and failed, is as its documented schema says."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from support.documented import NAMES, against
from support.emulated import Emulated, emulated
from support.shell import CODE, OTHER, PHONE, SETTINGS, THIRD, Ran, Shell, forwarded, number, to_url

from reconciler.emulator.phones import Manner, Phone

BUSY = "74992223355"
CALLS = SETTINGS + "  verify: {report_seconds: 5, call: {virtual_phone_number: '74993720692'}}\n"
OVERRIDE = f"""\
overrides:
  - numbers: [{THIRD}]
    from: 2020-01-01T00:00:00Z
    until: 2098-01-01T00:00:00Z
    reason: Отпуск
    call_forwarding_number: {{redirect_type: single, call_control: [{{redirect_number: "{BUSY}", timeout: 9}}]}}
"""
EXAMPLE = Path(__file__).parents[2] / "desired-state"
COMMANDS = {
    "validate": ("validate",),
    "plan": ("plan",),
    "apply": ("apply", "--yes"),
    "show": ("show",),
    "history": ("history",),
    "explain": ("explain", str(CODE)),
    "drift": ("drift",),
    "verify": ("verify", "--yes"),
    "state-show": ("state", "show"),
    "state-list": ("state", "list"),
    "period": ("period", "wd {Mon-Fri} hr {6am-14pm}"),
}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def emulator(shell: Shell) -> Iterator[Emulated]:
    with emulated(limited=False) as served:
        served.world.phones.put(BUSY, Phone(manner=Manner.BUSY))
        shell.use(served)
        yield served


def told(shell: Shell, name: str, *more: str) -> Ran:
    """Run a command for machines, and look whether it says what it may."""
    ran = shell(*COMMANDS[name], *more, "--format", "json")
    assert against(name, ran.json) == []
    return ran


def declare(shell: Shell, *, timeout: int = 16) -> None:
    shell.declare(
        number(timeout=timeout, verify=True, description="Отдел продаж", labels=["sales"]),
        number(OTHER, to=BUSY, verify=True, protected=True),
        number(THIRD, application="second"),
        settings=CALLS,
    )
    shell.write({"overrides.yaml": OVERRIDE})


def test_every_command_has_a_schema() -> None:
    assert set(COMMANDS) == set(NAMES)


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("name", COMMANDS)
def test_before_there_is_a_record(shell: Shell, name: str) -> None:
    declare(shell)
    told(shell, name)


@pytest.mark.parametrize("name", COMMANDS)
def test_over_the_example(shell: Shell, name: str) -> None:
    copytree(EXAMPLE, shell.folder / "desired-state")
    told(shell, name)


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("name", COMMANDS)
def test_over_files_with_mistakes(shell: Shell, name: str) -> None:
    declare(shell)
    shell.write({"wrong.yaml": "numbers: [{number_code: 8 (499), call_forwarding_number: 1}]\n"})
    told(shell, name)


@pytest.mark.parametrize("name", COMMANDS)
def test_without_a_folder(shell: Shell, name: str) -> None:
    told(shell, name)


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("name", COMMANDS)
def test_with_a_record_that_cannot_be_read(shell: Shell, name: str) -> None:
    declare(shell)
    assert shell("apply", "--yes").code == 0
    for file in (shell.folder / ".reconciler").rglob("*.json*"):
        file.write_text("{damaged", encoding="utf-8")
    ran = told(shell, name)
    assert (ran.code != 0) == (name not in {"validate", "explain", "period"})


def test_from_the_first_apply_to_a_removal(shell: Shell, emulator: Emulated) -> None:
    declare(shell)
    assert told(shell, "apply").code == 0
    told(shell, "verify", "--dry-run")
    told(shell, "verify")
    declare(shell, timeout=30)
    told(shell, "plan")
    emulator.account.forward(CODE, forwarded(timeout=99))
    assert told(shell, "drift").json["counts"]["drifted"] == 1
    assert told(shell, "apply").json["counts"]["not-tried"] == 1
    told(shell, "drift", "--accept")
    told(shell, "plan")
    emulator.account.clear(CODE)
    told(shell, "drift", "--restore")
    told(shell, "plan")
    told(shell, "apply")
    shell.declare(to_url(CODE, "https://example.com/?key=${EVENTS_KEY}", on_removal="reset"), settings=CALLS)
    told(shell, "plan")
    told(shell, "apply")
    for name in ("show", "history", "explain", "state-show", "state-list", "validate"):
        told(shell, name)
    told(shell, "explain", "--recorded")
    told(shell, "show", str(CODE))
    assert PHONE in shell("show").out


def test_a_period_that_is_refused_or_right(shell: Shell) -> None:
    for text in ("wd {", "hr {9-17}", ""):
        ran = shell("period", text, "--format", "json")
        assert against("period", json.loads(ran.out)) == []
