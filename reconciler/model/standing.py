"""How a record stands: where it is, how far it is written, who holds its lock."""

from dataclasses import dataclass
from datetime import datetime

from reconciler.model.identifiers import Lineage, RunId


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Who holds a record's lock, as people are told."""

    id: RunId
    owner: str
    host: str
    run_url: str | None
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A record's standing; `lineage` is None where there is no record yet.

    `open_calls` are the external ids of test calls that nobody has seen the end of. `has_key` is false where the key of
    the secrets' fingerprints was lost.
    """

    backend: str
    lineage: Lineage | None
    serial: int
    format_version: int
    numbers: int
    lock: Lock | None
    open_calls: tuple[str, ...] = ()
    has_key: bool = True
