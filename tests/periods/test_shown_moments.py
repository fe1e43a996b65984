"""A moment as people read it, also where the clocks show it twice."""

from datetime import UTC, datetime, tzinfo

import pytest
from support.periods import zone

from reconciler.periods.moments import shown, shown_with_day

BERLIN, MOSCOW = zone("Europe/Berlin"), zone("Europe/Moscow")


@pytest.mark.parametrize(
    ("moment", "there", "expected"),
    [
        (datetime(2026, 11, 23, 6, tzinfo=UTC), MOSCOW, "2026-11-23 09:00"),
        (datetime(2026, 11, 23, 6, 0, 7, tzinfo=UTC), MOSCOW, "2026-11-23 09:00:07"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), BERLIN, "2026-10-25 02:30+02:00"),
        (datetime(2026, 10, 25, 1, 30, 5, tzinfo=UTC), BERLIN, "2026-10-25 02:30:05+01:00"),
        (datetime(2026, 10, 24, 23, 59, 59, tzinfo=UTC), BERLIN, "2026-10-25 01:59:59"),
        (datetime(2026, 10, 25, 2, tzinfo=UTC), BERLIN, "2026-10-25 03:00"),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), BERLIN, "2026-03-29 03:00"),
    ],
)
def test_a_time_that_the_clocks_show_twice_says_which(moment: datetime, there: tzinfo, expected: str) -> None:
    assert shown(moment, there) == expected


def test_the_weekday_is_that_of_the_zone() -> None:
    assert shown_with_day(datetime(2026, 11, 22, 22, tzinfo=UTC), MOSCOW) == "Mon 2026-11-23 01:00"
