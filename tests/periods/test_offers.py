"""What is offered instead of a text that is no period: it reads, means what was most likely meant, or is not there."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.periods import zone

from reconciler.periods.asking import suggested
from reconciler.periods.guessing import meant_item
from reconciler.periods.nodes import Period, Range, Scale, Sub
from reconciler.periods.parser import read
from reconciler.periods.scales import Unit

MOSCOW = zone("Europe/Moscow")
AT = datetime(2026, 7, 25, 12, tzinfo=UTC)


def better(text: str) -> str | None:
    return suggested(text, zone=MOSCOW, at=AT)


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("Mon-Fri 9:00-18:00", "wd {mon-fri} hr {9-17}"),
        ("9:00-18:00 Mon-Fri", "wd {mon-fri} hr {9-17}"),
        ("9am-5pm mon-fri", "wd {mon-fri} hr {9-16}"),
        ("с 9 до 18 пн-пт", "wd {mon-fri} hr {9-17}"),
        ("пн.-пт. 9.00-18.00", "wd {mon-fri} hr {9-17}"),
        ("9-18 mon tue, wed", "wd {mon tue wed} hr {9-17}"),
        ("Mon-Fri, 9-18", "wd {mon-fri} hr {9-17}"),
        ("Mon-Fri 9-12, 13-18", "wd {mon-fri} hr {9 10 11 13 14 15 16 17}"),
        ("Mon-Fri 9-18 Sat 10-16", "wd {mon-fri} hr {9-17}, wd {sat} hr {10-15}"),
        ("9-18 Mon-Fri; 10-16 Sat", "wd {mon-fri} hr {9-17}, wd {sat} hr {10-15}"),
        ("wd mon-fri hr 9-17 wd sat hr 10-15", "wd {mon-fri} hr {9-17}, wd {sat} hr {10-15}"),
        ("пн-пт 9-18, сб круглосуточно", "wd {mon-fri} hr {9-17}, wd {sat}"),
        ("daily 9-18", "hr {9-17}"),
        ("24/7", ""),
        ("jan 1-8", "mo {jan} md {1-8}"),
        ("1-8 января", "mo {jan} md {1-8}"),
        ("may 1-9 10:00-16:00", "mo {may} md {1-9} hr {10-15}"),
        ("22:00-6:00", "hr {22 23 0 1 2 3 4 5}"),
    ],
)
def test_words_alone_become_a_period(text: str, offer: str) -> None:
    assert better(text) == offer


@pytest.mark.parametrize(
    "text",
    [
        "Mon-Fri 9-18 Sat",
        "Mon-Fri 9-18, Sat, Sun",
        "9-18 sat 10-16",
        "daily 9-18, sat 10-16",
        "Mon-Fri | 9-18",
        "Mon-Fri; 9-18",
        "wd mon-fri, hr 9-17",
        "jan mon feb tue",
        "jan, mon",
        "Mon-Fri jan 9-18",
        "jan-mar 9-18",
        "jan 1-8 9-18",
        "jan 28-3",
        "mo jan 1-8",
        "mon, always",
        "Mon-Fri 24/7",
        "Mon-Fri 18:00-9:00",
        "fri 10pm-6am",
        "9 to 5",
        "mon 1-5pm",
        "mon 9pm-11",
        "Mon 9+",
        "5/1",
        "Mon-Fri not 9-18",
        "and",
        "at",
    ],
)
def test_words_that_could_mean_two_things_become_nothing(text: str) -> None:
    assert better(text) is None


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("wd {sat} | hr {9}", "wd {sat}, hr {9}"),
        ("wd {sat} || hr {9}", "wd {sat}, hr {9}"),
        ("wd {sat} or hr {9}", "wd {sat}, hr {9}"),
        ("wd {sat} / hr {9}", None),
        ("wd {sat} + hr {9}", None),
        ("wd {sat}; hr {9}", None),
        ("wd {sat} - hr {9}", None),
        ("wd {sat} and hr {9}", "wd {sat} hr {9}"),
        ("wd {sat} at hr {9}", "wd {sat} hr {9}"),
        ("at hr {9}", "hr {9}"),
        ("wd {sat}, at hr {9}", "wd {sat}, hr {9}"),
        ("wd {sat}, and hr {9}", None),
        ("wd {sat} hr {9} or", None),
        ("wd {mon-fri} hr {9-17};wd {sat} hr {10-15}", "wd {mon-fri} hr {9-17}, wd {sat} hr {10-15}"),
        ("wd {mon-fri} hr {9-17} and wd {sat} hr {10-15}", "wd {mon-fri} hr {9-17}, wd {sat} hr {10-15}"),
        ("wd {mon-fri} hr {9-17} и hr {10-15} wd {sat}", "wd {mon-fri} hr {9-17}, hr {10-15} wd {sat}"),
        ("wd {mon-fri} hr {9-17} sat 10-16", "wd {mon-fri} hr {9-17}, wd {sat} hr {10-15}"),
        ("sat 10-16 wd {mon-fri} hr {9-17}", "wd {sat} hr {10-15}, wd {mon-fri} hr {9-17}"),
        ("wd {mon-fri} hr {9-17} and sat 10-16", "wd {mon-fri} hr {9-17}, wd {sat} hr {10-15}"),
        ("wd {mon-fri} 9-18", "wd {mon-fri} hr {9-17}"),
        ("mon-fri hr {9-17}", "wd {mon-fri} hr {9-17}"),
        ("wd {mon-fri} 9-18 wd {sat} 10-16", None),
        ("wd {mon} hr {9} and hr {17}", None),
        ("wd {mon} hr {9} | wd {tue}", None),
        ("wd {mon} hr {9} 10-12", None),
        ("wd {mon} hr {9} x wd {tue} hr {9}", None),
        ("wd {fri} 22:00-6:00", None),
        ("wd {mon}, always", None),
        ("wd {mon} always", None),
        ("wd {mon}, 24/7", None),
        ("wd {mon} not hr {9}", None),
    ],
)
def test_words_between_scales_never_turn_or_into_and(text: str, offer: str | None) -> None:
    assert better(text) == offer


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("mon {9-12}", None),
        ("sat {10-16}", None),
        ("weekend {1-5}", None),
        ("weekdays {9-17}", None),
        ("будни {9-17}", None),
        ("jan {1-8}", None),
        ("января {1-8}", None),
        ("weekday {mon-fri}", "wd {mon-fri}"),
        ("mins {0-30}", "min {0-30}"),
        ("wd != {sat}", None),
        ("wd ≠ {sat}", None),
        ("-wd {sat}", None),
        ("hr > {9}", None),
        ("xd {1}", None),
    ],
)
def test_a_name_becomes_that_of_a_scale_only_if_it_was_meant_for_it(text: str, offer: str | None) -> None:
    assert better(text) == offer


@pytest.mark.parametrize(
    ("unit", "written", "meant"),
    [
        (Unit.DAY, "5+", None),
        (Unit.HOUR, "9+", None),
        (Unit.YEAR, "2026+", None),
        (Unit.WEEKDAY, "friday+", None),
        (Unit.WEEKDAY, "mon+tue", "mon tue"),
        (Unit.DAY, "5 + 6", "5 6"),
        (Unit.MINUTE, "0/15", None),
        (Unit.HOUR, "9 to 5", None),
        (Unit.HOUR, "1-5 pm", None),
        (Unit.HOUR, "9am - 5", None),
        (Unit.HOUR, "9 to 17", "9-17"),
        (Unit.HOUR, "9 - 5 pm", "9-17"),
        (Unit.HOUR, "10 pm - 6 am", "22-6"),
        (Unit.HOUR, "22:00-6:00", "22-5"),
        (Unit.HOUR, "9:00-0:00", "9-23"),
        (Unit.HOUR, "9:00-9:00", None),
        (Unit.HOUR, "24pm", None),
        (Unit.HOUR, "24", None),
        (Unit.WEEKDAY, "sundaymonday", None),
        (Unit.WEEKDAY, "понедельниквторник", None),
        (Unit.WEEKDAY, "понвт", None),
        (Unit.WEEKDAY, "воскресенье", "sun"),
        (Unit.WEEKDAY, "mondays", "mon"),
        (Unit.WEEKDAY, "понедельникам", "mon"),
        (Unit.WEEKDAY, "сб.", "sat"),
        (Unit.WEEKDAY, "tusday", "tue"),
        (Unit.MONTH, "juny", None),
        (Unit.MONTH, "january", "jan"),
    ],
)
def test_an_item_becomes_what_only_it_can_mean(unit: Unit, written: str, meant: str | None) -> None:
    assert meant_item(unit, written) == meant


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("hr {22:00-6:00}", "hr {22 23 0 1 2 3 4 5}"),
        ("wd {fri} hr {22:00-6:00}", None),
        ("hr {10 pm - 6 am} mo {jan}", None),
        ("hr {22:00-6:00}, wd {sat} hr {9}", "hr {22 23 0 1 2 3 4 5}, wd {sat} hr {9}"),
    ],
)
def test_a_night_is_not_put_into_one_day(text: str, offer: str | None) -> None:
    assert better(text) == offer


@pytest.mark.parametrize("text", ["wd {1-3 5}", "wd {7-1}", "wd {6-mon}", "wd {mon 3-5}"])
def test_no_offer_decides_which_weekday_is_1(text: str) -> None:
    assert read(text).period is not None
    assert better(text) is None


DAYS = st.integers(1, 7).map(lambda day: Scale(name=Unit.WEEKDAY, ranges=(Range(first=day, last=day),)))
HOURS = st.integers(0, 23).map(lambda hour: Scale(name=Unit.HOUR, ranges=(Range(first=hour, last=hour),)))
ALTERNATIVES = st.lists(st.builds(lambda *scales: Sub(scales=scales), DAYS, HOURS), min_size=2, max_size=5)


@given(ALTERNATIVES, st.sampled_from(["|", "||", ";", "/", "+", "or", "and", "&", "или", "и", "| ", " ;"]))
def test_alternatives_of_the_same_scales_stay_alternatives_however_they_are_joined(subs: list[Sub], join: str) -> None:
    text = f" {join} ".join(str(sub) for sub in subs)
    replacement = read(text).findings[0].replacement
    assert replacement is not None
    assert read(replacement).period == Period(subs=tuple(subs))
