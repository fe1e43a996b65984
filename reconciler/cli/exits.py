"""Exit codes, and which one a run's outcomes come to."""

from collections.abc import Sequence
from enum import IntEnum

from reconciler.errors import ReconcilerError, RefusedError, UsageError
from reconciler.model.outcome import Applied, Failed, NotTried, Outcome, OutcomeUnknown
from reconciler.model.verdict import Contradicted, Verdict, Verified
from reconciler.planner.drift import DIFFERENCES, Drift, Result


class Exit(IntEnum):
    """What a pipeline reads; docs/exits.md has the table."""

    DONE = 0
    FAILED = 1
    DIFFERENCES = 2
    FAULT = 3
    REFUSED = 4
    PARTLY = 5
    USAGE = 64


def exit_of_error(error: ReconcilerError) -> Exit:
    """Answer the exit code of trouble in the world."""
    match error:
        case UsageError():
            return Exit.USAGE
        case RefusedError():
            return Exit.REFUSED
        case _:
            return Exit.FAILED


def exit_of_outcomes(outcomes: Sequence[Outcome], *, ended_early: bool = False) -> Exit:
    """Answer the exit code of an apply: done, failed as a whole, or partly."""
    took = any(isinstance(outcome, Applied | OutcomeUnknown) for outcome in outcomes)
    lacks = ended_early or any(isinstance(outcome, Failed | NotTried | OutcomeUnknown) for outcome in outcomes)
    if not lacks:
        return Exit.DONE
    return Exit.PARTLY if took else Exit.FAILED


def exit_of_drifts(drifts: Sequence[Drift], *, ended_early: bool = False) -> Exit:
    """Answer the exit code of a drift check: no difference, differences, some not read, or none read.

    Numbers that are open are no difference and were not to be read: `plan` shows them.
    """
    unread = sum(drift.result is Result.NOT_READ for drift in drifts)
    if unread or ended_early:
        is_read = any(drift.result not in {Result.NOT_READ, Result.OPEN} for drift in drifts)
        return Exit.PARTLY if is_read else Exit.FAILED
    return Exit.DIFFERENCES if any(drift.result in DIFFERENCES for drift in drifts) else Exit.DONE


def exit_of_verdicts(verdicts: Sequence[Verdict], *, ended_early: bool = False, unended: bool = False) -> Exit:
    """Answer the exit code of a verification: all verified, one failed, or only inconclusive ones among them.

    With `unended` a call may still be running, which nobody should take for a verification that went well.
    """
    if any(isinstance(verdict, Contradicted) for verdict in verdicts) or (ended_early and not verdicts):
        return Exit.FAILED
    if ended_early or unended or any(not isinstance(verdict, Verified) for verdict in verdicts):
        return Exit.PARTLY
    return Exit.DONE
