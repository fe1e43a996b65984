"""The plan as a page: what to look at first, the changed numbers, each one's week and the ways of its calls."""

from collections.abc import Mapping, Sequence
from itertools import islice

from reconciler.model.identifiers import NumberCode
from reconciler.planner.change import Action, Plan
from reconciler.planner.weeks import Week
from reconciler.reports.beside import Beside
from reconciler.reports.harmless import shortened
from reconciler.reports.html.embedding import Clean, as_it_is
from reconciler.reports.html.page import page, place
from reconciler.reports.html.rows import BAD, data_of_plan
from reconciler.reports.text import review as of_review
from reconciler.reports.text import totals

SCRIPTS = ("dom.js", "graph.js", "week.js", "detail.js", "list.js")
MOST_SAID = 1_000
"""Of a longer sentence the beginning is told."""
MOST_LISTED = 30
"""So many refusals, remarks, exceptions and warnings are told."""
ACTIONS: dict[Action, str] = {
    Action.ADD: "add",
    Action.CHANGE: "change",
    Action.MOVE: "move",
    Action.REMOVE: "remove",
    Action.FORGET: "forget",
    Action.NOTE: "note",
    Action.RESEND: "send again",
}


def render(plan: Plan, beside: Beside, *, weeks: Mapping[NumberCode, Week], clean: Clean = as_it_is) -> str:
    """Answer the page; `weeks` are those of the plan's numbers and of the affected ones.

    `clean` takes the secrets out of its data before they are packed, where the page would be very long.
    """
    flags = of_review.flags_of(beside.review)
    return page(
        "plan.html.jinja",
        scripts=SCRIPTS,
        data=data_of_plan(plan, beside, weeks),
        clean=clean,
        heading=_heading(plan),
        counts=[(action.value, count, ACTIONS[action]) for action, count in plan.counts().items() if count],
        plan=plan,
        compared_with=_bounded(beside.compared_with) if beside.compared_with is not None else None,
        remarks=_remarks(plan, beside),
        cost=totals.cost(beside),
        against=_bounded(totals.against(plan, beside)),
        flags=[
            (
                item.flag in BAD,
                of_review.named(codes, of_review.FLAGGED),
                _bounded(of_review.flag_words(item, is_one=len(codes) == 1)),
            )
            for item, codes in flags.above
        ],
        more_flags=len(flags.beside),
        protection=_first(beside.brakes.protection),
        limits=_first(beside.brakes.limits),
        transitions=[_bounded(line) for line in of_review.transitions(plan, beside.zone)],
        exceptions=_first([*of_review.exceptions(beside.review)]),
        warnings=[
            (place(item.source), item.summary, _bounded(item.detail)) for item in islice(beside.warnings, MOST_LISTED)
        ],
        more_warnings=max(0, len(beside.warnings) - MOST_LISTED),
        affected=len(beside.review.affected),
    )


def _heading(plan: Plan) -> str:
    return f"A plan for {totals.some(len(plan.changes))}" if plan.changes else "Nothing to do"


def _remarks(plan: Plan, beside: Beside) -> list[str]:
    """Answer what is to be known of the plan as a whole beside its counts."""
    every = (
        totals.not_caused(plan, beside),
        *totals.not_compared(plan),
        totals.busy(plan),
        totals.held_back(plan),
        totals.unselected(plan),
        *totals.unordered(beside.order),
    )
    return _first([words for words in every if words])


def _first(lines: Sequence[str]) -> list[str]:
    """Answer the first of some lines, and how many more there are: what is true of thousands is no thousand lines."""
    more = len(lines) - MOST_LISTED
    return [*map(_bounded, lines[:MOST_LISTED]), *([f"… and {more:,} more"] if more > 0 else [])]


def _bounded(text: str) -> str:
    return shortened(text.strip(), MOST_SAID)
