"""What an import says of the numbers that somebody knows already."""

from reconciler.model.identifiers import NumberCode
from reconciler.reports.text.left_alone import UNDECLARED, UNRECORDED, render


def test_each_way_of_being_known_is_a_line_and_none_is_nothing() -> None:
    assert render(0, [], []) == ""
    assert render(1, [], []) == "1 number is declared and recorded already, left alone.\n"
    assert render(2, [NumberCode(1), NumberCode(2)], [NumberCode(3)]) == (
        f"2 numbers are declared and recorded already, left alone.\n{UNRECORDED}: 1, 2\n{UNDECLARED}: 3\n"
    )
