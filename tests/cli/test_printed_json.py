"""Whatever a command prints with --format json is as its schema in docs says: over the example, in many situations."""

import io
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.described import faults
from support.emulated import AT_ONCE, MAIN_KEY, SECOND_KEY, Emulated, emulated, fault
from support.scene import git
from support.shell import Shell, forwarded

from reconciler.emulator.phones import Manner, Phone
from reconciler.loader.folder import load

EXAMPLE = Path(__file__).parents[2] / "desired-state"
RECEPTION, SALES, CAMPAIGN, CABINET = 74991110001, 74991110010, 74952220029, 74952220028
MOMENTS = ("2026-01-01T12:00:00+03:00", "2026-06-03T03:00:00+03:00", "2026-06-03T12:00:00+03:00")
MISTAKE = "numbers: [{number_code: 84991112233, aplication: main}]"
OVERRIDE = f"""\
overrides:
  - numbers: [{CAMPAIGN}]
    from: 2020-01-01T00:00:00+03:00
    until: 2099-01-01T00:00:00+03:00
    reason: Ремонт
    call_forwarding_number:
      redirect_type: single
      call_control: {{redirect_number: "@petrova", timeout: 60}}
  - numbers: [{CABINET}]
    from: 2099-01-01T00:00:00+03:00
    until: 2099-02-01T00:00:00+03:00
    reason: Отпуск
    call_forwarding_ipcr: {{url: "https://pbx.example.com/", reserve: "@petrova"}}
"""
ASK: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("validate", ("validate",)),
    ("plan", ("plan",)),
    ("apply", ("apply", "--yes")),
    ("show", ("show",)),
    ("show", ("show", str(RECEPTION))),
    ("history", ("history",)),
    ("history", ("history", str(RECEPTION))),
    ("explain", ("explain", str(RECEPTION))),
    ("explain", ("explain", str(RECEPTION), "--recorded")),
    ("drift", ("drift",)),
    ("verify", ("verify", "--dry-run")),
    ("verify", ("verify",)),
    ("state-show", ("state", "show")),
    ("state-list", ("state", "list")),
)
"""What every situation is asked, and by which schema it answers."""


class Told:
    """The example in a folder, and commands in it whose JSON is held against its schema at once."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.folder = shell.folder / "desired-state"

    def __call__(self, name: str, *arguments: str, code: int = 0) -> Any:
        """Run a command, and answer what it printed."""
        ran = self.shell(*arguments, "--format", "json")
        assert ran.code == code, (arguments, ran.err)
        return self.right(name, ran.out)

    def all(self, codes: dict[str, int]) -> None:
        """Ask everything; a command that is not named ends with 0."""
        for name, arguments in ASK:
            ran = self.shell(*arguments, "--format", "json")
            assert ran.code == codes.get(arguments[0], 0) or ran.code == codes.get(" ".join(arguments)), arguments
            self.right(name, ran.out)

    def edit(self, file: str, before: str, after: str) -> None:
        """Edit one of the files."""
        text = (self.folder / file).read_text(encoding="utf-8")
        assert before in text
        (self.folder / file).write_text(text.replace(before, after), encoding="utf-8")

    @staticmethod
    def right(name: str, out: str) -> Any:
        """Answer a printed value that is as its schema says."""
        value = json.loads(out)
        assert faults(name, value) == [], name
        return value


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    made = Told(Shell(tmp_path, monkeypatch, capsys))
    shutil.copytree(EXAMPLE, made.folder)
    made.edit("settings.yaml", "calls_per_second: 10", "calls_per_second: 0")
    return made


@pytest.fixture
def emulator(told: Told) -> Iterator[Emulated]:
    with emulated(keys={"main": MAIN_KEY, "retail": SECOND_KEY}, limited=False) as served:
        told.shell.use(served)
        told.shell.set(EXOLVE_RETAIL_API_KEY=SECOND_KEY, EVENTS_KEY="emulated-events-key")
        yield served


@pytest.fixture
def applied(told: Told, emulator: Emulated) -> Told:
    assert emulator.url
    assert told("apply", "apply", "--yes")["counts"]["applied"] == 25
    return told


def test_where_nothing_is_recorded(told: Told, emulator: Emulated) -> None:
    assert emulator.url
    found = told("plan", "plan")
    assert (found["counts"]["add"], found["base"]["lineage"]) == (25, None)
    told("validate", "validate")
    assert told("show", "show")["lineage"] is None
    told("history", "history")
    told("state-show", "state", "show")
    told("state-list", "state", "list")
    told("show", "show", str(RECEPTION), code=1)
    for name, arguments in ASK:
        told.right(name, told.shell(*arguments, "--format", "json").out)


def test_where_all_is_applied(applied: Told) -> None:
    applied.all({"verify": 4, "verify --dry-run": 0})
    assert len(applied("state-list", "state", "list")["numbers"]) == 25
    assert applied("history", "history")["runs"][0]["verb"] == "apply"


def test_a_plan_of_every_action_and_what_apply_makes_of_it(applied: Told, emulator: Emulated) -> None:
    emulator.account.forward(CABINET, forwarded(to="79161112233"))
    assert applied("drift", "drift", "--restore", code=2)["counts"]["drifted"] == 1
    applied.edit("contacts.yaml", '"79160000101"', '"79160000106"')
    applied.edit("retail/campaign.yaml", "  - {number_code: 74952220027, description: Реклама на упаковке}\n", "")
    applied.edit("retail/campaign.yaml", "Реклама на чеках", "Реклама на больших чеках")
    applied.edit("settings.yaml", "weight: 12", "weight: 5")
    found = applied("plan", "plan")
    assert {change["action"] for change in found["changes"]} == {"change", "note", "remove", "resend"}
    assert {flag["flag"] for change in found["changes"] for flag in change["flags"]} >= {"new-destination", "protected"}
    refused = applied("apply", "apply", "--yes", code=4)
    assert "limits" in refused["error"]
    told = applied("apply", "apply", "--approve", found["digest"])
    assert {item["outcome"] for item in told["outcomes"]} == {"applied"}
    runs = applied("history", "history")["runs"]
    assert [run["verb"] for run in runs] == ["apply", "drift", "apply"]


def test_a_plan_of_the_other_actions(applied: Told) -> None:
    applied.edit("office/systems.yaml", "number_code: 78121110008", "number_code: 78121110018")
    applied.edit("office/reception.yaml", "application: main", "application: retail")
    found = applied("plan", "plan", "--only", "78121110018")
    assert ([change["action"] for change in found["changes"]], found["unselected"]) == (["add"], 2)
    assert {change["action"] for change in applied("plan", "plan")["changes"]} == {"add", "forget", "move"}


def test_what_overrides_bring(applied: Told) -> None:
    (applied.folder / "retail/repair.yaml").write_text(OVERRIDE, encoding="utf-8")
    found = applied("plan", "plan")
    (one,) = (change for change in found["changes"] if change["number_code"] == CAMPAIGN)
    assert (one["override"], one["following"]["reason"]) == ("Ремонт", "Ремонт")
    assert one["later"]["after"]
    assert applied("plan", "plan", "--at", "2098-12-31T00:00:00+03:00")["transitions"]
    applied("apply", "apply", "--yes")
    applied.all({"verify": 4, "verify --dry-run": 0})
    assert applied("show", "show", str(CABINET))["numbers"][0]["later"]
    applied("plan", "plan", "--due")
    applied("explain", "explain", str(CAMPAIGN), "--recorded")


def test_what_happens_to_calls_to_all_numbers(applied: Told) -> None:
    desired = load(applied.folder).desired
    assert desired is not None
    for code in desired.numbers:
        for moment in MOMENTS:
            applied("explain", "explain", str(code), "--at", moment)
    applied("explain", "explain", "74950000000", code=1)


def test_where_the_files_have_mistakes(applied: Told) -> None:
    (applied.folder / "more.yaml").write_text(MISTAKE, encoding="utf-8")
    # What is recorded needs no files.
    recorded = dict.fromkeys(("show", "history", "state show", "state list"), 0)
    codes = {name: 1 for name, _ in ASK} | recorded | {"explain": 1, f"explain {RECEPTION} --recorded": 0}
    applied.all(codes)
    assert applied("plan", "plan", code=1)["error"] is None
    assert applied("validate", "validate", code=1)["diagnostics"]


def test_where_there_is_no_folder(told: Told) -> None:
    shutil.rmtree(told.folder)
    for name, arguments in ASK:
        told.right(name, told.shell(*arguments, "--format", "json").out)
    assert "desired-state" in told("validate", "validate", code=1)["error"]


def test_where_the_record_cannot_be_read(applied: Told) -> None:
    for path in (applied.shell.folder / ".reconciler" / "state").rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")
    codes = {name: 1 for name, _ in ASK if name != "validate"} | {"state": 1, f"explain {RECEPTION}": 0}
    applied.all(codes)
    for name, arguments in (("plan", ["plan"]), ("apply", ["apply", "--yes"]), ("state-show", ["state", "show"])):
        assert applied(name, *arguments, code=1)["error"]


def test_where_nobody_said_yes_or_another_plan_was_approved(told: Told, emulator: Emulated) -> None:
    assert emulator.url
    assert "nobody approved" in told("apply", "apply", code=4)["error"]
    assert "another one" in told("apply", "apply", "--approve", "0" * 64, code=4)["error"]


def test_where_an_apply_ends_halfway(told: Told, emulator: Emulated) -> None:
    busy = fault("status", SALES, status=503, **AT_ONCE)
    emulator.faults.replace([fault("garbage", RECEPTION), busy])
    told.shell.set(EVENTS_KEY=None)
    found = told("apply", "apply", "--yes", code=5)
    assert {item["outcome"] for item in found["outcomes"]} == {"applied", "failed", "unknown", "not-tried"}
    assert told("plan", "plan")["not_compared"].keys() == {"EVENTS_KEY"}
    for name, arguments in ASK:
        told.right(name, told.shell(*arguments, "--format", "json").out)


def test_where_the_provider_has_something_else(applied: Told, emulator: Emulated) -> None:
    emulator.account.forward(CABINET, forwarded(to="79161112233"))
    emulator.account.forward(RECEPTION, {"call_forwarding_type": 0})
    emulator.faults.replace([fault("status", CAMPAIGN, "GetAttributes", status=503, **AT_ONCE)])
    counts = applied("drift", "drift", code=5)["counts"]
    assert (counts["drifted"], counts["gone"], counts["not-read"]) == (1, 1, 1)
    assert applied("drift", "drift", str(CABINET), "--accept", code=2)["numbers"][0]["settlement"]["declaration"]
    applied("drift", "drift", str(RECEPTION), "--restore", code=2)
    assert [run["verb"] for run in applied("history", "history")["runs"]] == ["drift", "drift", "apply"]
    applied("show", "show", str(CABINET))
    applied("plan", "plan")


def test_what_test_calls_come_to(applied: Told, emulator: Emulated) -> None:
    for phone in applied("explain", "explain", str(RECEPTION), "--recorded")["rung"]:
        emulator.world.phones.put(phone, Phone(manner=Manner.BUSY))
    found = applied("verify", "verify", str(RECEPTION), "--yes", code=1)
    assert [item["verdict"] for item in found["verdicts"]] == ["failed"]
    assert found["verdicts"][0]["evidence"]["legs"]
    assert applied("verify", "verify", "--dry-run")["prospects"]
    assert applied("history", "history")["runs"][0]["verdicts"]
    applied.shell.set(UIS_ACCESS_TOKEN=None)
    assert applied("verify", "verify", str(RECEPTION), "--yes", code=1)["error"]


def test_a_saved_plan(told: Told, emulator: Emulated) -> None:
    assert emulator.url
    saved = told("plan", "plan", "--out", "plan.saved")
    assert told("apply", "apply", "plan.saved", "--yes")["digest"] == saved["digest"]
    told("plan", "plan", "--out", "plan.saved")
    (told.shell.folder / "plan.saved").write_text("damaged", encoding="utf-8")
    assert told("apply", "apply", "plan.saved", "--yes", code=1)["error"]


def test_what_a_branch_does_not_cause_and_what_is_no_record(applied: Told) -> None:
    git(applied.shell.folder, "init", "-q", "-b", "main")
    git(applied.shell.folder, "config", "user.name", "Olga")
    git(applied.shell.folder, "config", "user.email", "olga@example.com")
    applied.edit("retail/campaign.yaml", "Реклама на чеках", "Реклама на больших чеках")
    git(applied.shell.folder, "add", "-A", "desired-state")
    git(applied.shell.folder, "commit", "-q", "-m", "a change")
    applied.edit("retail/campaign.yaml", "Реклама на витрине", "Реклама на большой витрине")
    changes = applied("plan", "plan", "--base", "main")["changes"]
    assert [change["caused_by_branch"] for change in changes] == [True, False]
    applied.edit("settings.yaml", "settings:\n", "settings:\n  state: {url: 's3://no-such-bucket/record'}\n")
    found = applied("plan", "plan", "--base", "main")
    assert (found["compared_with"], len(found["changes"])) == ("main", 1)


@pytest.mark.parametrize(
    ("text", "code", "verdict"),
    [
        ("wd {mon-fri} hr {9-17}", 0, "ok"),
        ("", 0, "ok"),
        ("hr {9am-5pm}", 0, "warning"),
        ("wd {mon-fri} hr {9-17", 1, "error"),
        ("md {30} mo {feb}", 0, "warning"),
    ],
)
def test_periods(told: Told, text: str, code: int, verdict: str) -> None:
    assert told("period", "period", text, code=code)["verdict"] == verdict


def test_lines_of_periods(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    good = {"period": "hr {9-17}", "epoch": 1_784_000_000, "tz": "Europe/Moscow"}
    asked = [
        good,
        {**good, "mine": [1]},
        {**good, "period": "hr {9am-5pm}"},
        {**good, "period": "nonsense"},
        {**good, "tz": "Nowhere"},
        {**good, "epoch": "now"},
        {},
        [],
    ]
    sent = "".join(f"{json.dumps(line)}\n" for line in asked).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sent), encoding="utf-8"))
    lines = told.shell("period", "--jsonl").out.splitlines()
    answers = [told.right("period-line", line) for line in lines]
    assert [answer.get("verdict") for answer in answers] == ["ok", "ok", "warning", "error", *[None] * 4]
