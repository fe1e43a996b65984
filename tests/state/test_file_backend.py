"""The record in a folder: torn ends, damage, kills at every step, modes, and disks that refuse."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import ConflictError, DamagedError, NewerFormatError, StateError
from reconciler.model.identifiers import RunId
from reconciler.state import frames, layout
from reconciler.state.backend import Holder, Position
from reconciler.state.file import FileBackend

HOLDER = Holder(
    id=RunId("A"),
    owner="olga",
    host="runner-7",
    pid=4711,
    run_url=None,
    since=datetime(2026, 7, 25, tzinfo=UTC),
    seconds=60.0,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".reconciler" / "state"


def filled(folder: Path) -> FileBackend:
    """A box with a snapshot, folded entries 1 and 2, and entries 3 and 4 in the journal."""
    box = FileBackend(folder)
    position = box.append([b"1", b"2"], after=box.head())
    position = box.compact(b'{"snapshot":"old"}', through=position)
    position = box.append([b"3"], after=position)
    box.append([b"4"], after=position)
    return box


# ── files and modes ──


def test_reading_makes_nothing(folder: Path) -> None:
    box = FileBackend(folder)
    box.read()
    box.head()
    list(box.history())
    box.holder()
    box.release(HOLDER)
    assert not folder.parent.exists()


def test_the_folder_holds_the_files_that_the_documentation_names(folder: Path) -> None:
    filled(folder).acquire(HOLDER, replacing=None)
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
    assert names == ["guard", "history", "history/000001.jsonl", "journal.jsonl", "lock.json", "snapshot.json"]


def test_only_the_owner_can_read_what_shows_numbers_of_employees(folder: Path) -> None:
    old = os.umask(0)
    try:
        filled(folder).acquire(HOLDER, replacing=None)
    finally:
        os.umask(old)
    for path in [folder.parent, folder, *folder.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


# ── torn ends and damage ──


def test_an_append_torn_at_any_byte_counts_not_at_all_and_the_next_one_goes_on(folder: Path) -> None:
    box = filled(folder)
    journal = folder / "journal.jsonl"
    whole, position = journal.read_bytes(), box.head()
    torn = frames.frame([b"5", b"6", b"7"])
    for length in range(len(torn)):
        journal.write_bytes(whole + torn[:length])
        assert box.head() == position
        assert box.read().entries == (b"3", b"4")
        assert box.read().position == position
        box.append([b"8"], after=position)
        assert box.read().entries == (b"3", b"4", b"8")
        assert list(box.history()) == [b"1", b"2", b"3", b"4", b"8"]


def test_a_first_append_torn_at_any_byte_counts_not_at_all(folder: Path) -> None:
    box = FileBackend(folder)
    empty = box.head()
    box.append([b"1", b"2"], after=empty)
    journal = folder / "journal.jsonl"
    whole = journal.read_bytes()
    for length in range(len(whole)):
        journal.write_bytes(whole[:length])
        assert box.head() == empty
        assert box.read().entries == ()
        box.append([b"3"], after=empty)
        assert list(box.history()) == [b"3"]


def test_a_torn_end_is_cut_off_before_the_journal_becomes_history(folder: Path) -> None:
    box = filled(folder)
    position = box.head()
    with (folder / "journal.jsonl").open("ab") as journal:
        journal.write(frames.frame([b"5", b"6"])[:-3])
    box.compact(b"new", through=position)
    assert list(box.history()) == [b"1", b"2", b"3", b"4"]


def test_whoever_knows_only_the_part_before_a_finished_write_is_refused(folder: Path) -> None:
    box = filled(folder)
    position = box.head()
    box.append([b"5"], after=position)
    with (folder / "journal.jsonl").open("ab") as journal:
        journal.write(b"torn")
    with pytest.raises(ConflictError):
        box.append([b"6"], after=position)
    assert box.read().entries == (b"3", b"4", b"5")


def test_damage_in_the_middle_names_file_and_line_and_says_what_to_do(folder: Path) -> None:
    box = filled(folder)
    journal = folder / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"0 3\n", b"0 9\n"))
    with pytest.raises(DamagedError) as caught:
        box.read()
    assert caught.value.message.startswith(f"{journal}, line 2: the line does not match its checksum")
    assert "Restore the folder from a backup" in caught.value.advice
    # The advice for those without a backup works: the line and all after it deleted leave a readable record.
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:1]))
    assert box.read().entries == ()
    box.append([b"5"], after=box.head())
    assert list(box.history()) == [b"1", b"2", b"5"]


def test_damage_in_the_history_is_told_by_the_history_alone(folder: Path) -> None:
    box = filled(folder)
    (folder / "history" / "000001.jsonl").write_bytes(b"something else\n")
    assert box.read().entries == (b"3", b"4")
    with pytest.raises(DamagedError, match=r"000001\.jsonl, line 1"):
        list(box.history())


@pytest.mark.parametrize("damage", [b"", b"{}", b"00000000 0 {}\n", b"\xff\n"])
def test_a_damaged_snapshot_is_told(folder: Path, damage: bytes) -> None:
    box = filled(folder)
    (folder / "snapshot.json").write_bytes(damage)
    for step in (box.read, box.head):
        with pytest.raises(DamagedError, match=r"snapshot\.json"):
            step()


def test_a_snapshot_that_lost_its_end_is_told(folder: Path) -> None:
    box = filled(folder)
    path = folder / "snapshot.json"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamagedError, match="checksum"):
        box.read()


@pytest.mark.parametrize(
    ("header", "error"),
    [
        (b'{"format":2,"segment":2}', NewerFormatError),
        (b'{"format":1,"segment":"2"}', DamagedError),
        (b'{"format":1}', DamagedError),
        (b"[]", DamagedError),
        (b"no header", DamagedError),
        (b'{"format":1,"segment":7}', DamagedError),
    ],
)
def test_a_journal_that_this_version_did_not_write_is_told(
    folder: Path, header: bytes, error: type[StateError]
) -> None:
    box = filled(folder)
    (folder / "journal.jsonl").write_bytes(frames.frame([header, b"entry"]))
    for step in (box.read, box.head):
        with pytest.raises(error, match=r"journal\.jsonl"):
            step()


def refused_by_every_step(box: FileBackend) -> DamagedError:
    """Answer the damage that reading tells; the position and a write must tell the same, and change nothing."""
    with pytest.raises(DamagedError) as caught:
        box.read()
    for step in (box.head, lambda: box.append([b"new"], after=Position("1:0"))):
        with pytest.raises(DamagedError) as again:
            step()
        assert again.value.sentence == caught.value.sentence
    return caught.value


HEADER = frames.frame([b'{"format":1,"segment":1}', b"1"]).partition(b"\n")[0]
NOT_A_TORN_HEADER = [
    b"hello world",
    b"\0" * 40,
    b"\xff\xfe\x80",
    b"\n",
    b"x",
    b"{",
    b"0000000 ",
    b"000000000",
    b"ABCDEF00",
    b"00000000 0",
    b"00000000 01 ",
    b"00000000 1 x",
    b'00000000 1 {"format":2',
    b'00000000 1 {"format":1,"segment":x',
    b'00000000 1 {"format":1,"segment":}',
    b'00000000 1 {"format":1,"segment":1}',
    b'00000000 1 {"format":1,"segment":' + b"1" * 300,
    b"00000000 " + b"1" * 5000,
    HEADER + b" ",
    HEADER + b"\r\n",
]


@pytest.mark.parametrize("contents", NOT_A_TORN_HEADER)
def test_a_first_line_that_we_cannot_have_begun_is_damage_and_not_an_empty_record(
    folder: Path, contents: bytes
) -> None:
    box = FileBackend(folder)
    folder.mkdir(parents=True)
    journal = folder / "journal.jsonl"
    journal.write_bytes(contents)
    damage = refused_by_every_step(box)
    assert damage.message.startswith(f"{journal}, line 1: ")
    assert "Restore the folder from a backup" in damage.advice
    assert "if the folder has no snapshot.json" in damage.advice
    assert "`reconciler import`" in damage.advice
    assert journal.read_bytes() == contents
    with pytest.raises(DamagedError, match="line 1"):
        list(box.history())


@given(st.binary(min_size=9, max_size=300).filter(lambda data: data[8:9] != b" "))
def test_random_bytes_are_never_an_empty_record(contents: bytes) -> None:
    for parse in (layout.parse_segment, layout.parse_segment_number):
        with pytest.raises(DamagedError, match="line 1"):
            parse(contents, where="journal.jsonl")


@given(st.integers(1, 10**9), st.integers(1, 12), st.data())
def test_every_beginning_of_a_first_write_is_an_empty_segment(number: int, entries: int, data: st.DataObject) -> None:
    whole = layout.start_segment(number, [b"entry"] * entries)
    torn = whole[: data.draw(st.integers(0, len(whole) - 1))]
    segment = layout.parse_segment(torn, where="journal.jsonl")
    assert (segment.entries, segment.length) == ((), 0)
    assert segment.number == (number if b"\n" in torn else None)
    assert layout.parse_segment_number(torn, where="journal.jsonl") == segment.number


def test_damage_in_the_first_line_after_a_snapshot_is_mended_as_the_advice_says(folder: Path) -> None:
    box = filled(folder)
    journal = folder / "journal.jsonl"
    journal.write_bytes(b"hello world")
    assert "delete this line and all lines after it" in refused_by_every_step(box).advice
    journal.write_bytes(b"")
    assert (box.read().snapshot, box.read().entries) == (b'{"snapshot":"old"}', ())
    box.append([b"5"], after=box.head())
    assert list(box.history()) == [b"1", b"2", b"5"]


def test_damage_behind_finished_writes_is_not_told_as_the_loss_of_the_record(folder: Path) -> None:
    box = filled(folder)
    with (folder / "journal.jsonl").open("ab") as journal:
        journal.write(b"something else\n")
    with pytest.raises(DamagedError, match="line 4") as caught:
        box.read()
    assert "import" not in caught.value.advice


@pytest.mark.parametrize("journal", ["kept", "empty", "removed"])
def test_a_lost_snapshot_is_told_by_the_history_and_nothing_is_written(folder: Path, journal: str) -> None:
    box = filled(folder)
    (folder / "snapshot.json").unlink()
    if journal == "empty":
        (folder / "journal.jsonl").write_bytes(b"")
    if journal == "removed":
        (folder / "journal.jsonl").unlink()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    damage = refused_by_every_step(box)
    assert damage.message.startswith(f"{folder / 'snapshot.json'} is missing, but {folder / 'history'} holds")
    assert "It held the record's lineage" in damage.message
    assert "from a backup" in damage.advice
    assert "move the folder away and make a new record" in damage.advice
    assert "`reconciler import`" in damage.advice
    with pytest.raises(DamagedError, match=r"snapshot\.json is missing"):
        box.compact(b"new", through=Position("1:0"))
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("lost", [0, 1], ids=["whole", "torn first write"])
def test_a_lost_snapshot_is_told_by_the_number_of_the_journal_alone(folder: Path, lost: int) -> None:
    box = filled(folder)
    (folder / "snapshot.json").unlink()
    shutil.rmtree(folder / "history")
    journal = folder / "journal.jsonl"
    data = layout.start_segment(2, [b"3", b"4"])
    journal.write_bytes(data[: len(data) - lost])
    damage = refused_by_every_step(box)
    assert damage.message.startswith(f"{folder / 'snapshot.json'} is missing, but {journal} is segment 2")


def test_a_lost_snapshot_brought_back_makes_the_record_whole(folder: Path) -> None:
    box = filled(folder)
    before = box.read()
    (folder / "snapshot.json").rename(folder.parent / "backup")
    refused_by_every_step(box)
    (folder.parent / "backup").rename(folder / "snapshot.json")
    assert box.read() == before


def test_without_a_snapshot_the_history_of_what_is_left_can_still_be_read(folder: Path) -> None:
    box = filled(folder)
    (folder / "snapshot.json").unlink()
    assert list(box.history()) == [b"1", b"2", b"3", b"4"]


def test_an_empty_history_folder_is_no_proof_of_a_snapshot(folder: Path) -> None:
    (folder / "history").mkdir(parents=True)
    box = FileBackend(folder)
    box.append([b"1"], after=box.head())
    assert box.read().entries == (b"1",)


@pytest.mark.parametrize("contents", [b"", b"{}", b"[]", b'{"format":1,"id":1}', b"\xff"])
def test_a_damaged_lock_is_told_with_the_way_out(folder: Path, contents: bytes) -> None:
    box = filled(folder)
    (folder / "lock.json").write_bytes(contents)
    with pytest.raises(DamagedError) as caught:
        box.holder()
    assert str(folder / "lock.json") in caught.value.message
    assert "delete that file" in caught.value.advice


# ── kills ──

KILLED_AT_A_STEP = """
import os, sys
from pathlib import Path
from reconciler.state.file import FileBackend

box, left = FileBackend(Path(sys.argv[1])), int(sys.argv[3])
position = box.head()

def kill(event, arguments):
    global left
    if event in ("open", "os.rename", "os.mkdir", "os.truncate", "os.remove"):
        left -= 1
        if left < 0:
            os._exit(9)

sys.addaudithook(kill)
if sys.argv[2] == "compact":
    box.compact(b"new", through=position)
else:
    box.append([b"5", b"6"], after=position)
os._exit(0)
"""


@pytest.mark.parametrize("step", ["compact", "append"])
def test_killed_before_any_of_its_steps_a_write_is_done_or_not_done(tmp_path: Path, step: str) -> None:
    for allowed in range(50):
        folder = tmp_path / f"killed-{allowed}"
        box = filled(folder)
        before = box.read()
        exit_code = subprocess.run(
            [sys.executable, "-c", KILLED_AT_A_STEP, str(folder), step, str(allowed)], check=False
        ).returncode
        assert exit_code in {0, 9}
        after = box.read()
        entries = [b"1", b"2", b"3", b"4"]
        if step == "append" and after != before:
            entries += [b"5", b"6"]
            assert after.entries == (b"3", b"4", b"5", b"6")
        elif after != before:
            assert (after.snapshot, after.entries) == (b"new", ())
            assert after.position != before.position
        assert after.position == box.head()
        assert list(box.history()) == entries
        position = box.append([b"7"], after=after.position)
        assert box.read().entries == (*after.entries, b"7")
        box.compact(b"newer", through=position)
        assert list(box.history()) == [*entries, b"7"]
        if exit_code == 0:
            assert allowed > 3
            return
    pytest.fail("The write never came to its end.")


KILLED_ANYWHERE = """
import sys
from pathlib import Path
from reconciler.state.file import FileBackend

box = FileBackend(Path(sys.argv[1]))
position, number = box.head(), len(list(box.history()))
while True:
    position = box.append([b"%d" % number, b"%d" % (number + 1)], after=position)
    number += 2
    print(number, flush=True)
    if number % 6 == 0:
        position = box.compact(b"%d" % number, through=position)
"""


def test_what_was_confirmed_before_a_kill_is_there_once_and_nothing_is_there_twice(folder: Path) -> None:
    for _ in range(5):
        confirmed = 0
        with subprocess.Popen(
            [sys.executable, "-c", KILLED_ANYWHERE, str(folder)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            for line in writer.stdout:
                confirmed = int(line)
                if confirmed % 100 == 50:
                    writer.send_signal(signal.SIGKILL)
                    break
        box = FileBackend(folder)
        entries = list(box.history())
        assert len(entries) >= confirmed
        assert entries == [b"%d" % number for number in range(len(entries))]
        contents = box.read()
        assert int(contents.snapshot or b"0") + len(contents.entries) == len(entries)


def test_a_journal_left_behind_is_never_written_over_one_in_the_history(folder: Path) -> None:
    box = filled(folder)
    position = box.head()
    shutil.copy(folder / "journal.jsonl", folder / "history" / "000002.jsonl")
    with pytest.raises(StateError, match=r"000002\.jsonl"):
        box.compact(b"new", through=position)


# ── disks that refuse ──


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    box = FileBackend(tmp_path / "state")
    for step in (box.read, box.head, box.holder):
        with pytest.raises(StateError, match="cannot be read: there is a file where a folder is needed"):
            step()
    with pytest.raises(StateError, match="cannot be written: there is a file where a folder is needed"):
        box.acquire(HOLDER, replacing=None)


def test_a_folder_where_a_file_should_be_is_told(folder: Path) -> None:
    (folder / "journal.jsonl").mkdir(parents=True)
    with pytest.raises(StateError, match=r"folder where a file is needed .*journal\.jsonl"):
        FileBackend(folder).read()


AS_NOBODY = """
import os, sys
from pathlib import Path
from reconciler.errors import StateError
from reconciler.state.file import FileBackend

box = FileBackend(Path(sys.argv[1]))
os.setuid(65534)
for step in (box.read, lambda: box.append([b"1"], after="1:0")):
    try:
        step()
    except StateError as exc:
        print(exc.message, exc.advice, sep="|")
    else:
        print("done")
"""


def as_nobody(folder: Path) -> list[str]:
    if os.getuid() != 0:
        pytest.skip("only root can become another user")
    done = subprocess.run([sys.executable, "-c", AS_NOBODY, str(folder)], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A place that other users can reach, which pytest's own is not."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


def test_a_folder_that_may_not_be_written_can_be_read_and_is_told_when_written(open_place: Path) -> None:
    read, written = as_nobody(open_place / "state")
    assert read == "done"
    assert f"{open_place / 'state'} cannot be written: this user has no permission for it" in written
    assert "Run as the user who owns the folder" in written


def test_a_record_of_another_user_is_not_read(open_place: Path) -> None:
    filled(open_place / "state")
    read, written = as_nobody(open_place / "state")
    assert "cannot be read: this user has no permission" in read
    assert "cannot be written: this user has no permission" in written


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], check=False, capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_counts_nothing_and_when_there_is_room_the_record_goes_on(small_disk: Path) -> None:
    box = filled(small_disk / "state")
    position = box.head()
    length = (small_disk / "state" / "journal.jsonl").stat().st_size
    with pytest.raises(StateError, match="no space is left") as caught:
        box.append([b"x" * 10_000] * 10, after=position)
    assert "nothing of this write was counted" in caught.value.advice
    assert (small_disk / "state" / "journal.jsonl").stat().st_size == length
    with pytest.raises(StateError, match="no space is left"):
        box.compact(b"x" * 100_000, through=position)
    assert box.read().entries == (b"3", b"4")
    assert box.read().snapshot == b'{"snapshot":"old"}'
    box.append([b"5"], after=position)
    assert list(box.history()) == [b"1", b"2", b"3", b"4", b"5"]


def test_a_disk_for_reading_only_is_told_and_can_be_read(small_disk: Path) -> None:
    box = filled(small_disk / "state")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert box.read().entries == (b"3", b"4")
    with pytest.raises(StateError, match="its disk can only be read"):
        box.append([b"5"], after=box.head())


def test_trouble_without_words_of_ours_is_told_in_those_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="the operating system says “File name too long”"):
        FileBackend(tmp_path / ("x" * 300)).read()
