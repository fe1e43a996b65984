"""A moment as people read it."""

from datetime import datetime, tzinfo

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def shown(moment: datetime, zone: tzinfo) -> str:
    """Answer what calendar and clock show at a moment in a zone: "Mon 2026-11-23 09:00"."""
    local = moment.astimezone(zone)
    return f"{WEEKDAYS[local.weekday()]} {local:%Y-%m-%d %H:%M}{f':{local:%S}' if local.second else ''}"
