"""The address of a record in PostgreSQL: postgresql://HOST:PORT/DATABASE?record=NAME."""

import os
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlencode

from reconciler.errors import ConfigurationError

EXTRA = "Install it: pip install 'reconciler[postgres]'. Without it there are file: and git: addresses."
SHAPE = "Write postgresql://HOST:PORT/DATABASE?record=NAME, such as postgresql://db.example.com/ops?record=telephony."
PARAMETERS: Mapping[str, str | int] = {
    "client_encoding": "utf8",
    "connect_timeout": 5,
    "application_name": "reconciler",
    "tcp_user_timeout": 20_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
VARIABLES = {"connect_timeout": "PGCONNECT_TIMEOUT", "application_name": "PGAPPNAME"}
"""What somebody may have set in the environment, which then holds."""
CREDENTIALS = frozenset({"user", "password", "passfile", "sslpassword"})


def read_url(url: str) -> tuple[str, str]:
    """Read an address into what libpq takes, and the record's name."""
    try:
        from psycopg import ProgrammingError  # noqa: PLC0415 - an extra, imported where it is used
        from psycopg.conninfo import conninfo_to_dict, make_conninfo  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError(f"The record {url} needs the extra `postgres`.", advice=EXTRA) from error
    base, _, query = url.partition("?")
    pairs = _pairs(query)
    names = [value for key, value in pairs if key == "record"]
    if len(names) != 1 or not names[0]:
        raise ConfigurationError("The state URL names no record in the database.", advice=SHAPE)
    if not names[0].isprintable() or "#" in url:
        raise ConfigurationError(
            "The state URL has a # in it, or a name of a record with characters that no screen shows.", advice=SHAPE
        )
    # libpq reads a plus sign as itself, so spaces are written out.
    others = urlencode([pair for pair in pairs if pair[0] != "record"], quote_via=quote)
    try:
        given = conninfo_to_dict(f"{base}?{others}" if others else base)
    except ProgrammingError as error:
        raise ConfigurationError(
            f"PostgreSQL does not read the state URL: {' '.join(str(error).split())}.", advice=SHAPE
        ) from error
    if CREDENTIALS & given.keys():
        raise ConfigurationError(
            "The state URL carries a user or a password, and it is shown in messages, plans and logs.",
            advice="Take it out of the URL and give it by PGUSER and PGPASSWORD; if it was stored anywhere, change it.",
        )
    if not given.get("dbname"):
        raise ConfigurationError("The state URL names no database.", advice=SHAPE)
    usual = {name: value for name, value in PARAMETERS.items() if VARIABLES.get(name, "") not in os.environ}
    return make_conninfo("", **{**usual, **given}), names[0]


def _pairs(query: str) -> list[tuple[str, str]]:
    parts = [part.partition("=") for part in query.split("&") if part]
    try:
        return [(unquote(key, errors="strict"), unquote(value, errors="strict")) for key, _, value in parts]
    except UnicodeDecodeError as error:
        raise ConfigurationError("The state URL has % signs in it that make no UTF-8.", advice=SHAPE) from error
