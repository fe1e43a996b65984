"""What test calls came to, or would be made, for people."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import assert_never

from reconciler.model.identifiers import NumberCode
from reconciler.model.settings import Verify
from reconciler.model.verdict import (
    Contradicted,
    Expected,
    Expecting,
    Inconclusive,
    Prospect,
    Verdict,
    Verified,
    word,
)
from reconciler.reports.harmless import harmless
from reconciler.reports.text.paint import PLAIN, Paint
from reconciler.reports.text.review import named

CLAIM = (
    "Verified means that the number was answered, or was not where the record says so. Who answered, UIS cannot see: a"
    " voicemail answers too."
)
MOST_RUNG = 4
"""So many places that are rung are named."""


def render(verdicts: Sequence[Verdict], *, recorded: bool = True, paint: Paint = PLAIN) -> str:
    """Answer the verdicts, those to look at first, and the counts; `recorded` is whether all could be written down."""
    order = (Contradicted, Inconclusive, Verified)
    lines = [each for kind in order for each in _lines([one for one in verdicts if isinstance(one, kind)], paint)]
    verified = sum(isinstance(verdict, Verified) for verdict in verdicts)
    total = paint.strong(f"Verify: {counted(verdicts)}.")
    claim = [paint.faint(CLAIM)] if verified else []
    rest = [going_on(recorded=recorded)] if len(verdicts) > verified else []
    return "\n".join([*lines, total, *claim, *rest]) + "\n"


def counted(verdicts: Sequence[Verdict]) -> str:
    """Answer how many verdicts there are of each kind."""
    counts = {kind: sum(isinstance(verdict, kind) for verdict in verdicts) for kind in _COUNTED}
    return ", ".join(f"{count} {_COUNTED[kind]}" for kind, count in counts.items() if count) or "nothing to do"


def going_on(*, recorded: bool) -> str:
    """Answer how what was not verified is verified."""
    return f"`verify --changed` goes on with what was not verified{'' if recorded else ', as far as it is recorded'}."


_COUNTED: dict[type[Verdict], str] = {Verified: "verified", Contradicted: "failed", Inconclusive: "inconclusive"}


def _lines(verdicts: Sequence[Verdict], paint: Paint) -> Iterator[str]:
    """Yield a line for each call, and one for all numbers that were not dialled for the same reason."""
    alike: dict[str, list[NumberCode]] = {}
    for verdict in verdicts:
        if verdict.evidence.external_id is None:
            alike.setdefault(verdict.detail, []).append(verdict.number_code)
        else:
            yield line(verdict, paint=paint)
    for words, codes in alike.items():
        yield f"{named(codes)} {paint.changed('inconclusive')}: {harmless(words)}"


def line(verdict: Verdict, *, paint: Paint = PLAIN) -> str:
    """Answer one verdict on one line, with what to look the call up by where something is wrong."""
    colour = {Verified: paint.good, Contradicted: paint.bad}.get(type(verdict), paint.changed)
    call = f" ({looked_up(verdict)})" if looked_up(verdict) else ""
    return f"{verdict.number_code} {colour(word(verdict))}: {harmless(verdict.detail)}{call}"


def looked_up(verdict: Verdict) -> str:
    """Answer what to look a call up by where something is wrong; empty where nothing is, or nobody was called."""
    session, external_id = verdict.evidence.call_session_id, verdict.evidence.external_id
    if isinstance(verdict, Verified) or external_id is None:
        return ""
    return f"UIS call {session}" if session is not None else f"external_id {harmless(external_id)}"


def prospects(found: Sequence[Prospect], settings: Verify, at: datetime, zone: tzinfo, *, paint: Paint = PLAIN) -> str:
    """Answer what would be dialled at a moment, and what each call is expected to come to."""
    if not found:
        return "Nothing to verify: name numbers, mark them `verify: true`, or ask for --changed.\n"
    own = settings.call.virtual_phone_number or "no number: `verify.call.virtual_phone_number` is not set"
    when = at.astimezone(zone).isoformat(timespec="minutes")
    head = paint.strong(f"Test calls of {when}, from {harmless(own)}:")
    cap = f"`verify.per_run` is {settings.per_run}, `verify.per_day` {settings.per_day}."
    total = paint.strong(f"{to_dial(found)}.")
    return "\n".join([head, *_prospects(found, paint), f"{total} {cap}"]) + "\n"


def to_dial(found: Sequence[Prospect]) -> str:
    """Answer how many numbers would be dialled, and for how long."""
    calls = sum(prospect.reason is None for prospect in found)
    longest = sum(prospect.seconds for prospect in found)
    lasting = f", {longest:.0f} s of calls at most" if calls else ""
    return f"{calls} of {len(found)} number{'' if len(found) == 1 else 's'} to dial{lasting}"


def _prospects(found: Sequence[Prospect], paint: Paint) -> Iterator[str]:
    alike: dict[str, list[NumberCode]] = {}
    for prospect in found:
        if prospect.reason is None:
            yield f"  {prospect.number_code} {paint.good('is dialled')}: {expectation(prospect.expected)}"
        else:
            alike.setdefault(prospect.reason, []).append(prospect.number_code)
    for reason, codes in alike.items():
        yield f"  {named(codes)} {paint.changed(harmless(reason))}"


def expectation(expected: Expected) -> str:
    """Answer what is expected of a call in words."""
    match expected.expecting:
        case Expecting.ANSWER:
            places = [harmless(place) for place in expected.rung[:MOST_RUNG]]
            more = f" and {len(expected.rung) - MOST_RUNG} more" if len(expected.rung) > MOST_RUNG else ""
            seconds = f" for {expected.seconds} s at most" if expected.seconds else ""
            return f"an answer is expected, it rings {', '.join(places)}{more}{seconds}"
        case Expecting.NO_ANSWER | Expecting.DROP | Expecting.UNDEFINED:
            return f"no answer is expected: {harmless(expected.why)}"
        case Expecting.URL | Expecting.UNKNOWN:
            return f"what is to be expected is not known: {harmless(expected.why)}"
        case Expecting.LOOP:
            return harmless(expected.why)
        case _:
            assert_never(expected.expecting)
