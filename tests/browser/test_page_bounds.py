"""The plan's page with very many numbers, very long values and hostile ones: small, whole, and running nothing."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from support.browsing import MEGABYTE, Opened, cell_at, expect, unfold, words_of
from support.pages import (
    AT,
    HOSTILE,
    MOSCOW,
    company,
    number,
    planned,
    record,
    ring,
)

from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Source
from reconciler.model.identifiers import NumberCode
from reconciler.planner.guards import Brakes

if TYPE_CHECKING:
    pass


def test_two_thousand_changed_numbers_make_a_small_page(opened: Opened) -> None:
    made = company(2_000)
    assert len(made.plan.changes) == 2_000
    text = made.page()
    assert len(text.encode()) <= 6 * MEGABYTE
    page = opened(text)
    assert page.evaluate("document.querySelectorAll('*').length") <= 3_000

    rows = page.locator(".rows > li")
    expect(rows).to_have_count(100)
    page.get_by_role("button", name="Show 100 more of 2,000").click()
    expect(rows).to_have_count(200)
    expect(page.locator(".toggle").nth(100)).to_be_focused()
    page.get_by_label("Text, number or label").fill("Отделение 1999,")
    expect(rows).to_have_count(1)
    last = unfold(page, 74990001999)
    assert words_of(last.locator("table.week td.changed").first) == (
        "Сотрудник 1999 (79160001999), then Стойка 19",
        "Сотрудник 1999 (79170001999), then Стойка 19",
    )


def test_two_thousand_refused_numbers_with_long_forwardings_make_a_small_page_too(opened: Opened) -> None:
    made = company(2_000, people=6, protected=True)
    assert len(made.beside.brakes.protection) == 2_000
    text = made.page()
    assert len(text.encode()) <= 6 * MEGABYTE
    page = opened(text)
    rows = page.locator(".rows > li")
    expect(rows).to_have_count(100)
    assert page.evaluate("document.querySelectorAll('*').length") <= 3_000
    expect(page.locator(".refused")).to_contain_text("… and 1,970 more")
    page.get_by_label("Text, number or label").fill("79180011995")
    expect(rows).to_have_count(1)
    last = unfold(page, 74990001999)
    expect(last.get_by_role("heading", name="Fields")).to_be_visible()
    evening = cell_at(last.locator("table.week"), datetime(2026, 12, 4, 21, 0, tzinfo=MOSCOW))
    assert words_of(evening) == ("Стойка 19", "▲ the call is dropped")


def test_two_thousand_numbers_with_very_long_names_make_a_small_page_too(opened: Opened) -> None:
    before, after = {}, {}
    for index in range(2_000):
        code = NumberCode(74990000000 + index)
        people = [ring(f"791{way}{index:07}", f"{index} {way} {'<Ж>' * 25}", f"hr {{{way}}}") for way in range(8)]
        about: dict[str, Any] = {"description": f"{index} {'&' * 100}", "labels": ("метка" * 20,)}
        before[code] = number(code, *people, **about).entry({}, AT)
        others = [{**one, "redirect_number": f"792{one['redirect_number'][3:]}"} for one in people]
        after[code] = number(code, *(() if index == 1_999 else others), ring("74990000000", "Я"), **about)
    text = planned(Desired(numbers=after), record(before)).page()
    assert len(text.encode()) <= 6 * MEGABYTE
    page = opened(text)
    assert page.evaluate("document.querySelectorAll('*').length") <= 3_000
    expect(unfold(page, 74990000001).locator("table.week")).to_be_visible()
    page.get_by_label("Text, number or label").fill("74990001998")
    expect(unfold(page, 74990001998).locator("table.week")).to_be_visible()


def test_hostile_values_are_text_and_run_nothing(opened: Opened) -> None:
    before, after, sources = {}, {}, {}
    for index, text in enumerate([*HOSTILE, "я" * 10_000]):
        code = NumberCode(74990000000 + index)
        before[code] = number(code, ring("74992223341", "Иванов")).entry({}, AT)
        after[code] = number(code, ring("74992223342", text), description=text, labels=(text,))
        sources[code] = Source(file=f"{text}.yaml", line=1, column=1)
    made = planned(Desired(numbers=after, sources=sources), record(before))
    brakes = Brakes(limits=HOSTILE[:2], protection=HOSTILE[2:4])
    page = opened(made.page(compared_with=HOSTILE[0], brakes=brakes, address=HOSTILE[1]))
    for code in after:
        unfold(page, code)
    shown = page.locator("body").inner_text()
    for text in HOSTILE[:5]:
        assert text in shown
    assert "line\\u2028separator\\u2029and\\nfeed" in shown
    assert "right\\u202eto left" in shown
    assert "&lt;b&gt; &amp;" in shown
    assert "\\x1b[31mred\\x07" in shown
    assert "я" * 401 not in shown
    assert len(shown) < 30_000
    assert page.locator("script").count() == 2
    assert page.locator("img, iframe, object, embed, link").count() == 0
    assert page.locator("main svg").evaluate_all("all => all.every(one => one.getAttribute('onload') === null)")
