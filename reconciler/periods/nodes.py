"""A period as a tree: alternatives of scales with their ranges; written out again it reads as the same tree."""

from dataclasses import dataclass, field

from reconciler.periods.scales import Unit, text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """From one value to another, both included; a single value is a range to itself.

    Values are the numbers that Time::Period gives them: weekdays count from Sunday, which is 1. Where `first` is
    greater the range wraps, except of years. `written` are the words of both ends, and `start` and `end` their place.
    """

    first: int
    last: int
    written: tuple[str, str] = field(default=("", ""), compare=False)
    is_dashed: bool = field(default=False, compare=False)
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What one scale allows: any of its ranges. `written` is the name as it stands; the place includes the braces."""

    name: Unit
    ranges: tuple[Range, ...]
    written: str = field(default="", compare=False)
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    def __str__(self) -> str:
        items = (_item(self.name, item) for item in self.ranges)
        return f"{self.name} {{{' '.join(items)}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sub:
    """One alternative: scales that must all fit; of a scale that is repeated any fits."""

    scales: tuple[Scale, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return " ".join(str(scale) for scale in self.scales)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A whole period: any of its alternatives; one without any is always active."""

    subs: tuple[Sub, ...]

    def __str__(self) -> str:
        return ", ".join(str(sub) for sub in self.subs)


def _item(unit: Unit, item: Range) -> str:
    first, last = text_of(unit, item.first), text_of(unit, item.last)
    return first if item.first == item.last else f"{first}-{last}"
