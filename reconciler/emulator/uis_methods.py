"""UIS's methods over JSON-RPC 2.0: a body in, an answer out, as strict as the documentation."""

from __future__ import annotations

import json
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from reconciler.emulator import uis_params
from reconciler.emulator.answer import Answer
from reconciler.emulator.uis_account import UisAccount
from reconciler.emulator.uis_calls import CALL_FIELDS, LEG_FIELDS, Calls
from reconciler.emulator.uis_errors import UisError
from reconciler.emulator.uis_profile import LimitsAt, Success, UisProfile

CLIENT: Final = "203.0.113.7"
"""The address that every client is seen with: one for documentation (RFC 5737)."""
MINUTE: Final = 60.0
DAY: Final = 86_400.0
NUMBER_FIELDS: Final = ("virtual_phone_number", "status", "scenarios")


class Api(StrEnum):
    """UIS's two interfaces, by their paths."""

    CALL = "/v4.0"
    DATA = "/v2.0"


class UisMethod(StrEnum):
    """The methods that are answered."""

    START = "start.vnumber_call"
    RELEASE = "release.call"
    LOGIN = "login.user"
    LEGS = "get.call_legs_report"
    CALLS = "get.calls_report"
    NUMBERS = "get.virtual_numbers"


METHODS: Final[Mapping[Api, frozenset[UisMethod]]] = {
    Api.CALL: frozenset({UisMethod.START, UisMethod.RELEASE, UisMethod.LOGIN}),
    Api.DATA: frozenset({UisMethod.LEGS, UisMethod.CALLS, UisMethod.NUMBERS, UisMethod.LOGIN}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as far as it could be read: which method, with which parameters, or why it is refused."""

    api: Api
    id: Any = None
    method: str = ""
    params: Mapping[str, Any]
    refusal: UisError | None = None

    @property
    def number(self) -> int | None:
        """The contact that is dialled, by which a fault can choose it."""
        contact = self.params.get("contact")
        return int(contact) if isinstance(contact, str) and contact.isascii() and contact.isdigit() else None


class Uis:
    """Both interfaces over one account and one world of calls; safe for several threads."""

    def __init__(self, account: UisAccount, calls: Calls, *, profile: UisProfile, clock: Callable[[], float]) -> None:
        self.account = account
        self.calls = calls
        self.lock = threading.RLock()
        self._profile = profile
        self._clock = clock
        self._sessions: dict[tuple[Api | None, str], float] = {}
        self._requests: dict[Api, deque[float]] = {api: deque() for api in Api}

    def receive(self, api: Api, body: bytes) -> Request:
        """Read a request; nothing is done yet."""
        try:
            value = json.loads(body.decode())
        except UnicodeDecodeError:
            return Request(api=api, params={}, refusal=UisError("character_encoding_not_allowed"))
        except ValueError:
            return Request(api=api, params={}, refusal=UisError("parse_error"))
        if isinstance(value, list):
            return Request(api=api, params={}, refusal=UisError(self._profile.batch_mnemonic))
        if not isinstance(value, dict) or value.get("jsonrpc") != "2.0" or not isinstance(value.get("method"), str):
            return Request(api=api, params={}, refusal=UisError("invalid_request"))
        params = value.get("params")
        read = Request(
            api=api, id=value.get("id"), method=value["method"], params=params if isinstance(params, dict) else {}
        )
        if not isinstance(value.get("id"), str | int) or isinstance(value.get("id"), bool):
            return Request(api=api, params=read.params, refusal=UisError("notifications_not_supported"))
        if not isinstance(params, dict):
            return Request(api=api, id=read.id, params={}, refusal=UisError("invalid_request"))
        return read

    def perform(self, request: Request) -> Answer:
        """Do what is asked and answer it, or answer why not."""
        with self.lock:
            at = self._clock()
            try:
                data = self._performed(request, at)
            except UisError as error:
                return self.error(error, request, at)
            result: dict[str, Any] = {"data": data, **self._metadata(request.api, at)}
            return Answer.json(200, {"jsonrpc": "2.0", "id": request.id, "result": result})

    def error(self, error: UisError, request: Request, at: float | None = None) -> Answer:
        """Write an error in the profile's shape."""
        body = error.body()
        body["data"] |= self._metadata(request.api, self._clock() if at is None else at)
        answered = request.id if self._profile.error_id_echoed else None
        return Answer.json(self._profile.error_status, {"jsonrpc": "2.0", "id": answered, "error": body})

    def _performed(self, request: Request, at: float) -> Any:  # noqa: ANN401 - any JSON
        if request.refusal is not None:
            raise request.refusal
        if request.method not in METHODS[request.api]:
            raise UisError("method_not_found")
        self._count(request.api, at)
        method, params = UisMethod(request.method), request.params
        if method is UisMethod.LOGIN:
            return self._login(request.api, params, at)
        self._authenticate(request.api, params, at)
        self._permit(request.api)
        match method:
            case UisMethod.START:
                uis_params.check_start(params, self.account, self._profile.default_direction)
                return {"call_session_id": self.calls.start(params, at).id}
            case UisMethod.RELEASE:
                return self._release(params, at)
            case UisMethod.NUMBERS:
                uis_params.check_report(params, NUMBER_FIELDS, uis_params.LIST)
                return _page(self._numbers(params), params, NUMBER_FIELDS)
            case UisMethod.LEGS:
                uis_params.check_report(params, LEG_FIELDS, uis_params.REPORT)
                return _page(self._within(params, self.calls.legs(at)), params, LEG_FIELDS)
            case UisMethod.CALLS:
                uis_params.check_report(params, CALL_FIELDS, uis_params.CALLS)
                ongoing = params.get("include_ongoing_calls", False)
                return _page(self._within(params, self.calls.rows(at, ongoing=ongoing)), params, CALL_FIELDS)

    def _login(self, api: Api, params: Mapping[str, Any], at: float) -> dict[str, Any]:
        uis_params.check(params, uis_params.LOGIN)
        if (params["login"], params["password"]) != (self.account.login, self.account.password):
            raise UisError("auth_error")
        key = f"session-{uuid.uuid4().hex}"
        expires = at + self.account.session_seconds
        self._sessions[None if self._profile.sessions_shared else api, key] = expires
        return {"access_token": key, "expire_at": int(expires)}

    def _authenticate(self, api: Api, params: Mapping[str, Any], at: float) -> None:
        if "access_token" not in params:
            raise UisError("required_parameter_missed", field="access_token")
        token = params["access_token"]
        if not isinstance(token, str):
            raise UisError("data_type_error", field="access_token")
        expires = self._sessions.get((None, token), self._sessions.get((api, token)))
        standing = self.account.tokens.get(token, "ok" if expires is not None and at < expires else "invalid")
        if standing != "ok":
            raise UisError(f"access_token_{standing}")

    def _permit(self, api: Api) -> None:
        if not self.account.is_whitelisted:
            raise UisError("ip_not_whitelisted", params={"client_ip": CLIENT})
        if not self.account.is_active:
            raise UisError("account_inactive")
        if not self.account.is_permitted:
            raise UisError("forbidden")
        if api is Api.CALL and "call_api" not in self.account.components:
            raise UisError("component_disabled")

    def _release(self, params: Mapping[str, Any], at: float) -> Any:  # noqa: ANN401 - any JSON
        uis_params.check(params, uis_params.RELEASE)
        if not self.calls.release(params["call_session_id"], at):
            raise UisError("call_session_not_found", field="call_session_id", value=params["call_session_id"])
        match self._profile.success:
            case Success.TEXT:
                return {"success": "true"}
            case Success.BOOLEAN:
                return {"success": True}
            case Success.BARE:
                return True

    def _numbers(self, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Write the numbers that are rented; an open account has the one that is asked for."""
        asked = (params.get("filter") or {}).get("value")
        known = dict(self.account.numbers)
        if self.account.is_open and isinstance(asked, str) and (number := self.account.number(asked)) is not None:
            known[asked] = number
        return [
            {
                "virtual_phone_number": one.number,
                "status": one.status,
                "scenarios": []
                if one.scenario is None
                else [{"scenario_id": 1, "scenario_name": one.scenario, "is_active": one.scenario_is_active}],
            }
            for one in known.values()
        ]

    def _within(self, params: Mapping[str, Any], rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Keep the rows that begin in the time that a report is of; the zone is the account's."""
        return [row for row in rows if params["date_from"] <= row["start_time"] <= params["date_till"]]

    def _count(self, api: Api, at: float) -> None:
        requests = self._requests[api]
        while requests and requests[0] <= at - DAY:
            requests.popleft()
        limits = (self.account.minute_limit, MINUTE), (self.account.day_limit, DAY)
        for most, seconds in limits:
            if most is not None and sum(one > at - seconds for one in requests) >= most:
                raise UisError("limit_exceeded")
        requests.append(at)

    def _metadata(self, api: Api, at: float) -> dict[str, Any]:
        """Write how many requests are left, where limits are set and the profile tells of them."""
        account, requests = self.account, self._requests[api]
        if self._profile.limits_at is LimitsAt.NOWHERE or (account.minute_limit is None and account.day_limit is None):
            return {}
        limits: dict[str, Any] = {}
        for name, most, seconds in (("minute", account.minute_limit, MINUTE), ("day", account.day_limit, DAY)):
            if most is None:
                continue
            made = [one for one in requests if one > at - seconds]
            limits[f"{name}_limit"] = most
            limits[f"{name}_remaining"] = max(0, most - len(made))
            limits[f"{name}_reset"] = round(made[0] + seconds - at) + 1 if made else int(seconds)
        return {"metadata": {"limits": limits, "now": datetime.fromtimestamp(at, UTC).isoformat()}}


def _page(rows: list[dict[str, Any]], params: Mapping[str, Any], every: tuple[str, ...]) -> list[dict[str, Any]]:
    """Answer the rows that a request chooses, with the fields that it names."""
    wanted = params.get("filter")
    if wanted is not None:
        rows = [row for row in rows if row.get(wanted["field"]) == wanted["value"]]
    offset = params.get("offset", 0)
    fields = params.get("fields") or every
    return [{name: row[name] for name in fields} for row in rows[offset : offset + params.get("limit", 10_000)]]
