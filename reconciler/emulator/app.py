"""The web application: Exolve's API and UIS's at their paths, and the emulator's own pages beside them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from reconciler.emulator.account import Account
from reconciler.emulator.answer import ClosedConnection
from reconciler.emulator.control import control_routes
from reconciler.emulator.control_world import world_routes
from reconciler.emulator.exolve_messages import PATHS, Method
from reconciler.emulator.exolve_methods import Exolve
from reconciler.emulator.fault_answers import spoiled
from reconciler.emulator.faults import Faults
from reconciler.emulator.log import CallLog
from reconciler.emulator.profile import PROFILES, Profile
from reconciler.emulator.telephony import Telephony, telephony
from reconciler.emulator.uis_endpoint import UisEndpoint
from reconciler.emulator.uis_methods import Api

Sleep = Callable[[float], Awaitable[None]]

_ERRORS_FROM = 400


def create_app(
    account: Account,
    *,
    profile: Profile = PROFILES["documented"],
    faults: Faults | None = None,
    log: CallLog | None = None,
    world: Telephony | None = None,
    clock: Callable[[], float] = time.time,
    sleep: Sleep = asyncio.sleep,
) -> Starlette:
    """Make the application over an account, and the telephone world around it.

    `clock` times the list of calls, the propagation delay and the rate limit; `sleep` is what a delay waits with. The
    world, where it is given, has a clock of its own, which should be the same.
    """
    world = world or telephony(account, clock=clock)
    faults = faults or Faults()
    log = log or CallLog()
    endpoint = _Endpoint(Exolve(account, profile=profile, clock=clock), faults, log, clock, sleep)
    test_calls = UisEndpoint(world, faults, log, clock, sleep)
    app = Starlette(
        routes=[
            *(Route(path, endpoint.of(method), methods=["POST"]) for method, path in PATHS.items()),
            *(Route(api.value, test_calls.of(api), methods=["POST"]) for api in Api),
            *control_routes(account, faults, log),
            *world_routes(world),
        ],
        exception_handlers={404: endpoint.not_found, 405: _wrong_verb},
    )
    # A path with a stray slash is a wrong path here, not a redirect.
    app.router.redirect_slashes = False
    return app


class _Endpoint:
    """Answers calls: receives, notes them, lets the faults in, performs."""

    def __init__(self, exolve: Exolve, faults: Faults, log: CallLog, clock: Callable[[], float], sleep: Sleep) -> None:
        self._exolve = exolve
        self._faults = faults
        self._log = log
        self._clock = clock
        self._sleep = sleep

    def of(self, method: Method) -> Callable[[Request], Awaitable[Response]]:
        """Make the handler of one method."""

        async def handle(request: Request) -> Response:
            return await self._handle(method, request)

        return handle

    async def not_found(self, request: Request, exc: Exception) -> Response:  # noqa: ARG002 - the framework's signature
        """Answer a wrong path, and list it, since it is the first thing to look for when nothing arrives."""
        body = (await request.body()).decode(errors="replace")
        sequence = self._log.received(
            time=self._clock(), method=request.url.path, application=None, number=None, body=body
        )
        self._log.answered(sequence, status=404, answer="404 page not found")
        return PlainTextResponse("404 page not found", 404)

    async def _handle(self, method: Method, request: Request) -> Response:
        body = await request.body()
        incoming = self._exolve.receive(method, request.headers.get("authorization"), body)
        sequence = self._log.received(
            time=self._clock(),
            method=method.value,
            application=incoming.application.name if incoming.application else None,
            number=incoming.number,
            body=body.decode(errors="replace"),
        )
        rule = self._faults.draw(method, incoming.number)
        answer = await spoiled(rule, lambda: self._exolve.perform(incoming), self._exolve.error, self._sleep)
        self._log.answered(
            sequence,
            status=answer.status if answer else None,
            answer=answer.body.decode() if answer and answer.status >= _ERRORS_FROM else "",
            fault=rule.note if rule else "",
        )
        return answer.response() if answer else ClosedConnection()


async def _wrong_verb(request: Request, exc: Exception) -> Response:  # noqa: ARG001 - the framework's signature
    headers = exc.headers if isinstance(exc, HTTPException) else None
    return PlainTextResponse("Method Not Allowed", 405, headers)
