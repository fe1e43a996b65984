"""What every backend promises, proved on each of them with two clients of one box."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import writer
from support.boxes import KINDS, Boxes, Clients

from reconciler.errors import ConflictError, LockLostError
from reconciler.model.identifiers import RunId
from reconciler.state.backend import Backend, Holder, Position


def a_holder(name: str, *, counter: int = 0) -> Holder:
    return Holder(
        id=RunId(name),
        owner="Ольга",
        host="runner-7",
        pid=4711,
        run_url="https://ci.example.com/runs/1",
        since=datetime(2026, 7, 25, 12, 0, 0, 123456, tzinfo=UTC),
        seconds=60.0,
        counter=counter,
    )


# ── reading and writing ──


def test_a_box_that_nobody_wrote_to_is_empty(box: Backend) -> None:
    contents = box.read()
    assert (contents.snapshot, contents.entries) == (None, ())
    assert contents.position == box.head()
    assert list(box.history()) == []
    assert box.holder() is None


def test_what_one_client_appends_the_other_reads(clients: Clients) -> None:
    one, two = clients
    position = one.append(["Приёмная ☎".encode(), b"", b"\x00\xff\r\t{}"], after=one.head())
    assert two.read().entries == ("Приёмная ☎".encode(), b"", b"\x00\xff\r\t{}")
    assert two.read().position == two.head() == one.head() == position


def test_appends_stand_one_after_the_other(box: Backend) -> None:
    first = box.append([b"1", b"2"], after=box.head())
    second = box.append([b"3"], after=first)
    assert first != second
    assert box.read().entries == (b"1", b"2", b"3")


def test_a_writer_that_comes_too_late_is_refused_and_changes_nothing(clients: Clients) -> None:
    one, two = clients
    empty = two.head()
    one.append([b"first"], after=one.head())
    with pytest.raises(ConflictError, match="Somebody else wrote"):
        two.append([b"second"], after=empty)
    with pytest.raises(ConflictError):
        two.compact(b"{}", through=empty)
    assert one.read().entries == (b"first",)
    assert one.read().snapshot is None


def test_a_position_of_another_box_is_refused(box: Backend) -> None:
    for foreign in ("nonsense", "999:1", "f" * 40, "--all"):
        with pytest.raises(ConflictError):
            box.append([b"entry"], after=Position(foreign))
    assert box.read().entries == ()


def test_appending_nothing_writes_nothing_and_is_still_a_fence(clients: Clients) -> None:
    one, two = clients
    empty = one.head()
    assert one.append([], after=empty) == empty == one.head()
    two.append([b"x"], after=empty)
    with pytest.raises(ConflictError):
        one.append([], after=empty)


def test_an_entry_with_a_line_feed_is_a_mistake_of_the_program(box: Backend) -> None:
    with pytest.raises(ValueError, match="line feed"):
        box.append([b"two\nlines"], after=box.head())
    assert box.read().entries == ()


def test_a_thousand_entries_come_back_in_their_order(box: Backend) -> None:
    entries = tuple(b'{"n":%d}' % number for number in range(1000))
    box.append(entries, after=box.head())
    assert box.read().entries == entries
    assert tuple(box.history()) == entries


def test_two_clients_that_append_the_same_at_once_do_not_both_succeed(clients: Clients) -> None:
    start = threading.Barrier(2)
    results: list[str] = []

    def append(client: Backend, after: Position) -> None:
        start.wait()
        try:
            client.append([b"the very same"], after=after)
        except ConflictError:
            results.append("refused")
        else:
            results.append("written")

    empty = clients[0].head()
    threads = [threading.Thread(target=append, args=(client, empty)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["refused", "written"]
    assert clients[0].read().entries == (b"the very same",)


def test_a_hundred_thousand_entries_are_one_record(box: Backend) -> None:
    entries = [b'{"kind":"outcome","n":%d}' % number for number in range(100_000)]
    position = box.head()
    for start in range(0, len(entries), 20_000):
        position = box.append(entries[start : start + 20_000], after=position)
    assert list(box.read().entries) == entries
    folded = box.compact(b"{}", through=position)
    assert (box.read().entries, box.head()) == ((), folded)
    box.append([b"the next"], after=folded)
    assert list(box.history()) == [*entries, b"the next"]


# What is in the memory of one process ends with it.
@pytest.mark.parametrize("boxes", [kind for kind in KINDS if kind != "memory"], indirect=True)
def test_a_writer_that_is_killed_leaves_whole_appends_and_all_that_were_confirmed(boxes: Boxes) -> None:
    assert boxes.spot is not None
    for confirmed in (1, 2, 5):
        spot = boxes.spot()
        command = [sys.executable, writer.__file__, spot.url, str(spot.folders[0])]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ)
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(confirmed)]
        process.send_signal(signal.SIGKILL)
        told += process.stdout.readlines()
        process.wait()
        process.stdout.close()
        found = spot.clients()[1].read().entries
        assert len(found) >= len(told) * writer.LINES
        assert found == tuple(line for number in range(len(found) // writer.LINES) for line in writer.entries(number))
        client = spot.clients()[1]
        client.append([b"the next writer"], after=client.head())
        assert client.read().entries == (*found, b"the next writer")


# ── compaction ──


def test_a_snapshot_replaces_the_entries_and_they_become_history(clients: Clients) -> None:
    one, two = clients
    position = one.append([b"1", b"2"], after=one.head())
    folded = one.compact(b'{"sum":\n3}\n', through=position)
    assert folded != position
    contents = two.read()
    assert (contents.snapshot, contents.entries, contents.position) == (b'{"sum":\n3}\n', (), folded)
    again = two.append([b"4"], after=folded)
    two.compact(b"\x00", through=again)
    assert one.read().snapshot == b"\x00"
    assert list(one.history()) == [b"1", b"2", b"4"]


def test_an_empty_box_can_be_compacted(box: Backend) -> None:
    empty = box.head()
    first = box.compact(b"", through=empty)
    second = box.compact(b"new", through=first)
    assert len({empty, first, second}) == 3
    assert box.read().snapshot == b"new"
    box.append([b"1"], after=second)
    assert list(box.history()) == [b"1"]


lines = st.lists(st.binary(max_size=30).map(lambda data: data.replace(b"\n", b"\r")), max_size=4).map(tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    client: int
    entries: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compact:
    client: int
    snapshot: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    client: int


who = st.integers(0, 1)
steps = st.lists(
    st.builds(Append, client=who, entries=lines)
    | st.builds(Compact, client=who, snapshot=st.binary(max_size=30))
    | st.builds(Read, client=who),
    max_size=12,
)


def test_any_order_of_steps_does_what_a_list_in_memory_does(boxes: Boxes) -> None:
    @settings(max_examples=boxes.examples, deadline=None)
    @given(steps)
    def law(taken: list[Append | Compact | Read]) -> None:
        clients = boxes.fresh()
        known = [client.head() for client in clients]
        snapshot: bytes | None = None
        entries: list[bytes] = []
        ever: list[bytes] = []
        seen: dict[Position, tuple[bytes | None, tuple[bytes, ...]]] = {known[0]: (None, ())}
        for step in taken:
            client = clients[step.client]
            before, current = known[step.client], clients[1 - step.client].head()
            try:
                match step:
                    case Append():
                        known[step.client] = client.append(step.entries, after=known[step.client])
                        entries += step.entries
                        ever += step.entries
                    case Compact():
                        known[step.client] = client.compact(step.snapshot, through=known[step.client])
                        snapshot, entries = step.snapshot, []
                    case Read():
                        known[step.client] = client.read().position
            except ConflictError:
                assert before != current
            else:
                assert before == current or isinstance(step, Read)
            contents = client.read()
            assert (contents.snapshot, contents.entries) == (snapshot, tuple(entries))
            assert seen.setdefault(contents.position, (snapshot, tuple(entries))) == (snapshot, tuple(entries))
        assert list(clients[0].history()) == list(clients[1].history()) == ever

    law()


# ── the lock ──


def test_a_lock_is_taken_seen_renewed_and_given_back(clients: Clients) -> None:
    one, two = clients
    assert one.acquire(a_holder("A"), replacing=None)
    assert one.holder() == two.holder() == a_holder("A")
    renewed = one.renew(a_holder("A"))
    assert renewed == two.holder() == a_holder("A", counter=1)
    one.release(renewed)
    assert two.holder() is None


def test_a_held_lock_is_not_taken(clients: Clients) -> None:
    one, two = clients
    assert one.acquire(a_holder("A"), replacing=None)
    assert not two.acquire(a_holder("B"), replacing=None)
    assert not two.acquire(a_holder("B"), replacing=a_holder("C"))
    assert two.holder() == a_holder("A")


def test_a_lock_that_was_renewed_since_it_was_seen_is_not_taken_over(clients: Clients) -> None:
    one, two = clients
    one.acquire(a_holder("A"), replacing=None)
    seen = two.holder()
    one.renew(a_holder("A"))
    assert not two.acquire(a_holder("B"), replacing=seen)
    assert two.acquire(a_holder("B"), replacing=two.holder())


def test_whoever_lost_the_lock_learns_it_at_the_next_renewal_and_cannot_free_it(clients: Clients) -> None:
    one, two = clients
    one.acquire(a_holder("A"), replacing=None)
    assert two.acquire(a_holder("B"), replacing=a_holder("A"))
    with pytest.raises(LockLostError, match="lock B"):
        one.renew(a_holder("A"))
    one.release(a_holder("A"))
    assert one.holder() == a_holder("B")
    two.release(a_holder("B"))
    with pytest.raises(LockLostError, match="free"):
        two.renew(a_holder("B"))


def test_a_lock_of_which_we_know_an_old_counter_is_still_ours(box: Backend) -> None:
    box.acquire(a_holder("A"), replacing=None)
    box.renew(a_holder("A"))
    assert box.renew(a_holder("A")).counter == 2
    box.release(a_holder("A"))
    assert box.holder() is None


def test_freeing_a_free_lock_does_nothing(box: Backend) -> None:
    box.release(a_holder("A"))
    assert box.holder() is None


def test_a_heartbeat_does_not_move_the_position(clients: Clients) -> None:
    one, two = clients
    one.acquire(a_holder("A"), replacing=None)
    position = one.append([b"1"], after=one.head())
    one.renew(a_holder("A"))
    assert two.head() == position
    assert one.append([b"2"], after=position) == two.head()


def test_of_two_that_take_a_free_lock_at_once_one_gets_it(clients: Clients) -> None:
    start = threading.Barrier(2)
    taken: list[bool] = []

    def take(client: Backend, name: str) -> None:
        start.wait()
        taken.append(client.acquire(a_holder(name), replacing=None))

    threads = [threading.Thread(target=take, args=pair) for pair in zip(clients, "AB", strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False, True]


moves = st.lists(st.tuples(who, st.sampled_from(["look", "acquire", "renew", "release"])), max_size=12)


def test_any_order_of_lock_steps_does_what_one_variable_does(boxes: Boxes) -> None:
    @settings(max_examples=boxes.examples, deadline=None)
    @given(moves)
    def law(taken: list[tuple[int, str]]) -> None:
        clients = boxes.fresh()
        seen: list[Holder | None] = [None, None]
        lock: Holder | None = None
        for number, step in taken:
            client, ours = clients[number], a_holder("AB"[number])
            held = lock is not None and lock.id == ours.id
            match step:
                case "look":
                    seen[number] = client.holder()
                case "acquire":
                    fits = lock == seen[number]
                    assert client.acquire(ours, replacing=seen[number]) == fits
                    lock = ours if fits else lock
                case "renew" if held and lock is not None:
                    lock = replace(lock, counter=lock.counter + 1)
                    assert client.renew(ours) == lock
                case "renew":
                    with pytest.raises(LockLostError):
                        client.renew(ours)
                case _:
                    client.release(ours)
                    lock = None if held else lock
            assert clients[1 - number].holder() == lock

    law()


def test_the_windows_and_the_address_are_told(box: Backend) -> None:
    assert box.address.partition(":")[0] in {"memory", "file", "git", "s3", "postgresql"}
    assert (box.windows.size is None) == (box.windows.flush_seconds > 0)
