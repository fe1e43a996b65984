"""Asks whether calls come to what is expected of them, and tells the hop at which one goes elsewhere."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from reconciler.checks.outcomes import is_as_expected, offered, told
from reconciler.checks.outlook import Outlook
from reconciler.model.desired import Expectation, Special
from reconciler.model.diagnostics import Code, quoted
from reconciler.model.findings import ExpectationSpot, Finding
from reconciler.periods.moments import shown_with_day
from reconciler.routing.behaviour import Behaviour, rung
from reconciler.routing.call import behaviour_at
from reconciler.routing.entries import period_of
from reconciler.routing.fates import Fate
from reconciler.routing.trace import Hop, Look, hops, trace

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
        if not is_as_expected(behaviour, expectation.expect):
            detail = _detail(expectation, behaviour, outlook)
            yield Finding(
                code=Code.FAILED_EXPECTATION, detail=detail, spot=ExpectationSpot(index=index, path=("expect",))
            )


def _detail(expectation: Expectation, behaviour: Behaviour, outlook: Outlook) -> str:
    zone = outlook.network.zone
    when = shown_with_day(expectation.at, zone)
    story = list(hops(trace(outlook.network, expectation.call, expectation.at)))
    instead = offered(behaviour)
    right = f"write 'expect: {instead}'" if instead else "no expectation can say it: take this one away"
    return (
        f"On {when} ({zone}) a call to {expectation.call} is to {_wanted(expectation)}, and it {told(behaviour)}."
        f" {' '.join(_reasons(expectation, behaviour, story))} If that is meant, {right}."
    )


def _wanted(expectation: Expectation) -> str:
    if isinstance(expectation.expect, Special):
        return SPECIAL[expectation.expect]
    names = [
        number if written == number else f"{written} ({number})"
        for written, number in zip(expectation.written, expectation.expect, strict=True)
    ]
    return f"ring {', '.join(names)} and nobody else"


def _reasons(expectation: Expectation, behaviour: Behaviour, story: Sequence[Hop]) -> Iterator[str]:
    """Yield why the first number that is missing is not rung, and why the first that nobody expected is."""
    expected = () if isinstance(expectation.expect, Special) else expectation.expect
    actual = rung(behaviour)
    missing = next((number for number in expected if number not in actual), None)
    if missing is not None:
        yield _why_not(missing, story)
    extra = next((number for number in actual if number not in expected), None)
    if extra is not None:
        yield from _why(extra, story)
    elif missing is None and actual:
        yield f"A list tells all that are rung, in their order: {', '.join(actual)}."
    elif not actual:
        yield from _ending(story)


def _why_not(number: str, story: Sequence[Hop]) -> str:
    for hop in story:
        for look in hop.looks:
            if look.entry.get("redirect_number") == number:
                return f"{_at(hop)}, {_named(look)} is the one for {number}, and {_fate(look)}."
    return f"No entry on the way leads to {number}."


def _why(number: str, story: Sequence[Hop]) -> Iterator[str]:
    for hop in story:
        for look in hop.looks:
            if look.fate is Fate.USED and look.entry.get("redirect_number") == number:
                yield f"{_at(hop)}, {_named(look)} sends it to {number}: {_fate(look)}."
                return


def _ending(story: Sequence[Hop]) -> Iterator[str]:
    """Yield where a call ends that rings nobody, and the entry that drops it there, if one does."""
    hop = next((hop for hop in story if not any(look.next for look in hop.looks)), story[-1])
    look = next((look for look in hop.looks if look.fate is Fate.DROPS), None)
    if look is not None:
        yield f"{_at(hop)}, {_named(look)} drops it: {_fate(look)}."
    elif hop.looks and not any(look.fate is Fate.USED for look in hop.looks):
        yield f"{_at(hop)}, no entry's period holds then."
    else:
        yield f"{_at(hop)}, that is where it ends."


def _at(hop: Hop) -> str:
    within = "" if hop.window is None else f", where the override {quoted(hop.window.reason)} holds"
    return f"At {hop.number_code}{within}"


def _named(look: Look) -> str:
    name = look.entry.get("name")
    return f"entry {look.position} ({quoted(name)})" if name else f"entry {look.position}"


def _fate(look: Look) -> str:
    """Answer why an entry is used, or is not, to be read behind its name."""
    text = period_of(look.entry)
    match look.fate:
        case Fate.USED | Fate.DROPS if look.next is not None:
            return f"{look.next.number_code} is a number of ours, whose own forwarding takes the call further"
        case Fate.USED | Fate.DROPS:
            return f"its period {quoted(text)} holds then" if text.strip() else "it has no period, so it always counts"
        case Fate.NOT_NOW:
            return f"its period {quoted(text)} does not hold then"
        case Fate.UNREADABLE:
            return f"its period {quoted(text)} cannot be read"
        case Fate.EARLIER_USED:
            return "an earlier entry is used instead of it"
        case Fate.BEHIND_DROP:
            return "an earlier entry drops the call"
        case Fate.BESIDE_OTHERS:
            return "it drops the call, while others are rung"
        case _:
            assert_never(look.fate)
