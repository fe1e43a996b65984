"""The time zone in which schedules are read, as a value: the one place where its data is opened."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reconciler.model.settings import Settings

OTHERWISE = "Europe/Moscow"


def zone_of(settings: Settings) -> ZoneInfo:
    """Answer the zone that settings name; where they name none that exists, which the loader tells, the default."""
    try:
        return ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(OTHERWISE)
