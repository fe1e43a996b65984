"""Numbers that forward calls to each other: payloads in few words, and strategies for whole networks with overrides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from reconciler.model.desired import Window
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.routing.network import Network, Stages

MOSCOW = ZoneInfo("Europe/Moscow")
ZONES = tuple(
    ZoneInfo(name) for name in ("Europe/Moscow", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "UTC")
)
"""Zones without and with changes of the clock: at midnight, by half an hour."""
A, B, C, D = (NumberCode(74991112231 + index) for index in range(4))
OWN = (A, B, C, D)
PHONES = ("74992223341", "74992223342", "74992223343")
SINGLE, SEQUENTIAL, PARALLEL = 1, 2, 3
PERIODS = (
    "wd {mon-fri} hr {9-17}",
    "wd {sat-sun}",
    "hr {22-6}",
    "hr {2}",
    "wd {sun} hr {0-3} min {15-44}",
    "md {1-7} wd {mon}, mo {nov} md {1}",
    "wk {2} hr {12-13} min {30-59}",
    "yr {2026}",
    "hr {1-2} min {0-29} sec {30-59}",
)


def ring(target: object, period: str | None = None, *, seconds: int = 10, **more: Any) -> dict[str, Any]:
    """Write an entry that rings somebody."""
    entry = {"redirect_number": str(target), "timeout": seconds, "active": True, **more}
    return entry if period is None else {**entry, "period": period}


def drop(period: str | None = None) -> dict[str, Any]:
    """Write an entry that drops the call."""
    return {"timeout": 1, "active": False, **({} if period is None else {"period": period})}


def to_numbers(*entries: Mapping[str, Any], order: int = SINGLE, **more: Any) -> Payload:
    """Write a forwarding to numbers."""
    data = {"redirect_type": order, "call_control": list(entries), **more}
    return {"call_forwarding_type": 2, "call_forwarding_number": data}


def to_url(reserve: object = None) -> Payload:
    """Write a forwarding that a URL decides."""
    data = {"url": "https://decide.example.com/"}
    return {
        "call_forwarding_type": 3,
        "call_forwarding_ipcr": data if reserve is None else {**data, "reserve": str(reserve)},
    }


NOTHING: Payload = {"call_forwarding_type": 0}
ACCOUNT: Payload = {"call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": "office@sip.example.com"}}


def trunk(*, timeout: int) -> Payload:
    """Write a forwarding to a trunk."""
    data = {"static_ip": "203.0.113.10", "port": 5060, "timeout": timeout}
    return {"call_forwarding_type": 4, "call_forwarding_static": data}


TRUNK = trunk(timeout=30)


def window(start: datetime, end: datetime, forwarding: Payload, reason: str = "праздник") -> Window:
    """Answer a time in which an override holds."""
    return Window(start=start, end=end, forwarding=forwarding, reason=reason, override=0)


def network(
    stages: Mapping[NumberCode, Payload | None],
    *,
    zone: ZoneInfo = MOSCOW,
    windows: Mapping[NumberCode, Sequence[Window]] | None = None,
) -> Network:
    """Answer a network of these numbers."""
    held = windows or {}
    return Network(
        stages={code: Stages(base=base, windows=tuple(held.get(code, ()))) for code, base in stages.items()}, zone=zone
    )


targets = st.sampled_from([*PHONES, *map(str, OWN)])
periods = st.none() | st.sampled_from(PERIODS)


@st.composite
def payloads(draw: st.DrawFn) -> Payload:
    """Draw a forwarding, most often to numbers."""
    other = draw(st.sampled_from([None, None, None, None, None, NOTHING, ACCOUNT, TRUNK, to_url, "not a period"]))
    if other is to_url:
        return to_url(draw(st.none() | targets))
    if isinstance(other, dict):
        return other
    entries = draw(
        st.lists(
            st.builds(ring, targets, periods, seconds=st.integers(1, 60)) | st.builds(drop, periods),
            min_size=1,
            max_size=4,
        )
    )
    if other == "not a period":
        entries.append(ring(PHONES[0], "hours {9-17}"))
    return to_numbers(*entries, order=draw(st.sampled_from([SINGLE, SEQUENTIAL, PARALLEL])))


BEGIN = datetime(2026, 10, 20, 12, tzinfo=UTC)
"""Some days before clocks are put back in Europe, and some more before they are in Cuba."""
SPRING = datetime(2026, 3, 20, 12, tzinfo=UTC)
"""Some days before clocks are put forward in Europe, and some more before half an hour is put back in Australia."""


@st.composite
def windows(draw: st.DrawFn, begin: datetime) -> tuple[Window, ...]:
    """Draw a few overrides of one number; they do not overlap, and can touch each other and begin at any second."""
    minutes = st.integers(-3 * 1440, 20 * 1440)
    bounds = sorted(draw(st.lists(minutes, max_size=6, unique=True)))
    moments = [begin + timedelta(minutes=minute, seconds=draw(st.sampled_from([0, 0, 1]))) for minute in bounds]
    return tuple(window(start, end, draw(payloads())) for start, end in zip(moments[::2], moments[1::2], strict=False))


@dataclass(frozen=True, slots=True)
class Asked:
    """A network of up to four numbers that forward to each other, and a span of up to three weeks."""

    network: Network
    start: datetime
    end: datetime


@st.composite
def asked(draw: st.DrawFn, zones: Sequence[ZoneInfo] = ZONES) -> Asked:
    """Draw a network and a span in which the clocks of its zone may be changed."""
    begin, zone = draw(st.sampled_from([BEGIN, SPRING])), draw(st.sampled_from(zones))
    start = begin + timedelta(seconds=draw(st.integers(0, 14 * 86_400)), microseconds=draw(st.sampled_from([0, 500])))
    end = start + timedelta(seconds=draw(st.integers(1, 21 * 86_400)))
    return Asked(draw(networks(begin, zone)), start, end)


@st.composite
def networks(draw: st.DrawFn, begin: datetime, zone: ZoneInfo) -> Network:
    """Draw a network; what forwards the first number is known."""
    numbers = OWN[: draw(st.integers(1, len(OWN)))]
    return Network(
        stages={
            code: Stages(base=draw(payloads() if code == A else st.none() | payloads()), windows=draw(windows(begin)))
            for code in numbers
        },
        zone=zone,
    )


def around_changes_of_clocks(start: datetime, end: datetime, zone: tzinfo) -> set[datetime]:
    """Answer the quarters of hours of a span, and the seconds before them, half a day around a change of the clocks."""
    hour, quarter = timedelta(hours=1), timedelta(minutes=15)
    first = start.replace(minute=0, second=0, microsecond=0)
    hours = [first + hour * count for count in range((end - start) // hour + 2)]
    offsets = [moment.astimezone(zone).utcoffset() for moment in hours]
    changed = [hours[index] for index in range(1, len(hours)) if offsets[index] != offsets[index - 1]]
    quarters = {moment + quarter * count for moment in changed for count in range(-12 * 4, 12 * 4)}
    found = {moment - shift for moment in quarters for shift in (timedelta(), timedelta(seconds=1))}
    return {moment for moment in found if start <= moment < end}
