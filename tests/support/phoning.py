"""A world in which test calls are made: a folder, both emulated providers, and one clock that all of them look at."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from support.asgi import AsgiTransport
from support.emulated import MAIN_KEY
from support.time import Clock, Stop

from reconciler.cli.interruption import Interruption
from reconciler.cli.wiring import surroundings
from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.faults import Faults
from reconciler.emulator.log import CallLog
from reconciler.emulator.phones import Manner, Phone
from reconciler.emulator.server import running
from reconciler.emulator.telephony import Telephony, telephony
from reconciler.emulator.uis_account import UisAccount, VirtualNumber
from reconciler.emulator.uis_profile import UIS_PROFILES, UisProfile
from reconciler.loader.folder import load
from reconciler.model.identifiers import NumberCode
from reconciler.model.outcome import Applied
from reconciler.model.recorded import Recorded
from reconciler.model.verdict import Verdict, word
from reconciler.providers.patience import Patience
from reconciler.state.file import FileBackend
from reconciler.state.record import read_record
from reconciler.verifier.choosing import Choice
from reconciler.workflows.apply import Options as ApplyOptions
from reconciler.workflows.apply import applying
from reconciler.workflows.surroundings import Surroundings
from reconciler.workflows.verify import Options, Outlook, Verify, outlook, verifying

OWN = "74993720692"
UIS_KEY = "uis-key-77aa01bc"
SETTINGS: dict[str, Any] = {
    "applications": {"main": {"api_key_env": "EXOLVE_API_KEY"}},
    "apply": {"calls_per_second": 0},
    "state": {"lock_seconds": 1_000_000},
}
VERIFY: dict[str, Any] = {"enabled": True, "report_seconds": 60, "call": {"virtual_phone_number": OWN}}
QUICK = Patience(tries=3, total=20, first_wait=0.1, longest_wait=60, connect=2, answer=2)


class Killed(BaseException):
    """The process is no more: nothing that it would do from here on is done."""


class Deadly(httpx.BaseTransport):
    """A transport that dies with its process at the n-th request (1 is the first), before it is sent or behind it."""

    def __init__(self, inner: httpx.BaseTransport, *, dies_at: int | None = None, behind: bool = False) -> None:
        self._inner = inner
        self._dies_at = dies_at
        self._behind = behind
        self.sent = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, if there still is anybody to send it."""
        self.sent += 1
        if self._dies_at is not None and self.sent >= self._dies_at:
            if self._behind and self.sent == self._dies_at:
                self._inner.handle_request(request)
            raise Killed
        return self._inner.handle_request(request)


@dataclass(slots=True, kw_only=True)
class Phoning:
    """One world. `stop` is the event by which the next run may be asked to stop; waiting for it moves the clock.

    `last` is the last verification, also of a process that was killed.
    """

    folder: Path
    clock: Clock
    account: Account
    world: Telephony
    faults: Faults
    log: CallLog
    transport: httpx.BaseTransport
    url: str
    stop: Stop
    runs: int = 0
    last: Verify | None = None
    environ: dict[str, str] = field(default_factory=dict)

    def surroundings(self) -> Surroundings:
        """Answer the world of the next run."""
        self.runs += 1
        ids = iter(range(1_000_000))
        run = self.runs
        return replace(
            surroundings(Interruption()),
            environ={
                "EXOLVE_API_KEY": MAIN_KEY,
                "EXOLVE_BASE_URL": self.url,
                "UIS_BASE_URL": f"{self.url}/v4.0",
                "UIS_DATA_URL": f"{self.url}/v2.0",
                "UIS_ACCESS_TOKEN": UIS_KEY,
                **self.environ,
            },
            directory=self.folder,
            now=self.clock.now,
            monotonic=self.clock.monotonic,
            sleep=self.clock.move,
            alive=lambda _pid: False,
            new_id=lambda: f"run-{run}-{next(ids)}",
            stop=self.stop,
        )

    def declare(self, *numbers: Mapping[str, Any], verify: Mapping[str, Any] = VERIFY, **settings: Any) -> None:
        """Write the desired state: the settings, and these numbers."""
        place = self.folder / "desired-state"
        place.mkdir(exist_ok=True)
        every = {"settings": {**SETTINGS, "verify": dict(verify), **settings}}
        (place / "settings.yaml").write_text(json.dumps(every), encoding="utf-8")
        (place / "numbers.yaml").write_text(json.dumps({"numbers": list(numbers)}), encoding="utf-8")

    def apply(self) -> None:
        """Apply the folder, all of it."""
        options = ApplyOptions(at=self.clock.now(), transport=self.transport)
        with applying(self.folder / "desired-state", self.surroundings(), options) as apply:
            assert apply.plan is not None, [item.detail for item in apply.diagnostics]
            assert all(isinstance(outcome, Applied) for outcome in apply.run()), apply.outcomes

    def options(self, *codes: int, changed: bool = False, transport: httpx.BaseTransport | None = None) -> Options:
        """Answer the options of a verification."""
        choice = Choice(numbers=tuple(map(NumberCode, codes)), changed=changed)
        return Options(choice=choice, transport=transport or self.transport, patience=QUICK)

    def verify(self, *codes: int, changed: bool = False, transport: httpx.BaseTransport | None = None) -> Verify:
        """Verify these numbers, or those that are marked."""
        place, around = self.folder / "desired-state", self.surroundings()
        loaded = load(place, around.environ)
        options = self.options(*codes, changed=changed, transport=transport)
        with verifying(loaded, place, around, options) as verify:
            self.last = verify
            for _ in verify.run():
                pass
        return verify

    def verdicts(self, *codes: int, changed: bool = False) -> dict[int, str]:
        """Verify, and answer each number's verdict in a word."""
        return {int(verdict.number_code): word(verdict) for verdict in self.verify(*codes, changed=changed).verdicts}

    def one(self, code: int) -> Verdict:
        """Verify one number."""
        (verdict,) = self.verify(code).verdicts
        return verdict

    def outlook(self, *codes: int, changed: bool = False) -> Outlook:
        """Answer what a verification would do."""
        return outlook(self.folder / "desired-state", self.surroundings(), self.options(*codes, changed=changed))

    def recorded(self) -> Recorded:
        """Answer what is recorded."""
        return read_record(FileBackend(self.folder / ".reconciler" / "state"))

    def phone(self, place: str, manner: Manner = Manner.ANSWERS, *, after: float = 3.0, talks: float = 15.0) -> None:
        """Put a phone somewhere."""
        self.world.phones.put(place, Phone(manner=manner, after=after, talks=talks))

    def cabinet(self, code: int, body: Mapping[str, Any]) -> None:
        """Change a number's forwarding as a person does in the web cabinet."""
        self.account.forward(code, body)

    def at(self, moment: datetime) -> None:
        """Turn the clock to a moment; it never goes back."""
        seconds = (moment - self.clock.now()).total_seconds()
        assert seconds >= 0
        self.clock.move(seconds)

    def methods(self) -> list[str]:
        """Answer the methods of UIS that were called, in order."""
        return [call.method for call in self.log.calls() if call.application == "uis"]


def phoning(
    folder: Path,
    *,
    profile: UisProfile = UIS_PROFILES["documented"],
    transport: Callable[[Any], httpx.BaseTransport] = AsgiTransport,
    event_url: str = "",
    decided: Mapping[str, str] | None = None,
) -> Phoning:
    """Make a world in a folder; without a server, the clients call the emulator in this process."""
    clock, log, faults = Clock(), CallLog(), Faults()

    def seconds() -> float:
        return clock.now().timestamp()

    async def sleep(pause: float) -> None:
        clock.move(pause)

    account = Account(Application(name="main", key=MAIN_KEY, event_url=event_url))
    customer = UisAccount(tokens={UIS_KEY: "ok"}, numbers={OWN: VirtualNumber(number=OWN)}, is_open=False)
    world = telephony(account, clock=seconds, profile=profile, uis=customer, decided=decided)
    app = create_app(account, faults=faults, log=log, world=world, clock=seconds, sleep=sleep)
    return Phoning(
        folder=folder,
        clock=clock,
        account=account,
        world=world,
        faults=faults,
        log=log,
        transport=transport(app),
        url="http://emulator",
        stop=Stop(clock),
    )


@contextmanager
def served(folder: Path, **more: Any) -> Iterator[Phoning]:
    """Make a world whose emulator is served on a loopback socket while the block runs."""
    apps: list[Any] = []

    def over_sockets(app: Any) -> httpx.BaseTransport:
        apps.append(app)
        return httpx.HTTPTransport()

    made = phoning(folder, transport=over_sockets, **more)
    with running(apps[0]) as url, made.transport:
        made.url = url
        yield made


def to(*places: str, order: str = "sequential", timeout: int = 20, code: int, **own: Any) -> dict[str, Any]:
    """Declare a number that rings places."""
    entries = [{"redirect_number": place, "timeout": timeout} for place in places]
    return entries_of(entries, order=order, code=code, **own)


def entries_of(
    entries: Iterable[Mapping[str, Any]], *, order: str = "sequential", code: int, **own: Any
) -> dict[str, Any]:
    """Declare a number with these entries."""
    data = {"redirect_type": order, "call_control": [dict(entry) for entry in entries]}
    return {"number_code": code, "call_forwarding_number": data, **own}


def live(*places: str, timeout: int = 20) -> dict[str, Any]:
    """Write a forwarding as the web cabinet has it: places in turn."""
    entries = [{"redirect_number": place, "timeout": timeout, "active": True} for place in places]
    return {"call_forwarding_type": 2, "call_forwarding_number": {"redirect_type": 2, "call_control": entries}}


def applied(world: Phoning, *numbers: Mapping[str, Any], **settings: Any) -> Phoning:
    """Declare these numbers in a world, and apply them; answer the world."""
    world.declare(*numbers, **settings)
    world.apply()
    return world
