"""The server: the application on a socket, while a block runs."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from reconciler.emulator.answer import CLOSE_EXTENSION

# How long a call that is still being answered may hold up the end.
_LAST_SECONDS = 1


@contextlib.contextmanager
def running(app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve from a thread while the block runs; the value is the base URL. Port 0 takes any that is free."""
    with _listening(host, port) as listener:
        server = _Server(app)
        thread = threading.Thread(target=server.run_beside, args=[listener], name="emulator", daemon=True)
        bound_host, bound_port = listener.getsockname()[:2]
        thread.start()
        server.ready.wait()
        if not server.started:
            raise RuntimeError("The emulator's server did not start.")
        try:
            yield f"http://[{bound_host}]:{bound_port}" if ":" in bound_host else f"http://{bound_host}:{bound_port}"
        finally:
            server.should_exit = True
            thread.join()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's algorithm off only where the protocol is named; with it each answer takes 40 ms longer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    return listener


class _Server(uvicorn.Server):
    """uvicorn, silent, that tells when it is ready instead of being asked."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=_Protocol,
                ws="none",
                lifespan="off",
                access_log=False,
                log_config=None,
                log_level="critical",
                timeout_graceful_shutdown=_LAST_SECONDS,
            )
        )
        self.ready = threading.Event()

    def run_beside(self, listener: socket.socket) -> None:
        """Run in a thread; whoever waits is released also when it fails to start."""
        try:
            self.run(sockets=[listener])
        finally:
            self.ready.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class _Protocol(H11Protocol):
    """HTTP whose application may close the connection without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app = _with_close(self.app, transport)


def _with_close(app: ASGIApp, transport: asyncio.Transport) -> ASGIApp:
    async def with_close(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})[CLOSE_EXTENSION] = transport.abort
        await app(scope, receive, send)

    return with_close
