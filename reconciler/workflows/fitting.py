"""Whether validation would take a live value, were it declared: it is tried in place of the number's own declaration.

Nobody should have to take back what was accepted a moment ago. Values are tried one after the other, each beside those
that were accepted before it, so that of two that make a circle together the first is accepted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from reconciler.checks.every import questions
from reconciler.loader.defaults import DATA_MODELS
from reconciler.loader.meaning import always_rung
from reconciler.model.declared import required_keys
from reconciler.model.desired import Desired, DesiredNumber, Window
from reconciler.model.diagnostics import Code, Severity
from reconciler.model.findings import Finding, NumberSpot
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, Payload, data_of, texts_of
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry, Later
from reconciler.model.settings import Raised
from reconciler.planner.accepting import rebased
from reconciler.routing.entries import own_number
from reconciler.workflows.zones import zone_of

ELSEWHERE = frozenset({"overrides"})
"""Questions that no forwarding changes the answer to."""
LISTED = DATA_OBJECT[ForwardingType.NUMBER]


@dataclass(slots=True, kw_only=True)
class Fitting:
    """What the folder declares, with everything that was accepted by now in its place."""

    desired: Desired
    at: datetime
    _numbers: dict[NumberCode, DesiredNumber] = field(init=False)
    _users: dict[NumberCode, set[NumberCode]] = field(init=False, default_factory=dict)
    _is_linked: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._numbers = dict(self.desired.numbers)

    def refused(self, entry: Entry, code: NumberCode, payload: Payload) -> str:
        """Answer why a number's live value cannot be declared; empty where it can, and then it is in its place."""
        declared = self.desired.numbers.get(code)
        if declared is not None:
            to_come = (window for window in declared.windows if window.end > self.at)
            reasons = (_apart(window, declared.forwarding, payload) for window in to_come)
            reason = next(filter(None, reasons), "")
            if reason:
                return reason
        number = _with(declared, entry, code, payload)
        found = self._new_errors(number)
        if found:
            return f"it cannot be declared: {found[0].code.summary} [{found[0].code.value}]: {found[0].detail}"
        self._take(number)
        return ""

    def take(self, entry: Entry, code: NumberCode, payload: Payload) -> None:
        """Put in its place what was accepted before."""
        self._take(_with(self.desired.numbers.get(code), entry, code, payload))

    def _take(self, number: DesiredNumber) -> None:
        self._numbers[number.number_code] = number
        if self._is_linked:
            self._link(number)

    def _new_errors(self, number: DesiredNumber) -> list[Finding]:
        """Answer the errors that are there with a number and not without it."""
        code = number.number_code
        around = {one: self._numbers[one] for one in self._around(number) if one in self._numbers}
        found = self._errors({**around, code: number}, code)
        known = set(self._errors(around, code)) if found else ()
        return [finding for finding in found if finding not in known]

    def _errors(self, numbers: Mapping[NumberCode, DesiredNumber], code: NumberCode) -> list[Finding]:
        settings = self.desired.settings
        periods = dict(_periods(numbers[code])) if code in numbers else {}
        part = replace(self.desired, numbers=numbers, schedules={}, periods=periods)
        every = questions(part, at=self.at, zone=zone_of(settings), complete=True)
        return [
            finding
            for name, found in every
            if name not in ELSEWHERE
            for finding in found
            if finding.code is not Code.UNUSED_EXCEPTION and _is_error(finding.code, settings.warnings)
        ]

    def _around(self, number: DesiredNumber) -> set[NumberCode]:
        """Answer the numbers about which a check may say something else because of this one, and all they lead to."""
        if not self._is_linked:
            self._is_linked = True
            for one in self._numbers.values():
                self._link(one)
        users = _reached([number.number_code], lambda code: self._users.get(code, ()))
        return _reached([*users, *_named(number)], self._onward) & self._numbers.keys()

    def _onward(self, code: NumberCode) -> Iterable[NumberCode]:
        return _named(self._numbers[code]) if code in self._numbers else ()

    def _link(self, number: DesiredNumber) -> None:
        for code in _named(number):
            self._users.setdefault(code, set()).add(number.number_code)


def _with(declared: DesiredNumber | None, entry: Entry, code: NumberCode, payload: Payload) -> DesiredNumber:
    """Answer a number with another forwarding, which its overrides are laid over."""
    if declared is not None:
        windows = tuple(_over(window, declared.forwarding, payload) for window in declared.windows)
        return replace(declared, forwarding=payload, windows=windows)
    return DesiredNumber(
        number_code=code,
        application=entry.application,
        forwarding=payload,
        description=entry.description,
        labels=entry.labels,
        protected=entry.protected,
        on_removal=entry.on_removal,
        weight=entry.weight,
    )


def _over(window: Window, old: Payload, new: Payload) -> Window:
    (later,) = rebased((Later(at=window.start, payload=dict(window.forwarding)),), old, new)
    return replace(window, forwarding=later.payload)


def _apart(window: Window, old: Payload, new: Payload) -> str:
    """Answer why an override that is not over does not go with another value under it; empty where it does.

    What an override itself says is not known here, only what it comes to: what is as the number had it may be the
    number's own.
    """
    which = f"the override '{window.reason}' of {window.start.isoformat(timespec='minutes')}"
    kinds = [payload["call_forwarding_type"] for payload in (window.forwarding, old, new)]
    name = DATA_OBJECT.get(kinds[0])
    if name is not None and kinds[0] == kinds[1] != kinds[2]:
        own = [key for key in required_keys(DATA_MODELS[name]) if _same(key, window.forwarding, old)]
        if own:
            return (
                f"{which} may take its {', '.join(own)} from the forwarding that the number had, and the live value"
                " forwards in another way; restore it, or accept it when that override is taken out"
            )
    laid = data_of(_over(window, old, new).forwarding)
    if always_rung(laid) and not always_rung(data_of(window.forwarding)) and not always_rung(data_of(new)):
        return f"with {which} over it, several of its entries would hold at every moment"
    return ""


def _same(key: str, one: Payload, other: Payload) -> bool:
    return bool(data_of(one).get(key) == data_of(other).get(key))


def _named(number: DesiredNumber) -> set[NumberCode]:
    """Answer the numbers that a number rings or shows at any time, those of others too."""
    payloads = (number.forwarding, *(window.forwarding for window in number.windows))
    return {code for text in texts_of(payloads) if (code := own_number(text)) is not None}


def _reached(start: Iterable[NumberCode], onward: Callable[[NumberCode], Iterable[NumberCode]]) -> set[NumberCode]:
    found = dict.fromkeys(start)
    waiting = list(found)
    for here in waiting:
        for there in onward(here):
            if there not in found:
                found[there] = None
                waiting.append(there)
    return set(found)


def _periods(number: DesiredNumber) -> Iterator[tuple[str, tuple[NumberSpot, ...]]]:
    """Yield the periods of a number with where they stand."""
    for index, entry in enumerate(data_of(number.forwarding).get("call_control", ())):
        if entry.get("period"):
            path = (LISTED, "call_control", index, "period")
            yield entry["period"], (NumberSpot(number_code=number.number_code, path=path),)


def _is_error(code: Code, warnings: Mapping[str, Raised]) -> bool:
    return code.severity is Severity.ERROR or warnings.get(code.value) is Raised.ERROR
