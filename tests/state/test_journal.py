"""The journal's lines: told and read back, and refused when they are not ours."""

import json
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.record import CREATED, intent, settled, started
from support.strategies import CODES, recorded_entries

from reconciler.errors import DamagedError, NewerFormatError
from reconciler.model.identifiers import ApplicationName, Digest, Lineage, NumberCode, RunId
from reconciler.planner.change import Action
from reconciler.state.journal import (
    FORMAT_VERSION,
    Created,
    Ended,
    Intent,
    JournalEntry,
    Run,
    Settled,
    Started,
    decoded,
    encoded,
)
from reconciler.state.snapshot import Snapshot, decoded_snapshot, encoded_snapshot

moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone comes beside
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
codes = st.integers(1, 2**64 - 1).map(NumberCode)
run_ids = texts.map(RunId)
whole_runs = st.builds(
    Run,
    id=run_ids,
    verb=texts,
    owner=texts,
    host=texts,
    run_url=st.none() | texts,
    revision=st.none() | texts,
    digest=st.none() | texts.map(Digest),
)
entries: st.SearchStrategy[JournalEntry] = st.one_of(
    st.builds(Created, lineage=texts.map(Lineage), hmac_key=st.binary(max_size=32).map(bytes.hex), at=moments),
    st.builds(Started, run=whole_runs, at=moments),
    st.builds(
        Intent,
        run=run_ids,
        number_code=codes,
        application=texts.map(ApplicationName),
        action=st.sampled_from([action.value for action in Action]),
        before=st.none() | recorded_entries(),
        after=st.none() | recorded_entries(),
        at=moments,
    ),
    st.builds(
        Settled,
        run=run_ids,
        number_code=codes,
        outcome=st.sampled_from(["applied", "failed", "unknown", "not-tried"]),
        detail=texts,
        may_have_happened=st.booleans(),
        at=moments,
    ),
    st.builds(Ended, run=run_ids, at=moments),
)
snapshots = st.builds(
    Snapshot,
    lineage=texts.map(Lineage),
    serial=st.integers(0, 2**40),
    hmac_key=st.binary(max_size=32).map(bytes.hex),
    numbers=st.dictionaries(codes, recorded_entries(), max_size=4),
)


@given(st.lists(entries, max_size=6))
def test_every_entry_is_read_back_as_it_was_written(told: list[JournalEntry]) -> None:
    assert decoded([encoded(entry) for entry in told]) == told


@given(entries)
def test_an_entry_is_one_line_of_json_that_names_its_kind(entry: JournalEntry) -> None:
    line = encoded(entry)
    assert b"\n" not in line
    assert json.loads(line)["kind"] == entry.kind


@given(snapshots)
def test_a_snapshot_is_read_back_as_it_was_written(snapshot: Snapshot) -> None:
    assert decoded_snapshot(encoded_snapshot(snapshot)) == snapshot


def test_a_journal_of_no_lines_has_no_entries() -> None:
    assert decoded([]) == []


def line_of(entry: JournalEntry, **other: Any) -> bytes:
    """Answer an entry's line with other fields in it."""
    return orjson.dumps({**orjson.loads(encoded(entry)), **other})


@pytest.mark.parametrize(
    "line",
    [
        line_of(CREATED, format_version=FORMAT_VERSION + 1),
        line_of(CREATED, format_version=99, more="of it"),
        line_of(settled(CODES[0], "applied"), kind="renamed", format_version=2),
        line_of(started(), format_version=2),
    ],
)
def test_an_entry_of_a_newer_format_is_refused_also_where_it_looks_like_ours(line: bytes) -> None:
    with pytest.raises(NewerFormatError, match="knows formats up to 1") as caught:
        decoded([encoded(CREATED), line])
    assert "Use the version of reconciler that wrote the record" in caught.value.advice


def test_a_snapshot_of_a_newer_format_is_refused_whatever_else_is_in_it() -> None:
    with pytest.raises(NewerFormatError, match="the record has format 7"):
        decoded_snapshot(b'{"format_version": 7, "everything": "different"}')


@pytest.mark.parametrize(
    "line",
    [
        b"no json",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"kind": "unheard-of"}',
        b'{"kind": "ended"}',
        b'{"kind": "ended", "run": "r", "at": "yesterday"}',
        line_of(CREATED, hmac_key="no hex"),
        line_of(CREATED, hmac_key="abc"),
        line_of(CREATED, format_version="one"),
        line_of(settled(CODES[0], "applied"), outcome="perhaps"),
        line_of(settled(CODES[0], "applied"), number_code="many"),
        line_of(intent(CODES[0], None, None), after=5),
        b"\xff\xfe",
    ],
)
def test_a_damaged_entry_is_told_by_its_place(line: bytes) -> None:
    lines = [encoded(CREATED), line, encoded(started())]
    with pytest.raises(DamagedError, match=r"the record is damaged: entry .* of the journal cannot be read") as caught:
        decoded(lines)
    assert "Nothing was changed" in caught.value.message
    assert "backup" in caught.value.advice


def test_a_damaged_entry_that_is_json_is_told_by_its_number() -> None:
    with pytest.raises(DamagedError, match="entry 2 of the journal"):
        decoded([encoded(CREATED), b'{"kind": "ended"}'])


@pytest.mark.parametrize("line", [b"", b" ", encoded(CREATED) + b"," + encoded(started())])
def test_a_line_that_is_not_one_entry_is_damage(line: bytes) -> None:
    with pytest.raises(DamagedError):
        decoded([line])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"lineage": "a", "serial": "x", "hmac_key": "", "numbers": {}}',
        b'{"lineage": "a", "serial": 1, "hmac_key": "zz", "numbers": {}}',
        b'{"lineage": "a", "serial": 1, "hmac_key": "", "numbers": {"seven": {}}}',
        b'{"lineage": "a", "serial": 1, "hmac_key": "", "numbers": {"7": {"payload": 3, "application": "main"}}}',
    ],
)
def test_a_damaged_snapshot_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedError, match="the snapshot cannot be read"):
        decoded_snapshot(content)


@given(st.binary(max_size=60))
def test_no_bytes_bring_the_readers_out_of_step(content: bytes) -> None:
    for read in (lambda: decoded([content]), lambda: decoded_snapshot(content)):
        with pytest.raises((DamagedError, NewerFormatError)):
            read()


def test_fields_that_a_later_version_may_add_are_left_out() -> None:
    assert decoded([line_of(started(), colour="red")]) == [started()]
