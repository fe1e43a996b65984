"""One change's calls, and the outcome that each error means."""

from dataclasses import replace
from typing import Any

import pytest
from support.applying import SUPPORT, Call, FakeProvider, change, code
from support.exolve import SALES, to_one

from reconciler.applier.sending import ALREADY, BadAddressError, BadApplicationError, send
from reconciler.errors import (
    CallFailedError,
    CallRefusedError,
    ConfigurationError,
    NoAnswerError,
    ProviderError,
    StoppedError,
    UnauthorizedError,
    WrongAddressError,
)
from reconciler.model.outcome import Applied, Failed, NotTried, Outcome, OutcomeUnknown
from reconciler.planner.change import Action, Change

ONE = code(1)
WANTED = to_one(ONE, timeout=30)
OTHER = to_one(ONE, timeout=99)
NONE = {"number_code": ONE, "call_forwarding_type": 0}


def sent(what: Change, **world: Any) -> tuple[Outcome, list[Call]]:
    provider = FakeProvider(**world)
    return send(what, provider, {}), provider.calls


def test_a_change_is_one_set() -> None:
    assert sent(change(1)) == (Applied(number_code=ONE), [Call("set", SALES, ONE, WANTED)])


def test_an_add_reads_first_and_then_sets() -> None:
    outcome, calls = sent(change(1, Action.ADD))
    assert outcome == Applied(number_code=ONE)
    assert calls == [Call("get", SALES, ONE), Call("set", SALES, ONE, WANTED)]


LOOKING = "nothing was sent, because asking what the provider has (GetAttributes) failed: "


def test_an_add_over_a_forwarding_that_differs_is_not_tried() -> None:
    outcome, calls = sent(change(1, Action.ADD), live={ONE: OTHER})
    assert isinstance(outcome, NotTried)
    assert outcome.detail.startswith("exists: ")
    assert "call_control[1].timeout" in outcome.detail
    assert "import NUMBER" in outcome.detail
    assert [call.method for call in calls] == ["get"]


@pytest.mark.parametrize("action", [Action.ADD, Action.RESEND])
def test_what_the_provider_is_proven_to_have_is_not_sent_again(action: Action) -> None:
    outcome, calls = sent(change(1, action), live={ONE: WANTED})
    assert outcome == Applied(number_code=ONE, detail=ALREADY)
    assert [call.method for call in calls] == ["get"]


@pytest.mark.parametrize("live", [NONE, OTHER])
def test_a_resend_reads_back_and_sends_what_is_not_there(live: dict[str, Any]) -> None:
    outcome, calls = sent(change(1, Action.RESEND), live={ONE: live})
    assert outcome == Applied(number_code=ONE)
    assert [call.method for call in calls] == ["get", "set"]


def test_what_the_provider_does_not_show_is_sent_to_be_sure() -> None:
    hidden = {**WANTED, "call_forwarding_number": {**WANTED["call_forwarding_number"], "client_id": "42"}}
    after = change(1).after
    assert after is not None
    what = change(1, Action.ADD, after=replace(after, payload=hidden))
    outcome, calls = sent(what, live={ONE: WANTED})
    assert outcome == Applied(number_code=ONE)
    assert [call.method for call in calls] == ["get", "set"]


def test_a_move_is_one_set_with_the_new_applications_key_and_nothing_with_the_old() -> None:
    assert sent(change(1, Action.MOVE)) == (Applied(number_code=ONE), [Call("set", SALES, ONE, WANTED)])
    before = change(1, Action.MOVE).before
    assert before is not None
    assert before.application == SUPPORT


def test_a_remove_is_one_delete() -> None:
    assert sent(change(1, Action.REMOVE)) == (Applied(number_code=ONE), [Call("delete", SALES, ONE)])


def test_no_change_carries_a_value_of_a_secret_to_the_provider() -> None:
    payload = to_one(ONE, event_url="https://events.example/${EVENTS_KEY}")
    after = change(1).after
    assert after is not None
    provider = FakeProvider()
    send(change(1, Action.ADD, after=replace(after, payload=payload)), provider, {"EVENTS_KEY": "s3cret"})
    assert [call.payload for call in provider.calls] == [None, payload]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (CallRefusedError("no.", advice="Do this."), Failed(number_code=ONE, detail="no. Do this.")),
        (
            CallRefusedError("no.", may_have_happened=True),
            Failed(number_code=ONE, detail="no.", may_have_happened=True),
        ),
        (CallFailedError("busy."), Failed(number_code=ONE, detail="busy.")),
        (
            CallFailedError("broken.", may_have_happened=True),
            Failed(number_code=ONE, detail="broken.", may_have_happened=True),
        ),
        (NoAnswerError("lost."), OutcomeUnknown(number_code=ONE, detail="lost.")),
        (StoppedError("stopped."), NotTried(number_code=ONE, detail="stopped.")),
        (StoppedError("stopped.", may_have_happened=True), OutcomeUnknown(number_code=ONE, detail="stopped.")),
        (ConfigurationError("no key.", advice="Set it."), NotTried(number_code=ONE, detail="no key. Set it.")),
        (ProviderError("odd."), Failed(number_code=ONE, detail="odd.")),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("action", [Action.ADD, Action.CHANGE, Action.MOVE, Action.REMOVE, Action.RESEND])
def test_each_error_of_a_write_has_its_outcome(error: Exception, outcome: Outcome, action: Action) -> None:
    assert sent(change(1, action), deeds={ONE: error})[0] == outcome


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (CallRefusedError("no."), Failed(number_code=ONE, detail=f"{LOOKING}no.")),
        (CallFailedError("busy."), Failed(number_code=ONE, detail=f"{LOOKING}busy.")),
        (StoppedError("stopped."), NotTried(number_code=ONE, detail="stopped.")),
    ],
)
@pytest.mark.parametrize("action", [Action.ADD, Action.RESEND])
def test_an_error_of_the_first_look_ends_the_change_before_anything_is_written(
    error: Exception, outcome: Outcome, action: Action
) -> None:
    found, calls = sent(change(1, action), live={ONE: error})
    assert found == outcome
    assert [call.method for call in calls] == ["get"]


@pytest.mark.parametrize(
    ("happened", "kind"), [(False, NotTried), (True, OutcomeUnknown)], ids=["not-tried", "unknown"]
)
def test_a_bad_key_and_a_wrong_address_are_told_for_the_others_too(*, happened: bool, kind: type[Outcome]) -> None:
    with pytest.raises(BadApplicationError) as bad_key:
        sent(change(1), deeds={ONE: UnauthorizedError("bad key.", may_have_happened=happened)})
    assert bad_key.value.application == SALES
    with pytest.raises(BadAddressError) as bad_address:
        sent(change(1), deeds={ONE: WrongAddressError("no such page.", may_have_happened=happened)})
    assert type(bad_key.value.outcome) is type(bad_address.value.outcome) is kind


def test_a_bad_key_is_found_out_by_the_first_look_too() -> None:
    with pytest.raises(BadApplicationError) as caught:
        sent(change(1, Action.ADD), live={ONE: UnauthorizedError("bad key.")})
    assert caught.value.outcome == NotTried(number_code=ONE, detail="bad key.")
