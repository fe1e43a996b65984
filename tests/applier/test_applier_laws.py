"""Laws of the applier, whatever fails: one outcome a change, intents before calls, windows kept."""

import threading
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.applying import SUPPORT, Deed, FakeLease, FakeLedger, Scene, change
from support.exolve import SALES, to_one

from reconciler.errors import (
    CallFailedError,
    CallRefusedError,
    ConfigurationError,
    NoAnswerError,
    StoppedError,
    UnauthorizedError,
    WrongAddressError,
)
from reconciler.model.outcome import word
from reconciler.planner.change import Action, Change
from reconciler.state.backend import Windows

TROUBLES: list[Deed] = [
    CallRefusedError("no."),
    CallFailedError("busy."),
    CallFailedError("broken.", may_have_happened=True),
    NoAnswerError("lost."),
    UnauthorizedError("bad key."),
    WrongAddressError("no such page."),
    ConfigurationError("no key."),
    StoppedError("stopped."),
    RuntimeError("a fault"),
]


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Scene, list[Change]]:
    """Draw changes and a world in which some things go wrong."""
    actions = draw(st.lists(st.tuples(st.sampled_from(Action), st.booleans()), max_size=12))
    changes = [
        change(index, action, SUPPORT if other else SALES, missing_secrets=draw(st.sampled_from([(), (), ("A",)])))
        for index, (action, other) in enumerate(actions)
    ]
    stop = threading.Event()
    lease = FakeLease(looks_left=draw(st.none() | st.integers(0, 30)))
    deeds: dict[Any, Deed] = {}
    live: dict[Any, Any] = {}
    for item in changes:
        trouble = draw(st.sampled_from(TROUBLES) | st.sampled_from([None, None, stop.set, lease.lost.set]))
        if trouble is not None:
            deeds[item.number_code] = trouble
        live[item.number_code] = draw(
            st.sampled_from(
                [
                    {"number_code": item.number_code, "call_forwarding_type": 0},
                    to_one(item.number_code),
                    to_one(item.number_code, timeout=30),
                    CallFailedError("busy."),
                ]
            )
        )
    scene = Scene(
        deeds=deeds,
        live=live,
        ledger=FakeLedger(fails_at=draw(st.none() | st.integers(1, 12))),
        lease=lease,
        stop=stop,
        windows=Windows(size=draw(st.none() | st.integers(0, 6)), flush_seconds=draw(st.sampled_from([0.0, 60.0]))),
        concurrency=draw(st.integers(1, 4)),
    )
    return scene, changes


@given(scenes())
def test_every_change_comes_to_exactly_one_outcome_whatever_fails(drawn: tuple[Scene, list[Change]]) -> None:
    scene, changes = drawn
    outcomes = scene.apply(changes)
    assert Counter(outcome.number_code for outcome in outcomes) == Counter(item.number_code for item in changes)
    counts = Counter(word(outcome) for outcome in outcomes)
    assert counts.total() == len(changes)


@given(scenes())
def test_nothing_is_sent_without_a_durable_intent_whatever_fails(drawn: tuple[Scene, list[Change]]) -> None:
    scene, changes = drawn
    scene.apply(changes)
    assert scene.provider.unannounced == []


@given(scenes())
def test_no_number_is_written_to_twice_whatever_fails(drawn: tuple[Scene, list[Change]]) -> None:
    scene, changes = drawn
    scene.apply(changes)
    assert max(Counter(scene.provider.sent).values(), default=1) == 1


@given(scenes())
def test_windows_are_kept_whatever_fails(drawn: tuple[Scene, list[Change]]) -> None:
    scene, changes = drawn
    scene.apply(changes)
    size = scene.windows.size
    places = scene.concurrency * len({item.application for item in changes})
    assert scene.ledger.most_between <= (len(changes) if size is None else size or places)


@given(scenes())
def test_what_is_told_is_recorded_unless_the_run_says_why_not(drawn: tuple[Scene, list[Change]]) -> None:
    scene, changes = drawn
    outcomes = scene.apply(changes)
    assert scene.told_early == []
    recorded = Counter(outcome.number_code for outcome in scene.ledger.outcomes)
    assert max(recorded.values(), default=1) == 1
    if scene.applier.error is None:
        assert len(scene.ledger.outcomes) == len(outcomes)


@given(scenes())
def test_an_outcome_tells_truly_whether_anything_was_sent(drawn: tuple[Scene, list[Change]]) -> None:
    scene, changes = drawn
    outcomes = {outcome.number_code: word(outcome) for outcome in scene.apply(changes)}
    reached = set(scene.provider.sent)
    quiet = {item.number_code for item in changes if item.action in {Action.NOTE, Action.FORGET}}
    quiet &= {outcome.number_code for outcome in scene.ledger.outcomes}  # they happen in the record alone
    looked = {call.number_code for call in scene.provider.calls}
    for number, name in outcomes.items():
        if name == "unknown":
            assert number in reached
        if name == "failed":
            assert number in looked
        if name == "applied":
            assert number in reached | looked | quiet
