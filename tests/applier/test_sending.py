"""One change's calls, and the outcome that each error means."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from support.applying import RULES, SUPPORT, Call, FakeProvider, change, code
from support.exolve import SALES, to_one

from reconciler.applier.sending import ALREADY, BadAddressError, BadApplicationError, Rules, send
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
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.outcome import Applied, Failed, NotTried, Outcome, OutcomeUnknown, told
from reconciler.model.recorded import Restore
from reconciler.model.secrets import payload_fingerprint
from reconciler.model.settings import OnForeignChange, ReadBack
from reconciler.planner.change import Action, Change

ONE = code(1)
WANTED = to_one(ONE, timeout=30)
OTHER = to_one(ONE, timeout=99)
NONE = {"number_code": ONE, "call_forwarding_type": 0}


def sent(what: Change, **world: Any) -> tuple[Outcome, list[Call]]:
    return sent_by(RULES, what, **world)


def sent_by(rules: Rules, what: Change, **world: Any) -> tuple[Outcome, list[Call]]:
    provider = FakeProvider(**world)
    provider.expect([what])
    return send(what, provider, rules), provider.calls


def methods(calls: list[Call]) -> list[str]:
    return [call.method for call in calls]


def test_a_change_is_a_look_and_a_set() -> None:
    assert sent(change(1)) == (
        Applied(number_code=ONE),
        [Call("get", SALES, ONE), Call("set", SALES, ONE, WANTED)],
    )


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
    assert methods(calls) == ["get", "get"], "the second look is for an earlier call of ours that may not show yet"


@pytest.mark.parametrize("action", [Action.ADD, Action.CHANGE, Action.RESEND])
def test_what_the_provider_is_proven_to_have_is_not_sent_again(action: Action) -> None:
    outcome, calls = sent(change(1, action), live={ONE: WANTED})
    assert outcome == Applied(number_code=ONE, detail=ALREADY)
    assert [call.method for call in calls] == ["get"]


def test_a_resend_reads_back_and_sends_what_is_not_there() -> None:
    outcome, calls = sent(change(1, Action.RESEND))
    assert outcome == Applied(number_code=ONE)
    assert methods(calls) == ["get", "set"]


CALLING = [Action.CHANGE, Action.MOVE, Action.REMOVE, Action.RESEND]


@pytest.mark.parametrize("action", CALLING)
def test_what_somebody_else_has_set_is_refused_and_stays(action: Action) -> None:
    outcome, calls = sent(change(1, action), live={ONE: OTHER})
    assert isinstance(outcome, NotTried)
    assert outcome.detail == (
        "changed outside: call_control[1].timeout: recorded 16, has 99. Nothing was sent, so that it stays: declare"
        " what the provider has, put back what was recorded in the web cabinet, or allow it by"
        " `apply.on_foreign_change` in the settings."
    )
    assert methods(calls) == ["get", "get"]


def test_what_shows_only_at_the_second_look_is_no_foreign_change() -> None:
    class Late(FakeProvider):
        def get_attributes(
            self, application: ApplicationName, number_code: NumberCode, *, to_the_end: bool = False
        ) -> Payload:
            seen = FakeProvider.get_attributes(self, application, number_code, to_the_end=to_the_end)
            return OTHER if len(self.calls) == 1 else seen

    waits: list[float] = []
    provider = Late()
    provider.expect([change(1)])
    outcome = send(change(1), provider, replace(RULES, wait=waits.append))
    assert (outcome, waits) == (Applied(number_code=ONE), [1.0])


@pytest.mark.parametrize("action", [*CALLING, Action.ADD])
def test_with_warn_it_is_overwritten_and_told(action: Action) -> None:
    outcome, calls = sent_by(
        replace(RULES, on_foreign_change=OnForeignChange.WARN), change(1, action), live={ONE: OTHER}
    )
    assert isinstance(outcome, Applied)
    assert outcome.warning.startswith("the provider ")
    assert outcome.warning.endswith(", and that was overwritten")
    assert told(outcome) == outcome.warning
    assert methods(calls)[-1] in {"set", "delete"}


@pytest.mark.parametrize("action", [*CALLING, Action.ADD])
def test_with_overwrite_nothing_is_read_beforehand(action: Action) -> None:
    rules = replace(RULES, on_foreign_change=OnForeignChange.OVERWRITE)
    outcome, calls = sent_by(rules, change(1, action), live={ONE: OTHER})
    assert outcome == Applied(number_code=ONE)
    assert len(calls) == 1


@pytest.mark.parametrize("mode", OnForeignChange)
def test_only_what_the_drift_check_saw_is_sent_over_whatever_is_allowed(mode: OnForeignChange) -> None:
    what = change(1, Action.RESEND)
    assert what.before is not None
    mark = Restore(live=payload_fingerprint(RULES.hmac_key, OTHER))
    what = replace(what, before=replace(what.before, unknown=None, restore=mark))
    rules = replace(RULES, on_foreign_change=mode, read_back=ReadBack.OFF)
    assert methods(sent_by(rules, what, live={ONE: OTHER})[1]) == ["get", "set"]
    elsewhere = to_one(ONE, timeout=98)
    outcome, calls = sent_by(rules, what, live={ONE: elsewhere})
    assert isinstance(outcome, NotTried)
    assert outcome.detail.startswith("changed outside: ")
    assert f"`reconciler drift --restore {ONE}`" in outcome.detail
    assert "on_foreign_change" not in outcome.detail
    assert methods(calls) == ["get", "get"]


class Setting(FakeProvider):
    """A provider that has what was set, after so many looks; `keeps` stays in the data object whatever is set."""

    slow: int = 0
    keeps: Mapping[str, Any] = MappingProxyType({})

    def set_call_forwarding(self, application: ApplicationName, payload: Payload) -> None:
        FakeProvider.set_call_forwarding(self, application, payload)
        data = {**self.keeps, **payload["call_forwarding_number"]}
        self.coming = {**payload, "call_forwarding_number": data}

    def delete_call_forwarding(self, application: ApplicationName, number_code: NumberCode) -> None:
        FakeProvider.delete_call_forwarding(self, application, number_code)
        self.coming = NONE

    def get_attributes(
        self, application: ApplicationName, number_code: NumberCode, *, to_the_end: bool = False
    ) -> Payload:
        seen = FakeProvider.get_attributes(self, application, number_code, to_the_end=to_the_end)
        coming = getattr(self, "coming", None)
        if coming is not None:
            self.slow -= 1
        return coming if coming is not None and self.slow < 0 else seen


def read_back(
    what: Change, rules: Rules, *, slow: int = 0, keeps: Mapping[str, Any] | None = None
) -> tuple[Outcome, list[Call]]:
    provider = Setting()
    provider.slow, provider.keeps = slow, keeps or {}
    provider.expect([what])
    return send(what, provider, rules), provider.calls


ALL = replace(RULES, read_back=ReadBack.ALL)


@pytest.mark.parametrize("action", [*CALLING, Action.ADD])
def test_with_all_every_call_is_read_back_also_after_a_stop(action: Action) -> None:
    outcome, calls = read_back(change(1, action), ALL)
    assert outcome == Applied(number_code=ONE)
    assert [(call.method, call.to_the_end) for call in calls[-1:]] == [("get", True)]


def test_a_change_that_shows_late_is_waited_for() -> None:
    waits: list[float] = []
    outcome, calls = read_back(change(1), replace(ALL, wait=waits.append), slow=3)
    assert outcome == Applied(number_code=ONE)
    assert waits == [0.1, 0.4, 1.0]
    assert methods(calls).count("get") == 5


def test_a_change_that_does_not_show_has_failed_and_may_have_happened() -> None:
    outcome, _ = read_back(change(1), ALL, slow=99)
    assert outcome == Failed(
        number_code=ONE,
        detail="the call was confirmed, and read back the number is another: it has something else"
        " (call_control[1].timeout: sent 30, has 16).",
        may_have_happened=True,
    )


FEWER = to_one(ONE, file_to_a="12345")


def fewer() -> Change:
    what = change(1)
    assert what.before is not None
    return replace(what, before=replace(what.before, payload=FEWER))


def test_where_fields_are_left_out_the_call_is_read_back_by_default() -> None:
    outcome, calls = read_back(fewer(), RULES)
    assert outcome == Applied(number_code=ONE)
    assert methods(calls) == ["get", "set", "get"]
    assert methods(read_back(fewer(), replace(RULES, read_back=ReadBack.OFF))[1]) == ["get", "set"]
    assert methods(read_back(change(1), RULES)[1]) == ["get", "set"]


def test_a_provider_that_keeps_what_is_left_out_is_told_in_words() -> None:
    outcome, _ = read_back(fewer(), RULES, keeps={"file_to_a": "12345"})
    assert isinstance(outcome, Failed)
    assert outcome.may_have_happened
    assert "it keeps fields that the call left out (file_to_a: sent nothing, has 12345)" in outcome.detail


def test_a_read_back_that_fails_leaves_the_outcome_unknown() -> None:
    class Gone(FakeProvider):
        def set_call_forwarding(self, application: ApplicationName, payload: Payload) -> None:
            FakeProvider.set_call_forwarding(self, application, payload)
            self.live = {ONE: CallFailedError("busy.")}

    provider = Gone()
    provider.expect([change(1)])
    outcome = send(change(1), provider, ALL)
    assert outcome == OutcomeUnknown(
        number_code=ONE, detail="the call was confirmed, and could not be read back: busy."
    )


def test_what_the_provider_does_not_show_is_sent_to_be_sure() -> None:
    hidden = {**WANTED, "call_forwarding_number": {**WANTED["call_forwarding_number"], "client_id": "42"}}
    after = change(1).after
    assert after is not None
    what = change(1, Action.ADD, after=replace(after, payload=hidden))
    outcome, calls = sent(what, live={ONE: WANTED})
    assert outcome == Applied(number_code=ONE, not_shown=("client_id",))
    assert [call.method for call in calls] == ["get", "set"]


def test_a_move_is_one_set_with_the_new_applications_key_and_nothing_with_the_old() -> None:
    for live in (None, NONE):
        outcome, calls = sent(change(1, Action.MOVE), live={ONE: live} if live else {})
        assert outcome == Applied(number_code=ONE)
        assert calls == [Call("get", SALES, ONE), Call("set", SALES, ONE, WANTED)]
    before = change(1, Action.MOVE).before
    assert before is not None
    assert before.application == SUPPORT


def test_a_remove_is_a_look_and_a_delete() -> None:
    outcome, calls = sent(change(1, Action.REMOVE))
    assert (outcome, methods(calls)) == (Applied(number_code=ONE), ["get", "delete"])
    outcome, calls = sent(change(1, Action.REMOVE), live={ONE: NONE})
    assert (outcome, methods(calls)) == (Applied(number_code=ONE, detail=ALREADY), ["get"])


def test_no_change_carries_a_value_of_a_secret_to_the_provider() -> None:
    payload = to_one(ONE, event_url="https://events.example/${EVENTS_KEY}")
    after = change(1).after
    assert after is not None
    provider = FakeProvider()
    send(
        change(1, Action.ADD, after=replace(after, payload=payload)),
        provider,
        replace(RULES, secrets={"EVENTS_KEY": "s3cret"}),
    )
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
@pytest.mark.parametrize("action", [*CALLING, Action.ADD])
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
