"""The emulator at one port that can be closed for a while, as a provider's whole front can be gone."""

import random
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from starlette.types import ASGIApp

from reconciler.emulator.server import running

HOST = "127.0.0.1"
# Below the ports that the kernel gives away by itself: nobody takes ours while it is closed.
PORTS = range(20_000, 30_000)


class Outlet:
    """A served emulator; while it is closed nobody listens at its port."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.url = f"http://{HOST}:{port}"
        self._app = app
        self._port = port
        self._open = ExitStack()

    def open(self) -> None:
        """Listen."""
        self._open.enter_context(running(self._app, HOST, self._port))

    def close(self) -> None:
        """Let the calls that are here come to their answers, and stop listening."""
        self._open.close()


@contextmanager
def served(app: ASGIApp) -> Iterator[Outlet]:
    """Serve an emulator while the block runs."""
    outlet = Outlet(app, _free_port())
    outlet.open()
    try:
        yield outlet
    finally:
        outlet.close()


def _free_port() -> int:
    dice = random.SystemRandom()
    for _ in range(100):
        port = dice.choice(PORTS)
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((HOST, port))
            except OSError:
                continue
            return port
    raise RuntimeError("no port is free")
