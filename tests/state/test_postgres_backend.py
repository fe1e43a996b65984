"""PostgreSQL: restarts and kills, a lock whose session has ended, several records, and troubles told in words."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support.boxes import named
from support.postgres import DATABASE, HOST, PASSWORD, PostgresServer, postgres_server

from reconciler.errors import NewerFormatError, StateError
from reconciler.model.identifiers import RunId
from reconciler.state.backend import Holder
from reconciler.state.postgres import PostgresBackend

HOLDER = Holder(
    id=RunId("A"),
    owner="olga",
    host="runner-7",
    pid=4711,
    run_url=None,
    since=datetime(2026, 7, 25, 12, tzinfo=UTC),
    seconds=60.0,
)


@pytest.fixture(autouse=True)
def _variables(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in postgres.environ().items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.url(named())


def sessions_ended(server: PostgresServer) -> None:
    """End sessions of the program, as the end of a process or a cut line does."""
    with server.connect() as session:
        ended = session.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'reconciler'"
        )
        assert ended.rowcount > 0


def test_several_records_of_one_database_do_not_meet(postgres: PostgresServer) -> None:
    one, two = (PostgresBackend(postgres.url(named())) for _ in range(2))
    one.append([b"one"], after=one.head())
    two.compact(b"two", through=two.head())
    assert (one.read().snapshot, one.read().entries) == (None, (b"one",))
    assert (two.read().snapshot, two.read().entries) == (b"two", ())
    assert one.acquire(HOLDER, replacing=None)
    assert two.acquire(HOLDER, replacing=None)


def test_reading_makes_nothing_and_the_first_write_makes_a_schema_of_its_own(postgres: PostgresServer) -> None:
    with postgres.connect("postgres") as session:
        session.execute(b"CREATE DATABASE untouched")
    box = PostgresBackend(postgres.url("main").replace(f"/{DATABASE}?", "/untouched?"))
    assert (box.read().entries, list(box.history()), box.holder()) == ((), [], None)
    with postgres.connect("untouched") as session:
        tables = "SELECT schemaname FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        assert session.execute(tables.encode()).fetchall() == []
        box.append([b"1"], after=box.head())
        assert set(session.execute(tables.encode()).fetchall()) == {("reconciler",)}


def test_what_is_folded_is_history_and_is_not_read(postgres: PostgresServer) -> None:
    name = named()
    box = PostgresBackend(postgres.url(name))
    position = box.compact(b"{}", through=box.append([b"1"], after=box.head()))
    box.append([b"2"], after=position)
    with postgres.connect() as session:
        session.execute("UPDATE reconciler.entry SET line = 'spoilt' WHERE record = %s AND number = 1", (name,))
    assert box.read().entries == (b"2",)
    assert list(box.history()) == [b"spoilt", b"2"]


def test_a_lock_whose_session_has_ended_is_free_at_once(postgres: PostgresServer, url: str) -> None:
    one, two = PostgresBackend(url), PostgresBackend(url)
    assert one.acquire(HOLDER, replacing=None)
    assert two.holder() == HOLDER
    sessions_ended(postgres)
    assert two.holder() is None
    assert two.acquire(replace(HOLDER, id=RunId("B")), replacing=None)
    assert one.holder() == replace(HOLDER, id=RunId("B"))


def test_a_holder_that_lost_its_session_proves_itself_by_its_next_heartbeat(postgres: PostgresServer, url: str) -> None:
    one, two = PostgresBackend(url), PostgresBackend(url)
    assert one.acquire(HOLDER, replacing=None)
    sessions_ended(postgres)
    assert two.holder() is None
    assert one.renew(HOLDER).counter == 1
    assert two.holder() == replace(HOLDER, counter=1)


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """Run a server that a test may kill."""
    with postgres_server() as server:
        yield server


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_an_append_outlives_a_server_that_is_restarted(own_server: PostgresServer, how: str) -> None:
    box = PostgresBackend(own_server.url("main"))
    position = box.append([b"1"], after=box.head())
    assert box.acquire(HOLDER, replacing=None)
    (own_server.stop if how == "stop" else own_server.kill)()
    started = threading.Timer(0.5, own_server.start)
    started.start()
    try:
        position = box.append([b"2"], after=position)
        assert box.renew(HOLDER).counter == 1
    finally:
        started.join()
    other = PostgresBackend(own_server.url("main"))
    assert other.read().entries == (b"1", b"2")
    assert other.holder() == replace(HOLDER, counter=1)
    box.append([b"3"], after=position)
    assert list(other.history()) == [b"1", b"2", b"3"]


def test_a_server_that_does_not_come_back_is_told_so(own_server: PostgresServer) -> None:
    box = PostgresBackend(own_server.url("main"), patience=0.5)
    position = box.append([b"1"], after=box.head())
    own_server.kill()
    with pytest.raises(StateError, match="cannot be reached"):
        box.append([b"2"], after=position)
    own_server.start()
    box.append([b"2"], after=position)


def test_a_wrong_password_is_told_without_being_tried_again(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "wrong-password")
    with pytest.raises(StateError, match="authentication failed") as caught:
        PostgresBackend(postgres.url("main")).read()
    assert "PGPASSWORD" in caught.value.advice
    assert "wrong-password" not in caught.value.sentence


def test_a_database_that_does_not_exist_is_told(postgres: PostgresServer) -> None:
    url = f"postgresql://{HOST}:{postgres.port}/nowhere?record=main"
    with pytest.raises(StateError, match='database "nowhere" does not exist'):
        PostgresBackend(url).head()


def test_a_user_without_rights_is_told_which(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres.connect("postgres") as session:
        session.execute(f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'".encode())
        session.execute(b"CREATE DATABASE guarded")
    monkeypatch.setenv("PGUSER", "reader")
    box = PostgresBackend(postgres.url("main").replace(f"/{DATABASE}?", "/guarded?"))
    with pytest.raises(StateError, match="does not allow this") as caught:
        box.append([b"1"], after=box.head())
    assert "schema `reconciler`" in caught.value.advice


def test_a_server_that_is_read_only_is_told(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c default_transaction_read_only=on")
    box = PostgresBackend(postgres.url(named()))
    with pytest.raises(StateError, match="read-only"):
        box.append([b"1"], after=box.head())


def test_tables_of_a_newer_version_are_refused(postgres: PostgresServer) -> None:
    name = named()
    box = PostgresBackend(postgres.url(name))
    position = box.append([b"1"], after=box.head())
    with postgres.connect() as session:
        session.execute("UPDATE reconciler.record SET format = 2 WHERE name = %s", (name,))
    with pytest.raises(NewerFormatError, match="format 2"):
        box.read()
    with pytest.raises(NewerFormatError, match="format 2"):
        box.append([b"2"], after=position)
