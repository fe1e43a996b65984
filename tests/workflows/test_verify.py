"""A verification as a whole: which numbers, what each call comes to, what is refused beforehand, what a run leaves."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.phoning import OWN, VERIFY, Phoning, applied, entries_of, live, phoning, to
from support.time import BEGIN

from reconciler.emulator.phones import Manner
from reconciler.emulator.uis_profile import UIS_PROFILES
from reconciler.errors import ReconcilerError
from reconciler.model.identifiers import RunId
from reconciler.model.verdict import Expecting, word
from reconciler.state.journal import Run
from reconciler.workflows.verify import Outlook

ONE, TWO, THREE = 74991112233, 74991112234, 74991112235
ANNA, BORIS, VERA = "74992223301", "74992223302", "74992223303"
OFFICE = "wd {mon-fri} hr {9-17}"
RUN = Run(id=RunId("run"), verb="apply", owner="somebody", host="elsewhere")


@pytest.fixture
def world(tmp_path: Path) -> Phoning:
    """A world in which one number rings Anna, who answers; it is a Saturday in Moscow, three in the afternoon."""
    world = phoning(tmp_path)
    world.declare(to(ANNA, code=ONE))
    world.apply()
    return world


def reasons(found: Outlook) -> dict[int, str | None]:
    assert found.looks is not None
    return {int(look.number_code): look.reason for look in found.looks}


# what a call comes to


def test_a_number_that_is_answered_is_verified_and_no_more_is_claimed(world: Phoning) -> None:
    verdict = world.one(ONE)
    assert (word(verdict), verdict.detail) == ("verified", "The number was answered after about 3 s.")
    (session,) = world.world.sessions
    assert verdict.evidence.call_session_id == session.id
    assert verdict.evidence.external_id == session.external_id
    assert session.external_id.endswith(f"-{ONE}")
    assert (session.own, session.contact, session.fate.by) == (OWN, str(ONE), ANNA)


@pytest.mark.parametrize(
    ("manner", "verdict", "says"),
    [
        (Manner.VOICEMAIL, "verified", "The number was answered"),
        (Manner.BUSY, "failed", "the line was busy (subscriber_busy). By the record it rings 74992223301."),
        (Manner.NO_ANSWER, "failed", "nobody answered (no_success_subscriber_call)"),
        (Manner.UNREACHABLE, "failed", "the subscriber did not respond"),
    ],
)
def test_what_the_phone_behind_a_number_does(world: Phoning, manner: Manner, verdict: str, says: str) -> None:
    world.phone(ANNA, manner)
    found = world.one(ONE)
    assert word(found) == verdict
    assert says in found.detail


def test_a_wrong_target_that_does_not_answer_fails_the_number_and_one_that_does_cannot_be_told(world: Phoning) -> None:
    world.cabinet(ONE, live(BORIS))
    world.phone(BORIS, Manner.NO_ANSWER)
    assert word(world.one(ONE)) == "failed"
    world.phone(BORIS)
    found = world.one(ONE)
    assert (word(found), world.world.sessions[-1].fate.by) == ("verified", BORIS)
    assert found.detail == "The number was answered after about 3 s.", "and not that Anna answered it"


def test_outside_of_its_schedule_a_number_is_verified_by_not_being_answered(world: Phoning) -> None:
    closed = {"redirect_number": ANNA, "timeout": 20, "period": OFFICE}
    applied(world, entries_of([closed], order="single", code=ONE))
    found = world.one(ONE)
    assert (word(found), found.expected.expecting) == ("verified", Expecting.NO_ANSWER)
    world.cabinet(ONE, live(ANNA))
    found = world.one(ONE)
    assert word(found) == "failed"
    assert "by the record nobody is to be: none of its entries is active at this moment." in found.detail


def test_a_call_that_is_dropped_is_verified_by_not_being_answered(world: Phoning) -> None:
    applied(world, entries_of([{"timeout": 5, "active": False}], order="single", code=ONE))
    assert word(world.one(ONE)) == "verified"
    world.cabinet(ONE, live(ANNA))
    assert word(world.one(ONE)) == "failed"


def test_what_a_url_decides_is_verified_by_an_answer_and_by_nothing_else(tmp_path: Path) -> None:
    url = "https://route.example.com/ivr"
    world = phoning(tmp_path, decided={url: ANNA})
    applied(world, {"number_code": ONE, "call_forwarding_ipcr": {"url": url}})
    assert word(world.one(ONE)) == "verified"
    world.phone(ANNA, Manner.BUSY)
    found = world.one(ONE)
    assert word(found) == "inconclusive"
    assert "a URL decides" in found.detail


def test_numbers_that_go_on_to_other_numbers_of_ours_are_followed(world: Phoning) -> None:
    applied(world, to(str(TWO), code=ONE), to(ANNA, BORIS, code=TWO))
    world.phone(ANNA, Manner.NO_ANSWER)
    found = world.one(ONE)
    assert (word(found), found.expected.rung, found.expected.seconds) == ("verified", (ANNA, BORIS), 40)
    assert world.world.sessions[0].fate.by == BORIS


@pytest.mark.parametrize(
    "reason",
    ["no_money", "limit_exceeded", "numa_dnd_interval", "no_active_scenario", "internal_error", "a_reason_of_tomorrow"],
)
def test_what_uis_will_not_do_is_inconclusive(world: Phoning, reason: str) -> None:
    world.world.account.reasons = {str(ONE): reason}
    found = world.one(ONE)
    assert word(found) == "inconclusive"
    assert f"({reason})" in found.detail


def test_a_call_that_goes_on_is_released_when_its_time_is_over(world: Phoning) -> None:
    world.phone(ANNA, talks=10_000)
    found = world.one(ONE)
    (session,) = world.world.sessions
    assert word(found) == "verified"
    assert session.released_at is not None
    assert 40 <= session.released_at - session.started < 60
    assert found.evidence.released


def test_a_message_is_heard_before_a_call_is_released_that_reports_show_while_it_runs(tmp_path: Path) -> None:
    world = phoning(tmp_path, profile=replace(UIS_PROFILES["documented"], ongoing_legs=True))
    applied(world, to(ANNA, code=ONE))
    world.phone(ANNA, talks=10_000)
    assert word(world.one(ONE)) == "verified"
    (session,) = world.world.sessions
    assert session.released_at is not None
    assert session.answered_at is not None
    assert 8 <= session.released_at - session.answered_at < 20


@pytest.mark.parametrize("profile", ["documented", "contrary"])
def test_a_forwarding_that_rings_longer_than_a_call_may_is_not_failed(tmp_path: Path, profile: str) -> None:
    world = phoning(tmp_path, profile=replace(UIS_PROFILES[profile], ring_limit=10_000))
    applied(world, to(ANNA, BORIS, VERA, code=ONE, timeout=100))
    world.phone(ANNA, Manner.NO_ANSWER)
    world.phone(BORIS, Manner.NO_ANSWER)
    found = world.one(ONE)
    assert word(found) == "inconclusive"
    assert world.world.running() == []


def test_a_report_that_never_comes_is_inconclusive_and_is_waited_for_while_others_ring(tmp_path: Path) -> None:
    world = phoning(tmp_path, profile=replace(UIS_PROFILES["documented"], report_delay=10_000))
    applied(world, to(ANNA, code=ONE), to(BORIS, code=TWO))
    verify = world.verify(ONE, TWO)
    assert [word(verdict) for verdict in verify.verdicts] == ["inconclusive"] * 2
    assert all("UIS reported nothing of the call within 60 seconds" in one.detail for one in verify.verdicts)
    first, second = world.world.sessions
    assert second.started < first.started + 60, "the second rings before the first report is given up"


# which numbers


def test_without_numbers_those_that_are_marked_are_verified_the_weightiest_first(world: Phoning) -> None:
    numbers = [
        to(ANNA, code=ONE, verify=True),
        to(ANNA, code=TWO),
        to(ANNA, code=THREE, verify=True, weight=9),
    ]
    applied(world, *numbers)
    assert list(world.verdicts()) == [THREE, ONE]


def test_a_mark_on_a_number_that_is_not_applied_is_no_verification(world: Phoning) -> None:
    world.declare(to(ANNA, code=ONE, verify=True), to(BORIS, code=TWO, verify=True))
    assert "Apply it first" in (reasons(world.outlook())[TWO] or "")
    assert world.verdicts() == {ONE: "verified", TWO: "inconclusive"}
    assert world.verdicts(changed=True) == {}
    with pytest.raises(ReconcilerError, match=f"{TWO} is not in the record"):
        world.verify(TWO)


def test_changed_are_those_that_were_applied_and_not_verified_since(world: Phoning) -> None:
    applied(world, to(ANNA, code=ONE), to(BORIS, code=TWO), to(VERA, code=THREE))
    world.phone(BORIS, Manner.BUSY)
    assert world.verdicts(changed=True) == {ONE: "verified", TWO: "failed", THREE: "verified"}
    assert world.verdicts(changed=True) == {TWO: "failed"}, "what failed is not done with"
    applied(world, to(ANNA, code=ONE, timeout=30), to(BORIS, code=TWO), to(VERA, code=THREE, description="Вера"))
    world.phone(BORIS)
    assert world.verdicts(ONE, THREE, changed=True) == {ONE: "verified"}
    assert world.verdicts(changed=True) == {TWO: "verified"}
    assert world.verdicts(changed=True) == {}


def test_an_apply_that_nobody_knows_the_end_of_is_nothing_to_expect_by(world: Phoning) -> None:
    world.declare(to(BORIS, code=ONE))
    world.faults.replace([{"kind": "garbage", "method": "SetCallForwarding"}])
    with pytest.raises(AssertionError):
        world.apply()
    world.faults.replace([])
    world.phone(BORIS, Manner.BUSY)
    found = world.one(ONE)
    assert (word(found), found.expected.expecting) == ("inconclusive", Expecting.UNKNOWN)


@pytest.mark.parametrize(("seconds", "waits"), [(0, 5), (3, 2), (5, 0), (600, 0)])
def test_a_number_is_dialled_once_what_was_applied_should_be_in_force(
    world: Phoning, seconds: float, waits: float
) -> None:
    world.clock.move(seconds)
    asked_at = world.clock.seconds
    world.one(ONE)
    assert world.world.sessions[0].started - BEGIN.timestamp() == asked_at + waits


def test_an_override_counts_once_it_is_applied_and_not_when_it_is_due(world: Phoning) -> None:
    holiday = {
        "numbers": [ONE],
        "from": "2026-07-25T15:00:30+03:00",
        "until": "2026-07-25T18:00:00+03:00",
        "reason": "Праздник",
        "call_forwarding_number": {"redirect_type": "single", "call_control": [{"timeout": 5, "active": False}]},
    }
    overrides = world.folder / "desired-state" / "overrides.yaml"
    overrides.write_text(json.dumps({"overrides": [holiday]}), encoding="utf-8")
    world.apply()
    assert word(world.one(ONE)) == "verified", "near its beginning"
    world.at(world.clock.now() + timedelta(minutes=2))
    found = world.one(ONE)
    assert (word(found), found.expected.expecting) == ("verified", Expecting.ANSWER)
    world.apply()
    found = world.one(ONE)
    assert (word(found), found.expected.expecting) == ("verified", Expecting.DROP)


# limits


def test_no_more_calls_are_made_than_a_run_and_a_day_may_have(world: Phoning) -> None:
    numbers = [to(ANNA, code=code) for code in (ONE, TWO, THREE)]
    applied(world, *numbers, verify={**VERIFY, "per_run": 2, "per_day": 3})
    assert world.verdicts(ONE, TWO, THREE) == {ONE: "verified", TWO: "verified", THREE: "inconclusive"}
    assert Counter(world.verdicts(ONE, TWO, THREE).values()) == {"verified": 1, "inconclusive": 2}
    world.at(world.clock.now() + timedelta(hours=25))
    assert world.verdicts(ONE) == {ONE: "verified"}


def test_in_quiet_hours_nobody_is_dialled_also_if_they_begin_during_a_run(world: Phoning) -> None:
    quiet = {**VERIFY, "quiet_hours": "hr {15} min {1-59}, hr {16-23}"}
    applied(world, to(ANNA, code=ONE), to(BORIS, code=TWO), verify=quiet)
    world.at(datetime(2026, 7, 25, 12, 0, 50, tzinfo=UTC))
    verify = world.verify(ONE, TWO)
    assert [word(verdict) for verdict in verify.verdicts] == ["verified", "inconclusive"]
    assert "`verify.quiet_hours`" in verify.verdicts[1].detail
    assert len(world.world.sessions) == 1


def test_near_a_turn_of_its_schedule_a_number_is_not_dialled(world: Phoning) -> None:
    weekend = {"redirect_number": ANNA, "timeout": 20, "period": "hr {9-14}"}
    applied(world, entries_of([weekend], order="single", code=ONE))
    found = world.one(ONE)
    assert "Not dialled: what it does changes about" in found.detail
    assert world.world.sessions == []


def test_a_dry_run_tells_all_of_it_and_writes_and_calls_nothing(world: Phoning) -> None:
    numbers = [to(ANNA, code=code) for code in (ONE, TWO, THREE)]
    applied(world, *numbers, verify={**VERIFY, "per_run": 2})
    before, calls = world.recorded(), len(world.log.calls())
    found = world.outlook(ONE, TWO, THREE)
    assert {code: reason is None for code, reason in reasons(found).items()} == {ONE: True, TWO: True, THREE: False}
    assert (world.recorded(), len(world.log.calls())) == (before, calls)
