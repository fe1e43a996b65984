"""PostgreSQL: restarts and kills, a lock whose session has ended, several records, and troubles told in words."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.boxes import named
from support.postgres import DATABASE, HOST, PASSWORD, PostgresServer, postgres_server
from support.relay import relayed

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


def test_a_user_without_rights_is_told_what_to_do_and_that_helps(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres.connect("postgres") as session:
        session.execute(f"CREATE ROLE telephony LOGIN PASSWORD '{PASSWORD}'".encode())
        session.execute(b"CREATE DATABASE guarded")
    monkeypatch.setenv("PGUSER", "telephony")
    box = PostgresBackend(postgres.url("main").replace(f"/{DATABASE}?", "/guarded?"))
    with pytest.raises(StateError, match="does not allow this") as caught:
        box.append([b"1"], after=box.head())
    assert "docs/record.md has the statements" in caught.value.advice
    page = (Path(__file__).parents[2] / "docs" / "record.md").read_text(encoding="utf-8")
    (statements,) = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    with postgres.connect("guarded") as session:
        session.execute(statements.encode())
    box.append([b"1"], after=box.head())
    assert box.acquire(HOLDER, replacing=None)


def test_whoever_may_only_read_sees_the_record_and_who_holds_its_lock(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = PostgresBackend(postgres.url("looked-at"))
    box.append([b"1"], after=box.head())
    assert box.acquire(HOLDER, replacing=None)
    with postgres.connect() as session:
        session.execute(f"CREATE ROLE viewer LOGIN PASSWORD '{PASSWORD}'".encode())
        session.execute(b"GRANT USAGE ON SCHEMA reconciler TO viewer")
        session.execute(b"GRANT SELECT ON ALL TABLES IN SCHEMA reconciler TO viewer")
    monkeypatch.setenv("PGUSER", "viewer")
    viewer = PostgresBackend(postgres.url("looked-at"))
    assert (viewer.read().entries, viewer.holder(), list(viewer.history())) == ((b"1",), HOLDER, [b"1"])
    with pytest.raises(StateError, match="does not allow this"):
        viewer.append([b"2"], after=viewer.head())


def test_looking_waits_for_nobody(postgres: PostgresServer, url: str) -> None:
    box = PostgresBackend(url)
    position = box.append([b"1"], after=box.head())
    assert box.acquire(HOLDER, replacing=None)
    with postgres.connect() as frozen, frozen.transaction():
        frozen.execute(b"SELECT * FROM reconciler.record FOR UPDATE")
        frozen.execute(b"SELECT * FROM reconciler.lock FOR UPDATE")
        assert (box.head(), box.holder(), box.read().entries) == (position, HOLDER, (b"1",))


def test_a_server_that_is_frozen_is_told_so(own_server: PostgresServer) -> None:
    box = PostgresBackend(own_server.url("main"), patience=0.5, answer=1.0)
    position = box.append([b"1"], after=box.head())
    own_server.freeze()
    try:
        with pytest.raises(StateError, match="cannot be reached"):
            box.append([b"2"], after=position)
    finally:
        own_server.thaw()
    assert next(PostgresBackend(own_server.url("main")).history()) == b"1"


def test_what_was_confirmed_survives_a_crash_also_where_the_server_is_tuned_to_forget(
    own_server: PostgresServer,
) -> None:
    with own_server.connect() as session:
        session.execute(b"ALTER SYSTEM SET synchronous_commit = off")
        session.execute(b"ALTER SYSTEM SET wal_writer_delay = '10s'")
        session.execute(b"SELECT pg_reload_conf()")
    box = PostgresBackend(own_server.url("main"))
    position = box.head()
    for number in range(20):
        position = box.append([b"%d" % number], after=position)
    own_server.kill()
    own_server.start()
    assert PostgresBackend(own_server.url("main")).head() == position


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_lost_answer_is_found_out_whatever_the_databases_encoding(postgres: PostgresServer, encoding: str) -> None:
    name = f"encoded_{encoding.lower()}"
    with postgres.connect("postgres") as session:
        session.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'".encode())
    with relayed(postgres.port) as line:
        box = PostgresBackend(postgres.url("main", port=line.port).replace(f"/{DATABASE}?", f"/{name}?"))
        first = box.append(["Приёмная".encode()], after=box.head())
        line.lose_answer_to(b"COMMIT")
        second = box.append([b"2"], after=first)
        assert (line.lost, box.head()) == (1, second)


def test_a_name_that_the_database_cannot_hold_is_told(postgres: PostgresServer) -> None:
    with postgres.connect("postgres") as session:
        session.execute(b"CREATE DATABASE western TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    box = PostgresBackend(postgres.url("главная").replace(f"/{DATABASE}?", "/western?"))
    with pytest.raises(StateError, match="PostgreSQL refuses this"):
        box.append([b"1"], after=box.head())


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
