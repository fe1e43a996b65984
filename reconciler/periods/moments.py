"""A moment as people read it: what calendar and clock of a zone show, and which time where they show it twice."""

from datetime import datetime, tzinfo

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def shown(moment: datetime, zone: tzinfo) -> str:
    """Answer a moment without its weekday: "2026-11-23 09:00", with seconds only where they are not 0.

    A time that the clocks show twice, because they are put back, has its distance from UTC: "2026-10-25 02:30+02:00".
    """
    local = moment.astimezone(zone)
    is_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return (local if is_twice else local.replace(tzinfo=None)).isoformat(" ", "seconds" if local.second else "minutes")


def shown_with_day(moment: datetime, zone: tzinfo) -> str:
    """Answer a moment with its weekday: "Mon 2026-11-23 09:00"."""
    return f"{WEEKDAYS[moment.astimezone(zone).weekday()]} {shown(moment, zone)}"
