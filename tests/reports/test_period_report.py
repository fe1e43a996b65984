"""What is told of one period, word for word, for people and for machines."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from reconciler.periods.asking import Answer, ask
from reconciler.reports.json import period as as_json
from reconciler.reports.text import period as as_text
from reconciler.reports.text.paint import Paint

Golden = Callable[[str, str], None]
TEXTS = {
    "right": "wd {mon-fri} hr {9-17}",
    "doubtful": "wd {Mon-Fri} hr {6am-14pm}",
    "refused": "wd {Mon–Fri} hours {9:00-18:00}",
}


def asked(text: str) -> Answer:
    return ask(text, zone=ZoneInfo("Europe/Moscow"), at=datetime(2026, 7, 20, 7, tzinfo=UTC))


@pytest.mark.parametrize("name", TEXTS)
def test_a_period(name: str, golden: Golden) -> None:
    answer = asked(TEXTS[name])
    golden(f"period-{name}.txt", as_text.render(answer))
    golden(f"period-{name}-colours.txt", as_text.render(answer, paint=Paint(colours=True)))
    golden(f"period-{name}.json", as_json.render(answer))


def test_of_a_very_long_period_only_the_beginning_is_shown() -> None:
    shown = as_text.render(asked("hr {" + "9 " * 10_000 + "}")).splitlines()
    assert shown[0] == "hr {" + "9 " * 98 + "…"
    assert max(map(len, shown)) <= len(shown[0])


def test_what_to_write_instead_is_shown_whole_or_not_at_all() -> None:
    many = ", ".join(f"hour {{{hour}}} md {{{hour + 1}}}" for hour in range(24))
    assert f"Better: {many.replace('hour', 'hr')}\n" in as_text.render(asked(many))
    assert "Better: " not in as_text.render(asked("hour {" + "9 " * 1_001 + "}"))


def test_a_change_that_was_looked_for_in_the_next_days_alone_is_not_said_to_be_years_away() -> None:
    far = ", ".join(f"yr {{2028}} md {{{day % 31 + 1}}} hr {{{day // 31 % 24}}}" for day in range(1_001))
    assert ": not active, and stays so for the next 60 days.\n" in as_text.render(asked(far))
    assert ": not active, until Sat 2028-01-01 00:00:00.\n" in as_text.render(asked("yr {2028}"))
    assert ": not active, and stays so for years.\n" in as_text.render(asked("yr {2060}"))


def test_an_empty_period_says_what_it_means() -> None:
    assert as_text.render(asked(" ")).startswith("(empty: always active)\n")
    assert as_text.render(asked("\u00a0")).startswith("\u00a0\n") or "\\xa0" in as_text.render(asked("\u00a0"))
