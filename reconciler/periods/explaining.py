"""What to say of each mistake outside of braces and of braces themselves, and how to correct it."""

from reconciler.periods.guessing import LONGEST, meant_item, meant_period
from reconciler.periods.mistakes import Edit, Explained
from reconciler.periods.quoting import braced, odd_character, quoted
from reconciler.periods.scales import UNITS, Unit, value_of

MALFORMED = "To an engine the period is malformed, and the entry may then be active always, or never."
NEVER = (
    "If the entry is meant never to be active, take it out, or write 'active: false' in it, by which the provider's"
    " page means dropping the call."
)
ALWAYS = "For always write an empty period, or none at all."
NO_NEGATION = "There is no 'not' in this language: name what is meant instead."


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
    return Explained(
        detail=f"{what} {MALFORMED} Write {braced(meant, _corrected(meant, content))}.",
        edit=Edit(start=start, end=end, text=f"{meant} " if start == end else f"{_space(name)}{meant}"),
    )


def _corrected(unit: Unit, content: str) -> str:
    """Answer what stands in braces as it reads in a scale, where that can be told."""
    if len(content) > LONGEST or all(value_of(unit, word) is not None for word in content.replace("-", " ").split()):
        return content
    return meant_item(unit, content) or content


def _space(name: str) -> str:
    """Answer a space for one that is none to most engines and stands before a name."""
    return " " if name[:1].isspace() else ""


def stray(words: str, start: int, end: int, *, is_all: bool) -> Explained:
    """Explain words outside of braces, which may be all that there is."""
    meant = meant_period(words)
    what = f"{quoted(words)} stands outside of braces."
    odd = odd_character(words)
    if odd and not words.strip():
        return Explained(
            detail=f"{odd[0].upper()}{odd[1:]}, which looks like a space and is none to most engines. Write a space.",
            edit=Edit(start=start, end=end, text=" "),
        )
    edit = None if meant is None else Edit(start=start, end=end, text=meant)
    if "!" in words:
        advice = NO_NEGATION
    elif meant:
        advice = f"Write {meant}{_LAST if '-' in meant.partition('hr {')[2] else '.'}"
    elif meant == "":
        advice = ALWAYS if is_all else "Take it away."
    elif words.lower() in UNITS:
        advice = f"Write its values in braces behind it, as in {EXAMPLES[UNITS[words.lower()]]}."
    else:
        advice = "Write each value in the braces of its scale, as in wd {mon-fri} hr {9-17}."
    return Explained(detail=f"{what} {MALFORMED} {advice}", edit=edit)


_LAST = "; of a range of hours the last one runs to its end."
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


def _scales(name: str) -> str:
    if name.lower() in {"day", "days", "d"}:
        return "Write wd for days of the week, or md for days of the month."
    return "Scales are yr, mo, wk, yd, md, wd, hr, min and sec."
