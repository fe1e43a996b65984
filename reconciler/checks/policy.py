"""Asks whether a call, or what is told about it, goes where the policy denies it, and tells the exceptions in use."""

from collections.abc import Iterator
from datetime import datetime

from reconciler.checks.destinations import Kind, destinations_of, is_over, payloads_of, spot_of
from reconciler.checks.hosts import places_of_url
from reconciler.checks.judging import Denial, Judge
from reconciler.model.desired import Desired, DesiredNumber, Window
from reconciler.model.diagnostics import Code, Severity, quoted
from reconciler.model.findings import Finding, Key, NumberSpot, OverrideSpot, SettingSpot
from reconciler.model.identifiers import NumberCode
from reconciler.model.settings import PolicyException


def findings(desired: Desired, *, at: datetime, complete: bool) -> Iterator[Finding]:
    """Yield the destinations that the policy denies, and the exceptions that nothing needs.

    An override that is over leads nowhere any more. Where not every number could be read (`complete`), no exception is
    called unused.
    """
    judge = _judge(desired)
    used: set[int] = set()
    told: set[tuple[NumberSpot | OverrideSpot, str]] = set()
    for number in desired.numbers.values():
        for window, path, denial in _denials(number, judge):
            if denial.exception is not None:
                used.add(denial.exception)
            elif not is_over(window, at):
                spot = spot_of(number.number_code, window, path)
                if (spot, denial.detail) not in told:
                    told.add((spot, denial.detail))
                    yield Finding(code=denial.code, detail=denial.detail, spot=spot)
    if complete:
        yield from _unused(desired, used)


def exceptions_in_use(desired: Desired) -> tuple[tuple[PolicyException, tuple[NumberCode, ...]], ...]:
    """Answer the exceptions that allow something, each with the numbers that need it, overrides included."""
    judge = _judge(desired)
    users: dict[int, dict[NumberCode, None]] = {}
    for number in desired.numbers.values():
        for _, _, denial in _denials(number, judge):
            if denial.exception is not None:
                users.setdefault(denial.exception, {})[number.number_code] = None
    exceptions = desired.settings.policy.exceptions
    return tuple((exceptions[index], tuple(sorted(users[index]))) for index in sorted(users))


def denied_targets(desired: Desired) -> tuple[str, ...]:
    """Answer the destinations that are denied as an error and have no exception, as one could name them, each once.

    A URL is named by its host: the rest may hold a key, which must not be copied.
    """
    judge = _judge(desired)
    denied: dict[str, None] = {}
    for number in desired.numbers.values():
        for payload, _ in payloads_of(number):
            for kind, text, _ in destinations_of(payload):
                denials = judge.denials(kind, text)
                if any(item.exception is None and item.code.severity is Severity.ERROR for item in denials):
                    denied |= dict.fromkeys(_hosts(text) if kind is Kind.URL else (text,))
    return tuple(denied)


def _hosts(url: str) -> tuple[str, ...]:
    return tuple(place.host for place in places_of_url(url)) or (url,)


def _judge(desired: Desired) -> Judge:
    return Judge(desired.settings.policy, desired.contacts)


def _denials(number: DesiredNumber, judge: Judge) -> Iterator[tuple[Window | None, tuple[Key, ...], Denial]]:
    """Yield what is denied, and where; what an override leaves as it was is told of the number alone."""
    own = {(path, text) for _, text, path in destinations_of(number.forwarding)} if number.windows else frozenset()
    for payload, window in payloads_of(number):
        for kind, text, path in destinations_of(payload):
            if window is None or (path, text) not in own:
                for denial in judge.denials(kind, text):
                    yield window, path, denial


def _unused(desired: Desired, used: set[int]) -> Iterator[Finding]:
    for index, exception in enumerate(desired.settings.policy.exceptions):
        if index not in used:
            detail = (
                f"No number leads to {quoted(exception.target)} in a way that the policy denies, so the exception"
                f" {quoted(exception.name)} allows nothing today and something unforeseen tomorrow. Take it away, or"
                " correct its target: a number's digits, '@name', a URL, its host, or an IP address."
            )
            spot = SettingSpot(path=("policy", "exceptions", index))
            yield Finding(code=Code.UNUSED_EXCEPTION, detail=detail, spot=spot)
