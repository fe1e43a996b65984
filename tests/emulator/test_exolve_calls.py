"""A call to a number of Exolve's: routed by what the account has at the moment, told to whoever wants its events."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from support.watched import waited_for

from reconciler.emulator.account import Account, Application
from reconciler.emulator.events import events
from reconciler.emulator.exolve_calls import Exchange, Fate
from reconciler.emulator.phones import Manner, Phone, Phones, WrongPhonesError
from reconciler.emulator.telephony import telephony
from reconciler.emulator.uis_account import UisAccount

CODE, OTHER = 74991112233, 74991112244
ANNA, BORIS, VERA = "74992223301", "74992223302", "74992223303"
NOON = datetime(2026, 7, 25, 9, tzinfo=UTC).timestamp()
"""Noon in Moscow, on a Saturday."""
WEEKEND, WEEK = "wd {sat-sun}", "wd {mon-fri}"
PHONES = {
    ANNA: Phone(after=4, talks=30),
    BORIS: Phone(manner=Manner.BUSY),
    VERA: Phone(manner=Manner.NO_ANSWER),
    "voicemail": Phone(manner=Manner.VOICEMAIL, after=10),
    "nowhere": Phone(manner=Manner.UNREACHABLE),
}


def entry(place: str, timeout: int = 20, **more: Any) -> dict[str, Any]:
    return {"redirect_number": place, "timeout": timeout, "active": True, **more}


def numbers(*entries: dict[str, Any], order: int = 2, **data: Any) -> dict[str, Any]:
    forwarding = {"redirect_type": order, "call_control": list(entries), **data}
    return {"call_forwarding_type": 2, "call_forwarding_number": forwarding}


def exchange(body: dict[str, Any] | None, *, zone: str = "Europe/Moscow", **more: Any) -> Exchange:
    account = Account(Application(name="main", key="k", event_url="https://app.example.com/"))
    account.register(CODE, "main")
    account.register(OTHER, "main")
    if body is not None:
        account.forward(CODE, body)
    return Exchange(account=account, phones=Phones(PHONES), zone=ZoneInfo(zone), **more)


def fate(body: dict[str, Any] | None, at: float = NOON, **more: Any) -> Fate:
    return exchange(body, **more).fate(str(CODE), at)


@pytest.mark.parametrize(
    ("body", "answered", "by", "ends", "reason"),
    [
        (numbers(entry(ANNA)), 4, ANNA, 34, "subscriber_disconnects"),
        (numbers(entry(ANNA, timeout=3)), None, "", 3, "no_success_subscriber_call"),
        (numbers(entry(BORIS)), None, "", 1, "subscriber_busy"),
        (numbers(entry("nowhere")), None, "", 1, "subscriber_not_responsible"),
        (numbers(entry(VERA, timeout=16)), None, "", 16, "no_success_subscriber_call"),
        (numbers(entry("voicemail")), 10, "voicemail", 25, "subscriber_disconnects"),
        (numbers(entry(VERA, timeout=16), entry(BORIS), entry(ANNA)), 21, ANNA, 51, "subscriber_disconnects"),
        (numbers(entry(VERA), entry(ANNA), order=1), None, "", 20, "no_success_subscriber_call"),
        (
            numbers(entry(VERA, period=WEEK), entry(ANNA, period=WEEKEND), order=1),
            4,
            ANNA,
            34,
            "subscriber_disconnects",
        ),
        (numbers(entry("voicemail"), entry(ANNA), entry(BORIS), order=3), 4, ANNA, 34, "subscriber_disconnects"),
        (numbers(entry(VERA), entry(BORIS), order=3), None, "", 20, "no_success_subscriber_call"),
        (numbers(entry(ANNA, period=WEEK)), None, "", 1, "no_success_subscriber_call"),
        (numbers(entry(ANNA, active=False)), None, "", 1, "no_success_subscriber_call"),
        (numbers(entry(VERA), entry(ANNA, active=False), entry(ANNA)), None, "", 20, "no_success_subscriber_call"),
        (numbers(entry(ANNA, active=False), order=3), None, "", 1, "no_success_subscriber_call"),
        (None, None, "", 1, "no_success_subscriber_call"),
        (numbers(entry(str(CODE))), None, "", 1, "subscriber_number_problems"),
        (numbers(entry(str(OTHER))), None, "", 1, "no_success_subscriber_call"),
        (
            {"call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": "voicemail"}},
            10,
            "voicemail",
            25,
            "subscriber_disconnects",
        ),
        (
            {
                "call_forwarding_type": 4,
                "call_forwarding_static": {"static_ip": "192.0.2.1", "port": 5060, "timeout": 9},
            },
            3,
            "192.0.2.1:5060",
            18,
            "subscriber_disconnects",
        ),
    ],
)
def test_what_becomes_of_a_call(
    body: dict[str, Any] | None, answered: float | None, by: str, ends: float, reason: str
) -> None:
    found = fate(body)
    assert (found.answered, found.by, found.ends, found.reason.value) == (answered, by, ends, reason)
    assert found.is_machine is (by == "voicemail")


def test_everybody_who_is_rung_is_told_with_the_seconds() -> None:
    in_turn = fate(numbers(entry(VERA, timeout=16), entry(BORIS), entry(ANNA))).rings
    assert [(ring.place, ring.begins, ring.ends) for ring in in_turn] == [
        (VERA, 0, 16),
        (BORIS, 16, 17),
        (ANNA, 17, 21),
    ]
    at_once = fate(numbers(entry(VERA), entry(ANNA), order=3)).rings
    assert [(ring.place, ring.begins, ring.ends) for ring in at_once] == [(VERA, 0, 4), (ANNA, 0, 4)]


def test_a_url_decides_or_its_reserve_or_nobody() -> None:
    url = "https://route.example.com/"
    body = {"call_forwarding_type": 3, "call_forwarding_ipcr": {"url": url, "reserve": "voicemail"}}
    assert fate(body, decided={url: ANNA}).by == ANNA
    assert fate(body).by == "voicemail"
    assert fate({"call_forwarding_type": 3, "call_forwarding_ipcr": {"url": url}}).answered is None


def test_the_zone_in_which_periods_are_read_is_a_switch() -> None:
    body = numbers(entry(ANNA, period="hr {12}"))
    assert fate(body).by == ANNA
    assert fate(body, zone="UTC").by == ""


def test_a_call_is_routed_by_what_is_set_at_its_moment() -> None:
    made = exchange(numbers(entry(ANNA)))
    assert made.fate(str(CODE), NOON).by == ANNA
    made.account.forward(CODE, numbers(entry("voicemail")))
    assert made.fate(str(CODE), NOON).by == "voicemail"
    made.account.clear(CODE)
    assert made.fate(str(CODE), NOON).answered is None


@pytest.mark.parametrize(
    ("own", "of_application", "told"),
    [
        ("https://own.example.com/", "https://app.example.com/", "https://own.example.com/"),
        ("https://own.example.com/", "", "https://own.example.com/"),
        ("", "https://app.example.com/", "https://app.example.com/"),
        ("", "", ""),
    ],
)
def test_a_number_s_own_url_beats_that_of_its_application(own: str, of_application: str, told: str) -> None:
    account = Account(Application(name="main", key="k", event_url=of_application))
    account.register(CODE, "main")
    account.forward(CODE, numbers(entry(ANNA), event_url=own))
    made = Exchange(account=account, phones=Phones(), zone=ZoneInfo("UTC"))
    assert made.events_url(str(CODE)) == told
    assert made.events_url("79990000000") == ""


class Hook:
    """A server that keeps the events posted to it."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.url = ""


@contextmanager
def hook() -> Iterator[Hook]:
    kept = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            kept.received.append(json.loads(self.rfile.read(length)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_port}/events"
    try:
        yield kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_events_of_a_call_are_posted_as_the_clock_comes_to_them() -> None:
    now = [NOON]
    account = Account(Application(name="main", key="k"))
    account.register(CODE, "main")
    with hook() as kept:
        account.forward(CODE, numbers(entry(VERA, timeout=5), entry(ANNA), event_url=kept.url))
        world = telephony(account, clock=lambda: now[0], uis=UisAccount(), phones=Phones(PHONES))
        params = {"virtual_phone_number": "74993720692", "contact": str(CODE), "first_call": "contact"}
        session = world.uis.calls.start(params, now[0])
        world.postman.watch(session)
        waited_for(lambda: len(kept.received) == 2)
        now[0] += 60
        waited_for(lambda: len(world.postman.posted) == 5)
    kinds = [(event["type"], event["to"]) for event in kept.received]
    assert kinds == [("b", str(CODE)), ("o", VERA), ("o", ANNA), ("s", ANNA), ("d", str(CODE))]
    assert {event["from"] for event in kept.received} == {"74993720692"}
    assert {event["call_sid"] for event in kept.received} == {str(session.id)}
    last = kept.received[-1]
    assert (last["duration"], last["wait_time"], last["talk_time"]) == (39_000, 9_000, 30_000)
    assert [one.status for one in world.postman.posted] == [200] * 5


def test_events_that_nobody_takes_are_told_once_and_a_released_call_ends_early() -> None:
    now = [NOON]
    account = Account(Application(name="main", key="k", event_url="http://127.0.0.1:9/"))
    account.register(CODE, "main")
    account.forward(CODE, numbers(entry(ANNA)))
    world = telephony(account, clock=lambda: now[0], uis=UisAccount(), phones=Phones(PHONES))
    session = world.uis.calls.start(
        {"virtual_phone_number": "74993720692", "contact": str(CODE), "first_call": "contact"}, now[0]
    )
    world.uis.calls.release(session.id, now[0] + 2)
    assert [(kind["type"], at - NOON) for at, kind in events(session)] == [("b", 0), ("o", 0), ("d", 2)]
    now[0] += 5
    world.postman.watch(session)
    waited_for(lambda: len(world.postman.posted) == 3)
    assert [one.status for one in world.postman.posted] == [None] * 3


@pytest.mark.parametrize(
    "data",
    [5, {"1": 5}, {"1": {"colour": 1}}, {"1": {"manner": "sings"}}, {"1": {"after": -1}}, {"1": {"talks": True}}],
)
def test_phones_are_put_as_json_has_them_or_not_at_all(data: object) -> None:
    phones = Phones()
    with pytest.raises(WrongPhonesError):
        phones.replace({"2": {"manner": "busy"}, **data} if isinstance(data, dict) else data)
    assert phones.at("2").manner is Manner.ANSWERS
    phones.replace({"2": {"manner": "busy"}, "*": {"after": 1}})
    assert phones.at("2").manner is Manner.BUSY
    assert phones.at("3").after == 1
    assert phones.shown()["2"] == {"manner": "busy", "after": 3.0, "talks": 15.0}
