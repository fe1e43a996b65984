"""Asks whether a call, or what is told about it, goes where the policy denies it, and tells the exceptions in use."""

from collections.abc import Iterator, Mapping
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
    needed: set[int] = set()
    beside: dict[int, int] = {}
    told: set[tuple[NumberSpot | OverrideSpot, str]] = set()
    for number in desired.numbers.values():
        for window, path, denial in _denials(number, judge, at):
            if denial.exceptions:
                first, *others = denial.exceptions
                needed.add(first)
                beside |= dict.fromkeys(others, first)
                continue
            spot = spot_of(number.number_code, window, path)
            if (spot, denial.detail) not in told:
                told.add((spot, denial.detail))
                yield Finding(code=denial.code, detail=denial.detail, spot=spot)
    if complete:
        yield from _unused(desired, needed, beside)


def exceptions_in_use(desired: Desired, *, at: datetime) -> tuple[tuple[PolicyException, tuple[NumberCode, ...]], ...]:
    """Answer the exceptions that allow something, each with the numbers that need it, overrides included.

    Of overrides that are over at the moment `at` none needs an exception any more.
    """
    judge = _judge(desired)
    users: dict[int, dict[NumberCode, None]] = {}
    for number in desired.numbers.values():
        for _, _, denial in _denials(number, judge, at):
            if denial.exceptions:
                users.setdefault(denial.exceptions[0], {})[number.number_code] = None
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
                if any(not item.exceptions and item.code.severity is Severity.ERROR for item in denials):
                    denied |= dict.fromkeys(_hosts(text) if kind is Kind.URL else (text,))
    return tuple(denied)


def _hosts(url: str) -> tuple[str, ...]:
    return tuple(place.host for place in places_of_url(url)) or (url,)


def _judge(desired: Desired) -> Judge:
    return Judge(desired.settings.policy, desired.contacts)


def _denials(
    number: DesiredNumber, judge: Judge, at: datetime
) -> Iterator[tuple[Window | None, tuple[Key, ...], Denial]]:
    """Yield what is denied, and where; what an override leaves as it was is told of the number alone."""
    own = {(path, text) for _, text, path in destinations_of(number.forwarding)} if number.windows else frozenset()
    for payload, window in payloads_of(number):
        if is_over(window, at):
            continue
        for kind, text, path in destinations_of(payload):
            if window is None or (path, text) not in own:
                for denial in judge.denials(kind, text):
                    yield window, path, denial


def _unused(desired: Desired, needed: set[int], beside: Mapping[int, int]) -> Iterator[Finding]:
    """Yield the exceptions that nothing needs; `beside` tells of one which other allows the same destination."""
    exceptions = desired.settings.policy.exceptions
    for index, exception in enumerate(exceptions):
        if index in needed or _is_unknown(exception.target, desired):
            continue
        detail = (
            f"No number leads to {quoted(exception.target)} in a way that the policy denies, so the exception"
            f" {quoted(exception.name)} allows nothing today and something unforeseen tomorrow. Take it away, or"
            " correct its target: a number's digits, '@name', a URL, its host, or an IP address."
        )
        if index in beside:
            detail = (
                f"What needs {quoted(exception.target)} is allowed by the exception"
                f" {quoted(exceptions[beside[index]].name)} already, so the exception {quoted(exception.name)} adds"
                " nothing. Take one of the two away."
            )
        spot = SettingSpot(path=("policy", "exceptions", index))
        yield Finding(code=Code.UNUSED_EXCEPTION, detail=detail, spot=spot)


def _is_unknown(target: str, desired: Desired) -> bool:
    """Tell whether a target is a name that stands for nothing, which the loader tells."""
    return target.startswith("@") and target[1:] not in desired.contacts
