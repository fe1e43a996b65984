"""Changes to outcomes: one number's trouble is its own, and what concerns all stops all."""

import threading
from dataclasses import replace

import pytest
from support.applying import RULES, SUPPORT, FakeLease, FakeLedger, Scene, change, code
from support.exolve import SALES

from reconciler.applier.applying import INTERRUPTED
from reconciler.errors import (
    CallFailedError,
    CallRefusedError,
    ConfigurationError,
    LockLostError,
    NoAnswerError,
    StateError,
    UnauthorizedError,
    WrongAddressError,
)
from reconciler.model.outcome import Applied, Failed, NotTried, OutcomeUnknown, word
from reconciler.planner.change import CALLS_PROVIDER, Action
from reconciler.state.backend import Windows

SIZES = [Windows(size=0), Windows(size=1), Windows(size=3), Windows(size=None)]
windows = pytest.mark.parametrize("windows", SIZES, ids=lambda windows: f"window-{windows.size}")


def words(scene: Scene, count: int, *, applications: bool = False) -> list[str]:
    """Apply so many changes, odd ones in the application `support` if asked, and answer the outcomes in order."""
    changes = [change(index, application=SUPPORT if applications and index % 2 else SALES) for index in range(count)]
    found = {outcome.number_code: word(outcome) for outcome in scene.apply(changes)}
    return [found[code(index)] for index in range(count)]


def test_without_changes_nothing_is_written_and_nothing_told() -> None:
    scene = Scene()
    assert scene.apply([]) == []
    assert scene.ledger.writes == []


@pytest.mark.parametrize("action", [Action.NOTE, Action.FORGET])
def test_a_change_of_the_record_alone_makes_no_call_and_is_recorded(action: Action) -> None:
    scene = Scene()
    assert scene.apply([change(1, action)]) == [Applied(number_code=code(1))]
    assert scene.provider.calls == []
    assert scene.ledger.writes == [([], [code(1)]), ([Applied(number_code=code(1))], [])]


def test_every_action_that_needs_a_call_makes_one_and_is_recorded() -> None:
    changes = [change(index, action) for index, action in enumerate(Action)]
    scene = Scene(concurrency=3)
    assert {outcome.number_code for outcome in scene.apply(changes)} == {item.number_code for item in changes}
    assert sorted(scene.provider.sent) == [item.number_code for item in changes if item.action in CALLS_PROVIDER]
    assert len(scene.ledger.outcomes) == len(changes)


@windows
def test_one_numbers_failure_never_stops_the_others(windows: Windows) -> None:
    deeds = {code(1): CallRefusedError("no."), code(3): CallFailedError("busy."), code(5): NoAnswerError("lost.")}
    scene = Scene(deeds=deeds, windows=windows, concurrency=2)
    assert words(scene, 7) == ["applied", "failed", "applied", "failed", "applied", "unknown", "applied"]
    assert scene.applier.error is None


@windows
def test_a_bad_key_stops_its_applications_other_numbers_and_no_others(windows: Windows) -> None:
    scene = Scene(deeds={code(1): UnauthorizedError("Exolve answered 401.", advice="See it.")}, windows=windows)
    assert words(scene, 6, applications=True) == ["applied", "not-tried"] * 3
    assert scene.provider.sent == [code(0), code(1), code(2), code(4)]
    last = next(outcome for outcome in scene.ledger.outcomes if outcome.number_code == code(5))
    assert last.detail == "not tried after another number of 'support': Exolve answered 401. See it."


@windows
def test_a_wrong_address_stops_every_other_number(windows: Windows) -> None:
    scene = Scene(deeds={code(1): WrongAddressError("Exolve answered 404.")}, windows=windows)
    assert words(scene, 5, applications=True) == ["applied", "not-tried", "not-tried", "not-tried", "not-tried"]
    assert scene.provider.sent == [code(0), code(1)]
    assert "not tried after another number's call: Exolve answered 404." in {
        outcome.detail for outcome in scene.ledger.outcomes
    }


@pytest.mark.parametrize("error", [UnauthorizedError("401."), WrongAddressError("404.")])
def test_changes_of_the_record_alone_go_on_after_a_bad_key_or_address(error: Exception) -> None:
    scene = Scene(deeds={code(0): error})
    scene.apply([change(0), change(1, Action.NOTE), change(2, Action.FORGET)])
    assert [word(outcome) for outcome in scene.ledger.outcomes] == ["not-tried", "applied", "applied"]


def test_a_missing_key_is_its_applications_numbers_own_trouble() -> None:
    scene = Scene(deeds={code(1): ConfigurationError("there is no API key.")})
    assert words(scene, 3) == ["applied", "not-tried", "applied"]


def test_a_number_whose_secret_is_missing_is_not_tried() -> None:
    scene = Scene()
    outcomes = scene.apply([change(0, missing_secrets=("A", "B")), change(1)])
    assert outcomes[0] == NotTried(
        number_code=code(0),
        detail="the environment variable A, B is not set, and the forwarding needs its value.",
    )
    assert scene.provider.sent == [code(1)]
    assert scene.ledger.intents == [code(1)]


def test_a_remove_needs_no_secret() -> None:
    scene = Scene()
    scene.apply([change(0, Action.REMOVE, missing_secrets=("A",))])
    assert scene.provider.sent == [code(0)]


@windows
def test_a_stop_leaves_the_rest_and_lets_what_is_in_flight_come_to_its_outcome(windows: Windows) -> None:
    stop = threading.Event()
    scene = Scene(deeds={code(2): stop.set}, stop=stop, windows=windows)
    assert words(scene, 6) == ["applied"] * 3 + ["not-tried"] * 3
    assert scene.provider.sent == [code(0), code(1), code(2)]
    assert {outcome.detail for outcome in scene.ledger.outcomes if isinstance(outcome, NotTried)} == {INTERRUPTED}
    assert scene.applier.error is None


def test_a_stop_before_the_start_sends_nothing_and_records_that_nothing_was_tried() -> None:
    stop = threading.Event()
    stop.set()
    scene = Scene(stop=stop)
    assert words(scene, 3) == ["not-tried"] * 3
    assert scene.ledger.intents == []
    assert len(scene.ledger.outcomes) == 3


@windows
@pytest.mark.parametrize("fails_at", [1, 2, 3, 4, 5])
def test_a_record_that_cannot_be_written_stops_the_sending_and_loses_no_outcome(
    windows: Windows, fails_at: int
) -> None:
    scene = Scene(ledger=FakeLedger(fails_at=fails_at), windows=windows)
    found = words(scene, 6)
    sent = set(scene.provider.sent)
    assert [name == "applied" for name in found] == [code(index) in sent for index in range(6)]
    assert sent <= set(scene.ledger.intents)
    assert scene.ledger.attempts <= fails_at  # nobody writes again to a record that refused
    assert isinstance(scene.applier.error, StateError) == (scene.ledger.attempts == fails_at)


@windows
def test_a_lock_that_is_lost_stops_the_sending_and_the_writing(windows: Windows) -> None:
    lease = FakeLease()
    scene = Scene(deeds={code(2): lease.lost.set}, lease=lease, windows=windows)
    assert words(scene, 6) == ["applied"] * 3 + ["not-tried"] * 3
    assert scene.provider.sent == [code(0), code(1), code(2)]
    assert isinstance(scene.applier.error, LockLostError)
    assert code(2) not in {outcome.number_code for outcome in scene.ledger.outcomes}


def test_a_lock_lost_with_one_call_in_flight_sends_no_other() -> None:
    lease = FakeLease()
    scene = Scene(deeds={code(0): lease.lost.set}, lease=lease, windows=Windows(size=1))
    outcomes = scene.apply([change(0), change(1), change(2)])
    assert scene.provider.sent == [code(0)]
    assert outcomes[0] == Applied(number_code=code(0))
    assert {outcome.detail for outcome in outcomes[1:]} == {"the run had to stop: another run took the lock over."}
    assert scene.ledger.outcomes == []


def test_a_fault_of_the_program_in_a_thread_leaves_the_number_unknown_and_the_others_alone() -> None:
    scene = Scene(deeds={code(1): KeyError("https://events.example/?key=s3cret")})
    assert words(scene, 3) == ["applied", "unknown", "applied"]
    fault = next(outcome for outcome in scene.ledger.outcomes if isinstance(outcome, OutcomeUnknown))
    assert "please report it" in fault.detail
    assert "KeyError in applying.py, line " in fault.detail
    assert "s3cret" not in fault.detail


def test_a_failed_outcome_is_recorded_with_what_may_have_happened() -> None:
    scene = Scene(deeds={code(0): CallFailedError("broken.", may_have_happened=True)})
    scene.apply([change(0)])
    assert scene.ledger.outcomes == [Failed(number_code=code(0), detail="broken.", may_have_happened=True)]


def test_an_applier_does_not_print_its_secrets() -> None:
    assert "s3cret" not in repr(
        Scene(rules=replace(RULES, secrets={"EVENTS_KEY": "s3cret"}, hmac_key=b"s3cret")).applier
    )
