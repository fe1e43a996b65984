"""Thousands of damaged files: each is read and checked, or refused with its places, in bounded time, and never ends in
a traceback.

`make fuzz` reads many more; RECONCILER_FUZZ says how many, RECONCILER_FUZZ_SEED where to begin.
"""

import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from support.cases import checks, timed
from support.cases.case import ENTRIES, NUMBER
from support.cases.timed import DARK, override
from support.damage import damaged
from support.folder import AT, write
from support.growth import superlinear
from support.samples import samples

from reconciler.loader.folder import Loaded, load
from reconciler.reports.github import diagnostics as as_github
from reconciler.reports.json import diagnostics as as_json
from reconciler.reports.sarif import diagnostics as as_sarif
from reconciler.reports.text import diagnostics as as_text
from reconciler.workflows.reading import checked

COUNT = int(os.environ.get("RECONCILER_FUZZ", "3000"))
SEED = int(os.environ.get("RECONCILER_FUZZ_SEED", "0"))
BATCHES = 20
MOST_SECONDS = 5.0
LINE_ENDS = (b"\n", b"\r", b"\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")
EXAMPLE = Path(__file__).parents[2] / "desired-state"
CONTENTS = [
    *(path.read_bytes() for path in sorted(EXAMPLE.rglob("*.yaml"))),
    *(content for kind in ("right", "wrong") for sample in samples(kind) for content in sample.files.values()),
    *(
        text.encode()
        for table in (timed, checks)
        for row in table.CASES
        for text in row.files.values()
        if isinstance(text, str)
    ),
]
OTHERS = {
    "settings.yaml": b"settings: {secrets: [KEY], policy: {allowed_countries: [RU, DE]}}\n",
    "names.yaml": b"contacts: {ivanov: '74992223344'}\nschedules: {day: 'wd {mon-fri} hr {9-17}'}\n",
}


def told(loaded: Loaded) -> None:
    """Write the mistakes in every form; a form that cannot be written raises."""
    as_text.render(loaded.diagnostics)
    as_json.render(loaded.diagnostics)
    as_github.render(loaded.diagnostics)
    as_sarif.render(loaded.diagnostics, version="0")


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_damaged_file_is_told_in_bounded_time_and_never_raises(batch: int, tmp_path: Path) -> None:
    for seed in range(SEED + batch, SEED + COUNT, BATCHES):
        chance = random.Random(seed)  # noqa: S311 - to be made again
        name = chance.choice(("a.yaml", "a.yaml", "a.yaml", "settings.yaml"))
        content = damaged(chance.choice(CONTENTS), CONTENTS, chance)
        write(tmp_path, {**OTHERS, name: content})
        if name == "settings.yaml":
            (tmp_path / "a.yaml").unlink(missing_ok=True)
        began = time.process_time()
        try:
            loaded = checked(load(tmp_path, {"EXOLVE_API_KEY": "0123456789"}), AT)
            told(loaded)
        except Exception as error:
            raise AssertionError(f"seed {seed} raised; make it again with RECONCILER_FUZZ_SEED={seed}") from error
        assert time.process_time() - began < MOST_SECONDS, f"seed {seed} took too long"
        lines = 1 + sum(content.count(end) for end in LINE_ENDS)
        assert [item for item in loaded.diagnostics if not 1 <= item.source.line <= lines] == [], seed
        assert [item for item in loaded.diagnostics if item.source.column < 1] == [], seed


def numbers(count: int, body: str) -> str:
    """Answer a file of so many numbers, `body` standing for what follows each code."""
    return "numbers:\n" + "".join(f"- number_code: {74990000000 + index}\n{body}" for index in range(count))


def hour(count: int) -> str:
    """Answer the moment so many hours after another, in quotes: without, a pure parser reads the file."""
    return f'"{(AT + timedelta(hours=count)).isoformat()}"'


def expected(count: int, expect: str) -> str:
    """Answer a number and so many expectations of it."""
    return NUMBER + "expectations:\n" + f"- {{call: 74991112233, at: {hour(0)}, expect: {expect}}}\n" * count


RIGHT_BODY = NUMBER.partition("\n")[2].partition("\n")[2]
FAMILIES: dict[str, Callable[[int], str]] = {
    "right numbers": lambda size: numbers(size, RIGHT_BODY),
    "wrong numbers": lambda size: numbers(size, "  tiemout: 5\n" + RIGHT_BODY),
    "numbers with many mistakes": lambda size: numbers(size, "  weight: x\n  verify: no\n  labels: 5\n  a: b\n"),
    "one list of wrong entries": lambda size: ENTRIES + "    - {redirect_numbr: '@nobody', timeout: -1}\n" * size,
    "one line of wrong entries": lambda size: "numbers: [" + "{number_code: x}, " * size + "]\n",
    "names that dangle": lambda size: (
        ENTRIES + "".join(f"    - {{redirect_number: '@n{i}', timeout: 1}}\n" for i in range(size))
    ),
    "names that dangle beside contacts": lambda size: (
        "contacts:\n"
        + "".join(f"  name-{i}: '74992223344'\n" for i in range(size))
        + ENTRIES
        + "".join(f"    - {{redirect_number: '@nam-{i}x', timeout: 1}}\n" for i in range(size))
    ),
    "mistakes in one line": lambda size: NUMBER + "  labels: [" + "5, " * size + "]\n",
    "unknown keys in a number": lambda size: NUMBER + "".join(f"  key{i}: 1\n" for i in range(size)),
    "misspelt keys": lambda size: "numbers:\n" + "- {number_kode: 5, call_forwarding_typ: 0, weigth: 1}\n" * size,
    "contacts": lambda size: "contacts:\n" + "".join(f"  c{i}: '8916{1000000 + i}'\n" for i in range(size)),
    "names twice": lambda size: "contacts:\n" + "".join(f"  c{i // 2}: '74992223344'\n" for i in range(size)),
    "unknown keys at the top": lambda size: "".join(f"key{i}: 1\n" for i in range(size)),
    "duplicate keys": lambda size: "a: 1\n" * size,
    "aliases": lambda size: "a: &a {b: [1, 2, 3]}\nc:\n" + "- *a\n" * size,
    "anchors": lambda size: "c:\n" + "".join(f"- &a{i} {{b: 1}}\n" for i in range(size)),
    "merges": lambda size: "a: &a {b: 1}\nc:\n" + "- {<<: *a, d: 1}\n" * size,
    "a long text": lambda size: NUMBER + "  description: '" + "x" * size * 100 + "\\x07'\n",
    "a long URL": lambda size: "defaults: {call_forwarding_ipcr: {url: 'https://x/" + "?key=a" * size + " '}}\n",
    "references": lambda size: "defaults: {call_forwarding_ipcr: {url: 'https://x/" + "${A}" * size + "'}}\n",
    "digits": lambda size: "numbers: " + "9" * size * 100 + "\n",
    "an unclosed bracket": lambda size: "numbers: [" + "{a: b}, " * size,
    "an unclosed quote": lambda size: "numbers: '" + "line\n" * size,
    "a mistake at the end": lambda size: numbers(size, RIGHT_BODY) + "  - : :\n\t",
    "what the quick scanner refuses": lambda size: numbers(size // 4, "  labels: [https://x/y, 12:30]\n"),
    "comments": lambda size: ("# " + "x" * 70 + "\n") * size + "numbers: []\n",
    "tabs": lambda size: "numbers:\n" + "\t- a\n" * size,
    "documents": lambda size: "---\na: 1\n" * size,
    "overrides one after the other": lambda size: (
        NUMBER + "overrides:\n" + "".join(override(start=hour(i), end=hour(i + 1)) for i in range(size))
    ),
    "overrides that all overlap": lambda size: (
        NUMBER + "overrides:\n" + "".join(override(DARK, start=hour(i), end=hour(i + size)) for i in range(size))
    ),
    "an override of many numbers": lambda size: (
        numbers(size, RIGHT_BODY) + "overrides:\n" + override(numbers="application:default")
    ),
    "two overrides of many numbers at once": lambda size: (
        numbers(size, RIGHT_BODY) + "overrides:\n" + override(numbers="application:default") * 2
    ),
    "selectors that find nothing": lambda size: (
        NUMBER + "overrides:\n" + override(numbers=", ".join(f"label:x{i}, {74980000000 + i}" for i in range(size)))
    ),
    "wrong overrides": lambda size: (
        NUMBER + "overrides:\n" + "- {numbers: [sales], from: 2026-12-31, untill: now, call_control: 5}\n" * size
    ),
    "expectations that hold": lambda size: expected(size, "'74992223344'"),
    "expectations that fail": lambda size: expected(size, "nobody"),
    "wrong expectations": lambda size: expected(size, "[nobdy, '@x']"),
    "one long expectation": lambda size: expected(1, "[" + "'74992223344', " * size + "]"),
    "periods": lambda size: (
        ENTRIES.replace("single", "parallel")
        + "".join(
            f"    - {{redirect_number: '74992223344', timeout: 1, period: 'yr {{{2100 + i}}}'}}\n"
            for i in range(8 * size)  # more than any cache remembers: a file that fits into one is no measure
        )
    ),
    "wrong periods": lambda size: (
        "schedules:\n" + "".join(f"  s{i}: wd {{mon}} hours {{9}} x{i}\n" for i in range(8 * size)) + NUMBER
    ),
    "numbers that ring each other": lambda size: (
        "numbers:\n"
        + "".join(
            f"- number_code: {74990000000 + i}\n  call_forwarding_number: {{redirect_type: 1, call_control:"
            f" {{redirect_number: '{74990000000 + (i + 1) % size}', timeout: 5}}}}\n"
            for i in range(size)
        )
    ),
}


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES.keys())
def test_the_time_grows_with_the_size_and_not_with_its_square(family: Callable[[int], str], tmp_path: Path) -> None:
    assert superlinear(lambda size: least_seconds(tmp_path, family(size))) is None


def least_seconds(folder: Path, text: str) -> float:
    write(folder, {"a.yaml": text})
    seconds = []
    for _ in range(2):
        began = time.process_time()
        told(checked(load(folder), AT))
        seconds.append(time.process_time() - began)
    assert min(seconds) < 4 * MOST_SECONDS, "these files are many times larger than a damaged one"
    return min(seconds)
