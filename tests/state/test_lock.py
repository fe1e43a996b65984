"""The lock: taken, watched, taken over, kept alive and given back, by a clock that a test moves."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reconciler.errors import LockHeldError, LockLostError, RefusedError, StateError
from reconciler.model.identifiers import RunId
from reconciler.state.backend import Holder
from reconciler.state.lock import Lease, hold, process_lives, pulse, unlock
from reconciler.state.memory import Box, MemoryBackend


def a_holder(name: str, *, host: str = "here", pid: int = 1) -> Holder:
    return Holder(
        id=RunId(name),
        owner=f"owner of {name}",
        host=host,
        pid=pid,
        run_url=f"https://ci.example.com/{name}",
        since=datetime(2026, 7, 25, 12, tzinfo=UTC),
        seconds=90.0,
    )


OURS = a_holder("ours")
THEIRS = a_holder("theirs", host="elsewhere")


class Time:
    """A clock that only `sleep` moves, doing while it sleeps what the world does meanwhile."""

    def __init__(self, meanwhile: Callable[[float], object] = lambda _: None) -> None:
        self.now = 1000.0
        self.meanwhile = meanwhile

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.meanwhile(self.now - 1000.0)


class Unreachable(MemoryBackend):
    """A box that can be put out of reach, or that does what it is told and loses the answer."""

    def __init__(self, box: Box) -> None:
        super().__init__(box)
        self.is_down = False
        self.loses_answers = False

    def acquire(self, holder: Holder, *, replacing: Holder | None) -> bool:
        self._fail_if_down()
        taken = super().acquire(holder, replacing=replacing)
        if self.loses_answers:
            raise StateError("The answer was lost.")
        return taken

    def renew(self, holder: Holder) -> Holder:
        self._fail_if_down()
        return super().renew(holder)

    def release(self, holder: Holder) -> None:
        self._fail_if_down()
        super().release(holder)

    def _fail_if_down(self) -> None:
        if self.is_down:
            raise StateError("The network is down.")


@contextmanager
def no_heartbeat(_: Lease) -> Iterator[None]:
    yield


def taken_by_us(box: MemoryBackend, time: Time, *, alive: Callable[[int], bool] = lambda _: True) -> Lease:
    """Take the lock and answer the lease; the block ends before it could matter."""
    with hold(box, OURS, clock=time.clock, sleep=time.sleep, alive=alive, heartbeat=no_heartbeat) as lease:
        assert box.holder() == lease.holder
        lease.check()
        return lease


@pytest.fixture
def box() -> Unreachable:
    return Unreachable(Box())


# ── taking ──


def test_a_free_lock_is_taken_at_once_and_freed_at_the_end(box: Unreachable) -> None:
    time = Time()
    taken_by_us(box, time)
    assert time.now == 1000.0
    assert box.holder() is None


def test_a_lock_whose_counter_moves_is_held_and_the_message_says_by_whom(box: Unreachable) -> None:
    box.acquire(THEIRS, replacing=None)
    time = Time(lambda passed: box.renew(THEIRS) if passed >= 30 else None)
    with pytest.raises(LockHeldError) as caught:
        taken_by_us(box, time)
    assert time.now - 1000.0 <= 40
    assert caught.value.message == (
        "Another run is writing to the record memory:: owner of theirs on elsewhere "
        "(process 1, https://ci.example.com/theirs) since 2026-07-25T12:00:00+00:00, lock theirs."
    )
    assert caught.value.advice.endswith("reconciler state unlock theirs")
    assert box.holder() == replace(THEIRS, counter=1)


def test_a_lock_that_stands_still_for_its_time_to_live_is_taken_over(box: Unreachable) -> None:
    box.acquire(THEIRS, replacing=None)
    time = Time()
    taken_by_us(box, time)
    assert 90 <= time.now - 1000.0 <= 101


def test_a_lock_is_not_taken_over_before_its_time_to_live_has_passed(box: Unreachable) -> None:
    box.acquire(THEIRS, replacing=None)
    time = Time(lambda passed: box.renew(THEIRS) if 80 <= passed < 90 else None)
    with pytest.raises(LockHeldError):
        taken_by_us(box, time)


def test_a_lock_that_is_freed_while_we_watch_is_taken(box: Unreachable) -> None:
    box.acquire(THEIRS, replacing=None)
    time = Time(lambda _: box.release(THEIRS))
    taken_by_us(box, time)
    assert time.now - 1000.0 == 10


def test_a_lock_that_somebody_else_takes_over_while_we_watch_is_held(box: Unreachable) -> None:
    box.acquire(THEIRS, replacing=None)
    another = a_holder("another", host="third")
    time = Time(lambda _: box.acquire(another, replacing=THEIRS))
    with pytest.raises(LockHeldError, match="owner of another"):
        taken_by_us(box, time)


def test_who_is_overtaken_at_the_take_over_sees_that_the_lock_is_held() -> None:
    another = a_holder("another", host="third")

    class Overtaken(MemoryBackend):
        def acquire(self, holder: Holder, *, replacing: Holder | None) -> bool:
            super().acquire(another, replacing=THEIRS)
            return super().acquire(holder, replacing=replacing)

    shared = Box(lock=THEIRS)
    with pytest.raises(LockHeldError, match="owner of another"):
        taken_by_us(Overtaken(shared), Time())
    assert shared.lock == another


def test_a_holder_on_this_host_whose_process_is_gone_is_stale_at_once(box: Unreachable) -> None:
    box.acquire(a_holder("dead", pid=4711), replacing=None)
    time = Time()
    taken_by_us(box, time, alive=lambda pid: pid != 4711)
    assert time.now == 1000.0


def test_a_process_of_another_host_is_not_looked_for_here(box: Unreachable) -> None:
    box.acquire(THEIRS, replacing=None)
    time = Time()
    taken_by_us(box, time, alive=lambda _: False)
    assert time.now - 1000.0 >= 90


def test_a_lock_with_our_own_id_is_ours_and_its_counter_moves(box: Unreachable) -> None:
    box.acquire(OURS, replacing=None)
    assert taken_by_us(box, Time()).holder.counter == 1


def test_a_lock_that_was_taken_while_the_answer_was_lost_is_ours(box: Unreachable) -> None:
    box.loses_answers = True
    taken_by_us(box, Time())
    assert box.holder() is None


def test_a_lock_that_could_not_be_taken_is_the_trouble_it_is(box: Unreachable) -> None:
    box.is_down = True
    with pytest.raises(StateError, match="network is down"):
        taken_by_us(box, Time())


# ── keeping ──


def a_lease(box: MemoryBackend, time: Time) -> Lease:
    assert box.acquire(OURS, replacing=None)
    return Lease(box, OURS, clock=time.clock, confirmed_at=time.now)


def test_each_beat_moves_the_counter(box: Unreachable) -> None:
    lease = a_lease(box, Time())
    lease.beat()
    lease.beat()
    assert box.holder() == lease.holder == replace(OURS, counter=2)


def test_a_lease_that_somebody_took_over_is_lost_for_good(box: Unreachable) -> None:
    lease = a_lease(box, Time())
    box.acquire(THEIRS, replacing=OURS)
    lease.check()
    lease.beat()
    with pytest.raises(LockLostError, match="owner of theirs on elsewhere"):
        lease.check()
    box.release(THEIRS)
    lease.beat()
    with pytest.raises(LockLostError):
        lease.check()


def test_trouble_is_tried_again_until_the_time_to_live_has_passed(box: Unreachable) -> None:
    time = Time()
    lease = a_lease(box, time)
    box.is_down = True
    time.sleep(60)
    lease.beat()
    lease.check()
    box.is_down = False
    lease.beat()
    time.sleep(89)
    lease.check()
    box.is_down = True
    lease.beat()
    time.sleep(1)
    with pytest.raises(LockLostError, match=r"for 90 seconds.*The network is down"):
        lease.check()


def test_the_time_runs_from_the_beginning_of_a_renewal() -> None:
    time = Time()

    class Slow(MemoryBackend):
        def renew(self, holder: Holder) -> Holder:
            time.sleep(50)
            return super().renew(holder)

    shared = Box()
    lease = a_lease(Slow(shared), time)
    lease.beat()
    time.sleep(39)
    lease.check()
    time.sleep(1)
    with pytest.raises(LockLostError, match="no renewal has ended yet"):
        lease.check()


def test_the_pulse_beats_three_times_in_a_time_to_live_until_it_is_over(box: Unreachable) -> None:
    lease = a_lease(box, Time())
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) > 2

    pulse(lease, wait)
    assert waits == [30.0, 30.0, 30.0]
    assert lease.holder.counter == 2


def test_the_pulse_ends_when_the_lock_is_lost(box: Unreachable) -> None:
    lease = a_lease(box, Time())
    box.acquire(THEIRS, replacing=OURS)
    pulse(lease, lambda _: False)
    assert lease.is_lost


def test_a_real_thread_keeps_the_lease_alive_and_is_gone_afterwards() -> None:
    renewed = threading.Event()

    class Told(MemoryBackend):
        def renew(self, holder: Holder) -> Holder:
            moved = super().renew(holder)
            renewed.set()
            return moved

    before = threading.active_count()
    box = Told()
    # The clock stands still, so that no pause of this machine can make the lease look lost.
    with hold(box, replace(OURS, seconds=0.03), clock=lambda: 0.0) as lease:
        assert renewed.wait(60)
        lease.check()
    assert box.holder() is None
    assert threading.active_count() == before


# ── giving back ──


def test_the_lock_is_freed_also_when_the_body_fails(box: Unreachable) -> None:
    with pytest.raises(RuntimeError, match="the body"), hold(box, OURS, heartbeat=no_heartbeat):
        raise RuntimeError("the body")
    assert box.holder() is None


def test_a_lock_that_cannot_be_freed_hides_nothing_and_fails_nothing(box: Unreachable) -> None:
    def fail() -> None:
        box.is_down = True
        raise RuntimeError("the body")

    with pytest.raises(RuntimeError, match="the body"), hold(box, OURS, heartbeat=no_heartbeat):
        fail()
    box.is_down = False
    with hold(box, OURS, heartbeat=no_heartbeat) as lease:
        box.is_down = True
    assert lease.left_behind is not None
    assert lease.left_behind.message == "The network is down."


def test_a_lock_that_was_lost_is_left_to_its_new_holder(box: Unreachable) -> None:
    with hold(box, OURS, heartbeat=no_heartbeat) as lease:
        box.acquire(THEIRS, replacing=OURS)
    assert lease.left_behind is None
    assert box.holder() == THEIRS


# ── unlocking by hand ──


def test_a_person_removes_the_lock_that_they_name(box: Unreachable) -> None:
    box.acquire(THEIRS, replacing=None)
    assert unlock(box, RunId("theirs")) == THEIRS
    assert box.holder() is None


def test_another_lock_than_the_named_one_stays(box: Unreachable) -> None:
    box.acquire(THEIRS, replacing=None)
    with pytest.raises(RefusedError, match=r"locked by another run.*owner of theirs") as caught:
        unlock(box, RunId("ours"))
    assert caught.value.advice.endswith("reconciler state unlock theirs")
    assert box.holder() == THEIRS


def test_a_free_lock_cannot_be_unlocked(box: Unreachable) -> None:
    with pytest.raises(RefusedError, match="not locked"):
        unlock(box, RunId("ours"))


# ── processes ──


def test_a_process_that_ended_does_not_live_and_ours_does() -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as ended:
        ended.wait()
    assert not process_lives(ended.pid)
    assert process_lives(threading.get_native_id())
    assert process_lives(1)


def test_a_process_of_another_user_lives() -> None:
    asked = "import os; from reconciler.state.lock import process_lives; os.getuid() or os.setuid(65534); {}"
    code = asked.format("print(process_lives(1))")
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "True\n"


def test_a_number_that_would_mean_a_group_is_never_asked_about() -> None:
    assert process_lives(0)
    assert process_lives(-1)


def test_a_number_that_no_process_can_have_does_not_live() -> None:
    assert not process_lives(2**70)
