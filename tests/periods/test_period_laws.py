"""What holds for every text: it is read or refused with places, offers read, and what is written out reads the same."""

import random
import unicodedata
from datetime import UTC, date, datetime, timedelta, tzinfo

from hypothesis import given, settings
from hypothesis import strategies as st
from support.periods import PAST_NOON, damaged, moments, periods, written, zone, zones

from reconciler.periods.asking import ask
from reconciler.periods.evaluation import patterns
from reconciler.periods.findings import Finding
from reconciler.periods.guessing import meant_item
from reconciler.periods.misgivings import findings_of
from reconciler.periods.nodes import Period
from reconciler.periods.parser import read
from reconciler.periods.phrases import read as read_phrase
from reconciler.periods.scales import Unit
from reconciler.reports.json import period as as_json
from reconciler.reports.text import period as as_text

MOSCOW = zone("Europe/Moscow")
AT = datetime(2026, 7, 25, 12, tzinfo=UTC)
chances = st.integers(0, 2**32).map(random.Random)
right = chances.map(written)
wrong = chances.map(lambda chance: damaged(written(chance), chance))
pieces = st.lists(
    st.sampled_from(
        [
            *Unit,
            *(unit.long for unit in Unit),
            *"{{}},,--  \n\t!*/:;.9501",
            *("mon", "fri", "пн", "Пт", "jan", "sept", "weekend", "9am", "9:00", "18:00", "14pm", "noon", "to", "none"),
        ]
    ),
    max_size=14,
).map("".join)
texts = right | wrong | pieces | st.text(max_size=30)
dates = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def is_placed(text: str, finding: Finding) -> bool:
    return 0 <= finding.start <= finding.end <= len(text)


@given(periods)
def test_a_period_written_out_reads_as_the_same(period: Period) -> None:
    assert read(str(period)).period == period


@given(right)
def test_what_is_right_is_accepted_and_means_the_same_written_out(text: str) -> None:
    period = read(text).period
    assert period is not None
    assert read(str(period)).period == period


@settings(max_examples=400)
@given(texts)
def test_any_text_is_read_or_refused_with_its_places(text: str) -> None:
    reading = read(text)
    assert (reading.period is None) == bool(reading.findings)
    assert all(finding.kind.is_error and is_placed(text, finding) for finding in reading.findings)
    assert list(reading.findings) == sorted(reading.findings, key=lambda finding: (finding.start, finding.end))
    assert len(reading.findings) <= 20
    for finding in reading.findings:
        assert finding.replacement is None or read(finding.replacement).period is not None


@settings(max_examples=150)
@given(texts, moments(AT, AT + timedelta(days=700)), zones)
def test_everything_can_be_told_of_any_text(text: str, at: datetime, where: tzinfo) -> None:
    answer = ask(text, zone=where, at=at)
    as_json.render(answer)
    shown = as_text.render(answer).replace("\n", "")
    assert [character for character in shown if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}] == []
    assert all(finding.detail.endswith(".") and is_placed(text, finding) for finding in answer.findings)
    assert answer.suggestion is None or read(answer.suggestion).period is not None


@settings(max_examples=300)
@given(right.filter(lambda text: not PAST_NOON.search(text)), dates)
def test_what_a_warning_offers_means_the_same(text: str, day: date) -> None:
    period = read(text).period
    assert period is not None
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    found = findings_of(text, zone=MOSCOW, at=at)
    assert list(found) == sorted(found, key=lambda finding: (finding.start, finding.end))
    for finding in found:
        assert not finding.kind.is_error
        if finding.replacement is not None:
            offered = read(finding.replacement).period
            assert offered is not None
            assert patterns(offered, day, 40) == patterns(period, day, 40), finding


@settings(max_examples=300)
@given(pieces | st.text(max_size=30), st.sampled_from(Unit))
def test_whatever_is_guessed_reads(text: str, unit: Unit) -> None:
    item = meant_item(unit, text)
    assert item is None or read(f"{unit} {{{item}}}").period is not None
    phrase = read_phrase(text)
    assert phrase is None or read(str(phrase)).period is not None


@given(wrong)
def test_large_and_small_letters_are_the_same(text: str) -> None:
    if text.isascii():
        assert (read(text.upper()).period is None) == (read(text.lower()).period is None)
        if (period := read(text.upper()).period) is not None:
            assert period == read(text.lower()).period
