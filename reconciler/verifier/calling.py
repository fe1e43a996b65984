"""One test call, from before it is dialled until it is over, whatever happens: no call is left running."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from reconciler.errors import NoAnswerError, ProviderError
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import OpenCall
from reconciler.model.verdict import Evidence, Expected
from reconciler.model.vnumber_call import VnumberCall
from reconciler.verifier.judging import is_final, of_contact
from reconciler.verifier.limits import bound_of
from reconciler.verifier.ports import Book, Line

FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 2.0, 15.0, 1.5
"""Seconds between two looks at UIS's reports: how soon a call appears there is not documented."""
LOOK = 5.0
"""Seconds within which the report of a running call is to be answered."""
TALK = 8.0
"""Seconds that whoever answered is left with the message, if the reports tell of the answer while the call runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A number to verify: what is expected of a call to it, by what is recorded."""

    number_code: NumberCode
    expected: Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A call that was made; `rang` is how long it was let ring, in seconds.

    `is_over` is false where UIS could not be asked to end it: then its note stays in the record. That a call is over is
    still to be written.
    """

    target: Target
    evidence: Evidence
    rang: float
    is_over: bool = True


class LostCallError(Exception):
    """A start's answer was lost, and no report shows the call: it may be running, and its note stays in the record."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(slots=True, kw_only=True)
class Pauses:
    """The pauses between looks, each longer than the one before."""

    next: float = FIRST_PAUSE

    def take(self) -> float:
        """Answer the next pause."""
        pause = self.next
        self.next = min(self.next * GROWTH, LONGEST_PAUSE)
        return pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Makes calls, one at a time."""

    line: Line
    book: Book
    stop: threading.Event
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    wait: Callable[[float], object]
    report_seconds: float

    def call(self, target: Target, request: VnumberCall) -> Called:
        """Make a call, and see to its end; ProviderError or LostCallError where there was none, or nobody knows.

        What is known of a call that was not made is still to be written.
        """
        external_id = request.external_id or ""
        since, bound = self.now(), bound_of(target.expected)
        self.book.dialling(target.number_code, external_id, target.expected.rung)
        session = self._started(request, since, bound)
        # It rings from here on, or, where its start was looked for, did before: so long at least.
        begun = self.monotonic()
        evidence = Evidence(external_id=external_id, call_session_id=session, dialled_at=since)
        try:
            self.book.called(external_id, session)
            evidence = self._followed(evidence, request.contact, since, until=begun + bound)
        except BaseException:
            self._released(session)
            raise
        rang = self.monotonic() - begun
        is_finished = is_final(evidence.legs) and all(leg.finish_reason for leg in evidence.legs)
        # Also where the report says that it is over: it costs one request, and an operator's leg may still be there.
        was_running = self._released(session)
        return Called(
            target=target,
            evidence=replace(evidence, released=bool(was_running) and not is_finished),
            rang=rang,
            is_over=was_running is not None,
        )

    def look(self, called: Called) -> Called:
        """Answer a call with what is reported of it by now; trouble with the report is the same as none."""
        since = called.evidence.dialled_at or self.now()
        contact = str(called.target.number_code)
        return replace(called, evidence=self._reported(called.evidence, contact, since, within=None))

    def end(self, call: OpenCall) -> bool:
        """End a call that an earlier run left behind; tell whether it is surely over."""
        session = call.call_session_id
        if session is None:
            session = self._found(call.external_id, call.since, until=self.monotonic() + self.report_seconds)
        if session is None:
            return False
        self.line.release(session)
        return True

    def _released(self, session: int) -> bool | None:
        """End a call; tell whether it was running, None if UIS could not be asked: then the next run does it."""
        try:
            return self.line.release(session)
        except ProviderError:
            return None

    def _started(self, request: VnumberCall, since: datetime, bound: float) -> int:
        external_id = request.external_id or ""
        try:
            return self.line.start(request)
        except NoAnswerError as error:
            # It may have started: it is looked for, and never sent again.
            session = self._found(external_id, since, until=self.monotonic() + bound + self.report_seconds)
            if session is None:
                raise LostCallError(error.sentence) from error
            return session

    def _found(self, external_id: str, since: datetime, *, until: float) -> int | None:
        pauses = Pauses()
        while True:
            try:
                found = self.line.sessions(external_id, since=since)
            except ProviderError:
                found = ()  # asked again, as long as there is time
            if found:
                return found[0]
            left = until - self.monotonic()
            if left <= 0 or self.stop.is_set():
                return None
            self.wait(min(pauses.take(), left))

    def _followed(self, evidence: Evidence, contact: str, since: datetime, *, until: float) -> Evidence:
        """Look at a call until its report is final, it was answered and heard, or it has rung for long enough."""
        pauses = Pauses()
        while (left := until - self.monotonic()) > 0 and not self.stop.is_set():
            self.wait(min(pauses.take(), left))
            # A report that hangs does not keep a call from its end.
            evidence = self._reported(evidence, contact, since, within=max(1.0, min(LOOK, until - self.monotonic())))
            if is_final(evidence.legs):
                if not all(leg.finish_reason for leg in evidence.legs):
                    self.wait(min(TALK, max(0.0, until - self.monotonic())))
                break
        return evidence

    def _reported(self, evidence: Evidence, contact: str, since: datetime, *, within: float | None) -> Evidence:
        """Answer what is reported of a call by now; that the report cannot be read is noted, and it is asked again."""
        if evidence.call_session_id is None:
            return evidence
        try:
            legs = self.line.legs(evidence.call_session_id, contact=contact, since=since, within=within)
        except ProviderError as error:
            return replace(evidence, trouble=error.sentence)
        return replace(evidence, legs=of_contact(legs), trouble="")
