"""Laws of the checks, on random states: what they say agrees with what single calls come to."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from support.checked_states import BEGIN, CODES, HORIZON, entries, states, within
from support.checking import AT, MOSCOW, found, number, rings, state

from reconciler.checks.coverage import CYCLE_YEARS
from reconciler.checks.darkness import Dark, Darkness, is_silent, is_unanswered
from reconciler.checks.dead_ends import is_silenced
from reconciler.checks.endings import ending_of
from reconciler.checks.outcomes import is_as_expected, offered
from reconciler.checks.outlook import Outlook, outlook_of
from reconciler.checks.reach import Reach, always_counts, always_rings
from reconciler.checks.waiting import Waits, ringing
from reconciler.model.desired import Desired, Special
from reconciler.model.diagnostics import Code
from reconciler.model.findings import NumberSpot
from reconciler.model.forwarding import RedirectType
from reconciler.model.identifiers import NumberCode
from reconciler.routing.behaviour import Behaviour, rung
from reconciler.routing.call import behaviour_at
from reconciler.routing.entries import entries_of, reached
from reconciler.routing.network import network_of

MANY = 12
moments = st.lists(within, min_size=MANY, max_size=MANY)


def outlook(desired: Desired) -> Outlook:
    return outlook_of(desired, network_of(desired, MOSCOW), AT)


def is_dark_at(dark: Dark, moment: datetime) -> bool:
    local = moment.astimezone(MOSCOW)
    day = (local.date() - BEGIN.date()).days
    second = local.hour * 3600 + local.minute * 60 + local.second
    patterns = [pattern for mask, pattern in dark if mask >> day & 1]
    return any(start <= second < end for at in patterns for start, end in zip(at[::2], at[1::2], strict=True))


def is_type_zero(desired: Desired, code: NumberCode, moment: datetime) -> bool:
    return bool(desired.holding_at(moment).numbers[code].forwarding["call_forwarding_type"] == 0)


@given(desired=states(), when=moments)
def test_dead_ends_are_exactly_the_moments_at_which_a_call_rings_nobody(desired: Desired, when: list[datetime]) -> None:
    look = outlook(desired)
    darkness = Darkness(look, drops=False)
    for code in desired.numbers:
        dark = darkness.of(code, is_silenced)
        for moment in (moment for moment in when if moment >= AT):
            is_dead = is_unanswered(behaviour_at(look.network, code, moment))
            assert is_dark_at(dark, moment) is (is_dead and not is_type_zero(desired, code, moment))


@given(desired=states(), when=moments)
def test_what_is_told_at_an_override_is_dark_only_while_it_holds(desired: Desired, when: list[datetime]) -> None:
    look = outlook(desired)
    darkness = Darkness(look, drops=True)
    for code in desired.numbers:
        dark = darkness.of(code, is_silenced)
        held = ending_of(code, dark, look).within if dark else None
        for moment in (moment for moment in when if held is not None and is_dark_at(dark, moment)):
            assert held is not None
            assert held.start <= moment < held.end


@given(desired=states(), when=moments)
def test_darkness_with_what_is_dropped_is_exactly_when_nobody_is_rung(desired: Desired, when: list[datetime]) -> None:
    look = outlook(desired)
    darkness = Darkness(look, drops=True)
    for code in desired.numbers:
        dark = darkness.of(code, lambda _: False)
        for moment in (moment for moment in when if moment >= AT):
            assert is_dark_at(dark, moment) is is_silent(behaviour_at(look.network, code, moment))


@given(desired=states(), when=moments)
def test_what_is_said_of_a_number_whatever_the_moment_holds_at_every_moment(
    desired: Desired, when: list[datetime]
) -> None:
    look = outlook(desired)
    reach = Reach(look)
    for code in desired.numbers:
        for moment in (moment for moment in when if moment >= AT):
            behaviour = behaviour_at(look.network, code, moment)
            held = desired.numbers[code].window_at(moment)
            stage = next(stage for stage in look.stages[code] if stage.window == held)
            assert not (always_rings(stage) and is_silent(behaviour))
            assert not (always_counts(stage) and is_unanswered(behaviour))
            assert reach.ever(stage) or not rung(behaviour)
            assert held is None or reach.during(held, code) or not rung(behaviour)
            assert code in reach.ringing or not rung(behaviour)


@given(desired=states(), when=moments)
def test_a_protected_number_is_told_of_whenever_it_is_silent(desired: Desired, when: list[datetime]) -> None:
    """At the number or at the override that holds then; its own severity says whether that can ever change."""
    told = [finding for finding in found(desired) if finding.code in {Code.PROTECTED_DARK, Code.PROTECTED_GAP}]
    look = outlook(desired)
    for code, declared in desired.numbers.items():
        for moment in (moment for moment in when if moment >= AT):
            if declared.protected and is_silent(behaviour_at(look.network, code, moment)):
                assert any(str(code) in finding.detail for finding in told)
    protected = {str(code) for code, declared in desired.numbers.items() if declared.protected}
    assert all(finding.detail.split()[0] in protected for finding in told)


@given(desired=states(), when=st.lists(st.integers(0, CYCLE_YEARS * 365 * 24 * 60), min_size=MANY, max_size=MANY))
def test_a_shadowed_entry_is_never_used(desired: Desired, when: list[int]) -> None:
    look = outlook(desired)
    for finding in found(desired):
        if finding.code is Code.SHADOWED_ENTRY and isinstance(finding.spot, NumberSpot):
            payload = desired.numbers[finding.spot.number_code].forwarding
            index = finding.spot.path[-1]
            for moment in (BEGIN + timedelta(minutes=minutes) for minutes in when):
                used = reached(payload, lambda text, moment=moment: look.network.holds(text, moment))  # type: ignore[misc]
                assert not any(entry is entries_of(payload)[int(index)] for entry in used)


def _is_to_a_phone(part: dict[str, Any]) -> bool:
    return part.get("redirect_number") not in {str(code) for code in CODES}


@given(
    parts=st.lists(entries, min_size=2, max_size=3),
    order=st.sampled_from([RedirectType.SINGLE, RedirectType.SEQUENTIAL]),
)
def test_an_entry_that_is_never_used_is_shadowed(parts: list[dict[str, Any]], order: RedirectType) -> None:
    """The other way round: from November to January with all that the periods here name, but for years."""
    desired = state(number(CODES[0], rings(*parts, order=order)))
    look = outlook(desired)
    payload = desired.numbers[CODES[0]].forwarding
    assume(all("yr" not in entry.get("period", "") for entry in entries_of(payload)))
    told = {finding.spot.path[-1] for finding in found(desired) if finding.code is Code.SHADOWED_ENTRY}  # type: ignore[union-attr]
    left = {index for index in range(len(parts)) if index not in told}
    for half_hours in range(70 * 48):
        moment = BEGIN + timedelta(minutes=30 * half_hours)
        used = {id(entry) for entry in reached(payload, lambda text: look.network.holds(text, moment))}  # noqa: B023 - used at once
        left = {index for index in left if id(entries_of(payload)[index]) not in used}
        if not left:
            return
    first_always = [entry for entry in entries_of(payload) if entry["active"] and not entry.get("period", "").strip()]
    assert order is RedirectType.SINGLE
    assert len(first_always) > 1  # that the loader tells


@given(parts=st.lists(entries.filter(_is_to_a_phone), min_size=1, max_size=4), above=st.integers(-1, 100), when=moments)
def test_a_sequence_never_rings_longer_than_at_the_worst_moment(
    parts: list[dict[str, Any]], above: int, when: list[datetime]
) -> None:
    desired = state(number(CODES[0], rings(*parts)))
    look = outlook(desired)
    steps = look.stages[CODES[0]][0].steps
    worst = Waits(look).worst_of_sequence(steps, -1)
    assert worst is not None
    assert Waits(look).worst_of_sequence(steps, above) == (worst if worst.seconds > above else None)
    for moment in when:
        assert ringing(_alone(desired, moment)) <= worst.seconds
    named = datetime(worst.day.year, worst.day.month, worst.day.day, tzinfo=MOSCOW) + timedelta(seconds=worst.second)
    assert ringing(_alone(desired, named)) == worst.seconds


def _alone(desired: Desired, moment: datetime) -> Behaviour:
    return behaviour_at(network_of(desired, MOSCOW), CODES[0], moment)


@given(desired=states(), when=moments)
def test_a_call_never_rings_longer_than_is_told(desired: Desired, when: list[datetime]) -> None:
    look = outlook(desired)
    waits = Waits(look)
    for code in desired.numbers:
        worst = waits.worst_of_call(code)
        assert worst is not None
        for moment in when:
            seconds = ringing(behaviour_at(look.network, code, moment))
            assert seconds <= worst.seconds
            assert moment < AT or seconds <= waits.most(code) or goes_round(code, look)


def goes_round(code: NumberCode, look: Outlook) -> bool:
    """Tell whether a call can come to a number twice; then what it rings is counted once."""
    behind = {code}
    waiting = [code]
    while waiting:
        for there in look.links.get(waiting.pop(), ()):
            if there not in behind:
                behind.add(there)
                waiting.append(there)
    return any(here in look.links.get(there, ()) for here in behind for there in behind)


@given(desired=states(), moment=within)
def test_what_a_failed_expectation_offers_is_what_the_call_comes_to(desired: Desired, moment: datetime) -> None:
    network = network_of(desired, MOSCOW)
    for code in desired.numbers:
        behaviour = behaviour_at(network, code, moment)
        words = offered(behaviour)
        numbers = rung(behaviour)
        assert sum(is_as_expected(behaviour, special) for special in Special) <= 1
        if words in set(Special):
            assert is_as_expected(behaviour, Special(words))
        elif words is not None:
            assert is_as_expected(behaviour, numbers)
            assert words == (numbers[0] if len(numbers) == 1 else f"[{', '.join(numbers)}]")


@given(desired=states())
def test_the_same_state_is_told_the_same_in_the_same_order_and_each_thing_once(desired: Desired) -> None:
    assert found(desired) == found(desired)
    assert len(set(found(desired))) == len(found(desired))
    assert desired.settings.horizon_days == HORIZON
