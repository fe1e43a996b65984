"""The answer: what is sent back, and the closed connection that is sent instead of one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, cast

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

# The server puts a function under this name into a request's extensions: it closes the connection at once.
CLOSE_EXTENSION: Final = "reconciler.emulator.close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, a body and what the headers need."""

    status: int
    body: bytes
    media_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, status: int, value: object, *, retry_after: float | str | None = None) -> Answer:
        """Answer a value as JSON."""
        return cls.of(
            status,
            json.dumps(value, ensure_ascii=False, separators=(",", ":")),
            media_type="application/json",
            retry_after=retry_after,
        )

    @classmethod
    def of(cls, status: int, body: str, *, media_type: str, retry_after: float | str | None = None) -> Answer:
        """Answer a text of any kind."""
        headers = {} if retry_after is None else {"retry-after": str(retry_after)}
        return cls(status=status, body=body.encode(), media_type=media_type, headers=headers)

    def response(self) -> Response:
        """Make it what the web framework sends."""
        # These two have no body, whatever a fault asks for.
        body = b"" if self.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED} else self.body
        return Response(body, self.status, self.headers, self.media_type)


class ClosedConnection(Response):
    """No answer: the connection is closed. Without a server below, nothing is sent, which a caller sees as broken."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the framework's call
        """Close the connection and wait until the server has noticed, or it would send an error of its own."""
        extensions: dict[str, Any] = scope.get("extensions") or {}
        close = cast("Callable[[], None] | None", extensions.get(CLOSE_EXTENSION))
        if close is None:
            return
        close()
        while (await receive())["type"] != "http.disconnect":
            pass
