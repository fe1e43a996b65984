"""Numbers that an import left alone, for people: what it means that somebody knows them already."""

from collections.abc import Sequence

from reconciler.model.identifiers import NumberCode

UNRECORDED = (
    "declared, not recorded, and the provider does not have it as declared (or does not show all of it), left alone:"
    " `plan` shows it as add, and `apply` looks before it sends"
)
UNDECLARED = (
    "recorded and not declared, left alone: the next plan forgets it, or resets it where it is recorded with"
    " on_removal: reset; to keep it, declare it again, or import into another record"
)


def render(known: int, unrecorded: Sequence[NumberCode], undeclared: Sequence[NumberCode]) -> str:
    """Answer a line for each way in which numbers are known; empty when none is."""
    lines = (
        [f"{known} number{'s are' if known != 1 else ' is'} declared and recorded already, left alone."]
        if known
        else []
    )
    lines += [
        f"{words}: {', '.join(map(str, codes))}"
        for words, codes in ((UNRECORDED, unrecorded), (UNDECLARED, undeclared))
        if codes
    ]
    return "".join(f"{line}\n" for line in lines)
