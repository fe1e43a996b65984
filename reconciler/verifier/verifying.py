"""A verification: numbers in turn, one call at a time, reports waited for while the next number rings."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reconciler.errors import (
    CallFailedError,
    CallRefusedError,
    LockLostError,
    ProviderError,
    ServiceRefusedError,
    StateError,
    StoppedError,
    ThrottledError,
    UnauthorizedError,
    WrongAddressError,
)
from reconciler.model.identifiers import NumberCode, RunId
from reconciler.model.recorded import OpenCall
from reconciler.model.verdict import Evidence, Expected, Expecting, Inconclusive, Verdict
from reconciler.model.vnumber_call import VnumberCall
from reconciler.verifier.calling import Called, Caller, LostCallError, Pauses, Target
from reconciler.verifier.judging import is_final, judged
from reconciler.verifier.limits import Limits, reason_not_to_dial, reason_to_dial_nobody, ringing
from reconciler.verifier.ports import Lease

SETTLES = timedelta(seconds=5)
"""How long after an apply a number is dialled at the earliest: when a change is in force is not documented."""
MOST_LOST = 2
"""So many calls in a row that nobody knows anything of, or that did not reach UIS, and no other is made."""
MOST_THROTTLES = 5
"""So often a run waits because UIS takes no more calls in this minute."""
FORGOTTEN_AFTER = timedelta(hours=1)
"""A call that no report shows after so long is not running: no call of ours rings or talks for so long."""
STOPPED_BY_RECORD = "The run had to stop:"
UNREPORTED = "The run was asked to stop before UIS had reported what the call came to."
STOPPED = "Not dialled: the run was asked to stop."
NOT_ASKED = Expected(expecting=Expecting.UNKNOWN, why="nobody is dialled any more, so it was not worked out.")
WHOLE_RUN = (ServiceRefusedError, UnauthorizedError, WrongAddressError)


@dataclass(slots=True)
class _Awaited:
    """A call that is over, and whose report is awaited; times are of the monotonic clock."""

    called: Called
    deadline: float
    due: float
    pauses: Pauses


@dataclass(slots=True, kw_only=True)
class Verifier:
    """Verifies numbers, one call at a time.

    `request_of` makes the call to a number, and raises CallRefusedError if there can be none; `expected_of` tells what
    is expected of a call to it now, `applied_at` when it was last changed.
    `error` is what ended it early, if anything did; `told` are sentences about calls that earlier runs left behind.
    `unended` counts the calls, of those and of this run, that may still be running.
    """

    run: RunId
    caller: Caller
    lease: Lease
    limits: Limits
    request_of: Callable[[Target], VnumberCall]
    expected_of: Callable[[NumberCode], Expected]
    applied_at: Callable[[NumberCode], datetime | None]
    dialled: Sequence[datetime] = ()
    error: StateError | LockLostError | None = None
    told: list[str] = field(default_factory=list)
    _made: list[datetime] = field(default_factory=list)
    _busy: set[str] = field(default_factory=set)
    _awaited: deque[_Awaited] = field(default_factory=deque)
    _left: list[OpenCall] = field(default_factory=list)
    unended: int = 0
    _throttles: int = 0
    _given_up: str = ""
    _lost: int = 0

    def end_left_behind(self, calls: Iterable[OpenCall], by: str = "an earlier run") -> None:
        """End the calls that a killed run left behind, and remember where one may still be ringing."""
        for call in calls:
            try:
                is_over, why = self.caller.end(call), "no report of UIS shows it"
            except ProviderError as error:
                is_over, why = False, error.message
            is_old = self.caller.now() - call.since > FORGOTTEN_AFTER
            if is_over or is_old:
                self._write_over(call.external_id)
                how = "was ended" if is_over else "is long over, if it ever began: no report shows it"
                self.told.append(f"A test call to {call.number_code} that {by} left behind {how}.")
            else:
                self.unended += 1
                self._busy |= ringing([call])
                self.told.append(
                    f"A test call to {call.number_code} that {by} left behind may still be running ({why});"
                    " the next verification looks again. Its external_id in the UIS cabinet:"
                    f" {call.external_id}."
                )

    def give_up(self, reason: str) -> None:
        """Dial nobody, for this reason."""
        self._given_up = self._given_up or reason

    def verify(self, numbers: Iterable[NumberCode]) -> Iterator[Verdict]:
        """Yield each number's verdict; that on a call which was made or tried is recorded before.

        Every number has a verdict, also where the record cannot be written any more: then nobody else is dialled.
        """
        for code in numbers:
            yield from self._reported(self.caller.monotonic())
            yield from self._one(code)
        while self._awaited:
            now = self.caller.monotonic()
            next_due = min(one.due for one in self._awaited)
            if next_due > now and not self.caller.stop.is_set():
                self.caller.wait(next_due - now)
            yield from self._reported(self.caller.monotonic())
        self.end_left_behind(self._left, by="this run")

    def _settle(self, code: NumberCode) -> None:
        """Wait until what was just applied to a number should be in force."""
        applied_at = self.applied_at(code)
        since = self.caller.now() - applied_at if applied_at is not None else SETTLES
        if timedelta() <= since < SETTLES:
            self.caller.wait((SETTLES - since).total_seconds())

    def _one(self, code: NumberCode) -> Iterator[Verdict]:
        if not self._given_up:
            self._settle(code)
            if pause := self.caller.line.pause():
                self.caller.wait(pause)
        now = self.caller.now()
        nobody = self._given_up or (STOPPED if self.caller.stop.is_set() else self._limited(now))
        if nobody:
            yield Inconclusive(number_code=code, expected=NOT_ASKED, detail=nobody)
            return
        target = Target(number_code=code, expected=self.expected_of(code))
        reason = reason_not_to_dial(code, target.expected, at=now, busy=self._busy)
        if reason:
            yield Inconclusive(number_code=code, expected=target.expected, detail=reason)
            return
        yield from self._dialled(target, now)

    def _limited(self, now: datetime) -> str | None:
        dialled = (*self.dialled, *self._made)
        return reason_to_dial_nobody(self.limits, at=now, dialled=dialled, in_run=len(self._made))

    def _dialled(self, target: Target, now: datetime) -> Iterator[Verdict]:
        try:
            request = self.request_of(target)
        except CallRefusedError as error:
            yield self._nothing(target, f"Not dialled: {error.sentence}", Evidence())
            return
        self._made.append(now)
        evidence = Evidence(external_id=request.external_id, dialled_at=now)
        try:
            self.lease.check()
            called = self.caller.call(target, request)
        except (StateError, LockLostError) as error:
            self._stop(error)
            yield self._nothing(target, f"{STOPPED_BY_RECORD} {error.message}", evidence)
        except LostCallError as error:
            self._busy |= {str(target.number_code), *target.expected.rung}
            words = (
                f"Nobody knows whether the call was started ({error.words}), and no report of UIS shows it. It was not"
                " tried again; the next verification looks for it."
            )
            self.unended += 1
            yield self._recorded(self._nothing(target, words, evidence), is_over=False)
            self._count_lost(words)
        except ThrottledError as error:
            yield from self._throttled(target, error, evidence)
        except StoppedError:
            yield self._recorded(self._nothing(target, STOPPED, evidence), is_over=True)
        except ProviderError as error:
            words = f"No call was made: {error.sentence}"
            yield self._recorded(self._nothing(target, words, evidence), is_over=True)
            self._learn(error)
        else:
            self._lost = 0
            if not called.is_over:
                self._leave(called)
            yield from self._ended(called)

    def _throttled(self, target: Target, error: ThrottledError, evidence: Evidence) -> Iterator[Verdict]:
        """Wait as long as UIS asks to, and dial anew, if it still may be: the time has moved on."""
        self._throttles += 1
        if self._throttles > MOST_THROTTLES:
            words = f"No call was made: {error.sentence}"
            yield self._recorded(self._nothing(target, words, evidence), is_over=True)
            self.give_up(f"Not dialled: {error.sentence}")
            return
        self._write_over(evidence.external_id or "")
        self._made.pop()
        self.caller.wait(error.seconds)
        yield from self._one(target.number_code)

    def _leave(self, called: Called) -> None:
        """Note a call that UIS could not be asked to end: nobody else is dialled where it may ring."""
        target, evidence = called.target, called.evidence
        call = OpenCall(
            external_id=evidence.external_id or "",
            number_code=target.number_code,
            run=self.run,
            since=evidence.dialled_at or self.caller.now(),
            call_session_id=evidence.call_session_id,
            targets=target.expected.rung,
        )
        self._busy |= ringing([call])
        self._left.append(call)

    def _learn(self, error: ProviderError) -> None:
        if isinstance(error, WHOLE_RUN):
            self.give_up(f"Not dialled: {error.sentence}")
        elif isinstance(error, CallFailedError):
            self._count_lost(f"No call was made: {error.sentence}")
        else:
            self._lost = 0

    def _count_lost(self, words: str) -> None:
        self._lost += 1
        if self._lost >= MOST_LOST:
            self.give_up(f"Not dialled, after {self._lost} calls in a row came to nothing. The last: {words}")

    def _ended(self, called: Called) -> Iterator[Verdict]:
        if is_final(called.evidence.legs):
            yield self._recorded(self._judged(called), is_over=called.is_over)
            return
        if called.is_over:
            self._write_over(called.evidence.external_id or "")
        now, pauses = self.caller.monotonic(), Pauses()
        self._awaited.append(
            _Awaited(called, deadline=now + self.caller.report_seconds, due=now + pauses.take(), pauses=pauses)
        )

    def _reported(self, now: float) -> Iterator[Verdict]:
        """Look at the reports that are due; yield the verdicts that they, or the end of their time, come to."""
        is_stopped = self.caller.stop.is_set()
        for one in list(self._awaited):
            if one.due > now and not is_stopped:
                continue
            one.called = self.caller.look(one.called)
            if is_final(one.called.evidence.legs) or self.caller.monotonic() >= one.deadline or is_stopped:
                verdict = self._judged(one.called)
                if is_stopped and not is_final(one.called.evidence.legs):
                    verdict = self._nothing(one.called.target, UNREPORTED, one.called.evidence)
                self._recorded(verdict, is_over=False)
                self._awaited.remove(one)
                yield verdict
            else:
                one.due = min(self.caller.monotonic() + one.pauses.take(), one.deadline)

    def _judged(self, called: Called) -> Verdict:
        return judged(
            called.target.number_code,
            called.target.expected,
            called.evidence,
            rang=called.rang,
            report_seconds=self.caller.report_seconds,
        )

    def _nothing(self, target: Target, words: str, evidence: Evidence) -> Verdict:
        return Inconclusive(number_code=target.number_code, expected=target.expected, detail=words, evidence=evidence)

    def _recorded(self, verdict: Verdict, *, is_over: bool) -> Verdict:
        """Write a verdict, and answer it, also where it cannot be written."""
        self._write(lambda: self.caller.book.judged(verdict, is_over=is_over))
        return verdict

    def _write_over(self, external_id: str) -> None:
        self._write(lambda: self.caller.book.over(external_id))

    def _write(self, entry: Callable[[], None]) -> None:
        """Write to the record as long as that is possible; once it is not, nobody else is dialled."""
        if self.error is not None:
            return
        try:
            entry()
        except (StateError, LockLostError) as error:
            self._stop(error)

    def _stop(self, error: StateError | LockLostError) -> None:
        self.error = self.error or error
        self.give_up(f"{STOPPED_BY_RECORD} {error.message}")
