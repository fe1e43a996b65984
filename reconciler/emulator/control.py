"""The emulator's own pages: what was called, what is set now, the cabinet, and the faults."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from reconciler.emulator.account import Account, Number
from reconciler.emulator.cabinet import act
from reconciler.emulator.faults import Faults
from reconciler.emulator.log import Call, CallLog
from reconciler.emulator.page import calls_page

Handler = Callable[[Request], Awaitable[Response]]


def control_routes(account: Account, faults: Faults, log: CallLog) -> list[Route]:
    """Make the routes that are the emulator's and not the provider's."""

    async def page(request: Request) -> Response:  # noqa: ARG001 - the framework's signature
        return HTMLResponse(calls_page(log.calls()))

    async def calls(request: Request) -> Response:
        """Answer `{"calls": [...]}`; `?method=SetCallForwarding` chooses one method."""
        shown = [_call(call) for call in log.calls(request.query_params.get("method"))]
        # Escapes keep whatever a caller sent printable, half a surrogate pair too.
        return Response(json.dumps({"calls": shown}), media_type="application/json")

    async def forget_calls(request: Request) -> Response:  # noqa: ARG001 - the framework's signature
        log.clear()
        return JSONResponse({})

    async def numbers(request: Request) -> Response:  # noqa: ARG001 - the framework's signature
        """Answer `{"applications": [...], "numbers": [...]}` exactly as stored, before any propagation delay."""
        applications = [
            {"name": one.name, "application_uuid": one.uuid, "forwarding_activated": one.forwarding_activated}
            for one in account.applications()
        ]
        return JSONResponse({"applications": applications, "numbers": [_number(one) for one in account.numbers()]})

    async def cabinet(request: Request) -> Response:
        """Do what a person would in the web cabinet; see `cabinet.act` for the JSON."""
        return await tried(request, lambda data: act(account, data))

    async def other_faults(request: Request) -> Response:
        """Put other faults in force: a fault file's JSON."""
        return await tried(request, faults.replace)

    return [
        Route("/", page, methods=["GET"]),
        Route("/_emulator/calls", calls, methods=["GET"]),
        Route("/_emulator/calls", forget_calls, methods=["DELETE"]),
        Route("/_emulator/numbers", numbers, methods=["GET"]),
        Route("/_emulator/numbers", cabinet, methods=["POST"]),
        Route("/_emulator/faults", other_faults, methods=["PUT"]),
    ]


async def tried(request: Request, action: Callable[[object], None]) -> Response:
    """Run an action on the body, answering 400 with the reason when the body is wrong."""
    try:
        action(json.loads(await request.body()))
    except ValueError as exc:
        return JSONResponse({"error": str(exc)}, 400)
    return JSONResponse({})


def _call(call: Call) -> dict[str, Any]:
    """Write a call; its body as JSON where it is JSON, else as the text that came."""
    try:
        body = json.loads(call.body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        body = call.body
    return asdict(call) | {"body": body}


def _no_constant(name: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(name)


def _number(number: Number) -> dict[str, Any]:
    return {
        "number": number.code,
        "application": number.application,
        "number_resource_id": str(number.resource_id),
        "has_sip": number.has_sip,
        "forwarding": number.forwarding.as_sent() if number.forwarding else None,
    }
