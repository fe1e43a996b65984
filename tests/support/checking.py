"""Small desired states for checks, and what checks find in them, in words."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from reconciler.checks.every import findings
from reconciler.checks.outlook import Outlook, outlook_of
from reconciler.model.desired import Desired, DesiredNumber, Override, Window
from reconciler.model.diagnostics import Code, Source
from reconciler.model.findings import (
    ExpectationSpot,
    Finding,
    NameSpot,
    NumberSpot,
    OverrideSpot,
    SettingSpot,
    Spot,
)
from reconciler.model.forwarding import RedirectType
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.settings import Settings
from reconciler.routing.network import network_of

MOSCOW = ZoneInfo("Europe/Moscow")
AT = datetime(2026, 11, 23, 12, 30, tzinfo=MOSCOW)
"""A Monday."""
A, B, C = NumberCode(74991110001), NumberCode(74991110002), NumberCode(74991110003)
IVANOV, PETROVA, SOKOLOV = "79160000101", "79160000102", "79160000103"
SINGLE, SEQUENTIAL, PARALLEL = RedirectType.SINGLE, RedirectType.SEQUENTIAL, RedirectType.PARALLEL
WORK, REST = "wd {mon-fri} hr {9-17}", "hr {18-23}"


def entry(to: str | int | None, period: str | None = None, *, timeout: int = 20, **more: Any) -> dict[str, Any]:
    """Answer an entry that rings somebody, or (None) drops the call."""
    made: dict[str, Any] = {"timeout": timeout, "active": to is not None, **more}
    if to is not None:
        made["redirect_number"] = str(to)
    if period is not None:
        made["period"] = period
    return made


def rings(*entries: Mapping[str, Any], order: RedirectType = SEQUENTIAL, **more: Any) -> dict[str, Any]:
    """Answer a forwarding to numbers."""
    data = {"redirect_type": order.value, "call_control": list(entries), **more}
    return {"call_forwarding_type": 2, "call_forwarding_number": data}


def asks(url: str, reserve: str | int | None = None) -> dict[str, Any]:
    """Answer a forwarding that a URL decides."""
    data = {"url": url} if reserve is None else {"url": url, "reserve": str(reserve)}
    return {"call_forwarding_type": 3, "call_forwarding_ipcr": data}


def account(uri: str) -> dict[str, Any]:
    """Answer a forwarding to a SIP account."""
    return {"call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": uri}}


def trunk(ip: str, **more: Any) -> dict[str, Any]:
    """Answer a forwarding to a trunk."""
    return {"call_forwarding_type": 4, "call_forwarding_static": {"static_ip": ip, "port": 5060, **more}}


NOTHING: dict[str, Any] = {"call_forwarding_type": 0}


def number(code: NumberCode, forwarding: Mapping[str, Any], **more: Any) -> DesiredNumber:
    """Answer a desired number."""
    application = ApplicationName(more.pop("application", "default"))
    payload = {"number_code": code, **forwarding}
    return DesiredNumber(number_code=code, application=application, forwarding=payload, **more)


def window(
    forwarding: Mapping[str, Any], start: str, end: str, *, reason: str = "Новый год", override: int = 0
) -> Window:
    """Answer an override of a number, by the clocks of Moscow."""
    first, last = (datetime.fromisoformat(text).replace(tzinfo=MOSCOW) for text in (start, end))
    return Window(start=first, end=last, forwarding=forwarding, reason=reason, override=override)


def override(*windows: Window, line: int = 3, last_line: int = 9) -> Override:
    """Answer the declaration of a window."""
    source = Source(file="overrides.yaml", line=line, column=5)
    return Override(
        numbers=(A,), start=windows[0].start, end=windows[0].end, reason=windows[0].reason, source=source,
        last_line=last_line,
    )  # fmt: skip


def state(*numbers: DesiredNumber, **more: Any) -> Desired:
    """Answer a desired state; `policy` and other settings are given as they would be written."""
    settings = more.pop("settings", {})
    ordered = {one.number_code: one for one in sorted(numbers, key=lambda one: one.number_code)}
    sources = {code: Source(file="numbers.yaml", line=3 + 10 * index, column=5) for index, code in enumerate(ordered)}
    return Desired(numbers=ordered, settings=Settings.model_validate(settings), sources=sources, **more)


def found(desired: Desired, *, at: datetime = AT, complete: bool = True) -> list[Finding]:
    """Answer what all checks find."""
    return list(findings(desired, at=at, zone=MOSCOW, complete=complete))


def codes(desired: Desired, *, at: datetime = AT, complete: bool = True) -> list[str]:
    """Answer the codes of what all checks find, in their order."""
    return [finding.code.value for finding in found(desired, at=at, complete=complete)]


def of(code: Code, desired: Desired, *, at: datetime = AT, complete: bool = True) -> list[Finding]:
    """Answer what the checks find of one code."""
    return [finding for finding in found(desired, at=at, complete=complete) if finding.code is code]


def words(code: Code, *forwardings: Mapping[str, Any], **more: Any) -> list[str]:
    """Answer what the checks say of one code about numbers with these forwardings."""
    numbers = [number(NumberCode(A + index), forwarding, **more) for index, forwarding in enumerate(forwardings)]
    return [finding.detail for finding in of(code, state(*numbers))]


def outlook(desired: Desired, *, at: datetime = AT) -> Outlook:
    """Answer the outlook of a desired state."""
    return outlook_of(desired, network_of(desired, MOSCOW), at)


def told(findings: Iterable[Finding]) -> str:
    """Answer findings as golden files keep them."""
    return "".join(
        f"{finding.code.severity.value}: {finding.code.summary} [{finding.code.value}]\n"
        f"  at {place(finding.spot)}\n  {finding.detail}\n\n"
        for finding in findings
    )


def place(spot: Spot) -> str:
    """Answer a spot in words."""
    match spot:
        case NumberSpot():
            where = [str(spot.number_code), *map(str, spot.path)]
        case NameSpot():
            where = [spot.section, spot.name]
        case OverrideSpot():
            where = ["overrides", str(spot.index), *map(str, spot.path)]
        case ExpectationSpot():
            where = ["expectations", str(spot.index), *map(str, spot.path)]
        case SettingSpot():
            where = ["settings", *map(str, spot.path)]
        case _:
            assert_never(spot)
    offset = getattr(spot, "offset", 0)
    return ".".join(where) + (f" character {offset}" if offset else "")


def utc(text: str) -> datetime:
    """Answer a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
