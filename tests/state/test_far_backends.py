"""Boxes behind a network: answers that are lost, servers that are gone, credentials that are refused."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from support.boxes import named
from support.postgres import PASSWORD, PostgresServer
from support.relay import Relay, relayed
from support.s3 import BUCKET, S3Server

from reconciler.errors import ConflictError, StateError
from reconciler.state.backend import Backend
from reconciler.state.objects import ObjectBackend
from reconciler.state.postgres import PostgresBackend

SHORT = 2.0
"""Seconds for which these tests let a client look for a server that is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Far:
    """A box behind a line that can be cut; `near` is a client beside the server, `writing` is what an append says."""

    box: Backend
    near: Backend
    line: Relay
    writing: bytes


@pytest.fixture(params=["s3", "postgresql"])
def far(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Far]:
    if request.param == "s3":
        s3: S3Server = request.getfixturevalue("s3")
        url = f"s3://{BUCKET}/{named()}"
        with relayed(s3.port) as line:
            near = _opened(url, s3, monkeypatch)
            yield Far(box=_opened(url, s3.behind(line.port), monkeypatch), near=near, line=line, writing=b"PUT /")
    else:
        postgres: PostgresServer = request.getfixturevalue("postgres")
        for name, value in postgres.environ().items():
            monkeypatch.setenv(name, value)
        record = named()
        with relayed(postgres.port) as line:
            box = PostgresBackend(postgres.url(record, port=line.port), patience=SHORT)
            yield Far(box=box, near=PostgresBackend(postgres.url(record)), line=line, writing=b"COMMIT")


def _opened(url: str, server: S3Server, patch: pytest.MonkeyPatch) -> ObjectBackend:
    for name, value in server.environ().items():
        patch.setenv(name, value)
    return ObjectBackend(url)


def test_an_append_whose_answer_was_lost_finds_out_that_it_arrived(far: Far) -> None:
    first = far.box.append([b"1"], after=far.box.head())
    far.line.lose_answer_to(far.writing)
    second = far.box.append([b"2", b"3"], after=first)
    assert far.line.lost == 1
    assert second == far.near.head()
    far.box.append([b"4"], after=second)
    assert far.near.read().entries == (b"1", b"2", b"3", b"4")


def test_after_a_cut_the_next_append_finds_out_what_the_last_one_did(far: Far) -> None:
    first = far.box.append([b"1"], after=far.box.head())
    far.line.lose_answer_to(far.writing, then_close=True)
    with pytest.raises(StateError, match="cannot be reached") as caught:
        far.box.append([b"2", b"3"], after=first)
    assert not isinstance(caught.value, ConflictError), "nobody else wrote"
    far.line.open()
    assert far.near.read().entries == (b"1", b"2", b"3"), "it arrived"
    with pytest.raises(ConflictError):
        far.box.append([b"2", b"3"], after=first)
    far.box.append([b"4"], after=far.box.head())
    assert far.near.read().entries == (b"1", b"2", b"3", b"4")


def test_a_compaction_whose_answer_was_lost_finds_out_that_it_arrived(far: Far) -> None:
    position = far.box.append([b"1"], after=far.box.head())
    far.line.lose_answer_to(b"snapshot")
    folded = far.box.compact(b"{}", through=position)
    assert far.line.lost == 1
    found = far.near.read()
    assert (found.snapshot, found.entries, found.position) == (b"{}", (), folded)


def test_a_box_that_is_out_of_reach_is_told_so_and_is_there_again_when_the_line_is(far: Far) -> None:
    far.box.append([b"1"], after=far.box.head())
    far.line.close()
    for ask in (far.box.read, far.box.head, far.box.holder, lambda: list(far.box.history())):
        with pytest.raises(StateError, match="cannot be reached") as caught:
            ask()
        assert PASSWORD not in caught.value.sentence
        assert "secret" not in caught.value.sentence
    far.line.open()
    assert far.box.read().entries == (b"1",)
