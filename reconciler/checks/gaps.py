"""Times at which nobody is rung, told in lines as people read them."""

from reconciler.checks.darkness import Dark
from reconciler.checks.outlook import Outlook
from reconciler.periods.pattern import ALWAYS
from reconciler.periods.weekly import Told, more_dates, told_of_sets

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
        return f"in {coming}: {_joined(told_of_sets(outlook.first, outlook.days, shared, nights=True))}"


def _joined(told: Told) -> str:
    """Answer the first of all times; those of a date hold instead of those of its weekday."""
    if not told.usual or not told.dates:
        lines = told.lines()
        more = f" and at {len(lines) - MOST_LINES} more times" if len(lines) > MOST_LINES else ""
        return f"{', '.join(lines[:MOST_LINES])}{more}"
    shown = max(MOST_LINES - len(told.usual), 1)
    dates = [f"{_on(on)}: {times or 'at no time'}" for on, times in told.dates[:shown]]
    left = len(told.dates) - len(dates) + told.left
    more = f"; and otherwise on {more_dates(left)}" if left else ""
    return f"{', '.join(told.usual)}; instead, {'; '.join(dates)}{more}"


def _on(dates: str) -> str:
    return f"from {dates}" if " to " in dates else f"on {dates}"
