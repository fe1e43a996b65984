"""A lock's contents: written, read again, and refused when they are not ours."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import DamagedError, NewerFormatError
from reconciler.model.identifiers import RunId
from reconciler.state.backend import Holder
from reconciler.state.holders import decode, encode

words = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20)


def read(data: bytes) -> Holder:
    return decode(data, where="lock.json", remedy="delete it.")


@given(
    st.builds(
        Holder,
        id=words.filter(bool).map(RunId),
        owner=words,
        host=words,
        pid=st.integers(0, 2**22),
        run_url=st.none() | words,
        since=st.datetimes(timezones=st.just(UTC)),
        seconds=st.floats(0.001, 1e6),
        counter=st.integers(0, 2**40),
    )
)
def test_what_was_written_is_read_again(holder: Holder) -> None:
    assert read(encode(holder)) == holder


def written() -> dict[str, Any]:
    value: dict[str, Any] = orjson.loads(
        encode(
            Holder(
                id=RunId("A"),
                owner="olga",
                host="runner-7",
                pid=4711,
                run_url=None,
                since=datetime(2026, 7, 25, tzinfo=UTC),
                seconds=60.0,
            )
        )
    )
    return value


@pytest.mark.parametrize(
    "change",
    [
        {"format": 0},
        {"format": "1"},
        {"id": ""},
        {"id": None},
        {"owner": 1},
        {"owner": "\x1b[2J"},
        {"host": "two\nlines"},
        {"pid": True},
        {"pid": "4711"},
        {"run_url": 7},
        {"since": "2026-07-25T00:00:00"},
        {"since": "yesterday"},
        {"since": 7},
        {"seconds": 0},
        {"seconds": "60"},
        {"seconds": False},
        {"counter": -1},
        {"counter": 1.5},
        {"more": 1},
    ],
)
def test_a_value_that_we_do_not_write_is_damage(change: dict[str, Any]) -> None:
    with pytest.raises(DamagedError, match=r"The lock in lock\.json") as caught:
        read(orjson.dumps(written() | change))
    assert caught.value.advice.endswith("delete it.")


def test_a_missing_value_is_damage() -> None:
    value = written()
    del value["pid"]
    with pytest.raises(DamagedError):
        read(orjson.dumps(value))


def test_a_newer_format_is_told_as_such() -> None:
    with pytest.raises(NewerFormatError):
        read(orjson.dumps({"format": 2}))
