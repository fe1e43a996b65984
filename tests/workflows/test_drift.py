"""The workflow of a drift check: stopped and gone on with, a record that moves, batches that are durable as it goes."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from support.asgi import AsgiTransport
from support.emulated import MAIN_KEY
from support.shell import CODES, SETTINGS, clean_environment, forwarded

from reconciler.cli.interruption import Interruption
from reconciler.cli.wiring import surroundings
from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.faults import Faults
from reconciler.errors import LockHeldError, UsageError
from reconciler.loader.folder import load
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry
from reconciler.planner.drift import APPLYING, MARKED_IN_VAIN, MOVED, UNMARKED, Drift, Result, Way, unread_yet
from reconciler.providers.patience import Patience
from reconciler.state.chronicle import chronicle
from reconciler.state.file import FileBackend
from reconciler.state.record import history_of, read_record
from reconciler.workflows import apply as applying
from reconciler.workflows.drift import BATCH, Check, Options, drifting
from reconciler.workflows.second_look import DOUBTFUL, SECOND_LOOK
from reconciler.workflows.surroundings import Surroundings

AT = datetime(2026, 7, 25, 12, tzinfo=UTC)
FIRST = 74951112200


class Meddling(httpx.BaseTransport):
    """Passes requests on, and does something at the n-th one."""

    def __init__(self, inner: httpx.BaseTransport, at: int, act: Callable[[], object]) -> None:
        self._inner, self._at, self._act = inner, at, act
        self._guard = threading.Lock()
        self.count = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with self._guard:
            self.count += 1
            if self.count == self._at:
                self._act()
        return self._inner.handle_request(request)


class World:
    """A folder with some numbers, applied an hour ago, and an account in which somebody edits them."""

    def __init__(self, folder: Path, codes: Sequence[int] = CODES[:6], *, concurrency: int = 1) -> None:
        self.folder = folder / "desired-state"
        self.folder.mkdir()
        settings = SETTINGS.replace("calls_per_second: 0", f"calls_per_second: 0, concurrency: {concurrency}")
        (self.folder / "settings.yaml").write_text(settings, encoding="utf-8")
        self.declare(codes)
        self.account = Account(Application(name="main", key=MAIN_KEY))
        self.faults = Faults()
        self.transport = AsgiTransport(create_app(self.account, faults=self.faults))
        self.around = replace(
            surroundings(Interruption()),
            environ={"EXOLVE_API_KEY": MAIN_KEY, "EXOLVE_BASE_URL": "http://exolve.example"},
            directory=folder,
            now=lambda: AT,
        )
        self.backend = FileBackend(folder / ".reconciler" / "state")
        with applying.applying(self.folder, self.around, applying.Options(at=AT, transport=self.transport)) as apply:
            assert len(list(apply.run())) == len(codes)
        self.around = replace(self.around, now=lambda: AT + timedelta(hours=1))

    def declare(self, codes: Sequence[int], timeout: int = 16) -> None:
        data = f"{{redirect_type: single, call_control: [{{redirect_number: '74992223344', timeout: {timeout}}}]}}"
        items = [f"  - {{number_code: {code}, application: main, call_forwarding_number: {data}}}\n" for code in codes]
        (self.folder / "numbers.yaml").write_text("numbers:\n" + "".join(items), encoding="utf-8")

    def edit(self, *codes: int, timeout: int = 99) -> None:
        for code in codes:
            self.account.forward(code, forwarded(timeout=timeout))

    @contextmanager
    def check(self, around: Surroundings | None = None, **more: object) -> Iterator[Check]:
        options = replace(Options(transport=self.transport, patience=Patience(tries=1)), **more)  # type: ignore[arg-type]
        known = around or self.around
        with drifting(load(self.folder, known.environ), self.folder, known, options) as check:
            yield check

    def drifts(self, around: Surroundings | None = None, **more: object) -> list[Drift]:
        with self.check(around, **more) as check:
            found = list(check.run())
            assert check.error is None
            assert found == check.drifts
        return found

    def meddling(self, at: int, act: Callable[[], object]) -> Meddling:
        return Meddling(self.transport, at, act)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    clean_environment(monkeypatch)
    monkeypatch.chdir(tmp_path)
    return World(tmp_path)


def results(drifts: Sequence[Drift]) -> list[Result]:
    return [one.result for one in sorted(drifts, key=lambda one: one.number_code)]


def accepted(entry: Entry) -> bool:
    return "'timeout': 99" in str(entry.payload)


SYNC, DRIFTED, UNREAD, OPEN = Result.IN_SYNC, Result.DRIFTED, Result.NOT_READ, Result.OPEN


def test_a_check_that_is_asked_to_stop_tells_what_it_found_and_where_to_go_on(world: World) -> None:
    world.edit(CODES[0], CODES[4])
    around = replace(world.around, stop=threading.Event())
    found = world.drifts(around, transport=world.meddling(3, around.stop.set))
    assert results(found) == [DRIFTED, SYNC, SYNC, UNREAD, UNREAD, UNREAD]
    left = unread_yet(found)
    assert left == tuple(map(NumberCode, CODES[3:6]))
    assert results(world.drifts(start=left[0])) == [SYNC, DRIFTED, SYNC]
    assert results(world.drifts(numbers=left[1:], start=left[0])) == [DRIFTED, SYNC]


@pytest.mark.parametrize("way", Way)
def test_what_a_stopped_run_settled_is_settled(world: World, way: Way) -> None:
    world.edit(*CODES[:6])
    around = replace(world.around, stop=threading.Event())
    world.drifts(around, way=way, transport=world.meddling(2, around.stop.set))
    entries = read_record(world.backend).numbers
    done = [code for code in CODES[:6] if entries[NumberCode(code)].restore or accepted(entries[NumberCode(code)])]
    assert done == list(CODES[:2])
    world.drifts(way=way)
    runs = chronicle(history_of(world.backend))
    assert [len(run.deeds) for run in runs] == [6, 2, 4]
    assert all(run.ended for run in runs)


def test_every_batch_is_durable_before_the_next_is_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clean_environment(monkeypatch)
    monkeypatch.chdir(tmp_path)
    codes = [FIRST + index for index in range(BATCH + 10)]
    world = World(tmp_path, codes, concurrency=8)
    world.edit(*codes)
    with world.check(way=Way.ACCEPT) as check:
        run = check.run()
        first = next(run)
        assert first.settlement is not None
        entries = read_record(world.backend).numbers
        assert sum(accepted(entry) for entry in entries.values()) == BATCH
        assert len(list(run)) == BATCH + 9
    assert len(chronicle(history_of(world.backend))[-1].deeds) == BATCH + 10


def test_a_check_alone_takes_no_lock_and_one_that_settles_refuses_a_held_one(world: World) -> None:
    with world.check(way=Way.RESTORE) as holding:
        assert results(world.drifts()) == [SYNC] * 6
        refused = replace(world.around, alive=lambda _: True, sleep=lambda _: world_beats(world))
        with pytest.raises(LockHeldError), world.check(refused, way=Way.ACCEPT):
            pass
        assert list(holding.run())
    assert world.backend.holder() is None


def world_beats(world: World) -> None:
    holder = world.backend.holder()
    assert holder is not None
    world.backend.renew(holder)


def test_without_differences_nothing_is_written(world: World) -> None:
    before = world.backend.head()
    for way in (None, *Way):
        assert results(world.drifts(way=way)) == [SYNC] * 6
    assert world.backend.head() == before


def test_a_second_writer_ends_the_run_and_nothing_of_its_batch_counts_as_settled(world: World) -> None:
    world.edit(*CODES[:6])

    def write() -> None:
        contents = world.backend.read()
        world.backend.append([contents.entries[-1]], after=contents.position)

    with world.check(way=Way.ACCEPT, transport=world.meddling(2, write)) as check:
        found = list(check.run())
        assert check.error is not None
    assert results(found) == [DRIFTED] * 6
    assert all(one.settlement and not one.settlement.done for one in found)
    assert all("could not be recorded" in one.settlement.why for one in found if one.settlement)
    assert check.declarations == ""
    assert not any(accepted(entry) for entry in read_record(world.backend).numbers.values())


def test_what_another_run_applied_while_it_was_read_is_no_drift(world: World) -> None:
    world.edit(CODES[5])

    def apply() -> None:
        world.declare(CODES[:1], timeout=30)
        options = applying.Options(at=AT, transport=world.transport)
        with applying.applying(world.folder, world.around, options) as run:
            list(run.run())

    found = sorted(world.drifts(transport=world.meddling(1, apply)), key=lambda one: one.number_code)
    assert (found[0].result, found[0].detail, found[0].fields) == (OPEN, MOVED, ())
    assert found[5].result is OPEN, "it was forgotten meanwhile"


def test_a_number_that_another_run_is_sending_is_told_as_that(world: World) -> None:
    world.declare(CODES[:6], timeout=30)
    held: list[list[Drift]] = []
    stop = threading.Event()
    at_the_set = world.meddling(2, lambda: held.append(world.drifts(numbers=[NumberCode(CODES[0])])))
    options = applying.Options(at=AT, transport=at_the_set)
    with applying.applying(world.folder, replace(world.around, stop=stop), options) as run:
        list(run.run())
    assert [(one.result, one.detail) for one in held[0]] == [(OPEN, APPLYING)]


def test_what_was_applied_a_moment_ago_and_differs_is_looked_at_twice(world: World) -> None:
    world.edit(CODES[0])
    waits: list[float | None] = []

    class Waiting(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout)
            world.edit(CODES[0], timeout=16)
            return False

    just_now = replace(world.around, now=lambda: AT + timedelta(seconds=5), stop=Waiting())
    assert results(world.drifts(just_now)) == [SYNC] * 6
    assert waits == [1.0]
    world.edit(CODES[0])
    assert results(world.drifts(replace(world.around, stop=Waiting()))) == [DRIFTED, *[SYNC] * 5]
    assert waits == [1.0]


@pytest.mark.parametrize("way", [None, *Way])
def test_what_was_found_stands_where_the_second_look_is_stopped(world: World, way: Way | None) -> None:
    world.edit(CODES[0])

    class Stopping(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            if timeout == SECOND_LOOK:
                self.set()
            return False

    found = world.drifts(replace(world.around, now=lambda: AT + timedelta(seconds=5), stop=Stopping()), way=way)
    first = found[0]
    assert results(found) == [DRIFTED, *[SYNC] * 5]
    assert [one.name for one in first.fields] == ["call_control[1].timeout"]
    entry = read_record(world.backend).numbers[NumberCode(CODES[0])]
    assert (entry.restore, accepted(entry)) == (None, False)
    if way is None:
        assert (DOUBTFUL in first.detail, unread_yet(found)) == (True, ())
    else:
        assert first.settlement is not None
        assert (first.settlement.done, DOUBTFUL in first.settlement.why) == (False, True)
        assert unread_yet(found) == (CODES[0],)


@pytest.mark.parametrize("way", Way)
def test_a_mark_goes_where_the_cabinet_brought_the_number_back_itself(world: World, way: Way) -> None:
    world.edit(CODES[0])
    world.drifts(way=Way.RESTORE)
    world.edit(CODES[0], timeout=16)
    assert world.drifts()[0].detail == MARKED_IN_VAIN
    found = world.drifts(way=way)
    assert (results(found), found[0].detail, found[0].settlement) == ([SYNC] * 6, UNMARKED, None)
    assert read_record(world.backend).numbers[NumberCode(CODES[0])].restore is None
    assert world.drifts()[0].detail == ""


def test_an_application_that_is_given_up_leaves_its_numbers_unread(world: World) -> None:
    rules = [{"kind": "status", "status": 429, "retry_after": 3600, "method": "GetAttributes"}]
    world.faults.replace(rules)
    found = world.drifts()
    assert results(found) == [UNREAD] * 6
    assert any("given up for this run" in one.detail for one in found)
    assert not any("apply again" in one.detail for one in found)
    assert unread_yet(found) == ()


def test_a_number_that_is_not_recorded_is_wrong_usage(world: World) -> None:
    with pytest.raises(UsageError, match="does not have 74991112240"), world.check(numbers=[NumberCode(74991112240)]):
        pass
    many = [NumberCode(74960000000 + index) for index in range(12)]
    with pytest.raises(UsageError, match="and 2 others"), world.check(numbers=many):
        pass
