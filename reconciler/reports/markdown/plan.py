"""The plan as Markdown for a pull request: what happens, what to look at first, what changes for callers, the rest.

Everything that a person must not miss stands open; what is long, or is looked up, is folded.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from reconciler.model.diagnostics import Diagnostic, has_errors
from reconciler.model.identifiers import NumberCode
from reconciler.periods.moments import shown
from reconciler.planner.change import Plan
from reconciler.reports.beside import Beside
from reconciler.reports.markdown import callers, changes, mistakes
from reconciler.reports.markdown.tables import Cell, Table, sentences
from reconciler.reports.markdown.templating import code, rendered, words
from reconciler.reports.text import review as of_review
from reconciler.reports.text import totals
from reconciler.reports.text.review import Flags, flags_of, named

TAME = re.compile(r"[a-z/-]*[g-z][a-z/-]*")
"""A revision's name in which no dialect sees a mention, a reference or a commit stands among the words as it is."""
MOST_NAMED = 10


def render(
    plan: Plan | None, beside: Beside | None, *, diagnostics: Iterable[Diagnostic] = (), error: str | None = None
) -> str:
    """Answer the plan, or (None) why there is none: every mistake in the files, or what ended the run."""
    found = tuple(diagnostics)
    if plan is None or beside is None:
        return _no_plan(found, error)
    flags = flags_of(beside.review)
    own = [change for change in plan.changes if change.number_code not in beside.pending]
    pending = [change for change in plan.changes if change.number_code in beside.pending]
    return rendered(
        "plan.md",
        digest=plan.digest,
        plan=plan,
        beside=beside,
        flags=flags,
        heading=_heading(plan, beside),
        revision=_revision(beside.compared_with or ""),
        not_caused=totals.not_caused(plan, beside),
        first=list(_first(flags)),
        others=of_review.others(flags),
        remarks=list(_remarks(plan, beside)),
        own=own,
        callers=callers.table_of(own, beside, flags),
        unnoticed=_unnoticed(callers.unnoticed(own, beside.review, flags)),
        changes=changes.table_of(own, beside),
        affected=callers.affected(beside.review, flags),
        transitions_title="Overrides that begin or end by themselves",
        transitions=list(_transitions(plan, beside)),
        exceptions=[of_review.exception(item) for item in beside.review.exceptions],
        warnings=_warnings((*beside.warnings, *found)),
        pending_callers=callers.table_of(pending, beside, flags),
        pending_changes=changes.table_of(pending, beside),
        last=_last(plan, beside),
    )


def _no_plan(found: tuple[Diagnostic, ...], error: str | None) -> str:
    counted = mistakes.counted(found)
    why = counted if has_errors(found) else "the run failed"
    return rendered("no-plan.md", heading=f"No plan: {why}", error=sentences(error), mistakes=mistakes.table_of(found))


def _heading(plan: Plan, beside: Beside) -> Markup:
    counted = totals.counted(plan) or "nothing to do"
    told = words(f"{counted}; {plan.unchanged} unchanged")
    if beside.compared_with is None:
        return Markup("Plan: {}").format(told)
    where = Markup(totals.not_the_record("{}")).format(_revision(beside.compared_with))  # noqa: S704 - words of ours
    return Markup("Plan, {}: {}").format(where, told)


def _revision(name: str) -> Markup:
    return words(name) if TAME.fullmatch(name) else code(name)


def _first(flags: Flags) -> Iterator[Cell]:
    """Yield what to look at before anything else."""
    for item, codes in flags.above:
        told = code(of_review.flag_words(item, is_one=len(codes) == 1))
        yield Markup("**{}** {}").format(words(named(codes, of_review.FLAGGED)), told)


def _remarks(plan: Plan, beside: Beside) -> Iterator[Cell]:
    """Yield what else is to be known of the whole plan."""
    yield from map(code, totals.not_compared(plan))
    ours = (totals.busy(plan), totals.held_back(plan), totals.unselected(plan), *totals.unordered(beside.order))
    yield from map(words, filter(None, ours))


def _unnoticed(numbers: Sequence[NumberCode]) -> str:
    if not numbers:
        return ""
    return f"Nothing that is known changes for callers of {named(numbers, MOST_NAMED)}."


def _transitions(plan: Plan, beside: Beside) -> Iterator[Cell]:
    shown_first = plan.transitions[: of_review.MOST_TRANSITIONS]
    yield from (of_review.transition(item, beside.zone) for item in shown_first)
    if len(plan.transitions) > len(shown_first):
        yield words(f"… and {len(plan.transitions) - len(shown_first)} more")
    yield from map(words, of_review.beyond(plan))


def _warnings(found: Iterable[Diagnostic]) -> Table:
    return mistakes.table_of(list(dict.fromkeys(found)))


def _last(plan: Plan, beside: Beside) -> Markup:
    """Answer what an apply takes, what it was compared with, until when that holds, and the digest."""
    against = (
        Markup("Against {} ({}).").format(code(beside.address), words(totals.standing(plan)))
        if beside.compared_with is None
        else Markup("Against {}.").format(_revision(beside.compared_with))
    )
    until = f" It holds until {shown(plan.valid_until, beside.zone)}." if plan.valid_until else ""
    digest = Markup("Digest: {}").format(code(plan.digest))
    return Markup("{} {}{}\n\n{}").format(words(totals.cost(beside)), against, words(until), digest)
