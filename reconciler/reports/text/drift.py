"""What the provider has beside what is recorded, for people: every number that differs, and the counts."""

from collections.abc import Iterator, Sequence

from reconciler.model.identifiers import NumberCode
from reconciler.planner.drift import DIFFERENCES, Drift, Result
from reconciler.reports.harmless import harmless
from reconciler.reports.text import fields
from reconciler.reports.text.drifted import MEANINGS, alike, going_on, hint, not_shown, settled, summary
from reconciler.reports.text.paint import PLAIN, Paint
from reconciler.reports.text.review import named

SIGNS = {Result.DRIFTED: "~", Result.GONE: "-", Result.UNEXPECTED: "+"}


def render(
    drifts: Sequence[Drift], *, declarations: str = "", start: NumberCode | None = None, paint: Paint = PLAIN
) -> str:
    """Answer the differences, what could not be compared, and the counts; behind them what to declare."""
    ordered = sorted(drifts, key=lambda drift: drift.number_code)
    blocks = ["\n".join(_number(drift, paint)) for drift in ordered if drift.result in DIFFERENCES]
    total = [paint.strong(f"Drift: {summary(ordered, start)}"), hint(ordered), going_on(ordered)]
    blocks.append("\n".join([*_alike(ordered, paint), *filter(None, total)]))
    if declarations:
        # What hides or turns text is written out, also where somebody may copy it.
        blocks.append("\n".join(map(harmless, declarations.splitlines())))
    return "\n\n".join(blocks) + "\n"


def _number(drift: Drift, paint: Paint) -> Iterator[str]:
    colour = {Result.GONE: paint.bad, Result.UNEXPECTED: paint.good}.get(drift.result, paint.changed)
    description = f"  {harmless(drift.description)}" if drift.description else ""
    meaning = f"{drift.result.value}: {MEANINGS[drift.result]}"
    yield f"{colour(SIGNS[drift.result])} {paint.strong(str(drift.number_code))}{description}  {colour(meaning)}"
    for field in drift.fields:
        yield f"    {fields.line(field, paint)}"
    if drift.not_shown:
        yield f"    {paint.faint(harmless(not_shown(drift)))}"
    yield from (f"    {harmless(words)}" for words in (drift.detail, settled(drift.settlement)) if words)


def _alike(drifts: Sequence[Drift], paint: Paint) -> Iterator[str]:
    """Yield a line for all numbers of which the same is to be told."""
    for result, words, codes in alike(drifts):
        match result:
            case Result.NOT_READ:
                told = paint.bad(harmless(words))
            case Result.OPEN:
                told = f"{paint.changed('open')}: {harmless(words)}"
            case _:
                told = f"in sync, {harmless(words)}"
        yield f"{named(codes)} {told}"
