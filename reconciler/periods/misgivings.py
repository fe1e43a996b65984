"""All that is doubtful about a period that reads without a mistake; each family of doubts is a file in `doubts`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import islice

from reconciler.periods.doubts import change, days, form, hours, truth
from reconciler.periods.doubts.doubted import Doubted
from reconciler.periods.findings import Finding
from reconciler.periods.nodes import Period
from reconciler.periods.parser import read

MOST = 20
"""So many doubts about one period are told."""
FAMILIES = (form, hours, days, truth, change)
MORE = "There are more doubts about this period, which are not told."


def misgivings(text: str, period: Period, *, zone: tzinfo, at: datetime) -> tuple[Finding, ...]:
    """Answer every warning about a period in order of place; `at` is the moment that is asked about."""
    doubted = Doubted(text=text, period=period, zone=zone, at=at)
    found = [*form.whole(doubted), *islice(_of_subs(doubted), MOST + 1)]
    found.sort(key=lambda finding: (finding.start, finding.end))
    if len(found) > MOST:
        last = found[MOST - 1]
        return (*found[: MOST - 1], replace(last, detail=f"{last.detail} {MORE}"))
    return tuple(found)


def _of_subs(doubted: Doubted) -> Iterator[Finding]:
    for sub in doubted.period.subs:
        for family in FAMILIES:
            yield from family.of_sub(doubted, sub)


@lru_cache(maxsize=1024)
def findings_of(text: str, *, zone: tzinfo, at: datetime) -> tuple[Finding, ...]:
    """Answer what is wrong with a text, or else what is doubtful about it."""
    reading = read(text)
    if reading.period is None:
        return reading.findings
    return misgivings(text, reading.period, zone=zone, at=at)
