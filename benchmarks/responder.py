"""A provider that costs nearly nothing: every call is answered after the latency, so that the client is measured."""

import argparse
import asyncio
import socket
from typing import Final

NOTHING_SET: Final = b'{"attributes":{"call_forwarding_type":0}}'
DONE: Final = b"{}"


class Responder(asyncio.Protocol):
    """One connection: one call after the other, each with a body of known length."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what answers are written to."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP has no other
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Collect a call; answer it later."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if end and len(body) >= _length(head):
            answer = NOTHING_SET if b"GetAttributes" in head.partition(b"\r\n")[0] else DONE
            self._received = body[_length(head) :]
            asyncio.get_running_loop().call_later(self._latency, self._answer, answer)

    def _answer(self, body: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
            self._transport.write(head.encode() + body)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def serve(port: int, latency: float) -> None:
    """Serve until the process is ended."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    server = await asyncio.get_running_loop().create_server(lambda: Responder(latency), sock=listener)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--latency", type=float, required=True)
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.latency))


if __name__ == "__main__":
    main()
