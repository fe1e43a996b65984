"""Paths, and each kind of fault with and without its effect."""

from typing import Any

import pytest
from emulator.world import NUMBER, World, to_url

from reconciler.emulator.exolve_messages import PATHS, Method

HEADERS = {"Authorization": "Bearer sales-key"}


@pytest.mark.parametrize(
    "path", ["/number/v1/SetCallForwarding/", "/number/v2/SetCallForwarding", "/number/v1/setcallforwarding", "/x"]
)
def test_a_wrong_path_is_not_found_in_plain_text(path: str) -> None:
    world = World()
    answer = world.send("POST", path, {"number_code": NUMBER}, HEADERS)
    assert (answer.status_code, answer.text) == (404, "404 page not found")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert [(call.method, call.status) for call in world.log.calls()] == [(path, 404)]


@pytest.mark.parametrize("verb", ["GET", "PUT", "DELETE"])
def test_only_post_is_answered(verb: str) -> None:
    answer = World().send(verb, PATHS[Method.SET], b"", HEADERS)
    assert (answer.status_code, answer.text, answer.headers["allow"]) == (405, "Method Not Allowed", "POST")


def faulty(**rule: Any) -> World:
    return World(faults=[rule])


def test_a_status_is_answered_before_the_effect() -> None:
    world = faulty(kind="status", status=503, retry_after=2, times=1)
    answer = world.set(to_url())
    assert (answer.status_code, answer.json(), answer.headers["retry-after"]) == (
        503,
        {"error": "Service Unavailable"},
        "2",
    )
    assert world.account.numbers() == []
    assert world.set(to_url()).status_code == 200


def test_a_status_may_be_answered_after_the_effect() -> None:
    world = faulty(kind="status", status=500, after_effect=True)
    assert world.set(to_url()).status_code == 500
    assert world.stored() == to_url()


def test_a_status_may_have_any_body_and_a_date_to_wait_for() -> None:
    date = "Wed, 21 Oct 2026 07:28:00 GMT"
    answer = faulty(kind="status", status=429, body={"message": "later"}, retry_after=date).set(to_url())
    assert (answer.json(), answer.headers["retry-after"]) == ({"message": "later"}, date)
    answer = faulty(kind="status", status=400, body="plain").set(to_url())
    assert (answer.text, answer.headers["content-type"]) == ("plain", "text/plain; charset=utf-8")
    assert faulty(kind="status", status=599).set(to_url()).json() == {"error": "Error"}
    assert faulty(kind="status", status=204).set(to_url()).content == b""


def test_a_delay_waits_and_answers_truly() -> None:
    world = faulty(kind="delay", seconds=0.5)
    assert world.set(to_url()).json() == {}
    assert (world.slept, world.stored()) == ([0.5], to_url())


def test_any_fault_may_be_delayed_before_or_after_the_effect() -> None:
    for after_effect in (False, True):
        world = faulty(kind="status", seconds=0.5, after_effect=after_effect)
        assert world.set(to_url()).status_code == 503
        assert world.slept == [0.5]


def test_garbage_is_answered_after_the_effect() -> None:
    world = faulty(kind="garbage")
    answer = world.set(to_url())
    assert (answer.status_code, answer.text) == (200, "OK")
    assert world.stored() == to_url()
    assert faulty(kind="garbage", body=[1]).set(to_url()).text == "[1]"


def test_html_is_a_gateways_page() -> None:
    world = faulty(kind="html", status=504)
    answer = world.set(to_url())
    assert (answer.status_code, answer.headers["content-type"]) == (504, "text/html; charset=utf-8")
    assert "<h1>504 Gateway Timeout</h1>" in answer.text
    assert world.account.numbers() == []
    assert faulty(kind="html", body="<p>").set(to_url()).text == "<p>"


@pytest.mark.parametrize(("kind", "effect"), [("drop-before", False), ("drop-after", True)])
def test_without_a_server_a_dropped_connection_is_an_answer_that_never_starts(kind: str, effect: bool) -> None:  # noqa: FBT001
    world = faulty(kind=kind)
    # The transport's own assertion: the application came to its end and had sent nothing.
    with pytest.raises(AssertionError):
        world.set(to_url())
    assert bool(world.account.numbers()) is effect
    assert [(call.status, call.fault) for call in world.log.calls()] == [(None, kind)]


def test_a_fault_hits_its_number_and_method_alone() -> None:
    world = faulty(kind="status", number=NUMBER, method="SetCallForwarding")
    assert world.set(to_url()).status_code == 503
    assert world.set(to_url(), number=NUMBER + 1).status_code == 200
    assert world.call(Method.ATTRIBUTES, {"number_code": NUMBER}).status_code == 200


def test_a_fault_hits_a_call_with_a_wrong_key_too() -> None:
    assert faulty(kind="status", number=NUMBER).set(to_url(), key="wrong").status_code == 503
