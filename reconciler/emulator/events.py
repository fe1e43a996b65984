"""Exolve's call events, posted to the URL that the number has, or else its application: while a block of calls lasts.

The payload's pages are not at hand: these are the names that users of the API have seen. Delivery is tried once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import httpx

from reconciler.emulator.exolve_calls import Exchange
from reconciler.emulator.uis_calls import Session

_LOOKS: Final = 0.02
_PATIENCE: Final = 2.0
_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One event as it was posted; `status` is None where nobody answered."""

    url: str
    payload: dict[str, Any]
    status: int | None


@dataclass(slots=True)
class _Watched:
    session: Session
    url: str
    posted: int = 0


@dataclass(slots=True)
class Postman:
    """Posts the events of calls as the clock comes to them, from a thread that lives while there are any."""

    exchange: Exchange
    clock: Callable[[], float]
    posted: list[Posted] = field(default_factory=list)
    _watched: list[_Watched] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def watch(self, session: Session) -> None:
        """Post the events of a call to a number of Exolve's, if anybody wants them."""
        url = self.exchange.events_url(session.contact)
        if session.dials_at is None or not url:
            return
        with self._lock:
            self._watched.append(_Watched(session, url))
            if self._thread is None:
                self._thread = threading.Thread(target=self._deliver, name="events", daemon=True)
                self._thread.start()

    def _deliver(self) -> None:
        with httpx.Client(timeout=_PATIENCE, trust_env=False) as client:
            while True:
                for watched, payload in self._due():
                    self._post(client, watched.url, payload)
                with self._lock:
                    if not self._watched:
                        self._thread = None
                        return
                time.sleep(_LOOKS)

    def _due(self) -> list[tuple[_Watched, dict[str, Any]]]:
        """Take the events that are due, and forget the calls that are over and told."""
        now = self.clock()
        due: list[tuple[_Watched, dict[str, Any]]] = []
        with self._lock:
            for watched in list(self._watched):
                every = [payload for at, payload in events(watched.session) if at <= now]
                due += [(watched, payload) for payload in every[watched.posted :]]
                watched.posted = len(every)
                if every and every[-1]["type"] == "d":
                    self._watched.remove(watched)
        return due

    def _post(self, client: httpx.Client, url: str, payload: dict[str, Any]) -> None:
        try:
            status: int | None = client.post(url, json=payload).status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            status = None
        with self._lock:
            self.posted.append(Posted(url=url, payload=payload, status=status))
            del self.posted[:-_KEPT]


def events(session: Session) -> Iterator[tuple[float, dict[str, Any]]]:
    """Yield a call's events in order, each with its moment: it begins, a place is rung, it is answered, it ends."""
    begins, ends = session.dials_at or session.started, session.ends

    def event(kind: str, at: float, **more: object) -> tuple[float, dict[str, Any]]:
        when = datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
        common = {"type": kind, "call_sid": str(session.id), "from": session.own, "date_time": when}
        return at, {**common, "to": session.contact, **more}

    yield event("b", begins)
    told = [event("o", begins + ring.begins, to=ring.place) for ring in session.fate.rings]
    answered = session.answered_at
    if answered is not None:
        told.append(event("s", answered, to=session.fate.by))
    yield from sorted((one for one in told if one[0] < ends), key=lambda one: one[0])
    talk = 0.0 if answered is None else ends - answered
    milliseconds = {
        "duration": round((ends - begins) * 1000),
        "wait_time": round((ends - begins - talk) * 1000),
        "talk_time": round(talk * 1000),
    }
    yield event("d", ends, **milliseconds, cause_code=16 if answered is not None else 19)
