"""When wall clocks show a time: never where they skip it, twice where they repeat it."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.periods import zone, zones

from reconciler.periods.clock import changes, real_spans

DAY = 86_400


def utc(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=UTC)  # type: ignore[misc, arg-type]  # year, month, day, hour …


def hours(begin: datetime, count: int) -> list[tuple[datetime, datetime]]:
    """Answer hours one behind the other, each a span of its own."""
    starts = [begin + timedelta(hours=index) for index in range(count)]
    return [(start, start + timedelta(hours=1)) for start in starts]


@pytest.mark.parametrize(
    ("name", "day", "first", "last", "expected"),
    [
        ("Europe/Moscow", date(2024, 7, 20), 9, 18, [(utc(2024, 7, 20, 6), utc(2024, 7, 20, 15))]),
        ("Europe/Berlin", date(2024, 3, 31), 2, 3, []),
        ("Europe/Berlin", date(2024, 10, 27), 2, 3, hours(utc(2024, 10, 27), 2)),
        ("America/Havana", date(2024, 3, 10), 0, 1, []),
        ("America/Havana", date(2024, 3, 10), 0, 24, [(utc(2024, 3, 10, 5), utc(2024, 3, 11, 4))]),
        ("America/Havana", date(2024, 11, 3), 0, 1, hours(utc(2024, 11, 3, 4), 2)),
        ("Africa/Cairo", date(2024, 4, 26), 0, 1, []),
        ("Africa/Cairo", date(2024, 10, 31), 23, 24, hours(utc(2024, 10, 31, 20), 2)),
        ("Pacific/Apia", date(2011, 12, 30), 0, 24, []),
        ("Pacific/Apia", date(2011, 12, 31), 0, 24, [(utc(2011, 12, 30, 10), utc(2011, 12, 31, 10))]),
        ("Asia/Kathmandu", date(2024, 7, 20), 0, 24, [(utc(2024, 7, 19, 18, 15), utc(2024, 7, 20, 18, 15))]),
    ],
)
def test_hours_of_days_by_hand(
    name: str, day: date, first: int, last: int, expected: list[tuple[datetime, datetime]]
) -> None:
    assert list(real_spans(day, first * 3600, last * 3600, zone(name))) == expected


def test_half_an_hour_is_put_back_on_lord_howe() -> None:
    spans = real_spans(date(2024, 4, 7), 3600, 2 * 3600, zone("Australia/Lord_Howe"))
    assert sum((end - begin for begin, end in spans), timedelta()) == timedelta(hours=1.5)
    spans = real_spans(date(2024, 10, 6), 2 * 3600, 3 * 3600, zone("Australia/Lord_Howe"))
    assert sum((end - begin for begin, end in spans), timedelta()) == timedelta(hours=0.5)


@settings(max_examples=40)
@given(st.dates(date(1965, 1, 1), date(2040, 1, 1)), st.data(), zones)
def test_spans_are_the_moments_at_which_the_clock_shows_it(day: date, data: st.DataObject, where: tzinfo) -> None:
    first = data.draw(st.integers(0, DAY - 1))
    last = data.draw(st.integers(first + 1, DAY))
    spans = real_spans(day, first, last, where)
    middle = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for minute in range(-20 * 60, 44 * 60, 7):
        moment = middle + timedelta(minutes=minute)
        local = moment.astimezone(where)
        second = 3600 * local.hour + 60 * local.minute + local.second
        shows = local.date() == day and first <= second < last
        assert any(begin <= moment < end for begin, end in spans) == shows


def test_changes_are_found_to_the_second_with_the_offsets_around_them() -> None:
    begin, end = int(utc(2024, 1, 1).timestamp()), int(utc(2025, 1, 1).timestamp())
    assert changes(begin, end, zone("Europe/Berlin")) == (
        (int(utc(2024, 3, 31, 1).timestamp()), 3600, 7200),
        (int(utc(2024, 10, 27, 1).timestamp()), 7200, 3600),
    )
    assert changes(begin, end, zone("Europe/Moscow")) == ()
    assert changes(begin, end, timezone(timedelta(hours=3))) == ()
