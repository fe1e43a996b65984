"""The client against the emulator: the four methods, on both profiles, without a socket and with one."""

import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from support.asgi import AsgiTransport
from support.exolve import KEY, NUMBER, SALES, Setup, to_one, to_url
from support.time import Clock

from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.exolve_messages import Method
from reconciler.emulator.faults import FaultKind, Faults, Rule
from reconciler.emulator.log import CallLog
from reconciler.emulator.profile import PROFILES, Profile
from reconciler.emulator.server import running
from reconciler.errors import CallFailedError, CallRefusedError, NoAnswerError, UnauthorizedError, WrongAddressError
from reconciler.model.identifiers import NumberCode
from reconciler.providers.exolve import Exolve

FOREIGN = NumberCode(74990000000)


class World:
    """An emulated account and a client that can reach it; the emulator's time moves on before each reading."""

    def __init__(self, profile: Profile) -> None:
        self.account = Account(Application(name="sales", key=KEY), closed=True)
        self.account.register(NUMBER, "sales")
        self.faults: list[Rule] = []
        self.log = CallLog()
        self.clock = Clock()
        self.profile = profile
        self.client: Exolve

    def app(self) -> Any:
        return create_app(
            self.account,
            profile=self.profile,
            faults=Faults(self.faults),
            log=self.log,
            clock=self.clock.monotonic,
        )

    def bodies(self, method: Method) -> list[Any]:
        return [json.loads(call.body) for call in self.log.calls(method.value)]

    def later(self) -> None:
        self.clock.move(1)


Reach = Callable[..., Any]


@contextmanager
def in_process(world: World) -> Iterator[World]:
    world.client = Setup(transport=AsgiTransport(world.app())).session().client
    with world.client:
        yield world


@contextmanager
def on_a_socket(world: World) -> Iterator[World]:
    with running(world.app()) as url:
        world.client = Setup(base_url=url).session().client
        with world.client:
            yield world


@pytest.fixture(params=[in_process, on_a_socket], ids=["in-process", "socket"])
def reach(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(params=PROFILES.values(), ids=list(PROFILES))
def world(request: pytest.FixtureRequest, reach: Reach) -> Iterator[World]:
    with reach(World(request.param)) as reached:
        yield reached


FORWARDINGS: list[dict[str, Any]] = [
    {"number_code": NUMBER, "call_forwarding_type": 0},
    {"number_code": NUMBER, "call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": "100@sip.example:5061"}},
    to_one(event_url="https://events.example/?a=1", event_extended=True, masking=True, display_number="74995557890"),
    to_url("https://decide.example/"),
    {
        "number_code": NUMBER,
        "call_forwarding_type": 4,
        "call_forwarding_static": {"static_ip": "192.0.2.7", "port": 5060, "timeout": 20, "did": 111},
    },
]


@pytest.mark.parametrize("payload", FORWARDINGS, ids=lambda payload: payload["call_forwarding_type"])
def test_what_is_set_arrives_as_it_is(world: World, payload: dict[str, Any]) -> None:
    world.client.set_call_forwarding(SALES, payload)
    assert world.bodies(Method.SET) == [payload]


@pytest.mark.parametrize("payload", FORWARDINGS[:4], ids=lambda payload: payload["call_forwarding_type"])
def test_what_was_set_is_read_back_in_the_same_form(world: World, payload: dict[str, Any]) -> None:
    world.client.set_call_forwarding(SALES, payload)
    world.later()
    live = world.client.get_attributes(SALES, NUMBER)
    assert live["call_forwarding_type"] == payload["call_forwarding_type"]
    name = next((name for name in payload if name.startswith("call_forwarding_") and name[-4:] != "type"), None)
    if name is not None:
        shown = {key: value for key, value in live[name].items() if value}
        if "call_control" in shown:
            shown["call_control"] = [{k: v for k, v in entry.items() if v} for entry in shown["call_control"]]
        assert shown == payload[name]


def test_a_deleted_forwarding_is_gone_and_deleting_it_again_is_done(world: World) -> None:
    world.client.set_call_forwarding(SALES, to_one())
    world.client.delete_call_forwarding(SALES, NUMBER)
    world.client.delete_call_forwarding(SALES, NUMBER)
    world.later()
    assert world.client.get_attributes(SALES, NUMBER) == {"number_code": NUMBER, "call_forwarding_type": 0}
    assert world.bodies(Method.DELETE) == [{"number_code": NUMBER}] * 2


def test_numbers_are_listed_with_those_bound_to_a_sip_id_apart(world: World) -> None:
    world.account.register(74991112234, "sales", has_sip=True)
    uuid = world.account.applications()[0].uuid
    assert list(world.client.numbers(SALES, uuid)) == [NUMBER, 74991112234]
    assert list(world.client.numbers(SALES, uuid, sip_only=True)) == [74991112234]
    assert list(world.client.numbers(SALES, None)) == [NUMBER, 74991112234]


@pytest.mark.parametrize("count", [99, 100, 101, 250])
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_page_of_a_long_list_is_read(profile: Profile, count: int) -> None:
    world = World(profile)
    codes = [NumberCode(74991200000 + index) for index in range(count - 1)]
    for code in codes:
        world.account.register(code, "sales")
    with in_process(world):
        assert list(world.client.numbers(SALES, None)) == [NUMBER, *codes]


def test_a_number_of_another_application_is_refused_with_advice(world: World) -> None:
    with pytest.raises(CallRefusedError, match="number is missing in the application") as caught:
        world.client.set_call_forwarding(SALES, to_one(FOREIGN))
    assert "another application" in caught.value.advice


def test_a_number_bound_to_a_sip_id_is_refused_with_advice(world: World) -> None:
    world.account.bind_sip(NUMBER)
    with pytest.raises(CallRefusedError, match="number has sip") as caught:
        world.client.set_call_forwarding(SALES, to_one())
    assert "Unbind it" in caught.value.advice


def test_a_service_that_is_not_activated_is_refused_with_advice(world: World) -> None:
    world.account.activate("sales", activated=False)
    with pytest.raises(CallRefusedError, match="answered 403") as caught:
        world.client.set_call_forwarding(SALES, to_one())
    assert "Activate it" in caught.value.advice


def test_a_wrong_key_is_not_authorized(world: World) -> None:
    world.client.keys = {SALES: "another-key"}
    with pytest.raises(UnauthorizedError, match="Unauthorized"):
        world.client.get_attributes(SALES, NUMBER)


@pytest.mark.parametrize(
    ("kind", "was_done"), [(FaultKind.DROP_BEFORE, False), (FaultKind.DROP_AFTER, True), (FaultKind.GARBAGE, True)]
)
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_call_without_an_answer_is_unknown_whether_or_not_it_was_done(
    reach: Reach, profile: Profile, kind: FaultKind, *, was_done: bool
) -> None:
    world = World(profile)
    world.faults.append(Rule(kind=kind))
    with reach(world):
        with pytest.raises(NoAnswerError):
            world.client.set_call_forwarding(SALES, to_one())
        assert (world.account.numbers()[0].forwarding is not None) is was_done


def test_a_call_dropped_once_is_done_by_the_next_try(reach: Reach) -> None:
    world = World(PROFILES["documented"])
    world.faults.append(Rule(kind=FaultKind.DROP_BEFORE, times=1))
    with reach(world):
        world.client.set_call_forwarding(SALES, to_one())
        assert len(world.bodies(Method.SET)) == 2
        assert world.account.numbers()[0].forwarding is not None


def test_a_gateways_page_is_told_on_one_line(reach: Reach) -> None:
    world = World(PROFILES["documented"])
    world.faults.append(Rule(kind=FaultKind.HTML, status=502))
    with reach(world), pytest.raises(CallFailedError, match="answered 502: <html> <head><title>502 Bad Gateway"):
        world.client.set_call_forwarding(SALES, to_one())


def test_the_providers_own_rate_limit_is_waited_out() -> None:
    world = World(replace(PROFILES["documented"], rate_limit=1))
    setup = Setup(transport=AsgiTransport(world.app()))
    session = setup.session(world.clock)
    for _ in range(3):
        session.client.set_call_forwarding(SALES, to_one())
    assert sum(session.waits) >= 2, "and after each answer 429 a little more, since it slows the calls down"


def test_a_wrong_path_is_a_wrong_address() -> None:
    world = World(PROFILES["documented"])
    session = Setup(transport=AsgiTransport(world.app()), base_url="https://exolve.example/api").session()
    with pytest.raises(WrongAddressError, match="404 page not found"):
        session.client.set_call_forwarding(SALES, to_one())


def test_a_closed_port_is_out_of_reach_and_nothing_has_happened() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    session = Setup(base_url=f"http://127.0.0.1:{port}").session()
    with session.client, pytest.raises(CallFailedError, match="cannot be reached") as caught:
        session.client.set_call_forwarding(SALES, to_one())
    assert not caught.value.may_have_happened
    assert "runner" in caught.value.advice
    assert len(session.waits) == 4


def test_many_threads_share_one_client(reach: Reach) -> None:
    world = World(PROFILES["documented"])
    codes = [NumberCode(74991300000 + index) for index in range(24)]
    for code in codes:
        world.account.register(code, "sales")
    with reach(world), ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda code: world.client.set_call_forwarding(SALES, to_one(code)), codes))
    assert sorted(body["number_code"] for body in world.bodies(Method.SET)) == codes
