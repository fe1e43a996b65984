"""The plan's page as a person meets it: in a real browser, by mouse and by keyboard, on a screen and on paper."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from support.browsing import SUPPORT, Opened, cell_at, expect, faults, row, unfold, words_of
from support.pages import (
    AT,
    MOSCOW,
    Planned,
    company,
    number,
    planned,
    record,
    ring,
)

from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code, Source, diagnostic
from reconciler.model.identifiers import NumberCode
from reconciler.planner.before_after import before_and_after
from reconciler.planner.guards import Brakes
from reconciler.reports.text import behaviour
from reconciler.routing.call import behaviour_at

if TYPE_CHECKING:
    pass


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2026-12-04T10:00", ("Иванов, then Дежурный",)),
        ("2026-12-04T18:30", ("Дежурный", "Иванов, then Дежурный")),
        ("2026-12-05T15:00", ("Дежурный", "Стойка")),
    ],
)
def test_the_grid_tells_of_three_moments_what_routing_tells(
    opened: Opened, example: Planned, when: str, words: tuple[str, ...]
) -> None:
    moment = datetime.fromisoformat(when).replace(tzinfo=MOSCOW)
    page = opened(example.page())
    cell = cell_at(unfold(page, SUPPORT).locator("table.week"), moment)
    assert words_of(cell) == words
    networks = before_and_after(example.plan, example.recorded, MOSCOW)
    old, new = (behaviour_at(network, SUPPORT, moment) for network in networks)
    assert words == ((behaviour.render(old),) if old == new else behaviour.sides(old, new))
    assert ("changed" in (cell.get_attribute("class") or "")) is (old != new)


def test_text_label_and_action_narrow_the_list_and_the_count_is_told(opened: Opened, example: Planned) -> None:
    page = opened(example.page(pending=frozenset([SUPPORT])))
    rows, status = page.locator(".rows > li"), page.get_by_role("status")
    expect(rows).to_have_count(8)
    expect(status).to_have_text("8 numbers, all of this plan")

    page.get_by_label("Text, number or label").fill("поддержка ВТОРАЯ")
    expect(rows).to_have_count(1)
    expect(status).to_have_text("1 of 8 numbers match")
    expect(rows.first).to_contain_text(str(SUPPORT))

    page.get_by_label("Text, number or label").fill("")
    page.get_by_label("Label", exact=True).select_option("partners")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Новая линия партнёров")

    page.get_by_label("Label", exact=True).select_option("")
    page.get_by_label("Action").select_option("remove")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("74952220029")

    page.get_by_label("Action").select_option("")
    page.get_by_label("Caused by").select_option("pending")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("not caused by this branch")


def test_a_row_is_opened_and_closed_by_keyboard(opened: Opened, example: Planned) -> None:
    page = opened(example.page())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the numbers")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(4):  # text, label, action, and the first row
        page.keyboard.press("Tab")
    button = page.locator(".toggle").first
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".detail").first).to_be_visible()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".detail").first).to_be_hidden()


def test_a_number_that_is_flagged_at_the_top_leads_to_its_row(opened: Opened) -> None:
    made = company(250)
    page = opened(made.page())
    page.get_by_label("Text, number or label").fill("nothing has this")
    expect(page.locator(".rows > li")).to_have_count(0)
    link = page.locator(".flags a").last
    code = int(link.inner_text())
    link.click()
    expect(row(page, code).get_by_role("button")).to_be_focused()
    expect(row(page, code).locator("table.week")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("250 numbers, all of this plan")


def test_what_is_told_of_a_number_stands_in_its_row(opened: Opened, example: Planned) -> None:
    page = opened(example.page())
    sales = unfold(page, 74991110002)
    for words in ("For callers", "The week", "Fields", "Where its calls go", "What verification found"):
        expect(sales.get_by_role("heading", name=words)).to_be_visible()
    expect(sales.get_by_role("row", name="call_control[Петрова 79160000106].redirect_number")).to_contain_text(
        "79160000101"
    )
    sales.get_by_text("The same as a list").click()
    ways = sales.locator(".graph li").all_text_contents()
    assert "74991110004 Оптовые заказы → 74991110002 Отдел продаж, Москва (new way)" in ways
    assert "74991110002 Отдел продаж, Москва → 79160000101 Петрова (way taken away)" in ways
    assert "74991110002 Отдел продаж, Москва → 79160000102 Соколов" in ways
    expect(unfold(page, SUPPORT)).to_contain_text("until 2026-12-05 00:00, then 'Переезд офиса'")
    removed = unfold(page, 74952220029)
    expect(removed).to_contain_text("its forwarding is deleted (on_removal: reset)")
    expect(removed).to_contain_text("afterwards nothing forwards calls to this number")


def test_a_cell_in_which_nobody_is_rung_any_more_looks_and_reads_otherwise(opened: Opened) -> None:
    code = NumberCode(74990000001)
    before = number(code, ring("74992223341", "Иванов", "hr {9-17}"), ring("74992223342", "Петрова", "hr {18-20}"))
    after = number(code, ring("74992223343", "Сидоров", "hr {9-17}"))
    week = unfold(
        opened(planned(Desired(numbers={code: after}), record({code: before.entry({}, AT)})).page()), code
    ).locator("table.week")
    dark = cell_at(week, datetime(2026, 12, 4, 18, 30, tzinfo=MOSCOW))
    assert words_of(dark) == ("Петрова", "▲ nobody")
    expect(dark).to_have_class("changed dark")
    expect(cell_at(week, datetime(2026, 12, 4, 10, tzinfo=MOSCOW))).to_have_class("changed")
    expect(week.locator("caption")).to_contain_text("▲ is where nobody is rung any more")


def test_a_narrow_page_is_never_moved_sideways_as_a_whole(opened: Opened, example: Planned) -> None:
    first, *others = example.plan.changes
    code = first.number_code
    assert first.before is not None
    long = replace(first.before, description="д" * 200, labels=("x" * 200,))
    plan = replace(example.plan, changes=(replace(first, before=long), *others))
    page = opened(replace(example, plan=plan).page())
    page.set_viewport_size({"width": 420, "height": 900})
    for number_code in (code, SUPPORT):
        unfold(page, number_code)
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    caption = row(page, SUPPORT).locator(".week caption").bounding_box()
    assert caption["x"] + caption["width"] <= 420, "it is read without moving the grid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_is_found_by_axe(opened: Opened, example: Planned, scheme: str) -> None:
    beside = {
        "compared_with": "main",
        "pending": frozenset([SUPPORT]),
        "brakes": Brakes(limits=("limits.changes: the plan has 4, 3 are allowed.",), protection=("It is protected.",)),
        "warnings": (diagnostic(Code.IDLE_DISPLAY_NUMBER, "It is ignored.", Source(file="a.yaml", line=1, column=1)),),
    }
    page = opened(example.page(**beside), color_scheme=scheme)
    assert faults(page) == []
    for change in example.plan.changes:
        unfold(page, change.number_code)
    for summary in page.locator("summary").all():
        summary.click()
    assert faults(page) == []


def test_an_opened_row_stays_open_while_the_filter_is_typed(opened: Opened, example: Planned) -> None:
    page = opened(example.page())
    unfold(page, SUPPORT)
    text = page.get_by_label("Text, number or label")
    text.fill("nothing has this in it")
    expect(page.locator(".rows > li")).to_have_count(0)
    text.fill("")
    expect(row(page, SUPPORT).locator("table.week")).to_be_visible()
    expect(row(page, SUPPORT).locator(".toggle")).to_have_attribute("aria-expanded", "true")


def test_a_number_is_found_by_the_phone_that_it_comes_to_ring(opened: Opened, example: Planned) -> None:
    page = opened(example.page())
    page.get_by_label("Text, number or label").fill("79160000106")
    expect(row(page, 74991110002)).to_be_visible()
    expect(row(page, 74952220029)).to_have_count(0)


def test_a_printed_page_lists_every_row_and_shows_no_buttons(opened: Opened) -> None:
    page = opened(company(150).page())
    expect(page.locator(".rows > li")).to_have_count(100)
    assert page.pdf(format="A4").startswith(b"%PDF")
    expect(page.locator(".rows > li")).to_have_count(150)
    unfold(page, 74990000003)
    page.emulate_media(media="print")
    for control in page.locator("button, input, select, summary, .skip").all():
        expect(control).to_be_hidden()
    expect(row(page, 74990000003).locator("table.week")).to_be_visible()
    expect(row(page, 74990000149)).to_contain_text("Отделение 149")


def test_without_javascript_the_page_says_so_and_tells_what_matters_most(opened: Opened, example: Planned) -> None:
    page = opened(example.page(), java_script_enabled=False)
    shown = page.locator("body").inner_text()
    for words in (
        "Without JavaScript",
        "A plan for 8 numbers",
        "74952220029 goes dark",
        "Apply refuses this",
        "limits.weight",
        example.plan.digest,
        "begins 'Переезд офиса'",
    ):
        assert words in shown


def test_a_number_that_is_not_changed_itself_is_listed_as_affected(opened: Opened) -> None:
    here, there = NumberCode(74990000001), NumberCode(74990000002)
    before = {
        here: number(here, ring(str(there), "Сосед"), description="Приёмная", labels=("public",)),
        there: number(there, ring("74992223341", "Иванов")),
    }
    after = {**before, there: number(there, ring("74992223342", "Петрова"))}
    entries = {code: replace(item.entry({}, AT), applied_at=AT, unproven=True) for code, item in before.items()}
    page = opened(planned(Desired(numbers=after), record(entries)).page())
    expect(row(page, here)).to_contain_text("Приёмная")
    page.get_by_label("Label", exact=True).select_option("public")
    expect(page.locator(".rows > li")).to_have_count(1)
    page.get_by_label("Label", exact=True).select_option("")
    affected = unfold(page, here)
    expect(affected).to_contain_text("what changes for its callers comes by other numbers of this plan")
    assert words_of(affected.locator("table.week td").first) == ("Иванов", "Петрова")
    expect(unfold(page, there)).to_contain_text("has not been proven by a test call yet")


def test_a_plan_of_nothing_is_a_page_too(opened: Opened) -> None:
    page = opened(planned(Desired(numbers={}), record({})).page())
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing to do")
    assert faults(page) == []
