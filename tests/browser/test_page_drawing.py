"""The drawing of where calls go, in a real browser: every way is seen, and covers no words."""

from typing import TYPE_CHECKING

from support.browsing import Opened, expect, row, unfold
from support.pages import (
    AT,
    Planned,
    number,
    planned,
    record,
    ring,
)

from reconciler.model.desired import Desired
from reconciler.model.identifiers import NumberCode

if TYPE_CHECKING:
    pass


def test_signs_of_ways_cover_no_words(opened: Opened) -> None:
    """Nor where a way leads back, or from a place to itself."""
    one, other = NumberCode(74990000001), NumberCode(74990000002)
    before = {
        one: number(one, ring(str(other), "Сосед"), ring(str(one), "Сам")).entry({}, AT),
        other: number(other, ring(str(one), "Сосед")).entry({}, AT),
    }
    after = {code: number(code, ring(f"7999000000{code % 10}", "Иванов")) for code in before}
    page = opened(planned(Desired(numbers=after), record(before)).page())
    unfold(page, one)
    covered = """signs => signs.flatMap((sign) => {
      const at = sign.getBoundingClientRect();
      return [...sign.closest("svg").querySelectorAll(".place rect")].map((box) => box.getBoundingClientRect())
        .filter((box) => at.left < box.right && box.left < at.right && at.top < box.bottom && box.top < at.bottom);
    }).length"""
    signs = page.locator(f"#n{one} .way circle")
    expect(signs).to_have_count(5)
    assert signs.evaluate_all(covered) == 0


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
