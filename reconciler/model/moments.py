"""Moments as files declare them: ISO 8601 with the distance from UTC, so that everybody reads the same instant."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Annotated

from reconciler.model.diagnostics import Code, quoted
from reconciler.model.fields import Checked
from reconciler.model.kinds import kind_of, refusal
from reconciler.model.spelling import LONGEST
from reconciler.model.texts import text

EARLIEST, LATEST = 1970, 2999
"""The years of moments; beyond them some machine's calendar ends, and nobody plans a call."""
EXAMPLE = "2026-12-31T18:00:00+03:00"
RIGHT = f"Write the day, the time of day and the distance from UTC, such as {EXAMPLE}."

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = "[0-9]{2}:[0-9]{2}(?::[0-9]{2})?"
_OFFSET = "[Zz]|[+-][0-9]{2}:?[0-5][0-9]"
PATTERN = f"{_DAY}[Tt ]{_TIME}(?:{_OFFSET})"
_MOMENT = re.compile(PATTERN, re.ASCII)
_WRITTEN = re.compile(
    r"(?:(?P<year>[0-9]{4})[-./](?P<month>[0-9]{1,2})[-./](?P<day>[0-9]{1,2})"
    r"|(?P<day_first>[0-9]{1,2})[-./](?P<month_then>[0-9]{1,2})[-./](?P<year_last>[0-9]{4}))"
    r"(?:(?:[Tt,]| )[ ]?(?P<hour>[0-9]{1,2})"
    r"(?:[:.-](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?)?"
    r"[ ]?(?P<offset>[Zz]|[+-][0-9]{1,2}(?::?[0-9]{2})?)?(?P<name>[ ]?[A-Za-z]+(?:/[A-Za-z_/+-]+)?)?",
    re.ASCII,
)
"""What people write for a moment."""


def moment(value: object) -> datetime:
    """Accept ISO 8601 with an offset; answer the moment with that offset."""
    if not isinstance(value, str):
        raise refusal(Code.INVALID_TIME, f"A time is a text, and this is {kind_of(value)}. {RIGHT}")
    written = text(value)
    if _MOMENT.fullmatch(written) is None:
        raise refusal(Code.INVALID_TIME, f"{_trouble(written)} {RIGHT}")
    try:
        answer = datetime.fromisoformat(written.upper().replace(" ", "T"))
    except ValueError:
        raise refusal(Code.INVALID_TIME, f"{quoted(written)} is in no calendar, or on no clock. {RIGHT}") from None
    if not EARLIEST <= answer.year <= LATEST:
        raise refusal(
            Code.INVALID_TIME,
            f"{quoted(written)} is not in the years {EARLIEST} to {LATEST}. For what holds for ever, change the number"
            " itself.",
        )
    return answer


def _trouble(written: str) -> str:
    """Answer a sentence about what is wrong with a text that is no moment."""
    found = _WRITTEN.fullmatch(written) if len(written) <= LONGEST else None
    if found is None:
        return f"{quoted(written)} is no time."
    if found["hour"] is None:
        return f"{quoted(written)} is a day, and the time of day is missing."
    if found["name"] is not None:
        return f"{quoted(written)} names a zone, and which time its clocks show may change: its distance is written."
    if found["offset"] is None:
        return f"{quoted(written)} says no zone, so nobody can tell which moment it is."
    return f"{quoted(written)} is not written as it is read here."


def moment_hint(value: object, zone: tzinfo) -> str:
    """Answer a sentence that offers the moment which a text was written for, in a zone where it says none; or nothing.

    A day is meant from its beginning, and 24:00 is the beginning of the next.
    """
    found = _WRITTEN.fullmatch(value) if isinstance(value, str) and len(value) <= LONGEST else None
    if found is None or found["name"] is not None:
        return ""
    try:
        local = _local(found)
        meant = local.replace(tzinfo=_offset(found["offset"]) if found["offset"] else _fixed(local, zone))
    except (ValueError, OverflowError):
        return ""
    offered = meant.isoformat()
    is_right = EARLIEST <= meant.year <= LATEST and offered != value
    return f" Did you mean '{offered}'?" if is_right else ""


def _local(found: re.Match[str]) -> datetime:
    year, month, day = (int(found[name] or found[other]) for name, other in _DAYS)
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    is_midnight = (hour, minute, second) == (24, 0, 0)
    return datetime(year, month, day, 0 if is_midnight else hour, minute, second) + timedelta(days=is_midnight)  # noqa: DTZ001 - its zone is put in by who asks


_DAYS = (("year", "year_last"), ("month", "month_then"), ("day", "day_first"))


def _offset(written: str) -> tzinfo:
    if written in {"Z", "z"}:
        return UTC
    digits = written[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) < len("000") else (digits[:-2], digits[-2:])
    distance = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-distance if written[0] == "-" else distance)


def _fixed(local: datetime, zone: tzinfo) -> tzinfo:
    """Answer the offset that a zone has at a local time, without seconds, which ISO 8601 does not have."""
    distance = zone.utcoffset(local) or timedelta()
    return timezone(timedelta(minutes=round(distance.total_seconds() / 60)))


Moment = Annotated[
    datetime,
    Checked(moment, {"type": "string", "pattern": f"^{PATTERN}$", "errorMessage": RIGHT}),
]
