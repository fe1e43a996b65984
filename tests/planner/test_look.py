"""Before and after a call: only what was recorded, sent or wanted may be there; all else is somebody's change."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.planning import CODE, MAIN, RING, SECRET, change, entry, numbered, ring
from support.strategies import AT, payloads

from reconciler.model.identifiers import RunId
from reconciler.model.recorded import Entry, Restore, Unknown
from reconciler.model.secrets import fingerprint, payload_fingerprint, resolved_payload
from reconciler.planner.change import Action, Change
from reconciler.planner.live import by_values, compare, has_forwarding
from reconciler.planner.look import (
    AlreadySo,
    Foreign,
    Look,
    Send,
    kept_over,
    leaves_out,
    look,
    must_be_read_back,
    read_back,
)

KEY = b"the record's own"
NOTHING: dict[str, Any] = {"number_code": CODE, "call_forwarding_type": 0}
AFTER, ELSE = ring("74992223355"), ring("74992223366")
OLD = {"EVENTS_KEY": "value-before"}
NEW = {"EVENTS_KEY": "value-of-today"}


def seen(one: Change, live: dict[str, Any], secrets: dict[str, str] | None = None) -> Look:
    return look(one, live, secrets=NEW if secrets is None else secrets, hmac_key=KEY)


def marked(payload: dict[str, Any] | None, before: dict[str, Any] | None = RING) -> Entry:
    mark = Unknown(payload=payload, application=MAIN, run=RunId("run-1"), since=AT)
    return entry(before, unknown=mark)


SENT, FOREIGN, SO = Send, Foreign, AlreadySo
BOTH = (entry(), entry(AFTER))


@pytest.mark.parametrize(
    ("one", "live", "kind"),
    [
        (change(*BOTH), RING, SENT),
        (change(*BOTH), AFTER, SO),
        (change(*BOTH), ELSE, FOREIGN),
        (change(*BOTH), NOTHING, FOREIGN),
        (change(None, entry(AFTER), Action.ADD), NOTHING, SENT),
        (change(None, entry(AFTER), Action.ADD), AFTER, SO),
        (change(None, entry(AFTER), Action.ADD), ELSE, FOREIGN),
        (change(*BOTH, Action.MOVE), RING, SENT),
        (change(*BOTH, Action.MOVE), NOTHING, SENT),
        (change(*BOTH, Action.MOVE), AFTER, SENT),
        (change(*BOTH, Action.MOVE), ELSE, FOREIGN),
        (change(entry(), None, Action.REMOVE), RING, SENT),
        (change(entry(), None, Action.REMOVE), NOTHING, SO),
        (change(entry(), None, Action.REMOVE), ELSE, FOREIGN),
        (change(entry(NOTHING), entry(AFTER)), NOTHING, SENT),
        (change(entry(NOTHING), entry(AFTER)), ELSE, FOREIGN),
        (change(entry(), entry(NOTHING)), RING, SENT),
        (change(entry(), entry(NOTHING)), NOTHING, SENT),
        (change(entry(), entry(NOTHING)), ELSE, FOREIGN),
        (change(marked(ELSE), entry(AFTER), Action.RESEND), RING, SENT),
        (change(marked(ELSE), entry(AFTER), Action.RESEND), ELSE, SENT),
        (change(marked(ELSE), entry(AFTER), Action.RESEND), AFTER, SO),
        (change(marked(ELSE), entry(AFTER), Action.RESEND), ring("1"), FOREIGN),
        (change(marked(AFTER, None), entry(AFTER), Action.RESEND), NOTHING, SENT),
        (change(marked(AFTER, None), entry(AFTER), Action.RESEND), AFTER, SO),
        (change(marked(AFTER, None), entry(AFTER), Action.RESEND), ELSE, FOREIGN),
        (change(marked(None), entry(AFTER), Action.RESEND), NOTHING, SENT),
        (change(entry(restore=Restore(live=payload_fingerprint(KEY, ELSE))), entry(), Action.RESEND), ELSE, SENT),
        (
            change(entry(restore=Restore(live=payload_fingerprint(KEY, ELSE))), entry(), Action.RESEND),
            ring("1"),
            FOREIGN,
        ),
    ],
)
def test_only_what_was_recorded_sent_or_wanted_may_be_there(
    one: Change, live: dict[str, Any], kind: type[Look]
) -> None:
    assert isinstance(seen(one, live), kind)


@given(payloads(CODE), payloads(CODE), payloads(CODE), st.sampled_from([Action.CHANGE, Action.REMOVE, Action.MOVE]))
def test_nothing_is_ever_sent_over_what_is_neither_recorded_nor_wanted(
    before: dict[str, Any], after: dict[str, Any], live: dict[str, Any], action: Action
) -> None:
    values = {"EVENTS_KEY": "one-value", "A": "another", "B": "a-third", "HOST": "host.example"}
    prints = {name: fingerprint(KEY, value) for name, value in values.items()}
    shown = resolved_payload(live, values)
    one = change(entry(before, secrets=prints), None if action is Action.REMOVE else entry(after), action)
    found = look(one, shown, secrets=values, hmac_key=KEY)
    allowed = [before] if action is Action.REMOVE else [before, after]
    same = any(
        not compare(payload, shown, values, recognise=by_values(values)).differences
        and has_forwarding(payload) == has_forwarding(shown)
        for payload in allowed
    )
    nothing_left = action is not Action.CHANGE and not has_forwarding(shown)
    assert isinstance(found, Foreign) is not (same or nothing_left)


def test_a_rotated_secret_is_no_foreign_change() -> None:
    recorded = entry(SECRET, secrets={"EVENTS_KEY": fingerprint(KEY, OLD["EVENTS_KEY"])})
    one = change(recorded, entry(SECRET, secrets={"EVENTS_KEY": fingerprint(KEY, NEW["EVENTS_KEY"])}))
    assert seen(one, resolved_payload(SECRET, OLD)) == Send()
    assert seen(one, resolved_payload(SECRET, NEW)) == AlreadySo()
    foreign = seen(one, resolved_payload(SECRET, {"EVENTS_KEY": "somebody-elses"}))
    assert isinstance(foreign, Foreign)
    assert "event_url" in foreign.words
    assert "somebody-elses" not in foreign.words
    unknown_print = change(entry(SECRET), entry(AFTER))
    assert seen(unknown_print, resolved_payload(SECRET, OLD)) == Send(not_shown=("event_url",))


def test_what_the_provider_does_not_show_is_named_and_no_difference() -> None:
    hidden = ring("74992223344", client_id="42")
    assert seen(change(entry(hidden), entry(AFTER)), RING) == Send(not_shown=("client_id",))
    assert seen(change(entry(), entry(hidden)), RING) == Send()
    trunk = {
        "number_code": CODE,
        "call_forwarding_type": 4,
        "call_forwarding_static": {"static_ip": "192.0.2.1", "port": 1},
    }
    bare = {"number_code": CODE, "call_forwarding_type": 4}
    assert seen(change(entry(trunk), entry(AFTER)), bare) == Send(not_shown=("call_forwarding_static",))
    found = seen(change(None, entry(trunk), Action.ADD), bare)
    assert isinstance(found, Foreign)
    assert "does not show where (call_forwarding_static)" in found.words


def test_what_a_set_left_out_and_the_provider_keeps_is_no_foreign_change() -> None:
    before, sent = ring("1", file_to_a="12345"), ring("2")
    one = change(marked(sent, before), entry(sent), Action.RESEND)
    assert seen(one, ring("2", file_to_a="12345")) == Send()
    assert isinstance(seen(one, ring("2", file_to_a="999")), Foreign)
    assert seen(one, NOTHING) == Send(), "whoever was told so may have cleared the forwarding"


def test_a_number_that_is_brought_back_is_read_back_and_what_it_keeps_is_named() -> None:
    foreign = ring("74992223344", file_to_a="12345")
    one = change(entry(restore=Restore(live=payload_fingerprint(KEY, foreign))), entry(), Action.RESEND)
    assert must_be_read_back(one)
    assert seen(one, foreign) == Send()
    assert read_back(one, RING, secrets=NEW).differences == ""
    kept = read_back(one, foreign, secrets=NEW).differences
    assert kept.startswith("it keeps fields that somebody else had set and the call left out (file_to_a: sent nothing,")
    assert "Clear the forwarding in the web cabinet" in kept
    assert read_back(one, ELSE, secrets=NEW).differences.startswith("it has something else (")


def test_what_drift_saw_is_recognised_whether_or_not_defaults_are_shown() -> None:
    mark = Restore(live=payload_fingerprint(KEY, ring("74992223366", masking=False, file_to_a="")))
    one = change(entry(restore=mark), entry(), Action.RESEND)
    assert seen(one, ELSE) == Send()
    assert isinstance(seen(one, ring("74992223366", masking=True)), Foreign)


def test_whatever_several_calls_without_an_answer_may_have_left_is_known() -> None:
    mark = Unknown(payload=AFTER, application=MAIN, run=RunId("run-3"), since=AT, earlier=(ELSE, None))
    for before in (entry(unknown=mark), entry(None, unknown=mark)):
        one = change(before, entry(ring("7")), Action.RESEND)
        for live in (AFTER, ELSE, NOTHING):
            assert seen(one, live) == Send()
        assert isinstance(seen(one, ring("1")), Foreign)


def test_the_words_name_the_fields_and_are_bounded() -> None:
    found = seen(change(entry(ring("1", "2", "3", "4", "5", "6", "7")), entry(AFTER)), numbered([]))
    assert isinstance(found, Foreign)
    assert found.words.startswith("call_control[1]: recorded redirect_number 1, timeout 5, active True, has nothing; ")
    assert found.words.endswith("; and 2 more")
    long = seen(change(entry(ring("1", file_to_a="x" * 90)), entry(AFTER)), ring("1", masking=True))
    assert isinstance(long, Foreign)
    assert f"file_to_a: recorded {'x' * 60}…, has nothing" in long.words
    assert "masking: recorded nothing, has true" in long.words
    assert seen(change(*BOTH), NOTHING) == Foreign(words="the provider has no forwarding for this number any more")
    assert seen(change(entry(NOTHING), entry(AFTER)), ELSE) == Foreign(
        words="the provider has a forwarding, and none was recorded"
    )


def test_a_url_of_somebody_else_is_told_without_what_may_be_a_key_in_it() -> None:
    live = ring("74992223344", event_url="https://u:p@x.example/hook?key=abcdef#f")
    found = seen(change(*BOTH), live)
    assert isinstance(found, Foreign)
    assert found.words == "event_url: recorded nothing, has https://x.example/hook?…"


@pytest.mark.parametrize(
    ("old", "new", "left_out"),
    [
        (RING, AFTER, False),
        (ring("1", file_to_a="x"), ring("1"), True),
        (ring("1"), ring("1", file_to_a="x"), False),
        (ring("1", "2"), ring("1"), True),
        (ring("1"), ring("1", "2"), False),
        (numbered([{"redirect_number": "1", "period": "hr {9}"}]), numbered([{"redirect_number": "1"}]), True),
        (RING, NOTHING, False),
        (None, RING, False),
        (RING, None, False),
    ],
)
def test_a_field_that_is_left_out_is_noticed(
    old: dict[str, Any] | None, new: dict[str, Any] | None, *, left_out: bool
) -> None:
    assert leaves_out(old, new) is left_out
    after = None if new is None else entry(new)
    assert must_be_read_back(change(None if old is None else entry(old), after)) is left_out
    assert must_be_read_back(change(marked(old, RING), after)) is left_out


@given(payloads(CODE), payloads(CODE))
def test_where_nothing_is_left_out_nothing_can_be_kept(old: dict[str, Any], new: dict[str, Any]) -> None:
    together = kept_over(old, new)
    if together is not None and not leaves_out(old, new):
        assert together == new


@pytest.mark.parametrize(
    ("one", "live", "words"),
    [
        (change(*BOTH), AFTER, ""),
        (
            change(*BOTH),
            RING,
            "it has something else (call_control[1].redirect_number: sent 74992223355, has 74992223344)",
        ),
        (change(*BOTH), NOTHING, "it has no forwarding"),
        (change(entry(), None, Action.REMOVE), NOTHING, ""),
        (change(entry(), None, Action.REMOVE), RING, "it still has a forwarding"),
        (change(entry(), entry(NOTHING)), NOTHING, ""),
        (change(entry(), entry(NOTHING)), RING, "it still has a forwarding"),
    ],
)
def test_what_is_read_back_is_told(one: Change, live: dict[str, Any], words: str) -> None:
    assert read_back(one, live, secrets={}).differences == words


def test_what_cannot_be_read_back_is_named() -> None:
    hidden = ring("1", client_id="42")
    assert read_back(change(entry(), entry(hidden)), ring("1"), secrets={}).not_shown == ("client_id",)


def test_fields_that_are_kept_are_told_as_such() -> None:
    one = change(entry(ring("1", file_to_a="x")), entry(ring("1")))
    told = read_back(one, ring("1", file_to_a="x"), secrets={}).differences
    assert told.startswith("it keeps fields that the call left out (file_to_a: sent nothing, has x). Declare them")
    other = read_back(replace(one, before=None), ring("1", file_to_a="x"), secrets={}).differences
    assert other == "it has something else (file_to_a: sent nothing, has x)"
