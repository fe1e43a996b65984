"""What a test call is expected to come to, what it came to, and the verdict: closed sets of frozen values.

A verdict claims no more than UIS can see, which is the number that it dialled: that it was answered, or was not. Who
answered, a voicemail or the wrong person, is known to Exolve's call events alone (docs/verify.md).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

from reconciler.model.identifiers import NumberCode


class Expecting(StrEnum):
    """What a call to a number is expected to come to at a moment."""

    ANSWER = "answer"
    NO_ANSWER = "no-answer"
    DROP = "drop"
    UNDEFINED = "undefined"
    URL = "url"
    UNKNOWN = "unknown"
    LOOP = "loop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a call is expected to come to, by what is recorded as applied.

    `rung` are all who are rung, in order. `seconds` is how long it rings until the last has been rung in vain, None
    where nobody knows. `turns_at` is the next moment at which something else is expected, if it is near. `why` tells in
    a sentence why nobody is rung, or why nobody knows.
    """

    expecting: Expecting
    rung: tuple[str, ...] = ()
    seconds: int | None = None
    turns_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """A number as it would be verified, and why it would not be dialled (None: it would).

    `seconds` is how long its call lasts at most.
    """

    number_code: NumberCode
    expected: Expected
    reason: str | None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One leg of a call as UIS's report has it; seconds. `connect_time` is as UIS writes it, in its account's zone."""

    is_operator: bool
    called: str = ""
    connect_time: str = ""
    duration: float = 0.0
    total_duration: float = 0.0
    finish_reason: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether somebody or something took the call."""
        return bool(self.connect_time) or self.duration > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a verdict rests on. `legs` are the contact's; `released` tells that the call was ended by us.

    `trouble` is why the report could not be read the last time that it was asked for, in a sentence, if so.
    """

    external_id: str | None = None
    call_session_id: int | None = None
    dialled_at: datetime | None = None
    legs: tuple[Leg, ...] = ()
    released: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The call came to what was expected; `detail` says what exactly was seen."""

    number_code: NumberCode
    expected: Expected
    detail: str
    evidence: Evidence = field(default_factory=Evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradicted:
    """The call came to something else than was expected: the forwarding, or whoever is behind it, needs a look."""

    number_code: NumberCode
    expected: Expected
    detail: str
    evidence: Evidence = field(default_factory=Evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inconclusive:
    """Nothing was learned about the forwarding: no call was made, or what it came to says nothing about it."""

    number_code: NumberCode
    expected: Expected
    detail: str
    evidence: Evidence = field(default_factory=Evidence)


Verdict: TypeAlias = Verified | Contradicted | Inconclusive

VerdictWord: TypeAlias = Literal["verified", "failed", "inconclusive"]

WORD: dict[type[Verdict], VerdictWord] = {
    Verified: "verified",
    Contradicted: "failed",
    Inconclusive: "inconclusive",
}
"""How reports, journals and pipelines call each verdict."""


def word(verdict: Verdict) -> VerdictWord:
    """Answer the verdict's name in reports and journals."""
    return WORD[type(verdict)]
