"""What UIS answers, brought to one form, and read leniently: the started call, legs, sessions, numbers, limits.

Source: the UIS pages "Вызов на виртуальный номер" and, of the Data API, those of get.calls_report,
get.call_legs_report and get.virtual_numbers; docs/verify.md sums them up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reconciler.model.verdict import Leg


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many requests are left, and for how long (seconds); None where the answer does not say."""

    minute_remaining: float | None = None
    minute_reset: float | None = None
    day_remaining: float | None = None
    day_reset: float | None = None

    @property
    def is_day_spent(self) -> bool:
        """Whether nothing is left for today."""
        return self.day_remaining is not None and self.day_remaining <= 0

    @property
    def pause(self) -> float:
        """How many seconds to wait before the next request."""
        if self.minute_remaining is None or self.minute_remaining > 0:
            return 0.0
        return self.minute_reset or 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumber:
    """A number of the UIS account: whether it is active, and has an active scenario."""

    number: str
    status: str
    has_active_scenario: bool

    @property
    def is_active(self) -> bool:
        """Whether the number can call."""
        return self.status == "active"


def limits_in(answer: Mapping[str, Any]) -> Limits:
    """Answer the limits that an answer tells, wherever they stand in it."""
    metadata = _mapping(_mapping(answer.get("result")).get("metadata"))
    if not metadata:
        metadata = _mapping(_mapping(_mapping(answer.get("error")).get("data")).get("metadata"))
    limits = _mapping(metadata.get("limits"))
    return Limits(**{name: _number(limits.get(name)) for name in Limits.__slots__})


def session_in(data: object) -> int | None:
    """Answer the session of a call that was started, None if the answer has none."""
    return _whole(_mapping(data).get("call_session_id"))


def sessions_in(data: object, external_id: str) -> tuple[int, ...]:
    """Answer the sessions of a calls report that carry our identifier."""
    rows = [row for row in _rows(data) if row.get("call_api_external_id") == external_id]
    found = (_whole(row.get("id", row.get("call_session_id"))) for row in rows)
    return tuple(session for session in found if session is not None)


def legs_in(data: object, session: int, contact: str) -> tuple[Leg, ...]:
    """Answer the legs of a session; where UIS does not say which is the operator's, the number called tells it."""
    return tuple(_leg(row, contact) for row in _rows(data) if _whole(row.get("call_session_id")) == session)


def number_in(data: object, number: str) -> OwnNumber | None:
    """Answer our number of a list of virtual numbers, None if it is not there."""
    row = next((row for row in _rows(data) if str(row.get("virtual_phone_number")) == number), None)
    if row is None:
        return None
    scenarios = row.get("scenarios")
    each: Sequence[object] = scenarios if isinstance(scenarios, list) else ()
    return OwnNumber(
        number=number,
        status=str(row.get("status", "")),
        has_active_scenario=any(_mapping(one).get("is_active") is True for one in each),
    )


def is_done(data: object) -> bool:
    """Tell whether an answer to release.call says that it was done."""
    success = data if isinstance(data, bool) else _mapping(data).get("success")
    return success is True or success == "true"


def _leg(row: Mapping[str, Any], contact: str) -> Leg:
    called = str(row.get("called_phone_number") or "")
    is_operator = row.get("is_operator")
    return Leg(
        is_operator=is_operator if isinstance(is_operator, bool) else called != contact,
        called=called,
        connect_time=str(row.get("connect_time") or ""),
        duration=_number(row.get("duration")) or 0.0,
        total_duration=_number(row.get("total_duration")) or 0.0,
        finish_reason=str(row.get("finish_reason") or ""),
    )


def _rows(data: object) -> list[Mapping[str, Any]]:
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _whole(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return float(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None
