"""Names for contacts and schedules: a person's own words where there are some, and nobody else's names."""

from typing import Any

import pytest
from support.planning import numbered

from reconciler.loader.naming import contact_names, naming, schedule_names, with_schedules

HOURS = "wd {mon-fri} hr {9-17}"


def entry(to: str = "74992223344", **more: Any) -> dict[str, Any]:
    return {"redirect_number": to, "timeout": 5, "active": True, **more}


def test_of_several_with_one_title_that_which_is_rung_most_has_the_plain_name() -> None:
    payload = numbered([entry("74992223344", name="Приёмная"), *[entry("74992223355", name="Приёмная")] * 2])
    assert contact_names([payload]) == {"74992223355": "приёмная", "74992223344": "приёмная-74992223344"}


def test_a_title_of_digits_is_no_name_for_it_would_pass_for_another_number() -> None:
    assert contact_names([numbered([entry(name="7 916 000-00-00")])]) == {"74992223344": "to-74992223344"}


def test_names_that_are_taken_are_given_to_nobody_else() -> None:
    payload = numbered([entry(name="Ivanov")])
    assert contact_names([payload], taken=["ivanov"]) == {"74992223344": "ivanov-74992223344"}
    taken = ["ivanov", "ivanov-74992223344"]
    assert contact_names([payload], taken=taken) == {"74992223344": "ivanov-74992223344-2"}


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (HOURS, "mon-fri-9-17"),
        ("hr {9-17}", "hr-9-17"),
        ("wd {sat sun}", "sat-sun"),
        ("yr {2026-2027} mo {jan-mar may-dec} md {1-31} wd {mon-fri} hr {9-17}", "schedule-1"),
        ("?", "schedule-1"),
    ],
)
def test_a_period_is_named_by_its_days_and_hours_where_that_is_short(period: str, name: str) -> None:
    assert schedule_names([numbered([entry(period=period)] * 2)]) == {period: name}


def test_a_period_is_named_by_the_words_that_somebody_has_for_it() -> None:
    spoken = entry(period=HOURS, period_description="Рабочие часы")
    assert schedule_names([numbered([spoken, entry(period=HOURS)])]) == {HOURS: "рабочие-часы"}


def test_a_period_of_one_entry_and_one_that_has_a_name_get_none() -> None:
    payload = numbered([entry(period=HOURS)])
    assert schedule_names([payload]) == {}
    assert schedule_names([payload, payload], known={HOURS: "office"}) == {}


def test_what_the_files_declare_is_used_again_and_kept_apart() -> None:
    payload = numbered([entry(name="Office", period=HOURS), entry(name="Office", period="hr {1}")])
    names = naming([payload, payload], {"a": "74992223344", "b": "74992223344"}, {"hr-1": "wd {mon}"})
    assert names.contacts == {"74992223344": "a"}
    assert names.new_contacts == {}
    assert names.new_schedules == {HOURS: "mon-fri-9-17", "hr {1}": "hr-1-2"}


def test_an_item_has_names_in_the_place_of_its_periods_and_nothing_else_changes() -> None:
    item = {"number_code": 1, "call_forwarding_number": {"call_control": [entry(period=HOURS), entry(period="x")]}}
    named = with_schedules(item, {HOURS: "office"})
    assert [found["period"] for found in named["call_forwarding_number"]["call_control"]] == ["@office", "x"]
    url = {"number_code": 1, "call_forwarding_ipcr": {"url": "https://example.com/"}}
    assert with_schedules(url, {HOURS: "office"}) == url
