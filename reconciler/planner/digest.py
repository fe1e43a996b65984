"""The digest of a plan: what is approved on a pull request is recognised after the merge."""

import hashlib
from collections.abc import Iterable
from typing import Any

import orjson

from reconciler.model.identifiers import Digest
from reconciler.model.recorded import Entry
from reconciler.planner.change import Change


def digest_of(changes: Iterable[Change]) -> Digest:
    """Answer SHA-256 over the sorted changes: application, number, action, before, after.

    No time, serial, revision, prose, HMAC or mark is in it, so the same change has the same digest wherever and
    whenever it is planned.
    """
    rows = sorted(
        (
            [change.application, change.number_code, change.action.value, _plain(change.before), _plain(change.after)]
            for change in changes
        ),
        key=lambda row: (row[0], row[1], row[2]),
    )
    return Digest(hashlib.sha256(orjson.dumps(rows, option=orjson.OPT_SORT_KEYS)).hexdigest())


def _plain(entry: Entry | None) -> dict[str, Any] | None:
    if entry is None:
        return None
    return {
        "payload": entry.payload,
        "application": entry.application,
        "protected": entry.protected,
        "on_removal": entry.on_removal.value,
        "weight": entry.weight,
        "labels": list(entry.labels),
        "description": entry.description,
        "later": [[item.at, item.payload] for item in entry.later],
    }
