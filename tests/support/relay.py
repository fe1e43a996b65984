"""A line to a server that a test can cut: closed, or open until an answer is on its way back, which is lost."""

import contextlib
import socket
import threading
from collections.abc import Iterator

HOST = "127.0.0.1"
CHUNK = 1 << 16


class Relay:
    """Carries connections from a port of its own to a server's.

    `lose_answer_to` loses the answer to the next request that has such bytes in it, with its connection: the server has
    done what it was asked for, and the client does not know. `close` lets nobody through until `open`.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.lost = 0
        self._marker: bytes | None = None
        self._then_close = False
        self._is_open = True
        self._guard = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def lose_answer_to(self, marker: bytes, *, then_close: bool = False) -> None:
        """Lose one answer, and let nobody through after it if so wished."""
        self._marker, self._then_close = marker, then_close

    def lose_none(self) -> None:
        """Lose no answer any more, where none was lost yet."""
        self._marker, self._then_close = None, False

    def close(self) -> None:
        """Break every connection, and refuse new ones by closing them at once."""
        with self._guard:
            self._is_open = False
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            _end(*pair)

    def open(self) -> None:
        """Let connections through again."""
        self._is_open = True

    def end(self) -> None:
        """Stop listening."""
        self.close()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with self._guard:
                if not self._is_open:
                    client.close()
                    continue
                try:
                    server = socket.create_connection((HOST, self.target))
                except OSError:
                    client.close()
                    continue
                self._pairs.append((client, server))
            losing = threading.Event()
            threading.Thread(target=self._carry_requests, args=(client, server, losing), daemon=True).start()
            threading.Thread(target=self._carry_answers, args=(server, client, losing), daemon=True).start()

    def _carry_requests(self, client: socket.socket, server: socket.socket, losing: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(CHUNK):
                if self._marker is not None and self._marker in data:
                    self._marker = None
                    losing.set()
                server.sendall(data)
        _end(client, server)

    def _carry_answers(self, server: socket.socket, client: socket.socket, losing: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(CHUNK):
                if losing.is_set():
                    self.lost += 1
                    if self._then_close:
                        self.close()
                    break
                client.sendall(data)
        _end(client, server)


def _end(*ends: socket.socket) -> None:
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextlib.contextmanager
def relayed(target: int) -> Iterator[Relay]:
    """Carry connections while the block runs."""
    relay = Relay(target)
    try:
        yield relay
    finally:
        relay.end()
