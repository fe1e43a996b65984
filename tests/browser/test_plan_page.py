"""The plan's page as a person meets it: in a real browser, by mouse and by keyboard, on a screen and on paper."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.pages import (
    AT,
    HOSTILE,
    MOSCOW,
    Planned,
    company,
    edited_example,
    number,
    planned,
    record,
    ring,
    several_edits,
)

from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code, Source, diagnostic
from reconciler.model.identifiers import NumberCode
from reconciler.planner.before_after import before_and_after
from reconciler.planner.guards import Brakes
from reconciler.reports.text import behaviour
from reconciler.routing.call import behaviour_at

if TYPE_CHECKING:
    from playwright.sync_api import Page

Opened = Callable[..., "Page"]
AXE = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
SUPPORT = NumberCode(74991110006)
MEGABYTE = 1_000_000


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Planned:
    monkeypatch.chdir(tmp_path)
    return edited_example(Path("desired-state"), several_edits)


def row(page: "Page", code: int) -> Any:
    return page.locator(f"#n{code}")


def unfold(page: "Page", code: int) -> Any:
    found = row(page, code)
    found.get_by_role("button", name=f"Details of {code}").click()
    return found


def cell_at(week: Any, moment: datetime) -> Any:
    """Answer the cell of a moment as a person finds it: by the day above and the time beside."""
    heads = week.locator("thead th time").all()
    column = [head.get_attribute("datetime") for head in heads].index(moment.date().isoformat())
    times = week.locator("tbody th").all_inner_texts()
    shown = f"{moment:%H:%M}"
    (line,) = (index for index, text in enumerate(times) if text.split("–")[0] <= shown < text.split("–")[1])
    return week.locator("tbody tr").nth(line).locator("td").nth(column)


def words_of(cell: Any) -> tuple[str, ...]:
    """Answer what a cell says: once, or of before and of after."""
    sides = [*cell.locator("del, ins").all_text_contents()]
    if not sides:
        return (cell.text_content(),)
    before, after = sides
    return before.removeprefix("until now: "), after.removeprefix("then: ")


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


def faults(page: "Page") -> list[tuple[str, str, list[Any]]]:
    found = AXE.Axe().run(page).response["violations"]
    return [
        (item["id"], item["help"], [node["html"] for node in item["nodes"]])
        for item in found
        if item["impact"] in {"serious", "critical"}
    ]


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
    assert words_of(evening) == ("Стойка 19", "the call is dropped")


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


THROUGH_BOXES = """all => all.flatMap((svg) => {
  const boxes = [...svg.querySelectorAll("rect")].map((rect) => rect.getBBox());
  return [...svg.querySelectorAll(".way .line")].filter((line) => {
    const inside = (at) => boxes.some((box) => at.x > box.x + 2 && at.x < box.x + box.width - 2
      && at.y > box.y + 2 && at.y < box.y + box.height - 2);
    const part = line.getTotalLength() / 100;
    return Array.from({ length: 101 }, (_, step) => line.getPointAtLength(step * part)).some(inside);
  }).map((line) => line.getAttribute("d"));
})"""

IS_WITHIN = """all => all.every((svg) => {
  const [drawn, shown] = [svg.getBBox(), svg.viewBox.baseVal];
  return drawn.x >= 0 && drawn.y >= 0 && drawn.x + drawn.width <= shown.width && drawn.y + drawn.height <= shown.height;
})"""


def test_no_way_is_drawn_through_a_place_that_it_does_not_lead_to(opened: Opened, example: Planned) -> None:
    page = opened(example.page())
    for change in example.plan.changes:
        unfold(page, change.number_code)
    drawings = page.locator(".graph svg")
    assert drawings.count() == len(example.plan.changes) + 1
    assert drawings.evaluate_all(THROUGH_BOXES) == []


def test_ways_that_lead_round_are_drawn_below_and_not_hidden(opened: Opened) -> None:
    one, two, three = (NumberCode(74990000001 + index) for index in range(3))
    before = {code: number(code, ring("74992223341", "Иванов")) for code in (one, two, three)}
    leads = {one: (two, three), two: (three, one), three: (one,)}
    after = {
        code: number(code, *(ring(str(there), "Сосед") for there in targets), ring("74992223341", "Иванов"))
        for code, targets in leads.items()
    }
    made = planned(Desired(numbers=after), record({code: item.entry({}, AT) for code, item in before.items()}))
    page = opened(made.page())
    ways = unfold(page, one)
    expect(row(page, one)).to_contain_text("loop")
    drawings = page.locator(".graph svg")
    assert drawings.evaluate_all(THROUGH_BOXES) == []
    expect(ways.locator(".way.added .line")).to_have_count(5)
    assert drawings.evaluate_all(IS_WITHIN)


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
