"""The workflow of saved plans: until when one holds, and what a run that is cut off leaves for the next."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.asgi import AsgiTransport
from support.emulated import MAIN_KEY
from support.shell import CODE, CODES, SETTINGS, clean_environment

from reconciler.cli.interruption import Interruption
from reconciler.cli.wiring import surroundings
from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.errors import ConfigurationError, RefusedError, SavedPlanError, StalePlanError
from reconciler.model.identifiers import NumberCode
from reconciler.model.outcome import Applied, Outcome
from reconciler.model.recorded import Entry, OnRemoval
from reconciler.state.file import FileBackend
from reconciler.state.record import read_record
from reconciler.workflows.apply import Options, applying
from reconciler.workflows.plan import plan
from reconciler.workflows.saved import applying_saved, read_saved
from reconciler.workflows.saving import save
from reconciler.workflows.surroundings import Surroundings

AT = datetime(2026, 7, 25, 12, tzinfo=UTC)
BEGIN = AT + timedelta(hours=1)
HOLIDAYS = f"""\
overrides:
  - numbers: [{CODE}]
    from: {BEGIN.isoformat()}
    until: 2026-08-01T00:00:00+00:00
    reason: Holidays
    call_forwarding_number: {{redirect_type: single, call_control: {{redirect_number: "79161112233", timeout: 60}}}}
"""
FREE = SETTINGS + "  limits: {changes_share: 1, removals_share: 1}\n  on_removal: reset\n"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    clean_environment(monkeypatch)
    monkeypatch.chdir(tmp_path)
    return replace(
        surroundings(Interruption()),
        environ={"EXOLVE_API_KEY": MAIN_KEY, "EXOLVE_BASE_URL": "http://exolve.example"},
        directory=tmp_path,
        now=lambda: AT,
    )


def folder(world: Surroundings, *codes: int, timeout: int = 16) -> Path:
    """Write a desired state of numbers that are forwarded to one phone."""
    place = world.directory / "desired-state"
    place.mkdir(exist_ok=True)
    (place / "settings.yaml").write_text(FREE, encoding="utf-8")
    data = f"{{redirect_type: single, call_control: [{{redirect_number: '74992223344', timeout: {timeout}}}]}}"
    items = [f"  - {{number_code: {code}, application: main, call_forwarding_number: {data}}}\n" for code in codes]
    (place / "numbers.yaml").write_text("numbers:\n" + "".join(items), encoding="utf-8")
    return place


def saved(world: Surroundings, place: Path) -> Path:
    """Save the plan of a folder."""
    file = world.directory / "plan.reconciler"
    save(plan(place, world, at=AT), file, place, world)
    return file


def options(account: Account | None = None, at: datetime = AT) -> Options:
    known = account or Account(Application(name="main", key=MAIN_KEY))
    return Options(at=at, transport=AsgiTransport(create_app(known)))


def recorded(world: Surroundings) -> dict[NumberCode, Entry]:
    return dict(read_record(FileBackend(world.directory / ".reconciler" / "state")).numbers)


def test_a_plan_holds_until_an_override_makes_another_of_it_and_no_longer(world: Surroundings) -> None:
    place = folder(world, CODE)
    (place / "holidays.yaml").write_text(HOLIDAYS)
    file = saved(world, place)
    assert read_saved(file).plan.valid_until == BEGIN
    for moment in (BEGIN, BEGIN + timedelta(days=1)):
        with pytest.raises(StalePlanError, match="the plan held until 2026-07-25T13:00:00"):
            applying_saved(file, world, options(at=moment)).__enter__()
    with applying_saved(file, world, options(at=BEGIN - timedelta(seconds=1))) as apply:
        assert [type(item) for item in apply.run()] == [Applied]


def test_a_plan_that_does_not_fit_leaves_no_lock_and_no_record(world: Surroundings) -> None:
    place = folder(world, CODE)
    (place / "holidays.yaml").write_text(HOLIDAYS)
    file = saved(world, place)
    with pytest.raises(RefusedError), applying_saved(file, world, options(at=BEGIN)):
        pass
    assert not (world.directory / ".reconciler").exists()


def test_a_plan_that_stops_holding_while_the_lock_is_waited_for_is_refused(world: Surroundings) -> None:
    place = folder(world, CODE)
    (place / "holidays.yaml").write_text(HOLIDAYS)
    file = saved(world, place)
    later = replace(world, now=lambda: BEGIN)
    with pytest.raises(StalePlanError, match="the plan held until"), applying_saved(file, later, options(at=AT)):
        pass


def test_a_file_that_is_not_there_and_a_folder_are_no_plans(world: Surroundings) -> None:
    for path in (world.directory / "nothing", world.directory):
        with pytest.raises(SavedPlanError, match="cannot be read"):
            read_saved(path)


def test_a_plan_of_files_with_errors_is_not_saved(world: Surroundings) -> None:
    place = folder(world, CODE, timeout=-1)
    assert not saved(world, place).exists()


def test_a_folder_cannot_be_overwritten_by_a_plan(world: Surroundings) -> None:
    place = folder(world, CODE)
    with pytest.raises(ConfigurationError, match="is there and is no file"):
        save(plan(place, world, at=AT), place, place, world)
    assert sorted(path.name for path in world.directory.iterdir()) == ["desired-state"]


def run(world: Surroundings, file: Path, account: Account, *, outcomes: int | None = None) -> list[Outcome]:
    """Apply a saved plan; end it abruptly after so many outcomes."""
    found: list[Outcome] = []
    with applying_saved(file, world, options(account)) as apply:
        running = apply.run()
        while outcomes is None or len(found) < outcomes:
            outcome = next(running, None)
            if outcome is None:
                break
            found.append(outcome)
        running.close()
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.sets(st.sampled_from(CODES[:6]), max_size=5),
    after=st.sets(st.sampled_from(CODES[:6]), min_size=1, max_size=6),
    cuts=st.lists(st.integers(0, 6), max_size=3),
)
def test_a_plan_that_is_cut_off_anywhere_and_applied_again_is_applied_once(
    world: Surroundings, before: set[int], after: set[int], cuts: list[int]
) -> None:
    shutil.rmtree(world.directory / ".reconciler", ignore_errors=True)
    account = Account(Application(name="main", key=MAIN_KEY))
    place = folder(world, *sorted(before))
    if before:
        with applying(place, world, options(account)) as apply:
            assert all(isinstance(item, Applied) for item in apply.run())
    file = saved(world, folder(world, *sorted(after), timeout=30))
    for cut in cuts:
        run(replace(world, stop=type(world.stop)()), file, account, outcomes=cut)
    done = run(replace(world, stop=type(world.stop)()), file, account)
    assert all(isinstance(item, Applied) for item in done)
    assert {item.number_code for item in done} == before | after
    numbers = recorded(world)
    assert numbers.keys() == after
    for entry in numbers.values():
        assert entry.unknown is None
        assert entry.on_removal is OnRemoval.RESET
        assert entry.payload is not None
        assert entry.payload["call_forwarding_number"]["call_control"][0]["timeout"] == 30
    again = plan(folder(world, *sorted(after), timeout=30), world, at=AT)
    assert again.plan is not None
    assert again.plan.changes == ()
