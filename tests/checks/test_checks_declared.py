"""What is declared around the calls: periods with their findings, and display numbers."""

from typing import Any

import pytest
from support.checking import AT, IVANOV, A, B, C, entry, found, number, of, override, place, rings, state, window

from reconciler.checks.schedules import CODES
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code, Severity
from reconciler.model.findings import NumberSpot, OverrideSpot
from reconciler.model.identifiers import NumberCode
from reconciler.periods.findings import Kind

PERIOD = ("call_forwarding_number", "call_control", 0, "period")


def test_every_kind_of_finding_in_a_period_has_the_code_of_its_name() -> None:
    assert [code.value for code in CODES.values()] == [kind.value for kind in Kind]
    assert all((code.severity is Severity.ERROR) is kind.is_error for kind, code in CODES.items())


def test_a_period_is_told_wherever_it_stands_and_where_in_its_text() -> None:
    text = "wd {mon} hr {22-6}"
    spots = (NumberSpot(number_code=A, path=PERIOD), OverrideSpot(index=2, path=PERIOD))
    desired = state(schedules={"late": text, "early": "hr {0-8}", "again": text}, periods={text: spots})
    told = of(Code.WRAPPED_RANGE, desired)
    assert [place(finding.spot) for finding in told] == [
        "schedules.late character 13",
        "schedules.again character 13",
        f"{A}.call_forwarding_number.call_control.0.period character 13",
        "overrides.2.call_forwarding_number.call_control.0.period character 13",
    ]
    assert len({finding.detail for finding in told}) == 1


@pytest.mark.parametrize(("text", "code"), [("wd {weekend}", Code.MISREAD_PERIOD), ("hours {9}", Code.INVALID_PERIOD)])
def test_a_period_that_cannot_be_read_is_an_error_even_where_nobody_uses_it(text: str, code: Code) -> None:
    assert [finding.code for finding in found(state(schedules={"x": text}))] == [code]


@pytest.mark.parametrize("text", ["", "   ", "wd {mon-fri} hr {9-17}"])
def test_a_plain_period_is_left_alone(text: str) -> None:
    assert found(state(schedules={"x": text})) == []


def _shown(display: str, **more: Any) -> dict[str, Any]:
    return rings(entry(IVANOV), display_number=display, **more)


APPLICATIONS = {"applications": {"main": {}, "retail": {"api_key_env": "RETAIL_KEY"}}}


def _state(first: dict[str, Any], **more: Any) -> Desired:
    return state(
        number(A, first, application="main", **more),
        number(B, rings(entry(IVANOV)), application="retail"),
        number(C, rings(entry(IVANOV)), application="main"),
        settings=APPLICATIONS,
        overrides=(override(*more["windows"]),) if "windows" in more else (),
    )


@pytest.mark.parametrize(
    ("forwarding", "expected"),
    [
        (_shown(str(C), masking=True), []),
        (_shown(str(A), masking=True), []),
        (_shown(str(B), masking=True), [Code.FOREIGN_DISPLAY_NUMBER]),
        (_shown("74950000000", masking=True), [Code.UNMANAGED_DISPLAY_NUMBER]),
        (_shown(str(C), masking=False), [Code.IDLE_DISPLAY_NUMBER]),
        (_shown(str(B)), [Code.IDLE_DISPLAY_NUMBER]),
        (_shown("@nobody", masking=True), []),
        (rings(entry(IVANOV), masking=True), []),
    ],
)
def test_display_numbers_are_judged(forwarding: dict[str, Any], expected: list[Code]) -> None:
    told = found(_state(forwarding))
    assert [finding.code for finding in told] == expected
    assert all(place(finding.spot) == f"{A}.call_forwarding_number.display_number" for finding in told)


def test_none_is_called_undeclared_where_numbers_could_not_be_read() -> None:
    assert found(_state(_shown("74950000000", masking=True)), complete=False) == []
    told = found(_state(_shown(str(B), masking=True)), complete=False)
    assert [finding.code for finding in told] == [Code.FOREIGN_DISPLAY_NUMBER]


def test_where_settings_could_not_be_read_no_application_is_compared() -> None:
    numbers = _state(_shown(str(B), masking=True)).numbers
    assert found(Desired(numbers=numbers), complete=False) == []


def test_the_display_number_of_an_override_is_judged_at_the_override() -> None:
    held = window(_shown(str(B), masking=True), "2026-12-31", "2027-01-09")
    (finding,) = found(_state(rings(entry(IVANOV)), windows=(held,)))
    assert finding.code is Code.FOREIGN_DISPLAY_NUMBER
    assert place(finding.spot) == "overrides.0.call_forwarding_number.display_number"
    same = window(_shown("74950000000", masking=True), "2026-12-31", "2027-01-09")
    (finding,) = found(_state(_shown("74950000000", masking=True), windows=(same,)))
    assert place(finding.spot) == f"{A}.call_forwarding_number.display_number"


def test_an_override_that_is_over_shows_no_number_any_more() -> None:
    held = window(_shown(str(B), masking=True), "2026-10-01", "2026-10-02")
    told = [finding.code for finding in found(_state(rings(entry(IVANOV)), windows=(held,)))]
    assert told == [Code.EXPIRED_OVERRIDE]
    assert held.end < AT


def test_a_thousand_numbers_that_use_a_schedule_are_one_finding_of_it() -> None:
    numbers = [number(NumberCode(A + index), rings(entry(IVANOV, "hr {22-6}"), entry(IVANOV))) for index in range(1000)]
    assert len(found(state(*numbers, schedules={"night": "hr {22-6}"}))) == 1
