"""The tour's steps: real commands in a scratch folder, and what must be true after each."""

import re
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from reconciler.cli.exits import Exit
from reconciler.cli.guide import Guide
from reconciler.cli.output import Output
from reconciler.cli.tour_saved import longer, saved
from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.log import CallLog
from reconciler.emulator.phones import Manner, Phone, Phones
from reconciler.emulator.server import running
from reconciler.emulator.telephony import Telephony, telephony
from reconciler.emulator.uis_methods import Api
from reconciler.emulator.uis_profile import UIS_PROFILES
from reconciler.errors import ConfigurationError
from reconciler.loader.folder import load
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.diagnostics import Source
from reconciler.model.forwarding import ForwardingType, data_of
from reconciler.model.settings import applications_of

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

SOMEBODYS = "https://somebody.example.com/calls"

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
    uis = replace(UIS_PROFILES["documented"], report_delay=0.5)
    world = telephony(account, clock=time.time, profile=uis, phones=Phones(otherwise=Phone(after=1, talks=1)))
    with running(create_app(account, log=log, world=world)) as url:
        environ = {application.api_key_env: keys[name] for name, application in applications.items()}
        secrets = {name: f"emulated-{name.lower()}" for name in desired.settings.secrets}
        guide = Guide(
            folder=scratch,
            environ={**environ, **secrets, "EXOLVE_BASE_URL": url, **_uis(world, url)},
            account=account,
            log=log,
            world=world,
            output=output,
        )
        _walk(guide, desired)


def _walk(guide: Guide, desired: Desired) -> None:
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
    saved(guide, Path(source.file), source.line)
    _drifted(guide, number)
    _verified(guide, desired)
    _darkened(guide, desired)
    _overridden(guide, number)
    others = [name for name in applications_of(desired.settings) if name != number.application]
    if others:
        _moved(guide, number, source, others[0])
    _carried(guide)
    _broken(guide)
    _imported(guide, desired)


def _edited(guide: Guide, number: DesiredNumber, source: Source) -> None:
    """Edit one field of a number."""
    file = Path(source.file)
    old, new = longer(file, source.line)
    guide.title("One field is edited: one change, with its field and its line")
    guide.output.result(f"- {old.strip()}\n+ {new.strip()}\n")
    guide.run("plan")
    found = guide.changes()
    guide.check(len(found) == 1 and len(found[0]["fields"]) == 1, f"{len(found)} changes instead of one")
    before = guide.sets()
    guide.run("apply", "--yes")
    guide.check(guide.sets() == before + 1, f"{guide.sets() - before} sets instead of one")
    guide.proved(f"the stand-in's log has exactly one SetCallForwarding more, for {number.number_code}")


def _drifted(guide: Guide, number: DesiredNumber) -> None:
    """Change a number in the web cabinet, find it, and bring it back."""
    somebodys = {"call_forwarding_type": ForwardingType.URL.value, "call_forwarding_ipcr": {"url": SOMEBODYS}}
    guide.account.forward(number.number_code, somebodys)
    guide.title("Somebody changes it in the web cabinet: the drift check finds it, and has it brought back")
    guide.run("drift", exit_code=Exit.DIFFERENCES)
    guide.run("drift", "--restore", exit_code=Exit.DIFFERENCES)
    actions = [change["action"] for change in guide.changes()]
    guide.check(actions == ["resend"], f"after --restore the plan comes to {actions}, not to one resend")
    guide.run("apply", "--yes")
    guide.run("drift")


def _carried(guide: Guide) -> None:
    """Move the record to another place."""
    guide.title("The record moves to another place, with its history")
    guide.run("state", "pull", "--output", "record.jsonl")
    guide.run("--state", "file:elsewhere", "state", "push", "record.jsonl")
    guide.check(not guide.changes("--state", "file:elsewhere"), "the plan over the moved record is not empty")
    guide.run("--state", "file:elsewhere", "plan", "--detailed-exitcode")


def _uis(world: Telephony, url: str) -> dict[str, str]:
    """Answer the variables by which UIS is reached."""
    return {
        "UIS_BASE_URL": url + Api.CALL.value,
        "UIS_DATA_URL": url + Api.DATA.value,
        "UIS_ACCESS_TOKEN": next(iter(world.account.tokens)),
    }


def _verified(guide: Guide, desired: Desired) -> None:
    """Make a test call to a number that is answered at all times, and another once its phone is busy."""
    settings = desired.settings.verify
    code = next((code for code, number in desired.numbers.items() if _is_always_answered(number)), None)
    if code is None or settings.call.virtual_phone_number is None or settings.quiet_hours is not None:
        return
    guide.title("A test call through UIS: is the number answered?")
    guide.run("verify", str(code), "--dry-run")
    guide.check(not guide.world.sessions, "a dry run has dialled somebody")
    guide.run("verify", str(code), exit_code=Exit.REFUSED)
    guide.run("verify", str(code), "--yes")
    (session,) = guide.world.sessions
    guide.check(session.answered_at is not None, "the stand-in knows of no answer")
    guide.proved(f"in the stand-in's world {session.contact} rang {session.fate.by}, which answered")
    guide.world.phones.put(session.fate.by, Phone(manner=Manner.BUSY))
    guide.title("The phone behind it is busy: the same call fails")
    guide.run("verify", str(code), "--yes", exit_code=Exit.FAILED)
    guide.world.phones.put(session.fate.by, Phone(after=1, talks=1))


def _darkened(guide: Guide, desired: Desired) -> None:
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


def _overridden(guide: Guide, number: DesiredNumber) -> None:
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


def _moved(guide: Guide, number: DesiredNumber, source: Source, application: str) -> None:
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


def _broken(guide: Guide) -> None:
    broken = guide.folder / "desired-state" / "broken.yaml"
    broken.write_text(BROKEN, encoding="utf-8")
    guide.title("A file full of mistakes: all of them at once, each with its place")
    guide.run("validate", exit_code=Exit.FAILED)
    broken.unlink()


def _imported(guide: Guide, desired: Desired) -> None:
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
