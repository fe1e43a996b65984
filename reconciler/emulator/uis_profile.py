"""The switches of UIS: one for each thing that its documentation leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class LimitsAt(StrEnum):
    """Where an answer tells how many requests are left."""

    NOWHERE = "nowhere"
    METADATA = "metadata"


class Success(StrEnum):
    """How release.call says that it was done."""

    TEXT = "text"
    BOOLEAN = "boolean"
    BARE = "bare"


@dataclass(frozen=True, slots=True, kw_only=True)
class UisProfile:
    """One consistent guess about everything that UIS does not document; the defaults are the profile `documented`.

    Times are seconds. `report_delay` is how long after its end a call appears in reports; `ongoing_legs` shows the legs
    of a running call too, and `ongoing_calls` its session where that is asked for. `released_reason` is how a call is
    reported that release.call ended; `ring_limit` how long UIS itself lets a contact ring.
    """

    error_status: int = 200
    error_id_echoed: bool = False
    limits_at: LimitsAt = LimitsAt.METADATA
    success: Success = Success.TEXT
    batch_mnemonic: str = "batch_opreations_not_supported"
    report_delay: float = 5.0
    ongoing_legs: bool = False
    ongoing_calls: bool = True
    released_reason: str = "call_released"
    ring_limit: float = 120.0
    report_zone: str = "Europe/Moscow"
    exolve_zone: str = "Europe/Moscow"
    sessions_shared: bool = True
    default_direction: str = "in"


UIS_PROFILES: Mapping[str, UisProfile] = MappingProxyType(
    {
        "documented": UisProfile(),
        "contrary": UisProfile(
            error_status=400,
            error_id_echoed=True,
            limits_at=LimitsAt.NOWHERE,
            success=Success.BOOLEAN,
            batch_mnemonic="batch_operations_not_supported",
            report_delay=20.0,
            ongoing_legs=True,
            released_reason="no_success_subscriber_call",
            ring_limit=60.0,
            report_zone="UTC",
            sessions_shared=False,
            default_direction="out",
        ),
    }
)
