"""Times at which nobody is rung, told in lines as people read them."""

from reconciler.checks.darkness import Dark
from reconciler.checks.outlook import Outlook
from reconciler.periods.pattern import ALWAYS
from reconciler.periods.weekly import Dated, Told, more_dates, told_of_sets

MOST_LINES = 6


class Gaps:
    """Tells times of the days of an outlook, the same ones once."""

    def __init__(self, outlook: Outlook) -> None:
        """Take the days to tell of."""
        self._outlook = outlook
        self._told: dict[Dark, str] = {}

    def told(self, dark: Dark) -> str:
        """Answer the times in a phrase such as "in the coming 56 days (Europe/Moscow): Sat-Sun all day"."""
        found = self._told.get(dark)
        if found is None:
            found = self._told[dark] = self._lines(dark)
        return found

    def _lines(self, dark: Dark) -> str:
        outlook = self._outlook
        coming = f"the coming {outlook.days} days ({outlook.network.zone})"
        shared = {pattern: mask for mask, pattern in dark}
        if shared == {ALWAYS: (1 << outlook.days) - 1}:
            return f"at any moment of {coming}"
        told = told_of_sets(outlook.first, outlook.days, shared, nights=True, most=MOST_LINES, from_midnight=True)
        return f"in {coming}: {_joined(told)}"


def _joined(told: Told) -> str:
    """Answer the times; those of a date hold instead of those of its weekday."""
    more = f"; and otherwise on {more_dates(told.left)}" if told.left else ""
    if not told.usual:
        return ", ".join([f"{one.on} {one.times}" for one in told.dates]) + more
    usual = ", ".join(told.usual)
    return f"{usual}; instead, {'; '.join(map(_instead, told.dates))}{more}" if told.dates else usual


def _instead(one: Dated) -> str:
    return f"{'on' if one.days == 1 else 'from'} {one.on}: {one.times or 'at no time'}"
