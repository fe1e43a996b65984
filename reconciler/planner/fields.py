"""The fields that a change changes, for those who read it: old and new value, entries matched by what they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reconciler.model.forwarding import ForwardingType, Payload, data_of
from reconciler.model.recorded import Entry
from reconciler.planner.change import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field's old and new value; None means that it was, or will be, left out.

    `path` names the field from the outside in, such as ("call_control[Иванов 74992223344]", "timeout").
    """

    path: tuple[str, ...]
    before: Any
    after: Any

    @property
    def name(self) -> str:
        """The path as one text."""
        return ".".join(self.path)


def field_changes(change: Change) -> tuple[FieldChange, ...]:
    """Answer every field that differs between a change's before and after, forwarding first, metadata last."""
    return entry_changes(change.before, change.after)


def entry_changes(before: Entry | None, after: Entry | None) -> tuple[FieldChange, ...]:
    """Answer every field that differs between two entries of a number, forwarding first, metadata last."""
    return (*_forwarding(before, after), *_metadata(before, after))


def _forwarding(before: Entry | None, after: Entry | None) -> Iterator[FieldChange]:
    old = before.payload if before else None
    new = after.payload if after else None
    if old != new:
        yield from payload_changes(old, new)


def payload_changes(old: Payload | None, new: Payload | None) -> tuple[FieldChange, ...]:
    """Answer the fields that differ between two SetCallForwarding bodies (None: no body)."""
    old_data, new_data = _keyed(old, new)
    return tuple(_type_change(old, new)) + tuple(sorted(_differences(old_data, new_data), key=_place(new_data)))


def _type_change(old: Payload | None, new: Payload | None) -> Iterator[FieldChange]:
    names = [ForwardingType(body["call_forwarding_type"]).name.lower() if body else None for body in (old, new)]
    if names[0] != names[1]:
        yield FieldChange(path=("call_forwarding_type",), before=names[0], after=names[1])


def _keyed(old: Payload | None, new: Payload | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answer both data objects with `call_control` as a mapping from what an entry is to the entry."""
    old_data = dict(data_of(old)) if old else {}
    new_data = dict(data_of(new)) if new else {}
    old_entries = old_data.pop("call_control", [])
    new_entries = new_data.pop("call_control", [])
    keys = matched(old_entries, new_entries)
    for data, entries, own in ((old_data, old_entries, keys[0]), (new_data, new_entries, keys[1])):
        for key, entry in zip(own, entries, strict=True):
            data[f"call_control[{key}]"] = entry
    shared = [key for key in keys[1] if key in keys[0]]
    was = [key for key in keys[0] if key in keys[1]]
    if was != shared:
        old_data["call_control order"], new_data["call_control order"] = ", ".join(was), ", ".join(shared)
    return old_data, new_data


def matched(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """Name the entries of both lists so that two that are the same entry have the same name.

    Entries are the same if number and name agree; of the rest, if the number does; of the rest, if the name does.
    """
    partner: dict[int, int] = {}
    for identity in (_number_and_name, _number_alone, _name_alone):
        free = [index for index in range(len(old)) if index not in partner.values()]
        for index in (index for index in range(len(new)) if index not in partner):
            wanted = identity(new[index])
            found = next((place for place in free if wanted and identity(old[place]) == wanted), None)
            if found is not None:
                partner[index] = found
                free.remove(found)
    new_names = _distinct([_label(entry) for entry in new])
    names = {place: new_names[index] for index, place in partner.items()}
    taken = set(new_names)
    old_names = []
    for place, entry in enumerate(old):
        name = names.get(place) or _unused(_label(entry), taken)
        taken.add(name)
        old_names.append(name)
    return old_names, new_names


def _number_and_name(entry: Mapping[str, Any]) -> object:
    return (entry.get("redirect_number"), entry.get("name"), entry.get("active"))


def _number_alone(entry: Mapping[str, Any]) -> object:
    return entry.get("redirect_number")


def _name_alone(entry: Mapping[str, Any]) -> object:
    return entry.get("name")


def _label(entry: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (entry.get("name"), entry.get("redirect_number")))) or "drop the call"


def _distinct(labels: Sequence[str]) -> list[str]:
    taken: set[str] = set()
    names = []
    for label in labels:
        name = _unused(label, taken)
        taken.add(name)
        names.append(name)
    return names


def _unused(label: str, taken: set[str]) -> str:
    name, count = label, 2
    while name in taken:
        name, count = f"{label} #{count}", count + 1
    return name


def _differences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[FieldChange]:
    if not old or not new:
        # DeepDiff reports one change at the root for an empty side; a reader wants the fields.
        yield from (FieldChange(path=(key,), before=value, after=None) for key, value in old.items())
        yield from (FieldChange(path=(key,), before=None, after=value) for key, value in new.items())
        return
    from deepdiff import DeepDiff  # noqa: PLC0415 - a quarter of a second that only a shown change needs

    # Its threshold would report two sides that share few fields as one change at the root, as it does an empty side.
    for levels in DeepDiff(old, new, view="tree", threshold_to_diff_deeper=0).values():
        for level in levels:
            path = tuple(str(part) for part in level.path(output_format="list"))
            before, after = (None if _missing(side) else side for side in (level.t1, level.t2))
            yield FieldChange(path=path, before=before, after=after)


def _missing(side: object) -> bool:
    return type(side).__name__ == "NotPresent"


def _place(data: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a sort key
    order = {key: index for index, key in enumerate(data)}
    return lambda change: (order.get(change.path[0], len(order)), change.path)


def _metadata(before: Entry | None, after: Entry | None) -> Iterator[FieldChange]:
    if before is None or after is None:
        return
    for name in ("application", "protected", "on_removal", "weight", "labels", "description"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield FieldChange(path=(name,), before=_plain(old), after=_plain(new))
    for name in sorted(before.secrets.keys() & after.secrets.keys()):
        if before.secrets[name] != after.secrets[name]:
            yield FieldChange(path=("secrets", name), before="the value last sent", after="another value")


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
