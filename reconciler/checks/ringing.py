"""Asks whether it rings longer than a caller waits."""

from collections.abc import Iterator, Sequence

from reconciler.checks.destinations import spot_of
from reconciler.checks.outlook import Outlook
from reconciler.checks.reach import reachable
from reconciler.checks.stages import Stage, Step
from reconciler.checks.waiting import Waits, Worst
from reconciler.model.diagnostics import Code
from reconciler.model.findings import Finding, Key, NumberSpot
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, RedirectType
from reconciler.model.identifiers import NumberCode
from reconciler.periods.moments import WEEKDAYS
from reconciler.periods.pattern import time_of_day

PATIENCE = 120
"""Seconds after which hardly any caller still waits; the figure is ours, the provider gives none."""
ENTRIES = (DATA_OBJECT[ForwardingType.NUMBER], "call_control")
TRUNK: tuple[Key, ...] = (DATA_OBJECT[ForwardingType.STATIC], "timeout")
TOO_LONG = f"and hardly any caller waits longer than {PATIENCE} s (a figure of ours, not of the provider)"
ENDLESS = (
    "With 'timeout: 0' it is not documented whether nobody is rung or it rings without an end. Write for how many"
    " seconds it rings, such as 20, or take {what} away."
)


def findings(outlook: Outlook) -> Iterator[Finding]:
    """Yield where it rings too long, or nobody knows how long: one entry, a sequence, or ours one behind the other."""
    waits = Waits(outlook)
    told = set()
    for code, stages in outlook.stages.items():
        for stage in stages:
            if _is_short(stage):
                continue
            if stage.window is None or (stage.steps, stage.seconds) != (stages[0].steps, stages[0].seconds):
                for path, detail in _in_forwarding(code, stage, outlook, waits):
                    finding = Finding(code=Code.LONG_RINGING, detail=detail, spot=spot_of(code, stage.window, path))
                    if finding not in told:
                        told.add(finding)
                        yield finding
        if code in outlook.links and code not in outlook.unreadable:
            yield from _one_behind_the_other(code, waits)


def _is_short(stage: Stage) -> bool:
    """Tell whether it rings for a while and not too long, whatever the periods say; most do."""
    seconds = [step.seconds for step in stage.steps]
    trunk = 1 if stage.seconds is None else stage.seconds
    return 0 < trunk <= PATIENCE and min(seconds, default=1) > 0 and sum(seconds) <= PATIENCE


def _in_forwarding(
    code: NumberCode, stage: Stage, outlook: Outlook, waits: Waits
) -> Iterator[tuple[tuple[Key, ...], str]]:
    """Yield the fields of one forwarding that ring too long by themselves, a number of ours behind it aside."""
    if stage.seconds is not None and stage.seconds > PATIENCE:
        yield TRUNK, _too_long(stage.seconds)
    elif stage.seconds == 0:
        yield TRUNK, ENDLESS.format(what="the timeout")
    rung = [(index, step.seconds) for index, step in enumerate(_rung(stage)) if not step.drops and step.own is None]
    for index, seconds in rung:
        if seconds > PATIENCE:
            yield (*ENTRIES, index, "timeout"), _too_long(seconds)
        elif not seconds:
            yield (*ENTRIES, index, "timeout"), ENDLESS.format(what="the entry")
    if stage.order is not RedirectType.SEQUENTIAL or code in outlook.links or code in outlook.unreadable:
        return
    if all(seconds <= PATIENCE for _, seconds in rung) and sum(seconds for _, seconds in rung) > PATIENCE:
        worst = waits.worst_of_sequence(stage.steps, PATIENCE)
        if worst is not None:
            yield ENTRIES, _sequence_too_long(worst, stage)


def _rung(stage: Stage) -> Sequence[Step]:
    """Answer the steps that can be rung; under single redirection that may be any, nobody documents which is used."""
    return stage.steps if stage.order is RedirectType.SINGLE else reachable(stage)


def _one_behind_the_other(code: NumberCode, waits: Waits) -> Iterator[Finding]:
    """Yield a number that rings too long only together with ours behind it; what is too long there is told there."""
    if waits.most(code) > max(PATIENCE, waits.most_behind(code)):
        worst = waits.worst_of_call(code)
        if worst is None:
            subject = f"A call can ring for up to {waits.most(code)} s in all"
        elif worst.seconds > PATIENCE:
            subject = f"On {_moment(worst)} a call rings for {worst.seconds} s in all"
        else:
            return
        detail = (
            f"{subject}, our own numbers on the way included, {TOO_LONG}. Whether the timeout of an entry cuts off what"
            " rings behind it is not documented. Write shorter timeouts, or fewer entries one after the other."
        )
        yield Finding(code=Code.LONG_RINGING, detail=detail, spot=NumberSpot(number_code=code, path=ENTRIES))


def _too_long(seconds: int) -> str:
    return f"It rings for {seconds} s before anything else happens, {TOO_LONG}. Write a shorter timeout."


def _sequence_too_long(worst: Worst, stage: Stage) -> str:
    sometimes = any(step.text for step in stage.steps)
    subject = f"On {_moment(worst)} the entries whose periods hold" if sometimes else "The entries"
    return (
        f"{subject} ring for {worst.seconds} s one after the other when nobody answers, {TOO_LONG}. Write shorter"
        " timeouts, let fewer of them hold at the same time, or ring them at once with 'redirect_type: parallel'."
    )


def _moment(worst: Worst) -> str:
    return f"{WEEKDAYS[worst.day.weekday()]} {worst.day} at {time_of_day(worst.second)}"
