"""Of very many mistakes a person sees the first, errors before warnings, and is told of all the others."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from support.reported import DIAGNOSTICS

from reconciler.model.diagnostics import Diagnostic, Severity
from reconciler.reports.text import diagnostics
from reconciler.reports.text.chosen import IN_ALL, PER_FILE, chosen

ERROR, WARNING = DIAGNOSTICS
LEFT_OUT = re.compile(
    r"^… and (?:(?P<errors>[\d,]+) more errors?)?(?: and )?(?:(?P<warnings>[\d,]+) more warnings?)? in "
)


def mistakes(item: Diagnostic, count: int, file: str = "a.yaml", first: int = 1) -> list[Diagnostic]:
    return [replace(item, source=replace(item.source, file=file, line=first + index)) for index in range(count)]


def heads(text: str) -> list[str]:
    """Answer the first line of each mistake that is shown."""
    return [line for line in text.splitlines() if line.endswith(("[invalid-number]", "[idle-display-number]"))]


def test_ten_thousand_mistakes_in_one_file_are_counted_and_the_first_are_shown() -> None:
    text = diagnostics.render(mistakes(ERROR, 10_000))
    assert len(heads(text)) == PER_FILE
    assert text.splitlines()[-2:] == [
        "… and 9,980 more errors in a.yaml",
        "10,000 errors in 1 file. 20 of them are shown: correct these first, or see all with --format json.",
    ]


def test_as_many_as_are_shown_leave_nothing_to_be_told() -> None:
    text = diagnostics.render(mistakes(ERROR, PER_FILE))
    assert len(heads(text)) == PER_FILE
    assert text.endswith("\n20 errors in 1 file.\n")
    assert "…" not in text


def test_an_error_behind_many_warnings_is_shown_in_its_place() -> None:
    text = diagnostics.render(
        [*mistakes(WARNING, 500), *mistakes(ERROR, 1, first=501), *mistakes(WARNING, 5, "b.yaml")]
    )
    assert len(heads(text)) == PER_FILE + 5
    assert heads(text)[PER_FILE - 1].startswith("a.yaml:501:")
    assert "… and 481 more warnings in a.yaml\n" in text
    assert text.splitlines()[-1].startswith("1 error, 505 warnings in 2 files. 25 of them are shown:")


def test_warnings_of_many_files_hide_no_error_of_the_last() -> None:
    warnings = [item for index in range(10) for item in mistakes(WARNING, PER_FILE, f"a{index}.yaml")]
    text = diagnostics.render([*warnings, *mistakes(ERROR, 3, "z.yaml")])
    assert len(heads(text)) == IN_ALL
    assert len([line for line in heads(text) if ": error: " in line]) == 3
    assert "… and 3 more warnings in a4.yaml\n" in text
    assert "… and 20 more warnings in a9.yaml\n" in text


def test_files_of_which_nothing_is_shown_are_named_as_long_as_they_are_few() -> None:
    shown = [item for index in range(5) for item in mistakes(ERROR, PER_FILE, f"a{index}.yaml")]
    few = [item for index in range(3) for item in mistakes(ERROR, 2, f"b{index}.yaml")]
    many = [item for index in range(300) for item in mistakes(ERROR, 2, f"b{index:03}.yaml")]
    assert diagnostics.render([*shown, *few]).splitlines()[-4:-1] == [
        f"… and 2 more errors in b{index}.yaml" for index in range(3)
    ]
    lines = diagnostics.render([*shown, *many]).splitlines()
    assert lines[-3:-1] == ["… and 2 more errors in b019.yaml", "… and 560 more errors in 280 other files"]
    assert lines[-1].startswith("700 errors in 305 files. 100 of them are shown:")


def test_words_whose_first_use_was_left_out_are_told_where_they_are_shown_first() -> None:
    # The warnings of the first file are left out for its errors, and with them the words.
    text = diagnostics.render([*mistakes(WARNING, 5), *mistakes(ERROR, PER_FILE), *mistakes(WARNING, 1, "b.yaml")])
    assert text.count(WARNING.detail) == 1


FOUND = st.lists(
    st.builds(
        lambda item, file, count: mistakes(item, count, f"{file}.yaml"),
        st.sampled_from(DIAGNOSTICS),
        st.integers(0, 60),
        st.integers(1, 70),
    ),
    max_size=60,
).map(lambda groups: [item for group in groups for item in group])


@given(FOUND)
def test_what_is_shown_and_what_is_told_to_be_left_out_are_all(found: list[Diagnostic]) -> None:
    text = diagnostics.render(found)
    left_out = [match for line in text.splitlines() if (match := LEFT_OUT.match(line))]
    for word, severity in (("errors", Severity.ERROR), ("warnings", Severity.WARNING)):
        more = sum(int(match[word].replace(",", "")) for match in left_out if match[word])
        shown = sum(f": {severity.value}: " in line for line in heads(text))
        assert shown + more == sum(item.severity is severity for item in found)
    assert len(heads(text)) <= IN_ALL


@given(FOUND)
def test_no_warning_is_shown_where_an_error_of_its_file_is_not(found: list[Diagnostic]) -> None:
    shown = chosen(found)
    hidden_errors = {
        item.source.file
        for position, item in enumerate(found)
        if position not in shown and item.severity is Severity.ERROR
    }
    for position in shown:
        if found[position].severity is Severity.WARNING:
            assert found[position].source.file not in hidden_errors


def test_the_same_words_are_told_once_in_a_row_and_else_where_they_stand() -> None:
    """Behind other words, a title alone would be read with those."""
    text = diagnostics.render([*mistakes(WARNING, 2), *mistakes(ERROR, 1, first=3), *mistakes(WARNING, 2, first=4)])
    assert text.count(WARNING.detail) == 1
    below = [line.strip() for line in text.splitlines() if line.startswith("    ") and " | " not in line]
    assert below[0] == WARNING.detail
    assert below[-1] == f"As at a.yaml:1:{WARNING.source.column}."
    assert text.count("As at ") == 1
