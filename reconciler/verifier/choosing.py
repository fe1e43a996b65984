"""Which numbers are verified, and in which order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from reconciler.errors import ReconcilerError
from reconciler.model.desired import Desired
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Recorded
from reconciler.model.spelling import did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The numbers named; with `changed` those that were applied and not verified since, of them or of all.

    With neither, those that the folder marks `verify: true`.
    """

    numbers: Sequence[NumberCode] = ()
    changed: bool = False


def chosen(desired: Desired, recorded: Recorded, choice: Choice) -> tuple[NumberCode, ...]:
    """Answer the numbers to verify, those that matter most first: caps leave the others for the next run."""
    unknown = [code for code in choice.numbers if code not in recorded.numbers]
    if unknown:
        hint = did_you_mean(str(unknown[0]), map(str, recorded.numbers))
        raise ReconcilerError(
            f"{', '.join(map(str, unknown))} is not in the record, so that nobody here knows what a call to it should"
            f" come to.{hint}",
            advice="Apply it first; `reconciler show` lists what is recorded.",
        )
    marked = {code for code, number in desired.numbers.items() if number.verify}
    if choice.numbers:
        found = dict.fromkeys(choice.numbers)
    elif choice.changed:
        found = dict.fromkeys(recorded.numbers)
    else:
        found = dict.fromkeys(code for code in recorded.numbers if code in marked)
    if choice.changed:
        found = {code: None for code in found if recorded.numbers[code].unproven}
    if choice.numbers:
        return tuple(found)

    def importance(code: NumberCode) -> tuple[bool, bool, int, NumberCode]:
        entry = recorded.numbers[code]
        return (code not in marked, not entry.protected, -entry.weight, code)

    return tuple(sorted(found, key=importance))


def absent_of(desired: Desired, recorded: Recorded, choice: Choice) -> tuple[NumberCode, ...]:
    """Answer the numbers that are marked, and that nobody has applied: a verification must not pass over them."""
    if choice.numbers or choice.changed:
        return ()
    return tuple(code for code, number in desired.numbers.items() if number.verify and code not in recorded.numbers)
