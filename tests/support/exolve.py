"""A client of Exolve whose time, dice and transport a test decides, and transports that answer from a script."""

import random
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from support.time import Clock, Stop

from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.providers.exolve import Exolve
from reconciler.providers.patience import Patience

SALES = ApplicationName("sales")
KEY = "sales-key-4f1c9e"
NUMBER = NumberCode(74991112233)
BASE_URL = "https://exolve.example"

Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Script(httpx.BaseTransport):
    """Gives one step for each request, the last one for ever; it notes the requests."""

    def __init__(self, *steps: Step) -> None:
        self.requests: list[httpx.Request] = []
        self._steps = list(steps)
        self._guard = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        with self._guard:
            self.requests.append(request)
            step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
        if isinstance(step, Exception):
            raise step
        # A response can be read by one request only, so that the last one is made anew each time.
        if isinstance(step, httpx.Response):
            return httpx.Response(step.status_code, headers=step.headers, content=step.content)
        return step(request)


@dataclass(slots=True)
class Session:
    """A client and the time it lives in."""

    client: Exolve
    clock: Clock
    stop: Stop

    @property
    def waits(self) -> list[float]:
        return self.stop.waits


@dataclass(slots=True, kw_only=True)
class Setup:
    """How to make a client; each test changes what it is about."""

    transport: httpx.BaseTransport | None = None
    base_url: str = BASE_URL
    keys: Mapping[ApplicationName, str] = field(default_factory=lambda: {SALES: KEY})
    secrets: Mapping[str, str] = field(default_factory=dict)
    patience: Patience = field(default_factory=Patience)
    calls_per_second: float = 0.0
    seed: int = 7
    stop_during: int | None = None
    concurrency: int = 4

    def session(self, clock: Clock | None = None) -> Session:
        clock = clock or Clock()
        stop = Stop(clock, during=self.stop_during)
        client = Exolve(
            base_url=self.base_url,
            keys=self.keys,
            secrets=self.secrets,
            concurrency=self.concurrency,
            calls_per_second=self.calls_per_second,
            stop=stop,
            now=clock.now,
            monotonic=clock.monotonic,
            randomness=random.Random(self.seed),  # noqa: S311 - dice, not a secret
            patience=self.patience,
            transport=self.transport,
        )
        return Session(client, clock, stop)


def ok(body: object = None, **headers: str) -> httpx.Response:
    return httpx.Response(200, json={} if body is None else body, headers=headers)


def answer(status: int, body: object = None, **headers: str) -> httpx.Response:
    """Answer with JSON, with the text as it is, or (None) with nothing."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(body, str | bytes):
        return httpx.Response(status, content=body, headers=named)
    return httpx.Response(status, headers=named) if body is None else httpx.Response(status, json=body, headers=named)


def to_one(number: NumberCode = NUMBER, *, timeout: int = 16, **data: Any) -> dict[str, Any]:
    """Answer the payload that forwards a number to one person."""
    entry = {"redirect_number": "74992223344", "timeout": timeout, "active": True}
    return {
        "number_code": number,
        "call_forwarding_type": 2,
        "call_forwarding_number": {"redirect_type": 1, "call_control": [entry], **data},
    }


def to_url(url: str, number: NumberCode = NUMBER) -> dict[str, Any]:
    return {"number_code": number, "call_forwarding_type": 3, "call_forwarding_ipcr": {"url": url}}


def chain(error: BaseException | None) -> Iterable[BaseException]:
    """Yield an exception and everything that a traceback would tell of where it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def told(error: BaseException) -> str:
    """Answer every text of an exception and of what it came from."""
    return "\n".join(f"{item} {item!r} {getattr(item, 'advice', '')}" for item in chain(error))
