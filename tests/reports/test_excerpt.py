"""The caret stands under the character that a mistake is about, whatever stands before it on the line."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from support.reported import DIAGNOSTICS

from reconciler.model.diagnostics import Source
from reconciler.reports.harmless import harmless
from reconciler.reports.text import diagnostics, excerpt
from reconciler.reports.text.cells import cells
from reconciler.reports.text.paint import Paint

GUTTER = len("     1 | ")
WIDTH = 100
ROOM = WIDTH - GUTTER
NO_COLOUR: Callable[[str], str] = str


def shown(text: str, column: int, *, line: int = 1, width: int = WIDTH) -> list[str]:
    source = Source(file="a.yaml", line=line, column=column)
    return list(excerpt.render(source, text, width=width, colour=NO_COLOUR))


def parted(text: str, column: int) -> tuple[str, int]:
    """Answer what is shown of the line, and how many cells stand before the caret."""
    line, caret = shown(text, column)
    assert line.startswith("     1 |")
    assert caret.startswith("       | ")
    assert caret.endswith("^")
    return line[GUTTER:], len(caret) - GUTTER - 1


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        pytest.param(
            'timeout: "abc"',
            '"abc"',
            """\
     1 | timeout: "abc"
       |          ^
""",
            id="plain",
        ),
        pytest.param(
            "\t- name: x",
            "\t",
            r"""     1 | \t- name: x
       | ^
""",
            id="the tab itself",
        ),
        pytest.param(
            "\t- name:\tx",
            "x",
            r"""     1 | \t- name:\tx
       |            ^
""",
            id="after tabs",
        ),
        pytest.param(
            "name: Иван, tiemout: 1",
            "tiemout",
            """\
     1 | name: Иван, tiemout: 1
       |             ^
""",
            id="Russian",
        ),
        pytest.param(
            "name: 東京, tiemout: 1",
            "tiemout",
            """\
     1 | name: 東京, tiemout: 1
       |             ^
""",
            id="wide",
        ),
        pytest.param(
            "name: 東京, tiemout: 1",
            "京",
            """\
     1 | name: 東京, tiemout: 1
       |         ^
""",
            id="a wide one itself",
        ),
        pytest.param(
            "name: И\u0306ва\u0301н, tiemout: 1",
            "tiemout",
            """\
     1 | name: И\u0306ва\u0301н, tiemout: 1
       |             ^
""",
            id="combining",
        ),
        pytest.param(
            "name: ва\u0301н",
            "\u0301",
            """\
     1 | name: ва\u0301н
       |        ^
""",
            id="a combining mark itself is at its letter",
        ),
        pytest.param(
            "a\u200bb: \u202ec",
            "c",
            r"""     1 | a\u200bb: \u202ec
       |                 ^
""",
            id="zero width and direction written out",
        ),
        pytest.param(
            "name: 👨‍👩‍👧 👍🏽 🇷🇺 ☎️, x: 1",
            "x",
            """\
     1 | name: 👨‍👩‍👧 👍🏽 🇷🇺 ☎️, x: 1
       |                    ^
""",
            id="pictures",
        ),
        pytest.param(
            "timeout:",
            "",
            """\
     1 | timeout:
       |         ^
""",
            id="the end",
        ),
        pytest.param(
            "timeout:   ",
            "",
            """\
     1 | timeout:
       |            ^
""",
            id="the end after spaces",
        ),
    ],
)
def test_the_caret_as_a_terminal_shows_it(text: str, at: str, expected: str) -> None:
    column = text.index(at) + 1 if at else len(text) + 1
    assert "".join(f"{line}\n" for line in shown(text, column)) == expected


def test_a_long_line_is_cut_on_both_sides_of_the_place() -> None:
    text = "x" * 300 + "HERE" + "y" * 300
    assert shown(text, 301, width=60) == [
        "     1 | …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxHEREyyyyyyyyyyyyy…",
        "       |                                  ^",
    ]


def test_a_long_line_is_shown_from_its_beginning_or_to_its_end_where_the_place_is_near() -> None:
    text = "begin" + "x" * 300 + "end"
    assert parted(text, 1) == ("begin" + "x" * (ROOM - 7) + "…", 0)
    line, before = parted(text, len(text))
    assert line == "…" + "x" * (ROOM - 5 - len("…")) + "end"
    assert line[before] == "d"


def test_a_line_as_wide_as_there_is_room_is_not_cut() -> None:
    assert parted("x" * (ROOM - 1), 1)[0] == "x" * (ROOM - 1)


@pytest.mark.parametrize("column", [1, 2_500_000, 5_000_000])
def test_a_line_as_long_as_a_file_is_cut_without_looking_at_all_of_it(column: int) -> None:
    line, before = parted("日" * 4_999_999 + "!", column)
    assert cell_len(line) <= ROOM
    assert cell_len(line[: before // 2 + 1]) >= before


@pytest.mark.parametrize("text", ["", "   ", "\t", "\u3000"])
def test_of_a_line_with_nothing_in_it_nothing_is_shown(text: str) -> None:
    assert shown(text, 1) == []


@pytest.mark.parametrize(("column", "before"), [(-3, 0), (0, 0), (4, 3), (99, 3)])
def test_a_place_outside_the_line_is_at_its_nearer_end(column: int, before: int) -> None:
    assert parted("abc", column) == ("abc", before)


@pytest.mark.parametrize(("column", "before"), [(1, 0), (2, 0), (3, 1)])
def test_a_mark_that_a_line_begins_with_has_nothing_to_stand_on_and_takes_no_room(column: int, before: int) -> None:
    assert parted("\u0301ab", column) == ("\u0301ab", before)


def test_a_line_number_of_any_length_keeps_the_caret_in_its_place() -> None:
    assert shown("abc", 2, line=12_345_678) == ["12345678 | abc", "         |  ^"]


def test_colours_are_around_the_gutter_and_the_caret_alone() -> None:
    paint = Paint(colours=True)
    lines = list(excerpt.render(DIAGNOSTICS[0].source, "ab", width=WIDTH, paint=paint, colour=paint.bad))
    assert lines == ["\x1b[2m     7 | \x1b[0mab", "\x1b[2m       | \x1b[0m  \x1b[31m^\x1b[0m"]


ALONE = "aZ0 -:{}\"'Яёя東京ｱＡ\u3000\t\x1b\x00\u200b\u202e\u2066\ufeff\u2028\u00ad\u00a0"
JOINED = ["e\u0301", "и\u0306", "n\u0303\u0323", "한", "\u1112\u1161\u11ab"]
PICTURES = ["👍", "👍🏽", "👨‍👩‍👧", "❤️‍🔥", "🇷🇺", "☎️", "☎", "1️⃣"]
UNITS = st.sampled_from([*ALONE, *JOINED, *PICTURES])
"""What a reader sees as one character, plain, wide, joined or written out."""


def harmless_width(text: str) -> int:
    """Answer how wide a text is once it is made harmless, as another library counts it."""
    return cell_len(harmless(text))


@given(st.lists(UNITS, min_size=1), st.data())
def test_the_caret_stands_where_another_library_says_that_the_character_stands(
    units: list[str], data: st.DataObject
) -> None:
    text = "".join(["x", *units])  # a space alone would be nothing
    at = data.draw(st.integers(0, len(units)))
    before = "".join(["x", *units[:at]])
    beside = st.sampled_from(range(len((units[at:] or ["?"])[0])))
    column = len(before) + data.draw(beside) + 1
    line, caret = parted(text, column)
    if harmless_width(text) < ROOM:
        assert (line, caret) == (harmless(text).rstrip(), harmless_width(before))
    else:
        meant = harmless((units[at:] or [""])[0]).rstrip()
        starts = [position for position in range(len(line) + 1) if cell_len(line[:position]) == caret]
        assert cell_len(line) <= ROOM
        assert any(line[position:].startswith(meant) for position in starts)


@given(st.text(min_size=1), st.integers(-1, 200))
def test_any_text_at_all_is_shown_on_two_lines_with_the_caret_under_what_was_meant(text: str, column: int) -> None:
    lines = shown("x" + text, column)
    line, before = parted("x" + text, column)
    assert len(lines) == 2
    assert all("\n" not in part and "\r" not in part for part in lines)
    found = cells("x" + text)
    assert "".join(cell.shown for cell in found) == harmless("x" + text)
    assert sum(cell.length for cell in found) == len(text) + 1
    if "…" not in line:
        index = min(max(column - 1, 0), len(text) + 1)
        at = next((n for n in range(len(found)) if sum(cell.length for cell in found[: n + 1]) > index), len(found))
        assert before == sum(cell.width for cell in found[:at])


def test_without_an_excerpt_nothing_is_shown_between_title_and_detail() -> None:
    item = replace(DIAGNOSTICS[1], excerpt=None)
    assert diagnostics.render([item]).splitlines()[1] == "    `display_number` is ignored without `masking: true`."
