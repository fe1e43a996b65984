"""The emulator's own pages about the telephone world: the phones, the test calls, the account at UIS."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reconciler.emulator.control import tried
from reconciler.emulator.telephony import Telephony


def world_routes(world: Telephony) -> list[Route]:
    """Make the routes about what no provider tells: who answers, and what was rung."""

    async def phones(request: Request) -> Response:  # noqa: ARG001 - the framework's signature
        """Answer what each phone does when it is rung."""
        return JSONResponse(world.phones.shown())

    async def other_phones(request: Request) -> Response:
        """Put phones somewhere: `{"74992223344": {"manner": "busy"}}`; "*" is every other place."""
        return await tried(request, world.phones.replace)

    async def test_calls(request: Request) -> Response:  # noqa: ARG001 - the framework's signature
        """Answer `{"calls": [...], "events": [...]}`: the calls that UIS has made, and the events posted of them."""
        return JSONResponse(world.shown())

    async def other_account(request: Request) -> Response:
        """Change the account at UIS; see `UisAccount.change` for the JSON."""
        return await tried(request, world.account.change)

    return [
        Route("/_emulator/phones", phones, methods=["GET"]),
        Route("/_emulator/phones", other_phones, methods=["PUT"]),
        Route("/_emulator/uis", test_calls, methods=["GET"]),
        Route("/_emulator/uis", other_account, methods=["PUT"]),
    ]
