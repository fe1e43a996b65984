"""Connections: one for each call in flight, through the proxy that the environment names, with a timeout."""

import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.request import getproxies

import httpx
import pytest

from reconciler.errors import ConfigurationError
from reconciler.providers.connections import Connections, connections, proxy_of, template

ADDRESS = httpx.URL("https://api.exolve.example/base/")
TIMEOUT = httpx.Timeout(30.0, connect=10.0)


class Transport(httpx.BaseTransport):
    """Answers after everybody has come, and notes whether it is used by two at once."""

    def __init__(self, barrier: threading.Barrier | None = None) -> None:
        self.closed = False
        self.calls = 0
        self._barrier = barrier
        self._own = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert self._own.acquire(blocking=False), "two calls at once on one connection"
        try:
            self.calls += 1
            if self._barrier is not None:
                self._barrier.wait(10)
            return httpx.Response(200, content=request.content)
        finally:
            self._own.release()

    def close(self) -> None:
        self.closed = True


def a_request(body: object = None) -> httpx.Request:
    return template(ADDRESS, "/number/v1/GetAttributes", TIMEOUT).request(body or {}, key="some-key")


@pytest.fixture
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in getproxies():
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_proxy".upper(), raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)


def test_each_call_in_flight_has_a_connection_of_its_own() -> None:
    made: list[Transport] = []
    barrier = threading.Barrier(4)

    def make() -> Transport:
        made.append(Transport(barrier))
        return made[-1]

    several = Connections(4, make)
    assert len(made) == 1
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda index: several.send(a_request(index + 1)).json(), range(4)))
    assert (answers, [one.calls for one in made]) == ([1, 2, 3, 4], [1, 1, 1, 1])
    several.close()
    assert all(one.closed for one in made)


def test_calls_one_after_the_other_share_one_connection() -> None:
    made: list[Transport] = []

    def make() -> Transport:
        made.append(Transport())
        return made[-1]

    several = Connections(4, make)
    for _ in range(3):
        several.send(a_request())
    assert [one.calls for one in made] == [3]
    several.close()


def test_a_connection_that_fails_is_given_back() -> None:
    class Broken(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise httpx.ReadError("broken", request=request)

    one = Connections(1, Broken)
    for _ in range(2):
        with pytest.raises(httpx.ReadError):
            one.send(a_request())
    one.close()


def test_a_request_has_path_key_and_timeouts() -> None:
    request = a_request({"number_code": 74991112233})
    assert str(request.url) == "https://api.exolve.example/base/number/v1/GetAttributes"
    assert request.headers["host"] == "api.exolve.example"
    assert request.headers["authorization"] == "Bearer some-key"
    assert request.headers["content-type"] == "application/json"
    assert request.content == b'{"number_code":74991112233}'
    assert request.extensions["timeout"] == {"connect": 10.0, "read": 30.0, "write": 30.0, "pool": 30.0}


@pytest.mark.usefixtures("_no_proxies")
@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({}, None),
        ({"https_proxy": "http://proxy.example:3128"}, "http://proxy.example:3128"),
        ({"HTTPS_PROXY": "http://proxy.example:3128"}, "http://proxy.example:3128"),
        ({"HTTPS_PROXY": "proxy.example:3128"}, "http://proxy.example:3128"),
        ({"http_proxy": "http://proxy.example:3128"}, None),
        ({"all_proxy": "http://every.example:3128"}, "http://every.example:3128"),
        ({"https_proxy": "http://proxy.example:3128", "no_proxy": "exolve.example"}, None),
    ],
)
def test_the_proxy_is_the_one_that_the_environment_names(
    environ: dict[str, str], found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert proxy_of(ADDRESS) == found
    connections(2, ADDRESS).close()


@pytest.mark.usefixtures("_no_proxies")
def test_a_proxy_that_cannot_be_used_is_told_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://user:a-password@proxy.example")
    with pytest.raises(ConfigurationError, match="the proxy that the environment names") as caught:
        connections(2, ADDRESS)
    assert "a-password" not in str(caught.value)
