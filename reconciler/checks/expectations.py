"""Asks whether calls come to what is expected of them, and tells the hop at which one goes elsewhere."""

from collections.abc import Iterator, Sequence

from reconciler.checks.outcomes import is_as_expected, offered, told
from reconciler.checks.outlook import Outlook
from reconciler.checks.reasons import no_further, reasons
from reconciler.model.desired import Expectation, Special
from reconciler.model.diagnostics import Code
from reconciler.model.findings import ExpectationSpot, Finding
from reconciler.periods.moments import shown_with_day
from reconciler.routing.behaviour import Behaviour, rung
from reconciler.routing.call import behaviour_at, trace
from reconciler.routing.network import Network

SPECIAL = {
    Special.NOBODY: "ring nobody",
    Special.DROPPED: "be dropped",
    Special.URL: "go where a URL decides",
}


def findings(expectations: Sequence[Expectation], outlook: Outlook) -> Iterator[Finding]:
    """Yield the expectations that do not hold; of numbers whose periods cannot be read nobody can tell."""
    network = outlook.network
    for index, expectation in enumerate(expectations):
        if expectation.call not in network.stages or expectation.call in outlook.unreadable:
            continue
        behaviour = behaviour_at(network, expectation.call, expectation.at)
        lost = _lost(behaviour, network)
        if lost is not None or not is_as_expected(behaviour, expectation.expect):
            yield Finding(
                code=Code.FAILED_EXPECTATION,
                detail=_detail(expectation, behaviour, lost, network),
                spot=ExpectationSpot(index=index, path=("expect",)),
            )


def _lost(behaviour: Behaviour, network: Network) -> str | None:
    """Answer a number of ours that a call goes on to and is not followed through: what it comes to is not known."""
    return next((number for number in rung(behaviour) if network.own(number) is not None), None)


def _detail(expectation: Expectation, behaviour: Behaviour, lost: str | None, network: Network) -> str:
    when = f"On {shown_with_day(expectation.at, network.zone)} ({network.zone})"
    what = f"{when} a call to {expectation.call} is to {_wanted(expectation)}, and it {told(behaviour)}."
    first = trace(network, expectation.call, expectation.at)
    why = [no_further(lost, first)] if lost is not None else reasons(expectation.expect, behaviour, first)
    instead = offered(behaviour) if lost is None else None
    right = f"write 'expect: {instead}'" if instead else "no expectation can say it: take this one away"
    return " ".join([what, *filter(None, why), f"If that is meant, {right}."])


def _wanted(expectation: Expectation) -> str:
    if isinstance(expectation.expect, Special):
        return SPECIAL[expectation.expect]
    names = [
        number if written == number else f"{written} ({number})"
        for written, number in zip(expectation.written, expectation.expect, strict=True)
    ]
    return f"ring {', '.join(names)} and nobody else"
