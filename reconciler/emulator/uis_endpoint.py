"""UIS's two interfaces on the web: receives a request, notes it, lets the faults in, performs it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request as WebRequest
from starlette.responses import Response

from reconciler.emulator.answer import Answer, ClosedConnection
from reconciler.emulator.fault_answers import spoiled
from reconciler.emulator.faults import FaultKind, Faults, Rule
from reconciler.emulator.log import CallLog
from reconciler.emulator.telephony import Telephony
from reconciler.emulator.uis_errors import UisError
from reconciler.emulator.uis_methods import Api, Request

_MASK = "***"
_SECRETS = ("access_token", "password")


class UisEndpoint:
    """Answers requests of UIS's methods in one world."""

    def __init__(
        self,
        world: Telephony,
        faults: Faults,
        log: CallLog,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._world = world
        self._faults = faults
        self._log = log
        self._clock = clock
        self._sleep = sleep

    def of(self, api: Api) -> Callable[[WebRequest], Awaitable[Response]]:
        """Make the handler of one interface."""

        async def handle(request: WebRequest) -> Response:
            return await self._handle(api, await request.body())

        return handle

    async def _handle(self, api: Api, body: bytes) -> Response:
        request = self._world.uis.receive(api, body)
        sequence = self._log.received(
            time=self._clock(),
            method=request.method or api.value,
            application="uis",
            number=request.number,
            body=_without_secrets(body),
        )
        rule = self._faults.draw(request.method, request.number)
        answer = await spoiled(rule, lambda: self._performed(request), self._errors(request, rule), self._sleep)
        is_error = answer is not None and b'"error"' in answer.body
        self._log.answered(
            sequence,
            status=answer.status if answer else None,
            answer=answer.body.decode(errors="replace") if answer and is_error else "",
            fault=rule.note if rule else "",
        )
        return answer.response() if answer else ClosedConnection()

    def _performed(self, request: Request) -> Answer:
        before = len(self._world.sessions)
        answer = self._world.uis.perform(request)
        for session in self._world.sessions[before:]:
            self._world.postman.watch(session)
        return answer

    def _errors(self, request: Request, rule: Rule | None) -> Callable[..., Answer]:
        """Answer what writes errors: of UIS by a mnemonic, else of whatever stands in front of it, in plain text."""
        known = {name: request.params[name] for name in ("contact", "virtual_phone_number") if name in request.params}

        def error(status: int, text: str, *, retry_after: float | str | None = None) -> Answer:
            if rule is not None and rule.kind is FaultKind.ERROR:
                return self._world.uis.error(UisError(text, params=known), request)
            return Answer.of(status, text, media_type="text/plain", retry_after=retry_after)

        return error


def _without_secrets(body: bytes) -> str:
    """Answer a body for the list of calls, which never shows a key."""
    try:
        value = json.loads(body)
        params = value["params"]
        for name in _SECRETS:
            if name in params:
                params[name] = _MASK
    except (ValueError, KeyError, TypeError):
        return body.decode(errors="replace")
    return json.dumps(value, ensure_ascii=False)
