"""The tour's steps: real commands in a scratch folder, and what must be true after each."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reconciler.cli.exits import Exit
from reconciler.cli.output import Output
from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.log import CallLog
from reconciler.emulator.server import running
from reconciler.errors import ConfigurationError, ReconcilerError
from reconciler.loader.folder import load
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.diagnostics import Source
from reconciler.model.forwarding import data_of
from reconciler.model.settings import applications_of

TIMEOUT = re.compile(r"timeout: (\d+)")
ENTRY = re.compile(r"(?<=\{)redirect_number: [^,{}]+, timeout: \d+(?=[,}])")
"""The beginning of an entry that is written in braces."""
CONTACT = re.compile(r"(?<=\{)redirect_number: [^,{}]+(?=, timeout)")
OFFICE = 'period: "wd {mon-fri} hr {9-17}"'
PREMIUM = "78091234567"

HOLIDAYS = """\
overrides:
  - numbers: [{number}]
    from: {begin}-01-01T00:00:00+03:00
    until: {end}-01-09T00:00:00+03:00
    reason: Новогодние праздники
    call_forwarding_number:
      redirect_type: single
      call_control: {{redirect_number: "79161112233", timeout: 60, name: Дежурный}}
"""

BROKEN = """\
schedules:
  office: "wd {mon-fri} hr {9-17}"
numbers:
  - number_code: 84991112233
    call_forwarding_number:
      redirect_type: sequental
      call_control:
        - {redirect_number: "@ivanow", timeout: 16s, period: "@ofice"}
        - {redirect_number: "+7 499 222-33-44", timeout: 30, activ: no}
      event_url: ftp://events.example.com/
  - number_code: 74991112299
    call_forwarding_number: {redirect_type: 1, call_control: {redirect_number: "74992223344", timeout: 20}}
    call_forwarding_ipcr: {url: "https://example.com/"}
"""


def tour(example: Path, scratch: Path, output: Output) -> None:
    """Take the tour; ReconcilerError when a step does not do what it should."""
    shutil.copytree(example, scratch / "desired-state", ignore=shutil.ignore_patterns(".*"))
    desired = load(scratch / "desired-state").desired
    if desired is None:
        raise ConfigurationError(
            f"the example in '{example}' has mistakes.", advice="`reconciler validate` shows them."
        )
    applications = applications_of(desired.settings)
    keys = {name: f"emulated-key-of-{name}" for name in applications}
    account = Account(*(Application(name=name, key=key) for name, key in keys.items()), closed=True)
    for number in desired.numbers.values():
        account.register(number.number_code, number.application)
    log = CallLog()
    with running(create_app(account, log=log)) as url:
        environ = {application.api_key_env: keys[name] for name, application in applications.items()}
        secrets = {name: f"emulated-{name.lower()}" for name in desired.settings.secrets}
        guide = _Guide(
            folder=scratch,
            environ={**environ, **secrets, "EXOLVE_BASE_URL": url},
            account=account,
            log=log,
            output=output,
        )
        _walk(guide, desired)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guide:
    """Runs commands as a user would, shows what they print, and checks."""

    folder: Path
    environ: Mapping[str, str]
    account: Account
    log: CallLog
    output: Output

    def title(self, words: str) -> None:
        self.output.result(f"\n── {words} " + "─" * max(0, 96 - len(words)))

    def run(self, *arguments: str, exit_code: int = Exit.DONE, quiet: bool = False) -> str:
        """Run a command in a process of its own; answer its stdout."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("RECONCILER_")}
        done = subprocess.run(  # noqa: S603 - our own program with fixed words
            [sys.executable, "-m", "reconciler", *arguments],
            cwd=self.folder,
            env={**environ, **self.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if quiet else subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        if not quiet:
            self.output.result(f"$ reconciler {' '.join(arguments)}\n{done.stdout}")
        self.check(done.returncode == exit_code, f"exit {done.returncode} instead of {exit_code:d}: {done.stderr}")
        return done.stdout

    def changes(self, *arguments: str) -> list[Mapping[str, Any]]:
        """Answer the changes of the plan as machines read it."""
        changes: list[Mapping[str, Any]] = json.loads(self.run(*arguments, "plan", "--format", "json", quiet=True))[
            "changes"
        ]
        return changes

    def sets(self) -> int:
        """Answer how many SetCallForwarding the stand-in has received."""
        return sum(call.method == "SetCallForwarding" for call in self.log.calls())

    def check(self, holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as "check that … holds"
        if not holds:
            raise ReconcilerError(f"the demo did not go as it should: {otherwise}")

    def proved(self, words: str) -> None:
        self.output.result(f"✓ {words}")


def _walk(guide: _Guide, desired: Desired) -> None:
    count = len(desired.numbers)
    guide.title("Every mistake is found before anything is planned; here there is none")
    guide.run("validate")
    guide.title("The plan of an empty record: everything is to be added")
    guide.run("plan")
    found = guide.changes()
    guide.check(len(found) == count and all(change["action"] == "add" for change in found), "not all are to be added")
    guide.title("Apply: each outcome is recorded")
    guide.run("apply", "--yes")
    guide.check(guide.sets() == count, f"{guide.sets()} sets for {count} numbers")
    guide.title("Nothing is left to do")
    guide.run("plan", "--detailed-exitcode")
    number, source = _editable(desired)
    _edited(guide, number, source)
    _darkened(guide, desired)
    _overridden(guide, number)
    others = [name for name in applications_of(desired.settings) if name != number.application]
    if others:
        _moved(guide, number, source, others[0])
    _broken(guide)
    _imported(guide, desired)


def _edited(guide: _Guide, number: DesiredNumber, source: Source) -> None:
    """Edit one field of a number."""
    file = Path(source.file)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    index = next(index for index in range(source.line - 1, len(lines)) if TIMEOUT.search(lines[index]))
    old = lines[index]
    lines[index] = TIMEOUT.sub(lambda match: f"timeout: {int(match[1]) + 5}", old, count=1)
    file.write_text("".join(lines), encoding="utf-8")
    guide.title("One field is edited: one change, with its field and its line")
    guide.output.result(f"- {old.strip()}\n+ {lines[index].strip()}\n")
    guide.run("plan")
    found = guide.changes()
    guide.check(len(found) == 1 and len(found[0]["fields"]) == 1, f"{len(found)} changes instead of one")
    before = guide.sets()
    guide.run("apply", "--yes")
    guide.check(guide.sets() == before + 1, f"{guide.sets() - before} sets instead of one")
    guide.proved(f"the stand-in's log has exactly one SetCallForwarding more, for {number.number_code}")


def _darkened(guide: _Guide, desired: Desired) -> None:
    """Give a number that is answered at all times office hours, and a premium-rate number; then take both back."""
    found = [code for code, number in desired.numbers.items() if _is_always_answered(number)]
    lines = {code: Path(desired.sources[code].file).read_text(encoding="utf-8").splitlines() for code in found}
    chosen = next(
        (code for code in found if ENTRY.search("".join(lines[code][desired.sources[code].line - 1 :]))), None
    )
    if chosen is None:
        raise ConfigurationError("the example has no unprotected number with one entry in braces.")
    file = Path(desired.sources[chosen].file)
    whole = file.read_text(encoding="utf-8")
    begin = len("".join(whole.splitlines(keepends=True)[: desired.sources[chosen].line - 1]))
    guide.title("A number gets office hours: the plan says who is no longer rung, and when")
    file.write_text(whole[:begin] + ENTRY.sub(rf"\g<0>, {OFFICE}", whole[begin:], count=1), encoding="utf-8")
    guide.output.result(f"+ {OFFICE}\n")
    guide.run("plan", "--only", str(chosen))
    flags = [flag["flag"] for change in guide.changes("--quiet") for flag in change["flags"]]
    guide.check("goes-dark" in flags, f"the plan has the flags {flags}, and not that the number goes dark")
    guide.title("A call that would cost money is refused before anything is planned")
    file.write_text(whole[:begin] + CONTACT.sub(f'redirect_number: "{PREMIUM}"', whole[begin:], count=1), "utf-8")
    guide.run("plan", exit_code=Exit.FAILED)
    file.write_text(whole, encoding="utf-8")


def _is_always_answered(number: DesiredNumber) -> bool:
    entries = data_of(number.forwarding).get("call_control", ())
    return not number.protected and len(entries) == 1 and entries[0]["active"] and "period" not in entries[0]


def _overridden(guide: _Guide, number: DesiredNumber) -> None:
    """Declare holidays for a number, and look at them before, in, and after."""
    year = datetime.now(UTC).year + 1
    holidays = guide.folder / "desired-state" / "holidays.yaml"
    text = HOLIDAYS.format(number=number.number_code, begin=year, end=year)
    holidays.write_text(text, encoding="utf-8")
    guide.title("An override for the New Year: it begins and ends by itself, and the plan says when")
    guide.output.result(text)
    guide.run("plan", "--at", f"{year - 1}-12-31T12:00:00+03:00")
    actions = [change["action"] for change in guide.changes()]
    guide.check(actions == ["note"], f"the merge of an override that has not begun comes to {actions}, not to a note")
    guide.run("plan", "--at", f"{year}-01-01T12:00:00+03:00")
    guide.run("explain", str(number.number_code), "--at", f"{year}-01-01T12:00:00+03:00")
    holidays.unlink()


def _editable(desired: Desired) -> tuple[DesiredNumber, Source]:
    """Answer a number that is written in block style, with a timeout of its own."""
    for code, number in desired.numbers.items():
        source = desired.sources[code]
        line = Path(source.file).read_text(encoding="utf-8").splitlines()[source.line - 1]
        if "call_control" in data_of(number.forwarding) and line.strip() == f"- number_code: {code}":
            return number, source
    raise ConfigurationError("the example has no number in block style with a timeout of its own.")


def _moved(guide: _Guide, number: DesiredNumber, source: Source, application: str) -> None:
    """Move a number to another application, in the web cabinet and in its file."""
    guide.account.register(number.number_code, application)
    file = Path(source.file)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    indent = " " * lines[source.line - 1].index("number_code")
    lines.insert(source.line, f"{indent}application: {application}\n")
    file.write_text("".join(lines), encoding="utf-8")
    guide.title("A number moves to another application: sent with the new key, nothing with the old")
    guide.output.result(f"+ application: {application}\n")
    guide.run("plan")
    guide.check([change["action"] for change in guide.changes()] == ["move"], "the plan is not one move")
    guide.run("apply", "--yes")
    guide.check(guide.log.calls()[-1].application == application, "the move was sent with another key")
    guide.proved(f"the last call came with the key of '{application}'")


def _broken(guide: _Guide) -> None:
    broken = guide.folder / "desired-state" / "broken.yaml"
    broken.write_text(BROKEN, encoding="utf-8")
    guide.title("A file full of mistakes: all of them at once, each with its place")
    guide.run("validate", exit_code=Exit.FAILED)
    broken.unlink()


def _imported(guide: _Guide, desired: Desired) -> None:
    (guide.folder / "imported").mkdir()
    settings = guide.folder / "desired-state" / "settings.yaml"
    if settings.exists():
        shutil.copy(settings, guide.folder / "imported")
    where = ("--directory", "imported", "--state", "file:imported-state")
    guide.title("Import: the emulated account becomes YAML and a record; its plan is empty")
    guide.run(*where, "import")
    written = sorted((guide.folder / "imported").glob("*.yaml"))
    excerpt = next((file for file in written if file.name not in {"settings.yaml", "contacts.yaml"}), None)
    if excerpt is not None:
        head = "".join(excerpt.read_text(encoding="utf-8").splitlines(keepends=True)[:16])
        guide.output.result(f"$ head -16 imported/{excerpt.name}\n{head}")
    guide.run(*where, "plan", "--detailed-exitcode")
    guide.check(not guide.changes(*where), "the plan after an import is not empty")
    guide.proved(
        f"the tour is over; {len(desired.numbers)} numbers, {len(guide.log.calls())} calls to the stand-in, none real"
    )
