"""The calls that UIS has made: sessions with the contact's leg and the operator's, running and over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from reconciler.emulator.exolve_calls import Exchange, Fate, Reason
from reconciler.emulator.uis_account import UisAccount
from reconciler.emulator.uis_params import DATE
from reconciler.emulator.uis_profile import UisProfile

REFUSED_SECONDS = 0.5
"""How long a call lasts that UIS ends before it is dialled."""
EMPLOYEE_SECONDS = 3.0

LEG_FIELDS = (
    "id",
    "call_session_id",
    "start_time",
    "connect_time",
    "duration",
    "total_duration",
    "finish_reason",
    "virtual_phone_number",
    "calling_phone_number",
    "called_phone_number",
    "direction",
    "is_operator",
    "is_failed",
)
CALL_FIELDS = (
    "id",
    "start_time",
    "finish_time",
    "finish_reason",
    "virtual_phone_number",
    "direction",
    "is_lost",
    "call_api_external_id",
    "contact_phone_number",
)


@dataclass(slots=True, kw_only=True)
class Session:
    """One call. `dials_at` is when the contact is dialled (None: never), from which its fate counts its seconds."""

    id: int
    external_id: str
    own: str
    contact: str
    direction: str
    started: float
    dials_at: float | None
    fate: Fate
    reason: str | None = None
    released_at: float | None = None

    @property
    def ends_by_itself(self) -> float:
        """When the call ends if nobody releases it."""
        if self.dials_at is None:
            return self.started + self.fate.ends
        return self.dials_at + self.fate.ends

    @property
    def ends(self) -> float:
        """When the call is over."""
        return self.ends_by_itself if self.released_at is None else min(self.released_at, self.ends_by_itself)

    @property
    def answered_at(self) -> float | None:
        """When the contact answered, None if it did not before the end."""
        if self.dials_at is None or self.fate.answered is None:
            return None
        moment = self.dials_at + self.fate.answered
        return moment if moment < self.ends else None

    def is_active(self, at: float) -> bool:
        """Whether the call is running."""
        return at < self.ends


class Calls:
    """Every session there was; the caller holds the world's lock."""

    def __init__(self, exchange: Exchange, account: UisAccount, profile: UisProfile) -> None:
        self._exchange = exchange
        self._account = account
        self._profile = profile
        self.sessions: list[Session] = []

    def start(self, params: Mapping[str, Any], at: float) -> Session:
        """Start a call, and work out all that will become of it."""
        contact, own = params["contact"], params["virtual_phone_number"]
        reason = self._account.reason(contact)
        number = self._account.number(own)
        if reason is None and number is not None and not number.scenario_is_active:
            reason = "no_active_scenario"
        dials_at: float | None = at
        fate = Fate(ends=REFUSED_SECONDS, reason=Reason.NOBODY)
        if reason is not None:
            dials_at = None
        elif params["first_call"] == "employee":
            dials_at = at + EMPLOYEE_SECONDS if self._account.employee_answers else None
            reason = None if dials_at else "no_operation"
        if dials_at is not None:
            fate = self._limited(self._exchange.fate(contact, dials_at))
        session = Session(
            id=self._account.first_session + len(self.sessions),
            external_id=params.get("external_id", ""),
            own=own,
            contact=contact,
            direction=params.get("direction", self._profile.default_direction),
            started=at,
            dials_at=dials_at,
            fate=fate,
            reason=reason,
        )
        self.sessions.append(session)
        return session

    def release(self, session_id: int, at: float) -> bool:
        """End a running call; tell whether there was one."""
        session = next((one for one in self.sessions if one.id == session_id and one.is_active(at)), None)
        if session is not None:
            session.released_at = at
        return session is not None

    def legs(self, at: float) -> Iterator[dict[str, Any]]:
        """Yield the legs that reports show by now."""
        for session in self.sessions:
            is_shown = at >= session.ends + self._profile.report_delay
            if is_shown or (self._profile.ongoing_legs and session.is_active(at)):
                yield from self._legs_of(session, at)

    def rows(self, at: float, *, ongoing: bool) -> Iterator[dict[str, Any]]:
        """Yield the sessions that reports show by now."""
        for session in self.sessions:
            is_over = not session.is_active(at)
            is_shown = at >= session.ends + self._profile.report_delay
            if is_shown or (ongoing and self._profile.ongoing_calls and not is_over):
                yield {
                    "id": session.id,
                    "start_time": self._time(session.started),
                    "finish_time": self._time(session.ends) if is_over else None,
                    "finish_reason": self._reason(session) if is_over else None,
                    "virtual_phone_number": session.own,
                    "direction": session.direction,
                    "is_lost": True,
                    "call_api_external_id": session.external_id or None,
                    "contact_phone_number": session.contact,
                }

    def _limited(self, fate: Fate) -> Fate:
        """Answer what UIS makes of a fate: it lets nobody ring for longer than its own limit."""
        limit = self._profile.ring_limit
        if (fate.answered if fate.answered is not None else fate.ends) <= limit:
            return fate
        return Fate(ends=limit, reason=Reason.TIMEOUT, rings=tuple(one for one in fate.rings if one.begins < limit))

    def _legs_of(self, session: Session, at: float) -> Iterator[dict[str, Any]]:
        if session.dials_at is not None or session.reason not in {None, "no_operation"}:
            yield self._leg(session, at, is_operator=False)
        if session.dials_at is None and session.reason == "no_operation":
            yield self._leg(session, at, is_operator=True)

    def _leg(self, session: Session, at: float, *, is_operator: bool) -> dict[str, Any]:
        answered = None if is_operator else session.answered_at
        is_over, ends = not session.is_active(at), min(at, session.ends)
        is_answered = answered is not None and answered <= at
        return {
            "id": session.id * 10 + is_operator,
            "call_session_id": session.id,
            "start_time": self._time(session.started),
            "connect_time": self._time(answered) if is_answered and answered is not None else None,
            "duration": round(ends - answered) if is_answered and answered is not None else 0,
            "total_duration": round(ends - session.started),
            "finish_reason": self._reason(session) if is_over else None,
            "virtual_phone_number": session.own,
            "calling_phone_number": session.own,
            "called_phone_number": "0" if is_operator else session.contact,
            "direction": "in" if is_operator else "out",
            "is_operator": is_operator,
            # Contradicts its own description at UIS too.
            "is_failed": not is_answered,
        }

    def _reason(self, session: Session) -> str:
        if session.reason is not None:
            return session.reason
        is_released = session.released_at is not None and session.released_at < session.ends_by_itself
        return self._profile.released_reason if is_released else session.fate.reason.value

    def _time(self, at: float) -> str:
        return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(self._profile.report_zone)).strftime(DATE)
