"""What only a socket shows: connections that close, threads, the end of the server."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import BadStatusLine, HTTPConnection, HTTPException, RemoteDisconnected
from typing import Any

import pytest
from emulator.world import NUMBER, SALES, World, to_url

from reconciler.emulator.account import Account
from reconciler.emulator.app import create_app
from reconciler.emulator.exolve_messages import PATHS, Method
from reconciler.emulator.faults import Faults
from reconciler.emulator.server import running

SET = json.dumps({"number_code": NUMBER} | to_url())


@contextmanager
def connected(url: str) -> Iterator[HTTPConnection]:
    connection = HTTPConnection(url.removeprefix("http://"), timeout=30)
    try:
        yield connection
    finally:
        connection.close()


def post(connection: HTTPConnection, body: str = SET, method: Method = Method.SET) -> tuple[int, Any]:
    connection.request("POST", PATHS[method], body.encode(), {"Authorization": "Bearer sales-key"})
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def test_a_connection_is_kept_and_serves_many_calls() -> None:
    world = World()
    with running(world.app) as url, connected(url) as connection:
        connection.connect()
        before = connection.sock.getsockname()
        assert [post(connection) for _ in range(3)] == [(200, {})] * 3
        assert connection.sock.getsockname() == before
    assert len(world.log.calls()) == 3


@pytest.mark.parametrize(("kind", "effect"), [("drop-before", False), ("drop-after", True)])
def test_a_dropped_connection_is_closed_without_a_word(
    kind: str,
    effect: bool,  # noqa: FBT001
    capfd: pytest.CaptureFixture[str],
) -> None:
    world = World(faults=[{"kind": kind, "times": 1}])
    with running(world.app) as url, connected(url) as connection:
        with pytest.raises((RemoteDisconnected, ConnectionResetError, BadStatusLine)):
            post(connection)
        assert bool(world.account.numbers()) is effect
        connection.close()
        assert post(connection) == (200, {})
    assert capfd.readouterr() == ("", "")


def test_what_is_no_http_is_refused_and_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with running(World().app) as url:
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as raw:
            raw.sendall(b"nonsense\r\n\r\n")
            assert raw.recv(100).startswith(b"HTTP/1.1 400 ")
    assert capfd.readouterr() == ("", "")


def test_threads_are_answered_at_once() -> None:
    world = World()
    answers: list[tuple[int, Any]] = []

    def call(url: str, number: int) -> None:
        with connected(url) as connection:
            answers.append(post(connection, json.dumps({"number_code": number} | to_url())))

    with running(world.app) as url:
        threads = [threading.Thread(target=call, args=[url, NUMBER + last]) for last in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [(200, {})] * 8
    assert len(world.account.numbers()) == 8


def test_two_servers_share_one_account() -> None:
    world = World()
    with running(world.app) as one, running(world.app) as other, connected(one) as first, connected(other) as second:
        post(first)
        status, answer = post(second, json.dumps({"number_code": NUMBER}), Method.ATTRIBUTES)
    assert (status, answer["attributes"]["call_forwarding_type"]) == (200, 3)


def test_the_end_of_the_block_ends_the_server() -> None:
    with running(World().app) as url:
        pass
    with connected(url) as connection, pytest.raises(ConnectionRefusedError):
        connection.connect()


def test_a_call_that_still_waits_does_not_hold_up_the_end(capfd: pytest.CaptureFixture[str]) -> None:
    waiting = threading.Event()

    async def for_ever(_: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    app = create_app(Account(SALES), faults=Faults.parse([{"kind": "delay", "seconds": 1}]), sleep=for_ever)

    def call(url: str) -> None:
        with connected(url) as connection:
            connection.request("POST", PATHS[Method.SET], SET.encode(), {"Authorization": "Bearer sales-key"})
            with suppress(OSError, HTTPException):
                connection.getresponse()

    with running(app) as url:
        thread = threading.Thread(target=call, args=[url])
        thread.start()
        assert waiting.wait(60)
    thread.join()
    assert capfd.readouterr() == ("", "")


def test_answers_are_not_held_back() -> None:
    """Nagle's algorithm is off: with it a kept connection waits 40 ms for each answer."""
    options: list[int] = []
    world = World()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        close = scope["extensions"]["reconciler.emulator.close"]
        own = close.__self__.get_extra_info("socket")
        options.append(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        await world.app(scope, receive, send)

    with running(app) as url, connected(url) as connection:
        post(connection)
    assert options[0] != 0


def test_a_port_that_is_taken_is_an_error_of_the_caller() -> None:
    world = World()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"), running(world.app, port=port):
            pass
