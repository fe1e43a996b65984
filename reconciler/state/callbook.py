"""The book of test calls in the record: about to be dialled, called, over, and the verdict, each durable at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reconciler.model.identifiers import NumberCode, RunId
from reconciler.model.verdict import Verdict, word
from reconciler.state.journal import Called, Dialling, Judged, Over
from reconciler.state.record import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBook:
    """Writes what one run does with test calls; StateError or ConflictError when it cannot."""

    ledger: Ledger
    run: RunId
    now: Callable[[], datetime]

    def dialling(self, code: NumberCode, external_id: str, targets: Sequence[str]) -> None:
        """Write that a call is about to be started."""
        entry = Dialling(run=self.run, number_code=code, external_id=external_id, targets=tuple(targets), at=self.now())
        self.ledger.tell([entry])

    def called(self, external_id: str, session: int) -> None:
        """Write the session of a call that was started."""
        self.ledger.tell([Called(run=self.run, external_id=external_id, call_session_id=session, at=self.now())])

    def over(self, external_id: str) -> None:
        """Write that a call is over, or never was."""
        self.ledger.tell([Over(run=self.run, external_id=external_id, at=self.now())])

    def judged(self, verdict: Verdict, *, is_over: bool) -> None:
        """Write the verdict on a call, and with `is_over` that it is over, both in one append."""
        entry = Judged(
            run=self.run,
            number_code=verdict.number_code,
            verdict=word(verdict),
            detail=verdict.detail,
            external_id=verdict.evidence.external_id,
            at=self.now(),
        )
        over = Over(run=self.run, external_id=verdict.evidence.external_id or "", at=self.now())
        self.ledger.tell([over, entry] if is_over else [entry])
