"""Doubts about the form: backward ranges, what the provider's page does not show, white space."""

from collections.abc import Iterator

from reconciler.periods.doubts.doubted import Doubted, as_written, is_numeric, listed, within
from reconciler.periods.explaining import OF_ONE_DAY
from reconciler.periods.findings import Finding, Kind
from reconciler.periods.mistakes import Edit
from reconciler.periods.nodes import Range, Scale, Sub
from reconciler.periods.quoting import braced, odd_white_space
from reconciler.periods.scales import Unit
from reconciler.periods.sets import CENTURY


def whole(doubted: Doubted) -> Iterator[Finding]:
    """Yield the doubts about a text as a whole: commas and white space."""
    subs = doubted.period.subs
    if len(subs) > 1:
        comma = doubted.text.index(",", subs[0].end)
        yield doubted.finding(
            Kind.UNDOCUMENTED_PERIOD,
            "The provider's page shows no comma; to Time::Period it means 'or'. Where an engine does not know it, the"
            " entry is active only by the first part, or never. Make an entry of its own of each part.",
            (comma, comma + 1),
        )
    yield from _white_space(doubted)


def of_sub(doubted: Doubted, sub: Sub) -> Iterator[Finding]:
    """Yield the doubts about one alternative."""
    first: dict[Unit, Scale] = {}
    for scale in sub.scales:
        yield from _name(doubted, scale)
        yield from _wrapped(doubted, scale)
        yield from _mixed(doubted, scale)
        if scale.name in first:
            yield _repeated(doubted, first[scale.name], scale)
        first.setdefault(scale.name, scale)


def _white_space(doubted: Doubted) -> Iterator[Finding]:
    odd = odd_white_space(doubted.text)
    if odd is not None:
        at, name = odd
        yield doubted.finding(
            Kind.ODD_WHITE_SPACE,
            f"White space here is {name}, and whether an engine takes that for a space is not documented. Write a"
            " space.",
            (at, at + 1),
            [Edit(start=0, end=len(doubted.text), text=" ".join(doubted.text.split()))],
        )


def _name(doubted: Doubted, scale: Scale) -> Iterator[Finding]:
    if scale.written.lower() == scale.name:
        return
    end = scale.start + len(scale.written)
    yield doubted.finding(
        Kind.UNDOCUMENTED_PERIOD,
        f"The provider's examples write {scale.name}, and '{scale.written}' in none of them; whether its engine knows"
        f" the long name is not documented. Write {doubted.of(scale)}.",
        (scale.start, end),
        [Edit(start=scale.start, end=end, text=scale.name)],
    )


def _wrapped(doubted: Doubted, scale: Scale) -> Iterator[Finding]:
    for item in scale.ranges:
        if item.first <= item.last or (scale.name is Unit.YEAR and min(item.first, item.last) < CENTURY):
            continue
        place = item.start, item.end
        written = braced(scale.name, as_written(item))
        if scale.name is Unit.YEAR:
            right = f"{item.last}-{item.first}"
            detail = f"The ends of {written} stand the wrong way round, which Time::Period puts right by itself."
        else:
            right = listed(Scale(name=scale.name, ranges=(item,))) or _parted(scale.name, item)
            detail = f"{written} runs over the end of its scale, which the provider's page does not show."
            detail += OF_ONE_DAY if scale.name is Unit.HOUR else ""
            if is_numeric(scale):
                yield doubted.finding(Kind.WRAPPED_RANGE, f"{detail} Write a list of names.", place)
                continue
        edit = Edit(start=item.start, end=item.end, text=right)
        yield doubted.finding(Kind.WRAPPED_RANGE, f"{detail} Write {braced(scale.name, right)}.", place, [edit])


def _parted(unit: Unit, item: Range) -> str:
    first = Range(first=item.first, last=unit.high)
    last = Range(first=unit.low, last=item.last)
    return str(Scale(name=unit, ranges=(first, last))).partition("{")[2][:-1]


def _mixed(doubted: Doubted, scale: Scale) -> Iterator[Finding]:
    """Yield a doubt about a list that has ranges in it; the page shows either a list or one range."""
    if len(scale.ranges) == 1 or not any(item.is_dashed for item in scale.ranges):
        return
    right = None if scale.name is Unit.YEAR or is_numeric(scale) else listed(scale)
    list_of = "a list of names" if is_numeric(scale) else "a list"
    advice = f" Write {braced(scale.name, right)}." if right else f" Write {list_of}, or one range."
    yield doubted.finding(
        Kind.UNDOCUMENTED_PERIOD,
        f"{doubted.of(scale)} has ranges in a list, and the provider's page shows a list or one range.{advice}",
        (scale.ranges[0].start, scale.ranges[-1].end),
        [within(scale, right)] if right else None,
    )


def _repeated(doubted: Doubted, first: Scale, scale: Scale) -> Finding:
    items = f"{doubted.items(first)} {doubted.items(scale)}"
    start = len(doubted.text[: scale.start].rstrip())
    return doubted.finding(
        Kind.UNDOCUMENTED_PERIOD,
        f"{scale.name} stands twice: to Time::Period either may fit, to another engine both must, or only the last one"
        f" counts. Write {braced(scale.name, items)}.",
        (scale.start, scale.end),
        [within(first, items), Edit(start=start, end=scale.end, text="")],
    )
