"""All numbers of a folder: one for each code, how far they are known, and the periods that stand in them."""

from collections.abc import Iterator, Mapping

from reconciler.loader.numbers import TO_NUMBERS, ReadNumber
from reconciler.model.desired import DesiredNumber
from reconciler.model.diagnostics import Code, Diagnostic, diagnostic, quoted
from reconciler.model.findings import Key, NumberSpot
from reconciler.model.identifiers import NumberCode
from reconciler.model.spelling import Vocabulary


class Catalogue:
    """Takes numbers file after file; `is_whole` is false where a file, or a part of one, could not be read."""

    def __init__(self, *, is_whole: bool) -> None:
        self.items: dict[NumberCode, ReadNumber] = {}
        self.has_all_codes = is_whole
        self.is_complete = is_whole
        self._periods: dict[str, list[tuple[NumberCode, int]]] = {}
        self._vocabulary: Vocabulary | None = None

    def take(self, item: ReadNumber) -> Iterator[Diagnostic]:
        """Take one number; yield what is wrong if there is another of its code."""
        self.is_complete = self.is_complete and item.number is not None
        if item.number_code is None:
            self.has_all_codes = False
            return
        first = self.items.setdefault(item.number_code, item)
        if first is item:
            for text, index in item.periods:
                self._periods.setdefault(text, []).append((item.number_code, index))
            return
        detail = (
            f"{item.number_code} is declared in {first.source} too. Only one of the two could be applied:"
            " take one away."
        )
        yield diagnostic(Code.DUPLICATE_NUMBER, detail, item.source)

    def numbers(self) -> dict[NumberCode, DesiredNumber]:
        """Answer the numbers that could be read, in order."""
        return {code: item.number for code, item in sorted(self.items.items()) if item.number is not None}

    def periods(self) -> Mapping[str, list[NumberSpot]]:
        """Answer the periods that stand in numbers, and where."""
        spots: dict[str, list[NumberSpot]] = {}
        paths: dict[int, tuple[Key, ...]] = {}
        for text, places in self._periods.items():
            spots[text] = found = []
            for code, index in places:
                path = paths.setdefault(index, (TO_NUMBERS, "call_control", index, "period"))
                found.append(NumberSpot(number_code=code, path=path))
        return spots

    def lacks(self, code: NumberCode) -> bool:
        """Tell whether a number is declared nowhere, as far as that can be told."""
        return self.has_all_codes and code not in self.items

    def nearest(self, code: NumberCode) -> str:
        """Answer a sentence that offers the declared number which was most likely meant, or nothing."""
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(str(known) for known in self.items)
        near = self._vocabulary.nearest(str(code))
        return f" Did you mean {near}?" if near else ""


def undeclared(code: NumberCode, catalogue: Catalogue) -> str:
    """Answer the sentences about a number that no file declares."""
    return f"No file declares {quoted(str(code))} under 'numbers'.{catalogue.nearest(code)}"
