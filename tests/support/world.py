"""A folder, a record and a provider in this process: no socket, no time that passes, the same dice each time."""

import itertools
import json
import random
import shutil
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from support import company
from support.asgi import AsgiTransport
from support.folder import Files, write
from support.time import Clock

from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.faults import Faults
from reconciler.emulator.log import CallLog
from reconciler.emulator.profile import PROFILES, LeftOut
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.recorded import Recorded
from reconciler.model.secrets import resolved_payload
from reconciler.model.settings import Settings
from reconciler.planner.change import Plan
from reconciler.providers.patience import Patience
from reconciler.state.backend import Backend
from reconciler.state.file import FileBackend
from reconciler.state.record import read_record
from reconciler.workflows.apply import Apply, Options, applying
from reconciler.workflows.plan import plan
from reconciler.workflows.surroundings import Surroundings

SECRETS = company.SECRETS | {"A": "first-value", "B": "second-value", "HOST": "sip.example.com"}
KEYS = {"main": "main-key-1d5f", "second": "second-key-77ac"}
WRITES = frozenset({"SetCallForwarding", "DeleteCallForwarding"})


class Killed(BaseException):
    """What ends a run in this process as a kill would: nothing after it is written."""


@dataclass(slots=True)
class Death:
    """The append at which a run dies: before (0 is the first) or after it is durable."""

    at: int
    durable: bool
    appends: int = 0


class MortalBackend(FileBackend):
    """A record in a folder whose writer dies."""

    def __init__(self, folder: Path, death: Death) -> None:
        super().__init__(folder)
        self._death = death

    def append(self, entries: Sequence[bytes], *, after: Any) -> Any:
        """Append, or die."""
        now = self._death.appends == self._death.at
        self._death.appends += 1
        if now and not self._death.durable:
            raise Killed
        position = super().append(entries, after=after)
        if now:
            raise Killed
        return position


@dataclass(frozen=True, slots=True, kw_only=True)
class Around(Surroundings):
    """Surroundings whose record is always the file backend of one folder, mortal or not."""

    death: Death

    def backend(self, settings: Settings, state_url: str | None) -> Backend:  # noqa: ARG002 - one record for all
        """Open the record."""
        return MortalBackend(self.directory / "record", self.death)


class World:
    """One company: what it declares, what is recorded, what the provider has. `name` tells two worlds apart."""

    def __init__(self, folder: Path, profile: str = "documented", *, name: str = "world", concurrency: int = 4) -> None:
        self.folder = folder
        self.concurrency = concurrency
        self.account = Account(*(Application(name=app, key=key) for app, key in KEYS.items()))
        self.log = CallLog()
        self.faults = Faults()
        self.clock = Clock()
        self.immortal = Death(at=-1, durable=False)
        moments = itertools.count()
        # Where a Set does not clear what it leaves out, a call cannot come to what is desired, and says so.
        self.app = create_app(
            self.account,
            profile=replace(PROFILES[profile], left_out_fields=LeftOut.CLEARED),
            faults=self.faults,
            log=self.log,
            # A second between any two calls: no limit is reached, and what was set is seen.
            clock=lambda: float(next(moments)),
        )
        self._name = name
        self._ids = itertools.count()

    def declare(self, files: Files) -> None:
        """Put these files in place of the desired state."""
        shutil.rmtree(self.folder / "desired-state", ignore_errors=True)
        write(self.folder / "desired-state", {"settings.yaml": json.dumps({"settings": self._settings()}), **files})

    def apply(self, *, death: Death | None = None, due: bool = False) -> Apply:
        """Apply what is declared, whatever the guards say; with `due`, the transitions of overrides alone."""
        options = Options(at=self.clock.now(), due=due, transport=AsgiTransport(self.app), patience=Patience(tries=1))
        with applying(self.folder / "desired-state", self._around(death), options) as apply:
            assert apply.plan is not None, apply.diagnostics
            for _ in apply.run():
                self.clock.move(1)
        return apply

    def plan(self, *, due: bool = False) -> Plan:
        """Plan what is declared."""
        made = plan(self.folder / "desired-state", self._around(), at=self.clock.now(), due=due)
        assert made.plan is not None, made.loaded.diagnostics
        return made.plan

    def recorded(self) -> Recorded:
        """Answer what is recorded."""
        return read_record(FileBackend(self.folder / "record"))

    def written(self) -> list[int]:
        """Answer the numbers of the calls that change something, in their order."""
        return [call.number or 0 for call in self.log.calls() if call.method in WRITES]

    def forwardings(self) -> dict[int, dict[str, Any] | None]:
        """Answer what the provider has of each number."""
        return {one.code: one.forwarding.as_sent() if one.forwarding else None for one in self.account.numbers()}

    def own(self, owners: Mapping[int, str]) -> None:
        """Let the applications have these numbers, as the web cabinet would."""
        for code, application in owners.items():
            self.account.register(code, application)

    def _settings(self) -> dict[str, Any]:
        applications = {name: {"api_key_env": f"KEY_OF_{name.upper()}"} for name in KEYS}
        apply = {"concurrency": self.concurrency, "calls_per_second": 0}
        return {"applications": applications, "secrets": list(SECRETS), "apply": apply}

    def _around(self, death: Death | None = None) -> Around:
        dice = random.Random(self._name)  # noqa: S311 - dice, not a secret
        return Around(
            environ=SECRETS | {f"KEY_OF_{name.upper()}": key for name, key in KEYS.items()},
            directory=self.folder,
            now=self.clock.now,
            monotonic=self.clock.monotonic,
            sleep=self.clock.move,
            alive=lambda _: False,
            new_id=lambda: f"{self._name}-{next(self._ids)}",
            new_key=dice.randbytes,
            randomness=dice,
            stop=threading.Event(),
            owner="tester",
            host=self._name,
            pid=4711,
            run_url=None,
            death=death or self.immortal,
        )


def stored(number: DesiredNumber) -> dict[str, Any] | None:
    """Answer what the provider has once a number is applied; of type 0 it has nothing."""
    body = resolved_payload(number.payload(), SECRETS)
    return {key: value for key, value in body.items() if key != "number_code"} if len(body) > 2 else None


def declaration(number: DesiredNumber) -> dict[str, Any]:
    """Answer the item of `numbers` that declares a number."""
    return {
        **number.payload(),
        "application": number.application,
        "description": number.description,
        "labels": list(number.labels),
        "protected": number.protected,
        "on_removal": number.on_removal.value,
        "weight": number.weight,
        "verify": number.verify,
    }


def one_file(desired: Desired) -> Files:
    """Declare everything in one file."""
    return files_of([[declaration(number) for number in desired.numbers.values()]])


def files_of(parts: Iterable[Sequence[Mapping[str, Any]]]) -> Files:
    """Write each part as a file of its own."""
    return {f"part-{index}.yaml": json.dumps({"numbers": list(part)}) for index, part in enumerate(parts)}
