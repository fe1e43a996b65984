"""A page in a browser as a person finds their way on it."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from reconciler.model.identifiers import NumberCode

if TYPE_CHECKING:
    from playwright.sync_api import Page

Opened = Callable[..., "Page"]
AXE = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
SUPPORT = NumberCode(74991110006)
MEGABYTE = 1_000_000


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


def faults(page: "Page") -> list[tuple[str, str, list[Any]]]:
    """Answer what axe-core finds serious or critical."""
    found = AXE.Axe().run(page).response["violations"]
    return [
        (item["id"], item["help"], [node["html"] for node in item["nodes"]])
        for item in found
        if item["impact"] in {"serious", "critical"}
    ]
