"""A text in parts: each within the limit and whole by itself, nothing lost between them, and no value torn."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st
from support.reported import ADDED, DIAGNOSTICS, everything, reviewed

from reconciler.model.identifiers import NumberCode
from reconciler.planner.budget import Budget
from reconciler.reports.beside import Beside
from reconciler.reports.markdown import plan as markdown_plan
from reconciler.reports.markdown.cutting import size_of
from reconciler.reports.markdown.escaping import fenced, folded, value
from reconciler.reports.markdown.splitting import LEAST, RESERVE, pieces, split

BESIDE = Beside(budget=Budget(calls=1, looks=0, seconds=1), address="memory:")
VOID = {"br", "hr", "img", "input"}
texts = st.text(max_size=40) | st.text("a |`*<>&@", max_size=3000) | st.text("語é", min_size=500, max_size=1500)
sentences = st.text("abc é語", max_size=200)


@st.composite
def tables(draw: st.DrawFn) -> str:
    width = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(texts.map(value), min_size=width, max_size=width), max_size=12))
    lines = [["head"] * width, ["---"] * width, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


blocks = st.one_of(
    tables(),
    st.builds(fenced, st.text("ab\n`| #é", max_size=2000), st.just("yaml")),
    sentences.map(lambda text: f"## {text}"),
    sentences,
    st.lists(texts.map(lambda text: f"- **{value(text)}** x"), max_size=9).map("\n".join),
)
documents = st.lists(blocks | st.builds(folded, st.just("A title"), blocks | st.builds(folded, st.just("in"), blocks)))
marked = documents.map(lambda found: "<!-- reconciler:plan digest=abc -->\n" + "\n\n".join(found) + "\n")


class Balance(HTMLParser):
    """Counts what is open, and fails where something else is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_startendtag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - it stands open for nothing
        assert tag in VOID

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - only what is open is counted
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def shown(text: str) -> str:
    """Answer what a part shows, and fail where it is not balanced."""
    parser = Balance()
    parser.feed(cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE))
    assert not parser.open
    return "".join(parser.text)


@given(marked, st.integers(LEAST, 4000))
def test_every_part_is_within_the_limit_and_whole_by_itself(text: str, limit: int) -> None:
    parts = split(text, limit)
    for index, part in enumerate(parts, start=1):
        assert size_of(part) <= limit
        shown(part)
        if len(parts) > 1:
            digest = " digest=abc" if index == 1 else ""
            assert part.startswith(f"<!-- reconciler:plan{digest} part={index}/{len(parts)} -->\n*Part {index} of")


@given(marked, st.integers(LEAST, 4000))
def test_nothing_is_lost_between_the_parts(text: str, limit: int) -> None:
    assert "".join(piece.text for piece in pieces(text, limit)) == text


@given(st.text() | st.text("`|-<>*#details summary/\n&; ", max_size=4000), st.integers(LEAST, 2000))
@example("<details>\n" * 400, LEAST)
@example("| a " * 900 + "\n" + "| - " * 900 + "|\n", LEAST)
@example("```" * 900 + "\n" + "x" * 900, LEAST)
def test_also_what_is_none_of_ours_is_kept_and_within_the_limit(text: str, limit: int) -> None:
    assert all(size_of(part) <= limit for part in split(text, limit))
    assert "".join(piece.text for piece in pieces(text, limit - RESERVE)) == text


@given(st.lists(texts.map(value), min_size=1, max_size=30))
def test_a_value_that_fits_is_never_torn_and_no_character_is(values: list[str]) -> None:
    text = f"| a |\n| --- |\n| {'<br>'.join(values)} |\n"
    for piece in pieces(text, LEAST):
        assert not re.search(r"&#?\w*$", piece.text)
        piece.text.encode(errors="surrogatepass")
    torn = [piece.text for piece in pieces(text, LEAST) if piece.text.count("<code>") != piece.text.count("</code>")]
    assert not torn or any(size_of(one) > LEAST / 2 for one in values)


def test_a_text_that_fits_is_one_part_as_it_is() -> None:
    assert split("# Short\n", LEAST) == ("# Short\n",)


def test_a_limit_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        split("# Short\n", LEAST - 1)


def test_a_big_plan_is_split_with_its_table_and_its_fold_opened_again() -> None:
    plan, _ = reviewed()
    one = plan.changes[0]
    changes = tuple(
        replace(one, number_code=NumberCode(74950000000 + index), application=one.application) for index in range(2000)
    )
    text = markdown_plan.render(replace(plan, changes=changes), BESIDE)
    parts = split(text, 65_000)
    assert len(parts) > 1
    for part in parts[1:]:
        assert "<details><summary>Field changes of 2000 numbers (continued)</summary>\n\n| number |" in part
        shown(part)
    assert all(any(str(change.number_code) in part for part in parts) for change in changes)


def test_a_heading_and_the_head_of_a_table_stand_with_what_follows_them() -> None:
    table = folded("Title", f"| a |\n| --- |\n| {'b' * 300} |")
    text = f"{'a' * 900}\n\n### Heading\n\n{table}\n"
    first, second = split(text, LEAST)
    assert "Heading" not in first
    assert "### Heading\n\n<details><summary>Title</summary>\n\n| a |\n| --- |\n| bbb" in second


@pytest.mark.parametrize("limit", [LEAST, 1500, 5000])
def test_a_plan_of_everything_says_the_same_in_parts(limit: int) -> None:
    text = markdown_plan.render(everything(), BESIDE, diagnostics=DIAGNOSTICS[1:])
    together = "".join(shown(part) for part in split(text, limit))
    assert all(word in together for word in shown(text).split())
    assert str(ADDED) in together


def test_whom_rows_tell_of_stands_in_each_part() -> None:
    head = "| number |  | when |\n| --- | --- | --- |\n"
    about = [f"| **7499000000{index}** <code>Отдел</code> | to change | at 0 |\n" for index in range(5)]
    about[3] = "| **74990000003** <code>Отдел</code><br>**74990000009** | to change | at 0 |\n"
    more = "".join(f"|  |  | at {index}, and some more words |\n" for index in range(1, 40))
    parts = split(head + "".join(f"{row}{more}" for row in about), LEAST)
    names = []
    for part in parts:
        first = part.partition("| --- | --- | --- |\n")[2].partition("\n")[0]
        found = re.match(r"\| \*\*(\d{11})\*\*", first)
        assert found, first
        names.append(found[1])
        assert "(continued) |  |  |" in first or first + "\n" in about
    assert names == sorted(names)
    assert "| **74990000003** … (continued) |  |  |" in "".join(parts)
    assert "| **74990000004** (continued) |  |  |" in "".join(parts)
