"""Whatever a value is, GitHub shows it as text: it marks up, links, mentions and ends nothing.

What is shown is what GitHub's own renderer makes of it, with tags let through, as GitHub does for those we use, and
without. A value makes the page another one in its text alone.
"""

import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from typing import Any

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st
from support import hostile

from reconciler.reports.github.commands import disarmed
from reconciler.reports.harmless import harmless
from reconciler.reports.markdown import drift, outcomes, plan, verify
from reconciler.reports.markdown.escaping import fenced
from reconciler.reports.markdown.splitting import LEAST, split

PLAIN = "Plain1"
LINKS = {"a", "img", "input", "script", "iframe", "sup", "del"}
REPORTS: dict[str, Callable[[str], str]] = {
    "plan": lambda text: plan.render(hostile.plan(text), hostile.beside(text)),
    "plan against a revision": lambda text: plan.render(hostile.plan(text), hostile.beside(text, compared=True)),
    "mistakes": lambda text: plan.render(None, None, diagnostics=hostile.diagnostics(text)),
    "outcomes": lambda text: outcomes.render(None, hostile.outcomes(text), diagnostics=hostile.diagnostics(text)),
    "verdicts": lambda text: verify.render(hostile.verdicts(text), told=[text], diagnostics=hostile.diagnostics(text)),
    "prospects": lambda text: verify.render((), prospects=hostile.prospects(text)),
    "drift": lambda text: drift.render(hostile.drifts(text)),
}
ERRORS: dict[str, Callable[[str], str]] = {
    "plan": lambda text: plan.render(None, None, error=text),
    "outcomes": lambda text: outcomes.render(None, (), error=text),
    "verdicts": lambda text: verify.render((), error=text),
}


class Page(HTMLParser):
    """What a page is made of: its tags in their order, and its text apart."""

    def __init__(self, markdown: str, *, tags: bool) -> None:
        super().__init__()
        options = Options.CMARK_OPT_UNSAFE if tags else 0
        self.tags: list[str] = []
        self.comments: list[str] = []
        self.texts: list[str] = []
        self.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, options=options))
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(f"<{tag} {attrs}>")
        assert tag not in LINKS

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        if data and data != " raw HTML omitted ":
            self.comments.append(data)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


@cache
def as_expected(name: str, *, tags: bool) -> Page:
    return Page(REPORTS[name](PLAIN), tags=tags)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("text", hostile.HOSTILE)
@pytest.mark.parametrize("tags", [True, False])
def test_a_value_changes_the_text_of_a_page_and_nothing_else(name: str, text: str, *, tags: bool) -> None:
    page, expected = Page(REPORTS[name](text), tags=tags), as_expected(name, tags=tags)
    assert page.tags == expected.tags
    assert page.comments == expected.comments
    assert page.text.count(harmless(text.strip())) >= expected.text.count(PLAIN)


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("text", hostile.FOR_MARKDOWN)
def test_an_error_is_text_too(name: str, text: str) -> None:
    page, expected = Page(ERRORS[name](text), tags=True), Page(ERRORS[name](PLAIN), tags=True)
    assert page.tags == expected.tags
    assert harmless(text) in page.text


@pytest.mark.parametrize("name", REPORTS)
def test_a_long_value_is_text_too(name: str) -> None:
    page, expected = Page(REPORTS[name](hostile.LONG), tags=True), as_expected(name, tags=True)
    assert page.tags == expected.tags
    assert name == "prospects" or hostile.LONG.strip() in page.text


@given(st.text() | st.text("a.-/w:@#<>&;|`\\[]()!*_~$\n\t{}=+1 ", max_size=60))
def test_no_text_at_all_is_more_than_text(text: str) -> None:
    page, expected = Page(REPORTS["outcomes"](f"x{text}x"), tags=True), as_expected("outcomes", tags=True)
    assert page.tags == expected.tags
    assert f"x{harmless(text)}x".replace("\x00", "\ufffd") in page.text


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("text", [*hostile.HOSTILE, hostile.LONG])
def test_in_parts_a_value_is_text_too(name: str, text: str) -> None:
    for part in split(REPORTS[name](text), LEAST):
        page = Page(part, tags=True)
        opened = [re.sub(r" .*", "", tag).strip("<>") for tag in page.tags if not tag.startswith("</")]
        closed = [tag.strip("</>") for tag in page.tags if tag.startswith("</")]
        for tag in ("details", "summary", "table", "code", "strong", "tr", "td"):
            assert opened.count(tag) == closed.count(tag)
        assert all(comment.startswith(" reconciler:") for comment in page.comments)
        assert len(page.comments) <= 1


@pytest.mark.parametrize("text", hostile.HOSTILE)
def test_nothing_but_text_stands_in_what_is_to_be_declared(text: str) -> None:
    page = Page(fenced(text, "yaml"), tags=True)
    assert [re.sub(r" .*", ">", tag) for tag in page.tags] == ["<pre>", "<code>", "</code>", "</pre>"]


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(
    "text", ["@mention", "#123", "owner/repo#1", "GH-123", "0123456789abcdef0123456789abcdef01234567"]
)
def test_what_github_would_refer_to_stands_in_code_alone(name: str, text: str) -> None:
    shown = Outside(REPORTS[name](text))
    assert text not in shown.text
    assert not re.search(r"@\w", shown.text)


class Outside(Page):
    """The text that stands outside of code, where GitHub looks for mentions and references."""

    def __init__(self, markdown: str) -> None:
        self._depth = 0
        super().__init__(markdown, tags=True)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        super().handle_starttag(tag, attrs)
        self._depth += tag in {"code", "pre"}

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        self._depth -= tag in {"code", "pre"}

    def handle_data(self, data: str) -> None:
        if not self._depth:
            super().handle_data(data)


@pytest.mark.parametrize("name", [name for name in REPORTS if name != "mistakes"])
@pytest.mark.parametrize("text", ["::error file=x::oops", "##[add-mask]x", "x\n::stop-commands::x", "  ::add-mask::x"])
def test_a_report_that_a_pipeline_copies_into_its_log_has_no_command_in_it(name: str, text: str) -> None:
    report = REPORTS[name](text)
    assert disarmed(report) == report
