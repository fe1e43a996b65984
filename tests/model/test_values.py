"""Diagnostics, outcomes, entries, settings and payloads as values."""

from dataclasses import FrozenInstanceError, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from support.strategies import AT, desired_numbers, recorded_entries

from reconciler.model.desired import DesiredNumber
from reconciler.model.diagnostics import (
    Code,
    Severity,
    Source,
    code_named,
    diagnostic,
    has_errors,
    quoted,
)
from reconciler.model.forwarding import data_of, texts_of
from reconciler.model.identifiers import ApplicationName, NumberCode, RunId
from reconciler.model.outcome import Applied, Failed, NotTried, Outcome, OutcomeUnknown, word
from reconciler.model.recorded import NOTHING_RECORDED, Entry, OnRemoval, Restore, Unknown
from reconciler.model.settings import Application, Settings, applications_of

CODE = NumberCode(74991112233)
MAIN = ApplicationName("main")
SOURCE = Source(file="a.yaml", line=3, column=7)


@pytest.mark.parametrize("code", Code)
def test_a_code_is_its_kebab_case_name_and_has_a_title_and_a_severity(code: Code) -> None:
    assert str(code) == code.value == code.name.lower().replace("_", "-")
    assert code_named(code.value) is code
    assert code.summary
    assert code.severity in Severity


def test_an_unknown_name_names_no_code() -> None:
    assert code_named("missing") is None


def test_a_diagnostic_has_its_codes_severity_and_title() -> None:
    found = diagnostic(Code.SHARED_KEY, "Why.", SOURCE)
    assert found.severity is Severity.WARNING
    assert found.summary == Code.SHARED_KEY.summary
    assert str(found.source) == "a.yaml:3:7"
    assert not has_errors([found])
    assert has_errors([found, replace(found, severity=Severity.ERROR)])
    assert not has_errors([])


def test_places_are_sorted_as_a_reader_meets_them() -> None:
    places = [
        Source(file=file, line=line, column=column) for file, line, column in [("b", 1, 1), ("a", 10, 1), ("a", 9, 2)]
    ]
    assert [str(place) for place in sorted(places)] == ["a:9:2", "a:10:1", "b:1:1"]


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ("a", "'a'"),
        ("Иванов", "'Иванов'"),
        (5, "'5'"),
        (None, "'None'"),
        ("two\nlines", r"'two\nlines'"),
        ("\x1b[31m", r"'\x1b[31m'"),
        ("\u202e", r"'\u202e'"),
        ("\ud800", r"'\ud800'"),
        ("x" * 80, "'" + "x" * 80 + "'"),
        ("x" * 81, "'" + "x" * 80 + "…'"),
    ],
)
def test_a_value_is_quoted_on_one_bounded_line(value: object, answer: str) -> None:
    assert quoted(value) == answer


@given(text=st.text())
def test_whatever_is_quoted_can_be_printed(text: str) -> None:
    assert quoted(text).isprintable()
    assert len(quoted(text)) <= 83


@pytest.mark.parametrize(
    ("outcome", "name"),
    [
        (Applied(number_code=CODE), "applied"),
        (Failed(number_code=CODE, detail="x"), "failed"),
        (OutcomeUnknown(number_code=CODE, detail="x"), "unknown"),
        (NotTried(number_code=CODE, detail="x"), "not-tried"),
    ],
)
def test_every_outcome_has_its_word(outcome: Outcome, name: str) -> None:
    assert word(outcome) == name


@given(entry=recorded_entries())
def test_an_entry_is_the_same_whenever_and_from_whichever_revision_it_was_applied(entry: Entry) -> None:
    later = replace(entry, applied_at=AT + timedelta(days=1), revision="other")
    assert entry.same_as(later)
    assert later.same_as(entry)
    assert not entry.same_as(None)


@pytest.mark.parametrize(
    "other",
    [
        Entry(payload={"number_code": 1}, application=MAIN),
        Entry(payload=None, application=ApplicationName("second")),
        Entry(payload=None, application=MAIN, protected=True),
        Entry(payload=None, application=MAIN, on_removal=OnRemoval.RESET),
        Entry(payload=None, application=MAIN, weight=2),
        Entry(payload=None, application=MAIN, labels=("a",)),
        Entry(payload=None, application=MAIN, description="a"),
        Entry(payload=None, application=MAIN, secrets={"A": "1"}),
        Entry(
            payload=None,
            application=MAIN,
            unknown=Unknown(payload=None, application=MAIN, run=RunId("run"), since=AT),
        ),
        Entry(payload=None, application=MAIN, restore=Restore(live="00")),
    ],
)
def test_an_entry_that_says_anything_else_is_another(other: Entry) -> None:
    assert not Entry(payload=None, application=MAIN).same_as(other)


@given(number=desired_numbers())
def test_the_entry_of_a_number_says_what_the_number_says(number: DesiredNumber) -> None:
    entry = number.entry({"A": "hmac", "UNUSED": "hmac"})
    assert entry.payload == number.payload()
    assert (entry.application, entry.protected, entry.weight) == (number.application, number.protected, number.weight)
    assert (entry.labels, entry.description) == (number.labels, number.description)
    assert entry.on_removal is number.on_removal
    assert entry.secrets.keys() <= {"A"}
    assert (entry.unknown, entry.restore, entry.applied_at) == (None, None, None)


def test_values_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        NOTHING_RECORDED.serial = 1  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        Settings().horizon_days = 1


def test_the_data_object_of_a_payload_and_every_text_in_it() -> None:
    payload = {
        "number_code": 1,
        "call_forwarding_type": 3,
        "call_forwarding_ipcr": {"url": "u", "more": ["a", ("b", 5)]},
    }
    assert data_of(payload) == payload["call_forwarding_ipcr"]
    assert list(texts_of(payload)) == ["u", "a", "b"]
    assert data_of({"number_code": 1, "call_forwarding_type": 0}) == {}
    assert data_of({"number_code": 1, "call_forwarding_type": 4}) == {}


def test_settings_without_applications_mean_one_with_the_usual_variable() -> None:
    assert {name: item.api_key_env for name, item in applications_of(Settings()).items()} == {
        "default": "EXOLVE_API_KEY"
    }
    named = Settings(applications={"sales": Application(api_key_env="SALES_KEY")})
    assert {name: item.api_key_env for name, item in applications_of(named).items()} == {"sales": "SALES_KEY"}


@pytest.mark.parametrize(("value", "answer"), [(0, 0.0), (0.3, 0.3), (1, 1.0)])
def test_a_share_is_a_number_from_0_to_1(value: float, answer: float) -> None:
    assert Settings.model_validate({"limits": {"changes_share": value}}).limits.changes_share == answer


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), True, "0.3", None])
def test_anything_else_is_no_share_and_no_rate_below_zero(value: object) -> None:
    with pytest.raises(ValidationError, match="A share is a number"):
        Settings.model_validate({"limits": {"changes_share": value}})


@pytest.mark.parametrize("value", [-1, 10_001, float("inf"), float("nan"), False, "10"])
def test_a_rate_is_a_number_from_0_to_10000(value: object) -> None:
    with pytest.raises(ValidationError, match="calls a second"):
        Settings.model_validate({"apply": {"calls_per_second": value}})
    assert Settings.model_validate({"apply": {"calls_per_second": 0}}).apply.calls_per_second == 0.0
