"""The client of UIS: test calls by the Call API, and what became of them by the Data API; JSON-RPC 2.0, one at a time.

Source: the UIS pages "Вызов на виртуальный номер", "Завершение вызова" and those of the Data API's reports. The body of
an answer is read as JSON-RPC before its HTTP status, which UIS does not document for errors. A start whose answer is
lost is never sent again: it may have started a call, and is looked up by its `external_id`.
"""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from types import TracebackType
from typing import Any, Self

import httpx
import tenacity

from reconciler.errors import (
    CallFailedError,
    CallOverError,
    NoAnswerError,
    ServiceRefusedError,
    StoppedError,
    ThrottledError,
    UnauthorizedError,
    WrongAddressError,
)
from reconciler.model.verdict import Leg
from reconciler.model.vnumber_call import VnumberCall
from reconciler.providers.connections import Connections, Template, checked_address, connections, template
from reconciler.providers.http_answers import is_transient, json_object, retry_after
from reconciler.providers.patience import AgainError, Patience
from reconciler.providers.redaction import Redaction
from reconciler.providers.uis_answers import (
    Limits,
    OwnNumber,
    is_done,
    legs_in,
    limits_in,
    number_in,
    session_in,
    sessions_in,
)
from reconciler.providers.uis_credentials import Credentials
from reconciler.providers.uis_errors import Meaning, Refusal, error_of, refusal_in

CALL_URL = "https://callapi.uiscom.ru/v4.0"
DATA_URL = "https://dataapi.uiscom.ru/v2.0"
START = "start.vnumber_call"
RELEASE = "release.call"
LOGIN = "login.user"
LEGS = "get.call_legs_report"
CALLS = "get.calls_report"
NUMBERS = "get.virtual_numbers"
LEG_FIELDS = (
    "id",
    "call_session_id",
    "connect_time",
    "duration",
    "total_duration",
    "finish_reason",
    "calling_phone_number",
    "called_phone_number",
    "is_operator",
)
AROUND = timedelta(days=1)
"""The zone of the account, in which reports are asked for, is not known: no zone is further off than this."""
A_MINUTE = 60.0
"""Seconds to wait where a limit is reached and the answer does not say for how long."""
SESSION = 3_000.0
"""Seconds after which a session is opened anew, before UIS ends it: it lives an hour."""
LONGEST_PAUSE = 90.0
"""Seconds that UIS may ask to wait: its limits are of a minute, and whatever else it says is not meant so."""
START_TRIES = 3
"""So often a start is tried that did not leave: what is expected of the call is of now."""
CONTENT_TYPE = "application/json; charset=UTF-8"


class Api(Enum):
    """The two of UIS's interfaces, each with sessions of its own."""

    CALL = "the Call API"
    DATA = "the Data API"


@dataclass(slots=True, kw_only=True)
class Uis:
    """A client; one thread uses it, as a context manager.

    `wait` waits so many seconds or until the run is asked to stop, `sleep` waits them all.
    """

    credentials: Credentials
    call_url: str
    data_url: str
    stop: threading.Event
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    wait: Callable[[float], object]
    sleep: Callable[[float], object]
    randomness: random.Random
    new_id: Callable[[], str]
    patience: Patience = field(default_factory=Patience)
    transport: httpx.BaseTransport | None = None
    _connections: dict[Api, Connections] = field(init=False)
    _templates: dict[Api, Template] = field(init=False)
    _sessions: dict[Api, str] = field(init=False, default_factory=dict)
    _opened: dict[Api, float] = field(init=False, default_factory=dict)
    _renewed: set[Api] = field(init=False, default_factory=set)
    _free_at: dict[Api, float] = field(init=False, default_factory=dict)
    _spent: bool = field(init=False, default=False)
    _redact: Redaction = field(init=False)

    def __post_init__(self) -> None:
        self._redact = Redaction(self.credentials.secrets())
        addresses = {
            Api.CALL: checked_address(self.call_url, variable="UIS_BASE_URL", usual=CALL_URL),
            Api.DATA: checked_address(self.data_url, variable="UIS_DATA_URL", usual=DATA_URL),
        }
        timeout = httpx.Timeout(self.patience.answer, connect=self.patience.connect)
        self._templates = {api: template(address, "", timeout) for api, address in addresses.items()}
        own = self.transport
        self._connections = {
            api: connections(1, address) if own is None else Connections(1, lambda: own)
            for api, address in addresses.items()
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in self._connections.values():
            each.close()

    def pause(self) -> float:
        """Answer how many seconds UIS wants to pass before the next call is started."""
        return max(0.0, self._free_at.get(Api.CALL, 0.0) - self.monotonic())

    def start(self, call: VnumberCall) -> int:
        """Start a call, once; answer its session.

        NoAnswerError if nobody knows whether there is one, ThrottledError if it was refused for a while: nothing is
        waited for here, since by then something else may be expected of the call.
        """
        if self._spent:
            raise ServiceRefusedError("UIS has said that no request is left for today.", advice="Verify the rest then.")
        quick = replace(self.patience, tries=min(self.patience.tries, START_TRIES))
        session = session_in(self._call(Api.CALL, START, call.params(), patience=quick))
        if session is None:
            raise NoAnswerError(f"UIS answered {START} without a call_session_id.")
        return session

    def release(self, session: int) -> bool:
        """End a call; tell whether there was anything to end. A stop of the run does not shorten its tries."""
        try:
            data = self._call(Api.CALL, RELEASE, {"call_session_id": session}, wait=self.sleep)
        except CallOverError:
            return False
        if not is_done(data):
            raise CallFailedError(f"UIS answered {RELEASE}, but not that it was done.")
        return True

    def legs(self, session: int, *, contact: str, since: datetime, within: float | None = None) -> tuple[Leg, ...]:
        """Answer the legs of a call as far as UIS reports them by now; `within` bounds one look, in seconds."""
        wanted = _filtered("call_session_id", session, since, LEG_FIELDS)
        once = None if within is None else replace(self.patience, tries=1)
        data = self._call(Api.DATA, LEGS, wanted, patience=once, within=within)
        return tuple(
            replace(leg, finish_reason=self._redact(leg.finish_reason)) for leg in legs_in(data, session, contact)
        )

    def sessions(self, external_id: str, *, since: datetime) -> tuple[int, ...]:
        """Answer the sessions of calls with our identifier, as far as UIS reports them by now; also of running ones."""
        wanted = _filtered("call_api_external_id", external_id, since, ("id", "call_api_external_id"))
        return sessions_in(self._call(Api.DATA, CALLS, {**wanted, "include_ongoing_calls": True}), external_id)

    def own_number(self, number: str) -> OwnNumber | None:
        """Answer how a number stands at UIS, None if it is not ours."""
        wanted = {
            "filter": {"field": "virtual_phone_number", "operator": "=", "value": number},
            "fields": ["virtual_phone_number", "status", "scenarios"],
        }
        found = number_in(self._call(Api.DATA, NUMBERS, wanted), number)
        return None if found is None else replace(found, status=self._redact(found.status))

    def _call(
        self,
        api: Api,
        method: str,
        params: Mapping[str, Any],
        *,
        patience: Patience | None = None,
        wait: Callable[[float], object] | None = None,
        within: float | None = None,
    ) -> object:
        """Make one request with all its tries; answer the data of its result."""
        patient, waiting = patience or self.patience, wait or self.wait
        tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(AgainError),
            stop=patient.is_over,
            wait=lambda state: patient.wait(state, self.randomness),
            sleep=lambda seconds: _slept(waiting, seconds),
            reraise=True,
        )
        try:
            for attempt in tries:
                with attempt:
                    token = self._token(api)
                    self._keep_pace(api, method, within)
                    return self._once(api, method, {"access_token": token, **params}, within=within)
        except AgainError as again:
            raise again.error from again
        raise AssertionError("tenacity ends with an answer or an error")

    def _keep_pace(self, api: Api, method: str, within: float | None) -> None:
        """Wait as long as UIS has asked to; the end of a call waits for nothing, and a start not once the run stops."""
        delay = self._free_at.get(api, 0.0) - self.monotonic()
        if delay > 0 and method != RELEASE:
            if within is not None and delay > within:
                raise CallFailedError(f"UIS takes no more requests for {delay:.0f} s")
            self.wait(delay)
        if method == START and self.stop.is_set():
            raise StoppedError("the run was asked to stop before this call was started.")

    def _token(self, api: Api) -> str:
        """Answer the permanent key, or that of a session, for which it logs in if there is none."""
        if self.credentials.token:
            return self.credentials.token
        if api not in self._sessions or self.monotonic() - self._opened[api] >= SESSION:
            login = {"login": self.credentials.login, "password": self.credentials.password}
            data = self._once(api, LOGIN, login)
            token = data.get("access_token") if isinstance(data, dict) else None
            if not isinstance(token, str) or not token:
                raise UnauthorizedError(f"UIS answered {LOGIN} without an access_token.")
            self._sessions[api], self._opened[api] = token, self.monotonic()
            self._redact = Redaction([*self.credentials.secrets(), *self._sessions.values()])
        return self._sessions[api]

    def _once(self, api: Api, method: str, params: Mapping[str, Any], *, within: float | None = None) -> object:
        body = {"jsonrpc": "2.0", "id": self.new_id(), "method": method, "params": params}
        request = self._templates[api].request(body)
        request.headers["Content-Type"] = CONTENT_TYPE
        if within is not None:
            request.extensions["timeout"] = httpx.Timeout(within).as_dict()
        try:
            response = self._connections[api].send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            words = self._redact(f"UIS cannot be reached ({api.value}): {error}")
            advice = "Are UIS_BASE_URL and UIS_DATA_URL right, and does this machine reach them?"
            raise AgainError(CallFailedError(words, advice=advice)) from error
        except httpx.HTTPError as error:
            words = f"{method} was sent to UIS and no answer came ({type(error).__name__})"
            raise self._unanswered(method, words) from error
        return self._read(api, method, response, str(body["id"]))

    def _read(self, api: Api, method: str, response: httpx.Response, wanted: str) -> object:
        """Answer the data of an answer: JSON-RPC first, whatever its status."""
        answer = json_object(response)
        if answer is not None and isinstance(answer.get("error"), dict):
            limits = self._obey(api, answer)
            raise self._refused(api, method, refusal_in(answer["error"], self._redact), limits)
        result = answer.get("result") if answer is not None and str(answer.get("id")) == wanted else None
        if answer is not None and isinstance(result, dict) and "data" in result:
            self._obey(api, answer)
            if method != LOGIN:
                self._renewed.discard(api)
            return result["data"]
        words = f"UIS answered {method} with {response.status_code} and no JSON-RPC"
        if method == START:
            raise NoAnswerError(words)
        if response.is_success or is_transient(response.status_code):
            raise AgainError(CallFailedError(words), retry_after(response, self.now()))
        raise WrongAddressError(words, advice="The address is wrong: see UIS_BASE_URL and UIS_DATA_URL.")

    def _unanswered(self, method: str, words: str) -> Exception:
        """Answer the error of a request that was sent: a start may have started a call, all else is asked again."""
        return NoAnswerError(words) if method == START else AgainError(CallFailedError(words))

    def _refused(self, api: Api, method: str, refusal: Refusal, limits: Limits) -> Exception:
        error = error_of(refusal, starts=method == START, message=refusal.words)
        match refusal.entry.meaning:
            case Meaning.LOG_IN_AGAIN if not self.credentials.token and api not in self._renewed:
                self._renewed.add(api)
                self._sessions.pop(api, None)
                return AgainError(error, 0.0)
            case Meaning.LIMIT if not limits.is_day_spent:
                seconds = min(limits.minute_reset or A_MINUTE, LONGEST_PAUSE)
                if method == START:
                    return ThrottledError(error.message, advice=error.advice, seconds=seconds)
                return AgainError(error, seconds, is_throttled=True)
            case Meaning.BROKEN if method != START:
                return AgainError(error)
            case _:
                return error

    def _obey(self, api: Api, answer: Mapping[str, Any]) -> Limits:
        """Note what an answer says about how many requests are left."""
        limits = limits_in(answer)
        self._spent = self._spent or (api is Api.CALL and limits.is_day_spent)
        if limits.pause:
            self._free_at[api] = self.monotonic() + min(limits.pause, LONGEST_PAUSE)
        return limits


def _slept(wait: Callable[[float], object], seconds: float) -> None:
    wait(seconds)


def _filtered(name: str, value: object, since: datetime, fields: tuple[str, ...]) -> dict[str, Any]:
    """Answer the parameters of a report about a call that began at a moment."""
    begin, end = since - AROUND, since + AROUND
    return {
        "date_from": begin.strftime("%Y-%m-%d %H:%M:%S"),
        "date_till": end.strftime("%Y-%m-%d %H:%M:%S"),
        "filter": {"field": name, "operator": "=", "value": value},
        "fields": list(fields),
    }
