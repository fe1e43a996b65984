"""What an override does to the forwarding of a number: its object, merged over the number's own of the same name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.model.forwarding import DATA_OBJECT, Payload, data_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The type of forwarding that an override sets, and of its data object what it sets and what it takes away.

    `lacking` are the keys that it takes from the number's own object, and without which it would mean nothing.
    """

    kind: int
    data: Mapping[str, Any]
    removed: frozenset[str] = frozenset()
    lacking: tuple[str, ...] = ()

    def keeps(self, payload: Payload) -> bool:
        """Tell whether the forwarding has the same type, so that the object is merged over its own."""
        return bool(payload["call_forwarding_type"] == self.kind)

    def over(self, payload: Payload) -> dict[str, Any]:
        """Answer the whole forwarding while the override holds: mappings merge, lists replace, the override wins."""
        whole: dict[str, Any] = {"number_code": payload["number_code"], "call_forwarding_type": self.kind}
        name = DATA_OBJECT.get(self.kind)
        if name is not None:
            own = data_of(payload) if self.keeps(payload) else {}
            kept = {key: value for key, value in own.items() if key not in self.removed}
            whole[name] = {**kept, **self.data}
        return whole
