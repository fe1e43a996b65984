"""Strategies for desired states in which calls go on from number to number: loops, gaps, drops and overrides."""

from datetime import datetime, timedelta

from hypothesis import strategies as st
from support.checking import AT, MOSCOW, NOTHING, A, account, asks, entry, number, rings, trunk

from reconciler.model.desired import Desired, DesiredNumber, Override, Window
from reconciler.model.diagnostics import Source
from reconciler.model.forwarding import RedirectType
from reconciler.model.identifiers import NumberCode

CODES = tuple(NumberCode(A + index) for index in range(5))
PHONES = ("79160000101", "79160000102", "79160000103")
PERIODS = (
    "", "  ", "wd {mon-fri}", "wd {sat sun}", "wd {mon-fri} hr {9-17}", "hr {9-17}", "hr {18-23}", "hr {0-8}",
    "hr {12}", "md {1-15}", "md {16-31}", "mo {dec}", "yr {2026}", "yr {2027-2090}", "hr {0-11}, hr {12-23}",
    "wd {mon}, wd {tue-sun}", "min {0-29}", "min {30-59}", "hr {22-6}", "wd {fri-mon}",
)  # fmt: skip
HORIZON = 14
BEGIN: datetime = datetime(AT.year, AT.month, AT.day, tzinfo=MOSCOW)

entries = st.builds(
    entry,
    st.one_of(st.none(), st.sampled_from(PHONES), st.sampled_from(PHONES), st.sampled_from(CODES)),
    st.sampled_from(PERIODS),
    timeout=st.sampled_from([10, 30, 60, 90]),
)
forwardings = st.one_of(
    st.builds(
        lambda parts, order: rings(*parts, order=order),
        st.lists(entries, min_size=1, max_size=4),
        st.sampled_from(RedirectType),
    ),
    st.builds(
        lambda parts, order: rings(*parts, order=order),
        st.lists(entries, min_size=1, max_size=3),
        st.sampled_from(RedirectType),
    ),
    st.just(NOTHING),
    st.builds(asks, st.just("https://example.com/"), st.none() | st.sampled_from([*PHONES, *CODES])),
    st.just(account("office@sip.example.com")),
    st.just(trunk("203.0.113.7", timeout=30)),
)
within = st.integers(0, HORIZON * 24 * 60 - 1).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
"""Moments from the beginning of the day of AT on, within the horizon."""


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    """Draw the overrides of one number: at most two, whole hours, one behind the other."""
    hours = draw(st.lists(st.integers(-48, 24 * (HORIZON + 2)), unique=True, max_size=4).map(sorted))
    return tuple(
        Window(
            start=BEGIN + timedelta(hours=start),
            end=BEGIN + timedelta(hours=end),
            forwarding=draw(forwardings),
            reason="отпуск",
            override=index,
        )
        for index, (start, end) in enumerate(zip(hours[::2], hours[1::2], strict=False))
    )


@st.composite
def numbers_of(draw: st.DrawFn, code: NumberCode) -> DesiredNumber:
    """Draw one number."""
    held = draw(st.one_of(st.just(()), st.just(()), windows()))
    return number(code, draw(forwardings), windows=held, protected=draw(st.booleans()))


@st.composite
def states(draw: st.DrawFn) -> Desired:
    """Draw a desired state of a few numbers that forward to each other."""
    made = {code: draw(numbers_of(code)) for code in CODES[: draw(st.integers(1, len(CODES)))]}
    source = Source(file="overrides.yaml", line=2, column=5)
    start, end = BEGIN, BEGIN + timedelta(days=1)
    override = Override(numbers=(A,), start=start, end=end, reason="отпуск", source=source, last_line=2)
    held = Desired(numbers=made).settings.model_validate({"horizon_days": HORIZON})
    return Desired(numbers=made, settings=held, overrides=(override, override))
