"""Times at which nobody is rung, told in lines as people read them."""

from reconciler.checks.darkness import Dark
from reconciler.checks.outlook import Outlook
from reconciler.periods.pattern import ALWAYS
from reconciler.periods.weekly import lines_of_sets

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
        found = lines_of_sets(outlook.first, outlook.days, shared, nights=True)
        more = f" and at {len(found) - MOST_LINES} more times" if len(found) > MOST_LINES else ""
        return f"in {coming}: {', '.join(found[:MOST_LINES])}{more}"
