"""The record's tables in PostgreSQL, made by the first write in a schema of their own.

record  a row a record: how often it was written, by whom last, its snapshot and the last entry folded into it
entry   a row an entry of the journal, numbered from 1; folded entries stay, as the history
lock    a row a held lock
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

FORMAT = 1
_MAKING = 0x7265636F6E63696C
"""Of two that make the tables at once, the second waits for the first."""

_STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS reconciler.record (
        name text PRIMARY KEY,
        format integer NOT NULL,
        writes bigint NOT NULL,
        writer text NOT NULL,
        entries bigint NOT NULL,
        folded bigint NOT NULL,
        snapshot bytea
    )
    """,
    # A snapshot is replaced whole: to compress it at each turn would take longer than to write it.
    "ALTER TABLE reconciler.record ALTER COLUMN snapshot SET STORAGE EXTERNAL",
    """
    CREATE TABLE IF NOT EXISTS reconciler.entry (
        record text NOT NULL,
        number bigint NOT NULL,
        line bytea NOT NULL,
        PRIMARY KEY (record, number)
    )
    """,
    "CREATE TABLE IF NOT EXISTS reconciler.lock (record text PRIMARY KEY, holder bytea NOT NULL)",
)


def exist(session: "psycopg.Connection") -> bool:
    """Tell whether the tables are there: the last one that is made."""
    row = session.execute("SELECT to_regclass('reconciler.lock') IS NOT NULL").fetchone()
    return row is not None and bool(row[0])


def make(session: "psycopg.Connection") -> None:
    """Make the tables unless they are there."""
    if exist(session):
        return
    session.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
    row = session.execute("SELECT to_regnamespace('reconciler') IS NOT NULL").fetchone()
    # Asked first: PostgreSQL wants the right to make schemas also where there is nothing to be made.
    if row is not None and not row[0]:
        session.execute("CREATE SCHEMA IF NOT EXISTS reconciler")
    for statement in _STATEMENTS:
        session.execute(statement)
