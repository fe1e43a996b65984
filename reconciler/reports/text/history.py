"""What was done to the numbers, for people, as `git log` tells what was done to files: the newest first."""

from collections import Counter
from collections.abc import Iterator, Sequence

from reconciler.model.history import Deed, PastRun, PastVerdict
from reconciler.planner.drift import DONE, Way
from reconciler.planner.fields import entry_changes
from reconciler.reports.harmless import harmless
from reconciler.reports.text import fields, forwarding
from reconciler.reports.text.paint import PLAIN, Paint

MOST_TROUBLES = 20
"""So many numbers that were not simply applied are told of a run."""
NO_OUTCOME = "unknown: the run ended, or is at work, before its outcome was written"
NOT_DONE = "not done: the run ended, or is at work, before it was written"
"""Of what changes the record alone."""


def render(runs: Sequence[PastRun], *, of_one: bool = False, paint: Paint = PLAIN) -> str:
    """Answer the runs; with `of_one` each with what it changed of a number, else with counts and troubles."""
    if not runs:
        return "Nothing was ever applied here.\n"
    blocks = ("\n".join((*_head(run, paint), "", *_body(run, paint, of_one=of_one))) for run in runs)
    return "\n\n".join(blocks) + "\n"


def _head(run: PastRun, paint: Paint) -> Iterator[str]:
    yield paint.changed(f"run {harmless(run.id)}")
    yield f"By:       {harmless(run.owner)} on {harmless(run.host)} ({harmless(run.verb)})"
    yield f"Date:     {run.started.isoformat(timespec='seconds')}"
    if run.revision:
        yield f"Revision: {harmless(run.revision)}"
    if run.run_url:
        yield f"Run:      {harmless(run.run_url)}"
    if run.digest:
        yield f"Digest:   {harmless(run.digest)}"


def _body(run: PastRun, paint: Paint, *, of_one: bool) -> Iterator[str]:
    if of_one:
        for deed in run.deeds:
            yield f"    {_line(deed, paint)}"
            yield from (f"        {line}" for line in _changed(deed, paint))
        yield from (f"    {_verdict(item, paint)}" for item in run.verdicts)
        return
    counted = Counter((deed.action or "nothing", deed.outcome or "no outcome written") for deed in run.deeds)
    for (action, outcome), count in sorted(counted.items()):
        words = f" ({DONE[Way(action)]})" if action in set(Way) and outcome == "applied" else ""
        yield f"    {count} {action}: {outcome}{words}"
    for word, count in sorted(Counter(item.verdict for item in run.verdicts).items()):
        yield f"    {count} verification{'' if count == 1 else 's'}: {word}"
    if not run.deeds and not run.verdicts:
        yield "    nothing was changed"
    if run.ended is None:
        yield f"    {paint.bad('it has not come to its end: it is still at work, or was ended')}"
    troubles = [_line(deed, paint) for deed in run.deeds if deed.outcome != "applied"]
    troubles += [_verdict(item, paint) for item in run.verdicts if item.verdict != "verified"]
    yield from (f"      {line}" for line in troubles[:MOST_TROUBLES])
    if len(troubles) > MOST_TROUBLES:
        yield f"      … and {len(troubles) - MOST_TROUBLES} more"


def _line(deed: Deed, paint: Paint) -> str:
    missing = NOT_DONE if deed.action in {"note", "forget", *Way} else NO_OUTCOME
    outcome = missing if deed.outcome is None else deed.outcome
    colour = paint.good if deed.outcome == "applied" else paint.bad
    detail = f" ({harmless(deed.detail)})" if deed.detail else ""
    return f"{paint.strong(str(deed.number_code))} {deed.action or 'nothing sent'}: {colour(outcome)}{detail}"


def _verdict(item: PastVerdict, paint: Paint) -> str:
    colour = {"verified": paint.good, "failed": paint.bad}.get(item.verdict, paint.changed)
    return f"{paint.strong(str(item.number_code))} {colour(item.verdict)} ({harmless(item.detail)})"


def _changed(deed: Deed, paint: Paint) -> Iterator[str]:
    before, after = deed.before, deed.after
    if deed.action is None:
        return
    if before is None or before.payload is None:
        yield forwarding.render(after.payload if after else None)
        return
    if after is None:
        yield f"it was {forwarding.render(before.payload)}"
        return
    yield from (fields.line(field, paint) for field in entry_changes(before, after))
    for item in after.later:
        if item not in before.later:
            why = f" '{harmless(item.reason)}'" if item.reason else ""
            yield f"from {item.at.isoformat(timespec='seconds')}{why}: {forwarding.render(item.payload)}"
