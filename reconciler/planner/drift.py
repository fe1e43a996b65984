"""Drift: what is recorded of a number against what the provider has now. Pure.

Source: design.md's rule that a record can be wrong about the world, since somebody may have used the web cabinet. What
the provider does not show is named: it is neither equal nor a difference.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeAlias

from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, Payload, data_of
from reconciler.model.identifiers import ApplicationName, NumberCode, RunId
from reconciler.model.outcome import Applied
from reconciler.model.recorded import Entry, Restore
from reconciler.model.secrets import fingerprint, payload_fingerprint
from reconciler.planner.fields import FieldChange
from reconciler.planner.live import (
    Eyes,
    Recognise,
    by_fingerprints,
    by_values,
    compare,
    has_forwarding,
    is_blind,
    shown,
)

NEVER_CONFIRMED = "nothing was ever confirmed to be applied to it"
APPLYING = "another run is applying it now"
MOVED = "what is recorded of it changed while it was read; run drift again"
MARKED = "marked to be restored: the next apply sends it again"
MARKED_BEFORE = "marked to be restored, and changed again since: apply refuses it until `drift --restore` marks it anew"
MARKED_IN_VAIN = (
    "marked to be restored, and as recorded again, so that nobody needs the mark: `drift --restore` or `drift --accept`"
    " takes it away"
)
UNMARKED = "as recorded again: its mark to be restored was taken away"


class Result(StrEnum):
    """What a comparison came to."""

    IN_SYNC = "in-sync"
    DRIFTED = "drifted"
    GONE = "gone"
    UNEXPECTED = "unexpected"
    OPEN = "open"
    NOT_READ = "not-read"


DIFFERENCES = frozenset({Result.DRIFTED, Result.GONE, Result.UNEXPECTED})


class Way(StrEnum):
    """What is done about a difference: the live value is taken into the record, or is to be sent over."""

    ACCEPT = "accept"
    RESTORE = "restore"


DONE = {
    Way.ACCEPT: "what the provider has was taken into the record",
    Way.RESTORE: "marked, so that the next apply sends it again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What is done about one number's difference in the record: its whole entry before and after. Calls nobody."""

    number_code: NumberCode
    way: Way
    before: Entry
    after: Entry

    @property
    def outcome(self) -> Applied:
        """What is told of it: it is done once it is written."""
        unmarked = self.way is Way.RESTORE and self.after.restore is None
        return Applied(number_code=self.number_code, detail=UNMARKED if unmarked else DONE[self.way])


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the provider has of one number.

    `attributes` is what GetAttributes answered, and `payload` the same with the data of a trunk, which GetList tells.
    `unclear` names the fields that are shown in a way that nobody can read.
    """

    attributes: Payload
    payload: Payload
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Nobody could look; `stopped` where only the run's end kept it from looking, so that going on makes sense."""

    why: str
    stopped: bool = False


Sight: TypeAlias = Seen | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What was done about a difference, or (not `done`) why it was not.

    `declaration` is the item of `numbers` that an accepted value is to be declared as.
    """

    way: Way
    done: bool
    why: str = ""
    declaration: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One number's comparison; of each field `before` is what was recorded and `after` what the provider has."""

    number_code: NumberCode
    application: ApplicationName
    result: Result
    description: str | None = None
    fields: tuple[FieldChange, ...] = ()
    not_shown: tuple[str, ...] = ()
    detail: str = ""
    stopped: bool = False
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What is known of secrets: the values at hand with their HMACs, and the record's key."""

    secrets: Mapping[str, str] = field(repr=False)
    fingerprints: Mapping[str, str]
    hmac_key: bytes = field(repr=False)

    def recogniser(self, entry: Entry) -> Recognise:
        """Answer what recognises a text by the values last sent: by their HMACs, or where these say nothing by value.

        A value at hand helps only where it may be the one that was sent.
        """
        known = entry.secrets
        sent = {name: text for name, text in self.secrets.items() if known.get(name) in {None, self._print(name)}}
        first, second = by_fingerprints(known, self.hmac_key), by_values(sent)

        def recognise(template: str, text: str) -> bool | None:
            found = first(template, text)
            return second(template, text) if found is None else found

        return recognise

    def eyes(self, entry: Entry) -> Eyes:
        """Answer how the live value of a number is looked at."""
        hides = is_blind(entry, self.fingerprints)
        return Eyes(secrets=self.secrets, recognise=self.recogniser(entry), hides=hides)

    def _print(self, name: str) -> str | None:
        return self.fingerprints.get(name)


def knowledge_of(secrets: Mapping[str, str], hmac_key: bytes) -> Knowledge:
    """Answer what is known of secrets under a record's key."""
    prints = {name: fingerprint(hmac_key, value) for name, value in secrets.items()}
    return Knowledge(secrets=secrets, fingerprints=prints, hmac_key=hmac_key)


def is_hidden_trunk(live: Payload) -> bool:
    """Tell whether the provider has a trunk (type 4) and does not show its data."""
    return live["call_forwarding_type"] == ForwardingType.STATIC.value and not data_of(live)


def with_trunk(attributes: Payload, listed: Mapping[str, Any] | None) -> Seen:
    """Answer what the provider has, a trunk's data taken from the list where it has any."""
    if listed is None:
        return Seen(attributes=attributes, payload=attributes)
    data = {name: value for name, value in listed.items() if value is not None}
    payload = {**attributes, DATA_OBJECT[ForwardingType.STATIC]: data}
    return Seen(attributes=attributes, payload=payload, unclear=tuple(name for name in listed if name not in data))


def why_open(entry: Entry, live_run: RunId | None) -> str:
    """Answer why a number is not compared where nobody knows what a call came to; empty where it is."""
    if entry.unknown is None:
        return ""
    if entry.unknown.run == live_run:
        return APPLYING
    since = entry.unknown.since.isoformat(timespec="seconds")
    return f"nobody knows whether the call of {since} took effect; apply asks the provider, and sends again if need be"


def drift_of(code: NumberCode, entry: Entry, sight: Sight, knowledge: Knowledge) -> Drift:
    """Compare what is recorded of a number with what the provider has."""
    made = Drift(number_code=code, application=entry.application, result=Result.NOT_READ, description=entry.description)
    if isinstance(sight, Unread):
        return replace(made, detail=sight.why, stopped=sight.stopped)
    made = _compared(made, entry, sight, knowledge)
    details = (NEVER_CONFIRMED if entry.payload is None else "", _about_mark(made, entry, sight, knowledge))
    return replace(made, detail="; ".join(filter(None, details)))


def _compared(made: Drift, entry: Entry, seen: Seen, knowledge: Knowledge) -> Drift:
    recorded, live, eyes = entry.payload, seen.payload, knowledge.eyes(entry)
    if recorded is None or not has_forwarding(recorded):
        if not has_forwarding(live):
            return replace(made, result=Result.IN_SYNC)
        return replace(made, result=Result.UNEXPECTED, fields=tuple(_retyped(recorded, live, eyes)))
    if not has_forwarding(live):
        return replace(made, result=Result.GONE, fields=tuple(_retyped(recorded, live, eyes)))
    if recorded["call_forwarding_type"] != live["call_forwarding_type"]:
        return replace(made, result=Result.DRIFTED, fields=tuple(_retyped(recorded, live, eyes)))
    found = compare(recorded, live, eyes.secrets, recognise=eyes.recognise, hides=eyes.hides)
    differences = [item for item in found.differences if item.name not in seen.unclear]
    unclear = [item.name for item in found.differences if item.name in seen.unclear]
    return replace(
        made,
        result=Result.DRIFTED if differences else Result.IN_SYNC,
        # A look's `before` is what the provider has.
        fields=tuple(FieldChange(path=item.path, before=item.after, after=item.before) for item in differences),
        not_shown=(*found.not_shown, *unclear),
    )


def _retyped(recorded: Payload | None, live: Payload, eyes: Eyes) -> Iterator[FieldChange]:
    """Yield the change of the type, and what the provider has set instead."""
    before, after = (
        None if body is None else ForwardingType(body["call_forwarding_type"]).name.lower() for body in (recorded, live)
    )
    yield FieldChange(path=("call_forwarding_type",), before=before, after=after)
    for name, value in _parted(data_of(live)):
        if value:
            yield FieldChange(path=(name,), before=None, after=shown(name, value, eyes))


def _parted(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a data object, each entry of `call_control` by itself."""
    for name, value in data.items():
        if name == "call_control":
            yield from ((f"{name}[{index}]", entry) for index, entry in enumerate(value, start=1))
        else:
            yield name, value


def _about_mark(made: Drift, entry: Entry, seen: Seen, knowledge: Knowledge) -> str:
    if entry.restore is None:
        return ""
    if is_needless_mark(made, entry, seen, knowledge):
        return MARKED_IN_VAIN
    return MARKED if entry.restore == mark_of(seen, knowledge) else MARKED_BEFORE


def is_needless_mark(drift: Drift, entry: Entry, sight: Sight, knowledge: Knowledge) -> bool:
    """Tell whether a marked number has what is recorded again, as far as it shows.

    Where the provider still answers what it did when it was marked, and does not show all, the mark may be needed.
    """
    if entry.restore is None or drift.result is not Result.IN_SYNC or not isinstance(sight, Seen):
        return False
    return not drift.not_shown or entry.restore != mark_of(sight, knowledge)


def unmarking(number_code: NumberCode, entry: Entry) -> Resolution:
    """Answer what takes the mark of a number away."""
    after = replace(entry, restore=None)
    return Resolution(number_code=number_code, way=Way.RESTORE, before=entry, after=after)


def mark_of(seen: Seen, knowledge: Knowledge) -> Restore:
    """Answer the mark that has the next plan send a number again, if GetAttributes still answers the same then."""
    return Restore(live=payload_fingerprint(knowledge.hmac_key, seen.attributes))


def unread_yet(drifts: Iterable[Drift]) -> tuple[NumberCode, ...]:
    """Answer the numbers that only the run's end kept from being read, in their order: where to go on."""
    return tuple(sorted(drift.number_code for drift in drifts if drift.stopped))


def counts(drifts: Iterable[Drift]) -> dict[Result, int]:
    """Answer how many numbers came to each result, in the order of the results, zeros included."""
    found = dict.fromkeys(Result, 0)
    for drift in drifts:
        found[drift.result] += 1
    return found
