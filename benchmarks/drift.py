"""The laws of the drift check at size: what it finds, accepts and has restored of so many edited numbers, and how long.

    python benchmarks/drift.py [--numbers 10000] [--edits 1000] [--concurrency 8] [--folder DIR]

The emulator serves from a thread of this process, without a limit on the rate, so times are upper bounds: it takes most
of them. Both of its profiles are tried. Everything is recorded and at the provider; then some numbers are edited in the
cabinet: values, another type, no forwarding at all. A count that is not as it must be ends the run with 1.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from company import Company, files_of, make_company
from declarations import contacts_text, file_text, schedules_text
from recording import KEY, LINEAGE

from reconciler.cli.interruption import Interruption
from reconciler.cli.wiring import surroundings
from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.profile import PROFILES
from reconciler.emulator.server import running
from reconciler.loader.folder import load
from reconciler.model.desired import Desired
from reconciler.model.forwarding import DATA_OBJECT
from reconciler.model.outcome import Applied
from reconciler.model.secrets import fingerprint, resolved_payload
from reconciler.planner.drift import DIFFERENCES, Drift, Way
from reconciler.reports.json import drift as as_json
from reconciler.state.file import FileBackend
from reconciler.state.journal import Created, encoded
from reconciler.state.snapshot import Snapshot, encoded_snapshot
from reconciler.workflows import apply as applying
from reconciler.workflows.drift import Check, Options, drifting
from reconciler.workflows.plan import plan

API_KEY = "benchmark-key"
SECRETS = {"EVENTS_KEY": "a-value-of-the-benchmark"}
Edits = Mapping[int, dict[str, Any] | None]


@dataclass(slots=True, kw_only=True)
class Table:
    """Rows of what was found, what had to be, and how long it took."""

    profile: str
    rows: list[tuple[str, str, int, int, float]] = field(default_factory=list)

    def add(self, name: str, act: Callable[[], Collection[object]], expected: Collection[object]) -> None:
        """Do something, and note what it comes to."""
        began = time.perf_counter()
        found = act()
        seconds = time.perf_counter() - began
        right = set(found) == set(expected)
        self.rows.append((self.profile, name, len(found), len(expected), seconds))
        print(f"{self.profile:10} {name:34} {len(found):8} {len(expected):8} {right!s:6} {seconds:8.1f}", flush=True)
        if not right:
            sys.exit(f"not as it must be, such as {list(set(found) ^ set(expected))[:3]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder with a desired state and a record."""

    root: Path

    @property
    def files(self) -> Path:
        """The desired state."""
        return self.root / "desired-state"

    def check(self, way: Way | None = None) -> Check:
        """Compare everything."""
        around = surroundings(Interruption())
        options = Options(way=way, state_url=f"file:{self.root / 'record'}")
        with drifting(load(self.files, os.environ), self.files, around, options) as check:
            for _ in check.run():
                pass
        if check.error:
            sys.exit(check.error.sentence)
        as_json.render(check.drifts)
        return check

    def planned(self) -> list[tuple[int, str]]:
        """Answer what a plan would do to which number."""
        url = f"file:{self.root / 'record'}"
        made = plan(self.files, surroundings(Interruption()), at=datetime.now(UTC), state_url=url).plan
        if made is None:
            sys.exit("the benchmark's own folder has mistakes")
        return [(change.number_code, change.action.value) for change in made.changes]

    def apply(self) -> list[int]:
        """Apply what the plan says; answer the numbers that were applied."""
        options = applying.Options(at=datetime.now(UTC), state_url=f"file:{self.root / 'record'}")
        with applying.applying(self.files, surroundings(Interruption()), options) as run:
            return [one.number_code for one in run.run() if isinstance(one, Applied)]


def main() -> None:
    """Read the arguments, check both profiles, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--numbers", type=int, default=10_000)
    parser.add_argument("--edits", type=int, default=1_000)
    parser.add_argument("--concurrency", type=int, default=8)
    parser.add_argument("--folder", type=Path, help="where everything is written")
    arguments = parser.parse_args()
    company = make_company(numbers=arguments.numbers, seed=1, periods=300)
    print(f"{arguments.numbers} numbers, {arguments.edits} edited, {arguments.concurrency} calls at once\n")
    print("profile    step                                  found expected  right  seconds")
    for profile in PROFILES:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
            check_profile(profile, Path(name), company, arguments.edits, arguments.concurrency)


def check_profile(profile: str, folder: Path, company: Company, count: int, concurrency: int) -> None:
    """Go through everything with one profile."""
    table = Table(profile=profile)
    account = Account(Application(name="default", key=API_KEY))
    app = create_app(account, profile=replace(PROFILES[profile], rate_limit=None))
    with running(app) as url:
        os.environ.update(EXOLVE_BASE_URL=url, EXOLVE_API_KEY=API_KEY, **SECRETS)
        accepting = Place(root=folder / "accepting")
        write(accepting.files, company, account.applications()[0].uuid, concurrency)
        desired = load(accepting.files, os.environ).desired
        if desired is None:
            sys.exit("the benchmark's own folder has mistakes")
        record_all(accepting.root / "record", desired)
        at_provider(account, desired)
        table.add("drift before any edit", lambda: different(accepting.check()), [])
        edits = edited(random.Random(2), account, count)
        for code, body in edits.items():
            account.clear(code) if body is None else account.forward(code, body)
        restoring = Place(root=folder / "restoring")
        shutil.copytree(accepting.root, restoring.root)
        accept(table, accepting, company, edits)
        restore(table, restoring, edits)


def accept(table: Table, place: Place, company: Company, edits: Edits) -> None:
    """Accept the edits, and declare them."""
    table.add("drift", lambda: different(place.check()), edits)
    accepted: list[Check] = []

    def accepting() -> list[int]:
        accepted.append(place.check(Way.ACCEPT))
        return settled(accepted[0])

    table.add("drift --accept", accepting, edits)
    table.add("drift after it", lambda: different(place.check()), [])
    table.add("plan: exactly these", lambda: [code for code, _ in place.planned()], edits)
    write_numbers(place.files, company, without=edits)
    (place.files / "accepted.yaml").write_text(accepted[0].declarations)
    table.add("plan once they are declared", place.planned, [])


def restore(table: Table, place: Place, edits: Edits) -> None:
    """Mark the edits, and apply."""
    table.add("drift --restore", lambda: settled(place.check(Way.RESTORE)), edits)
    table.add("plan: exactly these as resend", place.planned, [(code, "resend") for code in edits])
    table.add("apply", place.apply, edits)
    table.add("plan after it", place.planned, [])
    table.add("drift after it", lambda: different(place.check()), [])


def different(check: Check) -> list[int]:
    """Answer the numbers that differ; one that could not be read ends everything."""
    return [one.number_code for one in _read(check) if one.result in DIFFERENCES]


def settled(check: Check) -> list[int]:
    """Answer the numbers of which something was done about the difference."""
    return [one.number_code for one in _read(check) if one.settlement is not None and one.settlement.done]


def _read(check: Check) -> list[Drift]:
    unread = [one for one in check.drifts if one.result.value in {"open", "not-read"}]
    if unread:
        sys.exit(f"{len(unread)} numbers were not compared, such as {unread[0]}")
    return check.drifts


def write(files: Path, company: Company, uuid: str, concurrency: int) -> None:
    """Write the desired state."""
    files.mkdir(parents=True)
    settings = {
        "applications": {"default": {"api_key_env": "EXOLVE_API_KEY", "application_uuid": uuid}},
        "secrets": list(SECRETS),
        "apply": {"calls_per_second": 0, "concurrency": concurrency},
    }
    (files / "settings.yaml").write_text(json.dumps({"settings": settings}))
    (files / "contacts.yaml").write_text(contacts_text(company))
    (files / "schedules.yaml").write_text(schedules_text(company))
    write_numbers(files, company, without={})


def write_numbers(files: Path, company: Company, *, without: Edits) -> None:
    """Write the files of numbers; their URLs have a secret."""
    for file in files_of(company):
        kept = tuple(number for number in file.numbers if int(number.code) not in without)
        text = file_text(replace(file, numbers=kept)) if kept else "numbers: []\n"
        text = text.replace("example.com/calls?", "example.com/calls?key=${EVENTS_KEY}&")
        (files / f"numbers-{file.index:05}.yaml").write_text(text)


def record_all(folder: Path, desired: Desired) -> None:
    """Record every number as applied an hour ago."""
    backend = FileBackend(folder)
    at = datetime.now(UTC) - timedelta(hours=1)
    created = backend.append([encoded(Created(lineage=LINEAGE, hmac_key=KEY, at=at))], after=backend.head())
    prints = {name: fingerprint(bytes.fromhex(KEY), value) for name, value in SECRETS.items()}
    numbers = {code: replace(one.entry(prints, at), applied_at=at) for code, one in desired.numbers.items()}
    snapshot = Snapshot(lineage=LINEAGE, serial=2 * len(numbers), hmac_key=KEY, numbers=numbers)
    backend.compact(encoded_snapshot(snapshot), through=created)


def at_provider(account: Account, desired: Desired) -> None:
    """Let the provider have what is desired."""
    for code, number in desired.numbers.items():
        account.register(code, "default")
        body = resolved_payload(number.payload(), SECRETS)
        account.forward(code, {name: value for name, value in body.items() if name != "number_code"})


def edited(dice: random.Random, account: Account, count: int) -> Edits:
    """Draw edits that set no field which was not set: whether a Set clears such a one, nobody knows."""
    numbers = {one.code: one.forwarding for one in account.numbers()}
    edits: dict[int, dict[str, Any] | None] = {}
    for code in dice.sample(sorted(numbers), count):
        forwarding = numbers[code]
        body = json.loads(json.dumps(forwarding.as_sent())) if forwarding is not None else {}
        edits[code] = None if dice.random() < 0.2 else _otherwise(body, dice)
    return edits


def _otherwise(body: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    kind = body["call_forwarding_type"]
    data = body[DATA_OBJECT[kind]]
    match kind:
        case 1:
            data["sip_uri"] = f"somebody-{dice.randrange(10**6)}@sip.example.org:5070"
        case 2 if dice.random() < 0.2:
            return {"call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": "somebody@sip.example.org"}}
        case 2:
            data["call_control"][0]["timeout"] += 61
        case 3:
            data["url"] += "/otherwise"
        case _:
            data["port"] = 5099
    return body


if __name__ == "__main__":
    main()
