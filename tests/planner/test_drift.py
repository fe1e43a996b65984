"""Drift: what is recorded against what the provider has; accepted it differs no more, restored it may be sent over."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.planning import CODE, MAIN, RING, SECRET, change, entry, numbered, ring
from support.strategies import AT, payloads, recorded_entries

from reconciler.model.forwarding import Payload, bare, data_of, texts_of
from reconciler.model.identifiers import RunId
from reconciler.model.recorded import Entry, Later, Restore, Unknown
from reconciler.model.secrets import fingerprint, payload_fingerprint, resolved_payload
from reconciler.planner.accepting import Refused, accepted, rebased
from reconciler.planner.change import Action
from reconciler.planner.drift import (
    APPLYING,
    DIFFERENCES,
    MARKED,
    MARKED_BEFORE,
    MARKED_IN_VAIN,
    NEVER_CONFIRMED,
    Drift,
    Result,
    Seen,
    Unread,
    counts,
    drift_of,
    knowledge_of,
    mark_of,
    unread_yet,
    why_open,
    with_trunk,
)
from reconciler.planner.look import Foreign, Send, look, read_back

KEY = b"the record's own"
VALUES = {"EVENTS_KEY": "one-value", "A": "another-one", "B": "a-third", "HOST": "host.example"}
PRINTS = {name: fingerprint(KEY, value) for name, value in VALUES.items()}
KNOWN = knowledge_of(VALUES, KEY)
NOTHING: dict[str, Any] = {"number_code": CODE, "call_forwarding_type": 0}
TRUNK: dict[str, Any] = {
    "number_code": CODE,
    "call_forwarding_type": 4,
    "call_forwarding_static": {"static_ip": "192.0.2.1", "port": 5060, "did": 111},
}
BARE = {"number_code": CODE, "call_forwarding_type": 4}
SIP = {"number_code": CODE, "call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": "a@b.example"}}


def seen(live: Payload) -> Seen:
    return Seen(attributes=live, payload=live)


def drift(known: Entry, live: Payload | Seen, values: dict[str, str] | None = None) -> Drift:
    sight = live if isinstance(live, Seen) else seen(live)
    return drift_of(CODE, known, sight, KNOWN if values is None else knowledge_of(values, KEY))


def fields(found: Drift) -> list[tuple[str, Any, Any]]:
    return [(field.name, field.before, field.after) for field in found.fields]


@pytest.mark.parametrize(
    ("recorded", "live", "result", "told"),
    [
        (RING, RING, Result.IN_SYNC, []),
        (NOTHING, NOTHING, Result.IN_SYNC, []),
        (None, NOTHING, Result.IN_SYNC, []),
        (
            RING,
            ring("74992223355"),
            Result.DRIFTED,
            [("call_control[1].redirect_number", "74992223344", "74992223355")],
        ),
        (RING, ring("74992223344", file_to_a="7"), Result.DRIFTED, [("file_to_a", None, "7")]),
        (ring("74992223344", masking=True), RING, Result.DRIFTED, [("masking", True, None)]),
        (RING, SIP, Result.DRIFTED, [("call_forwarding_type", "number", "sip"), ("sip_uri", None, "a@b.example")]),
        (RING, NOTHING, Result.GONE, [("call_forwarding_type", "number", "undefined")]),
        (
            NOTHING,
            SIP,
            Result.UNEXPECTED,
            [("call_forwarding_type", "undefined", "sip"), ("sip_uri", None, "a@b.example")],
        ),
        (None, SIP, Result.UNEXPECTED, [("call_forwarding_type", None, "sip"), ("sip_uri", None, "a@b.example")]),
        (BARE, BARE, Result.IN_SYNC, []),
    ],
)
def test_what_a_comparison_comes_to(
    recorded: Payload | None, live: Payload, result: Result, told: list[tuple[str, Any, Any]]
) -> None:
    found = drift(entry(recorded), live)
    assert (found.result, fields(found)) == (result, told)
    assert (found.number_code, found.application) == (CODE, MAIN)
    assert found.detail == (NEVER_CONFIRMED if recorded is None else "")


def test_what_is_not_shown_is_named_and_neither_equal_nor_a_difference() -> None:
    hidden = numbered([{"redirect_number": "1", "timeout": 5, "active": True, "period": "hr {9}"}], client_id="42")
    found = drift(entry(hidden), ring("1"))
    assert (found.result, set(found.not_shown)) == (Result.IN_SYNC, {"client_id", "call_control[1].period"})
    found = drift(entry(hidden), ring("2"))
    assert found.result is Result.DRIFTED
    assert "client_id" in found.not_shown
    assert drift(entry(TRUNK), BARE).not_shown == ("call_forwarding_static",)


def test_a_trunks_data_comes_from_the_list_and_a_did_that_is_a_name_is_not_shown() -> None:
    listed = {"static_ip": "192.0.2.1", "port": 5060, "did": None}
    found = drift(entry(TRUNK), with_trunk(BARE, listed))
    assert (found.result, found.not_shown) == (Result.IN_SYNC, ("did",))
    found = drift(entry(TRUNK), with_trunk(BARE, {**listed, "port": 5061, "did": 112}))
    assert fields(found) == [("port", 5060, 5061), ("did", 111, 112)]
    assert with_trunk(BARE, None) == seen(BARE)


def test_a_secret_is_recognised_by_what_was_sent_and_never_shown() -> None:
    recorded = entry(SECRET, secrets={"EVENTS_KEY": PRINTS["EVENTS_KEY"]})
    sent = resolved_payload(SECRET, VALUES)
    for values in (VALUES, {}, {"EVENTS_KEY": "newer-value"}):
        assert drift(recorded, sent, values).result is Result.IN_SYNC
    foreign = drift(recorded, resolved_payload(SECRET, {"EVENTS_KEY": "newer-value"}), {"EVENTS_KEY": "newer-value"})
    assert foreign.result is Result.DRIFTED
    assert "newer-value" not in repr(foreign)
    assert drift(entry(SECRET), sent, {}).not_shown == ("event_url",)
    assert drift(entry(SECRET), sent).result is Result.IN_SYNC


def test_a_url_of_somebody_elses_is_shown_without_what_may_be_a_key() -> None:
    url = {
        "number_code": CODE,
        "call_forwarding_type": 3,
        "call_forwarding_ipcr": {"url": "https://u:p@x.example/?k=7"},
    }
    for recorded in (RING, NOTHING, {**url, "call_forwarding_ipcr": {"url": "https://y.example/"}}):
        assert "https://x.example/?…" in str(drift(entry(recorded), url))
        assert "u:p" not in str(drift(entry(recorded), url))


def test_a_number_that_nobody_could_read_tells_why_and_those_left_are_where_to_go_on() -> None:
    failed, stopped = Unread(why="no answer"), Unread(why="stopped", stopped=True)
    drifts = [drift_of(CODE, entry(), sight, KNOWN) for sight in (failed, stopped, seen(RING))]
    assert [item.result for item in drifts] == [Result.NOT_READ, Result.NOT_READ, Result.IN_SYNC]
    assert drifts[0].detail == "no answer"
    assert unread_yet(drifts) == (CODE,)
    assert counts(drifts) == {**dict.fromkeys(Result, 0), Result.NOT_READ: 2, Result.IN_SYNC: 1}


def test_a_call_whose_outcome_is_not_known_is_another_runs_or_apply_asks() -> None:
    mark = Unknown(payload=RING, application=MAIN, run=RunId("run-1"), since=AT)
    assert why_open(entry(), None) == ""
    assert why_open(entry(unknown=mark), RunId("run-1")) == APPLYING
    assert "apply asks the provider" in why_open(entry(unknown=mark), RunId("run-2"))


def test_a_mark_is_told_and_whether_it_still_holds() -> None:
    other = ring("74992223355")
    marked = entry(restore=mark_of(seen(other), KNOWN))
    assert drift(marked, other).detail == MARKED
    assert drift(marked, ring("74992223366")).detail == MARKED_BEFORE
    assert drift(marked, RING).detail == MARKED_IN_VAIN
    hidden = entry(TRUNK, restore=mark_of(seen(BARE), KNOWN))
    assert (drift(hidden, BARE).result, drift(hidden, BARE).detail) == (Result.IN_SYNC, MARKED)


def test_a_mark_is_of_what_get_attributes_answered() -> None:
    found = with_trunk(BARE, {"static_ip": "192.0.2.9", "port": 1})
    assert mark_of(found, KNOWN) == Restore(live=payload_fingerprint(KEY, BARE))


def shown(live: Payload) -> dict[str, Any]:
    return resolved_payload(live, VALUES)


@given(recorded_entries(CODE), payloads(CODE))
def test_what_was_sent_is_in_sync_and_what_is_accepted_differs_no_more(known: Entry, live: dict[str, Any]) -> None:
    known = replace(known, secrets=PRINTS, unknown=None, protected=False)
    if known.payload is not None:
        assert drift(known, shown(known.payload)).result is Result.IN_SYNC
    after = accepted(known, seen(shown(live)), KNOWN)
    assume(not isinstance(after, Refused))
    assert isinstance(after, Entry)
    found = drift(after, shown(live))
    assert (found.result, found.fields, found.detail) == (Result.IN_SYNC, (), "")
    assert after.payload is not None
    assert not any(value in text for text in texts_of(after.payload) for value in VALUES.values())
    assert (after.unknown, after.restore, after.unproven, after.revision) == (None, None, True, None)
    assert (after.application, after.labels, after.weight) == (known.application, known.labels, known.weight)


@given(recorded_entries(CODE), payloads(CODE), payloads(CODE))
def test_what_is_marked_is_sent_over_exactly_what_drift_saw(
    known: Entry, live: dict[str, Any], later: dict[str, Any]
) -> None:
    known = replace(known, secrets=PRINTS, unknown=None, payload=known.payload or dict(RING))
    assume(drift(known, shown(live)).result in DIFFERENCES)
    marked = replace(known, restore=mark_of(seen(shown(live)), KNOWN))
    one = change(marked, replace(known, restore=None), Action.RESEND)
    assert isinstance(look(one, shown(live), secrets=VALUES, hmac_key=KEY), Send)
    if bare(shown(later)) != bare(shown(live)) and drift(known, shown(later)).result in DIFFERENCES:
        assert isinstance(look(one, shown(later), secrets=VALUES, hmac_key=KEY), Foreign)


def test_what_the_provider_does_not_show_stays_as_recorded_when_a_value_is_accepted() -> None:
    first = {"redirect_number": "1", "timeout": 5, "active": True, "name": "Иванов", "period": "hr {9}"}
    recorded = numbered([first, {**first, "redirect_number": "2", "period": "hr {10}"}], client_id="42", masking=False)
    live = [
        {"redirect_number": "2", "timeout": 7, "active": True, "name": "Иванов", "dtmf": "8", "period_description": ""},
        {"redirect_number": "3", "timeout": 5, "active": False, "name": ""},
    ]
    after = accepted(entry(recorded), seen(numbered(live, answer=True, masking=False, file_to_a="")), KNOWN)
    assert isinstance(after, Entry)
    assert after.payload == numbered(
        [
            {"redirect_number": "2", "timeout": 7, "active": True, "name": "Иванов", "period": "hr {10}"},
            {"redirect_number": "3", "timeout": 5, "active": False, "period": "hr {9}"},
        ],
        client_id="42",
        masking=False,
    )


def rung(number: str, period: str = "", name: str = "", **more: object) -> dict[str, Any]:
    texts = {"name": name, "period": period}
    return {
        "redirect_number": number,
        "timeout": 5,
        "active": True,
        **{key: text for key, text in texts.items() if text},
        **more,
    }


@pytest.mark.parametrize(
    ("old", "live", "periods"),
    [
        ([rung("1", "hr {9}")], [rung("2")], ["hr {9}"]),
        ([rung("1", "hr {9}"), rung("2")], [rung("2"), rung("1")], ["", "hr {9}"]),
        ([rung("1", "hr {9}"), rung("2", "hr {10}")], [rung("2"), rung("3")], ["hr {10}", "hr {9}"]),
        (
            [rung("1", "hr {9}", "A"), rung("2", "hr {10}", "B")],
            [rung("4", name="B"), rung("3", name="A")],
            ["hr {10}", "hr {9}"],
        ),
        ([rung("1", "hr {9}"), rung("1", "hr {10}")], [rung("1"), rung("1")], ["hr {9}", "hr {10}"]),
        ([rung("1", "hr {9}"), rung("1", "hr {10}")], [rung("1"), rung("1", timeout=7)], ["hr {9}", "hr {10}"]),
        ([rung("1", "hr {9}"), rung("2", "hr {10}")], [rung("2", "hr {10}")], ["hr {10}"]),
        (
            [rung("1", "hr {9}"), rung("1", "hr {10}")],
            [rung("1", "hr {10}"), rung("1", "hr {9}")],
            ["hr {10}", "hr {9}"],
        ),
        ([rung("1"), rung("2")], [rung("3")], [""]),
    ],
)
def test_an_entry_that_is_plainly_the_same_keeps_the_period_that_is_not_shown(
    old: list[dict[str, Any]], live: list[dict[str, Any]], periods: list[str]
) -> None:
    after = accepted(entry(numbered(old)), seen(numbered(live)), KNOWN)
    assert isinstance(after, Entry)
    assert after.payload is not None
    assert [one.get("period", "") for one in data_of(after.payload)["call_control"]] == periods
    assert drift(after, numbered(live)).result is Result.IN_SYNC


@pytest.mark.parametrize(
    ("old", "live"),
    [
        ([rung("1", "hr {9}"), rung("1", "hr {10}")], [rung("1")]),
        ([rung("1", "hr {9}"), rung("1", "hr {10}")], [rung("1", timeout=7), rung("1", timeout=8)]),
        ([rung("1", "hr {9}"), rung("1", "hr {10}")], [rung("1", "hr {10}"), rung("1")]),
        ([rung("1", "hr {9}"), rung("2", "hr {10}")], [rung("3"), rung("4")]),
        ([rung("1", "hr {9}"), rung("2", "hr {10}")], [rung("1")]),
        ([rung("1", "hr {9}")], [rung("1"), rung("2")]),
        ([rung("1", "hr {9}"), rung("2")], []),
        ([rung("1", "hr {9}", "A"), rung("2", "hr {10}", "B")], [rung("1", name="B"), rung("2", name="A")]),
        ([rung("1", "hr {9}", "A"), rung("2", "hr {10}", "B")], [rung("1"), rung("3", name="A")]),
    ],
)
def test_where_it_is_not_plain_which_entry_keeps_a_period_the_value_is_not_accepted(
    old: list[dict[str, Any]], live: list[dict[str, Any]]
) -> None:
    after = accepted(entry(numbered(old)), seen(numbered(live)), KNOWN)
    assert isinstance(after, Refused)
    assert "does not show their period: which entry keeps which is for a person to say" in after.why


def test_a_secrets_hmac_is_of_the_value_that_the_provider_has() -> None:
    old = {"EVENTS_KEY": fingerprint(KEY, "value-before")}
    recorded = entry(SECRET, secrets=old)
    kept = accepted(recorded, seen(resolved_payload({**SECRET, **ring("7")}, {}) | shown_url("value-before")), KNOWN)
    assert isinstance(kept, Entry)
    assert kept.secrets == old
    sent = replace(recorded, secrets={"EVENTS_KEY": PRINTS["EVENTS_KEY"]})
    moved = accepted(sent, seen(ring("7", event_url=f"https://other.example/?key={VALUES['EVENTS_KEY']}")), KNOWN)
    assert isinstance(moved, Entry)
    assert (moved.payload, moved.secrets) == (
        ring("7", event_url="https://other.example/?key=${EVENTS_KEY}"),
        {"EVENTS_KEY": PRINTS["EVENTS_KEY"]},
    )
    other = accepted(recorded, seen(ring("7", event_url="https://x.example/?key=nobody-knows")), KNOWN)
    assert isinstance(other, Refused)
    assert "nobody-knows" not in other.why


HOOK: dict[str, Any] = {
    "number_code": CODE,
    "call_forwarding_type": 3,
    "call_forwarding_ipcr": {"url": "https://hooks.example.com/${EVENTS_KEY}/hook", "event_url": "https://e.example/1"},
}


@pytest.mark.parametrize("values", [{}, {"EVENTS_KEY": "newer-value"}])
@pytest.mark.parametrize(
    "live",
    [
        {**HOOK, "call_forwarding_ipcr": {"url": "https://other.example.com/one-value/hook"}},
        {**HOOK, "call_forwarding_ipcr": {**HOOK["call_forwarding_ipcr"], "event_url": "https://e.example/one-value"}},
        ring("74992223344", event_url="https://e.example.com/one-value/x"),
        {**SIP, "call_forwarding_sip": {"sip_uri": "one-value@sip.example.com"}},
    ],
)
def test_a_sent_secret_whose_value_is_not_at_hand_is_neither_told_nor_accepted(
    live: dict[str, Any], values: dict[str, str]
) -> None:
    live = resolved_payload(live, VALUES)
    recorded = entry(HOOK, secrets={"EVENTS_KEY": PRINTS["EVENTS_KEY"]})
    found = drift(recorded, live, values)
    assert found.result is Result.DRIFTED
    assert "one-value" not in repr(found)
    after = accepted(recorded, seen(live), knowledge_of(values, KEY))
    assert isinstance(after, Refused)
    assert "one-value" not in after.why


def test_what_holds_no_address_is_accepted_also_without_the_secrets_value() -> None:
    recorded = entry(HOOK, secrets={"EVENTS_KEY": PRINTS["EVENTS_KEY"]})
    for live in (ring("74992223344"), NOTHING):
        assert isinstance(accepted(recorded, seen(live), knowledge_of({}, KEY)), Entry)
    other = resolved_payload({**HOOK, "call_forwarding_ipcr": {"url": data_of(HOOK)["url"]}}, VALUES)
    after = accepted(recorded, seen(other), knowledge_of({}, KEY))
    assert isinstance(after, Entry)
    assert after.payload == {**HOOK, "call_forwarding_ipcr": {"url": data_of(HOOK)["url"]}}


def test_an_apply_that_finds_a_sent_secret_elsewhere_does_not_tell_it() -> None:
    recorded = entry(HOOK, secrets={"EVENTS_KEY": PRINTS["EVENTS_KEY"]})
    url = {**data_of(HOOK), "event_url": "https://e.example/one-value"}
    live = resolved_payload({**HOOK, "call_forwarding_ipcr": url}, VALUES)
    newer = {"EVENTS_KEY": "newer-value"}
    one = change(recorded, replace(recorded, payload=dict(RING)), Action.CHANGE)
    found = look(one, live, secrets=newer, hmac_key=KEY)
    assert isinstance(found, Foreign)
    assert "one-value" not in found.words
    kept = change(recorded, entry({**HOOK, "call_forwarding_ipcr": {"url": "https://h.example"}}), Action.CHANGE)
    assert "one-value" not in read_back(kept, live, secrets=newer).differences


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("alice:hunter2pw@sip.example.com", "alice:…@sip.example.com"),
        ("sip:alice:hunter2pw@sip.example.com:5070;transport=tcp", "sip:alice:…@sip.example.com:5070;transport=tcp"),
        ("SIPS:alice;key=hunter2pw@sip.example.com", "SIPS:alice:…@sip.example.com"),
        ("alice:hunter2@pw@sip.example.com", "alice:…@sip.example.com"),
        ("alice:hunter?2/pw@sip.example.com", "alice:…@sip.example.com"),
        ("sip.example.com?X-Key=hunter2pw", "sip.example.com?…"),
        ("alice@sip.example.com?X-Key=hunter2pw", "alice@sip.example.com?…"),
        ("sip:alice@sip.example.com:5070", "sip:alice@sip.example.com:5070"),
    ],
)
def test_a_sip_address_is_told_without_its_password(uri: str, told: str) -> None:
    live = {**SIP, "call_forwarding_sip": {"sip_uri": uri}}
    assert [field.after for field in drift(entry(SIP), live).fields] == [told]
    assert [field.after for field in drift(entry(RING), live).fields] == ["sip", told]


def shown_url(value: str) -> dict[str, Any]:
    return resolved_payload(ring("7", event_url=data_of(SECRET)["event_url"]), {"EVENTS_KEY": value})


@pytest.mark.parametrize(
    ("known", "live"),
    [
        (entry(), ring("1", event_url="https://x.example/${A}")),
        (entry(), ring("1", file_to_a="${")),
        (entry(protected=True), NOTHING),
        (entry(TRUNK), BARE),
        (entry(), BARE),
    ],
)
def test_some_live_values_are_not_accepted(known: Entry, live: Payload) -> None:
    assert isinstance(accepted(known, seen(live), KNOWN), Refused)


def test_what_overrides_will_make_of_a_number_is_laid_over_the_accepted_value() -> None:
    old, new = ring("1", file_to_a="x", event_url="https://a.example/"), ring("9", event_url="https://b.example/")
    holiday = ring("5", file_to_a="x", event_url="https://a.example/")
    silent = dict(SIP)
    later = tuple(
        Later(at=AT + timedelta(days=day), payload=dict(payload), reason="why")
        for day, payload in enumerate((holiday, old, silent, old))
    )
    found = [item.payload for item in rebased(later, old, new)]
    assert found == [ring("5", event_url="https://b.example/"), new, silent, new]
    assert [(item.at, item.reason) for item in rebased(later, old, new)] == [(item.at, item.reason) for item in later]
    assert [item.payload for item in rebased(later, old, NOTHING)] == [holiday, NOTHING, silent, NOTHING]


@given(st.none() | payloads(CODE), payloads(CODE))
def test_an_override_that_comes_to_the_same_comes_to_the_accepted_value(old: Payload | None, new: Payload) -> None:
    later = () if old is None else (Later(at=AT, payload=dict(old)),)
    assert all(item.payload == new for item in rebased(later, old, new))


def half_shown(live: dict[str, Any]) -> dict[str, Any]:
    """Answer a live value as a provider shows it that hides what it may hide and writes defaults out."""
    if live["call_forwarding_type"] != 2:
        return live
    data = live["call_forwarding_number"]
    entries = [{**one, "name": one.get("name", "")} for one in data["call_control"]]
    for one in entries:
        one.pop("period", None)
    rest = {name: value for name, value in data.items() if name not in {"client_id", "call_control"}}
    return {**live, "call_forwarding_number": {"masking": False, "file_to_a": "", **rest, "call_control": entries}}


@given(recorded_entries(CODE), payloads(CODE))
def test_what_is_accepted_differs_no_more_also_where_the_provider_hides_much(
    known: Entry, live: dict[str, Any]
) -> None:
    known = replace(known, secrets=PRINTS, unknown=None, protected=False)
    if known.payload is not None:
        assert drift(known, half_shown(shown(known.payload))).result is Result.IN_SYNC
    after = accepted(known, seen(half_shown(shown(live))), KNOWN)
    assume(isinstance(after, Entry))
    assert isinstance(after, Entry)
    found = drift(after, half_shown(shown(live)))
    assert (found.result, found.fields) == (Result.IN_SYNC, ())
    again = accepted(after, seen(half_shown(shown(live))), KNOWN)
    assert isinstance(again, Entry)
    assert again.payload == after.payload
