"""Strategies for the values on the path: payloads, desired numbers, recorded entries."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from reconciler.model.desired import Desired, DesiredNumber, Window
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, data_of
from reconciler.model.identifiers import ApplicationName, Lineage, NumberCode, RunId
from reconciler.model.recorded import Entry, Later, OnRemoval, Recorded, Restore, Unknown

AT = datetime(2026, 12, 31, 12, tzinfo=UTC)
CODES = tuple(NumberCode(74991112200 + index) for index in range(12))
PHONES = tuple(f"7499222330{digit}" for digit in range(6))
LETTERS = "abcdeжзи "

words = st.text(LETTERS, min_size=1, max_size=6).map(str.strip).filter(bool)
codes = st.sampled_from(CODES)
applications = st.sampled_from([ApplicationName("main"), ApplicationName("second")])
urls = st.sampled_from(["https://a.example/", "https://b.example/?key=${EVENTS_KEY}", "https://c.example/${A}/${B}"])

entries = st.fixed_dictionaries(
    {"timeout": st.integers(1, 60), "active": st.booleans(), "redirect_number": st.sampled_from(PHONES)},
    optional={"name": words, "period": st.sampled_from(["wd {mon-fri}", "hr {9-17}"])},
)


def numbered(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Answer a strategy for `call_forwarding_number`."""
    return st.fixed_dictionaries(
        {"redirect_type": st.integers(1, 3), "call_control": st.lists(entries, min_size=1, max_size=4)},
        optional={"event_url": urls, "masking": st.booleans(), "client_id": words, **optional},
    )


data_objects: Mapping[ForwardingType, st.SearchStrategy[dict[str, Any]]] = {
    ForwardingType.SIP: st.fixed_dictionaries({"sip_uri": st.sampled_from(["a@b.example", "a@${HOST}:5060"])}),
    ForwardingType.NUMBER: numbered(),
    ForwardingType.URL: st.fixed_dictionaries({"url": urls}, optional={"reserve": st.sampled_from(PHONES)}),
    ForwardingType.STATIC: st.fixed_dictionaries(
        {"static_ip": st.just("192.0.2.1"), "port": st.integers(1, 65535)}, optional={"did": st.integers(1, 999)}
    ),
}


@st.composite
def payloads(draw: st.DrawFn, code: NumberCode = CODES[0]) -> dict[str, Any]:
    """Draw a SetCallForwarding body of any type."""
    kind = draw(st.sampled_from(ForwardingType))
    body: dict[str, Any] = {"number_code": code, "call_forwarding_type": kind.value}
    if kind in DATA_OBJECT:
        body[DATA_OBJECT[kind]] = draw(data_objects[kind])
    return body


def _rings(forwarding: Mapping[str, Any]) -> bool:
    data = data_of(forwarding)
    return bool(data) and all(entry["active"] for entry in data.get("call_control", ()))


@st.composite
def desired_numbers(draw: st.DrawFn, code: NumberCode | None = None) -> DesiredNumber:
    """Draw one desired number."""
    own = draw(codes) if code is None else code
    forwarding = draw(payloads(own))
    return DesiredNumber(
        number_code=own,
        application=draw(applications),
        forwarding=forwarding,
        description=draw(st.none() | words),
        labels=tuple(draw(st.lists(words, max_size=2))),
        # A protected number that drops calls, or rings nobody, is a mistake and never planned.
        protected=draw(st.booleans()) if _rings(forwarding) else False,
        on_removal=draw(st.sampled_from(OnRemoval)),
        weight=draw(st.integers(0, 9)),
        verify=draw(st.booleans()),
    )


@st.composite
def windows(draw: st.DrawFn, code: NumberCode) -> tuple[Window, ...]:
    """Draw times in which overrides hold for a number: in order, not overlapping, some of them adjacent."""
    bounds = sorted(draw(st.lists(st.integers(-100, 100), max_size=6, unique=True)))
    moments = [AT + timedelta(hours=bound) for bound in bounds]
    pairs = list(itertools.pairwise(moments))
    chosen = draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs)))
    return tuple(
        Window(start=start, end=end, forwarding=draw(payloads(code)), reason=draw(words), override=index)
        for index, ((start, end), take) in enumerate(zip(pairs, chosen, strict=True))
        if take
    )


@st.composite
def timed_states(draw: st.DrawFn) -> Desired:
    """Draw a desired state of a few numbers with overrides."""
    state: Desired = draw(desired_states())
    return replace(
        state,
        numbers={code: replace(number, windows=draw(windows(code))) for code, number in state.numbers.items()},
    )


@st.composite
def desired_states(draw: st.DrawFn) -> Desired:
    """Draw a desired state of a few numbers."""
    numbers = draw(st.lists(codes, unique=True, max_size=6))
    return Desired(numbers={code: draw(desired_numbers(code)) for code in sorted(numbers)})


unknowns = st.builds(
    Unknown,
    payload=st.none() | payloads(),
    application=applications,
    run=st.sampled_from([RunId("run-1"), RunId("run-2")]),
    since=st.just(AT),
)


@st.composite
def recorded_entries(draw: st.DrawFn, code: NumberCode = CODES[0]) -> Entry:
    """Draw what is recorded of one number, marks and fingerprints included."""
    fingerprints = draw(st.dictionaries(st.sampled_from(["EVENTS_KEY", "A", "B", "HOST"]), st.sampled_from("01")))
    entry = draw(desired_numbers(code)).entry(fingerprints)
    hours = sorted(draw(st.lists(st.integers(-9, 9), max_size=2, unique=True)))
    return Entry(
        payload=draw(st.sampled_from([entry.payload, entry.payload, None])),
        application=entry.application,
        protected=entry.protected,
        on_removal=entry.on_removal,
        weight=entry.weight,
        labels=entry.labels,
        description=entry.description,
        later=tuple(Later(at=AT + timedelta(hours=hour), payload=draw(payloads(code))) for hour in hours),
        secrets=entry.secrets,
        unknown=draw(st.none() | unknowns),
        restore=draw(st.none() | st.builds(Restore, live=st.sampled_from(["00", "ff"]))),
        applied_at=draw(st.sampled_from([None, AT])),
        revision=draw(st.sampled_from([None, "abc"])),
    )


@st.composite
def records(draw: st.DrawFn, desired: Desired | None = None) -> Recorded:
    """Draw a record; given a desired state, some of its numbers are recorded exactly as desired."""
    numbers = {code: draw(recorded_entries(code)) for code in draw(st.lists(codes, unique=True, max_size=6))}
    for code, number in (desired.numbers if desired else {}).items():
        if draw(st.booleans()):
            numbers[code] = number.entry({})
    return Recorded(
        lineage=Lineage("lineage"),
        serial=draw(st.integers(0, 9)),
        hmac_key=b"key",
        numbers=dict(sorted(numbers.items())),
    )
