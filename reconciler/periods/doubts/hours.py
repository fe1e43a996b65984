"""Doubts about the twelve-hour clock, and about minutes beside hours."""

from collections.abc import Iterator

from reconciler.periods.doubts.doubted import Doubted, as_written, within
from reconciler.periods.findings import Finding, Kind
from reconciler.periods.mistakes import Edit
from reconciler.periods.nodes import Range, Scale, Sub
from reconciler.periods.pattern import Pattern, time_of_day
from reconciler.periods.quoting import braced, shown
from reconciler.periods.scales import CLOCK_HOUR, NOON, Unit, integer
from reconciler.periods.sets import Times, every, union_of
from reconciler.periods.times import pattern_of

LONGEST_REST = 60
"""Scales of more characters are not written out twice in a sentence."""
FEW = 3
"""So many spans are told of many."""


def of_sub(doubted: Doubted, sub: Sub) -> Iterator[Finding]:
    """Yield the doubts about one alternative."""
    for scale in sub.scales:
        if scale.name is Unit.HOUR:
            yield from _past_noon(doubted, scale)
            yield from _twelve_hours(doubted, scale)
    yield from _minutes(doubted, sub)


def _past_noon(doubted: Doubted, scale: Scale) -> Iterator[Finding]:
    for item in scale.ranges:
        odd = next((word for word in item.written if _is_past_noon(word)), None)
        if odd is None:
            continue
        hours, written = _hours(item), braced(scale.name, as_written(item))
        yield doubted.finding(
            Kind.HOUR_PAST_NOON,
            f"No clock shows {shown(odd)}. {_two_versions(item, written)}, and Kamailio, which ignores the letters,"
            f" takes it for hr {{{_without_letters(item)}}}. Here it is {item.first:02}:00-{item.last:02}:59."
            f" Write hr {{{hours}}}.",
            (item.start, item.end),
            [Edit(start=item.start, end=item.end, text=hours)],
        )


def _is_past_noon(word: str) -> bool:
    found = CLOCK_HOUR.fullmatch(word.lower())
    return found is not None and found[2] == "pm" and integer(found[1]) > NOON


def _two_versions(item: Range, written: str) -> str:
    """Answer what Time::Period does; version 1.20 adds 12 and looks only at the first value of a range."""
    first, last = item.written
    if _is_past_noon(first) or not _is_past_noon(last):
        return f"Time::Period 1.25 and 1.20 call {written} malformed"
    return f"Time::Period 1.25 calls {written} malformed, Time::Period 1.20 takes it for hr {{{item.first}-23}}"


def _without_letters(item: Range) -> str:
    found = [str(integer(word.lower().rstrip("apmno"))) for word in item.written]
    return "-".join(found) if item.is_dashed else found[0]


def _hours(item: Range) -> str:
    return f"{item.first}-{item.last}" if item.first != item.last else str(item.first)


def _twelve_hours(doubted: Doubted, scale: Scale) -> Iterator[Finding]:
    """Yield one doubt about all letters in one scale."""
    if not any(CLOCK_HOUR.fullmatch(word.lower()) for item in scale.ranges for word in item.written):
        return
    right = " ".join(_hours(item) for item in scale.ranges)
    ignored = " ".join(_without_letters(item) for item in scale.ranges)
    effect = (
        f" and takes {doubted.of(scale)} for {braced(scale.name, ignored)}"
        if ignored != right
        else "; these hours it happens to read as they are meant, and most others not"
    )
    yield doubted.finding(
        Kind.TWELVE_HOUR_CLOCK,
        f"Kamailio ignores am, pm and noon{effect}. Write {braced(scale.name, right)}.",
        (scale.ranges[0].start, scale.ranges[-1].end),
        [within(scale, right)],
    )


def _minutes(doubted: Doubted, sub: Sub) -> Iterator[Finding]:
    """Yield a doubt about hours and minutes that stand together."""
    hours = [scale for scale in sub.scales if scale.name is Unit.HOUR]
    minutes = [scale for scale in sub.scales if scale.name is Unit.MINUTE]
    if not hours or not minutes:
        return
    hour_bits, minute_bits = union_of(hours), union_of(minutes)
    if minute_bits == every(Unit.MINUTE):
        return
    pattern = pattern_of((Times(hours=hour_bits, minutes=minute_bits, seconds=every(Unit.SECOND)),))
    both = doubted.all_of([*hours, *minutes])
    rest = shown(doubted.all_of(scale for scale in sub.scales if scale not in (*hours, *minutes)))
    yield doubted.finding(
        Kind.HOUR_WITH_MINUTE,
        f"Minutes count within each hour: {both} is {_shown(pattern)}.{_instead(hour_bits, minute_bits, rest)}",
        (min(hours[0].start, minutes[0].start), max(hours[-1].end, minutes[-1].end)),
    )


def _shown(pattern: Pattern) -> str:
    spans = [
        f"{time_of_day(first)}-{time_of_day(last)}" for first, last in zip(pattern[::2], pattern[1::2], strict=True)
    ]
    if len(spans) == 1:
        return spans[0]
    if len(spans) > FEW:
        return f"{', '.join(spans[: FEW - 1])} and {len(spans) - FEW + 1} times more"
    return f"{', '.join(spans[:-1])} and {spans[-1]}"


def _instead(hours: int, minutes: int, rest: str) -> str:
    """Answer what to write for one span that begins or ends within an hour, where that can be meant.

    `rest` are the other scales of the part, which both entries need.
    """
    first, last = _ends(hours)
    begin, end = _ends(minutes)
    if first == last and _is_run(minutes, begin, end):
        return " Keep it if that is meant."
    if _is_run(hours, first, last) and _is_run(minutes, begin, end):
        if end == Unit.MINUTE.high:
            entries = f"hr {{{first}}} min {{{_run(begin, end)}}}", f"hr {{{_run(first + 1, last)}}}"
            return _two_entries(f"{first:02}:{begin:02}-{last + 1:02}:00", entries, rest)
        if begin == 0:
            entries = f"hr {{{_run(first, last - 1)}}}", f"hr {{{last}}} min {{{_run(begin, end)}}}"
            return _two_entries(f"{first:02}:00-{last:02}:{end + 1:02}", entries, rest)
    return " Write an entry of its own for each span that is meant."


def _two_entries(whole: str, entries: tuple[str, str], rest: str) -> str:
    one, other = entries
    if len(rest) > LONGEST_REST:
        return f" For {whole} write two entries, {one} and {other}, each with the other scales of this part."
    if rest:
        one, other = f"{rest} {one}", f"{rest} {other}"
    return f" For {whole} write two entries, {one} and {other}."


def _ends(mask: int) -> tuple[int, int]:
    """Answer the lowest and the highest bit of a mask."""
    return (mask & -mask).bit_length() - 1, mask.bit_length() - 1


def _is_run(mask: int, first: int, last: int) -> bool:
    return mask == (1 << last + 1) - (1 << first)


def _run(first: int, last: int) -> str:
    return f"{first}-{last}" if first < last else str(first)
