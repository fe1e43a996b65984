"""Costs to a table in Markdown, and the goals that it is read for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from commands import HELP, NOTHING, OCTODNS, OCTODNS_SHORT, PLAN, Case
from measuring import Cost

HEAD = ("command", "CPU, s", "from – to", "elapsed, s", "peak, MB", "octoDNS, 20 lines", "octoDNS, 4 lines")
UNCOMPARED = (NOTHING, HELP, OCTODNS, OCTODNS_SHORT)
TIMES_LESS = {10_000: 4.0, 100_000: 6.0}
"""Numbers → how many times less CPU than octoDNS a plan is meant to take."""

PEAK_MEGABYTES = {10_000: 120.0}
ABOVE_NOTHING = {1_000: {PLAN: 1.0, HELP: 0.3}}
"""Numbers → how many CPU seconds above `python -c pass` a command may take."""

Costs = Mapping[str, Sequence[Cost]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal, what was measured, and whether that holds it."""

    aim: str
    measured: str
    held: bool


def render(case: Case, costs: Costs) -> str:
    """Answer the table of one size, with the goals for it."""
    title = (
        f"## {case.numbers:,} numbers\n\n{case.files:,} files, {case.lines / case.numbers:.1f} lines a number,"
        f" {case.bytes / 1e6:.1f} MB; {case.changed:,} changed, {case.added:,} added;"
        f" rounds: {len(costs[PLAN])}\n"
    )
    table = _table(HEAD, [_row(name, costs) for name in costs])
    goals = [[goal.aim, goal.measured, "held" if goal.held else "**not held**"] for goal in goals_of(case, costs)]
    parts = [title, table, *([_table(("goal", "measured", ""), goals)] if goals else [])]
    return "\n".join(parts)


def goals_of(case: Case, costs: Costs) -> Iterator[Goal]:
    """Yield the goals that are set for this size."""
    plan = cpu(costs[PLAN])
    if (times := TIMES_LESS.get(case.numbers)) is not None:
        for name in (OCTODNS, OCTODNS_SHORT):
            ratio = cpu(costs[name]) / plan
            aim = f"`{PLAN}` takes at least {times:g} times less CPU than `{name}`"
            yield Goal(aim=aim, measured=f"{ratio:.1f} times", held=ratio >= times)
    if (most := PEAK_MEGABYTES.get(case.numbers)) is not None:
        peak = max(cost.megabytes for cost in costs[PLAN])
        yield Goal(aim=f"`{PLAN}` peaks at {most:g} MB or less", measured=f"{peak:.0f} MB", held=peak <= most)
    for name, seconds in ABOVE_NOTHING.get(case.numbers, {}).items():
        above = cpu(costs[name]) - cpu(costs[NOTHING])
        aim = f"`{name}` takes at most {seconds:g} s more CPU than `{NOTHING}`"
        yield Goal(aim=aim, measured=f"{above:.2f} s", held=above <= seconds)


def cpu(costs: Sequence[Cost]) -> float:
    """Answer the median of the CPU seconds."""
    return median(cost.seconds for cost in costs)


def _row(name: str, costs: Costs) -> list[str]:
    own = costs[name]
    seconds = sorted(cost.seconds for cost in own)
    compared = name not in UNCOMPARED
    return [
        f"**{name}**" if name == PLAN else name,
        f"{cpu(own):.2f}",
        f"{seconds[0]:.2f} – {seconds[-1]:.2f}",
        f"{median(cost.elapsed for cost in own):.2f}",
        f"{median(cost.megabytes for cost in own):.0f}",
        *(f"{cpu(costs[other]) / cpu(own):.1f} ×" if compared else "" for other in (OCTODNS, OCTODNS_SHORT)),
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Answer a table whose columns are as wide as they need, so that it reads well as plain text too."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    return "".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |\n" for line in lines
    )
