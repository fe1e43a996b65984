"""A moment is a day, a time of day and the distance from UTC; what people write instead is offered as one."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from reconciler.model.diagnostics import Code
from reconciler.model.fields import errors_of
from reconciler.model.moments import EARLIEST, LATEST, Moment, moment, moment_hint

MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
MOSCOW = ZoneInfo("Europe/Moscow")
NEW_YEAR = datetime(2026, 12, 31, 21, tzinfo=UTC)
offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(EARLIEST, 1, 2), datetime(LATEST, 12, 30), timezones=offsets)  # noqa: DTZ001 - bounds


@pytest.mark.parametrize(
    "written",
    [
        "2027-01-01T00:00:00+03:00",
        "2027-01-01T00:00+03:00",
        "2027-01-01 00:00:00+0300",
        "2026-12-31t21:00z",
        "2026-12-31T21:00:00Z",
        "2026-12-31T21:00:00-00:00",
    ],
)
def test_one_moment_in_many_ways(written: str) -> None:
    assert MOMENT.validate_python(written) == NEW_YEAR


@given(at=moments)
def test_every_moment_is_read_as_python_writes_it(at: datetime) -> None:
    whole = at.replace(microsecond=0)
    assert moment(whole.isoformat()) == whole
    assert moment(whole.isoformat()).utcoffset() == whole.utcoffset()


@pytest.mark.parametrize(
    ("written", "offer"),
    [
        ("2027-01-01", "2027-01-01T00:00:00+03:00"),
        ("2027-01-01T09:30", "2027-01-01T09:30:00+03:00"),
        ("2027-01-01 9:30", "2027-01-01T09:30:00+03:00"),
        ("01.01.2027 09:30", "2027-01-01T09:30:00+03:00"),
        ("1.1.2027", "2027-01-01T00:00:00+03:00"),
        ("2027/01/01 9", "2027-01-01T09:00:00+03:00"),
        ("2027-01-01T24:00:00+03:00", "2027-01-02T00:00:00+03:00"),
        ("2027-01-01T09:30:00.5Z", "2027-01-01T09:30:00+00:00"),
        ("2027-01-01T09:30+3", "2027-01-01T09:30:00+03:00"),
        ("2027-01-01T09:30:00 -0330", "2027-01-01T09:30:00-03:30"),
        ("2026-07-01", "2026-07-01T00:00:00+03:00"),
    ],
)
def test_what_is_meant_is_offered_in_the_zone_of_the_settings(written: str, offer: str) -> None:
    with pytest.raises(ValidationError):
        MOMENT.validate_python(written)
    assert moment_hint(written, MOSCOW) == f" Did you mean '{offer}'?"
    assert moment(offer).isoformat() == offer


@pytest.mark.parametrize(
    ("zone", "written", "offer"),
    [
        ("Europe/Berlin", "2027-01-01", "2027-01-01T00:00:00+01:00"),
        ("Europe/Berlin", "2027-07-01", "2027-07-01T00:00:00+02:00"),
        ("Asia/Kolkata", "2027-07-01", "2027-07-01T00:00:00+05:30"),
        ("UTC", "2027-07-01", "2027-07-01T00:00:00+00:00"),
        ("Europe/Moscow", "1900-01-01", None),  # two and a half hours and some seconds from UTC, and long ago
    ],
)
def test_the_offer_has_the_offset_of_that_day(zone: str, written: str, offer: str | None) -> None:
    assert moment_hint(written, ZoneInfo(zone)) == (f" Did you mean '{offer}'?" if offer else "")


WRONG: list[object] = [
    *("now", "tomorrow", "", " ", "2027", "2027-01", "2027-13-01T00:00:00Z", "2027-02-29T00:00:00Z", "12:30", "@x"),
    *("2027-01-01T25:00:00Z", "2027-01-01T00:60:00Z", "2027-01-01T00:00:00+24:00", "2027-01-01T00:00:00+03:60"),
    *("0001-01-01T00:00:00+03:00", "9999-12-31T23:59:59-12:00", "1969-12-31T00:00:00Z", "3000-01-01T00:00:00Z"),
    *("2027-01-01T00:00:00 MSK", "2027-01-01 Europe/Moscow", "2027-W53-5T00:00:00Z", "20270101T000000Z"),
    *("٢٠٢٧-01-01T00:00:00Z", "2027-01-01T00:00:00+03:00\n", "2027-01-01T00:00:00Z" * 20, "2027-01-01T00:00:00\x00Z"),
    *(None, True, 5, 2027.5, [], {}, 20270101),
]


@pytest.mark.parametrize("value", WRONG)
def test_what_is_no_moment_is_refused_in_a_sentence(value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        MOMENT.validate_python(value)
    (details,) = errors_of(refused.value)
    assert details["type"] in {Code.INVALID_TIME, Code.CONTROL_CHARACTER}
    assert details["ctx"]["detail"].endswith(".")


@given(value=st.text() | st.from_regex(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}[T ]?[0-9:.]{0,8}[+-]?[0-9:]{0,5}"))
def test_any_text_is_a_moment_or_refused_and_what_is_offered_is_one(value: str) -> None:
    offered = moment_hint(value, MOSCOW)
    if offered:
        text = offered.removeprefix(" Did you mean '").removesuffix("'?")
        assert moment(text).isoformat() == text
    try:
        read = MOMENT.validate_python(value)
    except ValidationError:
        return
    assert read.utcoffset() is not None
