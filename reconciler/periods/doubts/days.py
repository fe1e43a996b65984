"""Doubts about the scales that choose days: numbers of weekdays, weeks of a month, days of a year, years."""

from collections.abc import Iterator

from reconciler.periods.doubts.doubted import Doubted, is_numeric, within
from reconciler.periods.findings import Finding, Kind
from reconciler.periods.nodes import Range, Scale, Sub
from reconciler.periods.quoting import braced
from reconciler.periods.scales import LAST_SHORT_YEAR, WEEKDAYS, Unit, text_of
from reconciler.periods.sets import CENTURY, bits, years_of

LAST_OF_FEBRUARY = 59
"""The day of the year after which leap years count on by one."""
LEAP_DAY = 366
LAST_YEAR = 3000
"""The last year that the provider's page names."""
WEEK = 7


def of_sub(doubted: Doubted, sub: Sub) -> Iterator[Finding]:
    """Yield the doubts about one alternative."""
    for scale in sub.scales:
        match scale.name:
            case Unit.WEEKDAY:
                yield from _numbers(doubted, scale)
            case Unit.WEEK:
                yield _weeks(doubted, scale)
            case Unit.DAY_OF_YEAR:
                yield from _days_of_year(doubted, scale)
            case Unit.YEAR:
                yield from _years(doubted, scale)
            case _:
                pass
    yield from _past(doubted, [scale for scale in sub.scales if scale.name is Unit.YEAR])


def _numbers(doubted: Doubted, scale: Scale) -> Iterator[Finding]:
    """Yield a doubt about weekdays by number, unless they come to the same days either way."""
    if not is_numeric(scale):
        return
    from_monday = Scale(name=scale.name, ranges=tuple(_from_monday(item) for item in scale.ranges))
    if bits(from_monday) == bits(scale):
        return
    here, there = (braced(scale.name, _items(either)) for either in (scale, from_monday))
    yield doubted.finding(
        Kind.NUMERIC_WEEKDAY,
        f"{doubted.of(scale)} is {here} where 1 is Sunday, as Time::Period and Kamailio have it, and here; where 1 is"
        f" Monday, as the order on the provider's page may mean, it is {there}. Write {here} or {there},"
        " whichever is meant.",
        (scale.ranges[0].start, scale.ranges[-1].end),
    )


def _from_monday(item: Range) -> Range:
    """Answer a range as it is where 1 is Monday; names stay."""
    first, last = (
        number % WEEK + 1 if word.isdigit() else number
        for number, word in zip((item.first, item.last), item.written, strict=True)
    )
    return Range(first=first, last=last, written=item.written, is_dashed=item.is_dashed)


def _items(scale: Scale) -> str:
    """Answer the days of a scale; a range over the end of the week is told as a list."""
    found = []
    for item in scale.ranges:
        first, last = text_of(scale.name, item.first), text_of(scale.name, item.last)
        if item.first == item.last:
            found.append(first)
        elif item.first < item.last:
            found.append(f"{first}-{last}")
        else:
            found += [WEEKDAYS[number % WEEK] for number in range(item.first - 1, item.last + WEEK)]
    return " ".join(found)


def _weeks(doubted: Doubted, scale: Scale) -> Finding:
    return doubted.finding(
        Kind.WEEK_OF_MONTH,
        "Here as in Time::Period 1.25 the weeks of a month begin on Sundays, and the 1st is in week 1 whatever its"
        " weekday; other engines begin them on Mondays, or count seven days each from the 1st. Write days of the month,"
        " as in md {1-7}.",
        (scale.start, scale.end),
    )


def _days_of_year(doubted: Doubted, scale: Scale) -> Iterator[Finding]:
    """Yield a doubt about days that are another date in a leap year, or that only a leap year has."""
    last = max(LEAP_DAY if item.first > item.last else item.last for item in scale.ranges)
    if last <= LAST_OF_FEBRUARY:
        return
    what = (
        "the provider's page ends at 365, and only leap years have 366"
        if any(LEAP_DAY in (item.first, item.last) for item in scale.ranges)
        else "from day 60 on it is one date in leap years and the next one in others"
    )
    yield doubted.finding(
        Kind.DAY_OF_YEAR,
        f"{doubted.of(scale)} counts days from 1 January: {what}. Write months and days, as in mo {{mar}} md {{1}}.",
        (scale.ranges[0].start, scale.ranges[-1].end),
    )


def _years(doubted: Doubted, scale: Scale) -> Iterator[Finding]:
    place = scale.ranges[0].start, scale.ranges[-1].end
    ends = [end for item in scale.ranges for end in (item.first, item.last)]
    if min(ends) <= LAST_SHORT_YEAR:
        full = " ".join(_full(doubted, item) for item in scale.ranges)
        written = braced(scale.name, full)
        yield doubted.finding(
            Kind.DOUBTFUL_YEAR,
            f"Two digits take the century in which one asks: {doubted.of(scale)} now is {written}, and to another"
            f" engine it may be the first century. Write {written}.",
            place,
            [within(scale, full)],
        )
    if max(ends) > LAST_YEAR:
        yield doubted.finding(
            Kind.DOUBTFUL_YEAR,
            f"The provider's page knows years until {LAST_YEAR}. Write an earlier one, or leave yr out for every year.",
            place,
        )


def _full(doubted: Doubted, item: Range) -> str:
    first, last = years_of((item.first, item.last), doubted.today.year)
    return f"{first}-{last}" if item.is_dashed else str(first)


def _past(doubted: Doubted, scales: list[Scale]) -> Iterator[Finding]:
    """Yield a doubt about years that are all over."""
    year = doubted.today.year
    ranges = [(item.first, item.last) for scale in scales for item in scale.ranges]
    if not ranges or max(years_of(ends, year)[1] for ends in ranges) >= year:
        return
    is_short = any(end <= LAST_SHORT_YEAR for ends in ranges for end in ends)
    again = f"not active again before {year - year % CENTURY + CENTURY}" if is_short else "never active again"
    yield doubted.finding(
        Kind.DOUBTFUL_YEAR,
        f"{doubted.all_of(scales)} is over: on the day that is asked about it is {year}, and this part is {again}."
        " Write a later year, or take the part out.",
        (scales[0].start, scales[-1].end),
    )
