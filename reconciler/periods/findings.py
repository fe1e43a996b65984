"""What is wrong or doubtful in a period: kinds of findings with their stable codes, and a finding with its place."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Kind(StrEnum):
    """The stable name of a kind of finding; `summary` is its constant title, an error makes the period no period."""

    summary: str
    is_error: bool

    def __new__(cls, value: str, summary: str, is_error: bool = False) -> Self:  # noqa: FBT001, FBT002 - a table's column
        """Make a member that is its own text and carries its title."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.summary = summary
        member.is_error = is_error
        return member

    INVALID_PERIOD = "invalid-period", "this is not a period", True
    MISREAD_PERIOD = "misread-period", "an engine would not read this period as people do", True
    PERIOD_WORD = "period-word", "this word is not a period", True

    HOUR_PAST_NOON = "hour-past-noon", "an hour after noon with pm is read in three ways"
    NUMERIC_WEEKDAY = "numeric-weekday", "which weekday is 1 is not documented"
    TWELVE_HOUR_CLOCK = "twelve-hour-clock", "not every engine understands am and pm"
    WRAPPED_RANGE = "wrapped-range", "this range runs past the end of its scale"
    UNDOCUMENTED_PERIOD = "undocumented-period", "the provider's page does not show this form"
    WEEK_OF_MONTH = "week-of-month", "weeks of a month are counted in three ways"
    DAY_OF_YEAR = "day-of-year", "this day of the year moves in a leap year"
    DOUBTFUL_YEAR = "doubtful-year", "this year is most likely not the one meant"
    NEVER_TRUE = "never-true", "this part of the period never holds"
    ALWAYS_TRUE = "always-true", "this part of the period always holds"
    HOUR_WITH_MINUTE = "hour-with-minute", "these minutes hold in each of the hours"
    ODD_WHITE_SPACE = "odd-white-space", "white space that is not a space"
    CLOCK_CHANGE = "clock-change", "a change of the clock skips or doubles these hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong or doubtful: `detail` says in whole sentences what, why it matters and what to write.

    `start` and `end` are offsets of the characters that it is about; where something is missing they are equal.
    `replacement` is the whole text to write instead, which reads without an error, or None where nobody can tell.
    """

    kind: Kind
    detail: str
    start: int
    end: int
    replacement: str | None = None
