"""What torture came to: a line a run, and one table of all runs, also where several processes ran them."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

PROPERTY = "torture"
"""Under this name a test's report carries its tally, as JSON."""

HEADER = (
    "seed  box        profile    numbers changes processes faults calls beyond bound  what happened"
    " (c: calls, w: changing calls, +: and git)"
)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What one run came to."""

    seed: int
    backend: str
    profile: str
    numbers: int = 0
    changes: int = 0
    """Changes that need a call, each counted once."""
    calls: int = 0
    """Changing calls that arrived."""
    processes: int = 0
    happened: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    """Changing calls that were not answered as they should be, by kind."""
    lost_to_kills: int = 0
    """Numbers in the windows of killed processes: calls whose outcomes they could not record."""
    lost_to_records: int = 0
    """The same of processes whose record refused to be written, or whose lock was lost."""
    lost_to_port: int = 0
    """As many calls as can have been under way when the port was closed: their answers may not have arrived."""
    lost_to_looks: int = 0
    """Looks after confirmed calls of processes that were asked to stop: spoiled, and not tried again by then."""
    foreign_refused: int = 0
    left_out: list[str] = field(default_factory=list)
    """Ingredients that this machine cannot have, with the reason."""

    @property
    def beyond(self) -> int:
        """Answer the calls beyond one a change."""
        return self.calls - self.changes

    @property
    def bound(self) -> int:
        """Answer how many there may be."""
        lost = self.lost_to_kills + self.lost_to_records + self.lost_to_port + self.lost_to_looks
        return lost + self.faults.total()

    def as_json(self) -> str:
        """Answer it as a report can carry it."""
        return json.dumps({one.name: getattr(self, one.name) for one in fields(self)})

    @classmethod
    def of_json(cls, text: str) -> "Tally":
        """Read what `as_json` wrote."""
        value = json.loads(text)
        counted = {name: Counter(value[name]) for name in ("kills", "troubles", "faults")}
        return cls(**{**value, **counted})

    def line(self) -> str:
        """Answer the run in a line."""
        words = " ".join([*self.happened, *(f"left out: {reason}" for reason in self.left_out)])
        return (
            f"{self.seed:4}  {self.backend:10} {self.profile:10} {self.numbers:7} {self.changes:7} {self.processes:9}"
            f" {self.faults.total():6} {self.calls:5} {self.beyond:6} {self.bound:5}  {words}"
        )


def table(tallies: Sequence[Tally], *, failed: int) -> list[str]:
    """Answer the lines of the table of all runs."""
    backends = sorted({tally.backend for tally in tallies})
    columns = [[tally for tally in tallies if tally.backend == backend] for backend in backends]
    columns.append(list(tallies))
    width = 12
    rows = [("", [*backends, "all"])]
    rows.append(("runs", [str(len(column)) for column in columns]))
    rows += [(title, [str(_sum(column, name)) for column in columns]) for name, title in _SUMS.items()]
    for title in ("kills", "troubles", "faults"):
        kinds = sorted({kind for tally in tallies for kind in getattr(tally, title)})
        rows += [
            (f"{_TITLES[title]}: {kind}", [str(sum(getattr(tally, title)[kind] for tally in one)) for one in columns])
            for kind in kinds
        ]
    lines = [f"{name:44}" + "".join(f"{cell:>{width}}" for cell in cells) for name, cells in rows]
    reasons = Counter(reason for tally in tallies for reason in tally.left_out)
    lines += [f"left out in {count} runs: {reason}" for reason, count in sorted(reasons.items())]
    lines.append(f"runs in which a law was broken: {failed}")
    return lines


_SUMS: Mapping[str, str] = {
    "numbers": "numbers",
    "processes": "processes",
    "changes": "changes that need a call",
    "calls": "changing calls",
    "beyond": "calls beyond one a change",
    "bound": "bound: lost windows and faults",
    "lost_to_kills": "of it windows of kills",
    "lost_to_records": "of it windows of refused records",
    "lost_to_port": "of it under way when the port closed",
    "lost_to_looks": "of it looks spoiled after a signal",
    "foreign_refused": "foreign changes refused",
}
_TITLES = {"kills": "killed by", "troubles": "trouble", "faults": "fault of a changing call"}


def _sum(tallies: Iterable[Tally], name: str) -> int:
    return sum(getattr(tally, name) for tally in tallies)
