"""End to end over sockets: an apply of twenty numbers, verified; and each kind of trouble with its verdict."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from support.phoning import Phoning, entries_of, live, served, to

from reconciler.emulator.phones import Manner
from reconciler.emulator.uis_profile import UIS_PROFILES
from reconciler.model.verdict import word

FIRST = 74991112201
CODES = tuple(FIRST + index for index in range(20))
OFFICE = "wd {mon-fri} hr {9-17}"
"""Closed: the world begins on a Saturday."""


def place(code: int) -> str:
    """The phone that a number rings."""
    return f"7499222{code % 10_000}"


def numbers() -> list[dict[str, Any]]:
    """Declare twenty numbers: one is closed now, one drops its calls, one rings three phones in turn."""
    declared = [to(place(code), code=code, verify=True) for code in CODES]
    declared[3] = entries_of(
        [{"redirect_number": place(CODES[3]), "timeout": 20, "period": OFFICE}], order="single", code=CODES[3]
    )
    declared[4] = entries_of([{"timeout": 5, "active": False}], order="single", code=CODES[4])
    declared[5] = to("74992220001", "74992220002", place(CODES[5]), code=CODES[5])
    return declared


def brought_up(world: Phoning) -> None:
    world.declare(*numbers())
    world.apply()
    world.phone("74992220001", Manner.BUSY)
    world.phone("74992220002", Manner.NO_ANSWER)


@pytest.mark.parametrize("profile", ["documented", "contrary"])
def test_twenty_numbers_are_applied_and_verified_and_each_trouble_has_its_verdict(tmp_path: Path, profile: str) -> None:

    with served(tmp_path, profile=UIS_PROFILES[profile]) as world:
        brought_up(world)
        assert Counter(world.verdicts(*CODES).values()) == {"verified": 20}
        assert world.world.running() == []
        assert len({session.external_id for session in world.world.sessions}) == 20

        wrong, silent, busy, machine = CODES[:3] + CODES[6:7]
        world.cabinet(wrong, live("74992229999"))  # a wrong target, where nobody answers
        world.phone("74992229999", Manner.NO_ANSWER)
        world.phone(place(silent), Manner.UNREACHABLE)
        world.phone(place(busy), Manner.BUSY)
        world.phone(place(machine), Manner.VOICEMAIL)
        world.cabinet(CODES[3], live(place(CODES[3])))  # rings outside of its hours
        world.cabinet(CODES[4], live(place(CODES[4])))  # rings, and should drop
        found = {int(verdict.number_code): verdict for verdict in world.verify(*CODES).verdicts}
        words = {code: word(verdict) for code, verdict in found.items()}
        failed = {wrong, silent, busy, CODES[3], CODES[4]}
        assert {code for code in CODES if words[code] == "failed"} == failed
        assert {words[code] for code in CODES if code not in failed} == {"verified"}
        assert "no_success_subscriber_call" in found[wrong].detail
        assert "subscriber_not_responsible" in found[silent].detail
        assert "subscriber_busy" in found[busy].detail
        assert found[machine].detail.startswith("The number was answered"), "and no word of who it was"
        assert "none of its entries is active" in found[CODES[3]].detail
        assert "drops the call" in found[CODES[4]].detail


def test_each_reason_that_says_nothing_stays_inconclusive(tmp_path: Path) -> None:
    reasons = (
        "no_money",
        "not_enough_money",
        "limit_exceeded",
        "locked_numb",
        "call_not_allowed_on_tp",
        "max_out_call_reached",
        "no_active_scenario",
        "component_is_inactive",
        "internal_error",
        "too_many_identical_incoming_calls",
        "numa_dnd_interval",
        "numa_in_spam_list",
        "a_reason_of_tomorrow",
    )
    with served(tmp_path) as world:
        brought_up(world)
        asked = dict(zip(map(str, CODES), reasons, strict=False))
        world.world.account.reasons = asked
        found = {str(verdict.number_code): verdict for verdict in world.verify(*map(int, asked)).verdicts}
        assert {word(verdict) for verdict in found.values()} == {"inconclusive"}
        assert all(f"({reason})" in found[code].detail for code, reason in asked.items())


def test_a_uis_that_cannot_be_reached_is_inconclusive(tmp_path: Path) -> None:
    with served(tmp_path) as world:
        brought_up(world)
        world.environ = {"UIS_BASE_URL": "http://127.0.0.1:9/v4.0"}
        assert set(world.verdicts(*CODES[:5]).values()) == {"inconclusive"}
        world.environ = {"UIS_DATA_URL": "http://127.0.0.1:9/v2.0"}
        verify = world.verify(*CODES[:5])
        assert {word(verdict) for verdict in verify.verdicts} == {"inconclusive"}
        assert "could not be asked how the UIS number" in verify.verdicts[0].detail
        assert world.world.sessions == []
