"""What became of an apply: warnings and notes of numbers that are applied stand once, whoever many they are of."""

from support.reported import everything

from reconciler.model.identifiers import NumberCode
from reconciler.model.outcome import Applied, Outcome, told
from reconciler.planner.budget import Budget
from reconciler.planner.order import Order
from reconciler.reports.beside import Beside
from reconciler.reports.json import plan as json_plan
from reconciler.reports.text import outcomes as as_text
from reconciler.reports.text import plan as plan_as_text

CODES = tuple(NumberCode(74991110000 + index) for index in range(7))


def test_warnings_and_notes_are_told_once_for_all_numbers_that_they_are_of() -> None:
    overwritten = [Applied(number_code=code, warning="it was overwritten") for code in CODES[:2]]
    hidden: list[Outcome] = [Applied(number_code=code, not_shown=("client_id",)) for code in CODES]
    first, second, last = as_text.render([*overwritten, *hidden]).splitlines()
    assert first == "74991110000, 74991110001 warning: it was overwritten"
    assert second.startswith("74991110000, 74991110001, 74991110002, 74991110003, 74991110004 and 2 others note: not")
    assert second.endswith(" shown by the provider, so not compared: client_id")
    assert last == "Apply: 9 applied."


def test_everything_that_is_known_of_an_outcome_is_one_text() -> None:
    outcome = Applied(number_code=CODES[0], detail="already so", warning="look", not_shown=("a", "b"))
    assert told(outcome) == "look; already so; not shown by the provider, so not compared: a, b"
    assert told(Applied(number_code=CODES[0])) == ""


def test_numbers_that_no_order_is_safe_for_are_named_in_the_plan() -> None:
    order = Order(levels=(CODES[:2], CODES[2:]), unordered=(CODES[:2],))
    beside = Beside(budget=Budget(calls=3, looks=1, seconds=1), address="memory:", order=order)
    shown = plan_as_text.render(everything(), beside)
    assert "No order is safe: 74991110000, 74991110001 forward calls to each other before and after" in shown
    assert "3 calls (1 of them looks before and after), about 1 s. In 2 steps, so that no call leads to" in shown
    assert '"unordered":[[74991110000,74991110001]]' in json_plan.render(everything(), order=order).replace(
        " ", ""
    ).replace("\n", "")
