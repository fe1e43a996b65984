"""Moving a record: everything arrives, nothing newer or other is overwritten, and a move that was cut off goes on."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.boxes import Boxes
from support.record import AT, CREATED, entry, intent, run_of, settled, snapshot_of, started
from support.strategies import CODES

from reconciler.errors import (
    ConfigurationError,
    ConflictError,
    DamagedError,
    ForeignLineageError,
    NewerFormatError,
    RefusedError,
    StateError,
)
from reconciler.model.identifiers import Lineage, RunId
from reconciler.model.recorded import Recorded
from reconciler.state.backend import Backend, Contents, Position
from reconciler.state.journal import Created, Ended, JournalEntry, Keyed, encoded
from reconciler.state.memory import Box, MemoryBackend
from reconciler.state.moving import bring, whole
from reconciler.state.parcel import Parcel, packed, unpacked
from reconciler.state.record import Ledger, read_record
from reconciler.state.snapshot import encoded_snapshot

A, B, C = CODES[:3]


def told(*entries: JournalEntry) -> list[bytes]:
    return [encoded(item) for item in entries]


def applied(code: int, name: str = "run-1") -> list[bytes]:
    """Answer the entries of a run that added a number."""
    number = CODES[code]
    return told(started(name), intent(number, None, entry(number), run=name), settled(number, "applied", run=name))


def write(backend: Backend, *parts: Sequence[bytes], fold: int | None = None) -> Backend:
    """Append parts one after the other, and fold everything after so many of them."""
    position = backend.head()
    for count, part in enumerate(parts, start=1):
        position = backend.append(part, after=position)
        if count == fold:
            recorded = read_record(backend)
            position = backend.compact(encoded_snapshot(snapshot_of(recorded)), through=position)
    return backend


def a_record(backend: Backend | None = None, *, runs: int = 3, fold: int | None = 2) -> Backend:
    parts = [told(CREATED) + applied(0, "run-0"), *(applied(number, f"run-{number}") for number in range(1, runs))]
    return write(backend or MemoryBackend(), *parts, fold=fold)


def through_a_file(backend: Backend) -> Parcel:
    return unpacked(b"".join(packed(whole(backend))), where="record.jsonl")


@pytest.mark.parametrize("fold", [None, 1, 2, 3])
def test_a_record_moves_to_every_kind_of_box_and_is_equal(boxes: Boxes, fold: int | None) -> None:
    source = a_record(fold=fold)
    target, other = boxes.fresh()
    moved = bring(through_a_file(source), target)
    assert (moved.before, moved.after, moved.entries) == (0, 10, 10)
    assert read_record(other) == read_record(source)
    assert list(other.history()) == list(source.history())
    back = MemoryBackend()
    bring(through_a_file(other), back)
    assert read_record(back) == read_record(source)
    assert list(back.history()) == list(source.history())


def test_a_second_push_changes_nothing(boxes: Boxes) -> None:
    target = boxes.fresh()[0]
    parcel = through_a_file(a_record())
    bring(parcel, target)
    position = target.head()
    assert bring(parcel, target).entries == 0
    assert target.head() == position


def test_an_earlier_moment_of_the_same_record_is_brought_up_to_date(boxes: Boxes) -> None:
    source = a_record(runs=2, fold=1)
    target = boxes.fresh()[0]
    bring(through_a_file(source), target)
    write(source, applied(2, "later"))
    moved = bring(through_a_file(source), target)
    assert (moved.before, moved.after, moved.entries) == (7, 10, 3)
    assert read_record(target) == read_record(source)
    assert list(target.history()) == list(source.history())


def test_an_older_file_never_takes_back_what_is_newer(boxes: Boxes) -> None:
    older = through_a_file(a_record(runs=2))
    target = a_record(boxes.fresh()[0], runs=3)
    before = (target.read(), list(target.history()))
    with pytest.raises(RefusedError, match="at serial 10, and the file is older, at 7"):
        bring(older, target)
    assert (target.read(), list(target.history())) == before


@pytest.mark.parametrize("runs", [2, 3])
def test_a_record_that_went_another_way_is_refused(runs: int) -> None:
    parcel = through_a_file(write(a_record(runs=2, fold=1), applied(5, "there"), applied(6, "there-too")))
    target = write(a_record(runs=2, fold=1), *(applied(7, f"here-{count}") for count in range(runs - 1)))
    before = target.read()
    with pytest.raises(RefusedError, match="went another way") as caught:
        bring(parcel, target)
    assert "reconciler history" in caught.value.advice
    assert target.read() == before


def test_another_record_is_never_overwritten(boxes: Boxes) -> None:
    target = boxes.fresh()[0]
    foreign = Created(lineage=Lineage("another"), hmac_key="ff", at=AT)
    write(target, told(foreign))
    before = target.read()
    with pytest.raises(ForeignLineageError, match=r"holds another record \(another\)"):
        bring(through_a_file(a_record()), target)
    assert target.read() == before


def a_long_journal() -> list[bytes]:
    """Answer the entries of runs that ended, long enough to be folded."""
    names = [f"run-{number}" for number in range(60)]
    runs = [[*applied(turn % 7, name), *told(Ended(run=RunId(name), at=AT))] for turn, name in enumerate(names)]
    return [*told(CREATED), *(line for run in runs for line in run)]


@pytest.mark.parametrize("behind", range(5))
def test_a_record_that_is_pulled_in_the_middle_of_a_run_and_again_after_it_is_equal(behind: int) -> None:
    before = a_long_journal()
    run = [*applied(8, "at-work"), *told(Ended(run=RunId("at-work"), at=AT))]
    source = write(MemoryBackend(), before + run[:behind])
    target = MemoryBackend()
    bring(through_a_file(source), target)
    assert read_record(target) == read_record(source)
    assert (target.read().snapshot is None) == (0 < behind < len(run)), "what a run is in the middle of is not folded"
    write(source, run[behind:])
    bring(through_a_file(source), target)
    assert read_record(target) == read_record(source)
    assert list(target.history()) == list(source.history())


def test_where_histories_have_nothing_in_common_nobody_is_said_to_have_gone_another_way() -> None:
    parcel = through_a_file(without_beginning(7))
    whole_one = a_record(runs=1, fold=None)
    box = Box(snapshot=encoded_snapshot(snapshot_of(read_record(whole_one))))
    with pytest.raises(RefusedError, match="cannot be proven"):
        bring(parcel, MemoryBackend(box))


def test_a_file_whose_first_line_tells_of_another_record_than_it_holds_is_refused() -> None:
    parcel = replace(through_a_file(a_record()), serial=11)
    with pytest.raises(DamagedError, match="holds serial 10"):
        bring(parcel, MemoryBackend())


# ── histories that lack their beginning, and moves that were cut off ──


def without_beginning(lost: int) -> Backend:
    """Answer a record whose history has lost its oldest entries, as a folder does whose history was tidied away."""
    whole_one = a_record(runs=3, fold=2)
    box = Box(snapshot=whole_one.read().snapshot, entries=list(whole_one.read().entries))
    box.folded = list(whole_one.history())[lost:7]
    return MemoryBackend(box)


@pytest.mark.parametrize("lost", [1, 4, 7])
def test_a_record_without_its_oldest_history_moves_with_what_there_is(boxes: Boxes, lost: int) -> None:
    source = without_beginning(lost)
    parcel = through_a_file(source)
    assert parcel.missing == lost
    target = boxes.fresh()[0]
    bring(parcel, target)
    assert read_record(target) == read_record(source)
    assert list(target.history()) == list(source.history())
    assert bring(parcel, target).entries == 0


@dataclass(slots=True)
class Cut:
    """A box whose line is cut after so many writes."""

    box: MemoryBackend
    writes: int
    address: str = field(default="memory:", init=False)

    def read(self) -> Contents:
        return self.box.read()

    def head(self) -> Position:
        return self.box.head()

    def history(self) -> Iterator[bytes]:
        return self.box.history()

    def append(self, entries: Sequence[bytes], *, after: Position) -> Position:
        return self._writing(lambda: self.box.append(entries, after=after))

    def compact(self, snapshot: bytes, *, through: Position) -> Position:
        return self._writing(lambda: self.box.compact(snapshot, through=through))

    def _writing(self, write: Callable[[], Position]) -> Position:
        if self.writes == 0:
            raise StateError("the line is cut.")
        self.writes -= 1
        return write()


def seen(backend: Backend) -> int | str:
    """Answer the serial that a reader sees, or what it is told to do."""
    try:
        return read_record(backend).serial
    except DamagedError as error:
        return "run `state push` again" if "state push" in error.advice else error.sentence


@pytest.mark.parametrize("writes", [0, 1, 2])
@pytest.mark.parametrize("lost", [0, 1, 7])
def test_a_push_that_was_cut_off_is_unreadable_or_whole_and_the_next_one_goes_on(lost: int, writes: int) -> None:
    source = without_beginning(lost)
    parcel = through_a_file(source)
    target = MemoryBackend()
    with suppress(StateError):
        bring(parcel, Cut(target, writes))  # type: ignore[arg-type]  # a push takes no lock itself
    # What can be read is nothing, or the record at its last fold, or the whole of it: never half of something.
    assert seen(target) in {0, 7, 10} | {"run `state push` again"}
    bring(parcel, target)
    assert read_record(target) == read_record(source)
    assert list(target.history()) == list(source.history())


# ── reading a record whole ──


def test_where_there_is_no_record_there_is_nothing_to_pull() -> None:
    with pytest.raises(StateError, match="There is no record at memory:"):
        whole(MemoryBackend())


class Busy(MemoryBackend):
    """A box to which somebody writes whenever its history is read, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def history(self) -> Iterator[bytes]:
        entries = list(super().history())
        if self.times:
            self.times -= 1
            self.append(told(started(f"busy-{self.times}")), after=self.head())
        return iter(entries)


def test_a_record_is_read_as_of_one_moment() -> None:
    busy = Busy(2)
    a_record(busy)
    assert whole(busy).serial == read_record(busy).serial == 12


def test_a_record_that_changes_each_time_is_told_so() -> None:
    busy = Busy(99)
    a_record(busy)
    with pytest.raises(ConflictError, match="each of the 3 times"):
        whole(busy)


# ── the file ──

lines = st.lists(st.binary(max_size=20).map(lambda data: b"{" + data.replace(b"\n", b"")), max_size=4).map(tuple)
parcels = st.builds(
    lambda folded, snapshot, entries, lost: Parcel(
        lineage=Lineage("l"),
        serial=(len(folded) + lost if snapshot is not None else 0) + len(entries),
        folded=folded if snapshot is not None else (),
        snapshot=snapshot,
        entries=entries,
    ),
    lines,
    st.none() | st.binary(max_size=40) | st.just(b'{\n{"kind":"end"}\n{"kind":"snapshot"}\n'),
    lines,
    st.integers(0, 3),
)


@given(parcels)
def test_what_was_packed_is_unpacked(parcel: Parcel) -> None:
    assert unpacked(b"".join(packed(parcel)), where="f") == parcel


@given(st.data())
def test_a_file_of_which_a_part_is_missing_or_changed_is_refused(data: st.DataObject) -> None:
    whole_one = b"".join(packed(whole(a_record())))
    at = data.draw(st.integers(0, len(whole_one) - 2))  # the last line feed says nothing
    spoilt = data.draw(
        st.sampled_from(
            [whole_one[:at], whole_one[:at] + b"~" + whole_one[at + 1 :], whole_one[:at] + whole_one[at + 1 :]]
        )
    )
    if spoilt != whole_one:
        with pytest.raises((ConfigurationError, NewerFormatError)):
            unpacked(spoilt, where="f")


def test_a_file_of_a_newer_version_is_told_so() -> None:
    parts = list(packed(whole(a_record())))
    newer = parts[0].replace(b'"format_version":1', b'"format_version":2')
    import hashlib  # noqa: PLC0415 - a whole file of the newer version

    body = b"".join([newer, *parts[1:-1]])
    end = re.sub(rb'"sha256":"\w+"', b'"sha256":"%b"' % hashlib.sha256(body).hexdigest().encode(), parts[-1])
    with pytest.raises(NewerFormatError, match="'f': the record has format 2"):
        unpacked(body + end, where="f")


# ── the key of secrets' fingerprints ──


def test_a_lost_key_is_made_anew_by_the_next_run_that_writes() -> None:
    backend = write(MemoryBackend(), told(Created(lineage=Lineage("l"), hmac_key="", at=AT)) + applied(0))
    assert read_record(backend).hmac_key == b""
    ledger = Ledger(backend=backend, run=run_of("next"), now=lambda: AT)
    opened: Recorded = ledger.open(new_lineage=lambda: Lineage("never"), new_key=lambda size: b"k" * size)
    assert opened.hmac_key == b"k" * 32
    assert read_record(backend).hmac_key == b"", "a run that writes nothing changes nothing"
    ledger.begin()
    assert read_record(backend).hmac_key == b"k" * 32
    assert told(Keyed(hmac_key=(b"k" * 32).hex(), at=AT))[0] in backend.read().entries
