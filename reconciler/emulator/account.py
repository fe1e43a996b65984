"""The customer's account: applications, their numbers, and how each number forwards."""

from __future__ import annotations

import threading
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from reconciler.emulator.exolve_forwarding import Forwarding, merged, read_forwarding

_NAMESPACE: Final = uuid.UUID("6f0f5c0e-9d0c-5c57-8f6e-2a9b7d3c1e44")


class NumberMissingError(Exception):
    """The number is not in the application that asks for it."""


class NumberHasSipError(Exception):
    """The number is bound to a SIP ID, which forbids forwarding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An application of the customer with its API key."""

    name: str
    # The key is a secret, also when an application is printed by mistake.
    key: str = field(repr=False)
    event_url: str = ""
    forwarding_activated: bool = True

    @property
    def uuid(self) -> str:
        """The application's id: always the same for the same name."""
        return str(uuid.uuid5(_NAMESPACE, self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of the account; `seen` is what readers are shown until `seen_until`, then `forwarding`."""

    code: int
    application: str
    has_sip: bool = False
    forwarding: Forwarding | None = None
    seen: Forwarding | None = None
    seen_until: float = 0.0

    @property
    def resource_id(self) -> int:
        """The number's id: always the same for the same number, whatever the order of registration."""
        return zlib.crc32(str(self.code).encode())

    def shown(self, at: float) -> Forwarding | None:
        """Tell what a reader sees at a moment: a change takes the propagation delay to arrive."""
        return self.seen if at < self.seen_until else self.forwarding


class Account:
    """The world behind the API, safe to use from several threads.

    An open account takes a number that nobody registered as belonging to the application that names it first;
    a closed one knows only the numbers that were registered.
    """

    def __init__(self, *applications: Application, closed: bool = False) -> None:
        self._closed = closed
        self._lock = threading.Lock()
        self._applications = {application.name: application for application in applications}
        self._names_by_key = {application.key: application.name for application in applications}
        self._numbers: dict[int, Number] = {}
        if len(self._names_by_key) != len(applications):
            raise ValueError("Each application needs a name and a key of its own.")

    # What the API does.

    def application_of_key(self, key: str) -> Application | None:
        """Find the application that a key belongs to."""
        with self._lock:
            name = self._names_by_key.get(key)
            return None if name is None else self._applications[name]

    def number(self, code: int, application: str) -> Number:
        """Find a number of an application, or raise NumberMissingError."""
        with self._lock:
            return self._owned(code, application)

    def set_forwarding(
        self, code: int, application: str, forwarding: Forwarding | None, *, keep: bool, at: float, delay: float
    ) -> None:
        """Set or clear a forwarding; with `keep` the fields that it leaves out stay as they are."""
        with self._lock:
            number = self._owned(code, application)
            if number.has_sip:
                raise NumberHasSipError
            if keep and forwarding is not None:
                forwarding = merged(number.forwarding, forwarding)
            self._change(number, forwarding, at=at, delay=delay)

    def delete_forwarding(self, code: int, application: str, *, at: float, delay: float) -> bool:
        """Delete a forwarding and tell whether there was one."""
        with self._lock:
            number = self._owned(code, application)
            self._change(number, None, at=at, delay=delay)
            return number.forwarding is not None

    def numbers(self) -> list[Number]:
        """List every number of the account in their order."""
        with self._lock:
            return [self._numbers[code] for code in sorted(self._numbers)]

    # What a person does in the web cabinet; readers see it at once.

    def applications(self) -> list[Application]:
        """List the applications as they were given."""
        with self._lock:
            return list(self._applications.values())

    def register(self, code: int, application: str, *, has_sip: bool = False) -> None:
        """Put a number into an application, or move it there with its forwarding."""
        with self._lock:
            self._known_application(application)
            number = self._numbers.get(code) or Number(code=code, application=application)
            self._numbers[code] = replace(number, application=application, has_sip=has_sip)

    def bind_sip(self, code: int, *, bound: bool = True) -> None:
        """Bind a number to a SIP ID, or free it."""
        with self._lock:
            self._numbers[code] = replace(self._registered(code), has_sip=bound)

    def forward(self, code: int, body: Mapping[str, Any]) -> None:
        """Set a forwarding, written like the body of a Set without the number."""
        forwarding = read_forwarding(body)
        with self._lock:
            self._numbers[code] = replace(self._registered(code), forwarding=forwarding, seen_until=0.0)

    def clear(self, code: int) -> None:
        """Remove a number's forwarding."""
        with self._lock:
            self._numbers[code] = replace(self._registered(code), forwarding=None, seen_until=0.0)

    def activate(self, application: str, *, activated: bool = True) -> None:
        """Switch an application's forwarding service on or off."""
        with self._lock:
            known = self._known_application(application)
            self._applications[application] = replace(known, forwarding_activated=activated)

    def _owned(self, code: int, application: str) -> Number:
        number = self._numbers.get(code)
        if number is None and not self._closed:
            number = self._numbers[code] = Number(code=code, application=application)
        if number is None or number.application != application:
            raise NumberMissingError
        return number

    def _change(self, number: Number, forwarding: Forwarding | None, *, at: float, delay: float) -> None:
        # A second change within the delay goes on showing what was seen before the first.
        seen, seen_until = number.shown(at), at + delay
        self._numbers[number.code] = replace(number, forwarding=forwarding, seen=seen, seen_until=seen_until)

    def _registered(self, code: int) -> Number:
        if code not in self._numbers:
            raise ValueError(f"Number {code} is not registered: register it in an application first.")
        return self._numbers[code]

    def _known_application(self, name: str) -> Application:
        if name not in self._applications:
            raise ValueError(f"There is no application {name!r}; there are: {', '.join(sorted(self._applications))}.")
        return self._applications[name]
