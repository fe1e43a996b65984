"""The secrets of a saved plan, which may be applied where others are at hand than where it was made. Pure.

Record and plan know a secret by the HMAC of its value. A value that the plan knew is sent only if it is the same
still; one that it did not know is taken as it is where the plan is applied, as a plan made there would have done.
"""

from collections.abc import Mapping
from dataclasses import replace

from reconciler.model.recorded import Entry
from reconciler.model.secrets import referenced
from reconciler.planner.change import CALLS_PROVIDER, Change, Plan


def unfilled(plan: Plan) -> Plan:
    """Answer a plan that knows no secret's value.

    So it is where the record has no key yet: an HMAC without a key is a hash of the secret, which anybody could try
    values against, and the key that the record will have is not this one.
    """
    return replace(plan, changes=tuple(map(_unfilled, plan.changes)))


def _unfilled(change: Change) -> Change:
    after = change.after
    if after is None:
        return change
    names = referenced(after.payload or {})
    known = change.before.secrets if change.before is not None else {}
    kept = {name: known[name] for name in names if name in known}
    return replace(change, after=replace(after, secrets=kept), missing_secrets=names)


def filled(change: Change, fingerprints: Mapping[str, str], entry: Entry | None) -> Change:
    """Answer a saved change with the HMACs that the plan lacks and that are at hand now.

    `missing_secrets` then names those without which it cannot be sent here and now. Where neither knows a value, the
    number is done if all the rest is as recorded in `entry`.
    """
    after = change.after
    if after is None:
        return change
    missing = tuple(name for name in referenced(after.payload or {}) if name not in fingerprints)
    found = {name: fingerprints[name] for name in change.missing_secrets if _is_taken(name, change, fingerprints)}
    after = replace(after, secrets={**after.secrets, **found})
    if entry is not None:
        unknown = {
            name: entry.secrets[name] for name in change.missing_secrets if name in missing and name in entry.secrets
        }
        as_recorded = replace(after, secrets={**after.secrets, **unknown})
        after = as_recorded if as_recorded.same_as(entry) else after
    return replace(change, after=after, missing_secrets=missing)


def _is_taken(name: str, change: Change, fingerprints: Mapping[str, str]) -> bool:
    """Tell whether a value at hand is what will have been sent; a change of the record alone sends nothing."""
    if name not in fingerprints:
        return False
    return change.action in CALLS_PROVIDER or change.before is None or name not in change.before.secrets


def rotated(change: Change, fingerprints: Mapping[str, str]) -> tuple[str, ...]:
    """Answer the secrets of a filled change that have another value here than the plan was made with."""
    if change.after is None or change.action not in CALLS_PROVIDER:
        return ()
    planned = change.after.secrets
    return tuple(name for name in sorted(planned) if fingerprints.get(name, planned[name]) != planned[name])
