"""The workflow of an apply: what it plans, what it refuses, what it leaves behind, which revision it records."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.asgi import AsgiTransport
from support.emulated import MAIN_KEY
from support.shell import CODE, CODES, OTHER, SETTINGS, clean_environment

from reconciler.cli.interruption import Interruption
from reconciler.cli.wiring import surroundings
from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.errors import ConflictError, ForeignLineageError, StalePlanError
from reconciler.model.identifiers import Lineage, NumberCode, RunId
from reconciler.model.outcome import Applied, Failed
from reconciler.providers.patience import Patience
from reconciler.state.file import FileBackend
from reconciler.state.record import Ledger, read_record
from reconciler.workflows.apply import Apply, Options, applying
from reconciler.workflows.plan import plan
from reconciler.workflows.surroundings import Surroundings

AT = datetime(2026, 7, 25, 12, tzinfo=UTC)


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
    (place / "settings.yaml").write_text(SETTINGS, encoding="utf-8")
    data = f"{{redirect_type: single, call_control: [{{redirect_number: '74992223344', timeout: {timeout}}}]}}"
    items = [f"  - {{number_code: {code}, application: main, call_forwarding_number: {data}}}\n" for code in codes]
    (place / "numbers.yaml").write_text("numbers:\n" + "".join(items), encoding="utf-8")
    return place


def options(account: Account | None = None) -> Options:
    known = account or Account(Application(name="main", key=MAIN_KEY))
    return Options(at=AT, transport=AsgiTransport(create_app(known)))


def applied(world: Surroundings, place: Path, account: Account | None = None) -> list[object]:
    with applying(place, world, options(account)) as apply:
        return list(apply.run())


def backend(world: Surroundings) -> FileBackend:
    return FileBackend(world.directory / ".reconciler" / "state")


def test_a_plan_that_nobody_approves_leaves_no_record_and_no_lock(world: Surroundings) -> None:
    with applying(folder(world, CODE), world, options()) as apply:
        assert apply.plan is not None
        assert backend(world).holder() is not None, "it is locked while somebody thinks about it"
    assert read_record(backend(world)).lineage is None
    assert backend(world).holder() is None


def test_a_plan_of_another_record_is_refused_before_anything_is_written(world: Surroundings) -> None:
    with applying(folder(world, CODE), world, options()) as apply:
        assert apply.plan is not None
        apply.plan = replace(apply.plan, base=replace(apply.plan.base, lineage=Lineage("another")))
        with pytest.raises(ForeignLineageError, match="made against the record another"):
            list(apply.run())
    assert read_record(backend(world)).lineage is None


def test_a_plan_without_changes_writes_nothing(world: Surroundings) -> None:
    place = folder(world, CODE)
    assert applied(world, place) == [Applied(number_code=NumberCode(CODE))]
    head = backend(world).head()
    assert applied(world, place) == []
    assert backend(world).head() == head


def test_wrong_files_make_no_plan_and_take_no_lock(world: Surroundings) -> None:
    with applying(folder(world, CODE, timeout=-1), world, options()) as apply:
        assert apply.plan is None
        assert list(apply.run()) == []
    assert not (world.directory / ".reconciler").exists()


def test_the_outcomes_grow_while_they_are_told_and_each_is_recorded_before(world: Surroundings) -> None:
    with applying(folder(world, CODE, OTHER), world, options()) as apply:
        for count, outcome in enumerate(apply.run(), start=1):
            assert len(apply.outcomes) == count
            assert read_record(backend(world)).numbers[outcome.number_code].unknown is None
    assert apply.error is None
    assert apply.left_behind is None


def test_a_second_writer_at_the_very_end_is_told_although_every_outcome_is_recorded(world: Surroundings) -> None:
    box = backend(world)
    with applying(folder(world, CODE), world, options()) as apply:
        for _ in apply.run():
            box.append([box.read().entries[-1]], after=box.head())
    assert isinstance(apply.error, ConflictError)
    assert read_record(box).numbers.keys() == {CODE}


def test_nobody_can_be_reached_is_the_outcome_of_each_number(world: Surroundings) -> None:
    unreachable = replace(world, environ={**world.environ, "EXOLVE_BASE_URL": "http://127.0.0.1:1"})
    chosen = Options(at=AT, patience=Patience(tries=1))
    with applying(folder(world, CODE, OTHER), unreachable, chosen) as apply:
        outcomes = list(apply.run())
    assert all(isinstance(outcome, Failed) and not outcome.may_have_happened for outcome in outcomes)
    assert len(outcomes) == 2


def test_a_plan_that_the_record_has_left_behind_is_refused_with_its_numbers(world: Surroundings) -> None:
    place = folder(world, *CODES[:7])
    with applying(place, world, options()) as apply:
        old = apply.plan
        list(apply.run())
    with applying(folder(world, *CODES[:7], timeout=30), world, options()) as apply:
        assert old is not None
        stale = [replace(change, after=None) for change in old.changes]
        apply.plan = replace(old, changes=tuple(stale))
        with pytest.raises(StalePlanError, match=f"since the plan was made: {CODES[0]}, .* and others"):
            list(apply.run())
    assert apply.outcomes == []


def test_a_plan_that_is_done_already_is_skipped(world: Surroundings) -> None:
    place = folder(world, CODE)
    with applying(place, world, options()) as apply:
        first: Apply = apply
        list(apply.run())
    with applying(place, world, options()) as apply:
        apply.plan = first.plan
        assert [type(outcome) for outcome in apply.run()] == [Applied]


def test_numbers_that_a_live_run_is_applying_are_busy_and_not_to_be_sent_again(world: Surroundings) -> None:
    place = folder(world, CODE, OTHER)
    run = replace(world.run("apply", None), id=RunId("the-other-run"))
    box = backend(world)
    made = plan(place, world, at=AT).plan
    assert made is not None
    ledger = Ledger(backend=box, run=run, now=world.now)
    ledger.open(new_lineage=lambda: Lineage("a-lineage"), new_key=world.new_key)
    ledger.begin()
    ledger.write([], [made.changes[0]])
    holder = replace(world.holder(run, 60), id=run.id)
    assert box.acquire(holder, replacing=None)
    busy = plan(place, world, at=AT).plan
    assert busy is not None
    assert (busy.busy, [change.number_code for change in busy.changes]) == ((CODE,), [OTHER])
    dead = plan(place, replace(world, alive=lambda _: False), at=AT).plan
    assert dead is not None
    assert (dead.busy, [change.action.value for change in dead.changes]) == ((), ["resend", "add"])
    box.release(holder)
    free = plan(place, world, at=AT).plan
    assert free is not None
    assert [change.action.value for change in free.changes] == ["resend", "add"]


def git(world: Surroundings, *arguments: str) -> str:
    identity = ["-c", "user.name=Tests", "-c", "user.email=tests@example.com"]
    done = subprocess.run(
        ["git", "-C", str(world.directory), *identity, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def revision(world: Surroundings) -> str | None:
    return read_record(backend(world)).numbers[NumberCode(CODE)].revision


def test_outside_of_git_no_revision_is_recorded(world: Surroundings) -> None:
    applied(world, folder(world, CODE))
    assert revision(world) is None


def test_the_commit_of_the_files_is_recorded_and_whether_they_differ_from_it(world: Surroundings) -> None:
    place = folder(world, CODE)
    git(world, "init", "--quiet")
    git(world, "add", "desired-state")
    git(world, "commit", "--quiet", "--message", "One number")
    commit = git(world, "rev-parse", "HEAD")
    account = Account(Application(name="main", key=MAIN_KEY))
    applied(world, place, account)
    assert revision(world) == commit, "the record's own files beside the folder are no change of it"
    applied(world, folder(world, CODE, timeout=30), account)
    assert revision(world) == f"{commit}+changes"


def test_a_file_that_git_does_not_know_is_a_change_too(world: Surroundings) -> None:
    place = folder(world, CODE)
    git(world, "init", "--quiet")
    git(world, "add", "desired-state/settings.yaml")
    git(world, "commit", "--quiet", "--message", "Settings")
    applied(world, place)
    assert revision(world) == f"{git(world, 'rev-parse', 'HEAD')}+changes"
