"""UIS as the stand-in serves it, without a socket and with a clock that a test turns."""

import json
from collections.abc import Mapping
from typing import Any

from support.emulated import KEYS

from reconciler.emulator.account import Account, Application
from reconciler.emulator.phones import Phone, Phones
from reconciler.emulator.telephony import Telephony, telephony
from reconciler.emulator.uis_account import UisAccount, VirtualNumber
from reconciler.emulator.uis_errors import ERRORS
from reconciler.emulator.uis_methods import Api
from reconciler.emulator.uis_profile import UisProfile

KEY = "uis-key"
OWN = "74993720692"
CODE = 74991112233
CALL: dict[str, Any] = {"virtual_phone_number": OWN, "contact": str(CODE), "first_call": "contact", "direction": "in"}


class Desk:
    """A world without a socket whose clock a test turns."""

    def __init__(self, profile: UisProfile | None = None, **account: Any) -> None:
        self.now = 1_785_000_000.0
        self.exolve = Account(*(Application(name=name, key=key) for name, key in KEYS.items()))
        self.customer = UisAccount(
            **{"tokens": {KEY: "ok"}, "numbers": {OWN: VirtualNumber(number=OWN)}, "is_open": False, **account}
        )
        self.world: Telephony = telephony(
            self.exolve,
            clock=lambda: self.now,
            profile=profile or UisProfile(),
            uis=self.customer,
            phones=Phones({"74992223344": Phone(after=5, talks=10)}),
        )

    def send(self, body: str | bytes, api: Api = Api.CALL) -> tuple[int, dict[str, Any]]:
        """Send a body as it is; answer the status and the answer."""
        uis = self.world.uis
        answer = uis.perform(uis.receive(api, body if isinstance(body, bytes) else body.encode()))
        return answer.status, json.loads(answer.body)

    def call(self, method: str, params: Mapping[str, Any], api: Api = Api.CALL) -> dict[str, Any]:
        """Call a method with the key."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {"access_token": KEY, **params}}
        return self.send(json.dumps(body), api)[1]

    def error(self, method: str, params: Mapping[str, Any], api: Api = Api.CALL) -> dict[str, Any]:
        """Call a method, and answer the error with which it is refused."""
        answer = self.call(method, params, api)
        assert "error" in answer, answer
        error: dict[str, Any] = answer["error"]
        return error

    def refused(self, method: str, params: Mapping[str, Any], api: Api = Api.CALL) -> tuple[str, str | None]:
        """Call a method, and answer the mnemonic and the field with which it is refused."""
        error = self.error(method, params, api)
        assert error["code"] == ERRORS[error["data"]["mnemonic"]][0]
        return error["data"]["mnemonic"], error["data"]["field"]

    def started(self, **params: Any) -> int:
        """Start a call; answer its session."""
        session: int = self.call("start.vnumber_call", {**CALL, **params})["result"]["data"]["call_session_id"]
        return session

    def report(self, method: str, **more: Any) -> list[dict[str, Any]]:
        """Answer the rows of a report."""
        params = {"date_from": "2026-01-01 00:00:00", "date_till": "2026-12-31 00:00:00", **more}
        rows: list[dict[str, Any]] = self.call(method, params, Api.DATA)["result"]["data"]
        return rows

    def forward(self, *places: str) -> None:
        """Let the number ring places in turn."""
        self.exolve.register(CODE, "main")
        entries = [{"redirect_number": place, "timeout": 20, "active": True} for place in places]
        data = {"redirect_type": 2, "call_control": entries}
        self.exolve.forward(CODE, {"call_forwarding_type": 2, "call_forwarding_number": data})
