"""Period: what one text says at one moment, and answers to lines that a program sends."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from reconciler.errors import UsageError
from reconciler.loader.levels import SETTINGS_FILE
from reconciler.loader.reading import Readings
from reconciler.loader.settings import read_settings
from reconciler.model.diagnostics import quoted
from reconciler.model.settings import Settings
from reconciler.model.spelling import offer
from reconciler.periods.asking import Answer, ask
from reconciler.periods.evaluation import is_active
from reconciler.periods.findings import Finding
from reconciler.periods.misgivings import findings_of
from reconciler.periods.parser import read
from reconciler.workflows.zones import zone_of

FIRST_YEAR, LAST_YEAR = 1970, 9_900
"""Moments outside these years are not asked about: calendars there end, or were others."""


def answer(text: str, *, folder: Path, at: datetime, timezone: str | None) -> Answer:
    """Answer everything about one text; the zone is the one asked for, or the folder's, or the default."""
    if not _is_near(at):
        raise UsageError(
            f"the year {at.year} is not asked about.", advice=f"Name one from {FIRST_YEAR} to {LAST_YEAR}."
        )
    return ask(text, zone=_zone(folder, timezone), at=at)


def answers(lines: Iterable[bytes]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Answer lines of JSON in order, each with whether it could be answered."""
    zones: dict[str, ZoneInfo | None] = {}
    for line in lines:
        row, trouble = _row(line)
        if not trouble:
            name = row["tz"]
            if name not in zones:
                zones[name] = _zone_named(name)
            zone, at = zones[name], _moment(row["epoch"])
            if zone is None:
                trouble = f"{quoted(name)} is no zone of the IANA database"
            elif at is None:
                trouble = f"epoch is not within the years {FIRST_YEAR} to {LAST_YEAR}"
            else:
                yield {**row, **_judged(row["period"], zone, at)}, True
                continue
        yield {**row, "error": trouble}, False


def _judged(text: str, zone: ZoneInfo, at: datetime) -> dict[str, Any]:
    period, findings = read(text).period, findings_of(text, zone=zone, at=at)
    return {
        "verdict": _verdict(findings),
        "codes": list(dict.fromkeys(finding.kind.value for finding in findings)),
        "active": None if period is None else is_active(period, at, zone),
    }


def _verdict(findings: Iterable[Finding]) -> str:
    kinds = [finding.kind.is_error for finding in findings]
    return "error" if any(kinds) else "warning" if kinds else "ok"


def _row(line: bytes) -> tuple[dict[str, Any], str]:
    """Answer what a line holds, and what is wrong with it if anything is."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return {}, "this line is not JSON"
    if not isinstance(row, dict):
        return {}, "this line is no JSON object"
    for name, kind in (("period", str), ("epoch", int), ("tz", str)):
        if not isinstance(row.get(name), kind) or isinstance(row[name], bool):
            return row, f"'{name}' is missing or no {'text' if kind is str else 'integer'}"
    return row, ""


def _moment(epoch: int) -> datetime | None:
    try:
        moment = datetime.fromtimestamp(epoch, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if _is_near(moment) else None


def _is_near(moment: datetime) -> bool:
    return FIRST_YEAR <= moment.year <= LAST_YEAR


def _zone(folder: Path, timezone: str | None) -> ZoneInfo:
    if timezone is None:
        return zone_of(_settings(folder))
    zone = _zone_named(timezone)
    if zone is None:
        hint = offer(timezone, sorted(available_timezones())) or " Write one such as Europe/Moscow."
        raise UsageError(f"{quoted(timezone)} is no zone of the IANA database.", advice=hint.strip())
    return zone


def _zone_named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _settings(folder: Path) -> Settings:
    """Answer the settings of a folder as far as they can be read; the numbers in it are not looked at."""
    path = folder / SETTINGS_FILE
    readings = Readings()
    file = readings.first(path, with_places=True) if path.is_file() else None
    if file is None or file.document is None:
        return Settings()
    return read_settings(file.document)[0].settings
