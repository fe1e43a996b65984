"""How fast an apply is: calls a second against what concurrency and latency allow, and what its parts cost.

    python benchmarks/apply.py [--numbers 2000] [--concurrency 32] [--latency 0.05] [--rounds 3] [--folder DIR]

The provider runs in a process of its own, once as a responder that costs nearly nothing (the client is measured) and
once as the emulator with a delay (the emulator's own work is measured with it). The record is a folder with fsync; the
limit of calls a second is off; every number is added, which is a read and a write. Nothing here gates anything.
"""

import argparse
import json
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reconciler.cli.interruption import Interruption
from reconciler.cli.wiring import surroundings
from reconciler.loader.folder import load
from reconciler.model.outcome import Applied
from reconciler.model.recorded import Recorded
from reconciler.planner.planning import make_plan
from reconciler.state.backend import Position
from reconciler.state.file import FileBackend
from reconciler.workflows.apply import Options, applying

KEY = "benchmark-key"
CALLS_A_NUMBER = 2
FILE_OF = 100
GOAL = 0.85
STAND_INS = ("responder", "emulator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What to measure."""

    numbers: int
    concurrency: int
    latency: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one apply took: `seconds` from the first intent to the last outcome, `end` to fold the journal after it.

    `whole` has reading, planning and the end in it.
    """

    name: str
    seconds: float
    end: float
    whole: float
    cpu: float
    stolen: float
    """What the hypervisor gave to others meanwhile; more than a second, and the line says little."""


def main() -> None:
    """Read the arguments, measure, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--numbers", type=int, default=2000)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--rounds", type=int, default=3, help="the machine's noise shows in their spread")
    parser.add_argument("--folder", type=Path, help="where the record is written; its disk is measured too")
    arguments = parser.parse_args()
    size = Size(numbers=arguments.numbers, concurrency=arguments.concurrency, latency=arguments.latency)
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        places = [(name, Path(folder) / f"{name}-{index}") for name in STAND_INS for index in range(arguments.rounds)]
        print_applies(size, [measured(name, size, place) for name, place in places])
        print_parts(Path(folder))


def measured(name: str, size: Size, folder: Path) -> Measured:
    """Apply everything to one stand-in."""
    declare(folder / "desired-state", size.numbers, size.concurrency)
    with standing_in(name, size.latency, folder) as url:
        os.environ.update(EXOLVE_BASE_URL=url, EXOLVE_API_KEY=KEY, RECONCILER_STATE=f"file:{folder / 'record'}")
        began, cpu, stolen = time.perf_counter(), time.process_time(), stolen_seconds()
        options = Options(at=datetime.now(UTC))
        with applying(folder / "desired-state", surroundings(Interruption()), options) as apply:
            started = ended = time.perf_counter()
            outcomes = []
            for outcome in apply.run():
                outcomes.append(outcome)
                ended = time.perf_counter()
            folded = time.perf_counter()
        whole, cpu, stolen = time.perf_counter() - began, time.process_time() - cpu, stolen_seconds() - stolen
    failed = [outcome for outcome in outcomes if not isinstance(outcome, Applied)]
    if failed or len(outcomes) != size.numbers:
        sys.exit(f"{len(failed)} numbers failed: {failed[:1]}")
    return Measured(name=name, seconds=ended - started, end=folded - ended, whole=whole, cpu=cpu, stolen=stolen)


def print_applies(size: Size, applies: Sequence[Measured]) -> None:
    """Print the table of the applies."""
    calls, ideal = CALLS_A_NUMBER * size.numbers, size.concurrency / size.latency
    print(f"{size.numbers} numbers added, {size.concurrency} calls at once, {size.latency * 1000:g} ms a call")
    print(f"file backend with fsync; ideal {ideal:.0f} calls/s, goal {GOAL:.0%} of it\n")
    print("provider    calls  seconds  calls/s  of ideal  end, s  whole command, s  CPU of the client, s  stolen, s")
    for one in applies:
        rate = calls / one.seconds
        print(
            f"{one.name:10} {calls:6} {one.seconds:8.2f} {rate:8.0f} {rate / ideal:9.1%}"
            f" {one.end:7.2f} {one.whole:17.2f} {one.cpu:21.2f} {one.stolen:10.1f}"
        )
    print(f"\nlargest memory of the client: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def print_parts(folder: Path) -> None:
    """Print what the parts of an apply cost."""
    print("\npart                                             ms")
    for lines in (1, 32, 64):
        milliseconds = append_milliseconds(folder / f"appends-{lines}", lines)
        print(f"append of {lines:2} entries to the journal, fsync {milliseconds:10.2f}")
    for name, milliseconds in planning_milliseconds(folder / "unchanged", 10_000).items():
        print(f"{name:42} {milliseconds:8.0f}")


def append_milliseconds(folder: Path, lines: int, times: int = 100) -> float:
    """Append to a journal many times; answer the milliseconds of one."""
    backend = FileBackend(folder)
    entry = json.dumps({"kind": "intent", "body": "x" * 600}).encode()
    position = backend.append([entry], after=Position(backend.head()))
    began = time.perf_counter()
    for _ in range(times):
        position = backend.append([entry] * lines, after=position)
    return (time.perf_counter() - began) * 1000 / times


def planning_milliseconds(folder: Path, numbers: int) -> dict[str, float]:
    """Read and plan a folder of which everything is recorded as it is declared."""
    declare(folder, numbers, concurrency=4)
    began = time.perf_counter()
    desired = load(folder).desired
    loaded = time.perf_counter()
    if desired is None:
        sys.exit("the benchmark's own folder has mistakes")
    entries = {code: number.entry({}) for code, number in desired.numbers.items()}
    recorded = Recorded(lineage=None, serial=0, hmac_key=b"", numbers=entries)
    planning = time.perf_counter()
    plan = make_plan(desired, recorded, datetime.now(UTC))
    planned = time.perf_counter()
    if plan.changes:
        sys.exit("the benchmark's own folder is not as recorded")
    return {
        f"reading {numbers} numbers from YAML": (loaded - began) * 1000,
        f"planning {numbers} unchanged numbers": (planned - planning) * 1000,
    }


def declare(folder: Path, numbers: int, concurrency: int) -> None:
    """Write a desired state of so many numbers."""
    folder.mkdir(parents=True)
    apply = {"concurrency": concurrency, "calls_per_second": 0}
    (folder / "settings.yaml").write_text(json.dumps({"settings": {"apply": apply}}))
    dice = random.Random(1)
    for start in range(0, numbers, FILE_OF):
        several = [declaration(74950000000 + index, dice) for index in range(start, min(start + FILE_OF, numbers))]
        (folder / f"numbers-{start:06}.yaml").write_text("numbers:\n" + "".join(several))


def declaration(code: int, dice: random.Random) -> str:
    """Write one number as people do, about twenty lines."""
    entries = "".join(
        f'      - redirect_number: "7499222{dice.randrange(10**4):04}"\n        timeout: {dice.randint(10, 60)}\n'
        f"        name: Сотрудник {index}\n        period: wd {{mon-fri}} hr {{9-17}}\n"
        for index in range(3)
    )
    return (
        f"  - number_code: {code}\n    description: Номер {code}\n    call_forwarding_number:\n"
        f"      redirect_type: sequential\n      call_control:\n{entries}      event_extended: true\n"
    )


@contextmanager
def standing_in(name: str, latency: float, folder: Path) -> Iterator[str]:
    """Run a stand-in for the provider in a process of its own; answer its address."""
    port = free_port()
    process = subprocess.Popen(_command(name, port, latency, folder), stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def _command(name: str, port: int, latency: float, folder: Path) -> Sequence[str]:
    if name == "responder":
        responder = str(Path(__file__).with_name("responder.py"))
        return [sys.executable, responder, "--port", str(port), "--latency", str(latency)]
    rules: Mapping[str, Any] = {"rules": [{"kind": "delay", "seconds": latency}]}
    faults = folder / "faults.json"
    faults.write_text(json.dumps(rules))
    emulator = [sys.executable, "-m", "reconciler", "emulator"]
    return [*emulator, "--port", str(port), "--key", f"default={KEY}", "--faults", str(faults)]


def stolen_seconds() -> float:
    """Answer the seconds that a hypervisor has withheld from this machine; 0 where nobody tells."""
    try:
        fields = Path("/proc/stat").read_text().split(maxsplit=9)
    except OSError:
        return 0.0
    return int(fields[8]) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Answer a port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, seconds: float = 20) -> None:
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            threading.Event().wait(0.05)
        else:
            return
    sys.exit("the stand-in for the provider does not answer")


if __name__ == "__main__":
    main()
