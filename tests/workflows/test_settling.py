"""What an accepted number is to be declared as: how much of it the folder says, and how often it is told."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from support.planning import CODE, entry, numbered, ring

from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.identifiers import ApplicationName
from reconciler.model.recorded import Entry, OnRemoval
from reconciler.planner.drift import Drift, Result, Seen, Settlement, Way, drift_of, knowledge_of
from reconciler.workflows.settling import BEFORE, Settled, Settler

AT = datetime(2026, 7, 25, 12, tzinfo=UTC)
KNOWLEDGE = knowledge_of({}, b"")
HOURS = "wd {mon-fri} hr {9-17}"
OLD, LIVE = ring("74992223344"), ring("74992223355")


def taken(known: Entry) -> Entry:
    return replace(known, accepted=True)


def declared(payload: dict[str, Any] = OLD, **more: Any) -> DesiredNumber:
    return DesiredNumber(number_code=CODE, application=ApplicationName("main"), forwarding=payload, **more)


def settled(known: Entry, live: dict[str, Any], *numbers: DesiredNumber, way: Way = Way.ACCEPT) -> Settled:
    desired = Desired(
        numbers={number.number_code: number for number in numbers},
        schedules={"working-hours": HOURS, "another": "hr {9-17}"},
    )
    settler = Settler(way=way, desired=desired, knowledge=KNOWLEDGE, keys=(), at=AT)
    seen = Seen(attributes=live, payload=live)
    return settler.settle(drift_of(CODE, known, seen, KNOWLEDGE), known, {CODE: seen})


def item(drift: Drift) -> dict[str, Any]:
    assert drift.settlement is not None
    assert drift.settlement.done
    return dict(drift.settlement.declaration or {})


def test_what_the_folder_says_beside_a_forwarding_stays_also_where_it_is_not_applied_yet() -> None:
    known = entry(OLD, description="old", labels=("a",), weight=3)
    edited = declared(
        description="new", labels=("b",), protected=True, verify=True, on_removal=OnRemoval.RESET, weight=2
    )
    drift, _ = settled(known, LIVE, edited)
    assert {key: value for key, value in item(drift).items() if not key.startswith("call_")} == {
        "number_code": CODE,
        "description": "new",
        "labels": ["b"],
        "protected": True,
        "verify": True,
        "on_removal": "reset",
        "weight": 2,
    }
    drift, _ = settled(known, LIVE)
    assert (item(drift)["description"], item(drift)["labels"], item(drift)["weight"]) == ("old", ["a"], 3)


def test_a_period_that_a_schedule_has_is_written_by_its_name() -> None:
    rung = {"redirect_number": "74992223355", "timeout": 5, "active": True}
    live = numbered([{**rung, "period": HOURS}, {**rung, "period": "hr {9-18}"}])
    drift, _ = settled(entry(OLD), live, declared())
    written = [one["period"] for one in item(drift)["call_forwarding_number"]["call_control"]]
    assert written == ["@working-hours", "hr {9-18}"]


def test_what_was_accepted_is_told_again_until_the_folder_declares_it() -> None:
    known = taken(entry(LIVE))
    for numbers in ((declared(),), ()):
        drift, resolution = settled(known, LIVE, *numbers)
        assert (drift.result, resolution) == (Result.IN_SYNC, None)
        assert drift.settlement == Settlement(way=Way.ACCEPT, done=True, why=BEFORE, declaration=item(drift))
        assert item(drift)["call_forwarding_number"]["call_control"][0]["redirect_number"] == "74992223355"
    for known_now, number, way in (
        (known, declared(LIVE), Way.ACCEPT),
        (known, declared(), Way.RESTORE),
        (entry(LIVE), declared(), Way.ACCEPT),
    ):
        assert settled(known_now, LIVE, number, way=way)[0].settlement is None


def test_what_was_accepted_before_stays_told_where_the_rest_could_not_be_recorded() -> None:
    drift, _ = settled(taken(entry(LIVE)), LIVE, declared())
    settler = Settler(way=Way.ACCEPT, desired=Desired(numbers={}), knowledge=KNOWLEDGE, keys=(), at=AT)
    assert settler.unsettled(drift, "the disk is full") == drift
    other = replace(drift, result=Result.DRIFTED)
    assert settler.unsettled(other, "the disk is full").settlement != drift.settlement
