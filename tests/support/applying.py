"""Changes to apply, and stand-ins at the applier's ports that notice whether the applier keeps its promises."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from support.exolve import SALES, to_one
from support.time import BEGIN, Clock

from reconciler.applier.applying import Applier
from reconciler.applier.sending import Rules
from reconciler.errors import LockLostError, StateError
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import ApplicationName, NumberCode, RunId
from reconciler.model.outcome import Outcome
from reconciler.model.recorded import Entry, Unknown
from reconciler.planner.change import Action, Change
from reconciler.planner.order import Order
from reconciler.state.backend import Windows

RULES = Rules(secrets={}, hmac_key=b"key", wait=lambda _seconds: None)
SUPPORT = ApplicationName("support")
FIRST = 74991112200

Deed = Exception | Callable[[], object]
"""What happens at a number's Set or Delete: an exception to raise, or something to do."""


def code(index: int) -> NumberCode:
    return NumberCode(FIRST + index)


def change(index: int, action: Action = Action.CHANGE, application: ApplicationName = SALES, **more: Any) -> Change:
    """Answer the change of the index-th number, with what its action has before and after."""
    number = code(index)
    after = Entry(payload=to_one(number, timeout=30), application=application)
    before = replace(after, payload=to_one(number), application=SUPPORT if action is Action.MOVE else application)
    if action is Action.RESEND:
        mark = Unknown(payload=after.payload, application=application, run=RunId("run-0"), since=BEGIN)
        before = replace(before, unknown=mark)
    gone = action in {Action.REMOVE, Action.FORGET}
    given: dict[str, Any] = {
        "before": None if action is Action.ADD else before,
        "after": None if gone else after,
        **more,
    }
    return Change(number_code=number, application=application, action=action, **given)


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the provider was asked for it."""

    method: str
    application: ApplicationName
    number_code: NumberCode
    payload: Payload | None = None
    to_the_end: bool = False


@dataclass(slots=True, kw_only=True)
class FakeLedger:
    """Keeps what is written, and fails from the `fails_at`-th write on (1 is the first)."""

    fails_at: int | None = None
    meanwhile: Callable[[], object] = lambda: None
    writes: list[tuple[list[Outcome], list[NumberCode]]] = field(default_factory=list)
    attempts: int = 0
    between: set[NumberCode] = field(default_factory=set)
    most_between: int = 0

    def write(self, outcomes: Iterable[Outcome], intents: Iterable[Change]) -> None:
        self.attempts += 1
        if self.fails_at is not None and self.attempts >= self.fails_at:
            raise StateError("the disk is full.")
        settled, begun = list(outcomes), [change.number_code for change in intents]
        self.writes.append((settled, begun))
        self.between -= {outcome.number_code for outcome in settled}
        self.between |= set(begun)
        self.most_between = max(self.most_between, len(self.between))
        self.meanwhile()

    @property
    def outcomes(self) -> list[Outcome]:
        return [outcome for settled, _ in self.writes for outcome in settled]

    @property
    def intents(self) -> list[NumberCode]:
        return [number for _, begun in self.writes for number in begun]


@dataclass(slots=True, kw_only=True)
class FakeLease:
    """A lock that is ours until `lost` is set, or until it was looked at so many times."""

    lost: threading.Event = field(default_factory=threading.Event)
    looks_left: int | None = None

    def check(self) -> None:
        if self.looks_left is not None:
            self.looks_left -= 1
            if self.looks_left < 0:
                self.lost.set()
        if self.lost.is_set():
            raise LockLostError("another run took the lock over.")


@dataclass(slots=True, kw_only=True)
class FakeProvider:
    """Does each number's deed; notes the calls, and those that came without a durable intent."""

    ledger: FakeLedger = field(default_factory=FakeLedger)
    deeds: Mapping[NumberCode, Deed] = field(default_factory=dict)
    live: Mapping[NumberCode, Payload | Exception] = field(default_factory=dict)
    recorded: dict[NumberCode, Payload] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    unannounced: list[Call] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)

    def expect(self, changes: Iterable[Change]) -> list[Change]:
        """Have what the changes were planned against."""
        every = list(changes)
        for one in every:
            if one.before is not None and one.before.payload is not None:
                self.recorded[one.number_code] = one.before.payload
        return every

    def set_call_forwarding(self, application: ApplicationName, payload: Payload) -> None:
        self._do(Call("set", application, payload["number_code"], payload))

    def delete_call_forwarding(self, application: ApplicationName, number_code: NumberCode) -> None:
        self._do(Call("delete", application, number_code))

    def get_attributes(
        self, application: ApplicationName, number_code: NumberCode, *, to_the_end: bool = False
    ) -> Payload:
        """Answer what a test says, else what was recorded: nobody else has changed it."""
        self._note(Call("get", application, number_code, to_the_end=to_the_end))
        nothing = {"number_code": number_code, "call_forwarding_type": 0}
        found = self.live.get(number_code) or self.recorded.get(number_code) or nothing
        if isinstance(found, Exception):
            raise found
        return found

    @property
    def sent(self) -> list[NumberCode]:
        return [call.number_code for call in self.calls if call.method != "get"]

    def _do(self, call: Call) -> None:
        self._note(call)
        with self.guard:
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            deed = self.deeds.get(call.number_code)
            if isinstance(deed, Exception):
                raise deed
            if deed is not None:
                deed()
        finally:
            with self.guard:
                self.in_flight -= 1

    def _note(self, call: Call) -> None:
        with self.guard:
            self.calls.append(call)
            if call.number_code not in self.ledger.between:
                self.unannounced.append(call)


@dataclass(slots=True, kw_only=True)
class Scene:
    """An applier among its stand-ins; `apply` answers every outcome that it yields."""

    deeds: Mapping[NumberCode, Deed] = field(default_factory=dict)
    live: Mapping[NumberCode, Payload | Exception] = field(default_factory=dict)
    ledger: FakeLedger = field(default_factory=FakeLedger)
    lease: FakeLease = field(default_factory=FakeLease)
    windows: Windows = field(default_factory=lambda: Windows(size=0))
    concurrency: int = 1
    rules: Rules = RULES
    stop: threading.Event = field(default_factory=threading.Event)
    clock: Clock = field(default_factory=Clock)
    provider: FakeProvider = field(init=False)
    applier: Applier = field(init=False)
    told_early: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.provider = FakeProvider(ledger=self.ledger, deeds=self.deeds, live=self.live)
        self.applier = Applier(
            provider=self.provider,
            ledger=self.ledger,
            lease=self.lease,
            windows=self.windows,
            concurrency=self.concurrency,
            rules=self.rules,
            stop=self.stop,
            monotonic=self.clock.monotonic,
        )

    def apply(self, changes: Iterable[Change], order: Order | None = None) -> list[Outcome]:
        outcomes = []
        for outcome in self.applier.apply(self.provider.expect(changes), order or Order()):
            if self.applier.error is None and outcome not in self.ledger.outcomes:
                self.told_early.append(outcome)
            outcomes.append(outcome)
        return outcomes
