"""Verify: choose numbers, work out what is expected of them, make test calls, record each verdict."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from pydantic import ValidationError

from reconciler.errors import (
    CallRefusedError,
    ConfigurationError,
    LockLostError,
    ProviderError,
    StateError,
)
from reconciler.loader.folder import Loaded, load
from reconciler.loader.revision import revision_of
from reconciler.model.identifiers import Lineage, NumberCode
from reconciler.model.recorded import Recorded
from reconciler.model.settings import Verify as VerifySettings
from reconciler.model.verdict import Expected, Inconclusive, Prospect, Verdict
from reconciler.model.vnumber_call import VnumberCall, call_of, troubles
from reconciler.periods.evaluation import is_active
from reconciler.periods.parser import read as read_period
from reconciler.providers.exolve import Transport
from reconciler.providers.patience import Patience
from reconciler.providers.uis import Uis
from reconciler.routing.expected import expected_at
from reconciler.routing.network import network_applied
from reconciler.state.callbook import CallBook
from reconciler.state.lock import Lease, hold
from reconciler.state.record import Ledger, read_record
from reconciler.verifier.calling import Caller, Target
from reconciler.verifier.choosing import Choice, absent_of, chosen
from reconciler.verifier.limits import Limits, bound_of, reason_not_to_dial, reason_to_dial_nobody, ringing
from reconciler.verifier.verifying import NOT_ASKED, Verifier
from reconciler.workflows.client import uis
from reconciler.workflows.ending import ended, left_behind
from reconciler.workflows.surroundings import Surroundings
from reconciler.workflows.zones import zone_of

ABSENT = "Not dialled: it is marked `verify: true` and is not in the record. Apply it first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Which numbers to verify, and by which record. Another transport or patience are for tests."""

    choice: Choice = field(default_factory=Choice)
    state_url: str | None = None
    transport: Transport | None = None
    patience: Patience | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a verification would do now; `looks` is None when the files have errors.

    `left_behind` counts the test calls of earlier runs that nobody has seen the end of.
    """

    loaded: Loaded
    at: datetime
    looks: tuple[Prospect, ...] | None = None
    left_behind: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    numbers: tuple[NumberCode, ...]
    absent: tuple[NumberCode, ...]
    recorded: Recorded
    ledger: Ledger
    lease: Lease
    surroundings: Surroundings
    options: Options
    settings: VerifySettings
    zone: tzinfo


@dataclass(slots=True, kw_only=True)
class Verify:
    """A verification under the lock; `verdicts` grows as it goes on, `error` is what ended it early, if anything did.

    `told` are sentences about test calls that earlier runs left behind; `unended` counts the calls, of those and of
    this run, that may still be running.
    """

    count: int = 0
    verdicts: list[Verdict] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    unended: int = 0
    error: StateError | LockLostError | None = None
    untidy: StateError | None = None
    _held: _Held | None = None

    @property
    def left_behind(self) -> str | None:
        """After the block: what could not be tidied up behind a run that is all recorded, if anything."""
        return left_behind(self.untidy, self._held.lease if self._held else None)

    def run(self) -> Generator[Verdict, None, None]:
        """Dial; yield each verdict once it is recorded."""
        held = self._held
        if held is None:
            return
        for code in held.absent:
            verdict: Verdict = Inconclusive(number_code=code, expected=NOT_ASKED, detail=ABSENT)
            self.verdicts.append(verdict)
            yield verdict
        if not (held.numbers or held.recorded.calls):
            return
        with uis(held.surroundings, patience=held.options.patience, transport=held.options.transport) as line:
            verifier = _verifier(held, line)
            verifier.told = self.told
            try:
                held.ledger.begin()
            except StateError as error:
                self.error = error
                return
            verifier.end_left_behind(held.recorded.calls.values())
            if held.numbers:
                verifier.give_up(_trouble_beforehand(line, held.settings))
            for verdict in verifier.verify(held.numbers):
                self.verdicts.append(verdict)
                yield verdict
            self.error, self.unended = verifier.error, verifier.unended
            if self.error is None:
                self.error, self.untidy = ended(held.ledger)


def outlook(folder: Path, surroundings: Surroundings, options: Options) -> Outlook:
    """Answer what a verification would do now. Calls nobody and writes nothing."""
    loaded = load(folder, surroundings.environ)
    settings, at = loaded.settings.verify, surroundings.now()
    if loaded.desired is None:
        return Outlook(loaded=loaded, at=at)
    recorded = read_record(surroundings.backend(loaded.settings, options.state_url))
    expected_of = _expectations(recorded, zone_of(loaded.settings), surroundings.now)
    looks: list[Prospect] = []
    limits, busy = _limits(settings, zone_of(loaded.settings)), ringing(recorded.calls.values())
    absent = absent_of(loaded.desired, recorded, options.choice)
    looks += [Prospect(number_code=code, expected=NOT_ASKED, reason=ABSENT) for code in absent]
    in_run = 0
    for code in chosen(loaded.desired, recorded, options.choice):
        expected = NOT_ASKED
        reason = reason_to_dial_nobody(limits, at=at, dialled=(*recorded.dialled, *[at] * in_run), in_run=in_run)
        if reason is None:
            expected = expected_of(code)
            reason = reason_not_to_dial(code, expected, at=at, busy=busy)
        in_run += reason is None
        seconds = bound_of(expected) if reason is None else 0.0
        looks.append(Prospect(number_code=code, expected=expected, reason=reason, seconds=seconds))
    return Outlook(loaded=loaded, at=at, looks=tuple(looks), left_behind=len(recorded.calls))


@contextmanager
def verifying(loaded: Loaded, folder: Path, surroundings: Surroundings, options: Options) -> Iterator[Verify]:
    """Choose the numbers of a folder under the record's lock, for the length of a block in which they are dialled."""
    if loaded.desired is None:
        yield Verify()
        return
    settings = loaded.settings
    _refuse_unready(settings.verify, surroundings)
    backend = surroundings.backend(settings, options.state_url)
    run = surroundings.run("verify", revision_of(folder))
    holder = surroundings.holder(run, settings.state.lock_seconds)
    with hold(
        backend, holder, clock=surroundings.monotonic, sleep=surroundings.sleep, alive=surroundings.alive
    ) as lease:
        ledger = Ledger(backend=backend, run=run, now=surroundings.now)
        recorded = ledger.open(new_lineage=lambda: Lineage(surroundings.new_id()), new_key=surroundings.new_key)
        zone = zone_of(settings)
        numbers = chosen(loaded.desired, recorded, options.choice)
        absent = absent_of(loaded.desired, recorded, options.choice)
        yield Verify(
            count=len(numbers) + len(absent),
            _held=_Held(
                numbers=numbers,
                absent=absent,
                recorded=recorded,
                ledger=ledger,
                lease=lease,
                surroundings=surroundings,
                options=options,
                settings=settings.verify,
                zone=zone,
            ),
        )


def _expectations(recorded: Recorded, zone: tzinfo, now: Callable[[], datetime]) -> Callable[[NumberCode], Expected]:
    """Answer what tells what is expected of a number at the moment of asking, by what is recorded."""
    # The lock is ours: no override begins or ends before the calls are over.
    network = network_applied(recorded, zone)

    def expected(code: NumberCode) -> Expected:
        is_certain = all(recorded.numbers[here].unknown is None for here in network.followed(code))
        return expected_at(network, code, now(), is_certain=is_certain)

    return expected


def _limits(settings: VerifySettings, zone: tzinfo) -> Limits:
    period = read_period(settings.quiet_hours).period if settings.quiet_hours else None
    return Limits(
        per_run=settings.per_run,
        per_day=settings.per_day,
        is_quiet=lambda at: period is not None and is_active(period, at, zone),
    )


def _refuse_unready(settings: VerifySettings, surroundings: Surroundings) -> None:
    if settings.call.virtual_phone_number is None:
        raise ConfigurationError(
            "settings name no number of UIS to call from, and nobody was dialled.",
            advice="Set `verify.call.virtual_phone_number` in settings.yaml to a number of the UIS account that has an"
            " active scenario.",
        )
    with uis(surroundings):
        return  # what is wrong with keys and addresses is said before the record is locked


def _verifier(held: _Held, line: Uis) -> Verifier:
    surroundings, run = held.surroundings, held.ledger.run

    def request_of(target: Target) -> VnumberCall:
        code = target.number_code
        try:
            call = call_of(held.settings.call, contact=str(code), external_id=f"{run.id}-{code}")
        except ValidationError as error:
            raise CallRefusedError(f"{code} is no number that UIS can call: it takes 5 to 15 digits.") from error
        wrong = [trouble.detail for trouble in troubles(call) if trouble.parameter == "contact"]
        if wrong:
            raise CallRefusedError(wrong[0])
        return call

    return Verifier(
        run=run.id,
        caller=Caller(
            line=line,
            book=CallBook(ledger=held.ledger, run=run.id, now=surroundings.now),
            stop=surroundings.stop,
            now=surroundings.now,
            monotonic=surroundings.monotonic,
            wait=surroundings.stop.wait,
            report_seconds=held.settings.report_seconds,
        ),
        lease=held.lease,
        limits=_limits(held.settings, held.zone),
        request_of=request_of,
        expected_of=_expectations(held.recorded, held.zone, surroundings.now),
        applied_at=lambda code: held.recorded.numbers[code].applied_at,
        dialled=held.recorded.dialled,
    )


def _trouble_beforehand(line: Uis, settings: VerifySettings) -> str:
    """Ask UIS how our own number stands, without a call; answer why nobody is dialled with it, empty if all is well."""
    own = settings.call.virtual_phone_number or ""
    where = f"the UIS number {own} (`verify.call.virtual_phone_number`)"
    try:
        number = line.own_number(own)
    except ProviderError as error:
        return f"Not dialled, because UIS could not be asked how {where} stands: {error.sentence}"
    if number is None:
        return f"Not dialled: {where} is not of this account. Name one that its cabinet lists."
    if not number.is_active:
        return f"Not dialled: {where} is not active ({number.status or 'no status'}). See the UIS cabinet."
    if not number.has_active_scenario:
        return f"Not dialled: {where} has no active scenario, without which UIS makes no call. Activate one."
    return ""
