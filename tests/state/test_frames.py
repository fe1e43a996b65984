"""The framing of journal lines: whole writes come back, torn ends are passed over, damage is found."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.state import frames

entry = st.binary(max_size=20).map(lambda data: data.replace(b"\n", b" "))
writes = st.lists(st.lists(entry, min_size=1, max_size=4), max_size=4)


def test_a_line_is_checksum_lines_left_and_entry() -> None:
    assert frames.frame([b'{"a":1}', b"x"]) == b'%08x 1 {"a":1}\n%08x 0 x\n' % (
        zlib.crc32(b'1 {"a":1}'),
        zlib.crc32(b"0 x"),
    )


@given(writes)
def test_what_was_framed_is_split_again(made: list[list[bytes]]) -> None:
    data = b"".join(frames.frame(write) for write in made)
    expected = tuple(entry for write in made for entry in write)
    assert frames.split(data) == frames.Frames(entries=expected, length=len(data))


@given(writes, st.lists(entry, min_size=1, max_size=4), st.data())
def test_a_write_that_was_torn_anywhere_counts_not_at_all(
    made: list[list[bytes]], torn: list[bytes], data: st.DataObject
) -> None:
    whole = b"".join(frames.frame(write) for write in made)
    last = frames.frame(torn)
    cut = data.draw(st.integers(0, len(last) - 1))
    assert frames.split(whole + last[:cut]) == frames.split(whole)
    assert frames.ends_whole(whole + last[:cut], from_start=True) == (cut == 0 and whole != b"")


@given(st.lists(entry, min_size=1, max_size=3), st.lists(entry, min_size=1, max_size=3), st.data())
def test_a_changed_byte_before_the_last_write_is_damage(
    first: list[bytes], second: list[bytes], data: st.DataObject
) -> None:
    whole = bytearray(frames.frame(first))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    split = frames.split(bytes(whole) + frames.frame(second))
    assert split.damaged_line is not None
    assert split.length == 0


def test_a_missing_line_is_damage() -> None:
    lines = frames.frame([b"1", b"2", b"3"]).splitlines(keepends=True)
    assert frames.split(lines[0] + lines[2]).damaged_line == 2


@pytest.mark.parametrize("line", [b"", b"x", b"00000000", b"%08x nothing" % zlib.crc32(b"nothing")])
def test_a_line_that_nobody_framed_is_not_opened(line: bytes) -> None:
    assert frames.open_line(line) is None


@given(st.lists(entry, min_size=2, max_size=12), st.data())
def test_the_torn_first_line_of_several_tells_what_it_holds_of_its_entry(
    made: list[bytes], data: st.DataObject
) -> None:
    line = frames.frame(made).partition(b"\n")[0]
    torn = line[: data.draw(st.integers(0, len(line)))]
    assert frames.open_torn(torn) == b" ".join(torn.split(b" ")[2:])


@pytest.mark.parametrize(
    "start", [b"x", b"0123456 ", b"012345678", b"00000000 x", b"00000000 0", b"00000000  x", b"\n"]
)
def test_a_start_that_nobody_framed_is_not_opened(start: bytes) -> None:
    assert frames.open_torn(start) is None


def test_the_end_of_a_file_tells_whether_its_last_write_is_whole() -> None:
    data = frames.frame([b"1", b"2"])
    assert frames.ends_whole(data, from_start=True)
    assert frames.ends_whole(data[5:], from_start=False)
    assert not frames.ends_whole(data[:-1], from_start=True)
    assert not frames.ends_whole(data.splitlines(keepends=True)[0], from_start=True)
    assert not frames.ends_whole(data[-4:], from_start=False)
    assert not frames.ends_whole(b"", from_start=True)
