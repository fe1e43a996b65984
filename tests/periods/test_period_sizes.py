"""A text of a million characters is answered in time that grows with it, whatever stands in it."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from support.growth import superlinear
from support.periods import zone

from reconciler.periods.asking import ask
from reconciler.periods.misgivings import findings_of
from reconciler.periods.parser import read
from reconciler.reports.text import period as as_text

AT = datetime(2026, 7, 25, 12, tzinfo=UTC)
BERLIN = zone("Europe/Berlin")
MILLION = 1_000_000
MOST_SECONDS = 60.0


def drawn(form: str, size: int, *bounds: int) -> str:
    """Answer so many parts of a form, with numbers below some bounds in it."""
    chance = random.Random(size)  # noqa: S311 - to be made again
    return ",".join(form % tuple(chance.randrange(1, bound) for bound in bounds) for _ in range(size))


FAMILIES: dict[str, Callable[[int], str]] = {
    "letters": lambda size: "x" * size * 20,
    "a long word in braces": lambda size: "wd {" + "a" * size * 20 + "}",
    "spaces": lambda size: "wd {mon" + " " * size * 20 + "- fri}",
    "commas": lambda size: "," * size,
    "commas behind": lambda size: "wd {mon}" + " ," * size,
    "opening braces": lambda size: "{" * size,
    "closing braces": lambda size: "}" * size,
    "hyphens": lambda size: "hr {" + "-" * size + "}",
    "a chain of hyphens": lambda size: "wd {" + "mo - " * size + "}",
    "digits": lambda size: "yr {" + "9" * size * 20 + "}",
    "values": lambda size: "md {" + "1 " * size + "}",
    "wrong values": lambda size: "hr {" + "25 " * size + "}",
    "Russian days": lambda size: "wd {" + "пн " * size + "}",
    "unclosed braces": lambda size: "wd {mon " * size,
    "unknown scales": lambda size: "hrs {9} " * size,
    "names alone": lambda size: "wd {mon} " + "wd " * size,
    "no braces": lambda size: "mon-fri 9:00-18:00 " * size,
    "line feeds": lambda size: "wd {" + "mon\n" * size + "}",
    "repeated scales": lambda size: "wd {mon} " * size,
    "stray words": lambda size: "wd {mon} x " * size,
    "words that join": lambda size: "wd {mon} and " * size,
    "spaces that do not break": lambda size: "wd {mon" + " \u00a0 mon" * size + "}",
    "years": lambda size: "yr {" + " ".join(str(1970 + index) for index in range(size)) + "}",
    "alternatives": lambda size: drawn("hr {%d} min {%d} sec {%d}", size, 24, 60, 60),
    "alternatives on days": lambda size: drawn("md {%d} hr {%d} min {%d}", size, 32, 24, 60),
    "alternatives that never hold": lambda size: drawn("mo {feb} md {30} yd {%d}", size, 366),
    "seconds": lambda size: drawn("sec {%d %d %d}", size, 60, 60, 60),
}


def seconds(text: str) -> float:
    """Answer the CPU seconds that everything takes, the less of two."""
    found = []
    for _ in range(2):
        read.cache_clear()
        findings_of.cache_clear()
        began = time.process_time()
        as_text.render(ask(text, zone=BERLIN, at=AT))
        found.append(time.process_time() - began)
    return min(found)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES.keys())
def test_the_time_grows_with_the_size_and_not_with_its_square(family: Callable[[int], str]) -> None:
    assert superlinear(lambda size: seconds(family(size))) is None


@pytest.mark.parametrize("form", ["hr {9},", "hr {25} "])
def test_a_million_characters_are_answered_in_bounded_time_with_few_findings(form: str) -> None:
    text = (form * (MILLION // len(form) + 1))[:MILLION]
    began = time.process_time()
    found = ask(text, zone=BERLIN, at=AT).findings
    assert time.process_time() - began < MOST_SECONDS
    assert 0 < len(found) <= 20
    assert sum(len(finding.detail) for finding in found) < 20_000


@pytest.mark.parametrize("text", ["wd {" + "mon\u00a0" * 100_000 + "}", "hour {" + "9 " * 100_000 + "}"])
def test_what_is_told_of_one_mistake_is_bounded(text: str) -> None:
    told = findings_of(text, zone=BERLIN, at=AT)
    assert told
    assert max(len(finding.detail) for finding in told) < 1_000


def test_what_is_left_out_is_counted() -> None:
    found = read("hr {" + "25 " * 1000 + "}").findings
    assert len(found) == 20
    assert found[-1].detail.endswith("There are 980 more mistakes in this period, which are not told.")
    many = ", ".join(f"hr {{{hour}am}}" for hour in range(1, 12)) + ", " + ", ".join(["wk {1}"] * 12)
    doubts = findings_of(many, zone=BERLIN, at=AT)
    assert len(doubts) == 20
    assert doubts[-1].detail.endswith("There are more doubts about this period, which are not told.")
