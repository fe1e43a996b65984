"""One number's change, and the plan that holds them all: frozen data that apply carries out and reports read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from reconciler.model.diagnostics import Source
from reconciler.model.identifiers import ApplicationName, Digest, Lineage, NumberCode
from reconciler.model.recorded import Entry, Later
from reconciler.planner.transitions import Next, Transition


class Action(StrEnum):
    """What is to be done for one number."""

    ADD = "add"
    CHANGE = "change"
    MOVE = "move"
    REMOVE = "remove"
    FORGET = "forget"
    NOTE = "note"
    RESEND = "resend"


CALLS_PROVIDER = frozenset({Action.ADD, Action.CHANGE, Action.MOVE, Action.REMOVE, Action.RESEND})
"""The actions that need a call; the others change the record alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changes for one number: its whole recorded entry before and after (None: not in the record).

    `application` is the one whose key makes the call: the new one of a move. `missing_secrets` names the
    environment variables without which the number cannot be sent. The fields that differ are worked out by
    `fields.field_changes` for what is shown, and are not part of the change. `override` is the reason of the override
    that holds at the plan's moment; `following` is what the number becomes at its next transition. `approved` is what
    the record has approved to follow and is still to come. `is_due` tells that the change does nothing but what was
    approved for this moment when it was last applied: an override begins or ends.
    """

    number_code: NumberCode
    application: ApplicationName
    action: Action
    before: Entry | None
    after: Entry | None
    source: Source | None = None
    missing_secrets: tuple[str, ...] = ()
    override: str | None = None
    following: Next | None = None
    approved: tuple[Later, ...] = ()
    is_due: bool = False

    @property
    def alters_later(self) -> bool:
        """Tell whether what is to follow is another than what was approved."""
        return self.after is not None and self.after.later != self.approved


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The record a plan was made against; the serial tells only how far the record has moved since."""

    lineage: Lineage | None
    serial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that apply would do, sorted by number, with the digest by which a person approves it.

    `unchanged` counts the numbers that need nothing. `not_compared` maps a secret's name to the numbers whose value
    of it could not be compared because its variable is not set. `busy` are numbers that another run is applying right
    now. `unselected` counts the changes that a selection left out. `at` is the moment the plan was made for.
    `transitions` are what overrides will do by themselves within the horizon. `beyond` counts the overrides
    that begin later than that. `held_back` are numbers whose override is due and which something else waits to change
    too, so that a plan of what is due leaves them.
    """

    base: Base
    changes: tuple[Change, ...]
    unchanged: int
    digest: Digest
    at: datetime
    not_compared: Mapping[str, tuple[NumberCode, ...]] = field(default_factory=dict)
    busy: tuple[NumberCode, ...] = ()
    unselected: int = 0
    transitions: tuple[Transition, ...] = ()
    beyond: int = 0
    held_back: tuple[NumberCode, ...] = ()

    @property
    def valid_until(self) -> datetime | None:
        """The next moment at which a change would be another: a boundary of its overrides, if one is to come."""
        return min((change.following.at for change in self.changes if change.following), default=None)

    def counts(self) -> dict[Action, int]:
        """Answer how many changes there are of each action, in the order of the actions, zeros included."""
        counted = Counter(change.action for change in self.changes)
        return {action: counted[action] for action in Action}
