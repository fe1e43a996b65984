"""The example in desired-state/ is right, and the README shows a plan that it really gives."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reconciler.loader.folder import load
from reconciler.model.desired import Desired
from reconciler.model.forwarding import ForwardingType
from reconciler.model.identifiers import Lineage
from reconciler.model.recorded import Recorded
from reconciler.model.settings import Apply
from reconciler.planner.budget import budget_of
from reconciler.planner.planning import make_plan
from reconciler.planner.review import review_of
from reconciler.reports.beside import Beside
from reconciler.reports.text import plan as as_text
from reconciler.workflows.reading import checked

AT = datetime(2026, 1, 1, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
SECRETS = {"EVENTS_KEY": "its HMAC"}
AFTER_THE_FIRST_APPLY = 53
"""The record's serial: created, started, an intent and an outcome for each of 25 numbers, ended."""


def example(folder: Path) -> Desired:
    loaded = checked(load(folder), AT)
    assert loaded.diagnostics == ()
    assert loaded.desired is not None
    return loaded.desired


def test_it_has_no_mistake_and_shows_what_there_is() -> None:
    numbers = example(ROOT / "desired-state").numbers.values()

    assert len(numbers) == 25
    assert {number.application for number in numbers} == {"main", "retail"}
    assert {ForwardingType(number.forwarding["call_forwarding_type"]) for number in numbers} == set(ForwardingType)


def test_the_plan_in_the_readme_is_the_plan_of_the_edit_that_it_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("desired-state")
    shutil.copytree(ROOT / folder, folder)
    recorded = Recorded(
        lineage=Lineage("any"),
        serial=AFTER_THE_FIRST_APPLY,
        hmac_key=b"any",
        numbers={code: number.entry(SECRETS) for code, number in example(folder).numbers.items()},
    )
    contacts = folder / "contacts.yaml"
    contacts.write_text(
        contacts.read_text(encoding="utf-8").replace('petrova: "79160000101"', 'petrova: "79160000106"'),
        encoding="utf-8",
    )

    edited = example(folder)
    zone = ZoneInfo("Europe/Moscow")
    plan = make_plan(edited, recorded, AT, fingerprints=SECRETS)
    beside = Beside(
        budget=budget_of(plan.changes, Apply()),
        address="file:.reconciler/state",
        review=review_of(plan, edited, recorded, zone=zone),
        zone=zone,
    )
    shown = as_text.render(plan, beside)

    assert len(plan.changes) == 2
    assert shown in (ROOT / "README.md").read_text(encoding="utf-8")
