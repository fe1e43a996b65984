"""What is recorded as last applied: one entry a number, and the marks of calls whose outcome is not known."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from reconciler.model.identifiers import ApplicationName, Lineage, NumberCode, RunId


class OnRemoval(StrEnum):
    """What becomes of a number's forwarding when its declaration is deleted."""

    KEEP = "keep"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A call was sent, or was about to be, and nobody knows whether it took effect.

    `payload` is what was sent (None for DeleteCallForwarding), with `application`'s key, by the run `run`. `earlier` is
    what calls before it sent that nobody has heard of either: any of them may be what the provider has.
    """

    payload: dict[str, Any] | None
    application: ApplicationName
    run: RunId
    since: datetime
    earlier: tuple[dict[str, Any] | None, ...] = ()

    def all_sent(self) -> tuple[dict[str, Any] | None, ...]:
        """Answer everything that was sent since the last call whose outcome is known, the latest first."""
        return (self.payload, *self.earlier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """The drift check was told to bring the number back: send again, if the provider still has what it saw then.

    `live` is the HMAC of that under the record's key (`secrets.payload_fingerprint`): a URL of somebody else's may hold
    a key, which no record must.
    """

    live: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """What a number becomes at a moment (aware, UTC), approved together with what is recorded of it.

    `reason` is that of the override that begins then, None where an override ends; it is told and never compared.
    """

    at: datetime
    payload: dict[str, Any]
    reason: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The whole of what is recorded of one number.

    `payload` is what was last known to be applied, secrets as references; None when nothing was ever confirmed.
    `secrets` maps each referenced name to the HMAC of the value that was sent. What removal and the guards need
    (`on_removal`, `protected`, `weight`, `labels`) is kept here, so that it does not vanish with the YAML.
    `later` is what overrides will make of the number, in the order of time: approved when it was applied, so that
    carrying it out needs no approval again. `unproven` tells that an apply changed the number and no test call has
    shown since that it does what is recorded. `accepted` tells that the recorded value was taken over from the provider
    by `drift --accept`, and nothing was applied since.
    Do not use `applied_at`, `revision`, `unproven` or `accepted` to compare entries: `same_as` does that.
    """

    payload: dict[str, Any] | None
    application: ApplicationName
    protected: bool = False
    on_removal: OnRemoval = OnRemoval.KEEP
    weight: int = 1
    labels: tuple[str, ...] = ()
    description: str | None = None
    later: tuple[Later, ...] = ()
    secrets: dict[str, str] = field(default_factory=dict)
    unknown: Unknown | None = None
    restore: Restore | None = None
    unproven: bool = False
    accepted: bool = False
    applied_at: datetime | None = None
    revision: str | None = None

    def at(self, moment: datetime) -> "Entry":
        """Answer what was approved to be recorded at a moment: the last override to have begun or ended by then."""
        passed = sum(item.at <= moment for item in self.later)
        if not passed:
            return self
        return replace(self, payload=self.later[passed - 1].payload, later=self.later[passed:])

    def same_as(self, other: "Entry | None") -> bool:
        """Tell whether both say the same of the number, whenever and from whichever revision they were applied."""
        return other is not None and _timeless(self) == _timeless(other)


def _timeless(entry: Entry) -> Entry:
    return replace(entry, applied_at=None, revision=None, unproven=False, accepted=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCall:
    """A test call that was started, or was about to be, and that nobody has seen the end of.

    `call_session_id` is None until UIS has told it: then the call can only be found by its `external_id`.
    """

    external_id: str
    number_code: NumberCode
    run: RunId
    since: datetime
    call_session_id: int | None = None
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The record as a value: everything last applied, at one serial of one lineage.

    `lineage` is None for a record that does not exist yet. `serial` counts what was ever written to it.
    `hmac_key` is the record's own random key for secrets' fingerprints. `calls` are test calls without an end, by their
    external ids; `dialled` is when test calls were made in the day before the latest.
    """

    lineage: Lineage | None
    serial: int
    hmac_key: bytes
    numbers: Mapping[NumberCode, Entry]
    calls: Mapping[str, OpenCall] = field(default_factory=dict)
    dialled: tuple[datetime, ...] = ()


NOTHING_RECORDED = Recorded(lineage=None, serial=0, hmac_key=b"", numbers={})
