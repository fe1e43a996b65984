"""Whether a live value could be declared: under overrides to come, and among very many numbers."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.planning import CODE, entry, numbered, ring

from reconciler.model.desired import Desired, DesiredNumber, Window
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.workflows.fitting import Fitting

AT = datetime(2026, 7, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ONE, TWO = ({"redirect_number": f"7499222334{digit}", "timeout": 5, "active": True} for digit in (4, 5))
SINGLE, SEQUENTIAL = 1, 2
NOWHERE = {"number_code": CODE, "call_forwarding_type": 0}


def declared(payload: dict[str, Any], *windows: Window, code: NumberCode = CODE) -> DesiredNumber:
    return DesiredNumber(
        number_code=code, application=ApplicationName("main"), forwarding=payload, windows=windows, protected=True
    )


def window(payload: dict[str, Any], *, end: datetime = AT + 2 * DAY) -> Window:
    return Window(start=end - DAY, end=end, forwarding=payload, reason="отпуск", override=0)


def refused(number: DesiredNumber, live: dict[str, Any]) -> str:
    return Fitting(desired=Desired(numbers={CODE: number}), at=AT).refused(entry(), CODE, live)


def test_an_override_that_has_several_entries_rung_at_once_is_a_reason() -> None:
    number = declared(numbered([ONE], redirect_type=SEQUENTIAL), window(numbered([ONE], redirect_type=SINGLE)))
    several = numbered([ONE, TWO], redirect_type=SEQUENTIAL)
    assert "several of its entries would hold at every moment" in refused(number, several)
    assert refused(declared(numbered([ONE], redirect_type=SEQUENTIAL)), several) == ""


@pytest.mark.parametrize(
    ("over", "end", "words"),
    [
        (numbered([TWO], redirect_type=SEQUENTIAL), AT + DAY, ""),
        (numbered([TWO], redirect_type=SINGLE), AT + DAY, "may take its redirect_type from"),
        (numbered([TWO], redirect_type=SINGLE), AT, ""),
        (NOWHERE, AT, ""),
    ],
)
def test_another_type_goes_with_an_override_that_is_whole_or_over(
    over: dict[str, Any], end: datetime, words: str
) -> None:
    number = declared(numbered([ONE], redirect_type=SINGLE), window(over, end=end))
    live = {
        "number_code": CODE,
        "call_forwarding_type": 3,
        "call_forwarding_ipcr": {"url": "https://calls.example.com/"},
    }
    reason = refused(number, live)
    assert (words in reason) if words else (reason == "")


def test_a_number_is_tried_among_those_that_it_has_to_do_with_alone() -> None:
    codes = [NumberCode(74960000000 + index) for index in range(5_000)]
    numbers = {code: declared({**ring("74992223344"), "number_code": code}, code=code) for code in codes}
    fitting = Fitting(desired=Desired(numbers=numbers), at=AT)
    before = time.process_time()
    for code in codes[:200]:
        assert fitting.refused(entry(), code, {**ring("74992223355"), "number_code": code}) == ""
    assert time.process_time() - before < 10
    back = {**ring(str(codes[0])), "number_code": codes[1]}
    assert fitting.refused(entry(), codes[1], back) == ""
    circle = {**ring(str(codes[1])), "number_code": codes[0]}
    assert "[forwarding-loop]" in fitting.refused(entry(), codes[0], circle)
