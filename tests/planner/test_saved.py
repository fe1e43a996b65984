"""A saved plan as bytes: what goes in comes out, and nothing that was changed since gets in."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.planning import CODE, MAIN, RING, change, entry
from support.strategies import AT, records, timed_states, words

from reconciler.errors import DamagedPlanError, NewerPlanError, SavedPlanError
from reconciler.model.diagnostics import Source
from reconciler.model.identifiers import Digest, Lineage
from reconciler.model.settings import Application, Limits, PolicyException, Settings, State
from reconciler.planner.change import Action, Base, Change, Plan
from reconciler.planner.digest import digest_of
from reconciler.planner.due import due
from reconciler.planner.filling import unfilled
from reconciler.planner.planning import make_plan
from reconciler.planner.review import InUse
from reconciler.planner.saved import Saved, needed, packed, unpacked

SETTINGS = Settings(
    timezone="Asia/Yekaterinburg",
    applications={"main": Application(api_key_env="MAIN_KEY", event_url="https://events.example/?key=abc")},
    secrets=["EVENTS_KEY"],
    limits=Limits(changes=3, changes_share=0.29),
    state=State(url="git:reconciler-state"),
)
SOURCE = Source(file="desired-state/продажи.yaml", line=2, column=3)
EXCEPTION = PolicyException(name="Партнёр", target="https://partner.example/", reason="договор 7")


def plan_of(*changes: Change) -> Plan:
    return Plan(
        base=Base(lineage=Lineage("lineage"), serial=7), changes=changes, unchanged=0, digest=digest_of(changes), at=AT
    )


SAVED = Saved(plan=plan_of(change(entry(), entry(weight=5), source=SOURCE)), settings=SETTINGS, revision="abc+changes")
CONTENT = packed(SAVED)


def signed(content: bytes, **more: Any) -> bytes:
    """Answer a saved plan that says something else, as somebody would write it who knows how."""
    document = {**json.loads(content), **more, "sha256": "0" * 64}
    blank = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return blank.replace(b"0" * 64, hashlib.sha256(blank).hexdigest().encode(), 1)


@st.composite
def saved_plans(draw: st.DrawFn) -> Saved:
    """Draw a plan between a drawn record and a drawn folder, all of it or what is due."""
    desired = draw(timed_states())
    at = AT + timedelta(hours=draw(st.integers(-100, 100)), microseconds=draw(st.integers(0, 999_999)))
    fingerprints = draw(st.dictionaries(st.sampled_from(["EVENTS_KEY", "A", "HOST"]), st.sampled_from("01")))
    made = make_plan(desired, draw(records(desired)), at, fingerprints=fingerprints)
    made = due(made) if draw(st.booleans()) else made
    exceptions = [InUse(exception=EXCEPTION, numbers=(CODE,))] if draw(st.booleans()) else []
    limits = Limits(changes=draw(st.none() | st.integers(0, 9)), changes_share=draw(st.floats(0, 1)))
    return Saved(
        plan=replace(made, changes=tuple(replace(item, source=SOURCE) for item in made.changes)),
        settings=needed(Settings(limits=limits, secrets=["A"])),
        revision=draw(st.none() | words),
        exceptions=tuple(exceptions),
    )


@given(saved_plans())
def test_what_was_packed_is_unpacked_as_it_was(saved: Saved) -> None:
    content = packed(saved)
    assert unpacked(content) == saved
    assert packed(unpacked(content)) == content
    assert unpacked(content).plan.valid_until == saved.plan.valid_until


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_a_byte_that_was_changed_anywhere_is_refused(place: int, by: int) -> None:
    damaged = bytearray(CONTENT)
    damaged[place] ^= by
    with pytest.raises(SavedPlanError):
        unpacked(bytes(damaged))


@given(st.integers(0, len(CONTENT) - 1))
def test_a_file_that_is_cut_off_anywhere_is_refused(length: int) -> None:
    with pytest.raises(SavedPlanError):
        unpacked(CONTENT[:length])


@given(st.integers(0, len(CONTENT)), st.binary(min_size=1, max_size=9))
def test_anything_put_in_anywhere_is_refused(place: int, more: bytes) -> None:
    with pytest.raises(SavedPlanError):
        unpacked(CONTENT[:place] + more + CONTENT[place:])


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"numbers: []\n", b"\xff\xfe", b'{"format_version":1}']
)
def test_what_is_no_plan_at_all_is_told_so(content: bytes) -> None:
    with pytest.raises(SavedPlanError, match="this is no saved plan") as caught:
        unpacked(content)
    assert type(caught.value) is SavedPlanError


def test_a_plan_that_was_written_anew_by_another_tool_is_not_as_it_was_written() -> None:
    with pytest.raises(DamagedPlanError, match="its checksum is another"):
        unpacked(json.dumps(json.loads(CONTENT), indent=2).encode())


def test_a_newer_format_is_told_as_such() -> None:
    with pytest.raises(NewerPlanError, match="has format 2, and this program knows formats up to 1"):
        unpacked(signed(CONTENT, format_version=2))


@pytest.mark.parametrize("version", [None, "1", 1.5, True])
def test_a_plan_that_does_not_tell_its_format_is_damaged(version: object) -> None:
    with pytest.raises(DamagedPlanError, match="does not tell its format"):
        unpacked(signed(CONTENT, format_version=version))


def test_a_checksum_alone_does_not_make_changes_those_of_the_approved_digest() -> None:
    """Who approves a digest approves these changes, whoever wrote the file."""
    document = json.loads(CONTENT)["plan"]
    document["changes"][0]["after"]["payload"]["call_forwarding_number"]["call_control"][0]["redirect_number"] = "70"
    with pytest.raises(DamagedPlanError, match="its changes are not those that its digest is of"):
        unpacked(signed(CONTENT, plan=document))


def test_no_number_is_planned_twice() -> None:
    twice = plan_of(*SAVED.plan.changes, *SAVED.plan.changes)
    with pytest.raises(DamagedPlanError, match="its changes are not those"):
        unpacked(packed(replace(SAVED, plan=twice)))


def test_what_has_another_shape_is_told_with_its_place() -> None:
    document = {**json.loads(CONTENT)["plan"], "unchanged": "many"}
    with pytest.raises(DamagedPlanError, match=r"it cannot be read \(plan.unchanged: "):
        unpacked(signed(CONTENT, plan=document))


def test_a_name_that_somebody_put_in_is_not_repeated() -> None:
    plan = json.loads(CONTENT)["plan"]
    plan["changes"][0]["before"]["secrets"] = {"\x1b[31m\n::error::mine": 5}
    with pytest.raises(DamagedPlanError, match=r"it cannot be read \(plan.changes.0.before.secrets.…: "):
        unpacked(signed(CONTENT, plan=plan))


def test_settings_that_an_apply_does_not_need_stay_out() -> None:
    kept = unpacked(CONTENT).settings
    assert kept == needed(SETTINGS)
    assert kept.limits == SETTINGS.limits
    assert kept.applications["main"] == Application(api_key_env="MAIN_KEY")
    assert b"events.example" not in CONTENT


def test_a_name_of_a_file_that_is_not_utf_8_is_written_out() -> None:
    odd = replace(SOURCE, file="desired-state/\udcff.yaml")
    saved = replace(SAVED, plan=plan_of(change(entry(), entry(weight=5), source=odd)))
    (found,) = unpacked(packed(saved)).plan.changes
    assert found.source == replace(SOURCE, file="desired-state/\\udcff.yaml")


def test_a_plan_without_a_key_keeps_no_fingerprint_of_its_own() -> None:
    """Without a key the HMAC of a short secret could be found by trying."""
    url = {"number_code": CODE, "call_forwarding_type": 3, "call_forwarding_ipcr": {"url": "https://a/${A}/${B}"}}
    after = entry(url, secrets={"A": "11", "B": "22"})
    added = change(None, after, Action.ADD)
    changed = change(entry(RING, secrets={"A": "00"}), after)
    forgotten = change(entry(), None, Action.FORGET)
    one, two, three = unfilled(plan_of(added, changed, forgotten)).changes
    assert one.after == entry(url)
    assert one.missing_secrets == ("A", "B")
    assert two.after == entry(url, secrets={"A": "00"})
    assert three == forgotten
    assert digest_of([one]) == digest_of([added])


def test_the_digest_of_a_plan_is_worked_out_and_not_believed() -> None:
    with pytest.raises(DamagedPlanError):
        unpacked(packed(replace(SAVED, plan=replace(SAVED.plan, digest=Digest("0" * 64)))))


def test_the_application_of_a_change_is_that_of_its_digest() -> None:
    (only,) = unpacked(CONTENT).plan.changes
    assert only.application == MAIN
