"""The order of keys: `<<` first, then those that are known at this place, then the others as they were written.

The known ones are those of the models, in the models' own order. Of a number, `number_code` comes first and then what
is ours, because it is short and tells a reader what the number is; what the provider gets may be long and follows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from reconciler.loader.builder import MERGE
from reconciler.loader.layout.tree import Alias, Collection, Node, Scalar, Slot
from reconciler.model.declared import (
    CallControl,
    CallForwardingIpcr,
    CallForwardingNumber,
    CallForwardingSip,
    CallForwardingStatic,
    ExpectationDeclaration,
    NumberDeclaration,
    OverrideDeclaration,
    keys_of,
)
from reconciler.model.settings import Application, Apply, Limits, Policy, PolicyException, Settings, State


@dataclass(frozen=True, slots=True)
class Known:
    """The keys of a mapping in order, and what is known of the values below them.

    A list hands what is known on to its items. `any_key` is for mappings whose keys are names that people choose.
    """

    keys: tuple[str, ...] = ()
    below: Mapping[str, "Known"] = field(default_factory=dict)
    any_key: "Known | None" = None

    def of(self, key: str | None) -> "Known":
        """Answer what is known of a key's value."""
        return self.any_key or self.below.get(key or "", NOTHING)


NOTHING = Known()


def _of(model: type[BaseModel], **below: Known) -> Known:
    return Known(tuple(keys_of(model)), below)


DATA_OBJECTS = {
    "call_forwarding_number": _of(CallForwardingNumber, call_control=_of(CallControl)),
    "call_forwarding_ipcr": _of(CallForwardingIpcr),
    "call_forwarding_static": _of(CallForwardingStatic),
    "call_forwarding_sip": _of(CallForwardingSip),
}
_FIELDS = tuple(NumberDeclaration.model_fields)
_PROVIDERS = tuple(name for name in _FIELDS if name.startswith("call_forwarding_"))
_OWN = tuple(name for name in _FIELDS if name not in {"number_code", *_PROVIDERS})
NUMBER = Known(("number_code", *_OWN, *_PROVIDERS), DATA_OBJECTS)
OVERRIDE = _of(OverrideDeclaration, **DATA_OBJECTS)
EXPECTATION = _of(ExpectationDeclaration)
SETTINGS = _of(
    Settings,
    applications=Known(any_key=_of(Application)),
    limits=_of(Limits),
    policy=_of(Policy, exceptions=_of(PolicyException)),
    apply=_of(Apply),
    state=_of(State),
)
FILE = Known(
    ("settings", "contacts", "schedules", "defaults", "numbers", "overrides", "expectations"),
    {
        "settings": SETTINGS,
        "defaults": NUMBER,
        "numbers": NUMBER,
        "overrides": OVERRIDE,
        "expectations": EXPECTATION,
    },
)


def put_in_order(node: Node | None, known: Known = FILE) -> None:
    """Put the keys of a node, and of all below it, in order."""
    if not isinstance(node, Collection):
        return
    for slot in node.slots:
        put_in_order(slot.value, known.of(_name(slot)) if node.is_mapping else known)
    if node.is_mapping:
        _sort(node, known.keys)


def _sort(mapping: Collection, keys: tuple[str, ...]) -> None:
    ranks = {MERGE: -1, **{key: rank for rank, key in enumerate(keys)}}
    ordered = sorted(mapping.slots, key=lambda slot: ranks.get(_name(slot) or "", len(keys)))
    if all(one is other for one, other in zip(mapping.slots, ordered, strict=True)):
        return
    if _keeps_anchors(mapping.slots, ordered):
        _trade_blanks(mapping.slots[0], ordered[0])
        mapping.slots = ordered


def _trade_blanks(first: Slot, new_first: Slot) -> None:
    """Let what becomes the first leave its blank line to what was the first: such lines part groups."""
    if _begins_blank(first) != _begins_blank(new_first):
        for slot in (first, new_first):
            slot.above = slot.above[1:] if _begins_blank(slot) else ["", *slot.above]


def _begins_blank(slot: Slot) -> bool:
    return slot.above[:1] == [""]


def _name(slot: Slot) -> str | None:
    return slot.key.value if isinstance(slot.key, Scalar) else None


def _keeps_anchors(written: list[Slot], ordered: list[Slot]) -> bool:
    """Tell whether every alias still follows its own anchor: no anchor passes what has the same name."""
    before, after = _mentions(written), _mentions(ordered)
    return all(nodes == after[name] for name, nodes in before.items() if any(nodes))


def _mentions(slots: list[Slot]) -> dict[str, list[int]]:
    """Answer, for each name in order, the identity of each anchor, and 0 for each alias."""
    found: dict[str, list[int]] = {}
    for slot in slots:
        for node in _nodes(slot):
            if node.anchor is not None:
                found.setdefault(node.anchor, []).append(0 if isinstance(node, Alias) else id(node))
    return found


def _nodes(slot: Slot) -> Iterator[Node]:
    """Yield the nodes of a slot in the order in which they stand."""
    for node in (slot.key, slot.value):
        if node is None:
            continue
        yield node
        if isinstance(node, Collection):
            for inner in node.slots:
                yield from _nodes(inner)
