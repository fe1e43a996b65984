"""The page of test calls in a real browser."""

from dataclasses import replace

import pytest
from support.browsing import Opened, faults
from support.pages import HOSTILE
from support.verdicts import PROSPECTS, VERDICTS

from reconciler.model.diagnostics import Code, Source, diagnostic
from reconciler.reports.html import verify


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("what", ["verdicts", "prospects"])
def test_it_can_be_read_by_all(opened: Opened, scheme: str, what: str) -> None:
    text = (
        verify.render(VERDICTS, told=["A call was <left>."])
        if what == "verdicts"
        else verify.render((), prospects=PROSPECTS)
    )
    page = opened(text, color_scheme=scheme)
    assert faults(page) == []


def test_those_to_look_at_come_first(opened: Opened) -> None:
    page = opened(verify.render(VERDICTS), java_script_enabled=False)
    words = page.locator("td.verdict").all_inner_texts()
    assert words == ["▲ failed", *["? inconclusive"] * 3, *["✓ verified"] * 2]
    first = page.locator("tbody tr").first.inner_text()
    assert "an answer is expected" in first
    assert "the line was busy" in first


def test_hostile_values_are_text_and_run_nothing(opened: Opened) -> None:
    first = VERDICTS[0]
    verdicts = [replace(first, detail=text) for text in (*HOSTILE, "я" * 10_000)]
    mistakes = [diagnostic(Code.IDLE_DISPLAY_NUMBER, text, Source(file=text, line=1, column=1)) for text in HOSTILE]
    page = opened(verify.render(verdicts, told=HOSTILE, error=HOSTILE[0], diagnostics=mistakes))
    shown = page.locator("body").inner_text()
    for text in HOSTILE[:3]:
        assert shown.count(text) >= 4
    assert "right\\u202eto left" in shown
    assert "\\x1b[31mred" in shown
    assert "я" * 401 not in shown
    assert page.locator("script, img, svg, iframe, object, embed, link").count() == 0
