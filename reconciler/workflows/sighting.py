"""What the provider has of many numbers: read in threads, told in order, so that whoever stops knows where to go on."""

import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from reconciler.applier.pools import pools
from reconciler.errors import (
    CircuitOpenError,
    ConfigurationError,
    ProviderError,
    StoppedError,
    UnauthorizedError,
    WrongAddressError,
)
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.planner.drift import Seen, Sight, Unread, is_hidden_trunk, with_trunk

AHEAD = 400
"""So many numbers are asked for before the first must have come: one slow answer does not hold up the others."""
STOPPED = Unread(why="the run was asked to stop", stopped=True)

Asked: TypeAlias = tuple[NumberCode, ApplicationName]
Trunks: TypeAlias = Mapping[NumberCode, Mapping[str, Any]]


class Provider(Protocol):
    """Makes one call with all its tries; raises ProviderError for what it came to. Threads may share it."""

    def get_attributes(self, application: ApplicationName, number_code: NumberCode) -> Payload:
        """Answer the forwarding that the provider has now (type 0: none)."""
        ...

    def trunks(self, application: ApplicationName, uuid: str) -> Trunks:
        """Answer the data of an application's trunks, which `get_attributes` may leave out."""
        ...


@dataclass(slots=True, kw_only=True)
class Sights:
    """Looks at numbers, `concurrency` at a time of each application; an application's trunks are listed once at most.

    `uuids` are the applications' ids, without which the list does not tell trunks.
    """

    provider: Provider
    uuids: Mapping[ApplicationName, str | None]
    concurrency: int
    stop: threading.Event
    _bad_keys: dict[ApplicationName, str] = field(default_factory=dict)
    _bad_address: str = ""
    _trunks: dict[ApplicationName, Trunks | Unread] = field(default_factory=dict)
    _listing: dict[ApplicationName, threading.Lock] = field(default_factory=dict)

    def of(self, numbers: Sequence[Asked]) -> Iterator[tuple[NumberCode, Sight]]:
        """Yield what is seen of each number, in the order given."""
        applications = {application for _, application in numbers}
        for application in applications:
            self._listing.setdefault(application, threading.Lock())
        ahead = max(AHEAD, 2 * self.concurrency * len(applications))
        waiting: deque[tuple[NumberCode, Future[Sight] | Unread]] = deque()
        with pools(applications, self.concurrency) as threads:
            for code, application in numbers:
                if len(waiting) >= ahead:
                    yield _come(*waiting.popleft())
                stopped = self.stop.is_set()
                waiting.append(
                    (code, STOPPED if stopped else threads[application].submit(self._look, code, application))
                )
            while waiting:
                yield _come(*waiting.popleft())

    def _look(self, code: NumberCode, application: ApplicationName) -> Sight:
        """Look at one number, in a thread of the pool."""
        reason = self._reason_not_to(application)
        if reason is not None:
            return reason
        try:
            attributes = self.provider.get_attributes(application, code)
            uuid = self.uuids.get(application)
            if not is_hidden_trunk(attributes) or uuid is None:
                return Seen(attributes=attributes, payload=attributes)
            listed = self._listed(application, uuid)
        except (ProviderError, ConfigurationError) as error:
            return self._unread(application, error)
        return listed if isinstance(listed, Unread) else with_trunk(attributes, listed.get(code))

    def _reason_not_to(self, application: ApplicationName) -> Unread | None:
        if self.stop.is_set():
            return STOPPED
        if self._bad_address:
            return Unread(why=self._bad_address)
        return Unread(why=self._bad_keys[application]) if application in self._bad_keys else None

    def _listed(self, application: ApplicationName, uuid: str) -> Trunks | Unread:
        """Answer an application's trunks, asked for by whoever needs them first; the others wait for that."""
        with self._listing[application]:
            if application not in self._trunks:
                try:
                    self._trunks[application] = self.provider.trunks(application, uuid)
                except ProviderError as error:
                    self._trunks[application] = self._unread(
                        application, error, "GetList, which tells a trunk's data, failed: "
                    )
            return self._trunks[application]

    def _unread(
        self, application: ApplicationName, error: ProviderError | ConfigurationError, what: str = ""
    ) -> Unread:
        match error:
            case CircuitOpenError():
                return Unread(why=error.message)
            case StoppedError():
                return STOPPED
            case UnauthorizedError():
                self._bad_keys.setdefault(application, error.sentence)
            case WrongAddressError():
                self._bad_address = self._bad_address or error.sentence
            case _:
                pass
        return Unread(why=f"{what}{error.sentence}")


def _come(code: NumberCode, sight: Future[Sight] | Unread) -> tuple[NumberCode, Sight]:
    return code, sight if isinstance(sight, Unread) else sight.result()
