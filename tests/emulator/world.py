"""A world for the emulator's tests: an application, its account, and a clock that the test turns."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx

from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.exolve_messages import PATHS, Method
from reconciler.emulator.faults import Faults
from reconciler.emulator.log import CallLog
from reconciler.emulator.profile import Profile

SALES = Application(name="sales", key="sales-key")
SUPPORT = Application(name="support", key="support-key")
NUMBER = 74991112233

# The three bodies of the page, the first without its comment.
TO_NUMBER = """{
    "number_code": 74991112233,
    "call_forwarding_type": 2,
    "call_forwarding_number": {
       "redirect_type": 1,
       "call_control":[
           {
                "timeout": "16",
                "active": true,
                "period": "wd {Mon-Fri} hr {6am-14pm}",
                "period_description": "график будни",
                "name": "звонит клиент",
                "redirect_number": "74992223344"
            }
       ],
        "event_url": "https://example.com/",
        "event_extended": true,
        "client_id": "test",
        "file_to_a": "12345",
        "file_to_b": "54321",
        "masking": true,
        "display_number": "74995556677"
    }
}
"""
TO_URL = """{
    "number_code": 74991112233,
    "call_forwarding_type": 3,
    "call_forwarding_ipcr": {
        "url": "https://example.com/",
        "reserve": "74993334455"
    }
}
"""
TO_TRUNK = """{
    "number_code": 74991112233,
    "call_forwarding_type": 4,
    "call_forwarding_static": {
       "static_ip": "127.0.0.1",
       "port": 10,
       "timeout": 30,
       "did": 111
    }
}
"""


class World:
    """The emulator without a socket; it has two applications and an hour that stands still."""

    def __init__(self, profile: Profile | None = None, *, faults: object = None, closed: bool = False) -> None:
        self.account = Account(SALES, SUPPORT, closed=closed)
        self.log = CallLog()
        self.now = 1_000_000.0
        self.slept: list[float] = []
        self.app = create_app(
            self.account,
            profile=profile or Profile(),
            faults=Faults.parse(faults or []),
            log=self.log,
            clock=lambda: self.now,
            sleep=self._sleep,
        )

    def call(self, method: Method, body: object, *, key: str | None = "sales-key") -> httpx.Response:
        """Call a method with a body that is JSON already, or a value that becomes it."""
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        return self.send("POST", PATHS[method], body, headers)

    def set(self, data: Mapping[str, Any], *, number: int = NUMBER, key: str = "sales-key") -> httpx.Response:
        """Set a forwarding."""
        return self.call(Method.SET, {"number_code": number, **data}, key=key)

    def attributes(self, *, number: int = NUMBER) -> dict[str, Any]:
        """Answer what GetAttributes shows."""
        answer = self.call(Method.ATTRIBUTES, {"number_code": number})
        assert answer.status_code == 200, answer.text
        attributes: dict[str, Any] = answer.json()["attributes"]
        return attributes

    def stored(self, number: int = NUMBER) -> Any:
        """Answer what is stored of a number's forwarding."""
        rows = self.send("GET", "/_emulator/numbers").json()["numbers"]
        return next(row["forwarding"] for row in rows if row["number"] == number)

    def send(
        self, verb: str, path: str, body: object = b"", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send any request."""
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        request = httpx.Request(verb, f"http://emulator{path}", content=content, headers=headers)
        return asyncio.run(self._sent(request))

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        answer = await httpx.ASGITransport(app=self.app).handle_async_request(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def to_one(**entry: Any) -> dict[str, Any]:
    """Forward to one person; the entry's fields can be changed."""
    entry = {"timeout": 16, "active": True, "redirect_number": "74992223344"} | entry
    return {"call_forwarding_type": 2, "call_forwarding_number": {"redirect_type": 1, "call_control": [entry]}}


def to_url(url: str = "https://example.com/", **data: Any) -> dict[str, Any]:
    """Forward to a URL."""
    return {"call_forwarding_type": 3, "call_forwarding_ipcr": {"url": url, **data}}
