"""A verification to which something happens: what stands in its way, what it leaves behind, what is never lost."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.phoning import OWN, VERIFY, Deadly, Killed, Phoning, applied, entries_of, live, phoning, to
from support.time import Stop

from reconciler.emulator.phones import Manner
from reconciler.emulator.uis_account import VirtualNumber
from reconciler.emulator.uis_profile import UIS_PROFILES
from reconciler.errors import ConfigurationError, ConflictError
from reconciler.loader.folder import load
from reconciler.model.identifiers import RunId
from reconciler.model.verdict import word
from reconciler.reports.text import verify as text_verify
from reconciler.state.file import FileBackend
from reconciler.state.journal import Run, Started, encoded
from reconciler.workflows.verify import verifying

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


# what stands in the way of all of them


def test_without_a_number_of_ours_or_a_key_nothing_begins(world: Phoning) -> None:
    world.declare(to(ANNA, code=ONE), verify={"enabled": True})
    with pytest.raises(ConfigurationError, match="name no number of UIS"):
        world.verify(ONE)
    world.declare(to(ANNA, code=ONE))
    world.environ = {"UIS_ACCESS_TOKEN": ""}
    with pytest.raises(ConfigurationError, match="UIS_ACCESS_TOKEN"):
        world.verify(ONE)
    world.environ = {"UIS_BASE_URL": "http://user:pass@uis.example/"}
    with pytest.raises(ConfigurationError, match="UIS_BASE_URL has a user"):
        world.verify(ONE)
    assert world.methods() == []


@pytest.mark.parametrize(
    ("flaw", "says"),
    [
        ({"numbers": {}}, "is not of this account"),
        ({"numbers": {OWN: {"status": "blocked"}}}, "is not active (blocked)"),
        ({"numbers": {OWN: {"scenario_is_active": False}}}, "has no active scenario"),
        ({"numbers": {OWN: {"scenario": None}}}, "has no active scenario"),
        ({"is_whitelisted": False}, "ip_not_whitelisted"),
        ({"tokens": {}}, "access_token_invalid"),
    ],
)
def test_what_is_wrong_with_our_own_number_is_found_without_a_call(
    world: Phoning, flaw: dict[str, Any], says: str
) -> None:
    applied(world, to(ANNA, code=ONE), to(BORIS, code=TWO))
    world.world.account.change(flaw)
    verify = world.verify(ONE, TWO)
    assert [word(verdict) for verdict in verify.verdicts] == ["inconclusive"] * 2
    assert all(says in verdict.detail for verdict in verify.verdicts)
    assert "start.vnumber_call" not in world.methods()


def test_a_refusal_that_every_call_would_meet_stops_the_run(world: Phoning) -> None:
    applied(world, to(ANNA, code=ONE), to(BORIS, code=TWO), to(VERA, code=THREE))
    world.world.account.change({"most_tts": 3})
    verify = world.verify(ONE, TWO, THREE)
    assert [word(verdict) for verdict in verify.verdicts] == ["inconclusive"] * 3
    assert world.methods().count("start.vnumber_call") == 1
    assert "tts_text_exceeded" in verify.verdicts[2].detail


def test_a_refusal_of_one_number_leaves_the_others(world: Phoning) -> None:
    applied(world, to(ANNA, code=ONE), to(BORIS, code=TWO))
    world.world.account.change({"blacklist": [str(ONE)]})
    assert world.verdicts(ONE, TWO) == {ONE: "inconclusive", TWO: "verified"}


def test_after_two_calls_that_nobody_knows_anything_of_no_other_is_made(world: Phoning) -> None:
    applied(world, *(to(place, code=code) for place, code in zip((ANNA, BORIS, VERA), (ONE, TWO, THREE), strict=True)))
    world.faults.replace([{"kind": "drop-before", "method": "start.vnumber_call"}])
    verify = world.verify(ONE, TWO, THREE)
    assert world.methods().count("start.vnumber_call") == 2
    assert "after 2 calls in a row came to nothing" in verify.verdicts[2].detail
    assert len(world.recorded().calls) == 2, "they may be running, as far as anybody knows"


def test_a_limit_of_the_minute_is_waited_for_and_the_call_rings_its_whole_time(world: Phoning) -> None:
    applied(world, to(ANNA, code=ONE), to(BORIS, code=TWO))
    world.phone(BORIS, after=15)
    world.faults.replace(
        [{"kind": "error", "mnemonic": "limit_exceeded", "method": "start.vnumber_call", "number": TWO, "times": 1}]
    )
    assert world.verdicts(ONE, TWO) == {ONE: "verified", TWO: "verified"}
    first, second = world.world.sessions
    assert second.started - first.started >= 60
    assert world.recorded().calls == {}


def test_what_is_expected_is_asked_again_after_a_wait(world: Phoning) -> None:
    entry = {"redirect_number": ANNA, "timeout": 20, "period": "hr {9-14} , hr {15} min {0-4}"}
    applied(world, entries_of([entry], order="single", code=ONE))
    world.at(datetime(2026, 7, 25, 12, 2, 30, tzinfo=UTC))
    world.faults.replace([{"kind": "error", "mnemonic": "limit_exceeded", "method": "start.vnumber_call", "times": 1}])
    found = world.one(ONE)
    assert "Not dialled: what it does changes about" in found.detail
    assert world.world.sessions == []


def test_a_uis_that_takes_no_more_calls_is_not_asked_for_ever(world: Phoning) -> None:
    applied(world, to(ANNA, code=ONE), to(BORIS, code=TWO))
    world.faults.replace([{"kind": "error", "mnemonic": "limit_exceeded", "method": "start.vnumber_call"}])
    verify = world.verify(ONE, TWO)
    assert [word(verdict) for verdict in verify.verdicts] == ["inconclusive"] * 2
    assert world.methods().count("start.vnumber_call") == 6
    assert world.recorded().calls == {}


def test_a_report_that_hangs_does_not_keep_a_call_from_its_end(world: Phoning) -> None:
    world.phone(ANNA, talks=10_000)
    world.faults.replace([{"kind": "status", "status": 503, "method": "get.call_legs_report"}])
    world.one(ONE)
    (session,) = world.world.sessions
    assert session.released_at is not None
    assert session.released_at - session.started == 40


def test_a_run_that_is_stopped_early_does_not_prove_that_nobody_is_rung(tmp_path: Path) -> None:
    world = phoning(tmp_path, profile=UIS_PROFILES["contrary"])
    applied(world, entries_of([{"timeout": 5, "active": False}], order="single", code=ONE))
    world.cabinet(ONE, live(ANNA, timeout=60))
    world.phone(ANNA, after=30)
    world.at(world.clock.now() + timedelta(minutes=1))
    world.stop = Stop(world.clock, during=1)
    assert word(world.one(ONE)) == "inconclusive"


# nothing is lost, nothing is left running


@pytest.mark.parametrize("kind", ["drop-after", "garbage"])
def test_a_start_whose_answer_is_lost_is_found_and_not_made_again(world: Phoning, kind: str) -> None:
    world.faults.replace([{"kind": kind, "method": "start.vnumber_call"}])
    found = world.one(ONE)
    assert word(found) == "verified"
    assert len(world.world.sessions) == 1
    assert world.recorded().calls == {}


def test_a_lost_call_that_no_report_shows_is_noted_and_found_by_the_next_run(tmp_path: Path) -> None:
    profile = replace(UIS_PROFILES["documented"], ongoing_calls=False)
    world = applied(phoning(tmp_path, profile=profile), to(ANNA, code=ONE))
    world.phone(ANNA, talks=300)
    world.faults.replace([{"kind": "drop-after", "method": "start.vnumber_call"}])
    found = world.one(ONE)
    assert word(found) == "inconclusive"
    assert "Nobody knows whether the call was started" in found.detail
    assert list(world.recorded().calls) == [world.world.sessions[0].external_id]
    world.faults.replace([])
    world.at(world.clock.now() + timedelta(seconds=250))
    verify = world.verify(ONE)
    assert [word(verdict) for verdict in verify.verdicts] == ["verified"]
    assert verify.told == [f"A test call to {ONE} that an earlier run left behind was ended."]


def test_a_call_that_never_began_is_forgotten_after_an_hour(world: Phoning) -> None:
    world.faults.replace([{"kind": "drop-before", "method": "start.vnumber_call"}])
    world.one(ONE)
    world.faults.replace([])
    found = world.one(ONE)
    assert "an earlier test call to it may still be running" in found.detail
    world.at(world.clock.now() + timedelta(hours=1))
    verify = world.verify(ONE)
    assert [word(verdict) for verdict in verify.verdicts] == ["verified"]
    assert "is long over, if it ever began" in verify.told[0]


@pytest.mark.parametrize("dies_at", range(2, 8))
@pytest.mark.parametrize("behind", [False, True])
def test_a_killed_verifier_leaves_a_note_and_the_next_run_releases_its_call(
    world: Phoning, dies_at: int, *, behind: bool
) -> None:
    world.phone(ANNA, talks=10_000)
    with pytest.raises(Killed):
        world.verify(ONE, transport=Deadly(world.transport, dies_at=dies_at, behind=behind))
    running = {session.external_id for session in world.world.running()}
    assert running <= set(world.recorded().calls)
    world.verify()
    assert world.world.running() == []
    assert len(world.world.sessions) <= 1


def test_a_run_that_is_asked_to_stop_ends_its_call_and_says_so(world: Phoning) -> None:
    applied(world, to(ANNA, code=ONE), to(BORIS, code=TWO))
    world.phone(ANNA, after=15, talks=10_000)
    world.stop = Stop(world.clock, during=2)
    verify = world.verify(ONE, TWO)
    assert [word(verdict) for verdict in verify.verdicts] == ["inconclusive"] * 2
    assert "asked to stop before UIS had reported" in verify.verdicts[0].detail
    assert "Not dialled: the run was asked to stop" in verify.verdicts[1].detail
    assert (world.world.running(), world.recorded().calls) == ([], {})


def test_a_call_that_cannot_be_ended_is_noted_and_its_phone_is_left_alone(world: Phoning) -> None:
    applied(world, to(ANNA, code=ONE), to(ANNA, code=TWO), to(BORIS, code=THREE))
    world.phone(ANNA, talks=10_000)
    world.faults.replace([{"kind": "status", "status": 503, "method": "release.call"}])
    verify = world.verify(ONE, TWO, THREE)
    assert {int(one.number_code): word(one) for one in verify.verdicts}[TWO] == "inconclusive"
    assert "may still be ringing 74992223301" in {int(one.number_code): one.detail for one in verify.verdicts}[TWO]
    assert {session.external_id for session in world.world.running()} <= set(world.recorded().calls)
    assert any("may still be running" in words for words in verify.told)
    world.faults.replace([])
    world.verify()
    assert world.world.running() == []


def test_why_a_report_could_not_be_read_is_told(world: Phoning) -> None:
    world.faults.replace([{"kind": "error", "mnemonic": "forbidden", "method": "get.call_legs_report"}])
    found = world.one(ONE)
    assert word(found) == "inconclusive"
    assert "UIS's report of the call could not be read (UIS refused (forbidden)" in found.detail
    assert (world.world.running(), world.recorded().calls) == ([], {})


def test_our_own_number_is_not_called_and_no_number_of_too_many_digits(world: Phoning) -> None:
    world.declare(to(ANNA, code=int(OWN)), to(ANNA, code=74991112233444555), to(BORIS, code=ONE))
    assert world.outlook().looks is None, "a number of so many digits is no number of a plan"
    applied(world, to(ANNA, code=int(OWN)), to(BORIS, code=ONE))
    verify = world.verify(int(OWN), ONE)
    assert [word(verdict) for verdict in verify.verdicts] == ["inconclusive", "verified"]
    assert f"{OWN} would call itself" in verify.verdicts[0].detail
    assert world.methods().count("start.vnumber_call") == 1


def test_each_call_is_noted_before_it_is_made(world: Phoning) -> None:
    seen: list[bool] = []

    class Noticing(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            body = json.loads(request.read())
            if body["method"] == "start.vnumber_call":
                seen.append(body["params"]["external_id"] in world.recorded().calls)
            return world.transport.handle_request(request)

    world.verify(ONE, transport=Noticing())
    assert seen == [True]


def test_when_the_record_cannot_be_written_the_call_is_ended_and_every_number_has_a_verdict(world: Phoning) -> None:
    applied(world, to(ANNA, code=ONE), to(BORIS, code=TWO), to(VERA, code=THREE))
    world.phone(BORIS, talks=10_000)
    backend = FileBackend(world.folder / ".reconciler" / "state")

    class Meddling(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if f'"contact":"{TWO}"'.encode() in request.read():
                lines = [encoded(Started(run=replace(RUN, id=RunId("another")), at=world.clock.now()))]
                backend.append(lines, after=backend.head())
            return world.transport.handle_request(request)

    verify = world.verify(ONE, TWO, THREE, transport=Meddling())
    assert isinstance(verify.error, ConflictError)
    assert {int(verdict.number_code): word(verdict) for verdict in verify.verdicts} == {
        ONE: "verified",
        TWO: "inconclusive",
        THREE: "inconclusive",
    }
    assert all("The run had to stop" in verdict.detail for verdict in verify.verdicts if verdict.number_code != ONE)
    assert world.world.running() == []
    assert [call.number_code for call in world.recorded().calls.values()] == [TWO], "its note is still there"


def test_a_verdict_that_cannot_be_written_is_told_all_the_same(world: Phoning) -> None:
    applied(world, to(ANNA, code=ONE), to(BORIS, code=TWO))
    world.phone(ANNA, Manner.BUSY)
    backend = FileBackend(world.folder / ".reconciler" / "state")

    class Meddling(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if b"release.call" in request.read():
                lines = [encoded(Started(run=replace(RUN, id=RunId("another")), at=world.clock.now()))]
                backend.append(lines, after=backend.head())
            return world.transport.handle_request(request)

    verify = world.verify(ONE, TWO, transport=Meddling())
    assert isinstance(verify.error, ConflictError)
    assert [word(verdict) for verdict in verify.verdicts] == ["failed", "inconclusive"]
    assert len(world.world.sessions) == 1


def test_a_run_that_cannot_even_begin_in_the_record_dials_nobody(world: Phoning) -> None:
    backend = FileBackend(world.folder / ".reconciler" / "state")
    place, around = world.folder / "desired-state", world.surroundings()
    with verifying(load(place, around.environ), place, around, world.options(ONE)) as verify:
        backend.append([encoded(Started(run=RUN, at=world.clock.now()))], after=backend.head())
        assert list(verify.run()) == []
    assert isinstance(verify.error, ConflictError)
    assert world.methods() == []


def test_what_nobody_was_dialled_for_is_told_and_not_written(world: Phoning) -> None:
    numbers = [to(ANNA, code=ONE + index) for index in range(30)]
    applied(world, *numbers, verify={**VERIFY, "per_run": 1})
    before = world.recorded().serial
    verify = world.verify(changed=True)
    assert Counter(map(word, verify.verdicts)) == {"verified": 1, "inconclusive": 29}
    # began; about to dial; called; over and the verdict, or one after the other; ended
    assert world.recorded().serial == before + 6
    told = text_verify.render(verify.verdicts)
    assert f"{ONE + 1}, {ONE + 2}, {ONE + 3}, {ONE + 4}, {ONE + 5} and 24 others inconclusive: Not dialled" in told


def test_a_log_in_with_a_password_verifies_as_well(world: Phoning) -> None:
    world.environ = {"UIS_ACCESS_TOKEN": "", "UIS_LOGIN": "emulated-login", "UIS_PASSWORD": "emulated-password"}
    assert word(world.one(ONE)) == "verified"
    assert world.methods().count("login.user") == 2


def test_our_own_numbers_are_known_to_the_stand_in(world: Phoning) -> None:
    world.world.account.numbers[str(ONE)] = VirtualNumber(number=str(ONE))
    found = world.one(ONE)
    assert word(found) == "inconclusive"
    assert "own_virtual_phone_number_not_allowed" in found.detail
