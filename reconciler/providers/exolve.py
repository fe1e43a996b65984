"""The client of MTS Exolve's numbering API: four methods, paced, retried, with errors of our own.

Source: the provider's pages "SetCallForwarding", "DeleteCallForwarding", "GetAttributes" and "GetList".
"""

import random
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx
import tenacity

from reconciler.errors import (
    CallFailedError,
    CallRefusedError,
    ConfigurationError,
    NoAnswerError,
    ProviderError,
)
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.secrets import resolved_payload
from reconciler.providers.connections import Connections, Template, checked_address, connections, template
from reconciler.providers.exolve_answers import Listed, forwarding_in, numbers_in
from reconciler.providers.exolve_errors import (
    OK,
    TOO_MANY,
    error_of,
    error_text,
)
from reconciler.providers.gate import Gate
from reconciler.providers.http_answers import is_transient, json_object, retry_after
from reconciler.providers.pacer import Circuit, Pace
from reconciler.providers.patience import AgainError, Patience
from reconciler.providers.redaction import Redaction

Transport = httpx.BaseTransport
"""What carries requests: nothing but tests names one."""

SET = "/number/v1/SetCallForwarding"
DELETE = "/number/v1/DeleteCallForwarding"
ATTRIBUTES = "/number/v1/GetAttributes"
LIST = "/number/customer/v1/GetList"
PAGE = 100
FEWEST_FAILURES = 5
"""So many calls in a row, or as many as run at once, come to nothing before their application is given up."""
BOUND_TO_SIP = 2
ABROAD = (
    "Is EXOLVE_BASE_URL right? Exolve has told a user that it can be reached from Russian addresses only: a runner"
    " abroad may fail like this."
)


@dataclass(slots=True, kw_only=True)
class Exolve:
    """A client for several applications; threads may share it. Use it as a context manager."""

    base_url: str
    keys: Mapping[ApplicationName, str] = field(repr=False)
    key_variables: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(repr=False)
    concurrency: int
    calls_per_second: float
    stop: threading.Event
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    randomness: random.Random
    patience: Patience = field(default_factory=Patience)
    transport: httpx.BaseTransport | None = None
    _connections: Connections = field(init=False)
    _templates: dict[str, Template] = field(init=False)
    _tries: tenacity.Retrying = field(init=False)
    _gates: dict[ApplicationName, Gate] = field(init=False)
    _unusable: dict[ApplicationName, ConfigurationError] = field(init=False)
    _redact: Redaction = field(init=False)

    def __post_init__(self) -> None:
        self._unusable = {}
        self.keys = dict(self._usable(self.keys))
        self._redact = Redaction([*self.keys.values(), *self.secrets.values()])
        self._gates = {name: self._gate(name) for name in self.keys}
        address = checked_address(self.base_url, variable="EXOLVE_BASE_URL", usual="https://api.exolve.ru")
        own = self.transport
        count = self.concurrency * max(1, len(self.keys))
        self._connections = connections(count, address) if own is None else Connections(count, lambda: own)
        timeout = httpx.Timeout(self.patience.answer, connect=self.patience.connect)
        # Its state is each thread's own; making one for each call would cost a twentieth of the call.
        self._tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(AgainError),
            stop=self._enough,
            wait=self._wait,
            sleep=self._sleep,
            reraise=True,
        )
        self._templates = {path: template(address, path, timeout) for path in (SET, DELETE, ATTRIBUTES, LIST)}

    def _gate(self, application: ApplicationName) -> Gate:
        """Make an application's gate: each has a pace, places and a circuit of its own."""
        return Gate(
            application=application,
            pace=Pace(rate=self.calls_per_second),
            circuit=Circuit(most=max(FEWEST_FAILURES, self.concurrency)),
            places=threading.Semaphore(self.concurrency),
            stop=self.stop,
            monotonic=self.monotonic,
        )

    def _usable(self, keys: Mapping[ApplicationName, str]) -> Iterator[tuple[ApplicationName, str]]:
        """Yield the keys that can be sent; what is wrong with another stops its own application alone."""
        for name, key in keys.items():
            try:
                yield name, bare_key(name, key)
            except ConfigurationError as error:
                self._unusable[name] = error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connections.close()

    def set_call_forwarding(self, application: ApplicationName, payload: Payload) -> None:
        """Set a number's forwarding; secrets' values are put in here and nowhere earlier."""
        self._call(application, SET, resolved_payload(payload, self.secrets), writes=True)

    def delete_call_forwarding(self, application: ApplicationName, number_code: NumberCode) -> None:
        """Take a number's forwarding away; that there is none already is no error."""
        try:
            self._call(application, DELETE, {"number_code": number_code}, writes=True)
        except CallRefusedError as error:
            # Whether deleting nothing is an error is not documented; a sibling method answers "already disabled".
            if "already disabled" not in error.message.lower():
                raise

    def get_attributes(
        self, application: ApplicationName, number_code: NumberCode, *, to_the_end: bool = False
    ) -> Payload:
        """Answer the forwarding that the provider has for a number now, as a payload (type 0: none).

        With `to_the_end` it is asked once also after the run was asked to stop.
        """
        body = {"number_code": number_code}
        answer = self._call(application, ATTRIBUTES, body, writes=False, to_the_end=to_the_end)
        try:
            return forwarding_in(answer, number_code)
        except ValueError as error:
            raise CallFailedError(f"Exolve answered GetAttributes, but {error}.") from error

    def numbers(
        self, application: ApplicationName, uuid: str | None, *, sip_only: bool = False
    ) -> Iterator[NumberCode]:
        """Yield the numbers that the provider lists, each once."""
        return (row.number_code for row in self.listed(application, uuid, sip_only=sip_only))

    def trunks(self, application: ApplicationName, uuid: str) -> dict[NumberCode, dict[str, Any]]:
        """Answer the data of the SIP trunks (type 4) that the provider lists, which GetAttributes does not show.

        A field that is shown and cannot be read is None.
        """
        found: dict[NumberCode, dict[str, Any]] = {}
        for row in self.listed(application, uuid):
            if row.is_odd:
                raise CallFailedError(f"Exolve answered GetList, but the trunk of {row.number_code} cannot be read.")
            if row.trunk is not None:
                found[row.number_code] = dict(row.trunk)
        return found

    def listed(self, application: ApplicationName, uuid: str | None, *, sip_only: bool = False) -> Iterator[Listed]:
        """Yield the provider's list of numbers, page by page, each number once.

        The total is believed only where it says that there is more: a full page may have another behind it.
        """
        seen: set[NumberCode] = set()
        offset = 0
        while True:
            body: dict[str, Any] = {"limit": PAGE, "offset": offset, "sip_filter": BOUND_TO_SIP if sip_only else 0}
            if uuid:
                body["application_uuid"] = uuid
            answer = self._call(application, LIST, body, writes=False)
            try:
                page, total = numbers_in(answer)
            except ValueError as error:
                raise CallFailedError(f"Exolve answered GetList, but {error}.") from error
            new: dict[NumberCode, Listed] = {}
            for row in page:
                if row.number_code not in seen:
                    new.setdefault(row.number_code, row)
            yield from new.values()
            seen.update(new)
            offset += len(page)
            if not new or (offset >= total and len(page) < PAGE):
                return

    def _call(
        self, application: ApplicationName, path: str, body: object, *, writes: bool, to_the_end: bool = False
    ) -> dict[str, Any]:
        """Make one call with all its tries; ProviderError tells what it came to."""
        if application not in self.keys:
            raise self._keyless(application)
        uncertain = False
        try:
            for attempt in self._tries:
                with attempt:
                    try:
                        with self._gates[application].turn(to_the_end=to_the_end):
                            return self._once(application, path, body, writes=writes)
                    except AgainError as again:
                        uncertain = uncertain or again.error.may_have_happened
                        raise
        except AgainError as again:
            self._tell_gate(application, again)
            raise self._given_up(again.error, writes=writes, uncertain=uncertain) from again
        except ProviderError as error:
            error.may_have_happened = error.may_have_happened or (writes and uncertain)
            raise
        raise AssertionError("tenacity ends with an answer or an error")

    def _keyless(self, application: ApplicationName) -> ConfigurationError:
        if application in self._unusable:
            return self._unusable[application]
        if application not in self.key_variables:
            return ConfigurationError(
                f"settings no longer know the application '{application}', whose key the call would need.",
                advice="Declare it in settings.applications again until its numbers are moved or removed.",
            )
        variable = self.key_variables[application]
        return ConfigurationError(
            f"there is no API key for the application '{application}': the variable {variable} is not set."
        )

    def _given_up(self, error: ProviderError, *, writes: bool, uncertain: bool) -> ProviderError:
        if isinstance(error, NoAnswerError) and not writes:
            return CallFailedError(error.message, advice=error.advice)
        error.may_have_happened = writes and uncertain
        return error

    def _tell_gate(self, application: ApplicationName, again: AgainError) -> None:
        """Let the application's circuit know that a call was given up, unless that was because the run is to stop."""
        gate = self._gates[application]
        # Only a 429 speaks of all calls of the application; another answer may be about this number alone.
        if again.is_throttled and again.wait is not None and again.wait > self.patience.longest_wait:
            gate.close(f"the provider asks to wait {again.wait:.0f} seconds ({again.error.message})")
        elif not self.stop.is_set():
            gate.given_up(again.error.message)

    def _enough(self, state: tenacity.RetryCallState) -> bool:
        return self.stop.is_set() or self.patience.is_over(state)

    def _wait(self, state: tenacity.RetryCallState) -> float:
        return self.patience.wait(state, self.randomness)

    def _sleep(self, seconds: float) -> None:
        self.stop.wait(seconds)

    def _once(self, application: ApplicationName, path: str, body: object, *, writes: bool) -> dict[str, Any]:
        try:
            response = self._connections.send(self._templates[path].request(body, key=self.keys[application]))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            words = self._redact(f"Exolve cannot be reached: {error}")
            raise AgainError(CallFailedError(words, advice=ABROAD)) from error
        except httpx.HTTPError as error:
            words = self._redact(f"the call was sent and no answer came ({type(error).__name__})")
            raise AgainError(NoAnswerError(words)) from error
        return self._read(response, self._gates[application], writes=writes)

    def _read(self, response: httpx.Response, gate: Gate, *, writes: bool) -> dict[str, Any]:
        if response.is_success:
            answer = json_object(response) if response.status_code == OK else None
            if answer is not None:
                gate.answered()
                return answer
            how = "with something that is no JSON object" if response.status_code == OK else "and documents 200 alone"
            error: ProviderError = NoAnswerError(f"Exolve answered {response.status_code} {how}.")
            if writes:
                raise error
            raise AgainError(error)
        error = error_of(response, error_text(response, self._redact))
        if is_transient(response.status_code):
            asked = retry_after(response, self.now())
            is_throttled = response.status_code == TOO_MANY
            if is_throttled:
                gate.throttled(min(asked or 0.0, self.patience.longest_wait))
            raise AgainError(error, asked, is_throttled=is_throttled)
        gate.answered()
        raise error


def bare_key(application: ApplicationName, key: str) -> str:
    """Answer an API key without the "Bearer " that people copy along; ConfigurationError if it cannot be one."""
    bare = key.strip()
    while bare.lower().startswith("bearer "):
        bare = bare[len("bearer ") :].strip()
    if bare.lower() in {"", "bearer"} or not bare.isascii() or not bare.isprintable() or " " in bare:
        raise ConfigurationError(
            f"the API key of the application '{application}' is empty or has characters that no key has.",
            advice="Copy it again from the web cabinet, without quotes or line breaks.",
        )
    return bare
