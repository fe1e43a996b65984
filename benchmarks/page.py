"""How large the plan's page is, and what it costs to make it: for 100, 2,000 and 10,000 changed numbers.

    python benchmarks/page.py [SIZE ...]

Every number of the company changes. Seconds are those of one process; the nodes are counted in chromium before anything
is opened, and left out where it or playwright is missing. Nothing here gates anything.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.pages import company

from reconciler.planner.weeks import weeks_of
from reconciler.reports.html import plan as html_plan

SIZES = (100, 2_000, 10_000)
HEAD = ("changed numbers", "page, MB", "nodes before a row is opened", "weeks, s", "rendering, s")
Value = TypeVar("Value")


def main() -> None:
    """Read the arguments, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE")
    arguments = parser.parse_args()
    print(_line(HEAD))
    print(_line(["---"] * len(HEAD)))
    for size in arguments.sizes:
        print(_line(_row(size)), flush=True)


def _row(size: int) -> list[str]:
    made = company(size)
    weeks, looking = _timed(lambda: weeks_of(made.plan, made.recorded, made.beside.zone))
    text, rendering = _timed(lambda: html_plan.render(made.plan, made.beside, weeks=weeks))
    megabytes = len(text.encode()) / 1e6
    return [f"{size:,}", f"{megabytes:.2f}", _nodes(text), f"{looking:.1f}", f"{rendering:.1f}"]


def _timed(work: Callable[[], Value]) -> tuple[Value, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def _nodes(text: str) -> str:
    program = shutil.which("chromium")
    if program is None or find_spec("playwright") is None:
        return "not counted"
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - it need not be there

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "page.html")
        file.write_text(text, encoding="utf-8")
        arguments = ["--no-sandbox"] if os.getuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        page = browser.new_page()
        page.goto(file.as_uri())
        page.locator(".rows > li").first.wait_for()  # packed data takes a moment
        count = page.evaluate("document.querySelectorAll('*').length")
        browser.close()
    return f"{count:,}"


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
