"""Connections to a provider, one for each call in flight, and everything of a call but its body, put together once.

A client for all threads looks, at each call and under one lock, at every connection that it keeps: at 32 calls in
flight that costs more than half of the time. Nor is there any use for a client's cookies, redirects and joined
addresses, which cost a third of what is left; so calls go straight to httpx's transports.
"""

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from queue import LifoQueue
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx
import orjson

from reconciler.errors import ConfigurationError

HEADERS = {"Accept": "*/*", "Connection": "keep-alive", "Content-Type": "application/json", "User-Agent": "reconciler"}


class Connections:
    """So many connections, all alike and each made when it is first needed; threads may share this."""

    def __init__(self, count: int, make: Callable[[], httpx.BaseTransport]) -> None:
        self._make = make
        self._free: LifoQueue[httpx.BaseTransport | None] = LifoQueue()
        for _ in range(count - 1):
            self._free.put(None)
        # The first is made at once: what is wrong with the environment is found before anything is sent.
        self._free.put(make())

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read its answer; wait for a connection if all are in use."""
        with self._one() as transport:
            response = transport.handle_request(request)
            try:
                response.read()
            finally:
                response.close()
            return response

    def close(self) -> None:
        """Close the connections; to be called when none is in use."""
        while not self._free.empty():
            transport = self._free.get()
            if transport is not None:
                transport.close()

    @contextmanager
    def _one(self) -> Iterator[httpx.BaseTransport]:
        transport = self._free.get()
        try:
            if transport is None:
                transport = self._make()
            yield transport
        finally:
            self._free.put(transport)


def connections(count: int, address: httpx.URL) -> Connections:
    """Answer connections to an address, through the proxy that the environment names for it, if it does."""
    # Making it costs more than many calls, so that it is made once.
    context = httpx.create_ssl_context()
    proxy = proxy_of(address)
    try:
        return Connections(count, lambda: _connection(context, proxy))
    except (ValueError, ImportError) as error:
        raise ConfigurationError(
            "the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) cannot be used.",
            advice="Write it as http://host:port, or name the provider's host in NO_PROXY.",
        ) from error


def checked_address(text: str, *, variable: str, usual: str) -> httpx.URL:
    """Answer an address that a variable gives; ConfigurationError if nothing can be called at it."""
    wrong = ConfigurationError(f"{variable} is not an http or https URL.", advice=f"It is usually left unset: {usual}.")
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise wrong from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise wrong
    return url


def proxy_of(address: httpx.URL) -> str | None:
    """Answer the proxy that the environment (HTTPS_PROXY, ALL_PROXY, NO_PROXY …) names for an address."""
    if proxy_bypass(address.host):
        return None
    every = getproxies()
    named = every.get(address.scheme) or every.get("all")
    return named if named is None or "://" in named else f"http://{named}"


def _connection(context: ssl.SSLContext, proxy: str | None) -> httpx.BaseTransport:
    return httpx.HTTPTransport(verify=context, proxy=proxy, limits=httpx.Limits(max_connections=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Everything of a POST but its body and its key."""

    url: httpx.URL
    extensions: Mapping[str, Any]

    def request(self, body: object, *, key: str | None = None) -> httpx.Request:
        """Make a request with a body of JSON; a key goes into its header."""
        authorization = {} if key is None else {"Authorization": f"Bearer {key}"}
        return httpx.Request(
            "POST",
            self.url,
            headers={**HEADERS, **authorization},
            content=orjson.dumps(body),
            extensions=dict(self.extensions),
        )


def template(address: httpx.URL, path: str, timeout: httpx.Timeout) -> Template:
    """Answer the template of calls to a path below an address."""
    below = address.raw_path.rstrip(b"/") + path.encode()
    return Template(url=address.copy_with(raw_path=below), extensions={"timeout": timeout.as_dict()})
