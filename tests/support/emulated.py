"""The emulator on a loopback socket, with what a test wants to know of it."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.faults import Faults
from reconciler.emulator.log import CallLog
from reconciler.emulator.phones import Phone, Phones
from reconciler.emulator.profile import PROFILES
from reconciler.emulator.server import running
from reconciler.emulator.telephony import Telephony, telephony
from reconciler.emulator.uis_profile import UIS_PROFILES

MAIN_KEY = "main-key-5d1c9e7a"
SECOND_KEY = "second-key-0b7f33aa"
UIS_KEY = "emulated-uis-key"
SET = "SetCallForwarding"
QUICK_PHONE = Phone(after=0.1, talks=0.3)
"""Answers and hangs up at once: these calls take real time."""
KEYS: Mapping[str, str] = {"main": MAIN_KEY, "second": SECOND_KEY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Emulated:
    """A served emulator; `faults.replace([...])` makes calls go wrong."""

    url: str
    account: Account
    faults: Faults
    log: CallLog
    world: Telephony

    def numbers_sent(self, method: str = SET) -> list[int]:
        """Answer the numbers of the calls received of one method, sorted."""
        return sorted(call.number or 0 for call in self.log.calls(method))

    def bodies(self, method: str = SET) -> list[Any]:
        """Answer the bodies of the calls received of one method."""
        return [json.loads(call.body) for call in self.log.calls(method)]

    def forwarding(self, code: int) -> dict[str, Any] | None:
        """Answer what is set for a number now."""
        found = next((number.forwarding for number in self.account.numbers() if number.code == code), None)
        return found.as_sent() if found else None

    def has(self, application: str, code: int, body: Mapping[str, Any] | None = None, *, has_sip: bool = False) -> None:
        """Put a number into an application, forwarded as the body says."""
        self.account.register(code, application, has_sip=has_sip)
        if body is not None:
            self.account.forward(code, body)


@contextmanager
def emulated(
    profile: str = "documented",
    *,
    keys: Mapping[str, str] = KEYS,
    closed: bool = False,
    limited: bool = True,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Iterator[Emulated]:
    """Serve an emulator while the block runs; one that is not `limited` takes as many requests as come."""
    account = Account(*(Application(name=name, key=key) for name, key in keys.items()), closed=closed)
    faults, log = Faults(), CallLog()
    uis = replace(UIS_PROFILES[profile], report_delay=0.1)
    world = telephony(account, clock=time.time, profile=uis, phones=Phones(otherwise=QUICK_PHONE))
    guess = PROFILES[profile] if limited else replace(PROFILES[profile], rate_limit=None)
    app = create_app(account, profile=guess, faults=faults, log=log, world=world, sleep=sleep)
    with running(app) as url:
        yield Emulated(url=url, account=account, faults=faults, log=log, world=world)


def fault(kind: str, number: int | None = None, method: str = SET, **more: Any) -> dict[str, Any]:
    """Write one rule of faults."""
    rule = {"kind": kind, "method": method, **more}
    return rule if number is None else {**rule, "number": number}


AT_ONCE: Mapping[str, Any] = {"retry_after": 3600}
"""A wait that nobody has the patience for: the client gives up without waiting."""
