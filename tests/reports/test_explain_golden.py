"""What is told of a call, word for word: on a weekday, at night, on a holiday, and where nothing is usual."""

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest
from support.calls import (
    ACCOUNT,
    MOSCOW,
    NOTHING,
    PARALLEL,
    PHONES,
    SEQUENTIAL,
    TRUNK,
    A,
    B,
    C,
    D,
    drop,
    network,
    ring,
    to_numbers,
    to_url,
    trunk,
    window,
)

from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.reports.json import explain as as_json
from reconciler.reports.text import explain as as_text
from reconciler.reports.text.notes import SENTENCES
from reconciler.reports.text.paint import Paint
from reconciler.routing.network import Network
from reconciler.routing.story import About, Story, story_of
from reconciler.routing.trace import Note

Golden = Callable[[str, str], None]
ONE, TWO, THREE = PHONES
WEEKDAY = datetime(2026, 12, 8, 12, 30, tzinfo=MOSCOW)
NIGHT = datetime(2026, 12, 12, 2, 15, 20, tzinfo=MOSCOW)
HOLIDAY = datetime(2027, 1, 1, 10, tzinfo=MOSCOW)
OFFICE = to_numbers(
    ring(ONE, "wd {mon-fri} hr {9-17}", seconds=16, name="Иванов"),
    ring(B, seconds=30, name="Приёмная"),
    drop("hr {0-5}"),
    ring(THREE, seconds=30),
    order=SEQUENTIAL,
    event_url="https://events.example.com/calls?key=${EVENTS_KEY}",
    masking=True,
    display_number="74995556677",
)
RECEPTION = to_numbers(
    ring(TWO, "hr {8-22}", seconds=20, name="Соколов"),
    ring("883140000000001", seconds=25, name="Петрова"),
    drop(),
    order=PARALLEL,
)
HOLIDAYS = window(
    datetime(2026, 12, 31, tzinfo=MOSCOW),
    datetime(2027, 1, 9, tzinfo=MOSCOW),
    to_numbers(ring("883140000000009", seconds=60, name="Дежурный")),
    "Новогодние праздники",
)
COMPANY = network({A: OFFICE, B: RECEPTION, C: to_url(A), D: NOTHING}, windows={B: [HOLIDAYS]})


def story(net: Network, at: datetime, code: NumberCode = A, about: About = About()) -> Story:  # noqa: B008 - frozen
    return story_of(net, code, at, about=about, days=56)


@pytest.mark.parametrize(
    ("name", "at", "code", "about"),
    [
        ("weekday", WEEKDAY, A, About(description="Отдел продаж", application_event_url="https://app.example.com/")),
        ("night", NIGHT, A, About(description="Отдел продаж")),
        ("holiday", HOLIDAY, A, About(description="Отдел продаж")),
        ("url", WEEKDAY, C, About(application_event_url="https://app.example.com/?key=${EVENTS_KEY}")),
        ("nobody", WEEKDAY, D, About(is_recorded=True, is_uncertain=True)),
    ],
)
def test_a_call_to_a_company(golden: Golden, name: str, at: datetime, code: NumberCode, about: About) -> None:
    told = story(COMPANY, at, code, about)
    golden(f"explain-{name}.txt", as_text.render(told))
    golden(f"explain-{name}.json", as_json.render(told))


UNUSUAL: Mapping[str, Mapping[NumberCode, Payload | None]] = {
    "loop": {A: to_numbers(ring(B), ring(C), order=PARALLEL), B: to_numbers(ring(C)), C: to_numbers(ring(A), drop())},
    "unknown": {A: to_numbers(ring(B), ring(B), order=SEQUENTIAL), B: None},
    "unreadable": {A: to_numbers(ring(ONE, "hours {9-17}"), ring(TWO, "wd {sun}"))},
    "trunk": {A: to_numbers(ring(B), drop(), order=SEQUENTIAL), B: TRUNK},
    "account": {A: ACCOUNT},
    "no-time": {A: to_numbers(ring(ONE, seconds=0), ring(TWO), ring(B), order=PARALLEL), B: trunk(timeout=0)},
    "further": {
        A: to_numbers(ring(B, seconds=0), drop("hr {0-5}"), ring(ONE, seconds=0), ring(TWO), order=SEQUENTIAL),
        B: to_numbers(ring(C)),
        C: to_numbers(ring(THREE), drop(), order=SEQUENTIAL, event_url="https://branch.example.com/"),
    },
    "seconds": {A: to_numbers(ring(ONE, "sec {1-5}", name="Иванов"), ring(TWO))},
    "hostile": {
        A: to_numbers(
            *(ring(ONE, "md {31} mo {feb}", name=f"\x1b[2J{index}\u202e" + "ж" * 30) for index in range(33)),
            ring(ONE, "md {31} mo {feb}", name="ж" * 5_000),
            ring(TWO, name="\u202eдругой"),
        )
    },
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_an_unusual_call(golden: Golden, name: str) -> None:
    golden(f"explain-{name}.txt", as_text.render(story(network(UNUSUAL[name]), WEEKDAY)))


def test_colours_show_what_counts_and_what_is_dark(golden: Golden) -> None:
    net = network({A: OFFICE, B: NOTHING})
    paint = Paint(colours=True)
    golden("explain-colours.txt", as_text.render(story(net, WEEKDAY), paint=paint))
    golden("explain-colours-dark.txt", as_text.render(story(net, WEEKDAY, B), paint=paint))


def test_why_there_is_no_story_for_machines(golden: Golden) -> None:
    golden("explain-error.json", as_json.render(None, error="the record is damaged."))


def test_every_note_has_its_sentence() -> None:
    assert SENTENCES.keys() == set(Note)
