"""Make the plan: compare what is desired with what is recorded, and decide one action a number."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.diagnostics import Source
from reconciler.model.identifiers import NumberCode, RunId
from reconciler.model.recorded import Entry, OnRemoval, Recorded
from reconciler.model.secrets import referenced
from reconciler.planner.change import Action, Base, Change, Plan
from reconciler.planner.digest import digest_of
from reconciler.planner.transitions import next_of, transitions


def make_plan(
    desired: Desired,
    recorded: Recorded,
    at: datetime,
    *,
    fingerprints: Mapping[str, str] | None = None,
    live_run: RunId | None = None,
) -> Plan:
    """Answer the plan that brings the record to the desired state as it is at the moment `at`.

    `fingerprints` maps the secrets whose values are at hand to their HMACs under the record's key; a secret without
    one is not compared. `live_run` is the run that holds the record's lock now: numbers in its flight are busy, and
    nobody's to send again.
    """
    hmacs = fingerprints or {}
    busy = {code for code, entry in recorded.numbers.items() if _in_flight(entry, live_run)}
    changes = tuple(
        _timed(change, desired, at)
        for change in _changes(desired, recorded, hmacs, at)
        if change.number_code not in busy
    )
    horizon = at + timedelta(days=desired.settings.horizon_days)
    considered = len(desired.numbers.keys() | recorded.numbers.keys())
    return Plan(
        base=Base(lineage=recorded.lineage, serial=recorded.serial),
        changes=changes,
        unchanged=considered - len(changes) - len(busy),
        digest=digest_of(changes),
        at=at,
        not_compared=_not_compared(desired.holding_at(at), hmacs),
        busy=tuple(sorted(busy)),
        transitions=transitions(desired, start=at, end=horizon),
        beyond=sum(item.start >= horizon for item in desired.overrides),
    )


def _timed(change: Change, desired: Desired, at: datetime) -> Change:
    """Answer a change with what was approved before it, the override that holds, and what follows it."""
    before, after = change.before, change.after
    if before is not None and before.later:
        approved = before.at(at)
        is_due = after is not None and approved.payload != before.payload and _is_approved(approved, after)
        change = replace(change, approved=approved.later, is_due=is_due)
    number = desired.numbers.get(change.number_code)
    if number is None or not number.windows:
        return change
    window = number.window_at(at)
    return replace(change, override=window.reason if window else None, following=next_of(number, at))


def _is_approved(approved: Entry, after: Entry) -> bool:
    """Tell whether what a change makes of a number's calls, now and later, is what was approved."""
    return (
        approved.payload == after.payload
        and approved.later == after.later
        and approved.application == after.application
        and not _rotated(approved, after)
    )


def _in_flight(entry: Entry, live_run: RunId | None) -> bool:
    return live_run is not None and entry.unknown is not None and entry.unknown.run == live_run


def _changes(desired: Desired, recorded: Recorded, hmacs: Mapping[str, str], at: datetime) -> Iterator[Change]:
    for code in sorted(desired.numbers.keys() | recorded.numbers.keys()):
        number = desired.numbers.get(code)
        entry = recorded.numbers.get(code)
        if number is None:
            assert entry is not None  # noqa: S101 - the code came from one of the two
            yield _removal(code, entry)
        elif entry is None or not _settled(number, entry, hmacs, at):
            change = _wanted(number, entry, hmacs, desired.sources.get(code), at)
            if change is not None:
                yield change


def _settled(number: DesiredNumber, entry: Entry, hmacs: Mapping[str, str], at: datetime) -> bool:
    """Tell at the price of a few comparisons that a number needs nothing."""
    if number.windows or entry.later:
        forwarding, later = number.holding_at(at).forwarding, number.later_than(at)
        if entry.at(at).payload != entry.payload or entry.at(at).later != later:
            return False
    else:
        forwarding = number.forwarding
    return (
        entry.payload == forwarding
        and entry.application == number.application
        and entry.protected == number.protected
        and entry.on_removal is number.on_removal
        and entry.weight == number.weight
        and entry.labels == number.labels
        and entry.description == number.description
        and entry.unknown is None
        and entry.restore is None
        and all(hmacs.get(name, known) == known for name, known in entry.secrets.items())
    )


def _wanted(
    number: DesiredNumber, entry: Entry | None, hmacs: Mapping[str, str], source: Source | None, at: datetime
) -> Change | None:
    after = number.entry(hmacs, at)
    missing = tuple(name for name in referenced(after.payload or {}) if name not in hmacs)
    if entry is not None:
        kept = {name: entry.secrets[name] for name in missing if name in entry.secrets}
        after = replace(after, secrets={**after.secrets, **kept})
    action = _action(entry, after, at)
    if action is None:
        return None
    return Change(
        number_code=number.number_code,
        application=number.application,
        action=action,
        before=entry,
        after=after,
        source=source,
        missing_secrets=missing,
    )


def _action(entry: Entry | None, after: Entry, at: datetime) -> Action | None:
    if entry is None:
        return Action.ADD
    if entry.unknown is not None or entry.restore is not None:
        return Action.RESEND
    if entry.application != after.application:
        return Action.MOVE
    if entry.payload != after.payload or _rotated(entry, after):
        return Action.CHANGE
    # What was to follow and has passed without making a difference is nothing to note.
    return None if entry.at(at).same_as(after) else Action.NOTE


def _rotated(entry: Entry, after: Entry) -> bool:
    """Tell whether a secret has another value than was sent; one that was never recorded tells nothing."""
    return any(after.secrets.get(name, known) != known for name, known in entry.secrets.items())


def _removal(code: NumberCode, entry: Entry) -> Change:
    action = Action.REMOVE if entry.on_removal is OnRemoval.RESET else Action.FORGET
    return Change(number_code=code, application=entry.application, action=action, before=entry, after=None)


def _not_compared(desired: Desired, hmacs: Mapping[str, str]) -> dict[str, tuple[NumberCode, ...]]:
    found: dict[str, list[NumberCode]] = {}
    for code, number in sorted(desired.numbers.items()):
        for name in referenced(number.forwarding):
            if name not in hmacs:
                found.setdefault(name, []).append(code)
    return {name: tuple(codes) for name, codes in sorted(found.items())}
