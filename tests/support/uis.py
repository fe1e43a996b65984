"""A client of UIS whose time, dice and transport a test decides, and answers as UIS writes them."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from support.exolve import Script
from support.time import Clock, Stop

from reconciler.model.vnumber_call import VnumberCall
from reconciler.providers.patience import Patience
from reconciler.providers.uis import Uis
from reconciler.providers.uis_credentials import Credentials

KEY = "permanent-key-2fRN4g21"
CALL_URL = "https://callapi.example/v4.0"
DATA_URL = "https://dataapi.example/v2.0"
CALL = VnumberCall(virtual_phone_number="74993720692", contact="74991112233", external_id="run-1-74991112233")

Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


@dataclass(slots=True, kw_only=True)
class Line:
    """A client with its script of answers and the time it lives in."""

    script: Script
    clock: Clock = field(default_factory=Clock)
    stop: Stop = field(init=False)
    client: Uis = field(init=False)
    credentials: Credentials = field(default_factory=lambda: Credentials(token=KEY))

    def __post_init__(self) -> None:
        self.stop = Stop(self.clock)
        ids = iter(f"req{index}" for index in range(1, 1_000))
        self.client = Uis(
            credentials=self.credentials,
            call_url=CALL_URL,
            data_url=DATA_URL,
            stop=self.stop,
            now=self.clock.now,
            monotonic=self.clock.monotonic,
            wait=self.stop.wait,
            sleep=self.clock.move,
            randomness=random.Random(7),  # noqa: S311 - dice, not a secret
            new_id=lambda: next(ids),
            patience=Patience(tries=4),
            transport=self.script,
        )

    @property
    def sent(self) -> list[dict[str, Any]]:
        """Answer the bodies that were sent."""
        return [json.loads(request.content) for request in self.script.requests]

    @property
    def methods(self) -> list[str]:
        """Answer the methods that were called."""
        return [body["method"] for body in self.sent]


def line(*steps: Step, credentials: Credentials | None = None) -> Line:
    """Make a client that is answered by these steps, by the last one for ever."""
    return Line(script=Script(*steps), credentials=credentials or Credentials(token=KEY))


def result(data: object, **metadata: object) -> Callable[[httpx.Request], httpx.Response]:
    """Answer a result to whatever request it is."""

    def answered(request: httpx.Request) -> httpx.Response:
        told = {"data": data, **({"metadata": metadata} if metadata else {})}
        return httpx.Response(200, json={"jsonrpc": "2.0", "id": json.loads(request.content)["id"], "result": told})

    return answered


def refused(
    code: int, mnemonic: str | None, *, status: int = 200, message: str = "It is refused", **data: object
) -> httpx.Response:
    """Answer an error as the pages write it."""
    details = {"mnemonic": mnemonic, "field": None, "value": None, "params": {"object": None}, "extended_helper": None}
    error = {"code": code, "message": message, "data": {**details, **data}}
    return httpx.Response(status, json={"jsonrpc": "2.0", "id": None, "error": error})
