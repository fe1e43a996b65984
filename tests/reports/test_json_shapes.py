"""The shapes that pipelines rely on, key by key, as the documentation promises them."""

import json
from dataclasses import replace
from typing import Any

import pytest
from support.reported import DIAGNOSTICS, DIGEST, FREE, OUTCOMES, RECORDED, REMOVED, STANDING, everything

from reconciler.planner.budget import Budget
from reconciler.planner.change import Action
from reconciler.reports.json import diagnostics, outcomes, plan, record, standing


def parsed(report: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report)
    assert next(iter(found)) == "format_version"
    assert found["format_version"] == 1
    return found


def test_a_plan_has_the_promised_keys() -> None:
    made = everything()
    found = parsed(plan.render(made, budget=Budget(calls=3, looks=0, seconds=1.26)))
    assert found["digest"] == made.digest
    assert found["base"] == {"lineage": made.base.lineage, "serial": 42}
    assert {change["action"] for change in found["changes"]} == {action.value for action in Action}
    for change in found["changes"]:
        assert change.keys() >= {
            "number_code",
            "application",
            "action",
            "before",
            "after",
            "fields",
            "file",
            "line",
        }
        assert all(field.keys() == {"path", "before", "after"} for field in change["fields"])
    assert found["counts"] == {**{action.value: count for action, count in made.counts().items()}, "unchanged": 1}
    assert found["budget"] == {"calls": 3, "looks": 0, "seconds": 1.3}


def test_a_removed_number_has_nothing_after_and_no_place() -> None:
    found = parsed(plan.render(everything()))
    removed = next(change for change in found["changes"] if change["number_code"] == REMOVED)
    assert removed["before"]["number_code"] == REMOVED
    assert (removed["after"], removed["file"], removed["line"]) == (None, None, None)


@pytest.mark.parametrize("error", [None, "the record is damaged."])
def test_where_there_is_no_plan_the_same_keys_say_so(error: str | None) -> None:
    found = parsed(plan.render(None, diagnostics=DIAGNOSTICS, error=error))
    assert (found["digest"], found["base"], found["changes"]) == (None, None, [])
    assert [item["code"] for item in found["diagnostics"]] == ["invalid-number", "idle-display-number"]
    assert found["error"] == error


def test_diagnostics_have_the_promised_keys() -> None:
    found = parsed(diagnostics.render(DIAGNOSTICS))
    assert [list(item) for item in found["diagnostics"]] == [
        ["severity", "code", "summary", "detail", "file", "line", "column"]
    ] * 2
    assert [item["severity"] for item in found["diagnostics"]] == ["error", "warning"]
    assert parsed(diagnostics.render([]))["diagnostics"] == []


def test_a_file_whose_name_is_no_valid_text_is_told_to_machines_all_the_same() -> None:
    item = DIAGNOSTICS[0]
    odd = replace(item, source=replace(item.source, file="\udcff.yaml"))
    assert parsed(diagnostics.render([odd]))["diagnostics"][0]["file"] == "\udcff.yaml"


def test_outcomes_have_the_promised_keys_and_words() -> None:
    found = parsed(outcomes.render(DIGEST, OUTCOMES))
    assert found["digest"] == DIGEST
    assert [list(item) for item in found["outcomes"]] == [["number_code", "outcome", "detail"]] * len(OUTCOMES)
    assert [item["outcome"] for item in found["outcomes"]] == ["applied", "applied", "failed", "unknown", "not-tried"]
    assert found["counts"] == {"applied": 2, "failed": 1, "unknown": 1, "not-tried": 1}


def test_the_counts_of_an_apply_that_did_nothing_are_zeros() -> None:
    found = parsed(outcomes.render(None, [], error="nobody said yes."))
    assert found["counts"] == {"applied": 0, "failed": 0, "unknown": 0, "not-tried": 0}
    assert (found["digest"], found["error"]) == (None, "nobody said yes.")


def test_a_record_lists_its_numbers_in_order_and_one_alone_when_asked() -> None:
    found = parsed(record.render(RECORDED))
    assert [number["number_code"] for number in found["numbers"]] == sorted(RECORDED.numbers)
    assert parsed(record.render(RECORDED, number=REMOVED))["numbers"] == [
        number for number in found["numbers"] if number["number_code"] == REMOVED
    ]


def test_a_standing_says_who_holds_the_lock() -> None:
    found = parsed(standing.render(STANDING))
    assert found.keys() == {
        "format_version",
        "backend",
        "lineage",
        "serial",
        "numbers",
        "lock",
        "open_calls",
        "has_key",
        "format",
    }
    assert found["lock"]["host"] == "runner-7"
    assert parsed(standing.render(FREE))["lock"] is None
