"""The times in which overrides hold, number by number: what is forwarded then, and where two hold at once."""

from collections.abc import Iterator, Mapping, Sequence

from reconciler.loader.catalogue import Catalogue
from reconciler.loader.meaning import always_rung
from reconciler.loader.override import Read
from reconciler.loader.places import Places
from reconciler.model.desired import DesiredNumber, Window
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic, has_errors
from reconciler.model.forwarding import DATA_OBJECT, data_of
from reconciler.model.identifiers import NumberCode


class Windows:
    """Collects the windows of all numbers."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._windows: dict[NumberCode, list[Window]] = {}

    def add(self, read: Read, codes: Sequence[NumberCode], index: int, places: Places) -> Iterator[Diagnostic]:
        """Take the windows of one override; yield what is wrong with it together with the numbers themselves."""
        declaration, change = read.declaration, read.change
        told: set[Code] = set()
        for code in codes:
            number = self._catalogue.items[code].number
            if number is None:
                continue
            problems = list(_together(read, number, places))
            yield from (problem for problem in problems if problem.code not in told)
            told |= {problem.code for problem in problems}
            if has_errors(problems):
                continue
            window = Window(
                start=declaration.start,
                end=declaration.end,
                forwarding=change.over(number.forwarding),
                reason=declaration.reason,
                override=index,
            )
            self._windows.setdefault(code, []).append(window)

    def in_order(self, begins: Sequence[Source]) -> tuple[Mapping[NumberCode, tuple[Window, ...]], list[Diagnostic]]:
        """Answer the windows that do not overlap, in the order of time, and what is wrong with the others.

        `begins` are the places at which the overrides say from when they hold.
        """
        kept: dict[NumberCode, tuple[Window, ...]] = {}
        clashes: dict[tuple[int, int], list[NumberCode]] = {}
        for code, windows in sorted(self._windows.items()):
            ordered = sorted(windows, key=lambda window: (window.start, window.end, window.override))
            longest, apart = ordered[0], ordered[:1]
            for window in ordered[1:]:
                if window.start < longest.end:
                    first, second = sorted((longest.override, window.override))
                    clashes.setdefault((first, second), []).append(code)
                else:
                    apart.append(window)
                longest = max(longest, window, key=lambda window: window.end)
            kept[code] = tuple(apart)
        return kept, [_clash(begins[first], begins[second], codes) for (first, second), codes in clashes.items()]


def _clash(first: Source, second: Source, codes: Sequence[NumberCode]) -> Diagnostic:
    others = f" and {len(codes) - 1:,} more" if len(codes) > 1 else ""
    detail = (
        f"It holds for {codes[0]}{others} at a time at which the override in {first} holds too, and only one of the two"
        " could be applied. Let one end before the other begins ('until' is not part of it), or take the numbers out"
        " of one."
    )
    return diagnostic(Code.OVERLAPPING_OVERRIDES, detail, second)


def _together(read: Read, number: DesiredNumber, places: Places) -> Iterator[Diagnostic]:
    """Yield what is wrong with an override over the forwarding of one number."""
    change = read.change
    name = DATA_OBJECT.get(change.kind, "")
    if not change.keeps(number.forwarding):
        for key in change.lacking:
            detail = (
                f"'{key}' is missing. Otherwise {number.number_code} forwards in another way, so there is nothing to"
                f" take it from: this '{name}' has to be whole."
            )
            yield diagnostic(Code.MISSING_KEY, detail, places.of(read.raw))
    elif change.lacking and always_rung(data_of(change.over(number.forwarding))):
        if always_rung(data_of(number.forwarding)):
            return
        detail = (
            f"With it, several entries of {number.number_code} hold at every moment, and the provider does not document"
            " which one a single redirection rings. Give them periods, or use 'sequential'."
        )
        key = next(key for key in ("call_control", "redirect_type") if key in change.data)
        yield diagnostic(Code.SEVERAL_UNSCHEDULED, detail, places.of_value(read.raw, key))
