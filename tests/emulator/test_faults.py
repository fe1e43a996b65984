import random
from typing import Any

import pytest

from reconciler.emulator.exolve_messages import Method
from reconciler.emulator.faults import FaultKind, Faults, Rule, WrongFaultsError

NUMBERS = range(74990000000, 74990000200)


def test_without_rules_nothing_goes_wrong() -> None:
    assert Faults().draw(Method.SET, 1) is None
    assert Faults.parse({}).draw(Method.SET, 1) is None


def test_a_rule_is_read_whole() -> None:
    data = {
        "method": "SetCallForwarding",
        "number": 74991112233,
        "kind": "status",
        "status": 429,
        "retry_after": 2,
        "body": {"error": "slow down"},
        "seconds": 0.2,
        "times": 1,
        "after_effect": True,
        "rate": 1,
    }
    faults = Faults.parse({"seed": 7, "rules": [data]})
    assert faults.draw(Method.DELETE, 74991112233) is None
    assert faults.draw(Method.SET, 74991112234) is None
    assert faults.draw(Method.SET, 74991112233) == Rule(
        kind=FaultKind.STATUS,
        method=Method.SET,
        number=74991112233,
        status=429,
        retry_after=2,
        body={"error": "slow down"},
        seconds=0.2,
        times=1,
        after_effect=True,
        rate=1,
    )
    assert faults.draw(Method.SET, 74991112233) is None


def test_null_is_as_if_the_key_were_not_there() -> None:
    nulls = dict.fromkeys(["number", "status", "retry_after", "body", "seconds", "times", "after_effect", "rate"])
    assert Faults.parse([{"kind": "garbage", "method": "*", **nulls}]).draw(Method.LIST, None) == Rule(
        kind=FaultKind.GARBAGE
    )


@pytest.mark.parametrize(("kind", "status"), [("status", 503), ("html", 502), ("drop-before", 0)])
def test_a_status_has_a_default(kind: str, status: int) -> None:
    rule = Faults.parse([{"kind": kind}]).draw(Method.SET, 1)
    assert rule is not None
    assert rule.status == status


def test_the_first_rule_that_fires_decides() -> None:
    faults = Faults.parse([{"kind": "html", "times": 2}, {"kind": "garbage"}])
    drawn = [faults.draw(Method.SET, 1) for _ in range(3)]
    assert [rule.kind for rule in drawn if rule] == [FaultKind.HTML, FaultKind.HTML, FaultKind.GARBAGE]


def hits(faults: Faults, numbers: list[int]) -> set[tuple[int, int]]:
    """Call each number three times in the order given, and tell which of its calls were hit."""
    seen: dict[int, int] = {}
    found = set()
    for number in numbers:
        seen[number] = seen.get(number, 0) + 1
        if faults.draw(Method.SET, number):
            found.add((number, seen[number]))
    return found


def test_a_seeded_rate_hits_the_same_calls_in_whatever_order_threads_arrive() -> None:
    data = {"seed": 11, "rules": [{"kind": "drop-after", "rate": 0.2}]}
    calls = [number for number in NUMBERS for _ in range(3)]
    shuffled = list(calls)
    random.Random(5).shuffle(shuffled)  # noqa: S311 - dice, not a secret
    first = hits(Faults.parse(data), calls)
    assert first == hits(Faults.parse(data), shuffled)
    assert first != hits(Faults.parse(data | {"seed": 12}), calls)
    assert 0.12 < len(first) / len(calls) < 0.28


def test_a_rate_of_nothing_never_hits() -> None:
    assert hits(Faults.parse([{"kind": "garbage", "rate": 0}]), list(NUMBERS)) == set()


def test_other_faults_replace_all_and_wrong_ones_change_nothing() -> None:
    faults = Faults.parse([{"kind": "garbage", "times": 1}])
    with pytest.raises(WrongFaultsError):
        faults.replace([{"kind": "nonsense"}])
    assert faults.draw(Method.SET, 1) is not None
    faults.replace([{"kind": "html", "times": 1}])
    rule = faults.draw(Method.SET, 1)
    assert rule is not None
    assert rule.kind is FaultKind.HTML


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("x", 'The faults must be {"seed": …, "rules": [ … ]} or a list of rules.'),
        ({"rules": {}}, 'The faults must be {"seed": …, "rules": [ … ]} or a list of rules.'),
        ({"rule": []}, 'The faults have an unknown key "rule"; the keys are "seed" and "rules".'),
        ({"seed": "7"}, "The faults' \"seed\" must be a whole number, not '7'."),
        ([1], "Fault rule 1 must be an object, not 1."),
        (
            [{"kind": "garbage"}, {}],
            (
                'Fault rule 2: "kind" must be one of status, delay, drop-before, drop-after, garbage, html, error, not'
                " None."
            ),
        ),
        (
            [{"kind": "html", "method": "Set"}],
            (
                'Fault rule 1: "method" must be one of *, SetCallForwarding, DeleteCallForwarding, GetAttributes,'
                " GetList, start.vnumber_call, release.call, login.user, get.call_legs_report, get.calls_report,"
                " get.virtual_numbers, not 'Set'."
            ),
        ),
        (
            [{"kind": "html", "sattus": 500}],
            (
                'Fault rule 1 has an unknown key "sattus"; the keys are after_effect, body, kind, method, mnemonic,'
                " number, rate, retry_after, seconds, status, times."
            ),
        ),
        ([{"kind": "delay"}], 'Fault rule 1: a delay needs "seconds".'),
        ([{"kind": "html", "status": 99}], 'Fault rule 1: "status" must be an HTTP status from 200 to 599, not 99.'),
        ([{"kind": "html", "rate": 2}], 'Fault rule 1: "rate" must be a share from 0 to 1, not 2.'),
        ([{"kind": "html", "rate": True}], 'Fault rule 1: "rate" must be a share from 0 to 1, not True.'),
        ([{"kind": "html", "seconds": -1}], 'Fault rule 1: "seconds" must be seconds, zero or more, not -1.'),
        (
            [{"kind": "html", "times": 0}],
            'Fault rule 1: "times" must be a whole number of one or more, or null for always, not 0.',
        ),
        (
            [{"kind": "html", "number": "7499"}],
            "Fault rule 1: \"number\" must be a number's digits as a whole number, not '7499'.",
        ),
        (
            [{"kind": "html", "retry_after": "1\r\nX: y"}],
            "Fault rule 1: \"retry_after\" must be seconds or an HTTP date, not '1\\r\\nX: y'.",
        ),
        ([{"kind": "html", "after_effect": 1}], 'Fault rule 1: "after_effect" must be true or false, not 1.'),
    ],
)
def test_wrong_faults_are_refused_by_rule_and_key(data: Any, says: str) -> None:
    with pytest.raises(WrongFaultsError) as caught:
        Faults.parse(data)
    assert str(caught.value) == says
