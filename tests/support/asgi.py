"""A transport that calls a web application in this process, so that a client without a socket meets the emulator."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send


class _DroppedError(Exception):
    """The application ended without an answer."""


class AsgiTransport(httpx.BaseTransport):
    """Answers each request of a synchronous client from an application; threads may share it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = _dropping(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Run the application for one request; an answer that never comes is a broken connection."""
        try:
            return asyncio.run(self._answer(request, request.read()))
        except _DroppedError:
            raise httpx.RemoteProtocolError("the connection was closed without an answer", request=request) from None

    async def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        inner = httpx.Request(request.method, request.url, headers=request.headers, content=body)
        answer = await httpx.ASGITransport(app=self._app).handle_async_request(inner)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


def _dropping(app: ASGIApp) -> ASGIApp:
    async def dropping(scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noticing(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            started = True
            await send(message)

        await app(scope, receive, noticing)
        if not started:
            raise _DroppedError

    return dropping
