"""What became of one planned change: a closed set of frozen values, to be matched exhaustively."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from reconciler.model.identifiers import NumberCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The provider confirmed the change, or already had it (`detail` says so).

    `warning` is what a person should know although it went well: that somebody else's change was overwritten.
    `not_shown` names the fields that the provider does not show, so that nobody knows whether they are as they were.
    """

    number_code: NumberCode
    detail: str = ""
    warning: str = ""
    not_shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The provider refused, or could not be reached for as long as we tried.

    `may_have_happened` is true when one of the tries may have taken effect all the same: the record then
    keeps a mark, and the next plan sends the number again.
    """

    number_code: NumberCode
    detail: str
    may_have_happened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeUnknown:
    """The call was sent and no usable answer came: neither failed nor applied."""

    number_code: NumberCode
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTried:
    """Nothing was sent for this number; `detail` says why."""

    number_code: NumberCode
    detail: str


Outcome: TypeAlias = Applied | Failed | OutcomeUnknown | NotTried

OutcomeWord: TypeAlias = Literal["applied", "failed", "unknown", "not-tried"]

WORD: dict[type[Outcome], OutcomeWord] = {
    Applied: "applied",
    Failed: "failed",
    OutcomeUnknown: "unknown",
    NotTried: "not-tried",
}
"""How reports, journals and pipelines call each outcome."""


def told(outcome: Outcome) -> str:
    """Answer everything that is to be said of an outcome besides its name."""
    if not isinstance(outcome, Applied):
        return outcome.detail
    return "; ".join(filter(None, (outcome.warning, outcome.detail, unseen(outcome))))


def unseen(outcome: Applied) -> str:
    """Answer what nobody could look at."""
    names = ", ".join(outcome.not_shown)
    return f"not shown by the provider, so not compared: {names}" if names else ""


def word(outcome: Outcome) -> OutcomeWord:
    """Answer the outcome's name in reports and journals."""
    return WORD[type(outcome)]
