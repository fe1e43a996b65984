"""What to say of commas, braces, names of scales and words for a whole period, and how to correct them."""

import re

from reconciler.periods.folding import folded
from reconciler.periods.guessing import LONGEST, meant_item, reads
from reconciler.periods.hours import runs_over_midnight
from reconciler.periods.mistakes import Edit, Explained
from reconciler.periods.naming import unit_of_value
from reconciler.periods.quoting import braced, odd_character, quoted
from reconciler.periods.scales import Unit

MALFORMED = "To an engine the period is malformed, and the entry may then be active always, or never."
NEVER = (
    "If the entry is meant never to be active, take it out, or write 'active: false' in it, by which the provider's"
    " page means dropping the call."
)
ALWAYS = "For always write an empty period, or none at all."
OF_THE_LAST_HOUR = "; of a range of hours the last one runs to its end."
OF_ONE_DAY = " Both ends belong to the same day: with wd {fri} it is not the night into Saturday."
NO_NEGATION = "There is no 'not' in this language: name what is meant instead."
_NUMBER = re.compile("[0-9]+")
EXAMPLES = {
    Unit.YEAR: "yr {2026-2027}",
    Unit.MONTH: "mo {jan-mar}",
    Unit.WEEK: "wk {1-2}",
    Unit.DAY_OF_YEAR: "yd {1-31}",
    Unit.DAY: "md {1-15}",
    Unit.WEEKDAY: "wd {mon-fri}",
    Unit.HOUR: "hr {9-17}",
    Unit.MINUTE: "min {0-29}",
    Unit.SECOND: "sec {0-29}",
}


def word(whole: str, start: int, end: int) -> Explained:
    """Explain `none`, `never` and `always`."""
    what = (
        f"{quoted(whole)} is no period that the provider documents: Time::Period knows 'none' alone, other engines"
        " not even that."
    )
    if whole.lower() == "always":
        return Explained(detail=f"{what} {ALWAYS}", edit=Edit(start=start, end=end, text=""))
    return Explained(detail=f"{what} {NEVER}")


def lone_comma() -> Explained:
    """Explain a period of commas alone."""
    return Explained(
        detail="A comma stands between two alternatives, and here are none: Time::Period takes it for never."
        f" {ALWAYS} {NEVER}"
    )


def empty_part(start: int, end: int) -> Explained:
    """Explain a comma before which nothing stands."""
    return Explained(
        detail=f"Before this comma an alternative is missing. {MALFORMED} Take the comma away.",
        edit=Edit(start=start, end=end, text=""),
    )


def trailing_comma(start: int, end: int) -> Explained:
    """Explain commas behind which nothing stands."""
    return Explained(
        detail="Behind this comma an alternative is missing: Time::Period overlooks that, and drops one that was"
        " forgotten here. Write it, or take the comma away.",
        edit=Edit(start=start, end=end, text=""),
    )


def unopened(start: int, end: int) -> Explained:
    """Explain a closing brace too many."""
    return Explained(
        detail=f"This brace closes none that is open. {MALFORMED} Take it away.",
        edit=Edit(start=start, end=end, text=""),
    )


def doubled(start: int, end: int) -> Explained:
    """Explain a brace directly within braces."""
    return Explained(
        detail=f"Braces do not stand within braces. {MALFORMED} Take this one away.",
        edit=Edit(start=start, end=end, text=""),
    )


def unclosed(before: str, place: int) -> Explained:
    """Explain a brace that is never closed; `before` is the brace and what follows it."""
    return Explained(
        detail=f"The brace of {quoted(before)} is not closed. {MALFORMED} Write the missing '}}' here.",
        edit=Edit(start=place, end=place, text="}"),
    )


def nothing_inside(name: str, unit: Unit) -> Explained:
    """Explain braces with nothing in them."""
    return Explained(
        detail=f"Nothing stands in the braces of {name.lower()}, which Time::Period takes for never. Write what is"
        f" meant, or leave {name.lower()} out for any {unit.noun}. {NEVER}"
    )


def unknown_scale(name: str, content: str, meant: Unit | None, start: int, end: int) -> Explained:
    """Explain a name that no scale has."""
    if "!" in name:
        return Explained(detail=f"{quoted(name)} is no scale. {MALFORMED} {NO_NEGATION}")
    what = f"{quoted(name)} is no scale." if name else "The name of a scale is missing before this brace."
    odd = odd_character(name)
    what = f"{what} {odd[0].upper()}{odd[1:]}." if odd else what
    if meant is None:
        return Explained(detail=f"{what} {MALFORMED} {_scales(name)}")
    items = content if reads(meant, content) else meant_item(meant, content)
    advice = f"{meant} {'before it' if start == end else 'instead'}."
    if items is not None:
        advice = f"{braced(meant, items)}{ending(meant, content, items)}"
    return Explained(
        detail=f"{what} {MALFORMED} Write {advice}",
        edit=Edit(start=start, end=end, text=f"{meant} " if start == end else f"{_space(name)}{meant}"),
    )


def ending(unit: Unit, written: str, meant: str) -> str:
    """Answer how a sentence ends that says what to write: with what hours mean that are others than those written."""
    if unit is not Unit.HOUR or "-" not in meant or _last_number(meant) == _last_number(written):
        return "."
    return f"{OF_THE_LAST_HOUR}{OF_ONE_DAY if runs_over_midnight(meant) else ''}"


def _last_number(text: str) -> int | None:
    found = _NUMBER.findall(folded(text[-LONGEST:]))
    return int(found[-1]) if found else None


def _space(name: str) -> str:
    """Answer a space for one that is none to most engines and stands before a name."""
    return " " if name[:1].isspace() else ""


def _scales(name: str) -> str:
    unit = unit_of_value(name)
    if unit is Unit.WEEKDAY:
        return "Weekdays stand in the braces of wd, and hours in those of hr, as in wd {mon} hr {9-17}."
    if unit is Unit.MONTH:
        return "Months stand in the braces of mo, and days of a month in those of md, as in mo {jan} md {1-8}."
    if name.lower() in {"day", "days", "d"}:
        return "Write wd for days of the week, or md for days of the month."
    return "Scales are yr, mo, wk, yd, md, wd, hr, min and sec."
