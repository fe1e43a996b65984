"""Numbers that forward alike, brought together: what they share is written once."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from reconciler.model.forwarding import DATA_OBJECT, TYPE_OF_DATA_OBJECT, ForwardingType
from reconciler.model.identifiers import NumberCode

FEWEST = 3
"""Two numbers that forward alike may do so by chance, and are read faster side by side."""
LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Some numbers, sorted, and the forwarding that they share: one data object under its name."""

    numbers: tuple[NumberCode, ...]
    forwarding: Mapping[str, Any]


def pooled(items: Iterable[Mapping[str, Any]]) -> tuple[list[Pool], list[Mapping[str, Any]]]:
    """Answer the pools among items of `numbers`, each with its data object and nothing else, and the other items.

    Both are in the order of numbers, whatever the order of the items. A number of type 0 is in no pool: it has nothing
    that could be written once.
    """
    alike: dict[str, list[Mapping[str, Any]]] = {}
    for item in sorted(items, key=lambda item: int(item["number_code"])):
        alike.setdefault(json.dumps(_forwarding(item), sort_keys=True), []).append(item)
    pools = [
        Pool(numbers=tuple(item["number_code"] for item in same), forwarding=_forwarding(same[0]))
        for same in alike.values()
        if _is_pool(same)
    ]
    singles = [item for same in alike.values() if not _is_pool(same) for item in same]
    return pools, sorted(singles, key=lambda item: int(item["number_code"]))


def _is_pool(same: Sequence[Mapping[str, Any]]) -> bool:
    return len(same) >= FEWEST and not TYPE_OF_DATA_OBJECT.keys().isdisjoint(same[0])


def pool_name(pool: Pool) -> str:
    """Answer a name for a pool, from where its calls go; it may be another's too, and has nothing odd in it."""
    (name,) = (name for name in DATA_OBJECT.values() if name in pool.forwarding)
    data = pool.forwarding[name]
    match TYPE_OF_DATA_OBJECT[name]:
        case ForwardingType.NUMBER:
            where = _rung(data["call_control"])
        case ForwardingType.URL:
            where = _host(data["url"])
        case ForwardingType.STATIC:
            where = f"trunk-{data['static_ip']}"
        case _:
            user, _, address = data["sip_uri"].partition("@")
            where = f"{user.partition(':')[0]}-{address.partition(';')[0].partition(':')[0]}"
    plain = re.sub(r"[\W_]+", "-", where.lower()).strip("-")[:LONGEST].strip("-")
    return plain or "pool"


def _rung(entries: Iterable[Mapping[str, Any]]) -> str:
    """Answer whom some entries ring: the first two of them by name, and how many there are besides."""
    active = (entry for entry in entries if entry.get("active", True))
    rung = list(dict.fromkeys(entry["redirect_number"].lstrip("@") for entry in active))
    more = len(rung) - 2
    return "-".join(rung[:2]) + (f"-and-{more}-more" if more > 0 else "") if rung else "dropped"


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _forwarding(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != "number_code"}
