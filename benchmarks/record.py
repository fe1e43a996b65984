"""What a record costs in each of its places, and a move of it through all of them.

    python benchmarks/record.py [10000 30000 100000] [--only file,git,s3,postgresql]

For each size and place: to append an intent and an outcome for every number (in appends of 1,000 numbers, with two
outcomes a number having been folded before), to read the record from its journal, to fold it, to read it again as a
plan does, and to ask for its position. Under the sizes stands how many times more the largest took than the smallest:
what grows as the numbers do has about their ratio there. Then the largest record moves
file → git → S3 → PostgreSQL → file by `state pull` and `state push` as people call them, and is compared. Object
storage is a server of this machine that speaks S3, PostgreSQL one that is made for this. Nothing here gates anything.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from support.postgres import MISSING, found_programs, postgres_server
from support.s3 import BUCKET, s3_server

from reconciler.model.identifiers import ApplicationName, Lineage, NumberCode, RunId
from reconciler.model.recorded import Entry
from reconciler.state.address import open_backend
from reconciler.state.backend import Backend
from reconciler.state.journal import Created, Intent, Run, Settled, Started, encoded
from reconciler.state.record import read_record
from reconciler.state.snapshot import encoded_snapshot, snapshot_of

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
LINEAGE = Lineage("benchmark")
FIRST = 79_000_000_000
APPENDED = 1_000
"""Numbers whose intents and outcomes stand in one append."""
STEPS = ("append", "read the journal", "fold", "read the snapshot", "position")
PLACES = ("file", "git", "s3", "postgresql")
ROUTE = ("file", "git", "s3", "postgresql", "file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Where the places are."""

    folder: Path
    database: Callable[[str], str]

    def url(self, place: str, name: str) -> str:
        """Answer the state URL of a new record."""
        match place:
            case "git":
                return f"git:{name}"
            case "s3":
                return f"s3://{BUCKET}/{name}"
            case "postgresql":
                return self.database(name)
            case _:
                return f"file:{self.folder / name}"

    def open(self, url: str) -> Backend:
        """Open a record."""
        return open_backend(url, directory=self.folder)


def entry(number: int, turn: int) -> Entry:
    """Answer an entry of the usual length: a schedule by day, another by night, a reception at last."""
    control = [
        {
            "redirect_number": str(74_990_000_000 + number),
            "timeout": 16 + turn,
            "active": True,
            "period": "wd {mon-fri} hr {9-17}",
            "name": "Иванов",
        },
        {"redirect_number": "74992223344", "timeout": 30, "active": True, "period": "wd {sat sun}"},
        {"redirect_number": "883140000000001", "timeout": 60, "active": True},
    ]
    data = {
        "redirect_type": 2,
        "call_control": control,
        "event_url": "https://events.example.com/calls?key=${EVENTS_KEY}",
    }
    payload = {"number_code": FIRST + number, "call_forwarding_type": 2, "call_forwarding_number": data}
    return Entry(
        payload=payload,
        application=ApplicationName("main"),
        labels=("sales", "moscow"),
        description="Отдел продаж",
        secrets={"EVENTS_KEY": "0" * 64},
    )


def parts(numbers: int, turn: int) -> Iterator[list[bytes]]:
    """Yield what each append of one whole apply adds."""
    run = RunId(f"run-{turn}")
    for start in range(0, numbers, APPENDED):
        lines = []
        for number in range(start, min(numbers, start + APPENDED)):
            code = NumberCode(FIRST + number)
            before = entry(number, turn - 1) if turn else None
            after = entry(number, turn)
            intent = Intent(
                run=run,
                number_code=code,
                application=after.application,
                action="change",
                before=before,
                after=after,
                at=AT,
            )
            lines += [encoded(intent), encoded(Settled(run=run, number_code=code, outcome="applied", at=AT))]
        yield lines


def opening(turn: int) -> list[bytes]:
    """Answer what a run begins with; the first one makes the record."""
    created = [encoded(Created(lineage=LINEAGE, hmac_key="00" * 32, at=AT))] if turn == 0 else []
    run = Run(id=RunId(f"run-{turn}"), verb="apply", owner="benchmark", host="here")
    return [*created, encoded(Started(run=run, at=AT))]


def written(backend: Backend, prepared: Sequence[Sequence[bytes]]) -> None:
    """Append parts, one after the other."""
    position = backend.head()
    for part in prepared:
        position = backend.append(part, after=position)


def fold(backend: Backend) -> None:
    """Fold the journal as the end of an apply does."""
    snapshot = encoded_snapshot(snapshot_of(read_record(backend), LINEAGE))
    backend.compact(snapshot, through=backend.head())


def measured(servers: Servers, place: str, numbers: int) -> list[float]:
    """Answer how long each step took; before it, the record has been written and folded once."""
    backend = servers.open(servers.url(place, f"size-{numbers}"))
    written(backend, [opening(0), *parts(numbers, 0)])
    fold(backend)
    prepared = [opening(1), *parts(numbers, 1)]
    return [
        timed(lambda: written(backend, prepared)),
        timed(lambda: read_record(backend)),
        timed(lambda: fold(backend)),
        timed(lambda: read_record(backend)),
        timed(backend.head),
    ]


def timed(step: Callable[[], object]) -> float:
    """Answer the seconds that a step took."""
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def moved(servers: Servers, numbers: int) -> Iterator[tuple[str, float, float]]:
    """Move the record of a size along the route; yield each leg's name, and the seconds of its pull and push."""
    source = servers.url("file", f"size-{numbers}")
    first = read_record(servers.open(source))
    whole = list(servers.open(source).history())
    for count, place in enumerate(ROUTE[1:]):
        target = servers.url(place, f"moved-{count}")
        file = servers.folder / f"record-{count}.jsonl"
        pull = timed(lambda url=source, out=file: called(servers, url, "state", "pull", "--output", str(out)))  # type: ignore[misc]
        push = timed(lambda url=target, out=file: called(servers, url, "state", "push", str(out)))  # type: ignore[misc]
        file.unlink()
        yield f"{ROUTE[count]} → {place}", pull, push
        source = target
    last = servers.open(source)
    equal = read_record(last) == first and list(last.history()) == whole
    sys.stdout.write(
        f"\n{numbers:,} numbers, {first.serial:,} entries: {'equal' if equal else 'NOT EQUAL'} at the end.\n"
    )


def called(servers: Servers, url: str, *words: str) -> None:
    """Call the program as people do."""
    command = [sys.executable, "-m", "reconciler", "--state", url, *words]
    subprocess.run(command, cwd=servers.folder, check=True, capture_output=True)


def table(place: str, sizes: Sequence[int], costs: Sequence[Sequence[float]]) -> str:
    """Answer a place's table in Markdown."""
    lines = [f"\n### {place}\n", "| numbers | " + " | ".join(STEPS) + " |", "|---" * (len(STEPS) + 1) + "|"]
    for size, cost in zip(sizes, costs, strict=True):
        lines.append(f"| {size:,} | " + " | ".join(f"{seconds:.3f} s" for seconds in cost) + " |")
    ratios = [last / first if first else 0.0 for first, last in zip(costs[0], costs[-1], strict=True)]
    lines.append(f"| × {sizes[-1] / sizes[0]:.0f} | " + " | ".join(f"{ratio:.1f} ×" for ratio in ratios) + " |")
    return "\n".join(lines)


def main() -> None:
    """Print the tables."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("sizes", nargs="*", type=int, default=[10_000, 30_000, 100_000])
    words.add_argument("--only", default=",".join(PLACES))
    given = words.parse_args()
    places = given.only.split(",")
    if found_programs() is None:
        sys.stdout.write(f"Without PostgreSQL, and without the move through it: {MISSING}.\n")
        places = [place for place in places if place != "postgresql"]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        s3 = stack.enter_context(s3_server())
        os.environ.update(s3.environ())
        postgres = stack.enter_context(postgres_server()) if "postgresql" in places else None
        os.environ.update(postgres.environ() if postgres else {})
        servers = Servers(folder=folder / "work", database=postgres.url if postgres else str)
        subprocess.run(["git", "init", "-q", "--bare", str(folder / "remote")], check=True)
        subprocess.run(
            ["git", "clone", "-q", str(folder / "remote"), str(servers.folder)], check=True, capture_output=True
        )
        for place in places:
            costs = [measured(servers, place, size) for size in given.sizes]
            sys.stdout.write(table(place, given.sizes, costs) + "\n")
            sys.stdout.flush()
        if places == [*PLACES]:
            rows = [f"| {leg} | {pull:.1f} s | {push:.1f} s |" for leg, pull, push in moved(servers, given.sizes[-1])]
            sys.stdout.write("\n".join(["", "| leg | pull | push |", "|---|---|---|", *rows, ""]))


if __name__ == "__main__":
    main()
