"""The telephone world behind both APIs: phones, Exolve's exchange, UIS's account and calls, and who is told of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from reconciler.emulator.account import Account
from reconciler.emulator.events import Postman
from reconciler.emulator.exolve_calls import Exchange
from reconciler.emulator.phones import Phones
from reconciler.emulator.uis_account import UisAccount
from reconciler.emulator.uis_calls import Calls, Session
from reconciler.emulator.uis_methods import Uis
from reconciler.emulator.uis_profile import UIS_PROFILES, UisProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephony:
    """One world: a call that UIS starts is routed by the forwarding that Exolve has at that moment."""

    phones: Phones
    exchange: Exchange
    uis: Uis
    postman: Postman
    clock: Callable[[], float]

    @property
    def account(self) -> UisAccount:
        """The customer's account at UIS."""
        return self.uis.account

    @property
    def sessions(self) -> list[Session]:
        """Every call that UIS has made, in order."""
        with self.uis.lock:
            return list(self.uis.calls.sessions)

    def running(self) -> list[Session]:
        """Answer the calls that are running now."""
        return [session for session in self.sessions if session.is_active(self.clock())]

    def shown(self) -> dict[str, Any]:
        """Answer the calls and the events as JSON has them."""
        now = self.clock()
        return {
            "calls": [_shown(session, now) for session in self.sessions],
            "events": [
                {"url": one.url, "status": one.status, "payload": one.payload} for one in list(self.postman.posted)
            ],
        }


def telephony(
    account: Account,
    *,
    clock: Callable[[], float],
    profile: UisProfile = UIS_PROFILES["documented"],
    uis: UisAccount | None = None,
    phones: Phones | None = None,
    decided: Mapping[str, str] | None = None,
) -> Telephony:
    """Make the world of an Exolve account; `decided` maps URLs to where they send calls."""
    phones = phones or Phones()
    customer = uis or UisAccount()
    zone = ZoneInfo(profile.exolve_zone)
    exchange = Exchange(account=account, phones=phones, zone=zone, decided=dict(decided or {}))
    calls = Calls(exchange, customer, profile)
    return Telephony(
        phones=phones,
        exchange=exchange,
        uis=Uis(customer, calls, profile=profile, clock=clock),
        postman=Postman(exchange, clock),
        clock=clock,
    )


def _shown(session: Session, now: float) -> dict[str, Any]:
    return {
        "call_session_id": session.id,
        "external_id": session.external_id,
        "virtual_phone_number": session.own,
        "contact": session.contact,
        "is_active": session.is_active(now),
        "answered": session.answered_at is not None and session.answered_at <= now,
        "answered_by": session.fate.by,
        "rung": [ring.place for ring in session.fate.rings],
        "released": session.released_at is not None,
    }
