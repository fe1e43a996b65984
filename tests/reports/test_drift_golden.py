"""What the drift check says, word for word, and that nothing in a value marks up, mentions or ends anything."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.drifts import DECLARATION, DECLARED, DRIFTED, DRIFTS, HOSTILE, drift, settled

from reconciler.model.identifiers import NumberCode
from reconciler.planner.drift import Result, Settlement, Way
from reconciler.reports.json import drift as as_json
from reconciler.reports.markdown import drift as as_markdown
from reconciler.reports.markdown.escaping import fenced, plain, value
from reconciler.reports.text import drift as as_text
from reconciler.reports.text.paint import Paint

Golden = Callable[[str, str], None]
ENTITY = re.compile(r"&#\d+;(?:<!---->)?")


def test_drifts_of_every_kind(golden: Golden) -> None:
    golden("drift.txt", as_text.render(DRIFTS))
    golden("drift-colours.txt", as_text.render(DRIFTS, paint=Paint(colours=True)))
    golden("drift.json", as_json.render(DRIFTS, error="the disk is full."))
    golden("drift.md", as_markdown.render(DRIFTS))


@pytest.mark.parametrize("way", Way)
def test_what_was_done_about_drifts(golden: Golden, way: Way) -> None:
    declared = DECLARED if way is Way.ACCEPT else ""
    golden(f"drift-{way}.txt", as_text.render(settled(way), declarations=declared))
    golden(f"drift-{way}.md", as_markdown.render(settled(way), declarations=declared))
    golden(f"drift-{way}.json", as_json.render(settled(way)))


def test_without_numbers_and_without_differences(golden: Golden) -> None:
    golden("drift-none.txt", as_text.render(DRIFTS[:1]))
    golden("drift-none.md", as_markdown.render(DRIFTS[:1]))
    assert as_text.render(()) == "Drift: the record has no numbers.\n"
    assert as_markdown.render(()) == "## Drift: none\n\nthe record has no numbers.\n"
    assert as_markdown.render(DRIFTS[9:]).startswith("## Drift: no difference in what could be read\n")


def test_of_many_numbers_the_tables_are_folded_and_the_way_on_is_one_number() -> None:
    many = tuple(replace(DRIFTED, number_code=NumberCode(74950000000 + index)) for index in range(500))
    left = tuple(replace(DRIFTS[9], number_code=NumberCode(74960000000 + index)) for index in range(500))
    shown = as_markdown.render((*many, *left))
    assert shown.startswith("## Drift: 500 of 1000 numbers differ\n")
    assert shown.count("<details>") == shown.count("</details>") == 1
    assert "\n\nand 375 more, which `--format json` tells.\n\n</details>" in shown
    text = as_text.render((*many, *left))
    for report in (text, shown.replace("&#45;", "-")):
        assert "--from 74960000000" in report
    assert "500 numbers are left" in text
    assert text.count("74960000") < 10
    assert json.loads(as_json.render((*many, *left)))["from"] == 74960000000


def test_numbers_of_which_the_same_is_told_stand_in_one_row() -> None:
    hidden = [replace(DRIFTS[5], number_code=NumberCode(74950000000 + index)) for index in range(10_000)]
    unread = [replace(DRIFTS[9], number_code=NumberCode(74960000000 + index)) for index in range(10_000)]
    shown = as_markdown.render([*hidden, *unread])
    assert len(shown) < 2_000
    assert shown.count("and 9990 others |") == 2
    each = [replace(one, detail=f"line {index} was busy") for index, one in enumerate(unread)]
    shown = as_markdown.render(each)
    assert len(shown) < 50_000
    assert "and 9500 more, which `--format json` tells." in shown


@pytest.mark.parametrize("render", [as_text.render, as_markdown.render])
def test_what_was_accepted_before_is_told_with_what_to_do(render: Callable[..., str]) -> None:
    why = "accepted before, and not declared yet"
    again = Settlement(way=Way.ACCEPT, done=True, why=why, declaration=DECLARATION)
    shown = render([replace(DRIFTS[0], settlement=again)], declarations=DECLARED)
    assert why in shown
    assert "Put the items below in place of the numbers' own" in shown


@pytest.mark.parametrize("render", [as_text.render, as_markdown.render])
def test_where_no_number_was_chosen_that_is_told(render: Callable[..., str]) -> None:
    shown = render((), start=NumberCode(74991119999))
    assert "no number was chosen: the record has none from 74991119999 on." in shown


def test_a_hostile_value_stays_in_its_cell() -> None:
    rows = [line for line in as_markdown.render(DRIFTS).splitlines() if "file&#95;to&#95;a" in line]
    assert len(rows) == 1
    assert rows[0].count("|") == 7
    for character in "`@*<":
        assert character not in re.sub(r"</?code>|<!---->", "", rows[0]).replace("**", "")


@given(st.text())
def test_no_value_means_anything_to_markdown(text: str) -> None:
    for shown in (plain(text), value(text).removeprefix("<code>").removesuffix("</code>")):
        bare = ENTITY.sub("", shown)
        assert not set(bare) & set("<>|`@*_[]#~\\!$\"'&\n\r")
        assert not re.search(r":(?! )", bare)
        assert "www." not in shown.lower()


@given(st.text("`a\n ", max_size=20))
def test_nothing_ends_a_block_of_code_before_its_end(text: str) -> None:
    first, *inner, last = fenced(text, "yaml").split("\n")
    assert first == f"{last}yaml"
    assert set(last) == {"`"}
    assert not any(last in line for line in inner)


def test_every_field_stands_in_a_row_and_every_number_that_was_not_compared_has_its_reason() -> None:
    shown = as_markdown.render(DRIFTS)
    assert all(str(one.number_code) in shown for one in DRIFTS if one.result is not Result.IN_SYNC or one.not_shown)
    assert "\u202e" not in shown
    assert HOSTILE not in shown
    assert as_markdown.render([drift(0, Result.IN_SYNC)]).count("|") == 0
