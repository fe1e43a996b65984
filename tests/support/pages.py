"""Plans as pages: of the example company after an edit, and of companies drawn up for a test."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reconciler.loader.folder import load
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.diagnostics import Source
from reconciler.model.identifiers import ApplicationName, Lineage, NumberCode
from reconciler.model.recorded import Entry, Recorded
from reconciler.planner.budget import budget_of
from reconciler.planner.change import Plan
from reconciler.planner.guards import brakes_of
from reconciler.planner.order import order_of
from reconciler.planner.planning import make_plan
from reconciler.planner.review import review_of
from reconciler.planner.weeks import Week, weeks_of
from reconciler.reports.beside import Beside
from reconciler.reports.html import plan as html_plan
from reconciler.workflows.reading import checked

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
MAIN = ApplicationName("main")
FINGERPRINTS = {"EVENTS_KEY": "its HMAC"}
Edit = Callable[[Path], None]
HOSTILE = (
    "</script><script>alert(1)</script>",
    '<img src="https://evil.example/x.png" onerror="alert(1)">',
    "--><svg onload=alert(1)>",
    "<!--<script>",
    "'\"`{{7*7}}${7*7}",
    "line\u2028separator\u2029and\nfeed",
    "right\u202eto left",
    "&lt;b&gt; &amp;",
    "\x1b[31mred\x07",
)
"""Values that would be more than text in a page that does not take care."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan, what it was made from, and what is shown beside it."""

    plan: Plan
    recorded: Recorded
    beside: Beside
    weeks: Mapping[NumberCode, Week]

    def page(self, **beside: Any) -> str:
        """Answer the page; keywords take the place of what would stand beside the plan."""
        return html_plan.render(self.plan, replace(self.beside, **beside), weeks=self.weeks)


def planned(desired: Desired, recorded: Recorded, *, at: datetime = AT, zone: tzinfo = MOSCOW) -> Planned:
    """Answer the plan from one to the other, with all that is shown beside it."""
    plan = make_plan(desired, recorded, at, fingerprints=FINGERPRINTS)
    review = review_of(plan, desired, recorded, zone=zone)
    beside = Beside(
        budget=budget_of(plan.changes, desired.settings.apply),
        address="git:reconciler-state",
        brakes=brakes_of(
            plan,
            desired.settings.limits,
            recorded=len(recorded.numbers),
            silenced=review.silenced,
            flagged=review.unapproved,
        ),
        review=review,
        order=order_of(plan.changes, recorded),
        zone=zone,
    )
    weeks = weeks_of(plan, recorded, zone, affected=review.affected)
    return Planned(plan=plan, recorded=recorded, beside=beside, weeks=weeks)


def record(numbers: Mapping[NumberCode, Entry]) -> Recorded:
    """Answer a record of these numbers."""
    return Recorded(lineage=Lineage("any"), serial=53, hmac_key=b"any", numbers=numbers)


def edited_example(folder: Path, edit: Edit) -> Planned:
    """Answer the plan of an edit of the example, everything before it applied."""
    shutil.copytree(ROOT / "desired-state", folder)
    before = _example(folder)
    entries = {code: number.entry(FINGERPRINTS, AT) for code, number in before.numbers.items()}
    edit(folder)
    return planned(_example(folder), record(entries))


def several_edits(folder: Path) -> None:
    """Edit the example: a contact's phone, a schedule, an override, a way from number to number, one more, one less."""
    rewrite(folder / "contacts.yaml", 'petrova: "79160000101"', 'petrova: "79160000106"')
    rewrite(folder / "contacts.yaml", "hr {9-17}", "hr {9-18}")
    rewrite(folder / "contacts.yaml", "hr {18-23}", "hr {19-23}")
    rewrite(folder / "retail/campaign.yaml", "  - {number_code: 74952220029, description: Реклама на чеках}\n", "")
    rewrite(
        folder / "office/sales.yaml",
        '{redirect_number: "@ivanov", timeout: 30, name: Иванов}',
        '{redirect_number: "74991110002", timeout: 30, name: Отдел продаж}',
    )
    (folder / "holidays.yaml").write_text(HOLIDAYS, encoding="utf-8")


HOLIDAYS = """\
overrides:
  - numbers: [74991110006]
    from: 2026-12-05T00:00:00+03:00
    until: 2026-12-07T12:00:00+03:00
    reason: Переезд офиса
    call_forwarding_number:
      redirect_type: single
      call_control: [{redirect_number: "@reception", timeout: 60, name: Стойка}]
numbers:
  - number_code: 74991110099
    description: Новая линия партнёров
    labels: [sales, partners]
    application: main
    call_forwarding_number:
      redirect_type: single
      call_control: [{redirect_number: "74991110004", timeout: 40, name: Оптовые заказы}]
"""


def rewrite(file: Path, old: str, new: str) -> None:
    """Replace something that stands in a file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _example(folder: Path) -> Desired:
    desired = checked(load(folder), AT).desired
    assert desired is not None
    return desired


def number(code: int, *entries: Mapping[str, Any], redirect_type: int = 2, **more: Any) -> DesiredNumber:
    """Answer a number that rings some places."""
    data = {"redirect_type": redirect_type, "call_control": list(entries)}
    forwarding = {"number_code": code, "call_forwarding_type": 2, "call_forwarding_number": data}
    return replace(DesiredNumber(number_code=NumberCode(code), application=MAIN, forwarding=forwarding), **more)


def ring(target: str, name: str, period: str | None = None) -> dict[str, Any]:
    """Write an entry."""
    entry = {"redirect_number": target, "timeout": 20, "active": True, "name": name}
    return entry if period is None else {**entry, "period": period}


def company(size: int, *, people: int = 1, protected: bool = False) -> Planned:
    """Answer a plan in which all of so many numbers change, each with people and hours of its own and shared ones.

    With `protected`, none of them is ever answered any more, which apply refuses of each.
    """
    before, after, sources = {}, {}, {}
    for index in range(size):
        code = NumberCode(74990000000 + index)
        about: dict[str, Any] = {
            "description": f"Отделение {index}, улица Ленина",
            "labels": ("branch", f"city-{index % 40}", "moscow"),
        }
        phone, desk = f"7916{index:07}", f"7495{index % 90:07}"
        neighbour = str(code + 1) if index % 5 != 4 else "74950000090"  # five forward to each other by night
        opening = 8 + index % 3
        period = f"wd {{mon-fri}} hr {{{opening}-17}}"
        own = ring(phone, f"Сотрудник {index}", period)
        shared = [ring(desk, f"Стойка {index % 90}"), ring(neighbour, "Сосед", f"hr {{{index % 5}-6}}")]
        more = [
            ring(f"7915{index * people + extra:07}", f"Сотрудник {index}-{extra}", f"hr {{{extra % 6 + 9}-18}}")
            for extra in range(1, people)
        ]
        about["protected"] = protected
        before[code] = number(code, own, *more, *shared, **about).entry({}, AT)
        changed = {**own, "redirect_number": f"7917{index:07}", "period": f"wd {{mon-sat}} hr {{{opening}-18}}"}
        moved = [{**entry, "redirect_number": f"7918{entry['redirect_number'][4:]}"} for entry in more]
        wanted = [changed, *moved, *shared]
        after[code] = number(code, *({**entry, "active": not protected} for entry in wanted), **about)
        sources[code] = Source(file=f"desired-state/branches/city-{index % 40}.yaml", line=10 + index, column=5)
    return planned(Desired(numbers=after, sources=sources), record(before))
