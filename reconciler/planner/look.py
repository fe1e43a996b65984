"""Before and after a call: whether the provider still has what was recorded, and whether it has what was sent. Pure.

Source: design.md's rule that a record can be wrong about the world, since somebody may have used the web cabinet; and
docs/provider.md for what GetAttributes does not show and for fields that a Set leaves out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from reconciler.model.forwarding import ForwardingType, Payload, data_of
from reconciler.model.secrets import fingerprint, payload_fingerprint, referenced
from reconciler.planner.change import Action, Change
from reconciler.planner.fields import FieldChange
from reconciler.planner.live import (
    Comparison,
    Recognise,
    by_fingerprints,
    by_values,
    compare,
    either,
    has_forwarding,
    is_blind,
)

FEW_FIELDS = 5
LONGEST = 60
"""So many differing fields are told, and so many letters of each value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadySo:
    """The provider is proven to have what is wanted: nothing needs to be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """The provider has what was recorded, as far as it shows it; `not_shown` names the fields that it does not."""

    not_shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """The provider has what neither was recorded nor is wanted: somebody else set it. `words` tells the difference."""

    words: str
    exists: bool = False


Look: TypeAlias = AlreadySo | Send | Foreign


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One state that the number may be in without anybody's doing but ours (None: no forwarding).

    `hides` where no address of the provider's may be told; see `live.is_blind`.
    """

    payload: Payload | None
    recognise: Recognise
    hides: bool = False


def look(change: Change, live: Payload, *, secrets: Mapping[str, str], hmac_key: bytes) -> Look:
    """Judge what the provider has (GetAttributes, as a payload; type 0: nothing) before a change is sent."""
    wanted = change.after.payload if change.after is not None else None
    if wanted is None:
        if not has_forwarding(live):
            return AlreadySo()
    elif change.action is not Action.MOVE and compare(wanted, live, secrets).proven_equal:
        # A move is sent in any case: that its new application may set the number is part of what is wanted.
        return AlreadySo()
    promised = change.before.restore if change.before is not None else None
    if promised is not None and promised.live == payload_fingerprint(hmac_key, live):
        return Send()
    for known in _known(change, live, secrets, hmac_key):
        found = _compared(known, live, secrets)
        if found is not None and not found.differences:
            return Send(not_shown=found.not_shown)
    return _foreign(change, live, secrets, hmac_key)


def _known(change: Change, live: Payload, secrets: Mapping[str, str], hmac_key: bytes) -> Iterator[Known]:
    """Yield the states in which the number may be: as recorded, as a call without an answer left it, as wanted."""
    before = change.before
    values = by_values(secrets)
    if before is None or before.payload is None or change.action is Action.MOVE:
        yield Known(payload=None, recognise=values)
    if before is not None and before.payload is not None:
        yield Known(payload=before.payload, recognise=by_fingerprints(before.secrets, hmac_key))
    yield from _unanswered(change, secrets, hmac_key)
    wanted = change.after.payload if change.after is not None else None
    if wanted is not None and not (change.action is Action.ADD and compare(wanted, live, secrets).hidden):
        yield Known(payload=wanted, recognise=values)


def _unanswered(change: Change, secrets: Mapping[str, str], hmac_key: bytes) -> Iterator[Known]:
    """Yield what a call whose outcome nobody knows may have left, also where the provider keeps what it left out."""
    before = change.before
    if before is None or before.unknown is None:
        return
    sent = before.unknown.all_sent()
    values = by_values(secrets)
    yield from (Known(payload=payload, recognise=values) for payload in sent)
    if must_be_read_back(change):
        # Where fields were kept that a call left out, whoever is told so is advised to clear the forwarding.
        yield Known(payload=None, recognise=values)
    kept = either(values, by_fingerprints(before.secrets, hmac_key))
    wanted = change.after.payload if change.after is not None else None
    for old in (before.payload, *sent):
        for payload in (*sent, wanted):
            together = kept_over(old, payload)
            if together is not None:
                yield Known(payload=together, recognise=kept)


def _compared(known: Known, live: Payload, secrets: Mapping[str, str]) -> Comparison | None:
    """Compare one known state with what the provider has; None where only one of the two forwards calls at all."""
    forwards = known.payload is not None and _forwards(known.payload)
    if forwards != has_forwarding(live):
        return None
    if not forwards or known.payload is None:
        return Comparison(exists=False, differences=(), not_shown=())
    return compare(known.payload, live, secrets, recognise=known.recognise, hides=known.hides)


def _forwards(payload: Payload) -> bool:
    return ForwardingType(payload["call_forwarding_type"]) is not ForwardingType.UNDEFINED


def kept_over(old: Payload | None, new: Payload | None) -> Payload | None:
    """Answer what the provider has after a Set if it keeps what that leaves out; None where nothing can be kept."""
    if old is None or new is None or old["call_forwarding_type"] != new["call_forwarding_type"] or not data_of(new):
        return None
    name = next(name for name, value in new.items() if value is data_of(new))
    return {**new, name: {**data_of(old), **data_of(new)}}


def leaves_out(old: Payload | None, new: Payload | None) -> bool:
    """Tell whether a Set leaves out a field that was set before, of which nobody knows whether it is then cleared."""
    if old is None or new is None or old["call_forwarding_type"] != new["call_forwarding_type"]:
        return False
    return _lacks(data_of(old), data_of(new))


def _lacks(old: object, new: object) -> bool:
    match old, new:
        case Mapping(), Mapping():
            return any(name not in new or _lacks(value, new[name]) for name, value in old.items())
        case list(), list():
            return len(old) > len(new) or any(_lacks(was, now) for was, now in zip(old, new, strict=False))
        case _:
            return False


def must_be_read_back(change: Change) -> bool:
    """Tell whether a change leaves out what was, or may have been, set before.

    Where a number is brought back after somebody else's change, nobody knows what that had set besides.
    """
    before = change.before
    if before is None or change.after is None:
        return False
    if before.restore is not None:
        return True
    sent = before.unknown.all_sent() if before.unknown is not None else ()
    return any(leaves_out(old, change.after.payload) for old in (before.payload, *sent))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """What was found after a call: `differences` in words, empty where the provider has what was sent."""

    differences: str = ""
    not_shown: tuple[str, ...] = ()


def read_back(change: Change, live: Payload, *, secrets: Mapping[str, str]) -> ReadBack:
    """Judge what the provider has after a change was sent."""
    wanted = change.after.payload if change.after is not None else None
    if wanted is None or not _forwards(wanted):
        return ReadBack(differences="it still has a forwarding" if has_forwarding(live) else "")
    before = change.before.payload if change.before is not None else None
    # What a call left out may be kept with the value of a secret that has another one by now.
    found = compare(wanted, live, secrets, hides=before is not None and bool(referenced(before)))
    if not found.exists:
        return ReadBack(differences="it has no forwarding")
    if not found.differences:
        return ReadBack(not_shown=found.not_shown)
    words = _fields(found.differences, was="sent", now="has")
    if _keeps(change, found.differences):
        return ReadBack(
            differences=f"it keeps fields that somebody else had set and the call left out ({words}). Clear the"
            " forwarding in the web cabinet and apply again"
        )
    kept = kept_over(change.before.payload if change.before is not None else None, wanted)
    if kept is not None and not compare(kept, live, secrets).differences:
        return ReadBack(
            differences=f"it keeps fields that the call left out ({words}). Declare them with the value that they are"
            " to have, or clear the forwarding in the web cabinet and apply again"
        )
    return ReadBack(differences=f"it has something else ({words})")


def _keeps(change: Change, differences: Sequence[FieldChange]) -> bool:
    """Tell whether a number that was to be brought back has everything wanted, and more; a look's `after` is wanted."""
    is_promised = change.before is not None and change.before.restore is not None
    return is_promised and all(item.after is None for item in differences)


def _foreign(change: Change, live: Payload, secrets: Mapping[str, str], hmac_key: bytes) -> Foreign:
    before = change.before
    if before is None or before.payload is None:
        return Foreign(words=_exists(change, live, secrets), exists=True)
    if not has_forwarding(live):
        return Foreign(words="the provider has no forwarding for this number any more")
    hides = is_blind(before, {name: fingerprint(hmac_key, value) for name, value in secrets.items()})
    known = Known(payload=before.payload, recognise=by_fingerprints(before.secrets, hmac_key), hides=hides)
    found = _compared(known, live, secrets)
    if found is None:
        return Foreign(words="the provider has a forwarding, and none was recorded")
    return Foreign(words=_fields(found.differences, was="recorded", now="has"))


def _exists(change: Change, live: Payload, secrets: Mapping[str, str]) -> str:
    wanted = change.after.payload if change.after is not None else None
    if wanted is None or not _forwards(wanted):
        return "and another one than none is not what is wanted"
    found = compare(wanted, live, secrets)
    if found.hidden:
        return f"and does not show where ({found.not_shown[0]})"
    return f"differently ({_fields(found.differences, was='declared', now='has')})"


def _fields(differences: Sequence[FieldChange], *, was: str, now: str) -> str:
    """Answer differences in words; a FieldChange's `before` is what the provider has."""
    told = [
        f"{item.name}: {was} {_value(item.after)}, {now} {_value(item.before)}" for item in differences[:FEW_FIELDS]
    ]
    others = len(differences) - len(told)
    return "; ".join(told) + (f"; and {others} more" if others > 0 else "")


def _value(value: Any) -> str:  # noqa: ANN401 - any value of a payload
    if value is None or value == "":
        return "nothing"
    if isinstance(value, Mapping):
        value = ", ".join(f"{name} {item}" for name, item in islice(value.items(), 3))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
