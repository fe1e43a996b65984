"""A lock's contents as JSON, read strictly, and what a renewal does to it."""

import math
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson

from reconciler.errors import DamagedError, LockLostError, NewerFormatError
from reconciler.model.identifiers import RunId
from reconciler.state.backend import Holder

FORMAT = 1
_KEYS = {"format", "id", "owner", "host", "pid", "run_url", "since", "seconds", "counter"}


def encode(holder: Holder) -> bytes:
    """Write a lock's contents."""
    return orjson.dumps(
        {
            "format": FORMAT,
            "id": holder.id,
            "owner": holder.owner,
            "host": holder.host,
            "pid": holder.pid,
            "run_url": holder.run_url,
            "since": holder.since.isoformat(),
            "seconds": holder.seconds,
            "counter": holder.counter,
        },
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )


def decode(data: bytes, *, where: str, remedy: str) -> Holder:
    """Read a lock's contents; `where` names them and `remedy` removes them, in the message about damage."""
    damaged = DamagedError(
        f"The lock in {where} is not what this program writes, so nobody can tell whether a run is at work.",
        advice=f"Make sure that no run is at work, then remove the lock: {remedy}",
    )
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as exc:
        raise damaged from exc
    if not isinstance(value, dict):
        raise damaged
    if type(value.get("format")) is int and value["format"] > FORMAT:
        raise NewerFormatError(
            f"The lock in {where} was written by a newer version of reconciler.",
            advice="Use the version that the other runs use.",
        )
    if set(value) != _KEYS or value["format"] != FORMAT:
        raise damaged
    holder = _holder(value)
    if holder is None:
        raise damaged
    return holder


def _holder(value: dict[str, Any]) -> Holder | None:
    """Make a holder of JSON with the right keys; None when a value is not what we write."""
    texts = [value["id"], value["owner"], value["host"], "" if value["run_url"] is None else value["run_url"]]
    # Whoever meets the lock sees these on a terminal, where control characters could pretend anything.
    if not value["id"] or not all(isinstance(text, str) and text.isprintable() for text in texts):
        return None
    if type(value["pid"]) is not int or type(value["counter"]) is not int or value["counter"] < 0:
        return None
    seconds = value["seconds"]
    if type(seconds) not in {int, float} or not math.isfinite(seconds) or seconds <= 0:
        return None
    since = _moment(value["since"])
    if since is None:
        return None
    return Holder(
        id=RunId(value["id"]),
        owner=value["owner"],
        host=value["host"],
        pid=value["pid"],
        run_url=value["run_url"],
        since=since,
        seconds=float(seconds),
        counter=value["counter"],
    )


def _moment(text: object) -> datetime | None:
    """Read a moment with its zone; None when it is anything else."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def renewed(found: Holder | None, holder: Holder, *, address: str) -> Holder:
    """Answer the lock with its counter moved by one, if what was found is ours; else LockLostError."""
    if found is not None and found.id == holder.id:
        return replace(found, counter=found.counter + 1)
    who = f"{found.owner} on {found.host} holds it now (lock {found.id})" if found else "it is free now"
    raise LockLostError(
        f"This run does not hold the lock of the record {address} any more: {who}.",
        advice="Nothing more was sent. Wait until the other run has ended, then plan and apply again.",
    )
