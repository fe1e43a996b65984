"""HTTP clients, one for each call in flight.

One client for all threads looks, at each call and under one lock, at every connection that it keeps; at 32 calls in
flight that cost more than half of the time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import LifoQueue

import httpx


class Clients:
    """So many clients, all alike and each made when it is first needed; threads may share this."""

    def __init__(self, count: int, make: Callable[[], httpx.Client]) -> None:
        self._make = make
        self._free: LifoQueue[httpx.Client | None] = LifoQueue()
        for _ in range(count - 1):
            self._free.put(None)
        # The first is made at once: what is wrong with the environment is found before anything is sent.
        self._free.put(make())

    @contextmanager
    def one(self) -> Iterator[httpx.Client]:
        """Have one of the clients to oneself; wait for it if all are in use."""
        client = self._free.get()
        try:
            if client is None:
                client = self._make()
            yield client
        finally:
            self._free.put(client)

    def close(self) -> None:
        """Close the connections of the clients; to be called when none is in use."""
        while not self._free.empty():
            client = self._free.get()
            if client is not None:
                client.close()
