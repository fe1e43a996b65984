"""The verdict on a call from its legs and what was expected of it. Pure.

Source of what is an answer and what says nothing: docs/verify.md, after the UIS pages of get.call_legs_report. Nothing
is judged by `is_failed` or `is_lost`: the one contradicts its own description, the other counts every unattended call.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from reconciler.model.identifiers import NumberCode
from reconciler.model.verdict import (
    Contradicted,
    Evidence,
    Expected,
    Expecting,
    Inconclusive,
    Leg,
    Verdict,
    Verified,
)
from reconciler.verifier.limits import bound_of

NOT_ANSWERED: Mapping[str, str] = {
    "no_success_subscriber_call": "nobody answered",
    "subscriber_busy": "the line was busy",
    "subscriber_not_responsible": "the subscriber did not respond",
    "subscriber_number_problems": "there is a problem with the subscriber's number",
    "timeout": "nobody answered for as long as UIS lets it ring",
}
SAYS_NOTHING: Mapping[str, str] = {
    "no_money": "the UIS account has no money left. Top it up.",
    "not_enough_money": "the UIS account has not enough money for the call. Top it up.",
    "limit_exceeded": "a limit of the UIS account is reached. Verify again later.",
    "locked_numb": "the UIS number of `verify.call.virtual_phone_number` is locked. See the UIS cabinet.",
    "call_not_allowed_on_tp": "the tariff of the UIS account does not allow the call.",
    "max_out_call_reached": "the UIS account makes as many calls at once as it may. Verify again later.",
    "no_active_scenario": "the UIS number of `verify.call.virtual_phone_number` has no active scenario. Activate one.",
    "component_is_inactive": "a component of the UIS account is switched off. See the UIS cabinet.",
    "internal_error": "UIS itself failed. Verify again later.",
    "too_many_identical_incoming_calls": "UIS takes so many calls of one number for a mistake. Verify again later.",
    "numa_dnd_interval": "the number is in a time in which UIS does not disturb it. Verify at another hour.",
    "numa_in_spam_list": "UIS has the number on its list of spam. Ask UIS's support.",
}
RINGS_NOBODY = 30.0
"""Seconds within which a call that rings nobody comes to its end; one that lasts longer may ring somebody."""
NO_REPORT = "UIS reported nothing of the call within {seconds} seconds"


def of_contact(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """Answer the legs of whoever was dialled."""
    return tuple(leg for leg in legs if not leg.is_operator)


def is_final(legs: Sequence[Leg]) -> bool:
    """Tell whether the legs of a call say all that they are going to say about whoever was dialled."""
    contact = of_contact(legs)
    return any(leg.is_answered for leg in contact) or (bool(contact) and all(leg.finish_reason for leg in contact))


def judged(code: NumberCode, expected: Expected, evidence: Evidence, *, rang: float, report_seconds: float) -> Verdict:
    """Answer the verdict on a call that is over; `rang` is how long we let it ring, in seconds."""
    legs = evidence.legs
    if any(leg.is_answered for leg in legs):
        return _answered(code, expected, evidence)
    if not is_final(legs):
        what = NO_REPORT.format(seconds=f"{report_seconds:g}")
        if evidence.trouble:
            what = f"UIS's report of the call could not be read ({evidence.trouble})"
        return Inconclusive(
            number_code=code,
            expected=expected,
            detail=f"{what}, so that nobody knows what it came to. Look it up by its external_id in the UIS cabinet.",
            evidence=evidence,
        )
    reasons = [leg.finish_reason for leg in legs]
    other = next((reason for reason in reasons if reason not in NOT_ANSWERED), None)
    if other is not None:
        return Inconclusive(number_code=code, expected=expected, detail=_says_nothing(other), evidence=evidence)
    return _not_answered(code, expected, evidence, reasons[0], rang)


def _answered(code: NumberCode, expected: Expected, evidence: Evidence) -> Verdict:
    leg = next(leg for leg in evidence.legs if leg.is_answered)
    waited = leg.total_duration - leg.duration
    after = f" after about {waited:g} s" if leg.total_duration and leg.finish_reason and waited > 0 else ""
    words = f"The number was answered{after}."
    match expected.expecting:
        case Expecting.ANSWER | Expecting.URL:
            return Verified(number_code=code, expected=expected, detail=words, evidence=evidence)
        case Expecting.NO_ANSWER | Expecting.DROP:
            return Contradicted(
                number_code=code,
                expected=expected,
                detail=f"It was answered, and by the record nobody is to be: {expected.why} Read what the provider has"
                " for the number, and whether it reads its periods as you do.",
                evidence=evidence,
            )
        case Expecting.UNDEFINED | Expecting.UNKNOWN | Expecting.LOOP:
            return Inconclusive(
                number_code=code,
                expected=expected,
                detail=f"{words} Whether it should be is not known: {expected.why}",
                evidence=evidence,
            )
        case _:
            assert_never(expected.expecting)


def _not_answered(code: NumberCode, expected: Expected, evidence: Evidence, reason: str, rang: float) -> Verdict:
    what = f"The number was not answered: {NOT_ANSWERED[reason]} ({reason})."
    match expected.expecting:
        case Expecting.NO_ANSWER | Expecting.DROP | Expecting.UNDEFINED:
            rung = _rung_after_all(expected, evidence, reason, rang)
            if rung:
                return Inconclusive(number_code=code, expected=expected, detail=f"{what} {rung}", evidence=evidence)
            words = f"{what} That is what the record says: {expected.why}"
            return Verified(number_code=code, expected=expected, detail=words, evidence=evidence)
        case Expecting.URL | Expecting.UNKNOWN | Expecting.LOOP:
            words = f"{what} Whether it should be is not known: {expected.why}"
            return Inconclusive(number_code=code, expected=expected, detail=words, evidence=evidence)
        case Expecting.ANSWER:
            cut = _cut_short(expected, evidence, reason, rang)
            if cut:
                return Inconclusive(number_code=code, expected=expected, detail=f"{what} {cut}", evidence=evidence)
            words = f"{what} By the record it rings {', '.join(expected.rung)}."
            return Contradicted(number_code=code, expected=expected, detail=words, evidence=evidence)
        case _:
            assert_never(expected.expecting)


def _rung_after_all(expected: Expected, evidence: Evidence, reason: str, rang: float) -> str:
    """Answer why a call that nobody was to be rung for may have rung somebody all the same; empty if not."""
    longest = max((leg.total_duration for leg in evidence.legs), default=0.0)
    if reason == "timeout" or longest > RINGS_NOBODY:
        return f"By the record nobody is to be rung, and it went on for {longest:g} s: somebody may have been."
    if evidence.released and rang < bound_of(expected):
        return f"It was ended after {rang:.0f} s already, and somebody may have been rung."
    return ""


def _cut_short(expected: Expected, evidence: Evidence, reason: str, rang: float) -> str:
    """Answer why a call that was not answered may still have been, had it rung longer; empty if not."""
    longest = max((leg.total_duration for leg in evidence.legs), default=0.0)
    if reason == "timeout" and (expected.seconds is None or longest < expected.seconds):
        return f"UIS gave up after {longest:g} s, and the forwarding goes on ringing{_for(expected)}."
    if evidence.released and (expected.seconds is None or rang < expected.seconds):
        return f"The call was ended after {rang:.0f} s, and the forwarding goes on ringing{_for(expected)}."
    return ""


def _for(expected: Expected) -> str:
    return f" for {expected.seconds} s" if expected.seconds else ""


def _says_nothing(reason: str) -> str:
    known = SAYS_NOTHING.get(reason, "UIS ended it for a reason that says nothing about the forwarding.")
    return f"The call came to nothing ({reason}): {known}"
