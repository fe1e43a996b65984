"""Periods for tests: trees that hypothesis draws, texts as people write and damage them, zones, and moments in them."""

import random
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from reconciler.periods.clock import changes
from reconciler.periods.evaluation import is_active
from reconciler.periods.findings import Finding, Kind
from reconciler.periods.nodes import Period, Range, Scale, Sub
from reconciler.periods.parser import read
from reconciler.periods.scales import FULL_MONTHS, FULL_WEEKDAYS, MONTHS, WEEKDAYS, Unit

ZONES = (
    "UTC",
    "Europe/Moscow",
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "America/St_Johns",
)
"""With and without summer time; changes at midnight, by half an hour, and once by a whole day."""
PAST_NOON = re.compile(r"(?<![0-9])0*(?:1[3-9]|2[0-3])pm", re.IGNORECASE)
"""The one exception from doing as Time::Period does: an hour past 12 with pm is read as a person means it."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEAR = {Unit.YEAR: (2020, 2030)}
"""Years in which a moment of a test can be."""


def zone_file(name: str) -> Path:
    """Answer the zone's file of the package tzdata, which other programs can be given too."""
    return Path(str(resources.files("tzdata"))) / "zoneinfo" / name


@cache
def zone(name: str) -> ZoneInfo:
    """Answer a zone as the package tzdata has it, whatever this machine has."""
    with zone_file(name).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


zones = st.sampled_from(ZONES).map(zone)


@st.composite
def ranges(draw: st.DrawFn, unit: Unit) -> Range:
    """Draw a value or a range, backward ones included."""
    low, high = NEAR.get(unit, (unit.low, unit.high))
    first = draw(st.integers(low, high))
    return Range(first=first, last=draw(st.just(first) | st.integers(low, high)))


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    """Draw one scale."""
    unit = draw(st.sampled_from(Unit))
    return Scale(name=unit, ranges=tuple(draw(st.lists(ranges(unit), min_size=1, max_size=3))))


subs = st.builds(Sub, scales=st.lists(scales(), min_size=1, max_size=3).map(tuple))
periods = st.builds(Period, subs=st.lists(subs, max_size=3).map(tuple))


def moments(begin: datetime, end: datetime) -> st.SearchStrategy[datetime]:
    """Draw aware moments on whole seconds."""
    seconds = int((end - begin).total_seconds())
    return st.integers(0, seconds).map(lambda second: begin + timedelta(seconds=second))


def near_changes(name: str, chance: random.Random) -> datetime:
    """Choose a moment within three hours of a change of a zone's clocks, or any moment where there is none."""
    begin = int(datetime(chance.randint(2010, 2030), 1, 1, tzinfo=UTC).timestamp())
    found = changes(begin, begin + 366 * 86_400, zone(name))
    if not found:
        return anywhere(chance)
    return EPOCH + timedelta(seconds=chance.choice(found)[0] + chance.randint(-3 * 3600, 3 * 3600))


def anywhere(chance: random.Random) -> datetime:
    """Choose a moment, mostly of these years, often just before or at a full minute or hour."""
    years = (2020, 2030) if chance.random() < 0.8 else (1970, 2037)
    days = chance.randrange(366 * (years[1] - years[0]))
    second = chance.choice(
        (chance.randrange(86_400), 3600 * chance.randrange(24), 60 * chance.randrange(1440), chance.choice((0, 86_399)))
    )
    moment = datetime(years[0], 1, 1, tzinfo=UTC) + timedelta(days=days, seconds=second - chance.choice((0, 0, 1)))
    return max(moment, EPOCH)


def written(chance: random.Random) -> str:
    """Write a period in one of the many ways that read."""
    count = chance.choice((1, 1, 1, 1, 2, 3))
    comma = chance.choice((",", ", ", " , ", ",  ", ",\n"))
    text = comma.join(_sub(chance) for _ in range(count))
    return chance.choice(("", " ", "\n")) + text + chance.choice(("", " ", "\t")) if chance.random() < 0.1 else text


def _sub(chance: random.Random) -> str:
    between = chance.choice((" ", " ", "", "  ", "\n", "\t"))
    return between.join(_scale(chance) for _ in range(chance.choice((1, 1, 2, 2, 3, 4))))


def _scale(chance: random.Random) -> str:
    unit = chance.choice((*Unit, Unit.HOUR, Unit.WEEKDAY, Unit.MINUTE))
    items = chance.choice((" ", " ", "  ", "\t")).join(
        _item(unit, chance) for _ in range(chance.choice((1, 1, 1, 2, 3)))
    )
    name = _cased(chance.choice((unit.value, unit.value, unit.long)), chance)
    inner, outer = chance.choice(("", "", " ", "\t")), chance.choice((" ", " ", "", "  ", "\r\n"))
    return f"{name}{outer}{{{inner}{items}{inner}}}"


def _item(unit: Unit, chance: random.Random) -> str:
    if chance.random() < 0.5:
        return _value(unit, chance)
    hyphen = chance.choice(("-", "-", "-", " - ", "- ", " -"))
    return _value(unit, chance) + hyphen + _value(unit, chance)


def _value(unit: Unit, chance: random.Random) -> str:
    low, high = NEAR.get(unit, (unit.low, unit.high))
    number = chance.randint(low, high)
    match unit:
        case Unit.WEEKDAY if chance.random() < 0.7:
            short = WEEKDAYS[number - 1]
            return _cased(chance.choice((short, short[:2], FULL_WEEKDAYS[number - 1])), chance)
        case Unit.MONTH if chance.random() < 0.6:
            return _cased(chance.choice((MONTHS[number - 1], FULL_MONTHS[number - 1])), chance)
        case Unit.HOUR if chance.random() < 0.4:
            hour = chance.randint(0, 12)
            return _cased(chance.choice((f"{hour}am", f"{hour}pm", "12noon", f"{chance.randint(13, 23)}am")), chance)
        case Unit.YEAR if chance.random() < 0.3:
            return str(chance.choice((number % 100, 1970, 1999, 2999)))
        case _:
            return f"{chance.choice(('', '', '', '0', '00'))}{number}"


def _cased(word: str, chance: random.Random) -> str:
    return chance.choice((word, word, word.upper(), word.capitalize(), word.swapcase()))


WORDS = "{{ }} ,, -- .. pm am noon пн weekend thur sept none never hours 9:00 25 366x 1e2"
WRONG = (*"{},-!*/;:.–—_+x0\n\r\t\v\f\x00\x1c\x85\xa0\u2003\u2028\u200b\ud800\u212aİ٩९а", *WORDS.split(), " am")
"""What turns up in periods that are none."""


def damaged(text: str, chance: random.Random) -> str:
    """Answer a text after one to three damages."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(text))
        match chance.randrange(4):
            case 0:
                text = text[:at] + text[at + chance.choice((1, 1, 2, 5)) :]
            case 1:
                text = text[:at] + text[at : at + 4][::-1] + text[at + 4 :]
            case _:
                text = text[:at] + chance.choice(WRONG) + text[at:]
    return text


def is_explained(text: str, findings: Iterable[Finding], answer: int, moment: datetime, where: tzinfo) -> bool:
    """Tell whether it is right to refuse a text that Time::Period answered with 0 or 1.

    It is where it misreads the text or takes a word for a period, and where a part is malformed that it did not reach:
    then the parts before that one were enough for it to say yes.
    """
    found = list(findings)
    if any(finding.kind is not Kind.INVALID_PERIOD for finding in found):
        return True
    before = text[: max(text.rfind(",", 0, found[0].start), 0)]
    reading = read(before)
    return answer == 1 and bool(before) and reading.period is not None and is_active(reading.period, moment, where)


def naive_patterns(period: Period, day: date) -> list[bool]:
    """Answer for each second of a calendar day whether a period holds, worked out the long way round."""
    found = [False] * 86_400 if period.subs else [True] * 86_400
    for sub in period.subs:
        if not all(_holds(sub, unit, value) for unit, value in _fields(day).items()):
            continue
        hours, minutes, seconds = (
            [value for value in range(unit.high + 1) if _holds(sub, unit, value)]
            for unit in (Unit.HOUR, Unit.MINUTE, Unit.SECOND)
        )
        for hour in hours:
            for minute in minutes:
                for second in seconds:
                    found[3600 * hour + 60 * minute + second] = True
    return found


def _fields(day: date) -> dict[Unit, int]:
    sunday_first = [(date(day.year, day.month, number).weekday() + 1) % 7 for number in range(1, day.day + 1)]
    return {
        Unit.YEAR: day.year,
        Unit.MONTH: day.month,
        Unit.WEEK: 1 + sum(weekday == 0 for weekday in sunday_first[1:]),
        Unit.DAY_OF_YEAR: int(day.strftime("%j")),
        Unit.DAY: day.day,
        Unit.WEEKDAY: sunday_first[-1] + 1,
    }


def _holds(sub: Sub, unit: Unit, value: int) -> bool:
    """Tell whether a value of a scale is in one of its ranges; a scale that is not named always holds."""
    ranged = [item for scale in sub.scales if scale.name is unit for item in scale.ranges]
    return not ranged or any(_is_in(unit, item, value) for item in ranged)


def _is_in(unit: Unit, item: Range, value: int) -> bool:
    if unit is Unit.YEAR:
        ends = [end + value // 100 * 100 if end < 100 else end for end in (item.first, item.last)]
        return min(ends) <= value <= max(ends)
    if item.first <= item.last:
        return item.first <= value <= item.last
    return value >= item.first or value <= item.last
