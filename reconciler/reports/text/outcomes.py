"""What became of an apply, for people: every number that is not simply done, and the counts."""

from collections.abc import Iterator, Sequence

from reconciler.model.identifiers import NumberCode
from reconciler.model.outcome import Applied, Failed, NotTried, Outcome, OutcomeUnknown, told, unseen, word
from reconciler.reports.harmless import harmless
from reconciler.reports.text.paint import PLAIN, Paint
from reconciler.reports.text.review import named

HINT = "The record knows every outcome: mend what is said above, run apply again, and exactly the rest is sent."


def render(outcomes: Sequence[Outcome], *, recorded: bool = True, paint: Paint = PLAIN) -> str:
    """Answer the summary of a run, troubles first; `recorded` is whether the record could be written to the end."""
    troubles = [line(outcome, paint=paint) for outcome in outcomes if not isinstance(outcome, Applied)]
    warnings = list(_warnings(outcomes, paint))
    total = paint.strong(f"Apply: {counted(outcomes)}.")
    hint = [HINT] if troubles and recorded else []
    return "\n".join([*warnings, *troubles, total, *hint]) + "\n"


def counted(outcomes: Sequence[Outcome]) -> str:
    """Answer how many outcomes there are of each kind."""
    counts = {kind: sum(isinstance(outcome, kind) for outcome in outcomes) for kind in _COUNTED}
    return ", ".join(f"{count} {_COUNTED[kind]}" for kind, count in counts.items() if count) or "nothing to do"


def _warnings(outcomes: Sequence[Outcome], paint: Paint) -> Iterator[str]:
    """Yield what a person should know of numbers that are applied; of many with the same words a line tells all."""
    alike: dict[tuple[str, str], list[NumberCode]] = {}
    for outcome in outcomes:
        if isinstance(outcome, Applied):
            for kind, words in (("warning", outcome.warning), ("note", unseen(outcome))):
                if words:
                    alike.setdefault((kind, words), []).append(outcome.number_code)
    for (kind, words), codes in alike.items():
        yield f"{named(codes)} {paint.changed(kind)}: {harmless(words)}"


_COUNTED: dict[type[Outcome], str] = {
    Applied: "applied",
    Failed: "failed",
    OutcomeUnknown: "unknown",
    NotTried: "not tried",
}


def line(outcome: Outcome, *, paint: Paint = PLAIN) -> str:
    """Answer one outcome on one line."""
    name = word(outcome)
    colour = {Applied: paint.good, Failed: paint.bad}.get(type(outcome), paint.changed)
    detail = f": {harmless(told(outcome))}" if told(outcome) else ""
    return f"{outcome.number_code} {colour(name)}{detail}"
