"""The applier with the real client, the real record and the emulator: what was applied is recorded and is there."""

from collections.abc import Mapping

import pytest
from support.applying import RULES, SUPPORT, FakeLease, change, code
from support.asgi import AsgiTransport
from support.exolve import KEY, SALES, Setup, to_one

from reconciler.applier.applying import Applier
from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.exolve_messages import Method
from reconciler.emulator.faults import FaultKind, Faults, Rule
from reconciler.emulator.profile import PROFILES, Profile
from reconciler.model.identifiers import ApplicationName, Lineage, NumberCode, RunId
from reconciler.model.outcome import word
from reconciler.model.recorded import Recorded
from reconciler.planner.change import Action
from reconciler.planner.order import Order
from reconciler.state.journal import Run
from reconciler.state.memory import MemoryBackend
from reconciler.state.record import Ledger, read_record

KEYS: Mapping[ApplicationName, str] = {SALES: KEY, SUPPORT: "support-key-77aa"}
COUNT = 6


def apply(rules: list[Rule], profile: Profile) -> tuple[Recorded, dict[NumberCode, str], Account]:
    """Add so many numbers; answer the record, each number's outcome, and the provider's account."""
    account = Account(*(Application(name=name, key=key) for name, key in KEYS.items()))
    app = create_app(account, profile=profile, faults=Faults(rules))
    session = Setup(transport=AsgiTransport(app), keys=KEYS).session()
    backend = MemoryBackend()
    run = Run(id=RunId("run"), verb="apply", owner="tester", host="here", revision="abc123")
    ledger = Ledger(backend=backend, run=run, now=session.clock.now)
    ledger.open(new_lineage=lambda: Lineage("lineage"), new_key=bytes)
    ledger.begin()
    applier = Applier(
        provider=session.client,
        ledger=ledger,
        lease=FakeLease(),
        windows=backend.windows,
        concurrency=3,
        rules=RULES,
        stop=session.stop,
        monotonic=session.clock.monotonic,
    )
    outcomes = list(applier.apply((change(index, Action.ADD) for index in range(COUNT)), Order()))
    assert applier.error is None
    ledger.end()
    return read_record(backend), {outcome.number_code: word(outcome) for outcome in outcomes}, account


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_what_is_applied_is_recorded_and_is_what_the_provider_has(profile: Profile) -> None:
    recorded, outcomes, account = apply([], profile)
    assert set(outcomes.values()) == {"applied"}
    for number in account.numbers():
        entry = recorded.numbers[NumberCode(number.code)]
        assert entry.payload == to_one(NumberCode(number.code), timeout=30)
        assert (entry.unknown, entry.revision) == (None, "abc123")
        assert number.forwarding is not None
        assert {"number_code": number.code, **number.forwarding.as_sent()} == entry.payload
    assert len(recorded.numbers) == COUNT


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_each_number_is_recorded_as_its_own_outcome_says(profile: Profile) -> None:
    recorded, outcomes, _ = apply(
        [
            Rule(kind=FaultKind.STATUS, status=400, method=Method.SET, number=code(1)),
            Rule(kind=FaultKind.DROP_AFTER, method=Method.SET, number=code(2)),
            Rule(kind=FaultKind.STATUS, status=503, method=Method.SET, number=code(3)),
            Rule(kind=FaultKind.STATUS, status=503, method=Method.ATTRIBUTES, number=code(4)),
            Rule(kind=FaultKind.STATUS, status=429, method=Method.SET, number=code(5), times=2),
        ],
        profile,
    )
    assert [outcomes[code(index)] for index in range(COUNT)] == [
        "applied",
        "failed",
        "unknown",
        "failed",
        "failed",
        "applied",
    ]
    assert sorted(recorded.numbers) == [code(0), code(2), code(3), code(5)]
    for index in (2, 3):
        entry = recorded.numbers[code(index)]
        assert entry.payload is None
        assert entry.unknown is not None
        assert entry.unknown.payload == to_one(code(index), timeout=30)
